"""Keeps Temporal in step with the record: the relay wakes whom an event concerns, the reconciler starts what lacks.

Who starts a notice's or an appeal's workflow? The relay, not the restriction's workflow. A part is owed because the
record says so, whoever caused it and whether or not the case's own workflow lives; relay and reconciler read that off
the same fold (`open_parts`), so a rebuilt Temporal needs no second way; no parent has to remember children over its
continue-as-new; and one hop less lies between an event and the workflow that waits for it. Signal-with-start is used
only where something is owed in the part by the folded stream: it would revive what has ended. Otherwise a plain signal
is sent, and "not found" is a good answer.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TypeVar

import structlog
from temporalio.service import RPCError

from activities.messages import Part
from activities.steps import ahead_of
from domain.event import Event
from domain.files_read import PolicyFilesRead
from domain.names import kind_of
from domain.owed import KINDS, Owes, agenda, concerned, open_parts, stage_of
from domain.policy import PolicyBook
from domain.policy_changes import POLICY
from record.around import cases_of, load_as_it_is, people_in
from record.entry import AnyLoaded, Recorded
from record.errors import Unavailable
from record.feed import Feed
from record.open_streams import open_streams
from record.store import Record
from workflows.linking import Linker
from workflows.processes import Processes, Waiting
from workflows.withdrawing import Withdrawer

NAME = "relay"  # of its position, beside the views'
AT_ONCE = 32  # streams looked at at the same time
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 10.0  # seconds between attempts while Temporal or the database is away
REMEMBER = 0.2  # seconds between two writings of the position; whoever waits until all was told waits for one
AWAY = (RPCError, Unavailable)
log = structlog.get_logger()

Book = Callable[[], PolicyBook]
T = TypeVar("T")
R = TypeVar("R")


def waiting_in(loaded: AnyLoaded, part: str, book: PolicyBook) -> Waiting:
    """Return what a part's workflow is to wait for."""
    owing: Owes = loaded.state
    soonest = next((duty.at for duty in agenda(owing, book)), None)
    step, _ = ahead_of(owing, part, book)
    return Waiting(
        part=Part(owing.id, part),
        version=loaded.version,
        stage=stage_of(owing, book),
        next_at=soonest,
        is_due=step is not None and step.at <= loaded.now,
    )


class Relay:
    """Follows the record and wakes workflows. Its position is all it keeps; two relays side by side do no harm."""

    def __init__(self, record: Record, book: Book, processes: Processes) -> None:
        self._record, self._book, self._processes = record, book, processes
        self._linker, self._withdrawer = Linker(record), Withdrawer(record)
        self.position = 0

    async def run(self) -> None:
        """Follow, without end. Raises Damaged, UnknownEvent: then somebody has to look."""
        self.position = await _until_it_works(self._remembered)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._remember_now_and_then(self.position))
            async for batch in Feed(self._record.reader, self._record.bell).follow(self.position):
                await _until_it_works(partial(self.tell, batch))
                self.position = batch[-1].position

    async def _remember_now_and_then(self, remembered: int) -> None:
        """Keep the position, not at every step: what was told since is told again after a restart, and harms nobody."""
        while True:
            await asyncio.sleep(REMEMBER)
            if self.position > remembered:
                remembered = self.position
                await _until_it_works(partial(self._remember, remembered))

    async def tell(self, batch: Iterable[Recorded]) -> None:
        """Wake the workflows that a batch of events concerns, each once.

        Before that, link new incidents to their cases, and take warnings back of which nothing is left.

        Raises RPCError, Unavailable.
        """
        batch = list(batch)
        await self._linker.tell(batch)
        await self._withdrawer.tell(batch)
        moved: dict[str, list[Recorded]] = defaultdict(list)
        for entry in batch:
            if kind_of(entry.stream) in KINDS:
                moved[entry.stream].append(entry)
        if any(entry.stream == POLICY and _changes_something(entry.event) for entry in batch):
            await self._tell_of_the_policy()
        if people := people_in(entry.event for entry in batch):
            await self._read_again(await cases_of(self._record, people))
        await _some_at_once(moved.values(), self._tell_of)

    async def _tell_of(self, entries: list[Recorded]) -> None:
        """Wake whom one stream's events concern, but not the workflow that caused them: it reads on by itself."""
        loaded = await load_as_it_is(self._record, entries[0].stream)
        owing: Owes = loaded.state
        book = self._book()
        owed = open_parts(owing, book)
        parts = {
            part
            for entry in entries
            for part in concerned(owing, entry.event, book)
            if Part(owing.id, part).workflow_id != entry.meta.causation
        }
        for part in sorted(parts):
            if part in owed:
                await self._processes.wake(waiting_in(loaded, part, book))
            else:
                await self._processes.wake_if_running(Part(owing.id, part), loaded.version)

    async def _tell_of_the_policy(self) -> None:
        """Let whatever is open be read again: a date may be later, or a later one is to be told at once (*Time*)."""
        log.info("relay.policy_changed", words=(await self._record.book.now()).words)
        await self._read_again(await open_streams(self._record.database))

    async def _read_again(self, streams: Iterable[str]) -> None:
        """Wake every workflow of some streams: no event has moved them, but what is owed there may be another thing."""
        book = await self._record.book.now()
        for loaded in await _some_at_once(streams, partial(load_as_it_is, self._record)):
            for part in sorted(open_parts(loaded.state, book)):
                # Only word of a newer version lets a workflow read again.
                waiting = waiting_in(loaded, part, book)
                await self._processes.wake(replace(waiting, version=waiting.version + 1))

    async def _remembered(self) -> int:
        rows = await self._record.database.fetch("select position from views.progress where name = $1", NAME)
        return int(rows[0]["position"]) if rows else 0

    async def _remember(self, position: int) -> None:
        await self._record.database.execute(
            "insert into views.progress (name, version, position) values ($1, 1, $2) on conflict (name)"
            " do update set position = greatest(views.progress.position, excluded.position)",
            NAME,
            position,
        )


class Reconciler:
    """Compares what is open with the workflows that run: starts what is missing, wakes what sleeps too long.

    A workflow sleeps until the moment that it read. Where that has become earlier without an event (a holiday has been
    proclaimed, and a later date is to be told at once), nobody else would wake it. It ends nothing.
    """

    def __init__(self, record: Record, book: Book, processes: Processes) -> None:
        self._record, self._book, self._processes = record, book, processes

    async def run(self, every: float) -> None:
        """Compare now and every so many seconds, without end."""
        while True:
            await _until_it_works(self.reconcile)
            await asyncio.sleep(every)

    async def reconcile(self) -> int:
        """Start every workflow that should run and does not; return how many. Raises RPCError, Unavailable."""
        running = await self._processes.running()
        owed = [waiting async for waiting in self._owed()]
        missing = [waiting for waiting in owed if waiting.part.workflow_id not in running]
        started = await self._processes.start_all(missing) if missing else 0
        # No event has moved the case, and only word of a newer version lets a workflow read again.
        asleep = [replace(w, version=w.version + 1) for w in owed if w.is_due and w.part.workflow_id in running]
        await _some_at_once(asleep, self._processes.wake)
        if started:
            log.warning("reconciler.started", workflows=started)
        return started

    async def _owed(self) -> AsyncIterator[Waiting]:
        book = self._book()
        streams = await open_streams(self._record.database)
        for loaded in await _some_at_once(streams, partial(load_as_it_is, self._record)):
            for part in sorted(open_parts(loaded.state, book)):
                yield waiting_in(loaded, part, book)


def _changes_something(event: Event) -> bool:
    """Say whether a word of the policy may move a date: the files, first read, say what was known all along."""
    return not (isinstance(event, PolicyFilesRead) and event.first)


async def _some_at_once(things: Iterable[T], do: Callable[[T], Awaitable[R]]) -> list[R]:
    """Do something to each of many, some at the same time; return what came of it, in order."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(thing: T) -> R:
        async with room:
            return await do(thing)

    return await asyncio.gather(*(one(thing) for thing in things))


async def _until_it_works(do: Callable[[], Awaitable[R]]) -> R:
    """Do something as often as it takes, while Temporal or the database is away."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await do()
        except AWAY as error:
            log.warning("relay.waits", error=str(error), seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
