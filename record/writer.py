"""The one task of a process that appends: callers who wait at the same moment share a commit.

Requests that touch one another never share a batch: the same stream or command, or a stream or tag that one writes and
another's condition watches. A connection that is lost, even in the middle of a commit, is replaced and the same batch
sent again: the command ids tell what had been done. What cannot be told is `Unavailable`, never a yes.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

import asyncpg

from record.bell import Bell
from record.database import LOST, connect
from record.errors import Unavailable
from record.request import Request

LARGEST = 256  # requests in a batch
ARGUMENTS = 35  # of record.append_batch
ONE_MICROSECOND = timedelta(microseconds=1)


class Fate(Enum):
    """What became of a request; the codes are those of record.append_batch."""

    APPENDED = b"a"
    REPLAYED = b"r"  # `position`: of its first event, then
    REUSED = b"x"
    MOVED = b"v"  # `position`: the version at which a stream is
    MIDNIGHT = b"m"
    CONDITION = b"c"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A request's fate; `position` and `recorded_at` of the last event where it was appended."""

    fate: Fate
    position: int = 0
    recorded_at: datetime | None = None


class Writer:
    """Appends requests. `patience`: seconds for which a lost database is waited for."""

    def __init__(self, dsn: str, bell: Bell, *, patience: float = 5, largest: int = LARGEST) -> None:
        self._dsn, self._bell, self._patience, self._largest = dsn, bell, patience, largest
        self._queue: deque[tuple[Request, asyncio.Future[Outcome]]] = deque()
        self._waiting = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connection: asyncpg.Connection | None = None
        self._statements: dict[str, Any] = {}
        self.batches = 0

    async def start(self) -> None:
        """Begin to take requests."""
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop; whoever still waits gets Unavailable."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._fail(self._queue, Unavailable("the record is being closed"))
        self._queue.clear()
        self._hang_up()

    async def append(self, request: Request) -> Outcome:
        """Append, together with whoever else waits. Raises Unavailable.

        A caller that is cancelled has not taken its request back.
        """
        if self._task is None:
            raise Unavailable("the record is closed")
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._queue.append((request, future))
        self._waiting.set()
        return await future

    async def _run(self) -> None:
        batch: list[tuple[Request, asyncio.Future[Outcome]]] = []
        try:
            while True:
                while not self._queue:
                    self._waiting.clear()
                    await self._waiting.wait()
                batch = self._take()
                await self._settle(batch)
        finally:
            self._fail(batch, Unavailable("the record was closed in the middle"))

    def _take(self) -> list[tuple[Request, asyncio.Future[Outcome]]]:
        """Take what may share a commit, in the order in which it came; what may not waits for the next."""
        batch: list[tuple[Request, asyncio.Future[Outcome]]] = []
        later: list[tuple[Request, asyncio.Future[Outcome]]] = []
        touched = _Touched()
        while self._queue and len(batch) < self._largest:
            request, future = self._queue.popleft()
            if touched.meets(request) or (request.ask.erases and batch):
                later.append((request, future))
            else:
                batch.append((request, future))
            touched.add(request)  # also by who waits for the next batch: what touches it does not overtake it
            if request.ask.erases:
                break
        self._queue.extendleft(reversed(later))
        return batch

    async def _settle(self, batch: list[tuple[Request, asyncio.Future[Outcome]]]) -> None:
        try:
            outcomes = await self._send([request for request, _ in batch])
        except Unavailable as error:
            self._fail([*batch, *self._queue], error)
            self._queue.clear()
        except Exception as error:  # noqa: BLE001 - it goes to whoever caused it
            if len(batch) == 1:
                self._fail(batch, error)
            else:  # one request's fault must not be another's: each alone
                for one in batch:
                    await self._settle([one])
        else:
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                if not future.done():
                    future.set_result(outcome)

    async def _send(self, requests: list[Request]) -> list[Outcome]:
        """Send a batch until its outcome is known. Raises Unavailable once patience has run out."""
        until = time.monotonic() + self._patience
        arguments = columns(requests)
        name = "erase" if requests[0].ask.erases else "append_batch"
        while True:
            try:
                statement = await self._statement(name)
                rows = await statement.fetch(*arguments, timeout=self._patience)
            except (Unavailable, *LOST) as error:
                if isinstance(error, ValueError):  # asyncpg's way of saying that an argument does not fit its type
                    raise
                self._hang_up()
                if time.monotonic() > until:
                    raise Unavailable(str(error)) from error
                for request in requests:
                    request.retried = True
                await asyncio.sleep(0.05)
            else:
                self.batches += 1
                self._bell.ring()
                return outcomes_of(requests, rows)

    async def _statement(self, name: str) -> Any:
        if self._connection is None or self._connection.is_closed():
            self._statements.clear()
            self._connection = await connect(self._dsn)
        if name not in self._statements:
            places = ", ".join(f"${n}" for n in range(1, ARGUMENTS + 1))
            self._statements[name] = await self._connection.prepare(f"select * from record.{name}({places})")  # noqa: S608
        return self._statements[name]

    def _hang_up(self) -> None:
        self._statements.clear()
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    @staticmethod
    def _fail(waiting: Iterable[tuple[Request, asyncio.Future[Outcome]]], error: Exception) -> None:
        for _, future in waiting:
            if not future.done():
                future.set_exception(error)


class _Touched:
    """What some requests write and what their conditions watch. A tag is not the stream that it is named like."""

    def __init__(self) -> None:
        self._commands: set[UUID] = set()
        self._streams: set[str] = set()
        self._tags: set[str] = set()
        self._watched_streams: set[str] = set()
        self._watched_tags: set[str] = set()

    def meets(self, request: Request) -> bool:
        """Say whether a request may not share a commit with them."""
        streams = [head.stream for head in request.heads]
        return (
            request.ask.command_id in self._commands
            or not self._streams.isdisjoint(streams)
            or not self._watched_streams.isdisjoint(streams)
            or not self._watched_tags.isdisjoint([tag for _, tag in request.tags])
            or not self._streams.isdisjoint([condition.name for condition in request.basis.streams_quiet])
            or not self._tags.isdisjoint([condition.name for condition in request.basis.tags_quiet])
        )

    def add(self, request: Request) -> None:
        """Reckon a request among them."""
        self._commands.add(request.ask.command_id)
        self._streams.update([head.stream for head in request.heads])
        self._tags.update([tag for _, tag in request.tags])
        self._watched_streams.update([condition.name for condition in request.basis.streams_quiet])
        self._watched_tags.update([condition.name for condition in request.basis.tags_quiet])


def columns(requests: Sequence[Request]) -> list[Any]:
    """Return the arguments of record.append_batch."""
    heads, tags_quiet, streams_quiet, events, payloads, tags = [], [], [], [], [], []
    before = 0
    for i, request in enumerate(requests, 1):
        heads += [(i, *head) for head in request.heads]
        tags_quiet += [(i, *condition) for condition in request.basis.tags_quiet]
        streams_quiet += [(i, *condition) for condition in request.basis.streams_quiet]
        events += [(i, *envelope, content) for envelope, content in request.events]
        payloads += [(before + n, key, sealed) for n, key, sealed in request.payloads]
        tags += [(before + n, tag) for n, tag in request.tags]
        before += len(request.events)
    return [
        [request.ask.command_id for request in requests],
        [request.fingerprint for request in requests],
        [request.basis.as_of for request in requests],
        [len(request.events) for request in requests],
        *zip(*heads, strict=True),
        *_columns(tags_quiet, 4),
        *_columns(streams_quiet, 4),
        *zip(*events, strict=True),
        *_columns(payloads, 3),
        *_columns(tags, 2),
    ]


def _columns(rows: list[tuple[Any, ...]], width: int) -> Iterable[Any]:
    return zip(*rows, strict=True) if rows else (None,) * width


def outcomes_of(requests: Sequence[Request], rows: Sequence[asyncpg.Record]) -> list[Outcome]:
    """Read the rows of record.append_batch."""
    _, _, position, start = rows[0]
    head = position
    others = {request: Outcome(Fate(outcome), at or 0) for request, outcome, at, _ in rows[1:]}
    outcomes = []
    for i, request in enumerate(requests, 1):
        outcome = others.get(i)
        if outcome is None:
            position += len(request.events)
            outcome = Outcome(Fate.APPENDED, position, start + (position - head) * ONE_MICROSECOND)
        outcomes.append(outcome)
    return outcomes
