"""`./run up` with a stand-in for our own programs: `python household.py FOLDER PORT [die]`."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import asyncpg

from local.__main__ import saying_why
from local.parts import Program, answers
from local.place import Place
from local.up import Household, serve

SCRIPT = Path(__file__).parent / "stand_in.py"


def no_helpers(_place: Place, _environment: Mapping[str, str]) -> Sequence[Program]:
    return []


def an_api(place: Place, environment: Mapping[str, str] | None) -> Sequence[Program]:
    command = [sys.executable, str(SCRIPT), str(place.port_of("API")), *sys.argv[3:]]
    log, url = place.folder / "logs/api.log", place.url("API")
    return [Program("API", command, environment, log, lambda: answers(url), Path.cwd(), listens_first=True)]


async def can_be_read(environment: Mapping[str, str]) -> None:
    """Check that what `prepare` is handed can be reached, migrated."""
    connection = await asyncpg.connect(environment["DATABASE_URL"])
    await connection.fetchval("select record.now()")
    await connection.close()


STAND_IN = Household(no_helpers, an_api, can_be_read, lambda: {"Stage": "Keyword"})

if __name__ == "__main__":
    given = Path(sys.argv[1]), int(sys.argv[2])
    sys.exit(saying_why(lambda: asyncio.run(serve(*given, STAND_IN))))
