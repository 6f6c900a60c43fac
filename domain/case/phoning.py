"""The call of a verbal appeal: arranged, missed, held with its points read back, given up (8.3).

The review's clock runs from the request whatever becomes of the call, so that it is never the customer who waits.
"""

from domain.calendar import Counts, local_day
from domain.case.appealing import Ground
from domain.case.calling import (
    AppealCallArranged,
    AppealCallGivenUp,
    AppealCallMissed,
    AppealPointsTakenDown,
    ArrangeAppealCall,
    GiveUpAppealCall,
    RecordAppealCallMissed,
    TakeDownAppealPoints,
)
from domain.case.deadlines import notice_leave_by
from domain.case.hearing import Call, ReadBack, WhyMissed, WhyNoCall
from domain.case.notice import next_notice
from domain.case.receiving import check_other_ground, check_points, find_appeal, numbered_from
from domain.case.state import Appeal, Case
from domain.event import Event
from domain.names import AppealId, is_said
from domain.refusal import Conflict, NotAllowed, Refused
from domain.staff import check_member
from domain.streams import Given


def arrange(case: Case, command: ArrangeAppealCall, given: Given) -> tuple[Event, ...]:
    """Arrange a call, or another time for it. Raises Refused (8.3), NotFound, Conflict."""
    call = _owed(case, command.appeal)
    check_member(command.caller, given, field="caller", clause="8.3", here=True)
    if command.at <= given.as_of:
        raise Refused("8.3", "a call is arranged ahead", field="at", accepted="a moment to come")
    again = call.at is not None or call.arranged_on is not None
    if (again or local_day(command.at) > call.promised_by) and not is_said(command.reason):
        raise Refused(
            "8.3",
            "a call is held by the day that the customer was told, and why another time is arranged is recorded",
            field="reason",
            accepted=f"a call by {call.promised_by}, or why another time suits the customer",
        )
    return (
        AppealCallArranged(
            case=case.id,
            customer=case.customer,
            appeal=command.appeal,
            call_at=command.at,
            caller=command.caller,
            with_whom=command.with_whom,
            arranged_by=given.by.id,
            arranged_on=local_day(given.as_of),
            again=again,
            reason=command.reason,
        ),
    )


def missed(case: Case, command: RecordAppealCallMissed, given: Given) -> tuple[Event, ...]:
    """Record that a call came to nothing; another is owed. Raises Refused (8.3), NotFound, Conflict."""
    call = _owed(case, command.appeal)
    if call.at is None:
        raise Conflict("no call is arranged", version=case.version)
    if given.as_of < call.at:
        raise Refused("8.3", "a call is missed at its time", field="missed", accepted="another time arranged for it")
    if not is_said(command.reason):
        raise Refused("8.3", "how a call was missed is recorded", field="reason", accepted="what happened, in words")
    arrange_by = call.arrange_by
    if command.missed is not WhyMissed.NOT_MADE:
        within = given.book.version(case.policy).figures.verbal_appeal_call_wd
        today = local_day(given.as_of)
        arrange_by = max(arrange_by, given.book.calendar.working_days_after(today, within, Counts.AGAINST_US))
    return (
        AppealCallMissed(
            case=case.id,
            customer=case.customer,
            appeal=command.appeal,
            missed=command.missed,
            arrange_by=arrange_by,
            recorded_by=given.by.id,
            reason=command.reason,
        ),
    )


def take_down(case: Case, command: TakeDownAppealPoints, given: Given) -> tuple[Event, ...]:
    """Record the points of a call, read back. Raises Refused (8.3, 8.4), NotFound, Conflict."""
    appeal = _open(case, command.appeal)
    call = _asked_for(appeal)
    if call.held_on is not None:
        raise Conflict("the points of this appeal have been taken down", version=case.version)
    check_points(command.points)
    if not (command.grounds or appeal.grounds):
        raise Refused("8.4", "an appeal has a ground", field="grounds", accepted=", ".join(Ground))
    check_other_ground(command.grounds, command.other_ground)
    today = local_day(given.as_of)
    if not call.asked_on <= command.held_on <= today:
        raise Refused(
            "8.3",
            "a call is held between the day it was asked for and today",
            field="held_on",
            accepted=f"{call.asked_on} to {today}",
        )
    check_member(command.read_back_by, given, field="read_back_by", clause="8.3")
    if (command.read_back is ReadBack.CORRECTED) != is_said(command.corrections):
        raise Refused(
            "8.3",
            "what the customer corrected as the points were read back is recorded",
            field="corrections",
            accepted="what was corrected, where something was; otherwise nothing",
        )
    return (
        AppealPointsTakenDown(
            case=case.id,
            customer=case.customer,
            appeal=appeal.id,
            held_on=command.held_on,
            grounds=command.grounds,
            numbers=numbered_from(len(appeal.points), command.points),
            read_back=command.read_back,
            read_back_by=command.read_back_by,
            taken_down_by=given.by.id,
            points=command.points,
            other_ground=command.other_ground,
            corrections=command.corrections,
        ),
    )


def give_up(case: Case, command: GiveUpAppealCall, given: Given) -> tuple[Event, ...]:
    """Go on without the call. Raises Refused (8.3), NotFound, NotAllowed, Conflict.

    That the customer could not be reached is the reviewer's to say: nobody with a part in the decision ends the call.
    """
    call = _owed(case, command.appeal)
    appeal = find_appeal(case, command.appeal)
    if not is_said(command.reason):
        raise Refused("8.3", "why there is no call is recorded", field="reason", accepted="the reason, in words")
    if command.why is WhyNoCall.NOT_REACHED:
        if given.by.id != appeal.reviewer:
            raise NotAllowed("8.3", "only the reviewer assigned goes on without hearing the customer")
        tries = given.book.version(case.policy).figures.verbal_appeal_tries
        if call.tried < tries:
            raise Refused(
                "8.3",
                "a customer counts as not reached after as many calls as the policy sets",
                field="why",
                accepted=f"{tries} calls that were arranged and in which nobody was reached; there were {call.tried}",
            )
    elif not appeal.points:
        raise Refused(
            "8.3",
            "an appeal without a call has its points in writing",
            field="why",
            accepted="a letter with the points; or the appeal withdrawn, where the customer wants that",
        )
    told = command.why is WhyNoCall.NOT_REACHED
    return (
        AppealCallGivenUp(
            case=case.id,
            customer=case.customer,
            appeal=command.appeal,
            why=command.why,
            tried=call.tried,
            given_up_by=given.by.id,
            notice=next_notice(case) if told else None,
            notice_leave_by=notice_leave_by(case, given),
            reason=command.reason,
        ),
    )


def check_heard(appeal: Appeal) -> None:
    """Check that an appeal asked for by phone was heard before it is decided. Raises Refused (8.3)."""
    if appeal.call is not None and not appeal.call.is_settled:
        raise Refused(
            "8.3",
            "the points of a verbal appeal have not been taken down",
            field="appeal",
            accepted="the call held and its points recorded, or why there is none",
        )


def _owed(case: Case, name: AppealId) -> Call:
    call = _asked_for(_open(case, name))
    if call.is_settled:
        raise Conflict("the call of this appeal is settled", version=case.version)
    return call


def _open(case: Case, name: AppealId) -> Appeal:
    appeal = find_appeal(case, name)
    if not appeal.is_open:
        raise Conflict("this appeal is no longer open", version=case.version)
    return appeal


def _asked_for(appeal: Appeal) -> Call:
    if appeal.call is None:
        raise Refused(
            "8.3", "nobody asked to make this appeal by phone", field="appeal", accepted="a verbal appeal, received"
        )
    return appeal.call
