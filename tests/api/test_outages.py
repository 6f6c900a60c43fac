"""Postgres away: 503 with Retry-After, never a false yes; readiness says which part; and on again when it is back."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from domain.names import THE_SYSTEM
from domain.staff import DIRECTORY
from tests.api.bodies import a_customer
from tests.api.callers import Desk
from tests.api.conftest import a_record, an_app
from tests.api.people import entries
from tests.record.servers import Server, a_place


@pytest.fixture
def mortal() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="evenhand-api-mortal-"))
    running = Server(folder)
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def its_app(mortal: Server, tmp_path: Path) -> AsyncIterator[FastAPI]:
    record = a_record(await a_place(mortal), patience=0.5)
    app = an_app(record, tmp_path)
    async with app.router.lifespan_context(app):
        for entry in await entries(record.keys):
            await record.act(DIRECTORY, entry, by=THE_SYSTEM, command_id=uuid4())
        yield app


@pytest.fixture
async def its_desk(its_app: FastAPI) -> AsyncIterator[Desk]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(its_app), base_url="http://api.test") as client:
        yield Desk(client)


async def test_postgres_away_is_said_and_nothing_is_lost(mortal: Server, its_desk: Desk) -> None:
    desk = its_desk
    first = await desk.ask("asha", "POST", "/customers", a_customer(), Idempotency_Key="before")
    assert (await desk.client.get("/health/ready")).json()["ready"] is True
    mortal.kill()
    for method, path, body in (
        ("POST", "/customers", a_customer()),
        ("GET", f"/customers/{first.json()['id']}", None),
        ("GET", "/queue", None),
    ):
        away = await desk.ask("asha", method, path, body)
        assert (away.status_code, away.headers["retry-after"]) == (503, "1"), away.text
        assert away.json()["type"] == "/problems/unavailable"
    ready = await desk.client.get("/health/ready")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert ready.json()["parts"] == {"record": "away", "keys": "away", "issuer": "ready"}
    assert (await desk.client.get("/health/live")).status_code == 200
    mortal.start()
    again = await desk.ask("asha", "POST", "/customers", a_customer(), Idempotency_Key="before")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert (await desk.client.get("/health/ready")).json()["ready"] is True


async def test_a_list_before_its_view_was_ever_made_is_unavailable(its_desk: Desk) -> None:
    away = await its_desk.refused("asha", "GET", "/queue")
    assert (away["status"], away["type"]) == (503, "/problems/unavailable")


async def test_it_starts_while_postgres_is_away_and_serves_once_it_is_there(mortal: Server, tmp_path: Path) -> None:
    place = await a_place(mortal)
    async with a_record(place) as record:
        for entry in await entries(record.keys):
            await record.act(DIRECTORY, entry, by=THE_SYSTEM, command_id=uuid4())
    mortal.kill()
    app = an_app(a_record(place, patience=0.5), tmp_path)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test") as client,
    ):
        desk = Desk(client)
        for method, path, body in (("POST", "/customers", a_customer()), ("GET", "/queue", None)):
            assert (await desk.refused("asha", method, path, body))["status"] == 503
        assert (await client.get("/health/ready")).status_code == 503
        mortal.start()
        for _ in range(100):
            if (await client.get("/health/ready")).status_code == 200:
                break
            await asyncio.sleep(0.05)
        await desk.post("asha", "/customers", a_customer())
