import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from record.database import Database
from record.keys import Keys, Masters
from record.store import Record
from tests.record.servers import Place, Server, a_place, remove
from tests.record.toys import BOOK, DECIDERS

MASTER = bytes(range(32))
Open = Callable[..., Awaitable[Record]]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="evenhand-pg-"))
    running = Server(folder, fsync="off")  # a killed server loses nothing by it, only a killed machine would
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def place(server: Server) -> AsyncIterator[Place]:
    made = await a_place(server)
    yield made
    await remove(made)


def a_record(place: Place, **changes: Any) -> Record:
    keys = Keys(Database(place.keys, size=2), Masters(MASTER), life=changes.pop("life", 10))
    given: dict[str, Any] = {"deciders": DECIDERS, "permit": lambda *_: None, "book": lambda: BOOK} | changes
    return Record(place.app, keys=keys, **given)


@pytest.fixture
async def open_record(place: Place) -> AsyncIterator[Open]:
    opened: list[Record] = []

    async def make(**changes: Any) -> Record:
        record = a_record(place, **changes)
        await record.start()
        opened.append(record)
        return record

    yield make
    for record in opened:
        await record.close()


@pytest.fixture
async def record(open_record: Open) -> Record:
    return await open_record()
