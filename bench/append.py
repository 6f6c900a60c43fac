"""How fast an append is, as the product really does it, against the least that anybody could do.

Ours: envelope, encryption under a person's key, hashes, keyed fingerprint, a tag, a condition over a tag and one over
a stream, through the writer that shares commits. Raw: one INSERT of one row of the same size, committed, over asyncpg,
prepared, each caller on a connection of its own: the hardest rival. Pooled: the same through asyncpg's pool, ten
connections, as a plain service would. The other: `eventsourcing`'s Application.save in threads (needs psycopg; without
it the figure is left out). All in one run on one server, in turns; medians of three.
"""

import asyncio
import importlib.util
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from bench.appending import ASHA, BOOK, a_record, an_event
from domain.names import StreamId
from record.chain import NOTHING
from record.request import Ask, Basis, Head, NoNewer, Preparer
from record.store import Record
from record.writer import Fate
from tests.record.servers import Place, Server, a_place
from tests.record.toys import Nothing

SECONDS = 1.5
ROUNDS = 3
CALLERS = (1, 8, 32, 128)
HERE = Path(__file__).parent.parent


async def rate(one: Callable[[int], Awaitable[None]], callers: int, seconds: float = SECONDS) -> float:
    """Return how many a second `callers` at once get done."""
    done = 0
    until = time.perf_counter() + seconds

    async def caller(number: int) -> None:
        nonlocal done
        while time.perf_counter() < until:
            await one(number)
            done += 1

    start = time.perf_counter()
    await asyncio.gather(*(caller(number) for number in range(callers)))
    return done / (time.perf_counter() - start)


async def ours(record: Record, callers: int) -> float:
    """Prepare and append, each caller with people and a stream of its own."""
    people = [f"customer/{uuid4()}" for _ in range(callers)]
    preparer = Preparer(record.codec, record.keys)
    key = await record.keys.secret("fingerprint")
    heads: list[Head] = [Head(f"note/{uuid4()}", 0, NOTHING) for _ in range(callers)]
    read_at = [await record.position()] * callers
    as_of = await record.now()

    async def one(number: int) -> None:
        lead = heads[number]
        ask = Ask(stream=StreamId(lead.stream), command=Nothing(), by=ASHA, command_id=uuid4())
        basis = Basis(
            lead=lead,
            as_of=as_of,
            book=BOOK,
            tags_quiet=[NoNewer(people[number], read_at[number], "Claimed")],
            streams_quiet=[NoNewer(f"note/{number}", 0, None)],
        )
        request = await preparer.request(ask, basis, ask.fingerprint(key), [an_event(people[number])])
        outcome = await record.writer.append(request)
        assert outcome.fate is Fate.APPENDED, outcome  # noqa: S101 - a bench of failures says nothing
        envelope, content = request.events[-1]
        heads[number] = Head(lead.stream, envelope.version, content)
        read_at[number] = outcome.position

    return await rate(one, callers)


async def raw(owner: str, callers: int) -> float:
    """Insert one row of as many bytes and commit, each caller on its own connection."""
    connections = [await asyncpg.connect(owner) for _ in range(callers)]
    try:
        await connections[0].execute("create table if not exists raw (id bigserial primary key, body bytea not null)")
        body = bytes(700)
        statements = [await c.prepare("insert into raw (body) values ($1)") for c in connections]

        async def one(number: int) -> None:
            await statements[number].fetch(body)

        return await rate(one, callers)
    finally:
        for connection in connections:
            await connection.close()


async def pooled(owner: str, callers: int) -> float:
    """Insert as `raw` does, through asyncpg's pool as it comes."""
    async with asyncpg.create_pool(owner) as pool:
        await pool.execute("create table if not exists raw (id bigserial primary key, body bytea not null)")
        body = bytes(700)

        async def one(_number: int) -> None:
            await pool.execute("insert into raw (body) values ($1)", body)

        return await rate(one, callers)


async def two_processes(which: str, place: Place, callers: int) -> float:
    """Return what two processes with as many callers each get done together."""
    started = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.appending", which, place.owner, place.app, place.keys, str(callers)),
            cwd=HERE,
            stdout=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    printed = [(await process.communicate())[0] for process in started]
    return sum(map(float, printed))


def saves_of_eventsourcing(place: Place, threads: int) -> float:
    """Return how many Application.save a second as many threads get done."""
    address = urlsplit(place.owner)
    command = [sys.executable, "-m", "bench.eventsourcing_save", str(threads), str(SECONDS)]
    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": place.name,
        "POSTGRES_HOST": "127.0.0.1",
        "POSTGRES_PORT": str(address.port),
        "POSTGRES_USER": address.username or "",
        "POSTGRES_PASSWORD": address.password or "",
        "POSTGRES_POOL_SIZE": str(threads),
        "PYTHONPATH": ":".join(sys.path),
    }
    return float(subprocess.check_output(command, env=environment, cwd=HERE, text=True))


async def measure(server: Server) -> dict[str, float]:
    """Measure everything once a round, in turns."""
    place = await a_place(server)
    owner = await asyncpg.connect(place.owner)
    await owner.execute("alter system set max_connections = 300")
    await owner.close()
    server.restart()
    found: dict[str, list[float]] = {}
    async with a_record(place.app, place.keys) as record:
        for _ in range(ROUNDS):
            for callers in CALLERS:
                found.setdefault(f"raw_{callers}", []).append(await raw(place.owner, callers))
                found.setdefault(f"pooled_{callers}", []).append(await pooled(place.owner, callers))
                found.setdefault(f"append_{callers}", []).append(await ours(record, callers))
            for which in ("raw", "ours"):
                found.setdefault(f"two_processes_{which}", []).append(await two_processes(which, place, 64))
            if importlib.util.find_spec("psycopg"):
                found.setdefault("eventsourcing_32", []).append(saves_of_eventsourcing(place, 32))
    return figures_of({name: statistics.median(values) for name, values in found.items()})


def figures_of(rates: dict[str, float]) -> dict[str, float]:
    """Return the rates and their ratios, under the names that the table of aims knows."""
    figures: dict[str, float] = {}
    for callers in CALLERS:
        append, who = rates[f"append_{callers}"], f"{callers} caller{'s' if callers > 1 else ''}"
        figures[f"append, {who}, a second"] = append
        figures[f"append, {who}, times raw"] = append / rates[f"raw_{callers}"]
        figures[f"append, {who}, times raw through asyncpg's pool"] = append / rates[f"pooled_{callers}"]
        figures[f"raw, {who}, a second"] = rates[f"raw_{callers}"]
    figures["append, 2 processes with 64 callers, times raw"] = rates["two_processes_ours"] / rates["two_processes_raw"]
    if "eventsourcing_32" in rates:
        figures["append, 32 callers, times eventsourcing's save"] = rates["append_32"] / rates["eventsourcing_32"]
    return figures


def run() -> dict[str, float]:
    """Measure on a server of its own; return appends a second and ratios."""
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
