"""May I speak to this customer now? The front line's question, answered from the record at the instant asked (6.1)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from domain.calendar import ONE_DAY, local_day, months_after, starts
from domain.case.force import bites, end_of, measures_at
from domain.case.state import Case, Decision, End
from domain.measures import Measure, MeasureKind, Per
from domain.names import SPOKEN, CaseId, Channel, DecisionId, StaffId


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
URGENT = frozenset({Purpose.EMERGENCY_OR_SAFETY, Purpose.DISREPAIR, Purpose.SAFEGUARDING})
NEW = frozenset({Purpose.NEW_ISSUE, Purpose.NEW_COMPLAINT})


class Answer(IntEnum):
    """From the most open to the least; 8.6 compares by this order."""

    ALLOW = 0
    REFER = 1
    READ_AND_FILE = 2
    REFUSE = 3

    @property
    def word(self) -> str:
        """As it is written for people and in the record."""
        return self.name.lower().replace("_", "-")


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


CountedBy = Callable[[Channel | None], SoFar]  # contacts so far by one method; None: by any


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked about: a contact by a channel, for a purpose, with somebody (None: whoever answers).

    `so_far` supposes as many contacts by whatever method; where the contact log is at hand, its counts are taken.
    """

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


def verdict(
    cases: Iterable[Case],
    asked: Asked,
    moment: datetime,
    *,
    so_far: CountedBy | None = None,
    then_known: bool = False,
) -> Verdict:
    """Answer from every case of one person what is, was or will be so at a moment, as the record now knows it.

    What has been quashed was never so (8.6), unless `then_known`: staff were answered before they could know it.
    """
    decisions = [(c, d) for c in cases for d in c.decisions if then_known or d.ended is not End.QUASHED]
    parts = [
        Part(answer=answer, measure=m.kind, route=route, clause="6.1", case=case.id, decision=d.id, event=d.version)
        for case, d in decisions
        if bites(d, moment)
        for m in measures_at(d, moment)
        for answer, route in [judge(m, replace(asked, so_far=so_far(m.method)) if so_far and m.per else asked)]
    ]
    recounted = [next_period(part.route.per, moment) for part in parts if part.route and part.route.per]
    turning = [turn for _, decision in decisions for turn in _turns(decision) if turn > moment]
    next_change = min(turning + recounted, default=None)
    if asked.purpose in STATUTORY:
        route = always_open(asked)
        return Verdict(answer=Answer.ALLOW, clause="1.6", route=route, parts=tuple(parts), next_change=next_change)
    decisive = max(parts, key=lambda part: part.answer, default=None)
    if decisive is None:
        return Verdict(answer=Answer.ALLOW, clause="2.2", route=None, parts=(), next_change=next_change)
    if prohibited := _referred_as_prohibited(parts):
        decisive = prohibited
    return Verdict(
        answer=decisive.answer,
        clause="10.1" if decisive.route and decisive.route.kind is RouteKind.HEAD_OF_SERVICE else decisive.clause,
        route=decisive.route,
        parts=tuple(parts),
        next_change=next_change,
    )


def _referred_as_prohibited(parts: Iterable[Part]) -> Part | None:
    """A new matter of somebody with whom all contact has ended is referred, whatever else is in force (10.1).

    Another measure may name a route; with all contact ended it leads nowhere.
    """
    ended = (part for part in parts if part.measure is MeasureKind.END_ALL_CONTACT)
    return next((part for part in ended if part.answer is Answer.REFER), None)


def _turns(decision: Decision) -> Iterator[datetime]:
    """Yield the moments at which a decision begins or ceases to bite."""
    start, end = decision.in_force_from, end_of(decision)
    if start is None or start >= end:
        return
    yield start
    yield end
    for turn in (decision.freed_at, *(before.until for before in decision.before)):
        if turn is not None and start < turn < end:
            yield turn
    for hold in decision.holds:
        for edge in (hold.since, hold.until):
            if edge is not None and start < edge < end:
                yield edge


def judge(measure: Measure, asked: Asked) -> tuple[Answer, Route | None]:  # noqa: PLR0911 - a line a measure
    """Say what one measure makes of a contact, and which route it leaves (6.1, 10.1)."""
    if asked.purpose in STATUTORY:
        return Answer.ALLOW, always_open(asked)
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


def always_open(asked: Asked) -> Route:
    """Return a statutory matter's route: any; and by name one for which no employee need meet anyone (1.6, 6.2)."""
    if asked.channel not in {Channel.FACE_TO_FACE, Channel.OTHER}:
        return Route(RouteKind.ANY, method=asked.channel)
    return Route(RouteKind.ANY, method=Channel.TELEPHONE if asked.purpose in URGENT else Channel.WRITING)


def next_period(per: Per, moment: datetime) -> datetime:
    """Return the local midnight (UTC) at which counting begins again: a day, a week from Monday, a month on."""
    today = local_day(moment)
    match per:
        case Per.DAY:
            return starts(today + ONE_DAY)
        case Per.WEEK:
            return starts(today + ONE_DAY * (7 - today.weekday()))
        case Per.MONTH:
            return starts(months_after(today.replace(day=1), 1))


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
