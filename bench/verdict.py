"""How fast the verdict is, over HTTP, with a million customers and twenty thousand restrictions in the record.

`VERDICT_CUSTOMERS` and `VERDICT_RESTRICTED` make it smaller, and a folder in `VERDICT_FOLDER` is kept, and used again.
What is measured is the time within the server, from the first byte of the request to the answer's head (its
`Server-Timing`), and beside it what a caller on the same machine waits. Customers are drawn at random: of a million,
hardly any has been asked about before. Medians of three rounds.
"""

import asyncio
import json
import os
import random
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Self

from bench.filling import COUNTED, Filled, Filling, some
from local import databases, postgres
from local.enter_staff import enter_demo_staff
from local.issuer import Server, fresh_key
from local.parts import Program, answers, begin, until_ready
from local.people import everybody
from local.place import ROOT, Place, settings_in
from local.ports import free_ports
from record.keys import Masters
from settings import key_bytes

CUSTOMERS = int(os.environ.get("VERDICT_CUSTOMERS", "1000000"))
RESTRICTED = int(os.environ.get("VERDICT_RESTRICTED", "20000"))
ASKED = int(os.environ.get("VERDICT_ASKED", "3000"))  # of each sort, in each round
ROUNDS = 3
RATE = 100  # a second, where callers do not wait for one another
CONNECTIONS = 32
SERVER_TIME = re.compile(rb"server-timing: app;dur=([0-9.]+)", re.IGNORECASE)


@dataclass
class Times:
    """Milliseconds of each request: within the server, and until the caller had the answer."""

    within: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)


class Caller:
    """One connection, kept open."""

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._writer.close()

    async def ask(self, customer: str) -> float:
        """Ask about a customer; return the milliseconds within the server. Raises RuntimeError where it is not 200."""
        path = f"/v1/customers/{customer}/verdict?channel=telephone&purpose=general"
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self._token}\r\n\r\n"
        self._writer.write(head.encode())
        answer = await self._reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
        body = await self._reader.readexactly(int(length[1]) if length else 0)
        timed = SERVER_TIME.search(answer)
        if not answer.startswith(b"HTTP/1.1 200") or timed is None:
            raise RuntimeError(f"{answer!r}: {body!r}")
        return float(timed[1])


async def in_turn(port: int, token: str, customers: Iterable[str]) -> Times:
    """Ask about each as soon as the one before is answered."""
    found = Times()
    async with Caller(port, token) as caller:
        for customer in customers:
            began = time.perf_counter()
            found.within.append(await caller.ask(customer))
            found.waited.append((time.perf_counter() - began) * 1000)
    return found


async def as_they_come(port: int, token: str, customers: Iterable[str]) -> Times:
    """Ask about each at a moment of its own, `RATE` a second on average, whether or not others have been answered."""
    found, moment, tasks = Times(), time.perf_counter(), []
    free: asyncio.Queue[Caller] = asyncio.Queue()

    async def one(customer: str, at: float) -> None:
        caller = await free.get()
        found.within.append(await caller.ask(customer))
        found.waited.append((time.perf_counter() - at) * 1000)
        free.put_nowait(caller)

    async with AsyncExitStack() as stack:
        for _ in range(CONNECTIONS):
            free.put_nowait(await stack.enter_async_context(Caller(port, token)))
        for customer in customers:
            moment += random.expovariate(RATE)
            await asyncio.sleep(max(0, moment - time.perf_counter()))
            tasks.append(asyncio.create_task(one(customer, moment)))
        await asyncio.gather(*tasks)
    return found


def part(values: Sequence[float], hundredth: int) -> float:
    """Return the value below which so many hundredths lie."""
    return sorted(values)[min(len(values) - 1, len(values) * hundredth // 100)]


def figures_of(found: dict[str, list[Times]]) -> dict[str, float]:
    """Return the medians of the rounds' p50 and p99, under the names that the table of aims knows."""
    figures = {}
    for sort, rounds in found.items():
        for hundredth in (50, 99):
            within = statistics.median(part(times.within, hundredth) for times in rounds)
            waited = statistics.median(part(times.waited, hundredth) for times in rounds)
            figures[f"verdict, {sort}, p{hundredth} ms in the server"] = within
            figures[f"verdict, {sort}, p{hundredth} ms until answered"] = waited
    return figures


async def in_rounds(port: int, token: str, made: Filled) -> dict[str, float]:
    """Ask about each sort of customer, in turns."""
    everyone = [who for names in made.restricted.values() for who in names]
    counted = [who for which in COUNTED for who in made.restricted[which]]
    sorts = {
        "unrestricted": (made.unrestricted, in_turn),
        "restricted": (everyone, in_turn),
        "contacts counted": (counted, in_turn),
        f"unrestricted, {RATE} a second": (made.unrestricted, as_they_come),
        f"restricted, {RATE} a second": (everyone, as_they_come),
    }
    await in_turn(port, token, some(made.unrestricted, 300))
    found: dict[str, list[Times]] = {sort: [] for sort in sorts}
    for _ in range(ROUNDS):
        for sort, (names, how) in sorts.items():
            found[sort].append(await how(port, token, some(names, ASKED)))
    return figures_of(found)


async def the_record(folder: Path, made_in: Filling) -> Filled:
    """Fill the record, unless an earlier run has."""
    known = folder / "made.json"
    if known.exists():
        said = json.loads(known.read_text())
        return Filled(said["unrestricted"], {int(n): who for n, who in said["restricted"].items()}, said["events"])
    made = await made_in.fill(CUSTOMERS, RESTRICTED)
    known.write_text(json.dumps(asdict(made)))
    return made


async def measure(folder: Path) -> dict[str, float]:
    """Make the record, serve it and ask."""
    place = Place(folder, free_ports(6))
    server = postgres.start(folder / "postgres", options={"max_wal_size": "4GB"})
    api: Program | None = None
    try:
        ready = await databases.ensure(server)
        issuing = Server(place.port_of("token issuer"), fresh_key())
        threading.Thread(target=issuing.serve_forever, daemon=True).start()
        environment = {**os.environ, **place.environment(ready)}
        await enter_demo_staff(environment)
        masters = Masters(key_bytes(settings_in(environment).master_key, "master_key"))
        began = time.monotonic()
        made = await the_record(folder, Filling(ready.owner, server.url(databases.KEYS_DATABASE), masters))
        figures = {
            "verdict, customers": float(CUSTOMERS),
            "verdict, restrictions": float(sum(map(len, made.restricted.values()))),
            "verdict, events in the record": float(made.events),
            "verdict, s to make the record": time.monotonic() - began,
            "verdict, load of the machine before": os.getloadavg()[0],
        }
        health = f"{place.url('API')}/health/live"
        command = [sys.executable, "-m", "api"]
        api = Program("API", command, environment, folder / "api.log", lambda: answers(health), ROOT)
        await begin(api)
        await until_ready(api)
        token = issuing.issuer.token(everybody()["asha"].subject)
        figures |= await in_rounds(place.port_of("API"), token, made)
        return figures | {"verdict, load of the machine after": os.getloadavg()[0]}
    finally:
        if api:
            api.stop()
        server.stop()


def run() -> dict[str, float]:
    """Measure, in a folder that is removed afterwards unless one is given."""
    if kept := os.environ.get("VERDICT_FOLDER"):
        Path(kept).mkdir(mode=0o755, exist_ok=True)
        return asyncio.run(measure(Path(kept)))
    folder = Path(tempfile.mkdtemp(prefix="evenhand-bench-"))
    folder.chmod(0o755)
    try:
        return asyncio.run(measure(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name:60} {value:12.2f}")
