import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from local import cluster, databases
from local.identity import that_can_use
from local.postgres import CannotStart, Postgres, start
from local.processes import ended, is_alive

ROOT = Path(__file__).parents[2]
START = "import os, sys, signal, pathlib, local.postgres as p; server = p.start(pathlib.Path(sys.argv[1]))"
START_AND_BE_KILLED = f"{START}; print(server.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
START_AND_STOP = f"{START}; print(os.geteuid(), server.is_running()); server.stop()"
QUICK = {"fsync": "off"}
Begin = Callable[..., Postgres]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Starts servers with what `start` takes, and ends them with the test."""
    started: list[Postgres] = []

    def one(folder: Path, **given: int) -> Postgres:
        started.append(start(folder, options=QUICK, **given))
        return started[-1]

    yield one
    for server in started:
        server.stop()


def ask(server: Postgres, query: str, password: str | None = None) -> object:
    async def asked() -> object:
        connection = await asyncpg.connect(server.url(password=password))
        try:
            return await connection.fetchval(query)
        finally:
            await connection.close()

    return asyncio.run(asked())


def test_what_was_written_is_there_after_a_stop_and_after_a_power_cut(folder: Path, begin: Begin) -> None:
    first = begin(folder)
    ask(first, "create table kept as select 1 as it")
    first.stop()
    assert not first.is_running()
    second = begin(folder)
    assert ask(second, "select it from kept") == 1
    second.kill()
    third = begin(folder)
    assert third.port == first.port
    assert ask(third, "select it from kept") == 1


def test_a_server_that_outlived_whoever_started_it_is_taken_over(folder: Path) -> None:
    whoever = subprocess.run(
        [sys.executable, "-c", START_AND_BE_KILLED, folder],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert whoever.returncode == -signal.SIGKILL
    server = start(folder)
    try:
        assert server.pid == int(whoever.stdout)
        assert ask(server, "select 1") == 1
    finally:
        server.stop()


def test_a_status_file_whose_number_is_now_another_program_s_is_passed_over(folder: Path, begin: Begin) -> None:
    server = begin(folder)
    status = (folder / "data/postmaster.pid").read_text()
    server.kill()
    other = subprocess.Popen(["sleep", "60"])
    try:
        (folder / "data/postmaster.pid").write_text(status.replace(str(server.pid), str(other.pid), 1))
        assert ask(begin(folder), "select 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize("both", [False, True], ids=["we are killed", "initdb is killed too"])
def test_a_first_start_that_is_killed_leaves_nothing_half_done(folder: Path, begin: Begin, both: bool) -> None:
    whoever = subprocess.Popen(
        [sys.executable, "-c", START, folder],
        cwd=ROOT, process_group=0,
    )  # fmt: skip
    until = time.monotonic() + 30
    while not list(folder.glob(f"{cluster.DRAFT}*/data/PG_VERSION")) and time.monotonic() < until:
        time.sleep(0.001)
    if both:
        os.killpg(whoever.pid, signal.SIGKILL)
    whoever.kill()
    whoever.wait()
    assert not (folder / "data").exists()
    assert ask(begin(folder), "select 1") == 1
    assert list(folder.glob(f"{cluster.DRAFT}*")) == []


def no_version(data: Path) -> None:
    (data / "PG_VERSION").unlink()


def an_empty_version(data: Path) -> None:
    (data / "PG_VERSION").write_text("")


def another_major_version(data: Path) -> None:
    (data / "PG_VERSION").write_text("17\n")


def no_control_file(data: Path) -> None:
    (data / "global/pg_control").unlink()


def no_password(data: Path) -> None:
    (data.parent / "password").unlink()


def an_empty_password(data: Path) -> None:
    (data.parent / "password").write_text("")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (no_version, "is not a whole Postgres cluster"),
        (an_empty_version, "is not a whole Postgres cluster"),
        (another_major_version, "was made by Postgres 17, and this is Postgres 18"),
        (no_control_file, "could not find the database system"),
        (no_password, "password is missing or empty beside an existing cluster"),
        (an_empty_password, "password is missing or empty beside an existing cluster"),
    ],
)
def test_a_folder_it_cannot_use_is_named_and_left_as_it_is(
    folder: Path, begin: Begin, spoil: Callable[[Path], None], sentence: str
) -> None:
    begin(folder).stop()
    spoil(folder / "data")
    before = contents(folder / "data")
    with pytest.raises(CannotStart, match=sentence) as told:
        start(folder)
    assert str(folder) in str(told.value)
    assert contents(folder / "data") == before


def contents(data: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in data.rglob("*") if file.is_file() and "pid" not in file.name}


async def test_another_s_password_is_named(folder: Path, begin: Begin) -> None:
    begin(folder).stop()
    (folder / "password").write_text("another's")
    with pytest.raises(CannotStart, match=r"/password is not the password of the cluster beside it"):
        await databases.ensure(begin(folder))


async def test_what_a_database_says_against_its_start_is_told(folder: Path, begin: Begin) -> None:
    begin(folder).stop()
    (folder / "data/base/5/PG_VERSION").write_text("")
    with pytest.raises(CannotStart, match=r"The databases in .* cannot be used: .*base/5"):
        await databases.ensure(begin(folder))


@pytest.mark.parametrize("word", ["", "any", "99999999"])
def test_a_port_that_was_written_down_and_is_none_is_passed_over(folder: Path, begin: Begin, word: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "port").write_text(word)
    assert ask(begin(folder), "select 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a folder away")
def test_root_serves_a_cluster_whose_owner_has_no_name_here(folder: Path, begin: Begin) -> None:
    begin(folder).stop()
    for path in (folder / "data", *(folder / "data").rglob("*")):
        os.chown(path, 54321, 54321, follow_symlinks=False)
    assert ask(begin(folder), "select 1") == 1


def test_a_folder_that_cannot_be_made_is_named(folder: Path) -> None:
    (folder / "file").write_text("")
    with pytest.raises(CannotStart, match=r"Cannot write in .*/file/postgres"):
        start(folder / "file/postgres")


def test_a_port_that_was_asked_for_and_is_taken_is_named(folder: Path, begin: Begin) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart, match=f"Port {port} is taken"):
            begin(folder, port=port)


def test_it_runs_in_a_folder_that_its_owner_alone_may_enter(folder: Path, begin: Begin) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    assert ask(begin(closed / "postgres"), "select 1") == 1


def test_an_ordinary_user_starts_and_stops_it_too(folder: Path) -> None:
    who = that_can_use(Path(sys.executable).resolve(), Path(sys.executable), ROOT / "local", folder / "mine")
    (folder / "mine").mkdir()
    who.give(folder / "mine")
    done = subprocess.run(
        [*who.prefix, sys.executable, "-c", START_AND_STOP, folder / "mine"],
        cwd=ROOT, capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]}, **who.options,
    )  # fmt: skip
    user, running = done.stdout.split()
    assert (user != "0", running) == (True, "True")


def test_nobody_enters_without_the_password(folder: Path, begin: Begin) -> None:
    server = begin(folder)
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(server, "select 1", password="guessed")  # noqa: S106 - a wrong one
    assert (folder / "password").stat().st_mode & 0o077 == 0


def test_a_process_that_has_died_but_was_not_fetched_counts_as_gone() -> None:
    child = subprocess.Popen(["sleep", "60"])
    assert is_alive(child.pid)
    assert ended(child.pid, signal.SIGKILL, 5)
    assert not is_alive(child.pid)
    child.wait()
