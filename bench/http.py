"""How fast a staff action is over HTTP, as the product does it (token, load, fold, decide, append), against the least.

The action is recording an incident: two events in two streams, personal text sealed under two keys. The least is the
same FastAPI that checks the same body and does one raw INSERT. One server at a time, in turns, medians of three.
"""

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from bench.loading import Load, load
from local import databases, postgres
from local.enter_staff import enter_demo_staff
from local.issuer import Server, fresh_key
from local.parts import Program, answers, begin, listens, until_ready
from local.people import everybody
from local.place import ROOT, Place
from local.ports import free_ports

ROUNDS = 3
SECONDS = 3.0


def incident(customer: str) -> dict[str, Any]:
    """Return an incident of a minute ago."""
    return {
        "customer": customer,
        "channel": "telephone",
        "criteria": ["swearing"],
        "happened_at": (datetime.now(UTC) - timedelta(minutes=1)).isoformat(),
        "narrative": "Shouted and swore at the adviser about a repair that was booked for the next day.",
    }


async def measure(folder: Path) -> dict[str, float]:
    """Run the two servers and load them in turns."""
    place = Place(folder, free_ports(7))
    server = postgres.start(folder / "postgres")
    try:
        ready = await databases.ensure(server)
        owner = await asyncpg.connect(ready.owner)
        await owner.execute("create table raw_incident (id bigserial primary key, body text not null)")
        issuing = Server(place.port_of("token issuer"), fresh_key())
        threading.Thread(target=issuing.serve_forever, daemon=True).start()
        environment = {**os.environ, **place.environment(ready)}
        await enter_demo_staff(environment)
        token = issuing.issuer.token(everybody()["asha"].subject)
        return await _in_turns(place, environment, ready.owner, token)
    finally:
        server.stop()


async def _in_turns(place: Place, environment: Mapping[str, str], owner: str, token: str) -> dict[str, float]:
    product, raw = place.port_of("API"), place.port_of("Temporal")
    health = f"{place.url('API')}/health/live"
    programs = [
        Program(
            "API",
            [sys.executable, "-m", "api"],
            environment,
            place.folder / "api.log",
            lambda: answers(health),
            ROOT,
        ),
        Program(
            "least",
            [sys.executable, "-m", "bench.raw_http", str(raw)],
            {**environment, "DATABASE_URL": owner},
            place.folder / "raw.log",
            lambda: listens(raw),
            ROOT,
        ),
    ]
    try:
        for program in programs:
            await begin(program)
        for program in programs:
            await until_ready(program)
        said = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=place.url("API"), headers=said) as http:
            answer = await http.post(
                "/v1/customers",
                json={"customer_kind": "tenant", "identified": True, "name": "A Name", "means": "post"},
                headers={"Idempotency-Key": "bench"},
            )
        customer = answer.raise_for_status().json()["id"]
        found: dict[tuple[int, int], list[Load]] = {}
        for _ in range(ROUNDS):
            for callers in (1, 32):
                for port in (product, raw):
                    done = await load(
                        port, "/v1/incidents", lambda: incident(customer), said, callers=callers, seconds=SECONDS
                    )
                    found.setdefault((port, callers), []).append(done)
    finally:
        for program in programs:
            program.stop()
    p50 = {port: statistics.median(run.median for run in found[port, 1]) for port in (product, raw)}
    rate = {port: statistics.median(run.rate for run in found[port, 32]) for port in (product, raw)}
    return {
        "HTTP action, 1 connection, p50 ms": p50[product] * 1000,
        "HTTP raw INSERT, 1 connection, p50 ms": p50[raw] * 1000,
        "HTTP action, 1 connection, p50 times raw": p50[product] / p50[raw],
        "HTTP actions a second, 32 connections": rate[product],
        "HTTP raw INSERTs a second, 32 connections": rate[raw],
        "HTTP actions, 32 connections, rate times raw": rate[product] / rate[raw],
    }


def run() -> dict[str, float]:
    """Measure in a folder that is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="evenhand-bench-"))
    folder.chmod(0o755)
    try:
        return asyncio.run(measure(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name}: {value:.3f}")
