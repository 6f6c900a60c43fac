"""How calls, points and conflicts make an appeal's state. Nothing is judged here."""

from typing import Any

from domain.case.calling import AppealCallArranged, AppealCallGivenUp, AppealCallMissed, AppealPointsTakenDown
from domain.case.conflicts import ConflictDeclared
from domain.case.hearing import Point, WhyMissed
from domain.case.notice import NoticeKind
from domain.case.parts import involving, owing, with_appeal
from domain.case.saying import without_what_is_so_no_longer
from domain.case.scoping import PointMarkedInScope, PointMarkedOutOfScope
from domain.case.state import Case, Involvement
from domain.frozen import changed
from domain.names import AppealId


def arranged(case: Case, event: AppealCallArranged) -> Case:
    """A call is arranged, in place of any other."""
    call = case.appeal(event.appeal).call
    first = (call.arranged_on if call else None) or event.arranged_on
    return _with_call(case, event.appeal, at=event.call_at, caller=event.caller, arranged_on=first)


def missed(case: Case, event: AppealCallMissed) -> Case:
    """A call came to nothing; another is owed."""
    call = case.appeal(event.appeal).call
    tried = (call.tried if call else 0) + (event.missed is not WhyMissed.NOT_MADE)
    return _with_call(case, event.appeal, at=None, caller=None, arrange_by=event.arrange_by, tried=tried)


def taken_down(case: Case, event: AppealPointsTakenDown) -> Case:
    """The call was held, and has brought points and grounds."""
    appeal = case.appeal(event.appeal)
    case = with_appeal(
        case,
        event.appeal,
        points=(*appeal.points, *(Point(number=number) for number in event.numbers)),
        grounds=tuple(dict.fromkeys((*appeal.grounds, *event.grounds))),
    )
    return without_what_is_so_no_longer(_with_call(case, event.appeal, held_on=event.held_on, given_up=None))


def given_up(case: Case, event: AppealCallGivenUp) -> Case:
    """There is no call; a customer who was not reached is told so."""
    case = _with_call(case, event.appeal, given_up=event.why)
    return owing(case, event, NoticeKind.APPEAL_NOT_REACHED, event.appeal) if event.notice else case


def marked_out(case: Case, event: PointMarkedOutOfScope) -> Case:
    """A point is not about the restriction, and has been passed on."""
    passed = Point(number=event.point, passed_to=event.passed_to, reference=event.reference)
    return _with_point(case, event.appeal, passed)


def marked_in(case: Case, event: PointMarkedInScope) -> Case:
    """A point is considered after all."""
    return _with_point(case, event.appeal, Point(number=event.point))


def conflict(case: Case, event: ConflictDeclared) -> Case:
    """Somebody is not independent; a reviewer who had the appeal has it no longer."""
    case = involving(case, event.staff, Involvement.CONFLICT)
    if event.reassign_by is None:
        return case
    return with_appeal(case, event.appeal, reviewer=None, outside=False, assign_by=event.reassign_by)


def _with_call(case: Case, appeal: AppealId, **fields: Any) -> Case:
    call = case.appeal(appeal).call
    return with_appeal(case, appeal, call=changed(call, **fields)) if call else case


def _with_point(case: Case, appeal: AppealId, point: Point) -> Case:
    points = tuple(point if p.number == point.number else p for p in case.appeal(appeal).points)
    return with_appeal(case, appeal, points=points)
