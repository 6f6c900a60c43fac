"""How the events of a case make its state. Nothing is judged here: an old history always loads."""

from collections.abc import Callable
from typing import Any

from domain.case import fold_appeals, fold_decisions, fold_notices
from domain.case.appealing import (
    AppealAdmittedLate,
    AppealJoined,
    AppealReceived,
    AppealRefusedLate,
    AppealWithdrawn,
    CaseReopened,
)
from domain.case.deciding import (
    NoActionDecided,
    RestrictionContinued,
    RestrictionImposed,
    RestrictionVaried,
)
from domain.case.ending import (
    RestrictionLeftToLapse,
    RestrictionLifted,
    RestrictionResumed,
    RestrictionSuspended,
)
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
from domain.case.state import Case, Involvement, NoticeKind, Warned
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
    return _APPLY[type(event)](changed(case, version=case.version + 1), event)


def _incident_added(case: Case, event: IncidentAdded) -> Case:
    case = changed(case, incidents=(*case.incidents, event.incident), decide_by=event.decide_by or case.decide_by)
    return involving(case, event.added_by, Involvement.REFERRER)


def _warned(case: Case, event: WarningIssued) -> Case:
    warning = Warned(id=event.warning, notice=event.notice, by=event.issued_by, incidents=event.incidents)
    case = changed(case, warnings=(*case.warnings, warning), decide_by=None, warning_dispensed_with=False)
    return involving(owing(case, event, NoticeKind.WARNING, event.warning), event.issued_by, Involvement.WARNER)


def _dispensed(case: Case, event: WarningDispensedWith) -> Case:
    return involving(changed(case, warning_dispensed_with=True), event.dispensed_by, Involvement.WARNER)


def _escalated(case: Case, event: DutyEscalated) -> Case:
    return changed(case, escalated={**case.escalated, event.name: event.level})


def _reminded(case: Case, event: DutyReminded | EndAnnounced) -> Case:
    return changed(case, reminded=case.reminded | {event.name})


_APPLY: dict[type[Event], Callable[[Case, Any], Case]] = {
    IncidentAdded: _incident_added,
    WarningIssued: _warned,
    WarningDispensedWith: _dispensed,
    WarningPeriodMoved: fold_notices.period_moved,
    WarningPeriodEnded: lambda case, event: with_warning(case, event.warning, period_ended=True),
    RestrictionImposed: fold_decisions.decided,
    RestrictionContinued: fold_decisions.decided,
    RestrictionVaried: fold_decisions.decided,
    NoActionDecided: fold_decisions.no_action,
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
    EndAnnounced: _reminded,
    DutyReminded: _reminded,
    DutyEscalated: _escalated,
    CaseClosed: lambda case, _event: changed(case, closed=True, decide_by=None),
}
EVENTS: tuple[type[Event], ...] = (CaseReferred, *_APPLY)
