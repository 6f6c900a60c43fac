"""Why this date? Of every date in a case: where it was fixed, and every way in which it is reckoned, day by day."""

from collections.abc import Callable, Iterator
from datetime import date

from domain.calendar import Counts, local_day
from domain.case.announcing import announcements
from domain.case.appeal_window import last_day_to_appeal, last_day_to_change
from domain.case.asking import Asking, Dated
from domain.case.calling import AppealCallMissed
from domain.case.deadlines import closes_undecided_on, rests_after
from domain.case.deciding import Decided
from domain.case.duties import DutyKind, agenda
from domain.case.new_incidents import IncidentLinked
from domain.case.notices import NoticeEvent, NoticeFailed
from domain.case.owed_around import began
from domain.case.referral import CaseReferred, IncidentAdded
from domain.case.reviewing import AppealDecided, DecisionVaried
from domain.case.state import Appeal, Case, Decision, Warned
from domain.case.why_early import answered, concluded, of_early_reviews, opens_unanswered, proposed, suspends_early
from domain.policy import PolicyBook
from domain.reckoning import Why

COUNTS_UNTIL = "warning-counts-until"


def why(name: str, case: Case, history: Dated, book: PolicyBook) -> tuple[Why, ...]:
    """Return why each date of a name falls where it does; none, where the case has no such date."""
    asked = Asking(name, case, history, book)
    if name in _NAMED:
        return tuple(_NAMED[name](asked))
    found = [duty for duty in agenda(case, book) if duty.kind == name]
    return tuple(asked.chosen(duty.about, duty.due_on, duty.clause) for duty in found)


def _decide(asked: Asking) -> Iterator[Why]:
    for day, event in asked.recorded((CaseReferred, IncidentAdded), decide_by=asked.case.decide_by):
        if event.decide_by:
            reckoning = asked.own.after("decide_within_wd", day, Counts.AGAINST_US)
            yield asked.told(asked.case.id, event.decide_by, event.decide_by, "7.2", [reckoning])
            return


def _close_undecided(asked: Asking) -> Iterator[Why]:
    case = asked.case
    if case.decide_by:
        since = case.referred_on
        reckoning = asked.own.after("close_undecided_after_wd", case.decide_by, Counts.AGAINST_US, since=since)
        yield asked.told(case.id, closes_undecided_on(case, case.decide_by, asked.book), None, "7.2", [reckoning])


def _of_warnings(date_of: Callable[[Asking, Warned, date], Why | None]) -> Callable[[Asking], Iterator[Why]]:
    def each(asked: Asking) -> Iterator[Why]:
        for warning in asked.case.warnings:
            left_at = None if warning.withdrawn_at else warning.left_at
            if left_at is not None and (found := date_of(asked, warning, local_day(left_at))):
                yield found

    return each


def _period(asked: Asking, warning: Warned, left_on: date) -> Why | None:
    day = last_day_to_change(warning, asked.case, asked.book)
    if day is None:
        return None
    reckonings = asked.running("warning_period_wd", left_on, day)
    return asked.told(warning.id, day, warning.period_ends, "7.2", reckonings)


def _counts_until(asked: Asking, warning: Warned, left_on: date) -> Why | None:
    if warning.counts_until is None:
        return None
    printed = asked.case.notice(warning.notice).printed_on or left_on
    reckoning = asked.own.months("warning_counts_months", printed)
    return asked.told(warning.id, warning.counts_until, warning.counts_until, "7.2", [reckoning])


def _window(asked: Asking) -> Iterator[Why]:
    for decision in asked.case.decisions:
        day = last_day_to_appeal(decision, asked.case, asked.book)
        if day and decision.notice_left_on:
            reckonings = asked.running("appeal_window_wd", decision.notice_left_on, day)
            yield asked.told(decision.id, day, decision.appeal_by, "8.2", reckonings)


def _of_appeals(date_of: Callable[[Asking, Appeal], Why]) -> Callable[[Asking], Iterator[Why]]:
    return lambda asked: (date_of(asked, appeal) for appeal in asked.case.appeals)


def _review(asked: Asking, appeal: Appeal) -> Why:
    reckoning = asked.own.after("appeal_review_wd", appeal.received_on, Counts.AGAINST_US)
    clause = "8.2" if asked.name == DutyKind.JUDGE_LATE_APPEAL else "8.5"
    return asked.told(appeal.id, appeal.review_by, appeal.review_by, clause, [reckoning])


def _assign(asked: Asking, appeal: Appeal) -> Why:
    reckoning = asked.own.after("reviewer_assigned_within_wd", appeal.received_on, Counts.AGAINST_US)
    return asked.told(appeal.id, reckoning.gives, None, "8.5", [reckoning])


def _overdue(asked: Asking, appeal: Appeal) -> Why:
    daily = asked.name == DutyKind.ASK_DIRECTOR
    times = asked.case.escalated.get(f"{DutyKind.ASK_DIRECTOR}:{appeal.id}", 0) if daily else 0
    day = rests_after(appeal, asked.case, asked.book, times)
    figure, since = "suspend_overdue_review_wd", appeal.received_on
    reckoning = asked.own.after(figure, appeal.review_by, Counts.AGAINST_US, since=since, more=times)
    return asked.told(appeal.id, day, None, "8.6", [reckoning])


def _notices(asked: Asking) -> Iterator[Why]:
    for notice in asked.case.notices:
        for day, event in asked.history:
            again = isinstance(event, NoticeFailed) and event.again == notice.id
            if again or (getattr(event, "notice", None) == notice.id and not isinstance(event, NoticeEvent)):
                figure = "outcome_notice_wd" if isinstance(event, AppealDecided) else "notice_leaves_within_wd"
                reckoning = asked.own.after(figure, day, Counts.AGAINST_US)
                yield asked.told(notice.id, notice.leave_by, notice.leave_by, "7.3", [reckoning])
                break


def _of_decisions(date_of: Callable[[Asking, Decision], Why]) -> Callable[[Asking], Iterator[Why]]:
    return lambda asked: (date_of(asked, decision) for decision in asked.case.decisions)


def _ends_on(decision: Decision) -> date:
    return decision.expires_on or decision.review_on or decision.lapses_on


def _opens(asked: Asking, decision: Decision) -> Why:
    varied = any(event.review_opens_on for _, event in asked.recorded(DecisionVaried, decision=decision.id))
    end = decision.lapses_on if varied else _ends_on(decision)
    reckoning = asked.own.before("review_opens_before_wd", end, decision.review_opens_on)
    return asked.told(decision.id, decision.review_opens_on, decision.review_opens_on, "9.2", [reckoning])


def _lapse(asked: Asking, decision: Decision) -> Why:
    _, decided = next(asked.recorded(Decided, decision=decision.id))
    if decided.review_on is None or decision.lapses_on != decided.lapses_on:
        return asked.chosen(decision.id, decision.lapses_on, "9.2")
    figure, since = "review_missed_lapses_wd", decision.decided_on
    reckoning = asked.own.after(figure, decided.review_on, Counts.AGAINST_US, since=since)
    return asked.told(decision.id, decision.lapses_on, decision.lapses_on, "9.2", [reckoning])


def _alerts(asked: Asking) -> Iterator[Why]:
    employees = asked.own.policy.figures.employees_told_before_end_wd
    for decision in asked.case.decisions:
        for ahead, day in announcements(asked.case, decision, asked.book) if decision.ended is None else ():
            figure = "employees_told_before_end_wd" if ahead in employees else "alert_before_end_wd"
            reckoning = asked.own.before(figure, decision.lapses_on, day)
            yield asked.told(decision.id, day, None, "2.1" if ahead in employees else "9.2", [reckoning])


def _seen_to_in_order(figure: str) -> Callable[[Asking], Iterator[Why]]:
    """Of what is seen to one after the other: so many days from the day of what it tells."""

    def each(asked: Asking) -> Iterator[Why]:
        on: dict[str, date] = {entry.id: entry.on for entry in asked.case.entries}
        on |= {telling.id: telling.on for telling in asked.case.tellings}
        for duty in agenda(asked.case, asked.book):
            if duty.kind == asked.name:
                since = on[duty.about]
                reckoning = asked.own.after(figure, since, Counts.AGAINST_US, since=since)
                yield asked.told(duty.about, duty.due_on, None, duty.clause, [reckoning])

    return each


def _around(figure: str) -> Callable[[Asking], Iterator[Why]]:
    """Of what a manager owes since another stream said something of the case: so many days from when that began."""

    def each(asked: Asking) -> Iterator[Why]:
        for duty in agenda(asked.case, asked.book):
            if duty.kind == asked.name and (since := began(asked.case, duty)) is not None:
                reckoning = asked.own.after(figure, since, Counts.AGAINST_US)
                yield asked.told(duty.about, duty.due_on, None, duty.clause, [reckoning])

    return each


def _looked_at(asked: Asking) -> Iterator[Why]:
    for duty in agenda(asked.case, asked.book):
        if duty.kind is DutyKind.LOOK_AT_NEW_INCIDENT:
            linked = [day for day, _ in asked.recorded(IncidentLinked, incident=duty.about)]
            reckoning = asked.own.after("look_at_incident_wd", linked[-1], Counts.AGAINST_US)
            yield asked.told(duty.about, duty.due_on, duty.due_on, "9.2", [reckoning])


def _arranged(asked: Asking) -> Iterator[Why]:
    for appeal in asked.case.appeals:
        if appeal.call and appeal.call.at is None and not appeal.call.is_settled:
            missed = [day for day, _ in asked.recorded(AppealCallMissed, appeal=appeal.id)]
            figure, since = "verbal_appeal_call_wd", max([appeal.received_on, *missed])
            reckoning = asked.own.after(figure, since, Counts.AGAINST_US)
            yield asked.told(appeal.id, appeal.call.arrange_by, appeal.call.arrange_by, "8.3", [reckoning])


_NAMED: dict[str, Callable[[Asking], Iterator[Why]]] = {
    DutyKind.DECIDE: _decide,
    DutyKind.CLOSE_UNDECIDED: _close_undecided,
    DutyKind.END_WARNING_PERIOD: _of_warnings(_period),
    DutyKind.TELL_LATER_PERIOD: _of_warnings(_period),
    COUNTS_UNTIL: _of_warnings(_counts_until),
    DutyKind.SEND_NOTICE: _notices,
    DutyKind.TELL_LATER_DATE: _window,
    DutyKind.END_APPEAL_WINDOW: _window,
    DutyKind.JUDGE_LATE_APPEAL: _of_appeals(_review),
    DutyKind.ASSIGN_REVIEWER: _of_appeals(_assign),
    DutyKind.REVIEW_APPEAL: _of_appeals(_review),
    DutyKind.SUSPEND_FOR_OVERDUE_REVIEW: _of_appeals(_overdue),
    DutyKind.ASK_DIRECTOR: _of_appeals(_overdue),
    DutyKind.OPEN_REVIEW: _of_decisions(_opens),
    DutyKind.ALERT_BEFORE_END: _alerts,
    DutyKind.LAPSE: _of_decisions(_lapse),
    DutyKind.ARRANGE_CALL: _arranged,
    DutyKind.PROPOSE_EARLY_REVIEW: proposed,
    DutyKind.ANSWER_EARLY_REVIEW_REQUEST: of_early_reviews(answered),
    DutyKind.OPEN_UNANSWERED_EARLY_REVIEW: of_early_reviews(opens_unanswered),
    DutyKind.CONCLUDE_EARLY_REVIEW: of_early_reviews(concluded),
    DutyKind.SUSPEND_FOR_OVERDUE_EARLY_REVIEW: of_early_reviews(suspends_early),
    DutyKind.LOOK_AT_NEW_INCIDENT: _looked_at,
    DutyKind.ENTER_IN_HOUSING_SYSTEM: _seen_to_in_order("housing_entry_within_wd"),
    DutyKind.TELL_EMPLOYEES: _seen_to_in_order("employees_told_within_wd"),
    DutyKind.DECIDE_AFTER_UNLINKING: _around("decided_after_unlinking_within_wd"),
    DutyKind.VARY_WITHOUT_REPRESENTATIVE: _around("varied_without_representative_within_wd"),
    DutyKind.LEAVE_A_ROUTE: _around("route_left_again_within_wd"),
}
NAMES: tuple[str, ...] = (*DutyKind, COUNTS_UNTIL)  # what can be asked about
