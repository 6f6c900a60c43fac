"""How the events of a case make its state. Nothing is judged here: an old history always loads."""

from collections.abc import Callable
from typing import Any

from domain.case import (
    fold_appeals,
    fold_decisions,
    fold_early,
    fold_entries,
    fold_hearing,
    fold_notices,
    fold_telling,
)
from domain.case.agreeing import LongTermAgreed, agreed
from domain.case.announcing import announced
from domain.case.appealing import (
    AppealAdmittedLate,
    AppealJoined,
    AppealReceived,
    AppealRefusedLate,
    AppealWithdrawn,
    CaseReopened,
)
from domain.case.calling import AppealCallArranged, AppealCallGivenUp, AppealCallMissed, AppealPointsTakenDown
from domain.case.conflicts import ConflictDeclared
from domain.case.deciding import (
    NoActionDecided,
    RestrictionContinued,
    RestrictionImposed,
    RestrictionVaried,
)
from domain.case.employees import Occasion
from domain.case.ending import (
    EndToBeTold,
    RestrictionLeftToLapse,
    RestrictionLifted,
    RestrictionResumed,
    RestrictionSuspended,
)
from domain.case.following import (
    NoRouteLeftTogether,
    RepresentativeNoLongerActs,
    RouteLeftAgain,
    freed,
    with_route,
    without_route,
)
from domain.case.notice import NoticeKind
from domain.case.notices import (
    NoticeFailed,
    NoticeHandOverDeferred,
    NoticeHandOverStarted,
    NoticeHandOverUncertain,
    NoticeLeft,
    NoticePrepared,
)
from domain.case.parts import involving, owing, with_decision, with_notice, with_warning
from domain.case.referral import CaseReferred, IncidentAdded, WarningDispensedWith, WarningIssued
from domain.case.reviewing import DecisionQuashed, DecisionUpheld, DecisionVaried, ReviewerAssigned
from domain.case.scoping import PointMarkedInScope, PointMarkedOutOfScope
from domain.case.state import Case, Involvement, Warned
from domain.case.steps import (
    AppealDateMoved,
    AppealWindowEnded,
    CaseClosed,
    DutyEscalated,
    DutyReminded,
    EndAnnounced,
    RestrictionLapsed,
    ReviewOpened,
    WarningPeriodEnded,
    WarningPeriodMoved,
)
from domain.case.withdrawing import WarningWithdrawn, withdrawn
from domain.event import Event
from domain.frozen import changed


def fold(case: Case | None, event: Event) -> Case:
    """Apply an event."""
    if isinstance(event, CaseReferred):
        return involving(
            Case(
                id=event.case,
                customer=event.customer,
                policy=event.policy,
                referred_on=event.referred_on,
                incidents=event.incidents,
                decide_by=event.decide_by,
            ),
            event.referred_by,
            Involvement.REFERRER,
        )
    if case is None:
        raise TypeError(event)
    after = _APPLY[type(event)](changed(case, version=case.version + 1), event)
    after = fold_entries.owing_entries(case, fold_early.settled(after, event), event)
    return fold_telling.owing_tellings(case, after)


def _incident_added(case: Case, event: IncidentAdded) -> Case:
    case = changed(case, incidents=(*case.incidents, event.incident), decide_by=event.decide_by or case.decide_by)
    return involving(case, event.added_by, Involvement.REFERRER)


def _warned(case: Case, event: WarningIssued) -> Case:
    warning = Warned(
        id=event.warning,
        notice=event.notice,
        by=event.issued_by,
        incidents=event.incidents,
        rests_on=event.rests_on,
    )
    case = changed(case, warnings=(*case.warnings, warning), decide_by=None, warning_dispensed_with=False)
    return involving(owing(case, event, NoticeKind.WARNING, event.warning), event.issued_by, Involvement.WARNER)


def _dispensed(case: Case, event: WarningDispensedWith) -> Case:
    return involving(changed(case, warning_dispensed_with=True), event.dispensed_by, Involvement.WARNER)


def _escalated(case: Case, event: DutyEscalated) -> Case:
    return changed(case, escalated={**case.escalated, event.name: event.level})


def _reminded(case: Case, event: DutyReminded) -> Case:
    return changed(case, reminded=case.reminded | {event.name})


def _announced(case: Case, event: EndAnnounced) -> Case:
    decision = case.decision(event.decision)
    case = changed(case, announced=case.announced | {announced(decision, event.ahead_wd)})
    return fold_telling.owing(case, decision, Occasion.ENDS_SOON, event.announced_on, event.ahead_wd)


_APPLY: dict[type[Event], Callable[[Case, Any], Case]] = {
    IncidentAdded: _incident_added,
    WarningIssued: _warned,
    WarningDispensedWith: _dispensed,
    WarningWithdrawn: withdrawn,
    WarningPeriodMoved: fold_notices.period_moved,
    WarningPeriodEnded: lambda case, event: with_warning(case, event.warning, period_ended=True),
    RestrictionImposed: fold_decisions.decided,
    RestrictionContinued: fold_decisions.decided,
    RestrictionVaried: fold_decisions.decided,
    NoActionDecided: fold_decisions.no_action,
    LongTermAgreed: agreed,
    NoticePrepared: fold_notices.prepared,
    NoticeHandOverStarted: lambda case, event: with_notice(case, event.notice, handing_over=True),
    NoticeHandOverDeferred: lambda case, event: with_notice(case, event.notice, handing_over=False),
    NoticeHandOverUncertain: lambda case, event: with_notice(case, event.notice, handing_over=False, uncertain=True),
    NoticeLeft: fold_notices.left,
    NoticeFailed: fold_notices.failed,
    AppealDateMoved: fold_decisions.date_moved,
    AppealWindowEnded: lambda case, event: with_decision(case, event.decision, window_closed=True),
    CaseReopened: lambda case, _event: changed(case, closed=False),
    AppealReceived: fold_appeals.received,
    AppealJoined: fold_appeals.joined,
    AppealAdmittedLate: fold_appeals.admitted,
    AppealRefusedLate: fold_appeals.refused,
    AppealWithdrawn: fold_appeals.withdrawn,
    AppealCallArranged: fold_hearing.arranged,
    AppealCallMissed: fold_hearing.missed,
    AppealPointsTakenDown: fold_hearing.taken_down,
    AppealCallGivenUp: fold_hearing.given_up,
    PointMarkedOutOfScope: fold_hearing.marked_out,
    PointMarkedInScope: fold_hearing.marked_in,
    ConflictDeclared: fold_hearing.conflict,
    ReviewerAssigned: fold_appeals.assigned,
    DecisionQuashed: fold_appeals.reviewed,
    DecisionVaried: fold_appeals.reviewed,
    DecisionUpheld: fold_appeals.reviewed,
    ReviewOpened: lambda case, event: with_decision(case, event.decision, review_opened=True),
    RestrictionLifted: fold_decisions.lifted,
    RestrictionLeftToLapse: fold_decisions.left_to_lapse,
    RestrictionLapsed: fold_decisions.lapsed,
    RestrictionSuspended: fold_decisions.suspended,
    RestrictionResumed: fold_decisions.resumed,
    RepresentativeNoLongerActs: freed,
    NoRouteLeftTogether: without_route,
    RouteLeftAgain: with_route,
    EndAnnounced: _announced,
    EndToBeTold: fold_decisions.end_to_be_told,
    DutyReminded: _reminded,
    DutyEscalated: _escalated,
    CaseClosed: lambda case, _event: changed(case, closed=True, decide_by=None),
    **fold_entries.APPLY,
    **fold_early.APPLY,
    **fold_telling.APPLY,
}
EVENTS: tuple[type[Event], ...] = (CaseReferred, *_APPLY)
