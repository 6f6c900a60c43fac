"""The rules of correcting a referral: when it came in, where it is to be found again (4.5, 9.1, *Never* edited)."""

from domain.calendar import local_day
from domain.event import Event
from domain.names import is_said
from domain.referral.said import CorrectReferral, ReferralCorrected, ReferralStatement
from domain.referral.state import Referral
from domain.refusal import Conflict, NotAllowed, Refused
from domain.streams import Given


def correct(referral: Referral, command: CorrectReferral, given: Given) -> tuple[Event, ...]:
    """Say what is different. Raises Refused (4.5, 9.1), NotAllowed, Conflict.

    Its time runs from the day on which it came in truth. Our own deadline never moves later by that (*Time*).
    """
    if not is_said(command.reason):
        raise Refused("9.1", "why it is corrected is said", field="reason", accepted="the reason, in words")
    what = set()
    if command.received_on is not None:
        what.add(ReferralStatement.RECEIVED_ON)
        _check_day(referral, command, given)
    if command.reference is not None:
        what.add(ReferralStatement.REFERENCE)
        _check_reference(referral, command, given)
    if not what:
        raise Refused(
            "9.1",
            "a correction says what is different",
            field="received_on",
            accepted="another day of receipt, or another reference",
        )
    due_on = referral.due_on
    if command.received_on is not None:
        policy = given.book.version(referral.policy)
        due_on = min(due_on, referral.sort.due_on(command.received_on, policy, given.book))
    return (
        ReferralCorrected(
            referral=referral.id,
            customer=referral.customer,
            corrects=tuple(part for part in referral.said if part.what in what),
            received_on=command.received_on,
            reference=command.reference,
            due_on=due_on,
            corrected_by=given.by.id,
            reason=command.reason,
        ),
    )


def _check_day(referral: Referral, command: CorrectReferral, given: Given) -> None:
    if referral.closed:
        raise Conflict("this referral has been answered", version=referral.version)
    today = local_day(given.as_of)
    if command.received_on is not None and command.received_on > today:
        raise Refused(
            referral.sort.clause, "what is referred has come in", field="received_on", accepted=f"a day up to {today}"
        )
    if command.received_on == referral.received_on:
        raise Refused(
            "9.1",
            "a correction says what is different",
            field="received_on",
            accepted=f"another day than {referral.received_on}",
        )


def _check_reference(referral: Referral, command: CorrectReferral, given: Given) -> None:
    if not given.by.has(*referral.sort.answered_by):
        needed = frozenset(map(str, referral.sort.answered_by))
        raise NotAllowed(referral.sort.clause, "this referral is for others to answer", needed)
    if referral.reference is None:
        raise Refused("9.1", "there is no reference to correct", field="reference", accepted="nothing")
    if command.reference == referral.reference:
        raise Refused("9.1", "a correction says what is different", field="reference", accepted="another reference")
