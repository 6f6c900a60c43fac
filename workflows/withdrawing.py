"""Takes a warning back once nothing is left of it: what it was about is somebody else's, or counts no more (1.3, 4.1).

The relay runs it. The record's one door decides whether it is so; what was told twice, it answers with "already so".
"""

from collections.abc import Iterable, Mapping

import structlog

from activities.acting import command_id
from domain.case.reviewing import AppealDecided
from domain.case.state import Case
from domain.case.withdrawing import WithdrawWarning
from domain.incident import IncidentAssessed
from domain.linking import CustomersUnlinked
from domain.names import THE_SYSTEM, IncidentId, StreamId
from domain.refusal import NoError
from domain.retraction import IncidentRetracted
from record.around import cases_of
from record.entry import AnyLoaded, Recorded
from record.store import Record

log = structlog.get_logger()


class Withdrawer:
    """Follows whatever may leave nothing of a warning."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def tell(self, batch: Iterable[Recorded]) -> None:
        """Look at the warnings that a batch of events may concern. Raises Unavailable."""
        for entry in batch:
            match entry.event:
                case IncidentAssessed() | IncidentRetracted() as said:
                    await self._look(entry, await self._carrying(said.incident))
                case AppealDecided() as decided:
                    await self._look(entry, await self._carrying(*decided.not_unacceptable))
                case CustomersUnlinked() as apart:  # also of whoever was one person with them through others
                    await self._look(entry, await cases_of(self._record, (apart.customer, apart.other)))

    async def _carrying(self, *incidents: IncidentId) -> Mapping[StreamId, AnyLoaded]:
        return await self._record.load_tagged(incidents, kinds=("case",))

    async def _look(self, entry: Recorded, cases: Mapping[StreamId, AnyLoaded]) -> None:
        for stream, loaded in cases.items():
            case: Case = loaded.state
            for warning in case.warnings:
                if warning.withdrawn_at is None:
                    await self._withdraw(stream, WithdrawWarning(warning=warning.id), entry)

    async def _withdraw(self, case: StreamId, command: WithdrawWarning, entry: Recorded) -> None:
        try:
            await self._record.act(
                case,
                command,
                by=THE_SYSTEM,
                command_id=command_id(case, f"Withdraw {command.warning} for {entry.stream}@{entry.version}"),
            )
        except NoError as no:  # it stands, or is known to be gone
            log.debug("withdrawing.not_needed", case=case, warning=command.warning, why=str(no))
