"""What the benches append; and, started as a program, one of two processes that do."""

import asyncio
import sys

from record.database import Database
from record.keys import Keys, Masters
from record.store import Record
from tests.record.toys import ASHA, BOOK, DECIDERS, NoteTaken

TEXT = "Shouted at the person on the desk for ten minutes, and would not say what the matter was. " * 2


def an_event(person: str) -> NoteTaken:
    """Return an event as large as an ordinary one."""
    return NoteTaken(about=person, on=None, has_witnesses=False, text=TEXT, phones=("029 2087 2087",))


def a_record(app: str, keys: str) -> Record:
    """Return a record over two databases."""
    return Record(
        app,
        keys=Keys(Database(keys, size=2), Masters(bytes(range(32))), life=60),
        deciders=DECIDERS,
        permit=lambda *_: None,
        book=lambda: BOOK,
    )


async def main(which: str, owner: str, app: str, keys: str, callers: int) -> float:
    """Return what this process gets done a second."""
    from bench.append import ours, raw  # noqa: PLC0415 - that module starts this one

    if which == "raw":
        return await raw(owner, callers)
    async with a_record(app, keys) as record:
        return await ours(record, callers)


if __name__ == "__main__":
    print(asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))))

__all__ = ["ASHA", "BOOK", "a_record", "an_event"]
