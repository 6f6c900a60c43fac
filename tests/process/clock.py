"""Time in the stories of the process: the one clock and every waiting workflow's own, moved together."""

from datetime import datetime

from temporalio.client import Client

from local.virtual_time import AheadInTheRecord, VirtualTime, clock_of
from record.open_streams import OpenStreams
from record.store import Record
from record.views import Views
from workflows.relay import Relay


class Clock:
    """Moves time for one record and the workflows of one server."""

    def __init__(self, client: Client, owner: str, record: Record, relay: Relay, views: Views) -> None:
        self._record, self._relay, self._views = record, relay, views
        self._time = VirtualTime(client, clock_of(owner), AheadInTheRecord(record), self._told)

    async def set(self, moment: datetime) -> None:
        """Set the one clock, moving no workflow: before a story begins."""
        await self._time.begin_at(moment)

    async def until(self, moment: datetime) -> None:
        """Let time pass to a moment, stopping at each at which the process acts."""
        await self._time.run_until(moment)

    async def quiet(self) -> None:
        """Wait until the relay has told everything and no workflow has anything left to do now."""
        await self._time.rest()

    async def _told(self) -> bool:
        head = await self._record.position()
        return self._relay.position >= head and await self._views.position(OpenStreams.name) >= head
