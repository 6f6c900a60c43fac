"""Verifying: whether what is there is all that ever was, as it was written.

Works on the lines of an export, or straight on a database, and needs no key but the sealer's public one. Against
checkpoints that were kept elsewhere it finds an event edited, deleted, inserted or moved, a record cut short, and one
whose hashes were all made anew. Without a checkpoint it finds slips, but no superuser.
"""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from record.chain import NOTHING, Envelope, content_hash, leaf_hash, sealed_hash
from record.checkpoint import Checkpoint
from record.database import Database
from record.errors import Damaged
from record.export import BATCH, ROWS, line
from record.merkle import Tree

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, at a position."""

    position: int
    what: str


@dataclass(slots=True)
class Report:
    """What a verification found. What came after `sealed_to`, the largest checkpoint that holds, nobody has signed."""

    events: int = 0
    root: bytes = b""
    sealed_to: int = 0
    erased: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


class Verifier:
    """Takes events in order of position, then reports. `checkpoints` are those kept outside the database."""

    def __init__(self, checkpoints: Iterable[Checkpoint], keys: Iterable[Ed25519PublicKey]) -> None:
        self._report = Report()
        self._tree = Tree()
        self._heads: dict[str, tuple[int, bytes]] = {}
        self._last = EPOCH
        self._gone: dict[int, int] = {}  # position of a payload that is not there → its event's own position
        self._certified: set[int] = set()
        self._checkpoints: dict[int, list[Checkpoint]] = {}
        keys = list(keys)
        for checkpoint in checkpoints:
            try:
                checkpoint.check(keys)
            except Damaged as error:
                self._find(checkpoint.tree_size, str(error))
            else:
                self._checkpoints.setdefault(checkpoint.tree_size, []).append(checkpoint)

    def add(self, event: Mapping[str, Any]) -> None:
        """Take the next line of an export."""
        position = event["position"]
        if position != self._tree.size + 1:
            self._find(position, f"position {self._tree.size + 1} was expected")
        moment = EPOCH + timedelta(microseconds=event["recorded_us"])
        if moment <= self._last or moment != datetime.fromisoformat(event["recorded_at"]):
            self._find(position, "its moment is not later than that of the event before")
        self._last = moment
        content = self._content(event)
        if content.hex() != event["content_hash"]:
            self._find(position, "its content is not what was hashed")
        self._heads[event["stream"]] = (event["version"], content)
        leaf = leaf_hash(position, moment, content)
        if leaf.hex() != event["leaf_hash"]:
            self._find(position, "its place or moment is not what was hashed")
        self._payload(event)
        self._certified.update(json.loads(event["meta"]).get("erases", ()))
        self._tree.add(leaf)
        for checkpoint in self._checkpoints.pop(self._tree.size, ()):
            if checkpoint.root == self._tree.root():
                self._report.sealed_to = self._tree.size
            else:
                self._find(position, "the record up to here is not what was sealed")

    def report(self) -> Report:
        """Close and report."""
        for size in self._checkpoints:
            self._find(size, f"{size} events were sealed, {self._tree.size} are there")
        for position in self._gone:
            if position in self._certified:
                self._report.erased += 1
            else:
                self._find(position, "its personal text is missing, and no certificate says that it was erased")
        self._report.events, self._report.root = self._tree.size, self._tree.root()
        self._report.findings.sort(key=lambda finding: finding.position)
        return self._report

    def _content(self, event: Mapping[str, Any]) -> bytes:
        version, before = self._heads.get(event["stream"], (0, NOTHING))
        if event["version"] != version + 1:
            self._find(event["position"], f"version {version + 1} of its stream was expected")
        envelope = Envelope(
            event["stream"],
            event["version"],
            UUID(event["command_id"]),
            event["ordinal"],
            event["size"],
            event["type"],
            event["class_version"],
            event["actor"],
            event["meta"].encode(),
            event["facts"].encode(),
            _bytes(event["sealed_hash"]),
            _bytes(event["fingerprint"]),
        )
        return content_hash(envelope, event["tags"], before)

    def _payload(self, event: Mapping[str, Any]) -> None:
        position, expected = event["position"], _bytes(event["sealed_hash"])
        if event["sealed"] is None:
            if expected is not None:
                self._gone[position] = position
        elif expected != sealed_hash(UUID(event["key_id"]).bytes, bytes.fromhex(event["sealed"])):
            self._find(position, "its personal text is not what was hashed")

    def _find(self, position: int, what: str) -> None:
        self._report.findings.append(Finding(position, what))


def verify_lines(lines: Iterable[bytes], checkpoints: Iterable[Checkpoint], keys: Iterable[Ed25519PublicKey]) -> Report:
    """Verify an export. A line that is no event is a finding."""
    verifier = Verifier(checkpoints, keys)
    for number, text in _numbered(lines):
        try:
            verifier.add(json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            report = verifier.report()
            report.findings.append(Finding(number, f"line {number} is no event: {error!r}"))
            return report
    return verifier.report()


async def verify_database(
    database: Database, checkpoints: Iterable[Checkpoint], keys: Iterable[Ed25519PublicKey]
) -> Report:
    """Verify a record where it stands. Raises Unavailable."""
    verifier = Verifier(checkpoints, keys)
    async for row in _rows(database):
        verifier.add(line(row))
    return verifier.report()


async def _rows(database: Database) -> AsyncIterator[Any]:
    after = 0
    while rows := await database.fetch(ROWS, after, BATCH):
        for row in rows:
            yield row
        after = rows[-1]["position"]


def _numbered(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    return ((number, text) for number, text in enumerate(lines, 1) if text.strip())


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)
