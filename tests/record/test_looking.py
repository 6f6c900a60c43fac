"""Looks that share round trips: whoever asks is answered, also at the moment at which the others have just been."""

import asyncio
from typing import Any, cast

from record.database import Database
from record.looking import Looks


class Held:
    """A database that answers when it is told to."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()

    async def fetch(self, _query: str, streams: tuple[str, ...], *_: Any) -> list[list[Any]]:
        await self.gate.wait()
        return [[number, stream] for number, stream in enumerate(streams, 1)]


async def test_who_asks_again_as_soon_as_all_have_been_answered_is_answered_again() -> None:
    database = Held()
    looks = Looks(cast("Database", database))

    async def asks(name: str, times: int) -> None:
        for _ in range(times):
            assert await looks.rows(name, 0, None) == [[name]]

    async with asyncio.timeout(5):
        first = asyncio.create_task(asks("note/1", 2))
        await asyncio.sleep(0.01)
        second = asyncio.create_task(asks("note/2", 1))
        await asyncio.sleep(0.01)
        database.gate.set()  # both round trips end in one step
        await asyncio.gather(first, second)
