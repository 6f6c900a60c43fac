"""The e-mail that carries a letter."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from domain.names import Language
from letters.render import Rendered

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>")
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]\x00-\x1f\x7f]+@[A-Za-z0-9.-]+")


def message(
    rendered: Rendered,
    *,
    sender: str,
    sender_name: str,
    recipient: str,
    message_id: str,
    sent: datetime,
    language: Language,
) -> EmailMessage:
    """Build the e-mail: the letter's words as its text, the page attached; the same arguments give the same bytes.

    `sender` and `recipient` are bare addresses, `message_id` is "<…@…>" and names the notice, so that a second attempt
    is known as the same; `sent` is aware. The subject says nothing of the matter. Raises ValueError for an address, an
    identifier or a moment that cannot stand in a header.
    """
    mail = _headed(rendered.subject, sender, sender_name, recipient, message_id, sent)
    mail.set_content(rendered.text, cte="quoted-printable")
    mail.add_attachment(rendered.pdf, maintype="application", subtype="pdf", filename=_one_line(rendered.filename))
    mail["Content-Language"] = str(language)
    mail.set_boundary(f"letter-{rendered.sha256[:32]}")
    return mail


def note(
    subject: str,
    text: str,
    *,
    sender: str,
    sender_name: str,
    recipient: str,
    message_id: str,
    sent: datetime,
) -> EmailMessage:
    """Build an e-mail of words alone, in English: to somebody who works here. Raises ValueError as `message` does."""
    mail = _headed(subject, sender, sender_name, recipient, message_id, sent)
    mail.set_content(text, cte="quoted-printable")
    mail["Content-Language"] = str(Language.ENGLISH)
    return mail


def is_address(text: str) -> bool:
    """Say whether an e-mail can be sent there: local@host, in ASCII."""
    return bool(_ADDRESS.fullmatch(text)) and text.isascii()


def _headed(
    subject: str, sender: str, sender_name: str, recipient: str, message_id: str, sent: datetime
) -> EmailMessage:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError("a message id is <unique@host>")
    if sent.tzinfo is None:
        raise ValueError("the moment of sending is aware")
    mail = EmailMessage(policy=SMTP)
    mail["From"] = Address(display_name=_one_line(sender_name), addr_spec=_address(sender))
    mail["To"] = Address(addr_spec=_address(recipient))
    mail["Subject"] = _one_line(subject)
    mail["Date"] = format_datetime(sent)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"  # an absence notice is no reply to a letter (RFC 3834)
    return mail


def _address(text: str) -> str:
    if not is_address(text):
        raise ValueError("an e-mail address is local@host, and nothing else")
    return text


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
