"""The customer appeals: whether in time or not, joined, let in late or refused, withdrawn (8.2-8.4)."""

from datetime import date

from domain.calendar import Counts, local_day
from domain.case.appeal_window import last_day_to_appeal
from domain.case.appealing import (
    AdmitLateAppeal,
    AppealAdmittedLate,
    AppealJoined,
    AppealReceived,
    AppealRefusedLate,
    AppealWithdrawn,
    CaseReopened,
    Ground,
    ReceiveAppeal,
    RefuseLateAppeal,
    WithdrawAppeal,
)
from domain.case.deadlines import notice_leave_by
from domain.case.state import Appeal, Case, Decision, End, next_notice
from domain.event import Event
from domain.names import AppealId, is_said
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Given


def receive(case: Case, command: ReceiveAppeal, given: Given) -> tuple[Event, ...]:
    """Record an appeal, or join it to the one already open. Raises Refused, NotFound, Conflict."""
    decision = _appealable(case, command, given)
    against_it = [a for a in case.appeals if a.decision == decision.id]
    if any(a.outcome for a in against_it):
        raise Conflict("this decision has been appealed against and reviewed", version=case.version)
    last_day = last_day_to_appeal(decision, case, given.book)
    in_time = last_day is None or command.received_on <= last_day
    review_within = given.book.version(case.policy).figures.appeal_review_wd
    review_by = given.book.calendar.working_days_after(command.received_on, review_within, Counts.AGAINST_US)
    open_one = next((a for a in against_it if a.is_open), None)
    if open_one:
        return (_joined(case, open_one, command, given, in_time=in_time, last_day=last_day, review_by=review_by),)
    received = AppealReceived(
        case=case.id,
        customer=case.customer,
        appeal=AppealId(f"appeal/{len(case.appeals) + 1}"),
        decision=decision.id,
        received_on=command.received_on,
        how=command.how,
        appealed_by=command.appealed_by,
        grounds=command.grounds,
        in_time=in_time,
        last_day=last_day,
        review_by=review_by,
        notice=next_notice(case),
        notice_leave_by=notice_leave_by(case, given),
        recorded_by=given.by.id,
        calendar=given.book.calendar.version,
        points=command.points,
    )
    return (CaseReopened(case=case.id, customer=case.customer), received) if case.closed else (received,)


def _joined(
    case: Case,
    appeal: Appeal,
    command: ReceiveAppeal,
    given: Given,
    *,
    in_time: bool,
    last_day: date | None,
    review_by: date,
) -> AppealJoined:
    """Return what records a further letter. One in time makes the appeal so; the earlier letter counts."""
    return AppealJoined(
        case=case.id,
        customer=case.customer,
        appeal=appeal.id,
        received_on=command.received_on,
        in_time=in_time,
        last_day=last_day,
        review_by=min(appeal.review_by, review_by),
        grounds=command.grounds,
        recorded_by=given.by.id,
        points=command.points,
    )


def admit(case: Case, command: AdmitLateAppeal, given: Given) -> tuple[Event, ...]:
    """Let a late appeal in. Raises Refused, NotFound, Conflict."""
    appeal = _late(case, command.appeal)
    if not is_said(command.reason):
        raise Refused("8.2", "why a late appeal is let in is recorded", field="reason", accepted="the reason, in words")
    return (
        AppealAdmittedLate(
            case=case.id, customer=case.customer, appeal=appeal.id, admitted_by=given.by.id, reason=command.reason
        ),
    )


def refuse(case: Case, command: RefuseLateAppeal, given: Given) -> tuple[Event, ...]:
    """Refuse a late appeal. Raises Refused, NotFound, Conflict."""
    appeal = _late(case, command.appeal)
    if not is_said(command.reason):
        raise Refused("8.2", "why a late appeal is refused is said", field="reason", accepted="the reason, in words")
    last_day = last_day_to_appeal(case.decision(appeal.decision), case, given.book)
    if last_day is None or appeal.received_on <= last_day:
        # A notice came back since it was received, another one left later, or a day has turned out not to count.
        raise Refused(
            "8.2",
            "as the window is reckoned now, this appeal is not late",
            field="appeal",
            accepted="letting it in",
        )
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
    if decision.ended is End.QUASHED:
        raise Conflict("this decision has been quashed: it is as if never made", version=case.version)
    if not command.grounds:
        raise Refused("8.4", "an appeal has a ground", field="grounds", accepted=", ".join(Ground))
    if not is_said(command.points):
        raise Refused("8.3", "what the customer says is written down", field="points", accepted="the points, in words")
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
