"""The record sorted for checking: each case's facts, its letters, its decisions, and the world around it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from domain.attachment import FileAttached
from domain.case.appealing import AppealReceived, AppealRefusedLate
from domain.case.calling import AppealCallGivenUp
from domain.case.deciding import Decided
from domain.case.early import EarlyReviewOpened, EarlyReviewRefused, EarlyReviewRequestJoined
from domain.case.ending import (
    EndToBeTold,
    RestrictionLeftToLapse,
    RestrictionLifted,
    RestrictionResumed,
    RestrictionSuspended,
)
from domain.case.following import RepresentativeNoLongerActs
from domain.case.notices import NoticeFailed, NoticeLeft
from domain.case.referral import CaseReferred, WarningIssued
from domain.case.reviewing import AppealDecided, DecisionQuashed, DecisionVaried
from domain.case.steps import AppealDateMoved, RestrictionLapsed, WarningPeriodMoved
from domain.case.withdrawing import WarningWithdrawn
from domain.event import Event
from domain.evidence import EvidenceEvent, EvidenceWithdrawn
from domain.handled import HandlingRecorded
from domain.handling import Step
from domain.incident import Assessment, IncidentAssessed, IncidentCorrected, IncidentRecorded
from domain.invariants.fact import Fact
from domain.measures import Measure
from domain.names import Role, StreamId, kind_of
from domain.people import NarrativeRead, PeopleCorrected, PeopleNamed, WitnessesNamed
from domain.retraction import IncidentRetracted
from domain.staff import DIRECTORY, StaffMemberEntered

E = TypeVar("E", bound=Event)
ABOUT: dict[type[Event], tuple[str, str]] = {
    # an event that owes a letter → what sort, and which of its fields names what it is about
    WarningIssued: ("warning", "warning"),
    Decided: ("decision", "decision"),
    AppealReceived: ("acknowledgement", "appeal"),
    AppealRefusedLate: ("refusal", "appeal"),
    AppealDecided: ("outcome", "appeal"),
    RestrictionLifted: ("change", "decision"),
    RestrictionLapsed: ("change", "decision"),
    EndToBeTold: ("change", "decision"),
    AppealCallGivenUp: ("not-reached", "appeal"),
    RestrictionSuspended: ("change", "decision"),
    RestrictionResumed: ("change", "decision"),
    RestrictionLeftToLapse: ("change", "decision"),
    EarlyReviewRequestJoined: ("early", "decision"),
    EarlyReviewOpened: ("early", "decision"),
    EarlyReviewRefused: ("early", "decision"),
    AppealDateMoved: ("change", "decision"),
    RepresentativeNoLongerActs: ("change", "decision"),
    WarningPeriodMoved: ("warning-period", "warning"),
    WarningWithdrawn: ("warning-withdrawn", "warning"),
}


@dataclass
class Letter:
    """A letter that was owed, and when it left or came back."""

    id: str
    sort: str
    about: str
    owed: Fact
    leave_by: date
    because: Event  # what first called for it, through however many that came back
    left: list[Fact] = field(default_factory=list)
    failed: list[Fact] = field(default_factory=list)

    def arrived(self, before: int) -> NoticeLeft | None:
        """Return its leaving, if as far as was known before a position it had left and not come back."""
        left = [f for f in self.left if f.position < before]
        if not left or any(left[-1].position < f.position < before for f in self.failed):
            return None
        event = left[-1].event
        return event if isinstance(event, NoticeLeft) else None


@dataclass
class CaseHistory:
    """One case's facts in order."""

    stream: StreamId
    facts: list[Fact] = field(default_factory=list)
    letters: dict[str, Letter] = field(default_factory=dict)

    @property
    def opening(self) -> CaseReferred:
        """Return the referral. Raises TypeError for a case that does not begin with one."""
        event = self.facts[0].event
        if not isinstance(event, CaseReferred):
            raise TypeError(event)
        return event

    def of(self, kind: type[E], before: int | None = None) -> Iterator[tuple[Fact, E]]:
        """Yield the facts of one type of event, in order, up to a position."""
        for fact in self.facts:
            if isinstance(fact.event, kind) and (before is None or fact.position < before):
                yield fact, fact.event

    def any_of(self, kinds: tuple[type[Event], ...]) -> Iterator[tuple[Fact, Event]]:
        """Yield the facts of several types of event, in order."""
        return ((fact, fact.event) for fact in self.facts if isinstance(fact.event, kinds))

    def about(self, field_name: str, value: str) -> Iterator[Fact]:
        """Yield the facts whose event names something."""
        return (fact for fact in self.facts if getattr(fact.event, field_name, None) == value)

    def letters_about(self, sort: str, about: str) -> list[Letter]:
        """Return the letters of one sort about one thing, in the order in which they were owed."""
        return [letter for letter in self.letters.values() if (letter.sort, letter.about) == (sort, about)]

    def told(self, sort: str, about: str, before: int) -> NoticeLeft | None:
        """Return the leaving of the letter that, as far as was known before a position, has told of something."""
        letters = self.letters_about(sort, about)
        known = [letter for letter in letters if letter.owed.position < before]
        return known[-1].arrived(before) if known else None

    def last_day(self, decided: Decided, before: int | None = None) -> date:
        """Return a decision's last day, as later events have moved it."""
        last = decided.lapses_on
        for fact in self.about("decision", decided.decision):
            if before is not None and fact.position >= before:
                break
            moved = isinstance(fact.event, RestrictionLeftToLapse) or (
                isinstance(fact.event, DecisionVaried) and not fact.event.finding_only
            )
            last = getattr(fact.event, "last_day", last) if moved else last
        return last

    def measures(self, decided: Decided, before: int) -> tuple[Measure, ...]:
        """Return a decision's measures, as appeals have eased them before a position."""
        eased = [
            e.measures
            for _, e in self.of(DecisionVaried, before)
            if e.decision == decided.decision and not e.finding_only
        ]
        return eased[-1] if eased else decided.measures

    def quashed(self, decision: str) -> Fact | None:
        """Return what quashed a decision, or the one that it rested on."""
        direct = next((f for f, e in self.of(DecisionQuashed) if e.decision == decision), None)
        follows = next((e for _, e in self.of(Decided) if e.decision == decision), None)
        before = getattr(follows, "follows", None)
        return direct or (self.quashed(before) if before else None)


@dataclass
class World:
    """Every case, and what else was recorded, by stream; `now` is the moment up to which the record is judged."""

    now: datetime
    cases: dict[StreamId, CaseHistory] = field(default_factory=dict)
    others: dict[str, list[Fact]] = field(default_factory=dict)
    by_customer: dict[str, list[CaseHistory]] = field(default_factory=dict)

    @cached_property
    def attached(self) -> dict[str, list[Fact]]:
        """What was attached, by the incident or the case that it is about."""
        found: dict[str, list[Fact]] = {}
        for stream, facts in self.others.items():
            for fact in facts if stream.startswith("attachment/") else ():
                if isinstance(fact.event, FileAttached):
                    found.setdefault(fact.event.about, []).append(fact)
        return found

    def known(self, stream: str, kind: type[E], before: int) -> list[E]:
        """Return the events of a type that a stream held before a position."""
        facts = self.others.get(stream, [])
        return [f.event for f in facts if f.position < before and isinstance(f.event, kind)]

    def counted(self, incident: str, before: int) -> bool:
        """Say whether an incident's last assessment before a position found it unacceptable."""
        found = self.known(incident, IncidentAssessed, before)
        taken_back = self.known(incident, IncidentRetracted, before)
        return bool(found) and found[-1].assessment is Assessment.UNACCEPTABLE and not taken_back

    def taken_back(self, incident: str, until: datetime) -> datetime | None:
        """Return when an incident was taken back, if it had been by a moment."""
        told = (f for f in self.others.get(incident, []) if isinstance(f.event, IncidentRetracted))
        return next((f.recorded_at for f in told if f.recorded_at <= until), None)

    def happened(self, incident: str, before: int) -> datetime | None:
        """Return when an incident happened, as corrected by then."""
        told = [e.happened_at for e in self.known(incident, IncidentRecorded, before)]
        told += [e.happened_at for e in self.known(incident, IncidentCorrected, before) if e.happened_at]
        return told[-1] if told else None

    def parties(self, incident: str, before: int) -> set[str]:
        """Return who reported or suffered an incident."""
        reporter, targets, _ = self.people(incident, before)
        return {*reporter, *targets}

    def people(self, incident: str, before: int) -> tuple[set[str], set[str], set[str]]:
        """Return who reported, suffered and saw an incident, as named and corrected before a position."""
        reporter, targets, witnesses = set[str](), set[str](), set[str]()
        for fact in self.others.get(_beside("people", incident), []):
            if fact.position >= before:
                break
            match fact.event:
                case PeopleNamed() as named:
                    reporter, targets, witnesses = {named.reporter}, set(named.targets), set(named.witnesses)
                case WitnessesNamed() as later:
                    witnesses = witnesses | set(later.witnesses)
                case PeopleCorrected() as now:
                    reporter = {now.reporter} if now.reporter else reporter
                    targets = targets if now.targets is None else set(now.targets)
                    witnesses = witnesses if now.witnesses is None else set(now.witnesses)
        return reporter, targets, witnesses

    def readers(self, stream: str, before: int) -> set[str]:
        """Return who had read the account of an incident or a case."""
        return {e.reader for e in self.known(_beside("reading", stream), NarrativeRead, before)}

    def roles_of(self, who: str | None, before: int) -> set[Role]:
        """Return the roles that the directory gave somebody before a position; none to whom it did not know."""
        entries = [e for e in self.known(DIRECTORY, StaffMemberEntered, before) if e.staff == who]
        return set(entries[-1].roles) if entries else set()

    def took_part(self, stream: str, before: int) -> set[str]:
        """Return everybody who was at an incident, wrote of it, or judged it."""
        there = {who for part in self.people(stream, before) for who in part}
        there |= {e.recorded_by for e in self.known(_beside("people", stream), PeopleNamed, before)}
        there |= {e.corrected_by for e in self.known(_beside("people", stream), PeopleCorrected, before)}
        there |= {e.assessed_by for e in self.known(stream, IncidentAssessed, before)}
        there |= {e.told_by for e in self.known(stream, HandlingRecorded, before)}
        there |= {e.told_by for e in self.known(stream, EvidenceEvent, before)}
        there |= {e.told_by for e in self.known(stream, EvidenceWithdrawn, before)}
        there |= {step.by for step in self.steps(stream, before)}
        there |= {e.retracted_by for e in self.known(stream, IncidentRetracted, before)}
        return there | {e.corrected_by for e in self.known(stream, IncidentCorrected, before)}

    def steps(self, incident: str, before: int) -> tuple[Step, ...]:
        """Return the steps of an incident, as told and corrected before a position."""
        steps: tuple[Step, ...] = ()
        for fact in self.others.get(incident, []):
            told = getattr(fact.event, "steps", None)
            if fact.position < before and told is not None:
                steps = steps + told if isinstance(fact.event, HandlingRecorded) else told
        return steps


def world_of(facts: Iterable[Fact], now: datetime | None) -> World:
    """Sort a record, given in the order of its positions."""
    cases: dict[StreamId, CaseHistory] = {}
    others: dict[str, list[Fact]] = {}
    by_customer: dict[str, list[CaseHistory]] = {}
    last = now
    for fact in facts:
        last = fact.recorded_at if now is None else now
        if kind_of(fact.stream) == "case":
            if fact.stream not in cases:
                cases[fact.stream] = CaseHistory(fact.stream)
                event: Any = fact.event  # every event of a case names its customer
                by_customer.setdefault(event.customer, []).append(cases[fact.stream])
            case = cases[fact.stream]
            case.facts.append(fact)
            _letters(case, fact)
        else:
            others.setdefault(fact.stream, []).append(fact)
    if last is None:
        raise ValueError("an empty record has no moment to judge it by")
    return World(last, cases, others, by_customer)


def _letters(case: CaseHistory, fact: Fact) -> None:
    event: Any = fact.event
    if isinstance(fact.event, NoticeLeft):
        # A letter that nobody owed is kept as one of no sort: `telling` reports it.
        nobodys = Letter(event.notice, "nobody's", "", fact, event.left_on, event)
        case.letters.setdefault(event.notice, nobodys).left.append(fact)
    if isinstance(fact.event, NoticeFailed):
        leave_by = event.again_leave_by
        failed = case.letters.setdefault(event.notice, Letter(event.notice, "nobody's", "", fact, leave_by, event))
        failed.failed.append(fact)
        if event.again:
            case.letters[event.again] = replace(
                failed, id=event.again, owed=fact, leave_by=leave_by, left=[], failed=[]
            )
    for kind, (sort, name) in ABOUT.items():
        if isinstance(fact.event, kind) and event.notice:
            about = getattr(event, name)
            case.letters[event.notice] = Letter(event.notice, sort, about, fact, event.notice_leave_by, fact.event)


def _beside(kind: str, stream: str) -> str:
    return f"{kind}/{stream.partition('/')[2]}"
