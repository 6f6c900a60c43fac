"""A large record, quickly: histories that the real rules made at a desk, each copied for many people, and COPY.

What is stored is what the product stores: facts and texts as the codec writes them, sealed under keys of each person's
own, hashes chained, tags, envelopes. `record.verify` finds nothing wrong with it. Only the fingerprints, which nobody
can check without the commands, are random.
"""

import itertools
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.calendar import local_day
from domain.customer import CustomerEntered
from domain.event import Command, Event
from domain.measures import Measure, MeasureKind, Per
from domain.names import Actor, Channel, kind_of
from domain.register import DECIDERS
from record.chain import NOTHING, Envelope, content_hash, leaf_hash, sealed_hash
from record.codec import Codec
from record.entry import Meta, encode_meta
from record.keys import KEY_BYTES, NONCE_BYTES, Masters, bound_to, people
from record.request import named, place
from tests.domain.cast import NAMED_ONLY, NO_CONTACT, READ_AND_FILE, WRITING_ONLY
from tests.domain.contacts import a_contact
from tests.domain.story import Story

MICROSECOND = timedelta(microseconds=1)
BATCH = 20_000  # events in one COPY
WEEKLY = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=50, per=Per.WEEK)
MONTHLY_CALLS = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=3, per=Per.MONTH, method=Channel.TELEPHONE)
MEASURES: tuple[tuple[tuple[Measure, ...], dict[str, Any]], ...] = (
    ((WRITING_ONLY,), {}),
    ((WRITING_ONLY, READ_AND_FILE), {}),
    ((NAMED_ONLY,), {}),
    ((WEEKLY,), {}),
    ((MONTHLY_CALLS, READ_AND_FILE), {}),
    ((NO_CONTACT,), {"ends_all_contact": True, "extreme_reason": "Threats."}),
)
COUNTED = (3, 4)  # of MEASURES: those that count contacts
CONTACTS = 40  # of each customer whose contacts are counted


@dataclass(frozen=True)
class Copied:
    """One event to be copied: `facts`, `text` and the rest name the template's own identifiers."""

    stream: str
    version: int
    ordinal: int
    size: int
    event: Event
    facts: bytes
    text: bytes | None
    meta: bytes
    actor: str
    tags: tuple[str, ...]
    whom: tuple[str, ...]


class Told(Story):
    """A story that remembers which events one command became."""

    def __init__(self, now: datetime) -> None:
        self.sizes: list[int] = []
        super().__init__(now)

    def _act(self, stream: str, command: Command, by: Actor) -> tuple[Event, ...]:
        events = super()._act(stream, command, by)
        self.sizes.append(len(events))
        return events


def template(codec: Codec, now: datetime, which: int | None) -> list[Copied]:
    """Tell a customer's story: entered; and, where `which` says by which measures, restricted and written to."""
    story = Told(now)
    if which is not None:
        measures, said = MEASURES[which]
        story.a_restriction(measures=measures, **said)
        for _ in range(CONTACTS if which in COUNTED else 0):
            a_contact(story)
    places = [(n, size) for size in story.sizes for n in range(1, size + 1)]
    return [
        _copied(codec, story, fact, ordinal, size)
        for fact, (ordinal, size) in zip(story.record, places, strict=True)
        if kind_of(fact.stream) != "directory"
    ]


def _copied(codec: Codec, story: Story, fact: Any, ordinal: int, size: int) -> Copied:
    event = fact.event
    facts, text = codec.facts(event)
    happened = getattr(event, event.happened) if event.happened else None
    reason = getattr(event, event.coded) if event.coded else None
    meta = Meta(
        clause=event.clause,
        roles=tuple(sorted(fact.roles)),
        policy=story.book.on(local_day(fact.recorded_at)).version,
        calendar=story.book.calendar.version,
        occurred_at=happened.isoformat() if happened is not None else None,
        reason=None if reason is None else str(reason),
    )
    tags = tuple(sorted(set(named(event, event.tagged))))
    whom = tuple(named(event, event.concerns)) or (fact.stream,)
    return Copied(
        fact.stream, fact.version, ordinal, size, event, facts, text, encode_meta(meta), fact.actor, tags, whom
    )


@dataclass
class Filled:
    """What was made: the pseudonyms of a sample of unrestricted customers, and of all restricted ones by measures."""

    unrestricted: list[str]
    restricted: dict[int, list[str]]
    events: int


class Filling:
    """Fills a record and its key database. `owner` and `keys` are the owner's addresses of the two."""

    def __init__(self, owner: str, keys: str, masters: Masters) -> None:
        self._owner, self._keys, self._masters = owner, keys, masters
        self._codec = Codec(DECIDERS)
        self._rows: dict[str, list[tuple[Any, ...]]] = {"event": [], "payload": [], "tag": [], "data_key": []}
        self._position = 0

    async def fill(self, customers: int, restricted: int) -> Filled:
        """Make so many customers, of whom so many are restricted."""
        record, keys = await asyncpg.connect(self._owner), await asyncpg.connect(self._keys)
        try:
            last = await record.fetchrow(
                "select position, recorded_at from record.event order by position desc limit 1"
            )
            self._position = last["position"] if last else 0
            begins = max(datetime.now(UTC), last["recorded_at"] if last else datetime.min.replace(tzinfo=UTC))
            self._zero = begins - MICROSECOND * self._position
            plain = template(self._codec, begins, None)
            told = [template(self._codec, begins, which) for which in range(len(MEASURES))]
            found = Filled([], {which: [] for which in range(len(MEASURES))}, 0)
            every = max(1, customers // max(1, restricted))
            for number in range(customers):
                which = (
                    number // every % len(MEASURES) if number % every == 0 and number // every < restricted else None
                )
                who = self._copy(plain if which is None else told[which])
                if which is not None:
                    found.restricted[which].append(who)
                elif random.random() < 0.05:  # noqa: S311 - a sample
                    found.unrestricted.append(who)
                if len(self._rows["event"]) >= BATCH:
                    await self._write(record, keys)
            await self._write(record, keys)
            found.events = self._position
            for table in ("event", "payload", "tag"):
                await record.execute(f"vacuum (analyze) record.{table}")
            await keys.execute("vacuum (analyze) keys.data_key")
            for connection in (record, keys):
                await connection.execute("checkpoint")
        finally:
            await record.close()
            await keys.close()
        return found

    def _copy(self, events: Sequence[Copied]) -> str:
        """Add the rows of one person's history; return their pseudonym."""
        streams = {event.stream.partition("/")[2]: str(uuid4()) for event in events}
        pairs = [(old.encode(), new.encode()) for old, new in streams.items()]
        heads: dict[str, bytes] = {}
        made: dict[tuple[str, ...], tuple[UUID, AESGCM]] = {}
        command = uuid4()

        def text(old: str) -> str:
            kind, _, name = old.rpartition("/")
            return f"{kind}/{streams.get(name, name)}"

        def content(old: bytes) -> bytes:
            for before, after in pairs:
                old = old.replace(before, after)
            return old

        for each in events:
            if each.ordinal == 1:
                command = uuid4()
            self._position += 1
            stream, topic = text(each.stream), each.event.TOPIC
            sealed = None
            if each.text is not None:
                whom = people(text(one) for one in each.whom)
                key_id, cipher = made.get(whom) or made.setdefault(whom, self._key(whom))
                nonce = os.urandom(NONCE_BYTES)
                ciphertext = nonce + cipher.encrypt(nonce, content(each.text), place(stream, each.version, topic))
                sealed = sealed_hash(key_id.bytes, ciphertext)
                self._rows["payload"].append((self._position, key_id, ciphertext))
            tags = sorted(text(tag) for tag in each.tags)
            self._rows["tag"] += [(tag, self._position) for tag in tags]
            envelope = Envelope(
                stream,
                each.version,
                command,
                each.ordinal,
                each.size,
                topic,
                each.event.class_version,
                each.actor,
                each.meta,
                content(each.facts),
                sealed,
                os.urandom(32) if each.ordinal == 1 else None,
            )
            heads[stream] = whole = content_hash(envelope, tags, heads.get(stream, NOTHING))
            at = self._zero + MICROSECOND * self._position
            leaf = leaf_hash(self._position, at, whole)
            self._rows["event"].append((self._position, at, *envelope, whole, leaf))
        return next(text(e.stream) for e in events if isinstance(e.event, CustomerEntered)).partition("/")[2]

    def _key(self, whom: tuple[str, ...]) -> tuple[UUID, AESGCM]:
        key_id, plain = uuid4(), os.urandom(KEY_BYTES)
        wrapped = self._masters.wrap(plain, bound_to(key_id, whom))
        self._rows["data_key"].append((key_id, list(whom), wrapped, self._masters.current))
        return key_id, AESGCM(plain)

    async def _write(self, record: asyncpg.Connection, keys: asyncpg.Connection) -> None:
        for table in ("event", "payload", "tag"):
            rows, self._rows[table] = self._rows[table], []
            await record.copy_records_to_table(table, schema_name="record", records=rows)
        rows, self._rows["data_key"] = self._rows["data_key"], []
        columns = ("id", "people", "wrapped", "master")
        await keys.copy_records_to_table("data_key", schema_name="keys", records=rows, columns=columns)


def some(names: Sequence[str], number: int) -> Iterator[str]:
    """Yield so many names at random, each as often as any other."""
    return itertools.islice((random.choice(names) for _ in itertools.count()), number)  # noqa: S311
