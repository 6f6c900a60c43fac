"""The two databases on one machine's server: made, migrated, each with the login that the application uses."""

import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from local.postgres import Postgres
from local.refusal import CannotStart
from local.secret import kept
from record.access import APPLICATION, KEYS, ensure_login

ROOT = Path(__file__).parent.parent
RECORD_DATABASE, KEYS_DATABASE = "evenhand", "evenhand_keys"
RECORD_LOGIN, KEYS_LOGIN = "evenhand", "evenhand_keeper"


@dataclass(frozen=True)
class Databases:
    """Connection URLs: `owner` migrates and moves virtual time; the other two are what the application may use."""

    owner: str
    record: str
    keys: str


def given(environment: Mapping[str, str]) -> Databases | None:
    """Return the databases that the environment names; whoever made them migrates them. Raises CannotStart for one."""
    record, keys = environment.get("DATABASE_URL"), environment.get("KEYS_DATABASE_URL")
    if not record and not keys:
        return None
    if not record or not keys:
        raise CannotStart("DATABASE_URL and KEYS_DATABASE_URL go together: only one of them is set.")
    return Databases(owner=environment.get("EVENHAND_OWNER_DATABASE_URL") or record, record=record, keys=keys)


async def ensure(server: Postgres, record: str = RECORD_DATABASE, keys: str = KEYS_DATABASE) -> Databases:
    """Make what is missing, and migrate. Raises CannotStart."""
    try:
        return await _ensured(server, record, keys)
    except asyncpg.InvalidPasswordError as error:
        raise CannotStart(
            f"{server.folder / 'password'} is not the password of the cluster beside it: put it back from a copy."
            " Nothing was changed."
        ) from error
    except (asyncpg.PostgresError, OSError) as error:
        raise CannotStart(
            f"The databases in {server.folder} cannot be used: {error}. See {server.folder / 'postgres.log'}."
        ) from error


async def _ensured(server: Postgres, record: str, keys: str) -> Databases:
    password = kept(server.folder / "login-password", lambda: secrets.token_urlsafe(24))
    admin = await asyncpg.connect(server.url())
    try:
        for name in (record, keys):
            if not await admin.fetchval("select exists (select from pg_database where datname = $1)", name):
                await admin.execute(f'create database "{name}"')
        migrate(server.url(record), "record")
        migrate(server.url(keys), "keys")
        await ensure_login(admin, RECORD_LOGIN, password, APPLICATION)
        await ensure_login(admin, KEYS_LOGIN, password, KEYS)
        for database, login in ((record, RECORD_LOGIN), (keys, KEYS_LOGIN)):
            await admin.execute(f'revoke all on database "{database}" from public')
            await admin.execute(f'grant connect on database "{database}" to {login}')
    finally:
        await admin.close()
    return Databases(
        owner=server.url(record),
        record=server.url(record, RECORD_LOGIN, password),
        keys=server.url(keys, KEYS_LOGIN, password),
    )


def migrate(url: str, which: str) -> None:
    """Bring a database up to the migrations of one set ("record" or "keys"). Raises CannotStart with what was said."""
    done = subprocess.run(
        [
            Path(sys.executable).parent / "dbmate",
            *("--url", url, "--migrations-dir", ROOT / "migrations" / which, "--no-dump-schema", "up"),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise CannotStart(f"The database {which} could not be migrated: {done.stderr.strip()}")
