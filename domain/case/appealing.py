"""The customer appeals: received, in time or not, let in late or refused, withdrawn (8.1-8.4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.calendar import Counts, local_day
from domain.case.referral import CaseEvent, notice_leave_by
from domain.case.state import Appeal, Case, Decision, next_notice
from domain.event import Command, Event
from domain.names import SEALED, AppealId, DecisionId, NoticeId, Personal, StaffId
from domain.policy import PolicyBook
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Given


class How(StrEnum):
    """How an appeal is made; 8.2, 8.3."""

    IN_WRITING = "in-writing"
    VERBALLY = "verbally"  # asked for; the call is arranged and its points written down


class AppealedBy(StrEnum):
    """Who appeals; 8.3."""

    CUSTOMER = "customer"
    REPRESENTATIVE = "representative"


class Ground(StrEnum):
    """What an appeal rests on; 8.4."""

    NOT_UNACCEPTABLE = "not-unacceptable"
    DISPROPORTIONATE = "disproportionate"
    PERSONAL_CIRCUMSTANCES = "personal-circumstances"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class ReceiveAppeal(Command):
    """An appeal has come. `received_on` is the day it was received, whenever it is typed in."""

    decision: DecisionId
    received_on: date
    how: How = How.IN_WRITING
    appealed_by: AppealedBy = AppealedBy.CUSTOMER
    grounds: tuple[Ground, ...]
    points: Personal


@dataclass(frozen=True, kw_only=True)
class AdmitLateAppeal(Command):
    """Let an appeal in although it is out of time."""

    appeal: AppealId
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class RefuseLateAppeal(Command):
    """Refuse an appeal that is out of time; the customer is told in writing."""

    appeal: AppealId
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class WithdrawAppeal(Command):
    """The customer takes the appeal back."""

    appeal: AppealId
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class AppealEvent(CaseEvent):
    """What every event of an appeal names."""

    clause: ClassVar[str] = "8.2"
    appeal: AppealId


@dataclass(frozen=True, kw_only=True)
class AppealReceived(AppealEvent):
    """An appeal came. `last_day` is the day by which timeliness was judged; None: no window was running (8.2)."""

    happened: ClassVar[str | None] = "received_on"
    decision: DecisionId
    received_on: date
    how: How
    appealed_by: AppealedBy
    grounds: tuple[Ground, ...]
    in_time: bool
    last_day: date | None
    review_by: date
    notice: NoticeId
    notice_leave_by: date
    recorded_by: StaffId
    calendar: str
    points: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class CaseReopened(CaseEvent):
    """An appeal came after the case had closed, and opens it again (8.2)."""

    clause: ClassVar[str] = "8.2"


@dataclass(frozen=True, kw_only=True)
class AppealJoined(AppealEvent):
    """Another letter came before the outcome, and joins the appeal (8.6)."""

    clause: ClassVar[str] = "8.6"
    happened: ClassVar[str | None] = "received_on"
    received_on: date
    grounds: tuple[Ground, ...]
    recorded_by: StaffId
    points: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class AppealAdmittedLate(AppealEvent):
    """A manager let a late appeal in."""

    admitted_by: StaffId
    reason: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class AppealRefusedLate(AppealEvent):
    """A manager refused a late appeal; the customer is owed the refusal in writing."""

    refused_by: StaffId
    notice: NoticeId
    notice_leave_by: date
    reason: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class AppealWithdrawn(AppealEvent):
    """The customer took the appeal back; within the window it may be made again (8.6)."""

    clause: ClassVar[str] = "8.6"
    recorded_by: StaffId
    reason: Personal = SEALED


def last_day_to_appeal(decision: Decision, case: Case, book: PolicyBook) -> date | None:
    """Return the window's last day: the later of the day told and the reckoning now; None while none runs (8.2)."""
    if decision.notice_left_on is None or decision.appeal_by is None:
        return None
    window = book.version(case.policy).figures.appeal_window_wd
    now = book.calendar.working_days_after(decision.notice_left_on, window, Counts.FOR_THE_CUSTOMER)
    return max(decision.appeal_by, now)


def receive(case: Case, command: ReceiveAppeal, given: Given) -> tuple[Event, ...]:
    """Record an appeal, or join it to the one already open. Raises Refused, NotFound, Conflict."""
    decision = _appealable(case, command, given)
    open_one = next((a for a in case.appeals if a.decision == decision.id and not a.withdrawn), None)
    if open_one and not open_one.is_open:
        raise Conflict("this decision has been appealed against and reviewed", version=case.version)
    if open_one:
        return (
            AppealJoined(
                case=case.id,
                customer=case.customer,
                appeal=open_one.id,
                received_on=command.received_on,
                grounds=command.grounds,
                recorded_by=given.by.id,
                points=command.points,
            ),
        )
    last_day = last_day_to_appeal(decision, case, given.book)
    review_within = given.book.version(case.policy).figures.appeal_review_wd
    reopened = (CaseReopened(case=case.id, customer=case.customer),) if case.closed else ()
    return (
        *reopened,
        AppealReceived(
            case=case.id,
            customer=case.customer,
            appeal=AppealId(f"appeal/{len(case.appeals) + 1}"),
            decision=decision.id,
            received_on=command.received_on,
            how=command.how,
            appealed_by=command.appealed_by,
            grounds=command.grounds,
            in_time=last_day is None or command.received_on <= last_day,
            last_day=last_day,
            review_by=given.book.calendar.working_days_after(command.received_on, review_within, Counts.AGAINST_US),
            notice=next_notice(case),
            notice_leave_by=notice_leave_by(case, given),
            recorded_by=given.by.id,
            calendar=given.book.calendar.version,
            points=command.points,
        ),
    )


def admit(case: Case, command: AdmitLateAppeal, given: Given) -> tuple[Event, ...]:
    """Let a late appeal in. Raises Refused, NotFound, Conflict."""
    appeal = _late(case, command.appeal)
    if not command.reason:
        raise Refused("8.2", "why a late appeal is let in is recorded", field="reason")
    return (
        AppealAdmittedLate(
            case=case.id, customer=case.customer, appeal=appeal.id, admitted_by=given.by.id, reason=command.reason
        ),
    )


def refuse(case: Case, command: RefuseLateAppeal, given: Given) -> tuple[Event, ...]:
    """Refuse a late appeal. Raises Refused, NotFound, Conflict."""
    appeal = _late(case, command.appeal)
    if not command.reason:
        raise Refused("8.2", "why a late appeal is refused is said", field="reason")
    return (
        AppealRefusedLate(
            case=case.id,
            customer=case.customer,
            appeal=appeal.id,
            refused_by=given.by.id,
            notice=next_notice(case),
            notice_leave_by=notice_leave_by(case, given),
            reason=command.reason,
        ),
    )


def withdraw(case: Case, command: WithdrawAppeal, given: Given) -> tuple[Event, ...]:
    """Record that the customer took an appeal back. Raises NotFound, Conflict."""
    appeal = find_appeal(case, command.appeal)
    if not appeal.is_open:
        raise Conflict("this appeal is no longer open", version=case.version)
    return (
        AppealWithdrawn(
            case=case.id, customer=case.customer, appeal=appeal.id, recorded_by=given.by.id, reason=command.reason
        ),
    )


def find_appeal(case: Case, name: AppealId) -> Appeal:
    """Return an appeal of the case. Raises NotFound."""
    if name not in {a.id for a in case.appeals}:
        raise NotFound(name)
    return case.appeal(name)


def _appealable(case: Case, command: ReceiveAppeal, given: Given) -> Decision:
    if command.decision not in {d.id for d in case.decisions}:
        raise NotFound(command.decision)
    decision = case.decision(command.decision)
    if not command.grounds:
        raise Refused("8.4", "an appeal has a ground", field="grounds", accepted=", ".join(Ground))
    if not command.points:
        raise Refused("8.3", "what the customer says is written down", field="points")
    today = local_day(given.as_of)
    if not decision.decided_on <= command.received_on <= today:
        raise Refused(
            "8.2",
            "an appeal is received between the decision and today",
            field="received_on",
            accepted=f"{decision.decided_on} to {today}",
        )
    return decision


def _late(case: Case, name: AppealId) -> Appeal:
    appeal = find_appeal(case, name)
    if appeal.in_time or appeal.admitted is not None or appeal.withdrawn:
        raise Conflict("this appeal is not waiting to be let in", version=case.version)
    return appeal
