"""Time in the stories of the process: the one clock and every waiting workflow's own, moved together."""

from datetime import datetime

from temporalio.client import Client

from domain.policy import PolicyBook
from local.virtual_time import VirtualTime, clock_of, next_timer_of
from record.store import Record
from workflows.relay import Relay


class Clock:
    """Moves time for one record and the workflows of one server."""

    def __init__(self, client: Client, owner: str, record: Record, book: PolicyBook, relay: Relay) -> None:
        self._record, self._relay = record, relay
        self._next_timer = next_timer_of(record, book)
        self._time = VirtualTime(client, clock_of(owner), self._told)

    async def set(self, moment: datetime) -> None:
        """Set the one clock, moving no workflow: before a story begins."""
        await self._time.begin_at(moment)

    async def until(self, moment: datetime) -> None:
        """Let time pass to a moment, stopping at each at which the process acts."""
        await self._time.run_until(moment, self._next_timer)

    async def quiet(self) -> None:
        """Wait until the relay has told everything and no workflow has anything left to do now."""
        await self._time.rest()

    async def _told(self) -> bool:
        return self._relay.position >= await self._record.position()
