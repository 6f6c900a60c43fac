"""An embedded Postgres for a test session, migrated, with the logins that the product uses."""

import asyncio
import os
import secrets
import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from local import postgres
from local.databases import migrate
from record.access import APPLICATION, KEYS, ensure_login

ROOT = Path(__file__).parents[2]


class Server:
    """A Postgres of our own, in a folder, that can be killed. `options` are its settings."""

    def __init__(self, folder: Path, **options: str) -> None:
        self.folder, self._options = folder, options
        self._running = postgres.start(folder, options=options)

    def start(self) -> None:
        """Start again where it was."""
        self._running = postgres.start(self.folder, port=self._running.port, options=self._options)

    def kill(self) -> None:
        """As a power cut: the postmaster is killed, its children notice."""
        os.kill(self._running.pid, signal.SIGKILL)
        while self._running.is_running():
            time.sleep(0.01)

    def restart(self) -> None:
        """Stop in order, and start again: settings that need it are taken up."""
        self._running.stop()
        self.start()

    def stop(self) -> None:
        """End it, and everything it kept."""
        if self._running.is_running():
            self._running.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The owner's address of a database."""
        return self._running.url(database)

    def url_of(self, database: str, user: str, password: str) -> str:
        """A login's address of a database."""
        return self._running.url(database, user, password)


@dataclass(frozen=True)
class Place:
    """A record and a key database of one test."""

    server: Server
    name: str

    @property
    def owner(self) -> str:
        return self.server.url(self.name)

    @property
    def app(self) -> str:
        return self.server.url_of(self.name, "app", "app-secret")

    @property
    def keys(self) -> str:
        return self.server.url_of(f"{self.name}_keys", "keeper", "keeper-secret")


async def a_place(server: Server) -> Place:
    """Make two databases by copying two that have been migrated once."""
    admin = await asyncpg.connect(server.url("postgres"))
    try:
        if not await admin.fetchval("select exists (select from pg_database where datname = 'template_record')"):
            for which in ("record", "keys"):
                await admin.execute(f"create database template_{which}")
                await asyncio.to_thread(migrate, server.url(f"template_{which}"), which)
            await ensure_login(admin, "app", "app-secret", APPLICATION)
            await ensure_login(admin, "keeper", "keeper-secret", KEYS)
        name = f"t{secrets.token_hex(6)}"
        await admin.execute(f"create database {name} template template_record")
        await admin.execute(f"create database {name}_keys template template_keys")
    finally:
        await admin.close()
    return Place(server, name)


async def remove(place: Place) -> None:
    """Drop a place's databases: left in their hundreds they make the server's last checkpoint take minutes."""
    admin = await asyncpg.connect(place.server.url("postgres"))
    try:
        for name in (place.name, f"{place.name}_keys"):
            await admin.execute(f"drop database {name} with (force)")
    finally:
        await admin.close()
