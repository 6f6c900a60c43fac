"""A pool of connections that outlives a restart of its server, and says `Unavailable` where it cannot be reached."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from record.errors import Unavailable

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

# Every query of ours goes by an index. A plan is kept for as long as a connection lives, so one that was made while a
# table was small must not be a scan; and no query is long enough to be compiled.
SETTINGS = {"application_name": "evenhand", "enable_seqscan": "off", "jit": "off", "timezone": "UTC"}
LOST = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,  # shut down, starting up, cancelled by the server
    asyncpg.InsufficientResourcesError,
    asyncpg.InternalClientError,
)


async def connect(dsn: str) -> asyncpg.Connection:
    """Open one connection with our settings. Raises Unavailable."""
    try:
        return await asyncpg.connect(dsn, timeout=5, server_settings=SETTINGS)
    except LOST as error:
        raise Unavailable(str(error)) from error


async def _leave_as_is(_connection: Connection) -> None:
    """Nothing of ours changes a session, so nothing is reset: that would cost a round trip each time."""


class Database:
    """A pool on one database. `dsn` names a login; nothing is opened before `start`."""

    def __init__(self, dsn: str, *, size: int = 8, timeout: float = 15) -> None:
        self.dsn, self.size, self.timeout = dsn, size, timeout
        self._pool: asyncpg.Pool | None = None

    async def start(self) -> None:
        """Open the pool. Raises Unavailable."""
        if self._pool is None:
            pool = asyncpg.create_pool(
                self.dsn,
                min_size=1,
                max_size=self.size,
                timeout=5,
                command_timeout=self.timeout,
                server_settings=SETTINGS,
                reset=_leave_as_is,
            )
            try:
                self._pool = await pool
            except LOST as error:
                raise Unavailable(str(error)) from error

    async def close(self) -> None:
        """Close the pool."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend a connection. Raises Unavailable where there is none, or where it is lost in use."""
        if self._pool is None:
            await self.start()
        assert self._pool is not None  # noqa: S101 - start has made it or raised
        try:
            async with self._pool.acquire(timeout=self.timeout) as connection:
                yield connection
        except LOST as error:
            raise Unavailable(str(error)) from error

    async def fetch(self, query: str, *arguments: Any) -> Sequence[asyncpg.Record]:
        """Read rows. A connection that had died unnoticed is replaced once. Raises Unavailable."""
        try:
            async with self.connection() as connection:
                return await connection.fetch(query, *arguments)
        except Unavailable:
            async with self.connection() as connection:
                return await connection.fetch(query, *arguments)

    async def execute(self, query: str, *arguments: Any) -> None:
        """Run a statement once. Raises Unavailable."""
        async with self.connection() as connection:
            await connection.execute(query, *arguments)
