"""What time does in a case: remind, escalate, suspend, lapse, close (*Never* a timer that worsens)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from domain.calendar import local_day
from domain.case.announcing import announcements
from domain.case.deadlines import notice_leave_by
from domain.case.duties import ESCALATION, Act, Duty, DutyKind, Owing, Timer, timers
from domain.case.early_reviews import opened, propose
from domain.case.ending import RestrictionEvent, may_have_been_told, suspended
from domain.case.following import FOLLOWING, follow
from domain.case.force import heir
from domain.case.notice import next_notice
from domain.case.referral import CaseEvent
from domain.case.state import Case, HoldReason
from domain.event import ANY_KIND, Command, Event
from domain.names import CustomerId, DecisionId, NoticeId, Role, StaffId, WarningId
from domain.refusal import AlreadySo, NotYet
from domain.streams import Given


@dataclass(frozen=True, kw_only=True)
class TakeStep(Command):
    """The process believes that the moment has come to act about a duty. The record says whether it has."""

    duty: DutyKind
    about: str
    act: Act


class Closing(StrEnum):
    """Why a case closed."""

    NOBODY_DECIDED = "nobody-decided"
    NO_ACTION = "no-action"
    AFTER_A_WARNING = "after-a-warning"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class DutyEvent(Event):
    """What was done about a duty that a person owes, in whichever stream it is owed."""

    kind: ClassVar[str] = ANY_KIND
    clause: ClassVar[str] = "7.2"
    coded: ClassVar[str | None] = "duty"
    customer: CustomerId
    duty: DutyKind
    about: str
    due_on: date
    name: str
    person: StaffId | None


@dataclass(frozen=True, kw_only=True)
class DutyReminded(DutyEvent):
    """Whoever owes a duty was reminded of it."""

    owner: Role


@dataclass(frozen=True, kw_only=True)
class DutyEscalated(DutyEvent):
    """A duty was not done by its day: whoever stands above was told. `to`: line manager, Head of Service, Director."""

    to: str
    level: int


@dataclass(frozen=True, kw_only=True)
class WarningPeriodEnded(CaseEvent):
    """The time that a warning gave to change is over."""

    warning: WarningId


@dataclass(frozen=True, kw_only=True)
class WarningPeriodMoved(CaseEvent):
    """The time to change is longer than was told (a holiday proclaimed, a longer period): it is told afresh.

    How long the warning counts stays as it was told.
    """

    warning: WarningId
    told: date
    period_ends: date
    notice: NoticeId
    notice_leave_by: date
    calendar: str


@dataclass(frozen=True, kw_only=True)
class AppealWindowEnded(RestrictionEvent):
    """The last day to appeal is over. An appeal received by it is in time all the same, whenever it is typed in."""

    clause: ClassVar[str] = "8.2"
    last_day: date


@dataclass(frozen=True, kw_only=True)
class AppealDateMoved(RestrictionEvent):
    """The last day to appeal is later than was told (a holiday proclaimed, a longer window): it is told afresh."""

    clause: ClassVar[str] = "8.2"
    told: date
    last_day: date
    notice: NoticeId
    notice_leave_by: date
    calendar: str


@dataclass(frozen=True, kw_only=True)
class ReviewOpened(RestrictionEvent):
    """The decision is to be reconsidered."""

    clause: ClassVar[str] = "9.2"
    reconsider_by: date


@dataclass(frozen=True, kw_only=True)
class EndAnnounced(RestrictionEvent):
    """The end of a restriction comes near: `ahead_wd` working days before it, people are told (2.1, 9.2)."""

    clause: ClassVar[str] = "9.2"
    ends_on: date
    ahead_wd: int
    announced_on: date


@dataclass(frozen=True, kw_only=True)
class RestrictionLapsed(RestrictionEvent):
    """A restriction ended by time: `last_day` was its last in force, `lapsed_at` the midnight that ended it."""

    clause: ClassVar[str] = "9.2"
    last_day: date
    lapsed_at: datetime
    notice: NoticeId | None
    notice_leave_by: date


@dataclass(frozen=True, kw_only=True)
class CaseClosed(CaseEvent):
    """Nothing is in force or pending in the case, and its last window has ended."""

    coded: ClassVar[str | None] = "reason"
    reason: Closing


def take(case: Case, command: TakeStep, given: Given) -> tuple[Event, ...]:
    """Act about a duty if its moment has come. Raises NotYet with the moment, or AlreadySo."""
    duty = due(timers(case, given.book), command, given)
    if command.act is not Act.PERFORM:
        return told(case, duty, command.act)
    return follow(case, duty, given) if duty.kind in FOLLOWING else _perform(case, duty, given)


def due(ahead: Iterable[Timer], command: TakeStep, given: Given) -> Duty:
    """Return the duty whose moment has come. Raises NotYet with the moment, or AlreadySo."""
    for timer in ahead:
        if (timer.duty.kind, timer.duty.about, timer.act) == (command.duty, command.about, command.act):
            if given.as_of < timer.at:
                raise NotYet(timer.at)
            return timer.duty
    raise AlreadySo


def told(owing: Owing, duty: Duty, act: Act) -> tuple[Event, ...]:
    """Record that whoever owes a duty is reminded of it, or that whoever stands next above is told."""
    if act is Act.REMIND:
        return (
            DutyReminded(
                customer=owing.customer,
                duty=duty.kind,
                about=duty.about,
                due_on=duty.due_on,
                name=duty.name,
                owner=duty.owner,
                person=duty.person,
            ),
        )
    level = owing.escalated.get(duty.name, 0)
    return (_escalated(owing, duty, duty.name, level, to=ESCALATION[min(level, len(ESCALATION) - 1)]),)


def _escalated(owing: Owing, duty: Duty, name: str, level: int, *, to: str) -> DutyEscalated:
    return DutyEscalated(
        customer=owing.customer,
        duty=duty.kind,
        about=duty.about,
        due_on=duty.due_on,
        name=name,
        to=to,
        level=level + 1,
        person=duty.person,
    )


def _perform(case: Case, duty: Duty, given: Given) -> tuple[Event, ...]:
    match duty.kind:
        case DutyKind.END_WARNING_PERIOD | DutyKind.TELL_LATER_PERIOD:
            return (_about_a_warning(case, duty, given),)
        case DutyKind.CLOSE_UNDECIDED | DutyKind.CLOSE_CASE:
            undecided = duty.kind is DutyKind.CLOSE_UNDECIDED
            reason = Closing.NOBODY_DECIDED if undecided else _why_closed(case)
            return (CaseClosed(case=case.id, customer=case.customer, reason=reason),)
        case DutyKind.ASK_DIRECTOR:
            name = f"{DutyKind.ASK_DIRECTOR}:{duty.about}"
            return (_escalated(case, duty, name, case.escalated.get(name, 0), to=Role.DIRECTOR.value),)
        case DutyKind.SUSPEND_FOR_OVERDUE_REVIEW:
            appeal = case.appeal(duty.about)
            decision = heir(case, case.decision(appeal.decision))
            overdue = HoldReason.REVIEW_OVERDUE
            return (suspended(case, decision, overdue, given, appeal=appeal.id, reasons=None),)
        case DutyKind.OPEN_UNANSWERED_EARLY_REVIEW | DutyKind.SUSPEND_FOR_OVERDUE_EARLY_REVIEW:
            return _about_an_early_review(case, duty, given)
    return _about_a_decision(case, duty, given)


def _about_an_early_review(case: Case, duty: Duty, given: Given) -> tuple[Event, ...]:
    """*Never* the customer's loss: what nobody answered is opened, what nobody concluded rests; 9.2."""
    early = next(early for early in case.early_reviews if early.id == duty.about)
    decision = case.decision(early.decision)
    if duty.kind is DutyKind.OPEN_UNANSWERED_EARLY_REVIEW:
        return (opened(case, early, decision, given),)
    return (suspended(case, decision, HoldReason.EARLY_REVIEW_OVERDUE, given, appeal=None, reasons=None),)


def _about_a_warning(case: Case, duty: Duty, given: Given) -> WarningPeriodEnded | WarningPeriodMoved:
    if duty.kind is DutyKind.END_WARNING_PERIOD:
        return WarningPeriodEnded(case=case.id, customer=case.customer, warning=WarningId(duty.about))
    warning = case.warning(duty.about)
    return WarningPeriodMoved(
        case=case.id,
        customer=case.customer,
        warning=warning.id,
        told=warning.period_ends or duty.due_on,
        period_ends=duty.due_on,
        notice=next_notice(case),
        notice_leave_by=notice_leave_by(case, given),
        calendar=given.book.calendar.version,
    )


def _about_a_decision(case: Case, duty: Duty, given: Given) -> tuple[Event, ...]:
    decision = case.decision(duty.about)
    named: dict[str, Any] = {"case": case.id, "customer": case.customer, "decision": DecisionId(duty.about)}
    match duty.kind:
        case DutyKind.TELL_LATER_DATE:
            return (
                AppealDateMoved(
                    **named,
                    told=decision.appeal_by or duty.due_on,
                    last_day=duty.due_on,
                    notice=next_notice(case),
                    notice_leave_by=notice_leave_by(case, given),
                    calendar=given.book.calendar.version,
                ),
            )
        case DutyKind.END_APPEAL_WINDOW:
            return (AppealWindowEnded(**named, last_day=duty.due_on),)
        case DutyKind.OPEN_REVIEW:
            date_told = decision.expires_on or decision.review_on or decision.lapses_on
            return (ReviewOpened(**named, reconsider_by=date_told),)
        case DutyKind.ALERT_BEFORE_END:
            ahead = {day: ahead for ahead, day in announcements(case, decision, given.book)}[duty.due_on]
            today = local_day(given.as_of)
            return (EndAnnounced(**named, ends_on=decision.lapses_on, ahead_wd=ahead, announced_on=today),)
        case DutyKind.PROPOSE_EARLY_REVIEW:
            return propose(case, decision, given)
        case DutyKind.LAPSE:
            return (
                RestrictionLapsed(
                    **named,
                    last_day=decision.lapses_on,
                    lapsed_at=duty.at,
                    notice=next_notice(case) if may_have_been_told(case, decision) else None,
                    notice_leave_by=notice_leave_by(case, given),
                ),
            )
    raise TypeError(duty)


def _why_closed(case: Case) -> Closing:
    if case.decisions:
        return Closing.ENDED
    return Closing.AFTER_A_WARNING if case.warnings else Closing.NO_ACTION
