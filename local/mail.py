"""A mail server that delivers nowhere: each message it takes is a file, on disk before the sender is told "250".

Tests use it inside their own event loop and set faults on it; `./run up` runs it as `python -m local.mail`.
"""

import argparse
import asyncio
import os
import secrets
import signal
import sys
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass(frozen=True)
class RefuseRecipient:
    """Answer RCPT with this reply: a 4xx asks the sender to try again, a 5xx to give up. Nothing is kept."""

    reply: str = "550 5.1.1 No such mailbox"


@dataclass(frozen=True)
class RefuseMessage:
    """Take the message's data and answer with this 4xx or 5xx reply. Nothing is kept."""

    reply: str = "451 4.3.0 Try again later"


@dataclass(frozen=True)
class Hang:
    """Never answer the message's data; `kept` says whether the message was filed before that."""

    kept: bool = False


@dataclass(frozen=True)
class Drop:
    """Break the connection after the message's data, before the reply; `kept` says whether the message was filed."""

    kept: bool = True


Fault = RefuseRecipient | RefuseMessage | Hang | Drop


class Catcher:
    """The server. `async with Catcher(folder) as catcher:` listens on `catcher.port`; port 0 takes a free one."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.port = port
        self._server: asyncio.Server | None = None
        self._open: set[_Conversation] = set()
        self._faults: deque[Fault | None] = deque()

    async def start(self) -> None:
        """Listen. Raises OSError where the port is taken or the folder cannot be made."""
        self.folder.mkdir(parents=True, exist_ok=True)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Conversation(self, loop), HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and break what is still connected. It may be started again, on the same port."""
        if self._server is None:
            return
        self._server.close()
        await asyncio.gather(*(conversation.end() for conversation in tuple(self._open)))
        await self._server.wait_closed()
        self._server = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def fail(self, *faults: Fault | None) -> None:
        """Set the faults of the next messages, one each and in turn; None lets one pass. An attempt is a message."""
        self._faults.extend(faults)

    def messages(self) -> list[EmailMessage]:
        """Return every message that was kept, in the order of arrival."""
        return read(self.folder)

    def next_fault(self) -> Fault | None:
        """Take the fault set for the message that begins now."""
        return self._faults.popleft() if self._faults else None


def read(folder: Path) -> list[EmailMessage]:
    """Return the messages filed in a folder, in the order of arrival."""
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]


def file(folder: Path, content: bytes) -> Path:
    """Write a message so that a kill at any moment leaves it whole or absent."""
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{secrets.token_hex(3)}"
    unfinished, finished = folder / f"{name}.part", folder / f"{name}.eml"
    with unfinished.open("xb") as output:
        output.write(content)
        output.flush()
        os.fsync(output.fileno())
    unfinished.rename(finished)
    listing = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(listing)
    finally:
        os.close(listing)
    return finished


class _Conversation(SMTP):
    """One connection."""

    def __init__(self, catcher: Catcher, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(_Hooks(catcher), hostname="localhost", enable_SMTPUTF8=True, loop=loop)
        self._catcher = catcher

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._catcher._open.add(self)  # noqa: SLF001 - a part of it
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._catcher._open.discard(self)  # noqa: SLF001 - a part of it
        super().connection_lost(error)

    def break_off(self) -> None:
        """Close without another word."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    async def end(self) -> None:
        """Close, and wait until nothing of this conversation runs any more."""
        self.break_off()
        if self._handler_coroutine is not None:
            await asyncio.wait({self._handler_coroutine})


class _Hooks:
    """What aiosmtpd calls by name at each step of a conversation."""

    def __init__(self, catcher: Catcher) -> None:
        self._catcher = catcher
        self._fault: Fault | None = None

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._fault = self._catcher.next_fault()
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if isinstance(self._fault, RefuseRecipient):
            return self._fault.reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: _Conversation, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault, self._fault = self._fault, None
        if isinstance(fault, RefuseMessage):
            return fault.reply
        if not isinstance(fault, Hang | Drop) or fault.kept:
            await asyncio.to_thread(file, self._catcher.folder, _with_envelope(envelope))
        if fault is None:
            return "250 2.0.0 Kept"
        if isinstance(fault, Drop):
            server.break_off()
        never: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        return await never  # cancelled when the connection ends


def _with_envelope(envelope: Envelope) -> bytes:
    """Put the envelope on top, as a server does that delivers for good: `To` need not say who got it."""
    lines = [f"Return-Path: <{envelope.mail_from}>", *(f"Delivered-To: {to}" for to in envelope.rcpt_tos), ""]
    return "\r\n".join(lines).encode() + (envelope.original_content or b"")


async def _serve(catcher: Catcher) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with catcher:
        print(f"Mail for anybody: smtp://{HOST}:{catcher.port}, kept in {catcher.folder}", flush=True)
        await stopping.wait()


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop. Returns the exit code."""
    options = argparse.ArgumentParser("python -m local.mail", description="Catch mail in a folder.")
    options.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options.add_argument("--folder", type=Path, required=True, help="where each message becomes an .eml file")
    given = options.parse_args(arguments)
    try:
        asyncio.run(_serve(Catcher(given.folder, given.port)))
    except OSError as error:
        print(f"The mail catcher cannot listen on {given.port} or use {given.folder}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
