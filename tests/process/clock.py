"""Virtual time: the one clock, and every waiting workflow's own, moved together from moment to moment."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import asyncpg
from temporalio.api.enums.v1 import PendingActivityState
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from domain.case.duties import timers
from domain.policy import PolicyBook
from record.open_cases import open_cases
from record.store import Record
from workflows.relay import Relay

RUNNING = "ExecutionStatus = 'Running'"
A_LITTLE = timedelta(milliseconds=50)


class VirtualTime:
    """Moves time for one record and the workflows of one environment."""

    def __init__(
        self, environment: WorkflowEnvironment, owner: str, record: Record, book: PolicyBook, relay: Relay
    ) -> None:
        self._environment, self._owner = environment, owner
        self._record, self._book, self._relay = record, book, relay
        self.seen: Callable[[], object] = lambda: None
        self.client: Client = environment.client

    async def set(self, moment: datetime) -> None:
        """Set the one clock, moving no workflow: before a story begins."""
        await self._record.now()
        connection = await asyncpg.connect(self._owner)
        try:
            real = await connection.fetchval("select clock_timestamp()")
            await connection.execute("select record.set_clock_ahead($1)", moment - real)
        finally:
            await connection.close()

    async def until(self, moment: datetime) -> None:
        """Let time pass to a moment, stopping at each at which the process acts."""
        await self.quiet()
        while (now := await self._record.now()) < moment:
            step = await self._next_timer(now)
            await self._jump(min(step, moment) if step else moment)
            await self.quiet()

    async def _next_timer(self, now: datetime) -> datetime | None:
        found = []
        for name in await open_cases(self._record.database):
            case = (await self._record.load(name)).state
            found += [timer.at for timer in timers(case, self._book) if timer.at > now]
        return min(found, default=None)

    async def _jump(self, moment: datetime) -> None:
        by = moment - await self._record.now() + A_LITTLE
        await self.set(moment + A_LITTLE)
        handles = [self.client.get_workflow_handle(w.id) async for w in self.client.list_workflows(RUNNING)]
        await asyncio.gather(*(self._forward(handle, by) for handle in handles))

    async def _forward(self, handle: WorkflowHandle[object, object], by: timedelta) -> None:
        try:
            await self._environment.fast_forward(handle, by)
        except (RPCError, RuntimeError):
            return  # it ended meanwhile

    async def quiet(self, patience: float = 20) -> None:
        """Wait until the relay has told everything and no workflow has anything left to do now."""
        until = time.monotonic() + patience
        calm = 0
        while calm < 2:
            head = await self._record.position()
            busy = self._relay.position < head or await self._busy() or await self._record.position() != head
            calm = 0 if busy else calm + 1
            if time.monotonic() > until:
                raise TimeoutError("the process does not come to rest")
            await asyncio.sleep(0.05)

    async def _busy(self) -> bool:
        handles = [self.client.get_workflow_handle(w.id) async for w in self.client.list_workflows(RUNNING)]
        return any(await asyncio.gather(*(self._has_work(handle) for handle in handles)))

    async def _has_work(self, handle: WorkflowHandle[object, object]) -> bool:
        try:
            raw = (await handle.describe()).raw_description
        except RPCError:
            return False
        if raw.HasField("pending_workflow_task"):
            return True
        return any(
            activity.state == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED or activity.attempt <= 1
            for activity in raw.pending_activities
        )
