"""What a letter rests on, read from the record and opened: the event that made it owed, the case, the customer."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from activities.acting import command_id
from activities.messages import Part
from domain.case.deciding import Decided
from domain.case.notice import Notice, NoticeKind
from domain.case.notices import NoticeEvent, NoticeFailed
from domain.case.reviewing import DecisionVaried
from domain.case.state import Case
from domain.conclusion import CustomerAdvised
from domain.criteria import Criterion
from domain.customer import Customer, Details
from domain.event import Event
from domain.incident import Incident, IncidentAssessed, IncidentCorrected, IncidentRecorded
from domain.letter import Letter as DLetter
from domain.names import THE_SYSTEM, CustomerId, IncidentId, NoticeId, Personal, PersonalList, StaffId, StreamId
from domain.policy import PolicyBook
from domain.referral.said import EngagedUnanswered, ReferralAnswered
from domain.referral.state import Referral
from domain.refusal import NotFound, Refused
from domain.retraction import IncidentRetracted
from domain.staff import DIRECTORY, StaffMemberEntered
from domain.streams import Given
from record.entry import AnyLoaded
from record.person import person_of
from record.store import Record

TELLS_APART = (CustomerAdvised, ReferralAnswered, EngagedUnanswered)  # what a letter outside any case tells


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that any letter may tell. `because` made it owed; `cases` are the customer's, whichever record's.

    `incidents` are those that the letter may name; `descriptions` say what *other* criteria were.
    """

    version: int
    notice: Notice
    because: Event
    cases: tuple[Case, ...]
    customer: Customer
    details: Details
    incidents: Mapping[IncidentId, Incident]
    descriptions: Mapping[IncidentId, str]
    given: Given


@dataclass(frozen=True, kw_only=True)
class ToldOfCase(Told):
    """What a letter in a case may tell. `names` are those of staff whom a measure names, and of nobody else."""

    case: Case
    events: tuple[Event, ...]
    names: Mapping[StaffId, str]


@dataclass(frozen=True, kw_only=True)
class ToldApart(Told):
    """What a letter outside any case may tell. `referral` is the one that it answers, if it answers one.

    `advised_on` is the day that a letter of advice bore, where it may have reached the customer.
    """

    referral: Referral | None
    advised_on: date | None


def words(text: Personal | PersonalList | None) -> str:
    """Return an opened text. Raises Refused where it has been erased: such a letter cannot be written."""
    if not isinstance(text, str):
        raise Refused("7.3", "a text that this letter rests on has been erased", accepted="no letter")
    return text


class Teller:
    """Reads what a letter rests on."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def tell(self, part: Part) -> ToldOfCase | ToldApart:
        """Read and open it, as of the one clock's moment. Raises NotFound, Refused (erased), Unavailable."""
        book, loaded = await asyncio.gather(self._record.book.now(), self._record.load(part.case))
        owing: Case | DLetter | None = loaded.state
        if owing is None or part.name not in {notice.id for notice in owing.notices}:
            raise NotFound(part.name)
        told = {"version": loaded.version, "notice": owing.notice(part.name), "given": _given(part, loaded, book)}
        return await (self._of_case(owing, told) if isinstance(owing, Case) else self._apart(owing, told))

    async def _of_case(self, case: Case, told: dict[str, Any]) -> ToldOfCase:
        entries = [e for e in await self._record.history(case.id) if e.version <= told["version"]]
        events = tuple(await self._record.open(entries))
        around = await self._around(case.customer, case.incidents)
        return ToldOfCase(
            **told | around,
            case=case,
            events=events,
            because=_because(events, told["notice"].id),
            names=await self._names(events),
        )

    async def _apart(self, letter: DLetter, told: dict[str, Any]) -> ToldApart:
        """Read the incident or the referral whose words a letter tells."""
        about = (await self._record.load(letter.about)).state
        opened = await self._record.open(await self._record.history(letter.about))
        tells = IncidentRetracted if told["notice"].kind is NoticeKind.ADVICE_TAKEN_BACK else TELLS_APART
        because = next(e for e in reversed(opened) if isinstance(e, tells))
        incidents = (about.id,) if isinstance(about, Incident) else ()
        around = await self._around(letter.customer, incidents)
        referral = about if isinstance(about, Referral) else None
        days = [n.printed_on for n in letter.notices if n.kind is NoticeKind.ADVICE and n.printed_on]
        return ToldApart(**told | around, because=because, referral=referral, advised_on=days[-1] if days else None)

    async def _around(self, customer: CustomerId, named: Sequence[IncidentId]) -> dict[str, Any]:
        """Read the customer, their cases, and the incidents that a letter may name."""
        who = await person_of(self._record, customer)
        read = await self._record.load_tagged((), *named)
        incidents = {incident: read[StreamId(incident)].state for incident in named}
        return {
            "cases": tuple(who.cases),
            "customer": who.known.state,
            "details": await self._details(customer),
            "incidents": incidents,
            "descriptions": await self._descriptions(incidents.values()),
        }

    async def _details(self, customer: str) -> Details:
        """Return the newest event that says how the customer is reached, opened."""
        entries = [entry for entry in await self._record.history(customer) if isinstance(entry.event, Details)]
        newest = (await self._record.open(entries[-1:]))[0]
        assert isinstance(newest, Details)  # noqa: S101 - it was chosen so
        return newest

    async def _descriptions(self, incidents: Iterable[Incident]) -> dict[IncidentId, str]:
        """Return what *another unreasonable demand* was, as it was found, or else as recorded or corrected (4.7)."""
        found = {}
        for incident in incidents:
            if Criterion.OTHER_UNREASONABLE_DEMAND in incident.criteria:
                opened = await self._record.open(await self._record.history(incident.id))
                reported = _described(opened, IncidentRecorded, IncidentCorrected)
                said = _described(opened, IncidentAssessed) or reported
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


def _described(
    events: Iterable[Event], *kinds: type[IncidentRecorded | IncidentCorrected | IncidentAssessed]
) -> list[Personal]:
    """Return what *another unreasonable demand* was, in every event of some kinds that says it."""
    return [e.other_criterion for e in events if isinstance(e, kinds) and e.other_criterion is not None]


def _because(events: Iterable[Event], notice: NoticeId) -> Event:
    """Return the event that made a notice owed, through however many that failed before it."""
    again = {event.again: event.notice for event in events if isinstance(event, NoticeFailed)}
    first = notice
    while first in again:
        first = again[first]
    return next(
        event for event in events if getattr(event, "notice", None) == first and not isinstance(event, NoticeEvent)
    )


def _given(part: Part, loaded: AnyLoaded, book: PolicyBook) -> Given:
    return Given(
        stream=StreamId(part.case),
        as_of=loaded.now,
        by=THE_SYSTEM,
        book=book,
        command_id=command_id(part.case, f"{part.name}@{loaded.version}"),
    )
