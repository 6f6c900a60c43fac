"""Following the record: every event after a position, once and in order, for as long as somebody follows.

Positions are gapless and given in commit order, so "after N" misses nothing and repeats nothing.
"""

import asyncio
from collections.abc import AsyncIterator

import structlog

from record.bell import POLL, Bell
from record.entry import Recorded
from record.errors import Unavailable
from record.reading import Reader

log = structlog.get_logger()


class Feed:
    """Gives events in batches as they come."""

    def __init__(self, reader: Reader, bell: Bell) -> None:
        self._reader, self._bell = reader, bell

    async def follow(self, after: int, *, limit: int = 500) -> AsyncIterator[list[Recorded]]:
        """Yield batches of at most `limit` events after a position, without end. Waits while the database is away.

        Raises Damaged where an event is missing, UnknownEvent for a type that this program does not know.
        """
        while True:
            heard = self._bell.listen()
            try:
                batch = await self._reader.after(after, limit)
            except Unavailable:
                log.info("record.follower_waits", after=after)
                await asyncio.sleep(POLL / 4)
                continue
            if batch:
                yield batch
                after = batch[-1].position
            else:
                await self._bell.wait(heard)
