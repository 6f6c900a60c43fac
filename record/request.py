"""From decided events to what one append carries: envelopes, sealed texts, hashes, conditions."""

import hmac
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from domain.calendar import local_day
from domain.event import Command, Event
from domain.names import Actor, StreamId
from domain.policy import PolicyBook
from record.chain import NOTHING, Envelope, content_hash, sealed_hash
from record.codec import Codec
from record.entry import Meta, encode_meta
from record.keys import NONCE_BYTES, Keys, people

_canonical = msgspec.json.Encoder(order="sorted").encode


class Head(NamedTuple):
    """Where a stream is believed to be: its version (0: no events) and the content hash there."""

    stream: str
    version: int
    hash: bytes


class NoNewer(NamedTuple):
    """Condition: nothing newer than `after` (tag: position; stream: version) of `types` (comma-joined; None: any)."""

    name: str
    after: int
    types: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What somebody asks of the record: a command on a stream, under an id. `erases`: see `Record.act`."""

    stream: StreamId
    command: Command
    by: Actor
    command_id: UUID
    correlation: str | None = None
    causation: str | None = None
    erases: tuple[int, ...] = ()

    def fingerprint(self, key: bytes) -> bytes:
        """Return the keyed hash of the whole request: a bare hash of short personal data could be guessed."""
        whole = (self.stream, type(self.command).__name__, self.by.id, self.command, self.erases)
        return hmac.digest(key, _canonical(whole), "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a decision rests on: where its stream was, the moment, the policy, and what must not have changed."""

    lead: Head
    as_of: datetime
    book: PolicyBook
    tags_quiet: Sequence[NoNewer] = ()
    streams_quiet: Sequence[NoNewer] = ()


@dataclass(slots=True)
class Request:
    """One append: the events of a stream and of the companions it founds, all of them or none."""

    ask: Ask
    basis: Basis
    fingerprint: bytes
    heads: list[Head]
    events: list[tuple[Envelope, bytes]] = field(default_factory=list)  # with their content hashes
    payloads: list[tuple[int, UUID, bytes]] = field(default_factory=list)  # index of the event from 1, key, ciphertext
    tags: list[tuple[int, str]] = field(default_factory=list)  # index of the event from 1, tag
    retried: bool = False  # sent again after a lost connection

    @property
    def types(self) -> tuple[str, ...]:
        """The types of the events, in order."""
        return tuple(envelope.type for envelope, _ in self.events)

    @property
    def version(self) -> int:
        """The version of the lead stream once appended."""
        return self.basis.lead.version + sum(envelope.stream == self.ask.stream for envelope, _ in self.events)


@dataclass(frozen=True, slots=True)
class Preparer:
    """Makes requests. Raises Unavailable where a key is needed that cannot be had."""

    codec: Codec
    keys: Keys

    async def request(self, ask: Ask, basis: Basis, fingerprint: bytes, events: Sequence[Event]) -> Request:
        """Prepare decided events. An event of another kind than the lead stream's founds a companion stream."""
        request = Request(ask, basis, fingerprint, [basis.lead])
        heads = {basis.lead.stream: basis.lead}
        roles = tuple(sorted(ask.by.roles))
        policy = basis.book.on(local_day(basis.as_of)).version
        for ordinal, event in enumerate(events, 1):
            stream = event.stands_in(StreamId(basis.lead.stream))
            head = heads.get(stream)
            if head is None:
                head = Head(stream, 0, NOTHING)
                request.heads.append(head)
            happened = getattr(event, event.happened) if event.happened else None
            reason = getattr(event, event.coded) if event.coded else None
            meta = Meta(
                clause=event.clause,
                roles=roles,
                policy=policy,
                calendar=basis.book.calendar.version,
                occurred_at=happened.isoformat() if isinstance(happened, date) else None,
                reason=None if reason is None else str(reason),
                correlation=ask.correlation,
                causation=ask.causation,
                erases=ask.erases if ordinal == 1 else (),
            )
            heads[stream] = await self._add(request, event, head, encode_meta(meta), (ordinal, len(events)))
        return request

    async def _add(
        self, request: Request, event: Event, head: Head, meta: bytes, place_in_command: tuple[int, int]
    ) -> Head:
        """Add one event behind a head; return the head it makes."""
        shape = self.codec.shapes[type(event)]
        facts, personal = self.codec.facts(event)
        ordinal, size = place_in_command
        version = head.version + 1
        sealed = None
        if personal is not None:
            whom = people(named(event, event.concerns)) or (head.stream,)
            key = self.keys.at_hand(whom) or await self.keys.key_for(whom)
            nonce = os.urandom(NONCE_BYTES)
            text = nonce + key.cipher.encrypt(nonce, personal, place(head.stream, version, shape.topic))
            sealed = sealed_hash(key.id.bytes, text)
            request.payloads.append((ordinal, key.id, text))
        tags = sorted(set(named(event, event.tagged)))
        request.tags += [(ordinal, tag) for tag in tags]
        envelope = Envelope(
            head.stream,
            version,
            request.ask.command_id,
            ordinal,
            size,
            shape.topic,
            shape.version,
            request.ask.by.id,
            meta,
            facts,
            sealed,
            request.fingerprint if ordinal == 1 else None,
        )
        content = content_hash(envelope, tags, head.hash)
        request.events.append((envelope, content))
        return Head(head.stream, version, content)


def place(stream: str, version: int, topic: str) -> bytes:
    """Return what binds a ciphertext to where it stands, so that it opens nowhere else."""
    return f"{stream}\n{version}\n{topic}".encode()


def named(event: Event, names: Iterable[str]) -> list[str]:
    """Return the identifiers in some fields of an event: each a text, several of them, or none."""
    found: list[str] = []
    for name in names:
        value = getattr(event, name)
        if isinstance(value, str):
            found.append(value)
        elif value is not None:
            found.extend(value)
    return found
