import asyncio
import re
import signal
import smtplib
import subprocess
import sys
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from local.mail import Catcher, Drop, Hang, RefuseMessage, RefuseRecipient, read
from local.place import ROOT


@pytest.fixture
async def catcher(tmp_path: Path) -> AsyncIterator[Catcher]:
    async with Catcher(tmp_path / "mail") as running:
        yield running


def a_message(words: str = "Ŵyneb yn wyneb\n.\n..dots\n", to: str = "sian@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "conduct@example.org"
    message["To"] = to
    message["Subject"] = "Rhybudd — a warning"
    message["Message-ID"] = "<one@example.org>"
    message.set_content(words)
    message.add_attachment(bytes(range(256)), maintype="application", subtype="pdf", filename="letter.pdf")
    return message


async def send(port: int, message: EmailMessage, seconds: float = 5) -> None:
    await aiosmtplib.send(message, hostname="127.0.0.1", port=port, timeout=seconds, start_tls=False)


async def test_a_message_is_kept_whole_with_whom_it_went_to(catcher: Catcher) -> None:
    await send(catcher.port, a_message())
    (kept,) = catcher.messages()
    body, attachment = kept.get_body(), next(kept.iter_attachments())
    assert body is not None
    assert body.get_content().splitlines() == ["Ŵyneb yn wyneb", ".", "..dots"]
    assert attachment.get_content() == bytes(range(256))
    assert (kept["Return-Path"], kept["Delivered-To"]) == ("<conduct@example.org>", "sian@example.org")
    assert kept["Subject"] == "Rhybudd — a warning"
    assert [path.suffix for path in catcher.folder.iterdir()] == [".eml"]


async def test_messages_are_read_in_the_order_of_arrival(catcher: Catcher) -> None:
    for number in range(5):
        await send(catcher.port, a_message(words=f"{number}\n"))
    bodies = [kept.get_body() for kept in catcher.messages()]
    assert [int(body.get_content()) for body in bodies if body] == [0, 1, 2, 3, 4]


async def test_a_missing_folder_is_an_error_to_the_sender_and_never_a_250(catcher: Catcher) -> None:
    catcher.folder.rmdir()
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await send(catcher.port, a_message())
    assert refused.value.code == 500


@pytest.mark.parametrize("reply", ["450 4.2.1 Busy", "550 5.1.1 No such mailbox"])
async def test_a_recipient_can_be_refused_once(catcher: Catcher, reply: str) -> None:
    catcher.fail(RefuseRecipient(reply))
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(catcher.port, a_message())
    assert str(refused.value.recipients[0].code) == reply[:3]
    assert catcher.messages() == []
    await send(catcher.port, a_message())
    assert len(catcher.messages()) == 1


@pytest.mark.parametrize("reply", ["451 4.3.0 Try again later", "554 5.7.1 Not wanted"])
async def test_a_message_can_be_refused_after_its_data(catcher: Catcher, reply: str) -> None:
    catcher.fail(None, RefuseMessage(reply))
    await send(catcher.port, a_message())
    with pytest.raises(aiosmtplib.SMTPDataError) as refused:
        await send(catcher.port, a_message())
    assert str(refused.value.code) == reply[:3]
    assert len(catcher.messages()) == 1


@pytest.mark.parametrize("kept", [True, False])
async def test_a_connection_can_break_between_the_data_and_the_reply(catcher: Catcher, kept: bool) -> None:
    catcher.fail(Drop(kept=kept))
    with pytest.raises(aiosmtplib.SMTPServerDisconnected):
        await send(catcher.port, a_message())
    assert len(catcher.messages()) == int(kept)


@pytest.mark.parametrize("kept", [True, False])
async def test_a_server_can_hang_and_still_be_stopped(catcher: Catcher, kept: bool) -> None:
    catcher.fail(Hang(kept=kept))
    with pytest.raises(aiosmtplib.SMTPTimeoutError):
        await send(catcher.port, a_message(), seconds=0.3)
    assert len(catcher.messages()) == int(kept)
    catcher.fail(Hang())
    waiting = asyncio.create_task(send(catcher.port, a_message(), seconds=30))
    await asyncio.sleep(0.2)
    await asyncio.wait_for(catcher.stop(), 2)
    with pytest.raises(aiosmtplib.SMTPException):
        await waiting


async def test_a_stopped_server_starts_again_on_its_port(catcher: Catcher) -> None:
    port = catcher.port
    await catcher.stop()
    with pytest.raises(aiosmtplib.SMTPConnectError):
        await send(port, a_message())
    await catcher.start()
    await send(port, a_message())
    assert catcher.port == port


def test_it_runs_as_a_process_of_its_own_and_ends_when_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "local.mail", "--port", "0", "--folder", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            found = re.search(r"127\.0\.0\.1:(\d+)", said)
            assert found is not None
            with smtplib.SMTP("127.0.0.1", int(found[1]), timeout=5) as sender:
                sender.send_message(a_message())
            taken = [*command[:4], found[1], *command[5:]]
            second = subprocess.run(taken, cwd=ROOT, check=False, capture_output=True)
            assert second.returncode == 1
            assert b"cannot listen" in second.stderr
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0
    assert len(read(tmp_path)) == 1
