"""How fast the whole record is replayed (rows, decode, fold), against `eventsourcing`'s select and fold.

300,000 events in 30,000 streams; the rows are made by the owner directly, since a replay reads neither hashes nor
texts. The other figure needs psycopg; without it, it is left out. In turns on one server; medians of three.
"""

import asyncio
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from bench.appending import a_record
from record.replay import replay
from tests.record.servers import Place, Server, a_place
from tests.record.toys import DECIDERS

EVENTS = 300_000
ROUNDS = 3
HERE = Path(__file__).parent.parent
FILL = """
insert into record.event
select n, now() + n * interval '1 microsecond', 'note/' || lpad((n % ($1 / 10))::text, 36, '0'), n / ($1 / 10) + 1,
       gen_random_uuid(), 1, 1, case when n < $1 / 10 then 'NoteTaken' else 'Counted' end, 1,
       'staff/6f3c0a52-1f5e-4a8e-9f5c-0d1b8f4f2a11',
       '{"calendar":"c1","clause":"9.1","policy":"2026-1","roles":["manager","staff"]}',
       case when n < $1 / 10 then
         convert_to('{"about":"customer/' || gen_random_uuid() || '","has_witnesses":false,"on":null}', 'UTF8')
            else convert_to('{"by":' || n % 7 || '}', 'UTF8') end,
       null, sha256('f'), sha256('c'), sha256('l')
  from generate_series(0, $1 - 1) n"""


async def measure(server: Server) -> dict[str, float]:
    """Fill, then replay in turns."""
    place = await a_place(server)
    owner = await asyncpg.connect(place.owner)
    # Positions begin at 1.
    await owner.execute(FILL.replace("select n, now()", "select n + 1, now()").replace("$1", str(EVENTS)))
    await owner.execute("vacuum analyze record.event")
    await owner.close()
    other = bool(importlib.util.find_spec("psycopg"))
    if other:
        of_eventsourcing(place, "fill")
    ours, theirs = [], []
    async with a_record(place.app, place.keys) as record:
        for _ in range(ROUNDS):
            start = time.perf_counter()
            states = await replay(record.database, record.codec, DECIDERS)
            ours.append(EVENTS / (time.perf_counter() - start))
            assert len(states) == EVENTS // 10  # noqa: S101 - a bench of half the record says nothing
            if other:
                theirs.append(of_eventsourcing(place, "fold"))
    figures = {"replay, events a second": statistics.median(ours)}
    if theirs:
        figures["replay, times eventsourcing's select and fold"] = statistics.median(ours) / statistics.median(theirs)
    return figures


def of_eventsourcing(place: Place, what: str) -> float:
    """Let the other library fill its table, or select and fold it; return events a second."""
    address = urlsplit(place.owner)
    environment = os.environ | {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": place.name,
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": str(address.port),
        "POSTGRES_USER": address.username or "",
        "POSTGRES_PASSWORD": address.password or "",
    }
    command = [sys.executable, "-m", "bench.eventsourcing_fold", what, str(EVENTS)]
    return float(subprocess.check_output(command, env=environment, cwd=HERE, text=True))


def run() -> dict[str, float]:
    """Measure on a server of its own; return events a second."""
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder) / "postgres")
        try:
            return asyncio.run(measure(server))
        finally:
            server.stop()


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:60} {value:12.2f}")
