"""Links what is recorded about a customer to the cases in which a restriction stands: shown, it changes nothing (9.2).

The relay runs it. It writes one stream at a time, through the record's one door, under ids that make a repetition the
same command; what it was told twice, or too late, the record answers with "already so".
"""

from collections.abc import Iterable

import structlog

from activities.steps import command_id
from domain.case.force import standing
from domain.case.new_incidents import LinkIncident
from domain.case.state import Case
from domain.incident import IncidentAssessed, IncidentCorrected, IncidentRecorded
from domain.names import THE_SYSTEM, CustomerId, IncidentId, StreamId
from domain.refusal import NoError
from record.entry import Recorded
from record.store import Record

SAID_OF_AN_INCIDENT = (IncidentRecorded, IncidentAssessed, IncidentCorrected)
log = structlog.get_logger()


class Linker:
    """Follows incidents."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def tell(self, batch: Iterable[Recorded]) -> None:
        """Link the incidents of a batch of events. Raises Unavailable."""
        for entry in batch:
            if isinstance(entry.event, SAID_OF_AN_INCIDENT):
                await self._link(entry, entry.event.incident, entry.event.customer)

    async def _link(self, entry: Recorded, incident: IncidentId, customer: CustomerId) -> None:
        around = await self._record.load_tagged(customer, customer)
        for stream, loaded in around.items():
            if isinstance(loaded.state, Case) and standing(loaded.state, loaded.now):
                await self._link_in(stream, LinkIncident(incident=incident, recorded_at=entry.recorded_at), entry)

    async def _link_in(self, case: StreamId, command: LinkIncident, entry: Recorded) -> None:
        try:
            await self._record.act(
                case,
                command,
                by=THE_SYSTEM,
                command_id=command_id(case, f"Link {entry.stream}@{entry.version}"),
            )
        except NoError as no:  # known already, or the restriction has ended meanwhile
            log.debug("linking.not_needed", case=case, why=str(no))
