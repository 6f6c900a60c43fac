"""Looking at streams: callers who wait at the same moment share one round trip, as they share a commit.

Nothing waits for company: a look that finds no other under way goes out at once.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from record.database import Database
from record.errors import Unavailable

AT_ONCE = 2  # round trips under way
LARGEST = 256  # looks in one

# The moment and the head come with each row, so that a stream without events tells them too; all in one snapshot.
_LOOK = """
select k.i, o.now, o.head, c.position, c.fingerprint, e.*
  from (select record.now() as now, coalesce((select max(position) from record.event), 0) as head) o
 cross join unnest($1::text[], $2::bigint[], $3::uuid[]) with ordinality k (stream, after, command_id, i)
  left join lateral (select c.position, c.fingerprint from record.event c
                      where c.command_id = k.command_id and c.ordinal = 1 limit 1) c on true
  left join lateral (select e.version, e.type, e.class_version, e.facts, e.content_hash from record.event e
                      where e.stream = k.stream and e.version > k.after order by e.version offset 0) e on true
 order by k.i, e.version"""

Wanted = tuple[str, int, UUID | None]
Rows = list[Sequence[Any]]


class Looks:
    """Answers each with the rows of `_LOOK` that are its own, without the number."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[tuple[Wanted, asyncio.Future[Rows]]] = deque()
        self._tasks: set[asyncio.Task[None]] = set()  # kept from being collected
        self._under_way = 0

    async def rows(self, stream: str, after: int, command_id: UUID | None) -> Rows:
        """Read a stream's events after a version, and where a command was answered. Raises Unavailable."""
        future: asyncio.Future[Rows] = asyncio.get_running_loop().create_future()
        self._waiting.append(((stream, after, command_id), future))
        if self._under_way < AT_ONCE:
            self._under_way += 1
            task = asyncio.create_task(self._run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await future

    async def _run(self) -> None:
        try:
            while self._waiting:
                taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), LARGEST))]
                await self._answer(taken)
        finally:
            # In the same step as the last look at who waits. The task itself is done a moment later: who came in
            # between, counting tasks, found both under way, started none, and waited for ever.
            self._under_way -= 1

    async def _answer(self, taken: list[tuple[Wanted, asyncio.Future[Rows]]]) -> None:
        streams, afters, commands = zip(*(wanted for wanted, _ in taken), strict=True)
        try:
            rows = await self._database.fetch(_LOOK, streams, afters, commands)
        except Exception as error:  # noqa: BLE001 - it goes to whoever caused it
            if len(taken) > 1 and not isinstance(error, Unavailable):
                for one in taken:
                    await self._answer([one])
                return
            for _, future in taken:
                if not future.done():
                    future.set_exception(error)
            return
        own: list[Rows] = [[] for _ in taken]
        for row in rows:
            own[row[0] - 1].append(row[1:])
        for (_, future), its in zip(taken, own, strict=True):
            if not future.done():
                future.set_result(its)
