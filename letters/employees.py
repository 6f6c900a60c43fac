"""The e-mail that tells an employee to look: not a word of it is about the customer, or of what happened (2.1)."""

from datetime import datetime
from email.message import EmailMessage

from domain.case.employees import Occasion, Telling
from letters.message import note

SUBJECT = "Something to look at in Evenhand"
_SAYS = {
    Occasion.STARTED: "A restriction on a customer's contact, which concerns you, has started.",
    Occasion.CONTINUED: "A restriction on a customer's contact, which concerns you, goes on: it was decided anew.",
    Occasion.VARIED: "A restriction on a customer's contact, which concerns you, has been changed.",
    Occasion.VARIED_ON_APPEAL: "A restriction on a customer's contact, which concerns you, was changed on appeal.",
    Occasion.DATES_MOVED: "The last day of a restriction on a customer's contact, which concerns you, has moved.",
    Occasion.SUSPENDED: "A restriction on a customer's contact, which concerns you, is suspended: it does not apply "
    "until you hear from us again.",
    Occasion.RESUMED: "A restriction on a customer's contact, which concerns you, applies again.",
    Occasion.ENDS_SOON: "A restriction on a customer's contact, which concerns you, will soon end. If nothing else is "
    "decided, its last day is {last_day}.",
    Occasion.LIFTED: "A restriction on a customer's contact, which concerned you, has been lifted.",
    Occasion.LAPSED: "A restriction on a customer's contact, which concerned you, has ended. Its last day was "
    "{last_day}.",
    Occasion.QUASHED: "A restriction on a customer's contact, which concerned you, was overturned on appeal. It counts "
    "as never made.",
}
_WHERE = (
    "What it is, and how contact goes on, you find in Evenhand: in the list of what you were told, under the "
    "reference {reference}.\n\n"
    "This message names nobody, so that it may lie in an inbox. It needs no answer. If you are worried about your "
    "safety, speak to your manager.\n"
)


def telling_mail(
    telling: Telling,
    *,
    reference: str,
    sender: str,
    sender_name: str,
    recipient: str,
    message_id: str,
    sent: datetime,
) -> EmailMessage:
    """Build it; the same arguments give the same bytes. Raises ValueError as `note` does."""
    day = telling.decision.lapses_on
    says = _SAYS[telling.what].format(last_day=f"{day.day} {day:%B %Y}")
    return note(
        SUBJECT,
        f"{says}\n\n{_WHERE.format(reference=reference)}",
        sender=sender,
        sender_name=sender_name,
        recipient=recipient,
        message_id=message_id,
        sent=sent,
    )
