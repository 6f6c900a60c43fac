"""How the events of a case make its state. Nothing is judged here: an old history always loads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.case.appealing import (
    AppealAdmittedLate,
    AppealJoined,
    AppealReceived,
    AppealRefusedLate,
    AppealWithdrawn,
    CaseReopened,
)
from domain.case.deciding import (
    Decided,
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
from domain.case.referral import CaseReferred, IncidentAdded, WarningDispensedWith, WarningIssued
from domain.case.reviewing import AppealDecided, DecisionQuashed, DecisionUpheld, DecisionVaried, ReviewerAssigned
from domain.case.state import (
    Appeal,
    Case,
    Change,
    Decision,
    DecisionKind,
    End,
    Hold,
    HoldReason,
    Involvement,
    Notice,
    NoticeKind,
    Outcome,
    Warned,
)
from domain.case.steps import (
    AppealWindowEnded,
    CaseClosed,
    DutyEscalated,
    DutyReminded,
    EndAnnounced,
    RestrictionLapsed,
    ReviewOpened,
    WarningPeriodEnded,
)
from domain.event import Event
from domain.names import AppealId, DecisionId, NoticeId, StaffId, WarningId


def fold(case: Case | None, event: Event) -> Case:
    """Apply an event."""
    if isinstance(event, CaseReferred):
        return _involving(
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
    return _APPLY[type(event)](replace(case, version=case.version + 1), event)


def _incident_added(case: Case, event: IncidentAdded) -> Case:
    case = replace(case, incidents=(*case.incidents, event.incident), decide_by=event.decide_by or case.decide_by)
    return _involving(case, event.added_by, Involvement.REFERRER)


def _warned(case: Case, event: WarningIssued) -> Case:
    warning = Warned(id=event.warning, notice=event.notice, by=event.issued_by, incidents=event.incidents)
    case = replace(case, warnings=(*case.warnings, warning), decide_by=None)
    return _involving(_owing(case, event, NoticeKind.WARNING, event.warning), event.issued_by, Involvement.WARNER)


def _dispensed(case: Case, event: WarningDispensedWith) -> Case:
    return _involving(replace(case, warning_dispensed_with=True), event.dispensed_by, Involvement.WARNER)


def _decided(case: Case, event: Decided) -> Case:
    at_once = event.safety or (isinstance(event, RestrictionVaried) and event.at_once)
    kinds = {RestrictionImposed: DecisionKind.RESTRICT, RestrictionContinued: DecisionKind.CONTINUE}
    decision = Decision(
        id=event.decision,
        kind=kinds.get(type(event), DecisionKind.VARY),
        version=case.version,
        notice=event.notice,
        by=event.decided_by,
        decided_at=event.decided_at,
        decided_on=event.decided_on,
        measures=event.measures,
        basis=event.basis,
        violent=event.violent,
        ends_all_contact=event.ends_all_contact,
        safety=event.safety,
        expires_on=event.expires_on,
        review_on=event.review_on,
        lapses_on=event.lapses_on,
        review_opens_on=event.review_opens_on,
        follows=event.follows if isinstance(event, RestrictionContinued | RestrictionVaried) else None,
    )
    case = replace(case, decisions=(*case.decisions, decision), decide_by=None)
    case = _owing(case, event, NoticeKind.DECISION, event.decision)
    if at_once:
        case = _begins(case, decision.id, event.decided_at)
    if event.agreed_by:
        case = _involving(case, event.agreed_by, Involvement.CONSULTEE)
    return _involving(case, event.decided_by, Involvement.DECIDER)


def _no_action(case: Case, event: NoActionDecided) -> Case:
    return _involving(replace(case, decide_by=None), event.decided_by, Involvement.DECIDER)


def _begins(case: Case, name: DecisionId, at: datetime) -> Case:
    """Let a decision bite from a moment; the one it follows gives way to it then."""
    decision = case.decision(name)
    if decision.in_force_from is None:
        case = _decision(case, name, in_force_from=at)
    if decision.follows and case.decision(decision.follows).ended is None:
        case = _decision(case, decision.follows, ended=End.SUPERSEDED, ended_at=at)
    return case


def _prepared(case: Case, event: NoticePrepared) -> Case:
    return _notice(
        case,
        event.notice,
        printed_on=event.printed_on,
        document=event.document,
        means=event.means,
        appeal_by=event.appeal_by,
        period_ends=event.period_ends,
        counts_until=event.counts_until,
    )


def _left(case: Case, event: NoticeLeft) -> Case:
    case = _notice(case, event.notice, left_at=event.left_at, handing_over=False)
    notice = case.notice(event.notice)
    if notice.kind is NoticeKind.WARNING:
        told = {"period_ends": event.period_ends, "counts_until": event.counts_until}
        case = _warning(case, notice.about, left_at=event.left_at, **told)
    if notice.kind is NoticeKind.DECISION:
        name = DecisionId(notice.about)
        case = _decision(case, name, notice_left_on=event.left_on, appeal_by=event.appeal_by)
        if case.decision(name).ended is None:
            case = _begins(case, name, event.left_at)
    return _holds(case, lambda h: replace(h, until=event.left_at) if h.ends_with == event.notice else h)


def _failed(case: Case, event: NoticeFailed) -> Case:
    notice = case.notice(event.notice)
    case = _notice(case, event.notice, failed_at=event.failed_at, handing_over=False, printed_on=None, by_post=True)
    if event.again is None:
        return case
    again = Notice(
        id=event.again,
        kind=notice.kind,
        about=notice.about,
        change=notice.change,
        leave_by=event.again_leave_by,
        by_post=True,
    )
    case = replace(case, notices=(*case.notices, again))
    if notice.kind is NoticeKind.WARNING:
        return _warning(case, notice.about, notice=again.id, left_at=None, period_ends=None, counts_until=None)
    if notice.kind is NoticeKind.DECISION:
        decision = case.decision(notice.about)
        void = Hold(HoldReason.NOTICE_FAILED, event.failed_at, ends_with=again.id)
        return _decision(
            case,
            decision.id,
            notice=again.id,
            notice_left_on=None,
            appeal_by=None,
            window_closed=False,
            holds=decision.holds if decision.safety else (*decision.holds, void),
        )
    return case


def _appealed(case: Case, event: AppealReceived) -> Case:
    appeal = Appeal(
        id=event.appeal,
        decision=event.decision,
        received_on=event.received_on,
        review_by=event.review_by,
        in_time=event.in_time,
        admitted=True if event.in_time else None,
    )
    case = replace(case, appeals=(*case.appeals, appeal))
    return _owing(case, event, NoticeKind.APPEAL_ACKNOWLEDGED, event.appeal)


def _admitted(case: Case, event: AppealAdmittedLate) -> Case:
    return _involving(_appeal(case, event.appeal, admitted=True), event.admitted_by, Involvement.CONSULTEE)


def _refused(case: Case, event: AppealRefusedLate) -> Case:
    return _owing(_appeal(case, event.appeal, admitted=False), event, NoticeKind.APPEAL_REFUSED, event.appeal)


def _withdrawn(case: Case, event: AppealWithdrawn) -> Case:
    return _holds(
        _appeal(case, event.appeal, withdrawn=True),
        lambda h: replace(h, waits_for=None) if h.waits_for == event.appeal else h,
    )


def _assigned(case: Case, event: ReviewerAssigned) -> Case:
    before = case.appeal(event.appeal).reviewer
    if before:
        case = _involving(case, before, Involvement.REVIEWER_BEFORE)
    return _appeal(case, event.appeal, reviewer=event.reviewer, outside=event.outside)


def _reviewed(case: Case, event: AppealDecided) -> Case:
    outcome = {DecisionQuashed: Outcome.QUASH, DecisionVaried: Outcome.VARY}.get(type(event), Outcome.UPHOLD)
    case = _appeal(case, event.appeal, outcome=outcome, outcome_notice=event.notice)
    case = _involving(case, event.decided_by, Involvement.REVIEWER_BEFORE)
    case = _owing(case, event, NoticeKind.APPEAL_OUTCOME, event.appeal)
    if isinstance(event, DecisionQuashed):
        return _quashed(case, event.decision, event.decided_at)
    if isinstance(event, DecisionVaried) and not event.finding_only:
        decision = case.decision(event.decision)
        nearer = {"expires_on": event.last_day, "review_on": None} if event.last_day != decision.lapses_on else {}
        case = _decision(
            case,
            event.decision,
            measures=event.measures,
            lapses_on=event.last_day,
            review_opens_on=event.review_opens_on,
            **nearer,
        )
    return _holds(
        case, lambda h: replace(h, ends_with=event.notice, waits_for=None) if h.waits_for == event.appeal else h
    )


def _quashed(case: Case, name: DecisionId, at: datetime) -> Case:
    """Undo a decision, and whatever rested on it (8.6)."""
    decision = case.decision(name)
    case = _decision(case, name, ended=End.QUASHED, ended_at=decision.ended_at or at, window_closed=True)
    case = _needless(case, decision.notice)
    for resting in [d.id for d in case.decisions if d.follows == name and d.ended is not End.QUASHED]:
        case = _quashed(case, resting, at)
    return case


def _lifted(case: Case, event: RestrictionLifted) -> Case:
    case = _decision(case, event.decision, ended=End.LIFTED, ended_at=event.lifted_at)
    case = _involving(case, event.lifted_by, Involvement.DECIDER)
    return _change_told(case, event, Change.LIFTED)


def _lapsed(case: Case, event: RestrictionLapsed) -> Case:
    case = _decision(case, event.decision, ended=End.LAPSED, ended_at=event.lapsed_at)
    return _change_told(case, event, Change.LAPSED)


def _change_told(case: Case, event: RestrictionLifted | RestrictionLapsed, change: Change) -> Case:
    if event.notice:
        return _owing(case, event, NoticeKind.CHANGE, event.decision, change)
    return _needless(case, case.decision(event.decision).notice)


def _left_to_lapse(case: Case, event: RestrictionLeftToLapse) -> Case:
    case = _decision(case, event.decision, left_to_lapse=True, lapses_on=event.last_day)
    return _involving(case, event.decided_by, Involvement.DECIDER)


def _suspended(case: Case, event: RestrictionSuspended) -> Case:
    hold = Hold(event.reason, event.suspended_at, waits_for=event.appeal)
    case = _decision(case, event.decision, holds=(*case.decision(event.decision).holds, hold))
    case = _owing(case, event, NoticeKind.CHANGE, event.decision, Change.SUSPENDED)
    by_a_person = event.reason is HoldReason.BY_A_MANAGER
    return _involving(case, event.suspended_by, Involvement.DECIDER) if by_a_person else case


def _resumed(case: Case, event: RestrictionResumed) -> Case:
    resting = case.decision(event.decision).holds
    holds = tuple(
        replace(h, ends_with=event.notice) if h.reason is HoldReason.BY_A_MANAGER and h.until is None else h
        for h in resting
    )
    case = _involving(_decision(case, event.decision, holds=holds), event.resumed_by, Involvement.DECIDER)
    return _owing(case, event, NoticeKind.CHANGE, event.decision, Change.RESUMED)


def _escalated(case: Case, event: DutyEscalated) -> Case:
    return replace(case, escalated={**case.escalated, event.name: event.level})


def _reminded(case: Case, event: DutyReminded | EndAnnounced) -> Case:
    return replace(case, reminded=case.reminded | {event.name})


_APPLY: dict[type[Event], Callable[[Case, Any], Case]] = {
    IncidentAdded: _incident_added,
    WarningIssued: _warned,
    WarningDispensedWith: _dispensed,
    WarningPeriodEnded: lambda case, event: _warning(case, event.warning, period_ended=True),
    RestrictionImposed: _decided,
    RestrictionContinued: _decided,
    RestrictionVaried: _decided,
    NoActionDecided: _no_action,
    NoticePrepared: _prepared,
    NoticeHandOverStarted: lambda case, event: _notice(case, event.notice, handing_over=True),
    NoticeHandOverUncertain: lambda case, event: _notice(case, event.notice, handing_over=False, uncertain=True),
    NoticeHandOverDeferred: lambda case, event: _notice(case, event.notice, handing_over=False),
    NoticeLeft: _left,
    NoticeFailed: _failed,
    AppealWindowEnded: lambda case, event: _decision(case, event.decision, window_closed=True),
    CaseReopened: lambda case, _event: replace(case, closed=False),
    AppealReceived: _appealed,
    AppealJoined: lambda case, _event: case,
    AppealAdmittedLate: _admitted,
    AppealRefusedLate: _refused,
    AppealWithdrawn: _withdrawn,
    ReviewerAssigned: _assigned,
    DecisionQuashed: _reviewed,
    DecisionVaried: _reviewed,
    DecisionUpheld: _reviewed,
    ReviewOpened: lambda case, event: _decision(case, event.decision, review_opened=True),
    RestrictionLifted: _lifted,
    RestrictionLeftToLapse: _left_to_lapse,
    RestrictionLapsed: _lapsed,
    RestrictionSuspended: _suspended,
    RestrictionResumed: _resumed,
    EndAnnounced: _reminded,
    DutyReminded: _reminded,
    DutyEscalated: _escalated,
    CaseClosed: lambda case, _event: replace(case, closed=True, decide_by=None),
}
EVENTS: tuple[type[Event], ...] = (CaseReferred, *_APPLY)


def _owing(case: Case, event: Any, kind: NoticeKind, about: str, change: Change | None = None) -> Case:
    notice = Notice(id=event.notice, kind=kind, about=about, change=change, leave_by=event.notice_leave_by)
    return replace(case, notices=(*case.notices, notice))


def _involving(case: Case, staff: StaffId, how: Involvement) -> Case:
    known = (staff, how) in case.involved
    return case if known else replace(case, involved=(*case.involved, (staff, how)))


def _decision(case: Case, name: DecisionId, **changes: Any) -> Case:
    return replace(case, decisions=tuple(replace(d, **changes) if d.id == name else d for d in case.decisions))


def _notice(case: Case, name: NoticeId, **changes: Any) -> Case:
    return replace(case, notices=tuple(replace(n, **changes) if n.id == name else n for n in case.notices))


def _needless(case: Case, name: NoticeId) -> Case:
    return _notice(case, name, needless=True) if case.notice(name).is_owed else case


def _appeal(case: Case, name: AppealId, **changes: Any) -> Case:
    return replace(case, appeals=tuple(replace(a, **changes) if a.id == name else a for a in case.appeals))


def _warning(case: Case, name: str, **changes: Any) -> Case:
    found = WarningId(name)
    return replace(case, warnings=tuple(replace(w, **changes) if w.id == found else w for w in case.warnings))


def _holds(case: Case, change: Callable[[Hold], Hold]) -> Case:
    return replace(case, decisions=tuple(replace(d, holds=tuple(change(h) for h in d.holds)) for d in case.decisions))
