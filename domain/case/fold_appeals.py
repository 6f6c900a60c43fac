"""How appeals and their reviews make a case's state. Nothing is judged here."""

from typing import Any

from domain.calendar import local_day
from domain.case.appealing import (
    AppealAdmittedLate,
    AppealJoined,
    AppealReceived,
    AppealRefusedLate,
    AppealWithdrawn,
    Ground,
)
from domain.case.fold_decisions import quashed
from domain.case.hearing import Call, Point
from domain.case.notice import NoticeKind
from domain.case.parts import involving, owing, with_appeal, with_decision, with_holds
from domain.case.reviewing import AppealDecided, DecisionQuashed, DecisionUpheld, DecisionVaried, ReviewerAssigned
from domain.case.saying import without_what_is_so_no_longer
from domain.case.state import Appeal, Before, Case, Hold, Involvement, Outcome
from domain.frozen import changed
from domain.names import AppealId, NoticeId

OUTCOMES = {DecisionQuashed: Outcome.QUASH, DecisionVaried: Outcome.VARY, DecisionUpheld: Outcome.UPHOLD}


def received(case: Case, event: AppealReceived) -> Case:
    """An appeal is open; a late one waits to be let in."""
    appeal = Appeal(
        id=event.appeal,
        decision=event.decision,
        received_on=event.received_on,
        review_by=event.review_by,
        in_time=event.in_time,
        admitted=True if event.in_time else None,
        **_heard(event, (), (), None),
    )
    case = changed(case, appeals=(*case.appeals, appeal))
    return owing(case, event, NoticeKind.APPEAL_ACKNOWLEDGED, event.appeal)


def joined(case: Case, event: AppealJoined) -> Case:
    """A further letter; one in time makes a late appeal an appeal in time."""
    appeal = case.appeal(event.appeal)
    case = with_appeal(case, event.appeal, **_heard(event, appeal.points, appeal.grounds, appeal.call))
    if not event.in_time:
        return case
    return with_appeal(
        case,
        event.appeal,
        in_time=True,
        admitted=True,
        review_by=event.review_by,
        received_on=min(case.appeal(event.appeal).received_on, event.received_on),
    )


def _heard(
    event: AppealReceived | AppealJoined, points: tuple[Point, ...], grounds: tuple[Ground, ...], call: Call | None
) -> dict[str, Any]:
    """What a letter or a request adds to an appeal."""
    if event.call_by is not None:
        call = Call(asked_on=event.received_on, promised_by=event.call_by, arrange_by=event.call_by)
    further = tuple(Point(number=number) for number in event.numbers)
    return {"points": (*points, *further), "grounds": tuple(dict.fromkeys((*grounds, *event.grounds))), "call": call}


def admitted(case: Case, event: AppealAdmittedLate) -> Case:
    """A late appeal is let in."""
    case = with_appeal(case, event.appeal, admitted=True, judged_on=event.judged_on)
    return involving(case, event.admitted_by, Involvement.CONSULTEE)


def refused(case: Case, event: AppealRefusedLate) -> Case:
    """A late appeal is refused; what rested because nobody had judged it rests until that is told."""
    case = with_appeal(case, event.appeal, admitted=False, judged_on=event.judged_on)
    case = involving(case, event.refused_by, Involvement.CONSULTEE)
    case = without_what_is_so_no_longer(_rests_until_told(case, event.appeal, event.notice))
    return owing(case, event, NoticeKind.APPEAL_REFUSED, event.appeal)


def withdrawn(case: Case, event: AppealWithdrawn) -> Case:
    """The customer took it back; no outcome will end what waited for it."""

    def waits_no_longer(hold: Hold) -> Hold:
        return changed(hold, waits_for=None) if hold.waits_for == event.appeal else hold

    case = with_holds(with_appeal(case, event.appeal, withdrawn=True), waits_no_longer)
    return without_what_is_so_no_longer(case)


def assigned(case: Case, event: ReviewerAssigned) -> Case:
    """A reviewer has it; whoever had it before is a party from now on."""
    before = case.appeal(event.appeal).reviewer
    if before:
        case = involving(case, before, Involvement.REVIEWER_BEFORE)
    first = case.appeal(event.appeal).assigned_on or local_day(event.assigned_at)
    return with_appeal(
        case, event.appeal, reviewer=event.reviewer, outside=event.outside, assigned_on=first, assign_by=None
    )


def reviewed(case: Case, event: AppealDecided) -> Case:
    """It has its outcome."""
    notice = case.notice(case.decision(case.appeal(event.appeal).decision).notice)
    case = with_appeal(
        case,
        event.appeal,
        told_by=notice.id if notice.left_at else None,
        outcome=OUTCOMES[type(event)],
        outcome_notice=event.notice,
        decided_at=event.decided_at,
    )
    case = changed(case, not_unacceptable=case.not_unacceptable | set(event.not_unacceptable))
    case = without_what_is_so_no_longer(case)
    case = involving(case, event.decided_by, Involvement.REVIEWER_BEFORE)
    case = owing(case, event, NoticeKind.APPEAL_OUTCOME, event.appeal)
    if isinstance(event, DecisionQuashed):
        return quashed(case, event.decision, event.decided_at)
    if isinstance(event, DecisionVaried) and not event.finding_only:
        case = _varied(case, event)
    return _rests_until_told(case, event.appeal, event.notice)


def _rests_until_told(case: Case, appeal: AppealId, letter: NoticeId) -> Case:
    """What rests because of an appeal bites again when the letter about it has left."""

    def ends_with_its_letter(hold: Hold) -> Hold:
        waiting = hold.waits_for == appeal and hold.until is None
        return changed(hold, ends_with=letter, waits_for=None) if waiting else hold

    return with_holds(case, ends_with_its_letter)


def _varied(case: Case, event: DecisionVaried) -> Case:
    decision = case.decision(event.decision)
    nearer = event.last_day != decision.lapses_on
    dates = {"expires_on": event.last_day, "review_on": None} if nearer else {}
    return with_decision(
        case,
        event.decision,
        version=case.version,
        measures=event.measures,
        before=(*decision.before, Before(event.decided_at, decision.measures)),
        lapses_on=event.last_day,
        review_opens_on=event.review_opens_on,
        **dates,
    )
