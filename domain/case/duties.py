"""The agenda: everything the organisation owes in a case, to whom it falls, by when, and under which clause.

The process, the work queue, "next dates" and "why this date?" all read it from here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.calendar import Counts, ends, local_day, starts
from domain.case.announcing import owed_announcements
from domain.case.appeal_window import last_day_to_appeal, last_day_to_change
from domain.case.deadlines import assign_reviewer_by, closes_undecided_on, rests_after
from domain.case.duty import Duty, DutyKind, own
from domain.case.ending import is_suspended
from domain.case.force import heir
from domain.case.notice import Notice
from domain.case.owed_around import owed_around
from domain.case.owed_early import REMINDED_ONLY, owed_early
from domain.case.owed_in_order import owed_in_order
from domain.case.state import Appeal, Case, Decision
from domain.names import CustomerId, Role, StaffId
from domain.policy import Figures, PolicyBook

__all__ = ["ESCALATION", "Act", "Duty", "DutyKind", "Owing", "Timer", "agenda", "letters_owed", "timers", "timers_for"]


class Act(StrEnum):
    """What the process does about a duty at a moment."""

    PERFORM = "perform"
    REMIND = "remind"
    ESCALATE = "escalate"


@dataclass(frozen=True, kw_only=True)
class Timer:
    """A moment (UTC) at which the process acts about a duty."""

    duty: Duty
    act: Act
    at: datetime


class Owing(Protocol):
    """What a stream that owes something says of itself: a case, a referral, a letter outside a case."""

    @property
    def customer(self) -> CustomerId:
        """Whom it is about."""

    @property
    def policy(self) -> str:
        """The version of the figures that it keeps."""

    @property
    def since(self) -> date:
        """The day from which its time runs: what was proclaimed later gives us no more (*Time*)."""

    @property
    def reminded(self) -> frozenset[str]:
        """The names of the duties that somebody was reminded of."""

    @property
    def escalated(self) -> Mapping[str, int]:
        """How far up the line each duty was told, by its name."""


# So soon due that a reminder days ahead would come with the duty itself: it comes on the morning of the day.
OWED_WITHIN_DAYS = frozenset(
    {
        DutyKind.SEND_NOTICE,
        DutyKind.ASSIGN_REVIEWER,
        DutyKind.HOLD_CALL,
        DutyKind.ENTER_IN_HOUSING_SYSTEM,
        DutyKind.TELL_EMPLOYEES,
        *REMINDED_ONLY,
    }
)
ESCALATION = ("line-manager", Role.HEAD_OF_SERVICE.value, Role.DIRECTOR.value)


def agenda(case: Case, book: PolicyBook) -> tuple[Duty, ...]:
    """Return everything owed in a case, soonest first."""
    if case.closed:
        return ()
    pending = [
        *_warning_periods(case, book),
        *letters_owed(case.notices),
        *(duty for decision in case.decisions for duty in _of_a_decision(case, decision, book)),
        *(duty for appeal in case.appeals if appeal.is_open for duty in _of_an_appeal(case, appeal, book)),
        *owed_in_order(case, book),
        *owed_early(case, book),
        *owed_around(case, book),
    ]
    duties = [*_before_a_decision(case, book, pending=bool(pending)), *pending]
    if not duties:
        day = case.referred_on
        duties = [own(DutyKind.CLOSE_CASE, case.id, starts(day), day, "7.2")]
    return tuple(sorted(duties, key=lambda duty: (duty.at, duty.name)))


def timers(case: Case, book: PolicyBook) -> tuple[Timer, ...]:
    """Return every moment at which the process acts, soonest first; the notices' own sending is not among them."""
    return timers_for(agenda(case, book), case, book)


def timers_for(duties: Iterable[Duty], owing: "Owing", book: PolicyBook) -> tuple[Timer, ...]:
    """Return every moment at which the process acts about some duties, soonest first."""
    figures = book.version(owing.policy).figures
    found = [timer for duty in duties for timer in _timers_of(duty, owing, figures, book)]
    return tuple(sorted(found, key=lambda timer: (timer.at, timer.duty.name, timer.act)))


def _timers_of(duty: Duty, owing: "Owing", figures: Figures, book: PolicyBook) -> Iterator[Timer]:
    if duty.owner is Role.SYSTEM:
        yield Timer(duty=duty, act=Act.PERFORM, at=duty.at)
        return
    remind_on = book.calendar.working_days_before(duty.due_on, figures.reminder_before_wd)
    if duty.kind in OWED_WITHIN_DAYS:
        remind_on = duty.due_on
    if duty.name not in owing.reminded and duty.name not in owing.escalated:
        yield Timer(duty=duty, act=Act.REMIND, at=starts(remind_on))
    level = owing.escalated.get(duty.name, 0)
    if level < len(ESCALATION) and duty.kind not in REMINDED_ONLY:
        days = level * figures.escalate_again_wd
        day = book.calendar.working_days_after(duty.due_on, days, Counts.AGAINST_US, since=owing.since)
        yield Timer(duty=duty, act=Act.ESCALATE, at=ends(day))


def _before_a_decision(case: Case, book: PolicyBook, *, pending: bool) -> Iterator[Duty]:
    """A decision is owed; when the time for it is over, the case closes, unless something else in it is pending."""
    if not case.decide_by:
        return
    yield Duty(
        kind=DutyKind.DECIDE,
        about=case.id,
        part="restriction",
        at=ends(case.decide_by),
        due_on=case.decide_by,
        clause="7.2",
        owner=Role.MANAGER,
    )
    if not pending:
        given_up = closes_undecided_on(case, case.decide_by, book)
        yield own(DutyKind.CLOSE_UNDECIDED, case.id, ends(given_up), given_up, "7.2")


def _warning_periods(case: Case, book: PolicyBook) -> Iterator[Duty]:
    """The chance to change ends with its last day, and a later last day is told before (7.2, *Time*)."""
    for warning in case.warnings:
        day = last_day_to_change(warning, case, book)
        if day and warning.left_at and warning.period_ends and not warning.period_ended:
            if day > warning.period_ends:
                yield own(DutyKind.TELL_LATER_PERIOD, warning.id, starts(local_day(warning.left_at)), day, "7.2")
            yield own(DutyKind.END_WARNING_PERIOD, warning.id, ends(day), day, "7.2")


def letters_owed(notices: Iterable[Notice]) -> Iterator[Duty]:
    """Yield the duty to send each letter that has yet to leave (7.3)."""
    for notice in notices:
        if notice.is_owed:
            yield Duty(
                kind=DutyKind.SEND_NOTICE,
                about=notice.id,
                part=notice.id,
                at=ends(notice.leave_by),
                due_on=notice.leave_by,
                clause="7.3",
                owner=Role.GOVERNANCE,
            )


def _of_a_decision(case: Case, decision: Decision, book: PolicyBook) -> Iterator[Duty]:
    """The window to appeal ends with its last day (8.2); before its own a decision is reconsidered, or lapses (9.2)."""
    last_day = last_day_to_appeal(decision, case, book)
    if last_day and decision.appeal_by and not decision.window_closed:
        if last_day > decision.appeal_by:
            yield own(DutyKind.TELL_LATER_DATE, decision.id, starts(decision.decided_on), last_day, "8.2")
        yield own(DutyKind.END_APPEAL_WINDOW, decision.id, ends(last_day), last_day, "8.2")
    if decision.ended is not None:
        return
    end = decision.lapses_on
    yield own(DutyKind.LAPSE, decision.id, ends(end), end, "9.2")
    if not decision.review_opened and not decision.left_to_lapse:
        opens = decision.review_opens_on
        yield own(DutyKind.OPEN_REVIEW, decision.id, starts(opens), opens, "9.2")
    date_told = decision.expires_on or decision.review_on
    if decision.review_opened and not decision.left_to_lapse and decision is case.current and date_told:
        yield Duty(
            kind=DutyKind.RECONSIDER,
            about=decision.id,
            part="restriction",
            at=ends(date_told),
            due_on=date_told,
            clause="9.2",
            owner=Role.MANAGER,
            person=decision.by,
        )
    yield from owed_announcements(case, decision, book)


def _of_an_appeal(case: Case, appeal: Appeal, book: PolicyBook) -> Iterator[Duty]:
    def owed(kind: DutyKind, day: date, clause: str, person: StaffId | None = None) -> Duty:
        return Duty(
            kind=kind,
            about=appeal.id,
            part=appeal.id,
            at=ends(day),
            due_on=day,
            clause=clause,
            owner=Role.MANAGER,
            person=person,
        )

    call = appeal.call
    if call and not call.is_settled and call.at is None:
        yield owed(DutyKind.ARRANGE_CALL, call.arrange_by, "8.3")
    elif call and not call.is_settled and call.at is not None:
        yield owed(DutyKind.HOLD_CALL, local_day(call.at), "8.3", call.caller)
    if appeal.admitted is None:
        yield owed(DutyKind.JUDGE_LATE_APPEAL, appeal.review_by, "8.2")
    else:
        if appeal.reviewer is None:
            assign_by = assign_reviewer_by(appeal, case, book)
            yield owed(DutyKind.ASSIGN_REVIEWER, assign_by, "8.5")
        yield owed(DutyKind.REVIEW_APPEAL, appeal.review_by, "8.5", appeal.reviewer)
    decision = heir(case, case.decision(appeal.decision))
    if decision.ended is not None:
        return
    asked = case.escalated.get(f"{DutyKind.ASK_DIRECTOR}:{appeal.id}", 0)
    day = rests_after(appeal, case, book, asked)
    if decision.violent:
        yield own(DutyKind.ASK_DIRECTOR, appeal.id, ends(day), day, "8.6", part=appeal.id)
    elif not is_suspended(decision):
        yield own(DutyKind.SUSPEND_FOR_OVERDUE_REVIEW, appeal.id, ends(day), day, "8.6", part=appeal.id)
