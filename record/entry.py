"""What is read from the record and what an append answers."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from domain.event import Event
from domain.names import StreamId

S = TypeVar("S")


class Meta(msgspec.Struct, frozen=True, omit_defaults=True):
    """The part of an envelope that no index needs: canonical JSON in column `meta`. Codes and pseudonyms only."""

    clause: str
    roles: tuple[str, ...]
    policy: str
    calendar: str
    occurred_at: str | None = None  # ISO day or moment, where it is not when it was recorded
    reason: str | None = None  # a code
    correlation: str | None = None
    causation: str | None = None
    erases: tuple[int, ...] = ()  # positions whose personal text this event is the certificate for


_meta = msgspec.json.Decoder(Meta).decode
encode_meta = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True)
class Recorded:
    """One event with its envelope. Personal fields of `event` are `SEALED` until `Record.open`."""

    position: int
    recorded_at: datetime
    stream: StreamId
    version: int
    command_id: UUID
    ordinal: int
    type: str
    class_version: int
    actor: str
    facts: bytes
    meta_bytes: bytes
    sealed: bool  # whether it was stored with personal text
    event: Event

    @cached_property
    def meta(self) -> Meta:
        """The rest of the envelope: clause, roles, policy, correlation, causation, reason, erases."""
        return _meta(self.meta_bytes)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a command. `events` are the types; `position` and `recorded_at` are the last event's.

    Without events (nothing to do) they are where the record stood. `replayed`: this id had been answered before.
    """

    stream: StreamId
    version: int
    position: int
    recorded_at: datetime
    events: tuple[str, ...]
    replayed: bool


@dataclass(frozen=True, slots=True)
class Loaded(Generic[S]):
    """A stream's folded state (None where it has no events) and version, and the one clock's moment of the reading.

    `head` is the record's last position at that moment: the reading shows everything up to it.
    """

    stream: StreamId
    version: int
    state: S
    now: datetime
    head: int


AnyLoaded = Loaded[Any]
