"""What letters about an appeal say: acknowledged, not reached, out of time, its outcome (8.2-8.6)."""

from collections.abc import Iterator
from datetime import date, timedelta

from activities.standing import once_left, while_reviewed
from activities.terms import fixed, terms_of
from activities.told import ToldOfCase, words
from domain.calendar import local_day
from domain.case.appealing import AppealJoined, AppealReceived, AppealRefusedLate
from domain.case.calling import AppealCallGivenUp, AppealPointsTakenDown
from domain.case.force import heir
from domain.case.notice import NoticeKind
from domain.case.reviewing import AppealDecided, DecisionQuashed
from domain.case.scoping import PointMarkedOutOfScope
from domain.case.state import Decision as Made
from domain.case.state import Outcome
from domain.names import ERASED
from letters.appeal_told import AppealAcknowledged, AppealNotReached, AppealOutcome, AppealOutOfTime, PointPassedOn
from letters.told import Meanwhile


def acknowledged(told: ToldOfCase, event: AppealReceived) -> AppealAcknowledged:
    """Tell that an appeal has come, and by when it is looked at (8.5)."""
    figures = told.given.book.version(told.case.policy).figures
    appeal = told.case.appeal(event.appeal)
    decision = told.case.decision(event.decision)
    return AppealAcknowledged(
        decision_day=decision.decided_on,
        received=event.received_on,
        decide_by=appeal.review_by,
        outcome_wd=figures.outcome_notice_wd,
        meanwhile=while_reviewed(told, decision, appeal.id),
        call_by=event.call_by,
        admitted_late=bool(appeal.admitted) and not appeal.in_time,
        undecided=appeal.admitted is None,
    )


def not_reached(told: ToldOfCase, event: AppealCallGivenUp) -> AppealNotReached:
    """Tell that the customer could not be reached for the call that was asked for (8.3)."""
    appeal = told.case.appeal(event.appeal)
    return AppealNotReached(
        decision_day=told.case.decision(appeal.decision).decided_on,
        received=appeal.received_on,
        tried=event.tried,
        decide_by=appeal.review_by,
    )


def out_of_time(told: ToldOfCase, event: AppealRefusedLate) -> AppealOutOfTime:
    """Tell why an appeal is refused as late (8.2)."""
    calendar = told.given.book.calendar
    received = _received(told, event.appeal)
    decision = told.case.decision(received.decision)
    last_day = fixed(received.last_day)
    left = _left_on(told, decision, last_day)
    window = [left + timedelta(days=n) for n in range(1, (last_day - left).days + 1)]
    return AppealOutOfTime(
        decision_day=decision.decided_on,
        left=left,
        window_wd=told.given.book.version(told.case.policy).figures.appeal_window_wd,
        not_counted=tuple(day for day in window if day in calendar.bank_holidays | calendar.closures | calendar.kept),
        last_day=last_day,
        received=received.received_on,
        reason=words(event.reason),
        now=once_left(told, decision),
    )


def _left_on(told: ToldOfCase, decision: Made, last_day: date) -> date:
    """Return the day from which a window was counted; its notice may have come back, and another one left, since."""
    letters = [n for n in told.case.notices if n.kind is NoticeKind.DECISION and n.about == decision.id]
    return max(day for n in letters if n.left_at and (day := local_day(n.left_at)) < last_day)


def outcome(told: ToldOfCase, event: AppealDecided) -> AppealOutcome:
    """Tell what the reviewer decided (8.6)."""
    appeal = told.case.appeal(event.appeal)
    decision = told.case.decision(appeal.decision)
    now = heir(told.case, decision)
    standing = once_left(told, decision)
    over = isinstance(event, DecisionQuashed) or standing is Meanwhile.ENDED
    return AppealOutcome(
        outcome=appeal.outcome or Outcome.UPHOLD,
        decision_day=decision.decided_on,
        received=appeal.received_on,
        decided=event.decided_on,
        reasons=words(event.reasons),
        grounds=appeal.grounds,
        other_ground=_other_ground(told, event.appeal),
        passed_on=_passed_on(told, event.appeal),
        nothing_in_scope=bool(appeal.points) and not any(point.is_in_scope for point in appeal.points),
        terms=None if over else terms_of(told, now),
        now=standing,
    )


def _heard(told: ToldOfCase, appeal: str) -> Iterator[AppealReceived | AppealJoined | AppealPointsTakenDown]:
    """Yield each letter, request and call of an appeal, in the order in which they came."""
    for event in told.events:
        if isinstance(event, AppealReceived | AppealJoined | AppealPointsTakenDown) and event.appeal == appeal:
            yield event


def _other_ground(told: ToldOfCase, appeal: str) -> str | None:
    """Return the words for the ground that the policy does not name; the last of them (8.4)."""
    said = [heard.other_ground for heard in _heard(told, appeal) if heard.other_ground is not None]
    return words(said[-1]) if said else None


def _passed_on(told: ToldOfCase, appeal: str) -> tuple[PointPassedOn, ...]:
    """Return the points that are not about the restriction, with where each went and why (8.3)."""
    texts = {
        number: text
        for heard in _heard(told, appeal)
        for number, text in zip(heard.numbers, heard.points if isinstance(heard.points, tuple) else (), strict=False)
    }
    marked = {e.point: e for e in told.events if isinstance(e, PointMarkedOutOfScope) and e.appeal == appeal}
    return tuple(
        PointPassedOn(
            point=words(texts.get(point.number, ERASED)),
            to=point.passed_to,
            reference=point.reference or "",
            reason=words(marked[point.number].reason),
        )
        for point in told.case.appeal(appeal).points
        if point.passed_to is not None
    )


def _received(told: ToldOfCase, appeal: str) -> AppealReceived:
    return next(e for e in told.events if isinstance(e, AppealReceived) and e.appeal == appeal)
