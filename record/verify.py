"""Verifying: whether what is there is all that ever was, as it was written.

Works on the lines of an export, or straight on a database, and needs no key but the sealer's public one. Against
checkpoints that were kept elsewhere it finds an event edited, deleted, inserted or moved, a record cut short, and one
whose hashes were all made anew. Without a checkpoint it finds slips, but no superuser.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from record.chain import NOTHING, Envelope, content_hash, leaf_hash, sealed_hash
from record.checkpoint import Checkpoint
from record.database import Database
from record.errors import Damaged
from record.export import every_row, line
from record.merkle import Tree

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError)  # what a row that is no event raises
# What stands beside the events and belongs to none of them.
_STRAYS = """
select t.position, 'a tag stands here, and no event' as what from record.tag t
 where not exists (select from record.event e where e.position = t.position)
union all select p.position, 'a personal text stands here, and no event' from record.payload p
 where not exists (select from record.event e where e.position = p.position)
 order by 1 limit 100"""


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
        self._next = 1
        self._last = EPOCH
        self._gone: list[int] = []  # positions whose payload is not there
        self._certified: dict[int, set[int]] = {}  # position → those of the certificates that its text is erased
        self._checkpoints: dict[int, list[Checkpoint]] = {}
        keys = list(keys)
        for checkpoint in checkpoints:
            try:
                checkpoint.check(keys)
            except Damaged as error:
                self.find(checkpoint.tree_size, str(error))
            else:
                self._checkpoints.setdefault(checkpoint.tree_size, []).append(checkpoint)

    def add(self, event: Mapping[str, Any]) -> None:
        """Take the next line of an export."""
        position = event["position"]
        if position != self._next:
            self.find(position, f"position {self._next} was expected")
        self._next = position + 1
        moment = EPOCH + timedelta(microseconds=event["recorded_us"])
        if moment <= self._last or moment != datetime.fromisoformat(event["recorded_at"]):
            self.find(position, "its moment is not later than that of the event before")
        self._last = moment
        content = self._content(event)
        if content.hex() != event["content_hash"]:
            self.find(position, "its content is not what was hashed")
        self._heads[event["stream"]] = (event["version"], content)
        leaf = leaf_hash(position, moment, content)
        if leaf.hex() != event["leaf_hash"]:
            self.find(position, "its place or moment is not what was hashed")
        self._payload(event)
        self._tree.add(leaf)
        for checkpoint in self._checkpoints.pop(self._tree.size, ()):
            if checkpoint.root == self._tree.root():
                self._report.sealed_to = self._tree.size
            else:
                self.find(position, "the record up to here is not what was sealed")
        for erased in json.loads(event["meta"]).get("erases", ()):
            self._certified.setdefault(erased, set()).add(position)

    def certifies(self, certificate: int, position: int) -> bool:
        """Say whether an event certifies that the text at an earlier position was erased."""
        return position < certificate and certificate in self._certified.get(position, ())

    def find(self, position: int, what: str) -> None:
        """Report something wrong."""
        self._report.findings.append(Finding(position, what))

    def report(self) -> Report:
        """Close and report."""
        for size in self._checkpoints:
            self.find(size, f"{size} events were sealed, {self._tree.size} are there")
        for position in self._gone:
            if any(self.certifies(certificate, position) for certificate in self._certified.get(position, ())):
                self._report.erased += 1
            else:
                self.find(position, "its personal text is missing, and no certificate says that it was erased")
        self._report.events, self._report.root = self._tree.size, self._tree.root()
        self._report.findings.sort(key=lambda finding: finding.position)
        return self._report

    def _content(self, event: Mapping[str, Any]) -> bytes:
        version, before = self._heads.get(event["stream"], (0, NOTHING))
        if event["version"] != version + 1:
            self.find(event["position"], f"version {version + 1} of its stream was expected")
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
                self._gone.append(position)
        elif expected != sealed_hash(UUID(event["key_id"]).bytes, bytes.fromhex(event["sealed"])):
            self.find(position, "its personal text is not what was hashed")


def verify_lines(lines: Iterable[bytes], checkpoints: Iterable[Checkpoint], keys: Iterable[Ed25519PublicKey]) -> Report:
    """Verify an export. A line that is no event is a finding, at the number of the line."""
    verifier = Verifier(checkpoints, keys)
    for number, text in enumerate(lines, 1):
        if text.strip():
            _add(verifier, number, partial(json.loads, text))
    return verifier.report()


async def verify_database(
    database: Database, checkpoints: Iterable[Checkpoint], keys: Iterable[Ed25519PublicKey]
) -> Report:
    """Verify a record where it stands, also what its tables hold beside the events. Raises Unavailable."""
    verifier = Verifier(checkpoints, keys)
    erasures = await database.fetch("select position, certificate from record.erasure order by position")
    strays = await database.fetch(_STRAYS)
    async for row in every_row(database):
        _add(verifier, row["position"], partial(line, row))
    for stray in strays:
        verifier.find(stray["position"], stray["what"])
    for position, certificate in erasures:
        if not verifier.certifies(certificate, position):
            verifier.find(position, "its text is listed as erased under a certificate that does not say so")
    return verifier.report()


def _add(verifier: Verifier, where: int, event: Callable[[], Mapping[str, Any]]) -> None:
    """Take an event; one that cannot be read is a finding, and the rest is verified all the same."""
    try:
        verifier.add(event())
    except UNREADABLE as error:
        verifier.find(where, f"this is no event: {error!r}")


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else bytes.fromhex(text)
