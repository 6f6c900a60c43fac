"""Folding the whole record: for checks over everything, and to hold views against.

Reads the next rows while it folds the last; needs memory for every stream's state, and for two batches of rows.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from domain.names import StreamId, kind_of
from domain.streams import Decider
from record.codec import Codec
from record.database import Database

BATCH = 5_000
_ROWS = """
select e.stream, e.type, e.class_version, e.facts from record.event e
 where e.position > $1 and e.position <= $2 order by e.position"""


async def replay(
    database: Database, codec: Codec, deciders: Iterable[Decider[Any]], *, upto: int | None = None
) -> dict[StreamId, Any]:
    """Return every stream's state, up to a position or the last there is, in the order in which streams began.

    Raises UnknownEvent, Unavailable.
    """
    if upto is None:
        upto = (await database.fetch("select coalesce(max(position), 0) as head from record.event"))[0]["head"]
    folds = {decider.kind: decider.fold for decider in deciders}
    event = codec.event
    states: dict[str, Any] = {}
    async for rows in _batches(database, upto):
        for stream, topic, class_version, facts in rows:
            fold = folds[kind_of(stream)]
            states[stream] = fold(states.get(stream), event(topic, class_version, facts))
    return {StreamId(stream): state for stream, state in states.items()}


async def _batches(database: Database, upto: int) -> AsyncIterator[Sequence[Any]]:
    def fetch(after: int) -> asyncio.Task[Sequence[Any]]:
        return asyncio.create_task(database.fetch(_ROWS, after, min(after + BATCH, upto)))

    after, coming = 0, fetch(0)
    while after < upto:
        rows = await coming
        after = min(after + BATCH, upto)
        if after < upto:
            coming = fetch(after)
            await asyncio.sleep(0)  # let the question go out before the fold takes the processor
        yield rows
