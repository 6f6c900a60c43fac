import asyncio
import contextlib
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from local import databases, parts
from local.evenhand import EVENHAND
from local.parts import Program, Server, begin, end, keep, until_ready
from local.place import Place
from local.refusal import CannotStart

ROOT = Path(__file__).parents[2]
SAY = "import sys, time; print(sys.stdin.readline().strip(), flush=True); time.sleep(60)"


def a_program(folder: Path, code: str, *, listens_first: bool = False) -> Program:
    log = folder / "program.log"
    environment = None if listens_first else {"PATH": "/usr/bin:/bin"}
    return Program("program", [sys.executable, "-c", code], environment, log, lambda: True, folder, listens_first)


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not is_so():  # noqa: ASYNC110 - it happens in another process
            await asyncio.sleep(0.01)


async def test_a_program_started_before_its_servers_is_told_where_they_are_now_and_at_every_start(
    tmp_path: Path,
) -> None:
    program = a_program(tmp_path, SAY, listens_first=True)
    await begin(program)
    assert program.is_running()
    program.told({"WHERE": "here"})
    await until(lambda: program.log.read_text().count('{"WHERE": "here"}') == 1)
    await end([program])
    await begin(program)
    await until(lambda: program.log.read_text().count('{"WHERE": "here"}') == 2)
    await end([program])
    assert not program.is_running()


async def test_telling_a_program_that_has_died_is_no_error(tmp_path: Path) -> None:
    program = a_program(tmp_path, "raise SystemExit('no')", listens_first=True)
    await begin(program)
    await until(lambda: not program.is_running())
    program.told({"WHERE": "here"})
    with pytest.raises(CannotStart, match="The program did not start: no"):
        await until_ready(program)


async def test_what_dies_at_once_is_tried_less_and_less_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LOOK", 0.01)
    program = a_program(tmp_path, "raise SystemExit('again')")
    moments: list[float] = []

    def say(_said: str) -> None:
        moments.append(time.monotonic())

    keeping = asyncio.create_task(keep(program, say))
    await until(lambda: len(moments) > 3)
    keeping.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeping
    await end([program])
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert [gap for number, gap in enumerate(gaps) if gap < parts.PAUSE * 2 ** (number + 1)] == []


async def test_a_server_that_is_ended_while_it_starts_is_ended_when_it_has_started() -> None:
    class Slow:
        alive = True

        def is_running(self) -> bool:
            return self.alive

        def stop(self) -> None:
            self.alive = False

    slow = Slow()

    def start() -> Slow:
        time.sleep(0.3)
        return slow

    server = Server("slow", start, Path("slow.log"))
    starting = asyncio.create_task(begin(server))
    await asyncio.sleep(0.05)
    await end([server])
    await starting
    assert not slow.alive
    await begin(server)
    assert not server.is_running()


def test_databases_that_are_given_take_the_place_of_ours_both_or_neither() -> None:
    both = {"DATABASE_URL": "postgresql://record", "KEYS_DATABASE_URL": "postgresql://keys"}
    given = databases.given(both)
    assert given
    assert (given.record, given.keys) == ("postgresql://record", "postgresql://keys")
    assert databases.given({}) is None
    for name, url in both.items():
        with pytest.raises(CannotStart, match="go together"):
            databases.given({name: url})


def test_what_is_started_before_its_servers_is_the_product_s_own_programs(tmp_path: Path) -> None:
    place = Place(tmp_path, 20000)
    assert [program.name for program in EVENHAND.programs(place, None) if program.listens_first] == ["worker", "API"]
    assert {program.name for program in EVENHAND.helpers(place, {})} == {
        "token issuer",
        "mail catcher",
        "housing system",
    }


def test_a_path_that_the_servers_cannot_bear_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    folder = tmp_path / ("y" * 200) / ("y" * 200)
    with pytest.raises(CannotStart, match="longer than 400 bytes"), Place(folder).held():
        pass
    assert not folder.parent.exists()


async def test_a_program_whose_log_cannot_be_written_says_so(tmp_path: Path) -> None:
    program = a_program(tmp_path, SAY)
    program.log.mkdir()
    with pytest.raises(CannotStart, match=r"The log .*/program\.log cannot be written"):
        await begin(program)
