"""The record as lines of JSON: what an auditor takes away, and verifies without the database.

One object a line, in order of position: the envelope (`meta` and `facts` as the stored text, byte for byte), the hashes
in hex, the tags, and the sealed text in hex with its key's id (null where it was erased, or where there was none).
What somebody made of a row that no event can be (bytes that are no text, a moment at infinity) is told as well as can
be: the export must not fail because of it, and verifying finds it.
"""

import json
from collections.abc import AsyncIterator
from datetime import UTC
from typing import Any

import asyncpg

from record.chain import microseconds
from record.database import Database

BATCH = 5_000
LOWEST = -(2**63)  # of the column's type: nobody hides an event below the first
ROWS = """
select e.*, p.key_id, p.sealed,
       array(select t.tag from record.tag t where t.position = e.position order by t.tag) as tags
  from record.event e left join record.payload p on p.position = e.position
 where e.position >= $1 order by e.position limit $2"""


async def export(database: Database, *, after: int = 0) -> AsyncIterator[bytes]:
    """Yield the lines of the events after a position, up to the last there is. Raises Unavailable."""
    async for row in every_row(database, LOWEST if after == 0 else after + 1):
        yield json.dumps(line(row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


async def every_row(database: Database, first: int = LOWEST) -> AsyncIterator[asyncpg.Record]:
    """Yield the rows of `ROWS` from a position on, up to the last there is. Raises Unavailable."""
    while rows := await database.fetch(ROWS, first, BATCH):
        for row in rows:
            yield row
        if len(rows) < BATCH:
            return
        first = rows[-1]["position"] + 1


def line(row: asyncpg.Record) -> dict[str, Any]:
    """Return a row of `ROWS` as plain values."""
    values: dict[str, Any] = dict(row)
    moment = row["recorded_at"].replace(tzinfo=UTC)  # asyncpg gives UTC, and infinity without any
    values["recorded_us"] = microseconds(moment)
    values["recorded_at"] = moment.isoformat()
    for name in ("command_id", "key_id"):
        values[name] = None if row[name] is None else str(row[name])
    for name in ("meta", "facts"):
        values[name] = row[name].decode(errors="replace")
    for name in ("sealed_hash", "fingerprint", "content_hash", "leaf_hash", "sealed"):
        values[name] = None if row[name] is None else row[name].hex()
    return values
