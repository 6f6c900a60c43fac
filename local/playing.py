"""The whole product in a folder of its own on virtual time, for as long as a story is played: the demo, and tests."""

import asyncio
import json
import os
import shutil
import tempfile
import urllib.request
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
from temporalio.client import Client

import house
from local import databases, mail, postgres, temporal
from local.evenhand import EVENHAND
from local.parts import Server, begin, end, until_ready
from local.people import everybody
from local.place import Place, settings_in
from local.ports import free_ports
from local.virtual_time import AheadInTheRecord, VirtualTime
from record.store import Record
from settings import Settings

CAUGHT_UP = """
select coalesce(min(p.position), 0) >= (select coalesce(max(position), 0) from record.event) and count(*) >= 4
  from views.progress p"""


@dataclass
class Playing:
    """A running product: its HTTP API as each person, its clock, its mail, and its record for looking at."""

    place: Place
    settings: Settings
    record: Record
    time: VirtualTime
    http: httpx.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)

    async def ask(self, person: str, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """Send one request as a demo person and return the answer, whatever it is."""
        if person not in self.tokens:
            self.tokens[person] = await asyncio.to_thread(self._token, person)
        said = {"Authorization": f"Bearer {self.tokens[person]}", **headers}
        if method != "GET":
            said.setdefault("Idempotency-Key", str(uuid4()))
        return await self.http.request(method, f"/v1{path}", json=body, headers=said)

    async def does(self, person: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """Send a request that must succeed, on the version that stands; return what was answered."""
        headers: dict[str, str] = {}
        if method != "GET" and path.startswith("/cases/"):
            case = "/".join(path.split("/")[:3])
            headers["If-Match"] = (await self.ask(person, "GET", case)).headers["ETag"]
        answer = await self.ask(person, method, path, body, **headers)
        if answer.is_error:
            raise RuntimeError(f"{person}: {method} {path} was answered {answer.status_code}: {answer.text}")
        done: dict[str, Any] = answer.json()
        return done

    async def until(self, moment: datetime) -> None:
        """Let time pass, stopping wherever the process has something to do."""
        await self.time.run_until(moment)

    def letters(self) -> list[EmailMessage]:
        """Return the e-mails that have been sent, in order."""
        return mail.read(self.place.folder / "mail")

    def _token(self, person: str) -> str:
        asked = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.place.url('token issuer')}/token",
            json.dumps({"person": person}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(asked, timeout=5) as reply:  # noqa: S310 - loopback
            return str(json.load(reply)["access_token"])


def pseudonym_of(person: str) -> str:
    """Return how a URL names a demo person."""
    return everybody()[person].staff


@asynccontextmanager
async def playing(start: datetime) -> AsyncIterator[Playing]:
    """Run everything from a moment of virtual time on, in a folder that is removed afterwards. Raises CannotStart."""
    folder = await asyncio.to_thread(_folder)
    async with AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        place = Place(folder, free_ports(7))
        place.keep_private()
        database = Server("database", lambda: postgres.start(folder / "postgres"), folder / "postgres/postgres.log")
        clock = Server("Temporal server", lambda: _temporal(place), folder / "temporal/temporal.log")
        stack.push_async_callback(end, [database, clock])  # also where we are ended, or one fails, while they start
        await asyncio.gather(begin(database), begin(clock))
        assert isinstance(database.running, postgres.Postgres)  # noqa: S101 - it has started
        ready = await databases.ensure(database.running)
        owner = await asyncpg.connect(ready.owner)
        stack.push_async_callback(owner.close)
        ahead = start - datetime.now(UTC)
        await owner.execute("select record.set_clock_ahead($1)", ahead)
        environment = {**os.environ, **place.environment(ready)}
        programs = [*EVENHAND.helpers(place, environment), *EVENHAND.programs(place, environment)]
        stack.push_async_callback(end, programs)
        for program in programs:
            await begin(program)
        await EVENHAND.prepare(environment)
        await asyncio.gather(*(until_ready(program) for program in programs))
        yield await _joined(stack, place, environment, owner, ahead)


async def _joined(
    stack: AsyncExitStack, place: Place, environment: Mapping[str, str], owner: asyncpg.Connection, ahead: timedelta
) -> Playing:
    settings = settings_in(environment)
    files = house.policy_or_end(settings.policy_folder)
    record = await stack.enter_async_context(house.record(settings, files))
    http = await stack.enter_async_context(httpx.AsyncClient(base_url=place.url("API"), timeout=30))

    async def set_offset(offset: timedelta) -> None:
        await owner.execute("select record.set_clock_ahead($1)", offset)

    async def quiet() -> bool:
        return bool(await owner.fetchval(CAUGHT_UP))

    client = await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace)
    time = VirtualTime(client, set_offset, AheadInTheRecord(record), quiet, offset=ahead)
    return Playing(place, settings, record, time, http)


def _temporal(place: Place) -> temporal.Temporal:
    return temporal.start(
        place.folder / "temporal",
        namespace="evenhand",
        search_attributes=EVENHAND.search_attributes(),
        port=place.port_of("Temporal"),
        ui_port=place.port_of("Temporal's UI"),
        virtual_time=True,
    )


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="evenhand-"))
    folder.chmod(0o755)  # Postgres runs as somebody else where we are root
    return folder
