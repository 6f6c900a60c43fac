"""How a restriction is eased or ended by a person: lifted, left to lapse, suspended; and how it is resumed (8.6, 9)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.calendar import local_day
from domain.case.basis import check_not_a_party, records_of
from domain.case.deadlines import notice_leave_by
from domain.case.force import stands
from domain.case.notice import next_notice
from domain.case.receiving import find_appeal
from domain.case.referral import CaseEvent
from domain.case.state import Case, Decision, End, Hold, HoldReason
from domain.event import Command, Event
from domain.names import SEALED, AppealId, DecisionId, NoticeId, Personal, StaffId, is_said
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Given


@dataclass(frozen=True, kw_only=True)
class LiftRestriction(Command):
    """End a restriction before its date."""

    decision: DecisionId
    reasons: Personal


@dataclass(frozen=True, kw_only=True)
class LeaveToLapse(Command):
    """Reconsider, and let the restriction end on its date."""

    decision: DecisionId
    reasons: Personal


@dataclass(frozen=True, kw_only=True)
class SuspendRestriction(Command):
    """Let a restriction rest; `appeal`: until that appeal's outcome has been told."""

    decision: DecisionId
    reasons: Personal
    appeal: AppealId | None = None


@dataclass(frozen=True, kw_only=True)
class ResumeRestriction(Command):
    """Let a suspended restriction bite again, once the customer has been told."""

    decision: DecisionId
    reasons: Personal


@dataclass(frozen=True, kw_only=True)
class RestrictionEvent(CaseEvent):
    """What every event of a restriction names."""

    clause: ClassVar[str] = "9.3"
    decision: DecisionId


@dataclass(frozen=True, kw_only=True)
class RestrictionLifted(RestrictionEvent):
    """A manager ended a restriction. No notice is owed of one that the customer never met."""

    lifted_by: StaffId
    lifted_at: datetime
    notice: NoticeId | None
    notice_leave_by: date
    reasons: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class RestrictionLeftToLapse(RestrictionEvent):
    """A manager reconsidered and lets a restriction end on its date: `last_day` is now its last.

    No notice is owed of one that the customer never met.
    """

    clause: ClassVar[str] = "9.2"
    decided_by: StaffId
    decided_on: date
    last_day: date
    notice: NoticeId | None
    notice_leave_by: date
    reasons: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class RestrictionSuspended(RestrictionEvent):
    """A restriction rests; `appeal`: until its outcome has been told. `suspended_by`: the system, where time did it."""

    clause: ClassVar[str] = "8.6"
    coded: ClassVar[str | None] = "reason"
    reason: HoldReason
    suspended_by: StaffId
    suspended_at: datetime
    appeal: AppealId | None
    notice: NoticeId
    notice_leave_by: date
    reasons: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class RestrictionResumed(RestrictionEvent):
    """A manager lets a restriction bite again, from the moment that the notice has left."""

    resumed_by: StaffId
    notice: NoticeId
    notice_leave_by: date
    reasons: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class EndToBeTold(RestrictionEvent):
    """A decision's letter turned out to have left, though its restriction was over: that it is over is owed too."""

    coded: ClassVar[str | None] = "ended"
    ended: End
    notice: NoticeId
    notice_leave_by: date


def lift(case: Case, command: LiftRestriction, given: Given) -> tuple[Event, ...]:
    """End a restriction. Raises Refused, NotFound, Conflict."""
    decision = _standing(case, command.decision, command.reasons, given)
    return (
        RestrictionLifted(
            case=case.id,
            customer=case.customer,
            decision=decision.id,
            lifted_by=given.by.id,
            lifted_at=given.as_of,
            notice=next_notice(case) if may_have_been_told(case, decision) else None,
            notice_leave_by=notice_leave_by(case, given),
            reasons=command.reasons,
        ),
    )


def may_have_been_told(case: Case, decision: Decision) -> bool:
    """Say whether the customer may know of a restriction: it bit, or its letter may be on its way (9.3)."""
    return decision.in_force_from is not None or case.notice(decision.notice).may_be_out


def leave_to_lapse(case: Case, command: LeaveToLapse, given: Given) -> tuple[Event, ...]:
    """Let a restriction end on its date. Raises Refused, NotFound, Conflict."""
    decision = _standing(case, command.decision, command.reasons, given)
    if decision.left_to_lapse:
        raise Conflict("this restriction has been left to lapse", version=case.version)
    if any(later.follows == decision.id and later.ended is None for later in case.decisions):
        raise Conflict("this restriction has been decided anew", version=case.version)
    return (
        RestrictionLeftToLapse(
            case=case.id,
            customer=case.customer,
            decision=decision.id,
            decided_by=given.by.id,
            decided_on=local_day(given.as_of),
            # Once a review date has been missed, the nearest end that is not back-dated is today's.
            last_day=max(decision.expires_on or decision.review_on or decision.lapses_on, local_day(given.as_of)),
            notice=next_notice(case) if decision.in_force_from else None,
            notice_leave_by=notice_leave_by(case, given),
            reasons=command.reasons,
        ),
    )


def suspend(case: Case, command: SuspendRestriction, given: Given) -> tuple[Event, ...]:
    """Let a restriction rest. Raises Refused, NotFound, Conflict."""
    decision = _standing(case, command.decision, command.reasons, given)
    if is_suspended(decision):
        raise Conflict("this restriction is suspended", version=case.version)
    if command.appeal is not None and not find_appeal(case, command.appeal).is_open:
        raise Conflict("this appeal is no longer open", version=case.version)
    return (suspended(case, decision, HoldReason.BY_A_MANAGER, given, appeal=command.appeal, reasons=command.reasons),)


def suspended(
    case: Case,
    decision: Decision,
    reason: HoldReason,
    given: Given,
    *,
    appeal: AppealId | None,
    reasons: Personal | None,
) -> RestrictionSuspended:
    """Return the event that lets a restriction rest."""
    return RestrictionSuspended(
        case=case.id,
        customer=case.customer,
        decision=decision.id,
        reason=reason,
        suspended_by=given.by.id,
        suspended_at=given.as_of,
        appeal=appeal,
        notice=next_notice(case),
        notice_leave_by=notice_leave_by(case, given),
        reasons=reasons,
    )


def resume(case: Case, command: ResumeRestriction, given: Given) -> tuple[Event, ...]:
    """Let a suspended restriction bite again. Raises Refused, NotFound, Conflict.

    It weighs on the customer as deciding it did, and is as little for whoever suffered or reported it (7.2).
    """
    decision = _standing(case, command.decision, command.reasons, given)
    if _waits_for_its_early_review(case, decision):
        raise Refused(
            "9.2",
            "it rests until its early review is concluded",
            field="decision",
            accepted="a decision: to continue, to vary, to lift, or to let it lapse",
        )
    if not any(is_resumable(hold) for hold in decision.holds):
        raise Refused(
            "8.6",
            "a manager resumes what a manager suspended, or what waited for an appeal since withdrawn",
            field="decision",
            accepted="a restriction that a manager suspended",
        )
    check_not_a_party(case.incidents, given)
    _check_still_rests_on_something(case, decision, given)
    return (
        RestrictionResumed(
            case=case.id,
            customer=case.customer,
            decision=decision.id,
            resumed_by=given.by.id,
            notice=next_notice(case),
            notice_leave_by=notice_leave_by(case, given),
            reasons=command.reasons,
        ),
    )


def _waits_for_its_early_review(case: Case, decision: Decision) -> bool:
    overdue = any(h.until is None and h.reason is HoldReason.EARLY_REVIEW_OVERDUE for h in decision.holds)
    return overdue and any(e.decision == decision.id and e.is_open for e in case.early_reviews)


def _check_still_rests_on_something(case: Case, decision: Decision, given: Given) -> None:
    """What rested on another record's incidents stands without them, or does not stand (1.3, 2.4). Raises Refused."""
    if not any(hold.reason is HoldReason.UNLINKED and is_resumable(hold) for hold in decision.holds):
        return
    incidents, records = (given.others.get(name) for name in decision.basis), records_of(case.customer, given)
    if not any(incident and incident.customer in records for incident in incidents):
        raise Refused(
            "2.4",
            "without the incidents of the record that is no longer linked it rests on nothing",
            field="decision",
            accepted="lifting it, or linking the two again",
        )


def is_suspended(decision: Decision) -> bool:
    """Whether a restriction rests now, by a manager or because its review is overdue."""
    return any(h.until is None and h.reason is not HoldReason.NOTICE_FAILED for h in decision.holds)


def is_resumable(hold: Hold) -> bool:
    """Whether a hold ends only when a manager says so: not one that waits for an outcome, or for a letter."""
    if hold.until is not None or hold.ends_with is not None or hold.reason is HoldReason.NOTICE_FAILED:
        return False
    return hold.reason is HoldReason.BY_A_MANAGER or hold.waits_for is None


def _standing(case: Case, name: DecisionId, reasons: Personal, given: Given) -> Decision:
    if name not in {d.id for d in case.decisions}:
        raise NotFound(name)
    if not is_said(reasons):
        raise Refused("9.3", "a change of a restriction has reasons", field="reasons", accepted="the reasons, in words")
    decision = case.decision(name)
    if not stands(decision, given.as_of):
        raise Conflict(f"this restriction has ended: {decision.ended or End.LAPSED}", version=case.version)
    return decision
