"""The record as lines of JSON: what an auditor takes away, and verifies without the database.

One object a line, in order of position: the envelope (`meta` and `facts` as the stored text, byte for byte), the hashes
in hex, the tags, and the sealed text in hex with its key's id (null where it was erased, or where there was none).
"""

import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg

from record.chain import microseconds
from record.database import Database

BATCH = 5_000
ROWS = """
select e.*, p.key_id, p.sealed,
       array(select t.tag from record.tag t where t.position = e.position order by t.tag) as tags
  from record.event e left join record.payload p on p.position = e.position
 where e.position > $1 order by e.position limit $2"""


async def export(database: Database, *, after: int = 0) -> AsyncIterator[bytes]:
    """Yield the lines of the events after a position, up to the last there is. Raises Unavailable."""
    while rows := await database.fetch(ROWS, after, BATCH):
        for row in rows:
            yield json.dumps(line(row), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        after = rows[-1]["position"]


def line(row: asyncpg.Record) -> dict[str, Any]:
    """Return a row of `ROWS` as plain values."""
    values: dict[str, Any] = dict(row)
    values["recorded_us"] = microseconds(row["recorded_at"])
    values["recorded_at"] = row["recorded_at"].isoformat()
    for name in ("command_id", "key_id"):
        values[name] = None if row[name] is None else str(row[name])
    for name in ("meta", "facts"):
        values[name] = row[name].decode()
    for name in ("sealed_hash", "fingerprint", "content_hash", "leaf_hash", "sealed"):
        values[name] = None if row[name] is None else row[name].hex()
    return values
