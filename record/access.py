"""Who may log in: each login of the application holds one of the roles that the migrations made, and nothing else."""

import asyncpg

APPLICATION = "evenhand_app"
KEYS = "evenhand_keys"


async def ensure_login(owner: asyncpg.Connection, login: str, password: str, *roles: str) -> None:
    """Make a login, or set its password, and let it act as `roles`. Needs an owner who may create roles."""
    name = await owner.fetchval("select quote_ident($1)", login)
    secret = await owner.fetchval("select quote_literal($1::text)", password)
    if not await owner.fetchval("select exists (select from pg_roles where rolname = $1)", login):
        await owner.execute(f"create role {name} login")
    await owner.execute(f"alter role {name} login nosuperuser nocreatedb nocreaterole noreplication password {secret}")
    for role in roles:
        await owner.execute(f"grant {await owner.fetchval('select quote_ident($1)', role)} to {name}")
