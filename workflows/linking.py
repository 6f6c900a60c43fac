"""Links what is recorded about a person to the cases in which a restriction stands: shown, it changes nothing (9.2).

Of whichever record of the person an incident is, it is linked into the cases of every one; and a link of two records
carries over what was recorded of either while a restriction stood (1.3). What was taken back is nothing new any more,
and a letter of advice about it is taken back too (9.1). The relay runs it. It writes one stream at a time, through the
record's one door, under ids that make a repetition the same command; what it was told twice, or too late, the record
answers with "already so".
"""

from collections.abc import Iterable

import structlog

from activities.acting import command_id
from domain.case.force import standing
from domain.case.new_incidents import LinkIncident
from domain.event import Command
from domain.incident import IncidentAssessed, IncidentCorrected, IncidentRecorded
from domain.letter import TakeBackLetter
from domain.linking import CustomersLinked
from domain.names import THE_SYSTEM, CustomerId, IncidentId, StreamId, same_id
from domain.refusal import NoError
from domain.retraction import IncidentRetracted
from record.entry import Recorded
from record.person import Person, person_of
from record.store import Record

SAID_OF_AN_INCIDENT = (IncidentRecorded, IncidentAssessed, IncidentCorrected, IncidentRetracted)
log = structlog.get_logger()


class Linker:
    """Follows incidents, and links of records."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def tell(self, batch: Iterable[Recorded]) -> None:
        """Link the incidents of a batch of events. Raises Unavailable."""
        for entry in batch:
            event = entry.event
            if isinstance(event, SAID_OF_AN_INCIDENT):
                await self._link(entry, await person_of(self._record, event.customer))
                if isinstance(event, IncidentRetracted):
                    await self._act(StreamId(same_id("letter", entry.stream)), TakeBackLetter(), entry)
            elif isinstance(event, CustomersLinked):
                await self._carry_over(event.customer)

    async def _carry_over(self, customer: CustomerId) -> None:
        """Link every incident of a person as it was last told of: the cases know those of their own record already."""
        who = await person_of(self._record, customer, also=("incident",))
        if not _cases_in_which_one_stands(who):
            return
        for incident in who.of_kind("incident"):
            history = await self._record.history(incident)
            await self._link([e for e in history if isinstance(e.event, SAID_OF_AN_INCIDENT)][-1], who)

    async def _link(self, entry: Recorded, who: Person) -> None:
        command = LinkIncident(incident=IncidentId(entry.stream), recorded_at=entry.recorded_at)
        for case in _cases_in_which_one_stands(who):
            await self._act(case, command, entry)

    async def _act(self, stream: StreamId, command: Command, entry: Recorded) -> None:
        try:
            await self._record.act(
                stream,
                command,
                by=THE_SYSTEM,
                command_id=command_id(stream, f"Link {entry.stream}@{entry.version}"),
            )
        except NoError as no:  # known already, or the restriction has ended meanwhile; nobody was advised
            log.debug("linking.not_needed", stream=stream, why=str(no))


def _cases_in_which_one_stands(who: Person) -> list[StreamId]:
    return [StreamId(case.id) for case in who.cases if standing(case, who.now)]
