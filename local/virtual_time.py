"""Virtual time: the one clock and every workflow's own, moved together, so that a year passes in seconds.

For tests and the demo, against a server that `local.temporal` started with `virtual_time=True`.

What the server (1.32.0) does, tried out with temporalio 1.35, on two cores:

- Each workflow has a clock of its own. It starts at the real now (a child's at its parent's, a continued run's where
  the run before it was) and then ticks as real time does. Moving one moves no other. Nothing need be said at the
  workflow's start for its clock to be moved later.
- A move stops at each timer on the way and lets the workflow act, then goes on to the moment that was its aim when it
  was asked for: whatever real time the stops took is lost to that clock. A timer due at the very aim may fire just
  after the move ends; one due 5 ms before it fired within. The first stops of a move take some 10 ms each, with 20 or
  more of them 200 ms, and 1 s each where `history.timerProcessorMaxTimeShift` has its default.
- Without a timer on the way (or without any timer) a move takes 5 ms. A workflow that completes on the way ends it
  (`False`); one that had completed before is an error (`NOT_FOUND`). The time before an activity's next attempt is
  skipped like a timer. A second move of the same workflow overrides the first, which raises.
- A move waits for whatever runs: an activity, a task that no worker takes, and a *child workflow*, for as long as that
  lives. So a workflow with a waiting child cannot be moved at all: here, nothing may start children. Where a move
  reaches a child's start and may pass itself on, the child skips all its time to its end: propagation is off here.
- After `max_session_skip_count` stops (default 200) a move just stands still, and never ends: it is set higher here.
- A run that continues as new within a second of its own start begins a second later, and says nowhere that it will.
- The list of running workflows is behind by some 10 ms, on a busy machine by a second: one that has just begun is not
  in it, and would be left standing where it is. What it says of a workflow by name is never behind.

So a workflow's clock differs from the one clock by whatever that was ahead when the workflow began. Moves leave
that difference as it is: both go by the same amount. A workflow must therefore wait for durations, reckoned from the
record's now when it last read it, never until a date on its own clock.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Protocol

import asyncpg
from temporalio.api.enums.v1 import EventType, PendingActivityState
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from activities.messages import Part
from domain.owed import Owes, open_parts, timers
from record.around import load_as_it_is
from record.open_streams import open_streams
from record.store import Record

RUNNING = "ExecutionStatus = 'Running'"
# Past the moment that was asked for, so that what is due then is due beyond doubt when the move ends: also where a busy
# machine took a while between reading how long to wait and beginning to.
A_LITTLE = timedelta(milliseconds=500)
NEWER = 2**53  # than any version of a stream
MOST_STOPS = 10_000
SOON = timedelta(seconds=1)  # an activity that is tried again within this is still at work
SHORT = 12  # events: a run that has begun and has more than these need not be looked into
CALM = 2  # looks in a row that find nothing to do
PAUSE = 0.05  # seconds between looks

SetOffset = Callable[[timedelta], Awaitable[object]]
Quiet = Callable[[], Awaitable[bool]]
Handle = WorkflowHandle[object, object]


class NoRest(TimeoutError):  # noqa: N818 - it says what is not found
    """A workflow that did not come along, or a process that did not come to rest; says which and why."""


def clock_of(owner: str) -> SetOffset:
    """Return what moves the one clock of a record, given its owner's connection URL: nobody else may."""

    async def set_offset(offset: timedelta) -> None:
        connection = await asyncpg.connect(owner)
        try:
            await connection.execute("select record.set_clock_ahead($1)", offset)
        finally:
            await connection.close()

    return set_offset


class Ahead(Protocol):
    """What is ahead, by those who know it for certain."""

    async def next_moment(self, now: datetime) -> datetime | None:
        """Return when something is next due after now, or None."""

    async def workflows(self) -> Collection[str]:
        """Return the ids of the workflows in which something is owed now."""


class AheadInTheRecord:
    """What is ahead in whatever is open, as the record has it."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def next_moment(self, now: datetime) -> datetime | None:
        """Return when the process next acts in any open case."""
        book = await self._record.book.now()
        moments = [timer.at for owing in await self._open() for timer in timers(owing, book)]
        return min((moment for moment in moments if moment > now), default=None)

    async def workflows(self) -> Collection[str]:
        """Return the ids of the workflows of what is open."""
        found, book = await self._open(), await self._record.book.now()
        return {Part(owing.id, part).workflow_id for owing in found for part in open_parts(owing, book)}

    async def _open(self) -> list[Owes]:
        return [(await load_as_it_is(self._record, name)).state for name in await open_streams(self._record.database)]


async def _is_quiet() -> bool:
    return True


class VirtualTime:
    """Moves the one clock and every running workflow of a namespace.

    `set_offset` is told how far the one clock is to run ahead of the real one; `offset` is how far it runs ahead now.
    `ahead` says what is due next, and which workflows wait for it.
    `quiet` says whether everything outside Temporal is at rest (the relay has told everything, views have followed).
    `patience`, in seconds, bounds each move and each wait for rest.
    """

    def __init__(
        self,
        client: Client,
        set_offset: SetOffset,
        ahead: Ahead,
        quiet: Quiet = _is_quiet,
        *,
        offset: timedelta = timedelta(),
        patience: float = 30,
    ) -> None:
        self._client, self._set_offset, self._ahead, self._quiet = client, set_offset, ahead, quiet
        self._offset, self._patience, self._move_within = offset, patience, patience
        self._begun: set[str] = set()
        config = TimeSkippingConfig(enabled=False, disable_propagation=True, max_session_skip_count=MOST_STOPS)
        self._skipper = TimeSkipper(client, config=config)

    @property
    def now(self) -> datetime:
        """What the one clock reads, in UTC. It goes on by itself, as real time does."""
        return datetime.now(UTC) + self._offset

    async def begin_at(self, moment: datetime) -> None:
        """Set the one clock and move no workflow: before a story begins. Backwards only on an empty record."""
        self._offset = moment - datetime.now(UTC)
        await self._set_offset(self._offset)

    async def move_to(self, moment: datetime) -> None:
        """Let time pass to just after a moment, and what is due then be done. In the past: only wait for rest.

        Whatever else was due on the way is done too, but finds the one clock at the moment already: stop there first,
        with `run_until`. Raises NoRest.
        """
        await self.rest()
        by = moment - self.now + A_LITTLE
        if by <= A_LITTLE:
            return
        handles = await self._running()
        self._offset += by
        # First the one clock: a workflow that woke before it would be told "not yet".
        await self._set_offset(self._offset)
        await asyncio.gather(*(self._forward(handle, by) for handle in handles))
        await self.rest()

    async def run_until(self, moment: datetime) -> None:
        """Let time pass to a moment, stopping wherever something is due on the way.

        Raises NoRest, and ValueError where the next moment is not after now.
        """
        await self.rest()
        while (now := self.now) < moment:
            step = await self._ahead.next_moment(now)
            if step is not None and step <= now:
                raise ValueError(f"the next moment after {now} cannot be {step}")
            await self.move_to(min(step, moment) if step else moment)

    async def rest(self) -> None:
        """Wait until nobody has anything left to do now. Raises NoRest."""
        until = time.monotonic() + self._patience
        calm = 0
        while calm < CALM:
            busy = None if await self._quiet() else "what follows the record"
            busy = busy or await self._at_work()
            calm = 0 if busy else calm + 1
            if time.monotonic() > until:
                raise NoRest(f"no rest after {self._patience} s at {self.now:%Y-%m-%d %H:%M:%S}: {busy}")
            await asyncio.sleep(PAUSE if calm < CALM else 0)

    async def _running(self) -> list[Handle]:
        found = {each.id async for each in self._client.list_workflows(RUNNING)}
        return [self._client.get_workflow_handle(each) for each in sorted(found.union(await self._ahead.workflows()))]

    async def _forward(self, handle: Handle, by: timedelta) -> None:
        try:
            await asyncio.wait_for(self._skipper.fast_forward(handle, by), self._move_within)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:  # it had ended by then
                raise
        except TimeoutError as error:
            if why := await self._child(handle):
                raise NoRest(f"{handle.id} could not be moved by {by} within {self._move_within} s: {why}") from error
            await self._make_good(handle)

    async def _make_good(self, handle: Handle) -> None:
        """Bring along a workflow whose move the server never ended: once in some hundred long moves.

        Such a move may also go on skipping past its aim, from timer to timer without end: it is stopped. Told that its
        record has moved, the workflow reads the one clock again, and waits for what is left by that.
        """
        try:
            await self._skipper._update_time_skipping_config(handle, self._skipper.config)  # noqa: SLF001 - no public way
            await handle.signal("record_moved", NEWER)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:  # it has ended since
                raise

    async def _at_work(self) -> str | None:
        """Return what some workflow is doing now, or None where all are waiting."""
        doing = await asyncio.gather(*(self._what_it_does(handle) for handle in await self._running()))
        return next((words for words in doing if words), None)

    async def _what_it_does(self, handle: Handle) -> str | None:
        try:
            now = await handle.describe()
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        if now.status is not WorkflowExecutionStatus.RUNNING:
            return None
        raw = now.raw_description
        if raw.HasField("pending_workflow_task"):
            return f"{handle.id} has a task that a worker is to take"
        for activity in raw.pending_activities:
            waits = activity.state == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED and activity.attempt > 1
            if not waits or activity.current_retry_interval.ToTimedelta() <= SOON:
                said = activity.last_failure.message
                return f"{handle.id} runs {activity.activity_type.name}" + (f", which failed: {said}" if said else "")
        return None if await self._has_begun(now) else f"{handle.id} is about to go on as a new run"

    async def _child(self, handle: Handle) -> str | None:
        children = (await handle.describe()).raw_description.pending_children
        return f"its child {children[0].workflow_id} lives, and holds it back" if children else None

    async def _has_begun(self, now: WorkflowExecutionDescription) -> bool:
        run = str(now.run_id)
        if run not in self._begun and (now.history_length <= SHORT):
            history = self._client.get_workflow_handle(now.id, run_id=run).fetch_history_events()
            if not any([e.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED async for e in history]):
                return False
        self._begun.add(run)
        return True
