import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from local.place import PORTS, PRIVATE
from local.ports import free_ports
from local.processes import ended, is_alive, works_in

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests/local/household.py"
PATIENCE = 30  # seconds


class Up:
    """A `./run up` of the servers with a stand-in for the programs, in a folder."""

    def __init__(self, folder: Path, port: int, *words: str) -> None:
        self.folder, self.port = folder, port
        self.said = folder.parent / f"{folder.name}.said"
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, SCRIPT, folder, str(port), *words],
                cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=said, stderr=said,
            )  # fmt: skip

    def until(self, is_so: Callable[[], Any], what: str) -> Any:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError, ValueError, IndexError):
                if found := is_so():
                    return found
            time.sleep(0.02)
        raise AssertionError(f"{what} did not happen; {self.said.read_text()}")

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.said.read_text()
        return "Evenhand is ready" in self.said.read_text()

    def api(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}", timeout=2) as reply:
            said: dict[str, Any] = json.load(reply)
            return said

    def pid_of(self, part: str) -> int:
        """The process that serves now."""
        match part:
            case "API":
                return int(self.api()["pid"])
            case "database":
                return int((self.folder / "postgres/data/postmaster.pid").read_text().splitlines()[0])
            case "Temporal server":
                return int((self.folder / "temporal/temporal.pid").read_text())
        raise ValueError(part)

    def pids(self) -> list[int]:
        return [self.pid_of(part) for part in PARTS]

    def temporal_answers(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port + 5}/api/v1/namespaces/evenhand", timeout=2) as reply:
            return bool(reply.status == 200)

    def end_what_was_left(self) -> None:
        """End servers that outlived it: a test that fails between a kill and the next start leaves nothing running."""
        for part in ("database", "Temporal server"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                if works_in(pid := self.pid_of(part), self.home_of(part)):
                    ended(pid, signal.SIGKILL, PATIENCE)

    def home_of(self, part: str) -> Path:
        """The folder that a server works in."""
        return self.folder / ("postgres/data" if part == "database" else "temporal")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


PARTS = ("API", "database", "Temporal server")
Begin = Callable[..., Up]


@pytest.fixture
def begin(folder: Path) -> Iterator[Begin]:
    begun: list[Up] = []
    port = free_ports(len(PORTS))

    def one(*words: str, port: int = port, folder: Path = folder / "data") -> Up:
        begun.append(Up(folder, port, *words))
        return begun[-1]

    yield one
    for up in begun:
        if up.process.poll() is None:
            up.end()
        up.end_what_was_left()


def ready(up: Up) -> Up:
    up.until(up.is_ready, "ready")
    return up


def test_each_part_that_is_killed_comes_back_where_it_was(begin: Begin) -> None:
    up = ready(begin())
    before = up.api()
    for part in PARTS:
        killed = up.pid_of(part)
        os.kill(killed, signal.SIGKILL)
        up.until(lambda p=part, k=killed: up.pid_of(p) not in {0, k} and is_alive(up.pid_of(p)), f"{part} again")  # type: ignore[misc]
        assert f"The {part} ended" in up.said.read_text()
    assert "The API ended (killed by signal 9): starting it again." in up.said.read_text()
    up.until(up.temporal_answers, "Temporal again")
    after = up.until(up.api, "API again")
    assert {**after, "pid": 0} == {**before, "pid": 0}
    up.until(lambda: accepts(after["DATABASE_URL"]), "the database where it was")


def test_a_database_whose_port_was_taken_meanwhile_waits_for_it(begin: Begin) -> None:
    up = ready(begin())
    url, killed = up.api()["DATABASE_URL"], up.pid_of("database")
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        os.kill(killed, signal.SIGKILL)
        port = up.until(lambda: bind(other, port_of(url)), "the port")
        up.until(lambda: f"Port {port} is taken" in up.said.read_text(), "a sentence about the port")
        assert f"The database ended (see {up.folder / 'postgres/postgres.log'})" in " ".join(
            up.said.read_text().split()
        )
    up.until(lambda: up.pid_of("database") != killed and accepts(url), "the database where it was")


def bind(probe: socket.socket, port: int) -> int:
    probe.bind(("127.0.0.1", port))
    probe.listen()
    return port


def port_of(url: str) -> int:
    return int(url.rpartition("@")[2].partition(":")[2].partition("/")[0])


def accepts(url: str) -> bool:
    socket.create_connection(("127.0.0.1", port_of(url)), 2).close()
    return True


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_told_to_stop_it_ends_everything(begin: Begin, how: signal.Signals) -> None:
    up = ready(begin())
    parts = up.pids()
    assert up.end(how) == 0
    assert [pid for pid in parts if is_alive(pid)] == []


def test_letters_logs_and_keys_are_for_nobody_else_to_read(begin: Begin, folder: Path) -> None:
    (folder / "data/mail").mkdir(parents=True)  # as an older one made it
    up = ready(begin())
    assert {(up.folder / name).stat().st_mode & 0o777 for name in PRIVATE} == {0o700}


def test_told_to_stop_while_it_starts_it_ends_everything(begin: Begin) -> None:
    up = begin()
    up.until(lambda: up.pid_of("database"), "the database")
    pid = up.pid_of("database")
    assert up.end() == 0
    assert not is_alive(pid)


def test_after_it_was_killed_the_next_one_goes_on(begin: Begin) -> None:
    first = ready(begin())
    url, parts = first.api()["DATABASE_URL"], first.pids()
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    first.said.unlink()
    second = ready(begin())
    assert second.api()["DATABASE_URL"] == url
    assert second.end() == 0
    assert [pid for pid in parts if is_alive(pid)] == []


def test_a_second_one_beside_the_first_says_where_the_first_serves(begin: Begin) -> None:
    first = ready(begin())
    second = begin()
    assert second.process.wait(PATIENCE) == 1
    assert f"is running on {first.folder} already: API http://127.0.0.1:{first.port}," in first.said.read_text()
    assert first.api()["pid"]


@pytest.mark.parametrize("part", ["API", "Temporal's UI"])
def test_a_taken_port_is_named_with_the_setting_that_changes_it(begin: Begin, folder: Path, part: str) -> None:
    first = free_ports(len(PORTS))
    with socket.socket() as other:
        other.bind(("127.0.0.1", first + PORTS[part]))
        other.listen()
        up = begin(port=first)
        assert up.process.wait(PATIENCE) == 1
    sentence = f"Port {first + PORTS[part]} ({part}) is taken by another program."
    assert sentence in up.said.read_text()
    assert "./run up --port" in up.said.read_text()
    assert not (folder / "data/postgres").exists()


def test_a_program_that_cannot_start_is_named_with_its_last_words_and_everything_ends(begin: Begin) -> None:
    up = begin("die")
    assert up.process.wait(PATIENCE) == 1
    assert "The API did not start: it has no heart" in up.said.read_text()
    assert not is_alive(int((up.folder / "temporal/temporal.pid").read_text()))


def test_a_broken_data_folder_is_named_and_nothing_is_left_running(begin: Begin) -> None:
    first = ready(begin())
    assert first.end() == 0
    (first.folder / "postgres/data/PG_VERSION").write_text("17\n")
    second = begin()
    assert second.process.wait(PATIENCE) == 1
    assert "was made by Postgres 17, and this is Postgres 18" in second.said.read_text()
    assert not is_alive(second.pid_of("Temporal server"))


def test_a_damaged_temporal_is_named_with_the_way_out(begin: Begin) -> None:
    first = ready(begin())
    assert first.end() == 0
    for part in (first.folder / "temporal").glob("temporal.db*"):
        part.write_bytes(b"not a database" * 1000)
    second = begin()
    assert second.process.wait(PATIENCE) == 1
    assert "move that folder away: open cases are rebuilt from the record" in " ".join(second.said.read_text().split())


def test_a_folder_that_cannot_be_written_is_named(begin: Begin, folder: Path) -> None:
    (folder / "file").write_text("")
    up = begin(folder=folder / "file")
    assert up.process.wait(PATIENCE) == 1
    assert f"The folder {folder / 'file'} cannot be written" in up.said.read_text()
