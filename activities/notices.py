"""Printing a letter and handing it over, each step recorded before and after, so that nothing is sent unknowingly."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

import structlog
from temporalio import activity

from activities.acting import act, surely
from activities.heart import beating
from activities.letters import letter_of, means_of
from activities.mail import Delivery, MailServer
from activities.messages import Fate, Part, Printed
from activities.refusals import final_refusals
from activities.told import Teller, ToldApart, ToldOfCase, words
from domain.calendar import ends, local_day
from domain.case.notices import (
    Failure,
    PrepareNotice,
    Proof,
    RecordHandOverDeferred,
    RecordHandOverUncertain,
    RecordNoticeFailed,
    RecordNoticeLeft,
    StartHandOver,
)
from domain.event import Command
from domain.names import Means
from domain.refusal import AlreadySo, Refused
from letters.message import message
from letters.render import Rendered, render
from record.entry import Receipt
from record.store import Record

log = structlog.get_logger()


class Keeping(Protocol):
    """Where documents are kept: the record's vault."""

    async def put(self, document: bytes, concerns: list[str]) -> str:
        """Keep a document about some people; return its name."""


@dataclass(frozen=True)
class Post:
    """How letters leave by e-mail: through which server, and from which address."""

    server: MailServer
    sender: str


class NoticeActivities:
    """What a notice's workflow asks for."""

    def __init__(self, record: Record, vault: Keeping, post: Post) -> None:
        self._record, self._vault, self._post = record, vault, post
        self._teller = Teller(record)

    @activity.defn(name="print_letter")
    async def print_letter(self, part: Part) -> Printed:
        """Render a letter with today's dates, keep it, record it. Raises ApplicationError (final), Unavailable.

        Where midnight passes, or a holiday is proclaimed, between rendering and recording it is rendered again: the
        dates told are the record's.
        """
        with final_refusals():
            while True:
                told = await self._teller.tell(part)
                rendered = await _rendered(told)
                document = await self._vault.put(rendered.pdf, [told.customer.id])
                means = means_of(told)
                words = told.given.book.words
                command = PrepareNotice(notice=told.notice.id, document=document, means=means, words=words)
                recorded_at = told.given.as_of
                try:
                    recorded_at = (await self._act(part, told.version, command)).recorded_at
                except AlreadySo:
                    pass
                except Refused:
                    if (await self._record.book.now()).words == words:
                        raise
                    continue  # a holiday was proclaimed just now
                if local_day(recorded_at) == local_day(told.given.as_of):
                    return Printed(
                        by_email=means is Means.EMAIL,
                        document=document,
                        now=recorded_at,
                        good_until=ends(local_day(recorded_at)),
                    )

    @activity.defn(name="hand_over")
    async def hand_over(self, part: Part, document: str) -> Fate:
        """Hand a printed letter to the mail server. Raises ApplicationError (final), Unavailable."""
        async with beating():
            with final_refusals():
                try:
                    return await self._hand_over(part, document)
                except AlreadySo:
                    return Fate.SETTLED

    async def _hand_over(self, part: Part, document: str) -> Fate:
        told = await self._teller.tell(part)
        version, notice = told.version, told.notice
        if not notice.is_owed:
            return Fate.SETTLED
        if notice.handing_over:
            # Whoever started it was killed before its result was recorded. It is said so, and goes again under the same
            # Message-ID, by which a mail server knows it for the same letter.
            version = (await self._act(part, version, RecordHandOverUncertain(notice=notice.id))).version
        rendered = await _rendered(told)
        # Re-rendered, as its words are needed; where that is another document, what it tells has changed meanwhile.
        same = await self._vault.put(rendered.pdf, [told.customer.id]) == document == notice.document
        by_email = means_of(told) is Means.EMAIL  # what is read out may be the same document
        if not (same and by_email) or notice.printed_on != local_day(told.given.as_of):
            return Fate.PRINT_ANEW
        return await self._send(part, told, rendered, version)

    async def _send(self, part: Part, told: ToldOfCase | ToldApart, rendered: Rendered, version: int) -> Fate:
        notice = told.notice
        started = 0

        async def start() -> None:
            nonlocal started
            started = (await self._act(part, version, StartHandOver(notice=notice.id))).version

        recipient = words(told.details.emails[0]) if isinstance(told.details.emails, tuple) else words(None)
        mail = message(
            rendered,
            sender=self._post.sender,
            sender_name=told.given.book.organisation_on(local_day(told.given.as_of)).name,
            recipient=recipient,
            message_id=message_id(part, self._post.sender),
            sent=told.given.as_of,
            language=told.customer.language,
        )
        try:
            delivery = await self._post.server.deliver(
                mail, sender=self._post.sender, recipient=recipient, before_data=start
            )
        except Refused:
            return Fate.PRINT_ANEW  # midnight has passed since it was printed (8.2)
        log.info("notice.handed_over", case=part.case, notice=notice.id, clause="8.2", delivery=delivery.value)
        match delivery:
            case Delivery.TAKEN:
                day = notice.printed_on or local_day(told.given.as_of)
                left = RecordNoticeLeft(notice=notice.id, proof=Proof.MAIL_SERVER_ACCEPTED, on=day)
                await self._surely(part, started, left)
                return Fate.SETTLED
            case Delivery.REFUSED:
                if not started:
                    await start()
                failed = RecordNoticeFailed(notice=notice.id, failure=Failure.REFUSED_BY_SERVER)
                await self._surely(part, started, failed)
                return Fate.REFUSED
            case Delivery.NOT_KNOWN:
                await self._surely(part, started, RecordHandOverUncertain(notice=notice.id))
                return Fate.LATER
            case Delivery.NOT_TAKEN_NOW:
                if started:
                    await self._surely(part, started, RecordHandOverDeferred(notice=notice.id))
                return Fate.LATER

    async def _act(self, part: Part, version: int, command: Command) -> Receipt:
        return await act(self._record, part, _named(part, version, command), command)

    async def _surely(self, part: Part, version: int, command: Command) -> None:
        await surely(self._record, part, _named(part, version, command), command)


def _named(part: Part, version: int, command: Command) -> str:
    return f"{type(command).__name__}:{part.name}@{version}"


def message_id(part: Part, sender: str) -> str:
    """Return the Message-ID of a notice: made of its pseudonyms alone, and the same for every attempt."""
    case, notice = part.case.partition("/")[2], part.name.replace("/", ".")
    return f"<{case}.{notice}@{sender.rpartition('@')[2]}>"


async def _rendered(told: ToldOfCase | ToldApart) -> Rendered:
    """Render beside the event loop: typesetting takes some milliseconds of processor."""
    return await asyncio.to_thread(render, letter_of(told))
