import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import KeySet

import house
from api.app import create_app
from api.authentication import Authenticator
from domain.attachment import Limits
from domain.names import THE_SYSTEM
from domain.permissions import check
from domain.register import DECIDERS
from domain.staff import DIRECTORY
from record.attachments import Attachments
from record.database import Database
from record.keys import Keys, Masters
from record.shelf import FolderShelf
from record.store import Record
from record.vault import Vault
from tests.api.callers import Desk
from tests.api.people import AUDIENCE, ISSUER, KEYS, entries
from tests.record.servers import ROOT, Place, Server, a_place

BOOK = house.policy_book(ROOT / "policy")
MASTER = bytes(range(32))


class TheseKeys:
    """The keys of the tests' issuer."""

    async def keys(self, *, again: bool = False) -> KeySet:  # noqa: ARG002
        return KEYS

    async def close(self) -> None: ...


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="evenhand-api-"))
    running = Server(folder)
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def place(server: Server) -> Place:
    return await a_place(server)


def a_record(place: Place, master: bytes = MASTER, *, patience: float = 5) -> Record:
    keys = Keys(Database(place.keys, size=2), Masters(master))
    return Record(place.app, keys=keys, deciders=DECIDERS, permit=check, book=lambda: BOOK, patience=patience)


def an_app(record: Record, folder: Path, authenticator: Authenticator | None = None) -> FastAPI:
    return create_app(
        record,
        authenticator or Authenticator(TheseKeys(), issuer=ISSUER, audience=AUDIENCE),
        people=house.people_index(record),
        queue=house.work_queue(record),
        vault=Vault(folder, record.keys),
        attachments=Attachments(FolderShelf(folder / "files"), record.keys, folder / "files", Limits(10_000_000)),
    )


@pytest.fixture(scope="session")
async def app(place: Place, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FastAPI]:
    record = a_record(place)
    app = an_app(record, tmp_path_factory.mktemp("vault"))
    async with app.router.lifespan_context(app), put_in_order(app):
        yield app


@contextlib.asynccontextmanager
async def put_in_order(app: FastAPI) -> AsyncIterator[None]:
    """Enter the staff, and keep the views up."""
    record: Record = app.state.parts.record
    for entry in await entries(record.keys):
        await record.act(DIRECTORY, entry, by=THE_SYSTEM, command_id=_id(entry.staff))
    views = asyncio.create_task(app.state.parts.views.run())
    yield
    views.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await views


@pytest.fixture
async def desk(app: FastAPI) -> AsyncIterator[Desk]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test") as client:
        yield Desk(client)


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_OID, name)
