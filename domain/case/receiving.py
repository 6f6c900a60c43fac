"""The customer appeals: whether in time or not, joined, let in late or refused, withdrawn (8.2-8.4)."""

from datetime import date
from typing import Any

from domain.calendar import Counts, local_day
from domain.case.appeal_window import last_day_to_appeal
from domain.case.appealing import (
    AdmitLateAppeal,
    AppealAdmittedLate,
    AppealedBy,
    AppealJoined,
    AppealReceived,
    AppealRefusedLate,
    AppealWithdrawn,
    CaseReopened,
    Ground,
    How,
    ReceiveAppeal,
    RefuseLateAppeal,
    WithdrawAppeal,
)
from domain.case.deadlines import notice_leave_by
from domain.case.notice import next_notice
from domain.case.state import Appeal, Case, Decision, End
from domain.event import Event
from domain.names import AppealId, Personal, PersonalList, is_said
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Given


def receive(case: Case, command: ReceiveAppeal, given: Given) -> tuple[Event, ...]:
    """Record an appeal, or join it to the one already open. Raises Refused, NotFound, Conflict."""
    decision = _appealable(case, command, given)
    against_it = [a for a in case.appeals if a.decision == decision.id]
    if any(_used_up(decision, appeal) for appeal in against_it):
        raise Conflict("this decision has been appealed against and reviewed", version=case.version)
    last_day = last_day_to_appeal(decision, case, given.book)
    in_time = last_day is None or command.received_on <= last_day
    review_within = given.book.version(case.policy).figures.appeal_review_wd
    review_by = given.book.calendar.working_days_after(command.received_on, review_within, Counts.AGAINST_US)
    open_one = next((a for a in against_it if a.is_open), None)
    letter = _letter(case, command, given, in_time=in_time, last_day=last_day)
    if open_one:
        # The letter that came first counts; and a call that is owed is asked for once.
        call_by = None if open_one.call and not open_one.call.is_settled else letter["call_by"]
        numbers = numbered_from(len(open_one.points), command.points)
        earlier = min(open_one.review_by, review_by)
        said = letter | {"call_by": call_by, "numbers": numbers, "review_by": earlier}
        return (AppealJoined(**said, appeal=open_one.id),)
    received = AppealReceived(
        **letter,
        appeal=AppealId(f"appeal/{len(case.appeals) + 1}"),
        decision=decision.id,
        review_by=review_by,
        notice=next_notice(case),
        notice_leave_by=notice_leave_by(case, given),
        calendar=given.book.calendar.version,
        numbers=numbered_from(0, command.points),
    )
    return (CaseReopened(case=case.id, customer=case.customer), received) if case.closed else (received,)


def _used_up(decision: Decision, appeal: Appeal) -> bool:
    """Say whether an appeal leaves no other: it was reviewed after the notice that now tells of the decision had left.

    A notice that came back since, or left only after the outcome, begins a window of its own, and what it offers is
    received: the customer had appealed without having been told, and so without having read the reasons (8.1, 8.2).
    """
    return appeal.outcome is not None and appeal.told_by == decision.notice


def _letter(
    case: Case, command: ReceiveAppeal, given: Given, *, in_time: bool, last_day: date | None
) -> dict[str, Any]:
    """Return what is recorded of every letter or request. A call asked for is promised within 5 working days (8.3)."""
    within = given.book.version(case.policy).figures.verbal_appeal_call_wd
    call_by = given.book.calendar.working_days_after(command.received_on, within, Counts.AGAINST_US)
    said = ("received_on", "how", "appealed_by", "grounds", "points", "other_ground", "representative")
    return {name: getattr(command, name) for name in said} | {
        "case": case.id,
        "customer": case.customer,
        "in_time": in_time,
        "last_day": last_day,
        "call_by": call_by if command.how is How.VERBALLY else None,
        "recorded_by": given.by.id,
    }


def numbered_from(so_far: int, points: PersonalList) -> tuple[int, ...]:
    """Return the numbers that further points bear in an appeal: they are named by them, and never by their words."""
    return tuple(so_far + n for n in range(1, len(points) + 1)) if isinstance(points, tuple) else ()


def admit(case: Case, command: AdmitLateAppeal, given: Given) -> tuple[Event, ...]:
    """Let a late appeal in. Raises Refused, NotFound, Conflict."""
    appeal = _late(case, command.appeal)
    if not is_said(command.reason):
        raise Refused("8.2", "why a late appeal is let in is recorded", field="reason", accepted="the reason, in words")
    return (
        AppealAdmittedLate(
            case=case.id,
            customer=case.customer,
            appeal=appeal.id,
            admitted_by=given.by.id,
            judged_on=local_day(given.as_of),
            reason=command.reason,
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
            judged_on=local_day(given.as_of),
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
    _check_said(command)
    today = local_day(given.as_of)
    if not decision.decided_on <= command.received_on <= today:
        raise Refused(
            "8.2",
            "an appeal is received between the decision and today",
            field="received_on",
            accepted=f"{decision.decided_on} to {today}",
        )
    return decision


def _check_said(command: ReceiveAppeal) -> None:
    """Check what an appeal says: its grounds and points, unless a call will bring them; and who appeals (8.3, 8.4)."""
    verbal = command.how is How.VERBALLY
    if not command.grounds and not verbal:
        raise Refused("8.4", "an appeal has a ground", field="grounds", accepted=", ".join(Ground))
    check_other_ground(command.grounds, command.other_ground)
    if command.points or not verbal:
        check_points(command.points)
    if (command.appealed_by is AppealedBy.REPRESENTATIVE) != is_said(command.representative):
        raise Refused(
            "8.3",
            "who appeals for the customer is recorded",
            field="representative",
            accepted="who appeals, and by what authority; nothing, where it is the customer",
        )


def check_points(points: PersonalList) -> None:
    """Check that there are points, each in words. Raises Refused (8.3)."""
    if not isinstance(points, tuple) or not points:
        raise Refused(
            "8.3", "what the customer says is written down", field="points", accepted="the points, each in words"
        )
    for number, point in enumerate(points):
        if not is_said(point):
            raise Refused("8.3", "a point is written down", field=f"points.{number}", accepted="the point, in words")


def check_other_ground(grounds: tuple[Ground, ...], described: Personal | None) -> None:
    """Check that the ground *other* is described, and no other one. Raises Refused (8.4)."""
    if (Ground.OTHER in grounds) != is_said(described):
        raise Refused(
            "8.4",
            "a ground that the policy does not name is described",
            field="other_ground",
            accepted="what the ground is, where it is *other*; otherwise nothing",
        )


def _late(case: Case, name: AppealId) -> Appeal:
    appeal = find_appeal(case, name)
    if appeal.in_time or appeal.admitted is not None or appeal.withdrawn:
        raise Conflict("this appeal is not waiting to be let in", version=case.version)
    return appeal
