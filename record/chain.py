"""What is hashed: the content of an event, chained within its stream, and its leaf in the tree of the whole record.

Standard library only, so that an auditor can verify with this file and `record.merkle` alone.

content = sha256(1 ‖ stream ‖ version ‖ command id ‖ ordinal ‖ size ‖ type ‖ class version ‖ actor ‖ meta
                 ‖ sha256(facts) ‖ sealed hash ‖ fingerprint ‖ tags ‖ content of the stream's event before)
leaf    = sha256(0 ‖ position ‖ recorded at, in µs since 1970 ‖ content)           (RFC 6962: a leaf starts with 0)

Texts and lists are preceded by their length (4 bytes), numbers are big-endian; absent hashes are 32 zero bytes.
"""

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

NOTHING = bytes(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_numbers = struct.Struct(">q16shh").pack
_length = struct.Struct(">I").pack
_leaf = struct.Struct(">cqq").pack


def sealed_hash(key_id: bytes, sealed: bytes) -> bytes:
    """Hash a payload as stored: the key's id (16 bytes), then the ciphertext."""
    return sha256(key_id + sealed).digest()


class Envelope(NamedTuple):
    """An event as it is stored and hashed, but for its place in the record."""

    stream: str
    version: int
    command_id: UUID
    ordinal: int
    size: int
    type: str
    class_version: int
    actor: str
    meta: bytes
    facts: bytes
    sealed_hash: bytes | None
    fingerprint: bytes | None


def content_hash(envelope: Envelope, tags: Sequence[str], before: bytes) -> bytes:
    """Hash everything an event says, and what its stream said before. Tags are sorted; none holds a line end."""
    stream, version, command_id, ordinal, size, topic, class_version, actor, meta, facts, sealed, fingerprint = envelope
    s, t, a, g = stream.encode(), topic.encode(), actor.encode(), "\n".join(tags).encode()
    whole = (
        b"\x01",
        _length(len(s)),
        s,
        _numbers(version, command_id.bytes, ordinal, size),
        _length(len(t)),
        t,
        class_version.to_bytes(2, "big"),
        _length(len(a)),
        a,
        _length(len(meta)),
        meta,
        sha256(facts).digest(),
        sealed or NOTHING,
        fingerprint or NOTHING,
        _length(len(g)),
        g,
        before,
    )
    return sha256(b"".join(whole)).digest()


def leaf_hash(position: int, recorded_at: datetime, content: bytes) -> bytes:
    """Hash an event's place: its position and its moment (aware)."""
    return sha256(_leaf(b"\x00", position, microseconds(recorded_at)) + content).digest()


def microseconds(moment: datetime) -> int:
    """Return whole microseconds since 1970, exactly."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
