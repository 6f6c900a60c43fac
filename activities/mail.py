"""Handing an e-mail to a mail server, with an honest answer: taken, refused for ever, not now, or not known."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum

import structlog
from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPDataError, SMTPException, SMTPRecipientRefused

PERMANENT = 500  # replies from here on are for ever (RFC 5321)
log = structlog.get_logger()


class Delivery(StrEnum):
    """What a mail server made of a letter."""

    TAKEN = "taken"
    REFUSED = "refused"
    NOT_TAKEN_NOW = "not-taken-now"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where letters are handed over. `timeout` (s) is for each of the server's answers; no user name: no log-in."""

    host: str
    port: int
    username: str | None = None
    password: str | None = None
    tls: bool = False  # from the first byte
    start_tls: bool | None = None  # None: where the server offers it
    timeout: float = 60

    async def deliver(
        self, mail: EmailMessage, *, sender: str, recipient: str, before_data: Callable[[], Awaitable[None]]
    ) -> Delivery:
        """Hand a message over. `before_data` runs once the recipient is accepted, before a byte of the letter goes.

        Raises what `before_data` raises, and then nothing has been handed over.
        """
        smtp = SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.tls,
            start_tls=self.start_tls,
            timeout=self.timeout,
        )
        try:
            try:
                await smtp.connect()
                await smtp.mail(sender)
                await smtp.rcpt(recipient)
            except (SMTPException, OSError) as error:
                return _unheard(error)
            await before_data()
            try:
                await smtp.data(mail.as_bytes())
            except SMTPDataError as error:
                return Delivery.REFUSED if error.code >= PERMANENT else Delivery.NOT_TAKEN_NOW
            except (SMTPException, OSError):
                return Delivery.NOT_KNOWN
            return Delivery.TAKEN
        finally:
            with contextlib.suppress(SMTPException, OSError):
                await smtp.quit(timeout=1)
            smtp.close()


def _unheard(error: SMTPException | OSError) -> Delivery:
    """Judge a failure before the letter was begun: only a refused recipient is the letter's, all else our trouble."""
    code = getattr(error, "code", 0)
    log.warning("mail.not_taken", error=type(error).__name__, code=code)
    if isinstance(error, SMTPRecipientRefused) and code >= PERMANENT:
        return Delivery.REFUSED
    return Delivery.NOT_TAKEN_NOW
