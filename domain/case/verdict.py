"""May I speak to this customer now? The front line's question, answered from the record at the instant asked (6.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum
from itertools import product

from domain.calendar import ends
from domain.case.state import Case, Decision
from domain.measures import Measure, MeasureKind, Per
from domain.names import CaseId, Channel, DecisionId, StaffId


class Purpose(StrEnum):
    """What a contact is about. The first nine are never closed (1.6, 6.2)."""

    DATA_SUBJECT_REQUEST = "data-subject-request"
    EMERGENCY_OR_SAFETY = "emergency-or-safety"
    DISREPAIR = "disrepair"
    SAFEGUARDING = "safeguarding"
    ADJUSTMENT_REQUEST = "adjustment-request"
    TENANCY_NOTICE = "tenancy-notice"
    LEGAL_PROCEEDINGS = "legal-proceedings"
    APPEAL = "appeal"
    OMBUDSMAN = "ombudsman"
    NEW_ISSUE = "new-issue"
    NEW_COMPLAINT = "new-complaint"
    NEW_INFORMATION = "new-information"
    EXISTING_COMPLAINT = "existing-complaint"
    GENERAL = "general"


ORDINARY = (
    Purpose.NEW_ISSUE,
    Purpose.NEW_COMPLAINT,
    Purpose.NEW_INFORMATION,
    Purpose.EXISTING_COMPLAINT,
    Purpose.GENERAL,
)
STATUTORY = frozenset(Purpose) - frozenset(ORDINARY)
NEW = frozenset({Purpose.NEW_ISSUE, Purpose.NEW_COMPLAINT})
SPOKEN = frozenset({Channel.TELEPHONE, Channel.FACE_TO_FACE})


class Answer(IntEnum):
    """From the most open to the least; 8.6 compares by this order."""

    ALLOW = 0
    REFER = 1
    READ_AND_FILE = 2
    REFUSE = 3


class RouteKind(StrEnum):
    """Which way stays open where this one is not."""

    ANY = "any"  # statutory: received, recorded and acted on, by whatever route
    METHOD = "method"
    NAMED_STAFF = "named-staff"
    REPRESENTATIVE = "representative"
    NEXT_PERIOD = "next-period"
    IN_WRITING = "in-writing"
    HEAD_OF_SERVICE = "head-of-service"
    CASE_MANAGER = "case-manager"


@dataclass(frozen=True)
class Route:
    """A permitted route, with the channel or the staff member it names."""

    kind: RouteKind
    method: Channel | None = None
    staff: StaffId | None = None
    stand_in: StaffId | None = None
    per: Per | None = None


@dataclass(frozen=True, kw_only=True)
class SoFar:
    """How many contacts there were in the current day, week and month."""

    day: int = 0
    week: int = 0
    month: int = 0

    def over(self, per: Per) -> int:
        """Return the count of one period."""
        return {Per.DAY: self.day, Per.WEEK: self.week, Per.MONTH: self.month}[per]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked about: a contact by a channel, for a purpose, with somebody (None: whoever answers)."""

    channel: Channel
    purpose: Purpose
    staff: StaffId | None = None
    by_representative: bool = False
    so_far: SoFar = SoFar()


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one measure in force says, and the event it rests on: version `event` of `case`."""

    answer: Answer
    measure: MeasureKind
    route: Route | None
    clause: str
    case: CaseId
    decision: DecisionId
    event: int


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answer: the most restrictive of its parts, except that statutory rights are always open.

    `next_change` is the next moment (UTC) at which the answer may differ with no further event, if there is one.
    """

    answer: Answer
    clause: str
    route: Route | None
    parts: tuple[Part, ...]
    next_change: datetime | None


def end_of(decision: Decision) -> datetime:
    """Return the moment (UTC) from which a decision no longer restricts: its end, or the midnight it lapses (9.2)."""
    by_itself = ends(decision.lapses_on)
    return min(decision.ended_at, by_itself) if decision.ended_at else by_itself


def bites(decision: Decision, moment: datetime) -> bool:
    """Say whether a decision restricts at a moment: from its notice on, not on hold, not ended (8.2, 8.6, 9.2)."""
    if decision.in_force_from is None or not decision.in_force_from <= moment < end_of(decision):
        return False
    return not any(hold.since <= moment and (hold.until is None or moment < hold.until) for hold in decision.holds)


def verdict(cases: Iterable[Case], asked: Asked, moment: datetime) -> Verdict:
    """Answer from every case of one person."""
    biting = [(case, d) for case in cases for d in case.decisions if bites(d, moment)]
    parts = [
        Part(answer=answer, measure=m.kind, route=route, clause="6.1", case=case.id, decision=d.id, event=d.version)
        for case, d in biting
        for m in d.measures
        for answer, route in [judge(m, asked)]
    ]
    next_change = min((end_of(d) for _, d in biting), default=None)
    if asked.purpose in STATUTORY:
        any_route = Route(RouteKind.ANY)
        return Verdict(answer=Answer.ALLOW, clause="1.6", route=any_route, parts=tuple(parts), next_change=next_change)
    decisive = max(parts, key=lambda part: part.answer, default=None)
    if decisive is None:
        return Verdict(answer=Answer.ALLOW, clause="2.2", route=None, parts=(), next_change=next_change)
    return Verdict(
        answer=decisive.answer,
        clause="10.1" if decisive.route and decisive.route.kind is RouteKind.HEAD_OF_SERVICE else decisive.clause,
        route=decisive.route,
        parts=tuple(parts),
        next_change=next_change,
    )


def judge(measure: Measure, asked: Asked) -> tuple[Answer, Route | None]:  # noqa: PLR0911 - a line a measure
    """Say what one measure makes of a contact, and which route it leaves (6.1, 10.1)."""
    if asked.purpose in STATUTORY:
        return Answer.ALLOW, Route(RouteKind.ANY)
    match measure.kind:
        case MeasureKind.ONE_METHOD_ONLY if asked.channel is not measure.method:
            return Answer.REFUSE, Route(RouteKind.METHOD, method=measure.method)
        case MeasureKind.CONTACT_FREQUENCY if _used_up(measure, asked):
            return Answer.REFUSE, Route(RouteKind.NEXT_PERIOD, method=measure.method, per=measure.per)
        case MeasureKind.NAMED_STAFF_ONLY if asked.staff not in {measure.staff, measure.stand_in}:
            return Answer.REFER, Route(RouteKind.NAMED_STAFF, staff=measure.staff, stand_in=measure.stand_in)
        case MeasureKind.THROUGH_REPRESENTATIVE if not asked.by_representative:
            return Answer.REFUSE, Route(RouteKind.REPRESENTATIVE)
        case MeasureKind.READ_AND_FILE if asked.purpose in {Purpose.EXISTING_COMPLAINT, Purpose.GENERAL}:
            return Answer.READ_AND_FILE, Route(RouteKind.IN_WRITING)
        case MeasureKind.SUSPEND_COMPLAINT | MeasureKind.END_COMPLAINT:
            return _about_a_complaint(measure, asked)
        case MeasureKind.OTHER:
            return Answer.REFER, Route(RouteKind.CASE_MANAGER)
        case MeasureKind.END_ALL_CONTACT:
            return _prohibited(asked)
    return Answer.ALLOW, None


def _used_up(measure: Measure, asked: Asked) -> bool:
    counted = measure.method is None or measure.method is asked.channel
    if measure.times is None or measure.per is None or not counted:
        return False
    return asked.so_far.over(measure.per) >= measure.times


def _about_a_complaint(measure: Measure, asked: Asked) -> tuple[Answer, Route | None]:
    if asked.purpose is Purpose.EXISTING_COMPLAINT:
        return Answer.REFUSE, Route(RouteKind.CASE_MANAGER)
    if asked.purpose is Purpose.NEW_COMPLAINT and measure.extreme:
        return Answer.REFER, Route(RouteKind.HEAD_OF_SERVICE)
    return Answer.ALLOW, None


def _prohibited(asked: Asked) -> tuple[Answer, Route | None]:
    if asked.purpose in NEW:
        return Answer.REFER, Route(RouteKind.HEAD_OF_SERVICE)
    if asked.channel in SPOKEN:
        return Answer.REFUSE, Route(RouteKind.IN_WRITING)
    return Answer.READ_AND_FILE, Route(RouteKind.IN_WRITING)


def is_not_harsher(measures: Sequence[Measure], lapses_on: date, than: Decision) -> bool:
    """Say whether measures are, for everything that can be asked, as open as a decision's, and end no later (8.6)."""
    if lapses_on > than.lapses_on:
        return False
    both = [*measures, *than.measures]
    return all(
        _answer(measures, asked) <= _answer(than.measures, asked) for asked in everything_that_can_be_asked(both)
    )


def leaves_an_ordinary_route(measures: Sequence[Measure]) -> bool:
    """Say whether, with all these measures in force, an ordinary contact is still possible some way (6.1)."""
    return any(
        _answer(measures, asked) is Answer.ALLOW
        for asked in everything_that_can_be_asked(measures)
        if asked.purpose is Purpose.GENERAL and asked.so_far == SoFar()
    )


def everything_that_can_be_asked(measures: Sequence[Measure]) -> Iterable[Asked]:
    """Yield a contact of each sort that any of the measures could tell from another."""
    named = {s for m in measures for s in (m.staff, m.stand_in) if s is not None}
    counts = [
        sorted({0} | {n for m in measures if m.per is per and m.times for n in (m.times - 1, m.times)}) for per in Per
    ]
    for channel, purpose, staff, by_representative, so_far in product(
        Channel, ORDINARY, [None, *sorted(named)], (False, True), product(*counts)
    ):
        day, week, month = so_far
        yield Asked(
            channel=channel,
            purpose=purpose,
            staff=staff,
            by_representative=by_representative,
            so_far=SoFar(day=day, week=week, month=month),
        )


def _answer(measures: Iterable[Measure], asked: Asked) -> Answer:
    return max((judge(measure, asked)[0] for measure in measures), default=Answer.ALLOW)
