"""Reading: events with their envelopes, by stream, by tag, by position; and opening their personal text."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import asyncpg
from cryptography.exceptions import InvalidTag

from domain.event import Event
from domain.names import StreamId
from record.codec import Codec
from record.database import Connection, Database
from record.entry import Recorded
from record.errors import Damaged
from record.keys import NONCE_BYTES, Keys
from record.request import place

COLUMNS = (
    "e.position, e.recorded_at, e.stream, e.version, e.command_id, e.ordinal, e.type, e.class_version, e.actor,"
    " e.facts, e.meta, e.sealed_hash is not null as sealed"
)


class Reader:
    """Reads what is recorded. Everything raises Unavailable; UnknownEvent for a type this program does not know."""

    def __init__(self, database: Database, codec: Codec, keys: Keys) -> None:
        self._database, self._codec, self._keys = database, codec, keys

    async def history(self, stream: str, *, after: int = 0, as_at: datetime | None = None) -> list[Recorded]:
        """Return a stream's events after a version, up to a moment where one is given, in order."""
        rows = await self._database.fetch(
            f"select {COLUMNS} from record.event e where e.stream = $1 and e.version > $2"  # noqa: S608 - our own columns
            " and ($3::timestamptz is null or e.recorded_at <= $3) order by e.version",
            stream,
            after,
            as_at,
        )
        return [self.recorded(row) for row in rows]

    async def tagged(self, tag: str) -> list[StreamId]:
        """Return the streams in which an event carries a tag, in the order in which each first did."""
        rows = await self._database.fetch(
            "select e.stream from record.tag t join record.event e using (position) where t.tag = $1"
            " group by e.stream order by min(position)",
            tag,
        )
        return [StreamId(row["stream"]) for row in rows]

    async def after(self, position: int, limit: int = 1000, connection: Connection | None = None) -> list[Recorded]:
        """Return the events after a position, in order; over a connection of the caller's, to be in its transaction.

        Raises Damaged at a gap: positions have none.
        """
        rows = await (connection or self._database).fetch(
            f"select {COLUMNS} from record.event e where e.position > $1 order by e.position limit $2",  # noqa: S608
            position,
            limit,
        )
        if rows and rows[-1]["position"] != position + len(rows):
            raise Damaged(f"events are missing after {position}")
        return [self.recorded(row) for row in rows]

    async def position(self) -> int:
        """Return the last position; 0 for an empty record."""
        rows = await self._database.fetch("select coalesce(max(position), 0) as position from record.event")
        return int(rows[0]["position"])

    async def now(self) -> datetime:
        """Return the one clock's moment."""
        rows = await self._database.fetch("select record.now() as now")
        moment: datetime = rows[0]["now"]
        return moment

    async def open(self, entries: Iterable[Recorded], connection: Connection | None = None) -> list[Event]:
        """Return the events with their personal text; `ERASED` where it, or its key, is gone. Raises Damaged.

        Whoever calls this for a person to read records that they did (8.5).
        """
        entries = list(entries)
        rows = await (connection or self._database).fetch(
            "select p.position, p.key_id, p.sealed from record.payload p where p.position = any($1)",
            [entry.position for entry in entries if entry.sealed],
        )
        payloads = {row["position"]: row for row in rows}
        keys = await self._keys.keys_by_id(row["key_id"] for row in rows)
        opened = []
        for entry in entries:
            payload = payloads.get(entry.position)
            if payload is None:
                opened.append(self._codec.erased(entry.event) if entry.sealed else entry.event)
                continue
            key = keys[payload["key_id"]]
            if key is None:
                opened.append(self._codec.erased(entry.event))
                continue
            text = payload["sealed"]
            try:
                where = place(entry.stream, entry.version, entry.type)
                plain = key.cipher.decrypt(text[:NONCE_BYTES], text[NONCE_BYTES:], where)
            except InvalidTag as error:
                raise Damaged(f"the text at {entry.position} does not open") from error
            opened.append(self._codec.opened(entry.type, entry.class_version, entry.facts, plain))
        return opened

    def recorded(self, row: asyncpg.Record) -> Recorded:
        """Read a row of `COLUMNS`."""
        position, at, stream, version, command_id, ordinal, topic, class_version, actor, facts, meta, sealed = row
        event = self._codec.event(topic, class_version, facts)
        return Recorded(
            position, at, stream, version, command_id, ordinal, topic, class_version, actor, facts, meta, sealed, event
        )


def topics(types: Iterable[type[Event]]) -> str | None:
    """Return types as record.append_batch takes them; None for any."""
    names: Sequence[str] = sorted(event.TOPIC for event in types)
    return ",".join(names) or None
