"""What a letter rests on, read from the record and opened: the event that made it owed, the case, the customer."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from activities.messages import Part
from activities.steps import command_id
from domain.case.deciding import Decided
from domain.case.notices import NoticeEvent, NoticeFailed
from domain.case.reviewing import DecisionVaried
from domain.case.state import Case, Notice
from domain.criteria import Criterion
from domain.customer import ContactDetailsChanged, Customer, CustomerEntered
from domain.event import Event
from domain.incident import Incident, IncidentAssessed, IncidentRecorded
from domain.names import THE_SYSTEM, IncidentId, NoticeId, Personal, PersonalList, StaffId, StreamId
from domain.policy import PolicyBook
from domain.refusal import NotFound, Refused
from domain.staff import DIRECTORY, StaffMemberEntered
from domain.streams import Given
from record.store import Record


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that a letter may tell. `because` made it owed; `others` are the customer's cases, this one included.

    `names` are those of staff whom a measure names, and of nobody else; `descriptions` say what *other* criteria were.
    """

    version: int
    case: Case
    notice: Notice
    because: Event
    events: tuple[Event, ...]
    others: tuple[Case, ...]
    customer: Customer
    details: CustomerEntered | ContactDetailsChanged
    incidents: Mapping[IncidentId, Incident]
    descriptions: Mapping[IncidentId, str]
    names: Mapping[StaffId, str]
    given: Given


def words(text: Personal | PersonalList | None) -> str:
    """Return an opened text. Raises Refused where it has been erased: such a letter cannot be written."""
    if not isinstance(text, str):
        raise Refused("7.3", "a text that this letter rests on has been erased", accepted="no letter")
    return text


class Teller:
    """Reads what a letter rests on."""

    def __init__(self, record: Record, book: Callable[[], PolicyBook]) -> None:
        self._record, self._book = record, book

    async def tell(self, part: Part) -> Told:
        """Read and open it, as of the one clock's moment. Raises NotFound, Refused (erased), Unavailable."""
        loaded = await self._record.load(part.case)
        case: Case | None = loaded.state
        if case is None or part.name not in {notice.id for notice in case.notices}:
            raise NotFound(part.name)
        entries = [e for e in await self._record.history(part.case) if e.version <= loaded.version]
        events = tuple(await self._record.open(entries))
        around = await self._record.load_tagged(case.customer, case.customer, *case.incidents)
        customer = around[StreamId(case.customer)].state
        incidents = {incident: around[StreamId(incident)].state for incident in case.incidents}
        return Told(
            version=loaded.version,
            case=case,
            notice=case.notice(part.name),
            because=_because(events, NoticeId(part.name)),
            events=events,
            others=tuple(found.state for found in around.values() if isinstance(found.state, Case)),
            customer=customer,
            details=await self._details(case.customer),
            incidents=incidents,
            descriptions=await self._descriptions(incidents.values()),
            names=await self._names(events),
            given=Given(
                stream=StreamId(part.case),
                as_of=loaded.now,
                by=THE_SYSTEM,
                book=self._book(),
                command_id=command_id(part.case, f"{part.name}@{loaded.version}"),
            ),
        )

    async def _details(self, customer: str) -> CustomerEntered | ContactDetailsChanged:
        """Return the newest event that says how the customer is reached, opened."""
        entries = [
            entry
            for entry in await self._record.history(customer)
            if isinstance(entry.event, CustomerEntered | ContactDetailsChanged)
        ]
        newest = (await self._record.open(entries[-1:]))[0]
        assert isinstance(newest, CustomerEntered | ContactDetailsChanged)  # noqa: S101 - it was chosen so
        return newest

    async def _descriptions(self, incidents: Iterable[Incident]) -> dict[IncidentId, str]:
        """Return what *another unreasonable demand* was, as it was found, or else as it was recorded (4.7)."""
        found = {}
        for incident in incidents:
            if Criterion.OTHER_UNREASONABLE_DEMAND in incident.criteria:
                opened = await self._record.open(await self._record.history(incident.id))
                described = [e.other_criterion for e in opened if isinstance(e, IncidentRecorded | IncidentAssessed)]
                said = [text for text in described if text is not None]
                if said:
                    found[incident.id] = words(said[-1])
        return found

    async def _names(self, events: Iterable[Event]) -> dict[StaffId, str]:
        """Return the names of those whom a measure names as the customer's contact: the only staff a letter names."""
        named = {
            staff
            for event in events
            if isinstance(event, Decided | DecisionVaried)
            for measure in event.measures
            for staff in (measure.staff, measure.stand_in)
            if staff is not None
        }
        if not named:
            return {}
        entries = [
            entry
            for entry in await self._record.history(DIRECTORY)
            if isinstance(entry.event, StaffMemberEntered) and entry.event.staff in named
        ]
        opened = await self._record.open(entries)
        return {event.staff: words(event.name) for event in opened if isinstance(event, StaffMemberEntered)}


def _because(events: Iterable[Event], notice: NoticeId) -> Event:
    """Return the event that made a notice owed, through however many that failed before it."""
    again = {event.again: event.notice for event in events if isinstance(event, NoticeFailed)}
    first = notice
    while first in again:
        first = again[first]
    return next(
        event for event in events if getattr(event, "notice", None) == first and not isinstance(event, NoticeEvent)
    )
