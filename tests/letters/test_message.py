"""The e-mail: who, when and which letter; nothing of the matter outside it, and no header that others can write."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from domain.names import Language
from letters.message import message
from letters.render import Rendered, render
from tests.letters.builders import KINDS, a_letter

SENT = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
RENDERED = render(a_letter(KINDS["decision"], language=Language.WELSH))


def a_message(
    *,
    rendered: Rendered = RENDERED,
    recipient: str = "sian@example.net",
    message_id: str = "<notice-1.4f0c@example.org>",
    sender_name: str = "Cartrefi Enghraifft",
    sent: datetime = SENT,
) -> EmailMessage:
    return message(
        rendered,
        sender="conduct@example.org",
        sender_name=sender_name,
        recipient=recipient,
        message_id=message_id,
        sent=sent,
        language=Language.WELSH,
    )


def as_received(mail: EmailMessage) -> EmailMessage:
    received = message_from_bytes(mail.as_bytes(), policy=default)
    assert isinstance(received, EmailMessage)
    return received


def test_the_e_mail_carries_the_words_and_the_page() -> None:
    received = as_received(a_message())
    body = received.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == RENDERED.text
    (attached,) = received.iter_attachments()
    assert attached.get_content() == RENDERED.pdf
    assert attached.get_content_type() == "application/pdf"
    assert attached.get_filename() == "llythyr-EH-2026-0147.pdf"


def test_its_headers_are_those_it_was_given() -> None:
    received = as_received(a_message())
    assert received["Message-ID"] == "<notice-1.4f0c@example.org>"
    assert received["Date"].datetime == SENT
    assert received["To"] == "sian@example.net"
    assert received["From"] == "Cartrefi Enghraifft <conduct@example.org>"
    assert received["Content-Language"] == "cy"


def test_a_second_attempt_is_the_same_message_byte_for_byte() -> None:
    assert a_message().as_bytes() == a_message().as_bytes()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_the_subject_says_nothing_of_the_matter(kind: str, language: Language) -> None:
    subjects = {render(a_letter(matter, language=language)).subject for matter in KINDS.values()}
    assert render(a_letter(KINDS[kind], language=language)).subject in subjects
    assert len(subjects) == 1
    assert "EH-2026-0147" in subjects.pop()


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x00", "\x0b"])
def test_no_header_can_be_smuggled_in(break_: str) -> None:
    smuggled = f"x{break_}Bcc: thief@example.net"
    harmed = replace(RENDERED, subject=smuggled, filename=smuggled)
    received = as_received(a_message(rendered=harmed, sender_name=smuggled))
    assert received["Bcc"] is None
    assert received["To"] == "sian@example.net"
    with pytest.raises(ValueError, match="address"):
        a_message(recipient=f"sian@example.net{break_}Bcc: thief@example.net")
    with pytest.raises(ValueError, match="message id"):
        a_message(message_id=f"<1@example.org>{break_}Bcc: thief@example.net")


@pytest.mark.parametrize(
    "recipient",
    ["", "sian", "a@b, c@d", "<a@b>", "Siân <a@b>", "a@b c", "a@", "@b", "siân@example.net", "a@@b", "a;b@c"],
)
def test_an_address_is_one_address_and_nothing_else(recipient: str) -> None:
    with pytest.raises(ValueError, match="address"):
        a_message(recipient=recipient)


def test_a_moment_without_a_time_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="aware"):
        a_message(sent=SENT.replace(tzinfo=None))


def test_a_reference_cannot_leave_the_folder_of_a_file_name() -> None:
    rendered = render(a_letter(KINDS["lapsed"], reference="../../EH 2026/“0147”\r\n"))
    assert "/" not in rendered.filename
    assert rendered.filename == "letter-..-..-EH-2026-0147-.pdf"


def test_the_text_survives_a_mail_server_that_knows_only_ascii() -> None:
    assert max(a_message().as_bytes()) < 128
