"""A pool of connections that outlives a restart of its server, and says `Unavailable` where it cannot be reached."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from record.errors import Unavailable

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

SETTINGS = {
    "application_name": "evenhand",
    "timezone": "UTC",
    "jit": "off",  # no query of ours is long enough to be worth compiling
    # Plans must not depend on statistics. One that is made while a table is small, or before it was ever analysed, is
    # kept for as long as the connection lives, and ruinous once the table is large. All our queries go by an index.
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}
LOST = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,  # shut down, starting up, cancelled by the server
    asyncpg.InsufficientResourcesError,
    asyncpg.InternalClientError,
    asyncpg.ReadOnlySQLTransactionError,  # it no longer leads: the next connection may find the one that does
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
        self._starting = asyncio.Lock()
        self._closed = False

    async def start(self) -> None:
        """Open the pool; also again after `close`. Raises Unavailable."""
        async with self._starting:
            self._closed = False
            if self._pool is not None:
                return
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
        """Close the pool. Whoever still uses it gets Unavailable."""
        self._closed = True
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.terminate()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend a connection. Raises Unavailable where there is none, or where it is lost in use."""
        if self._pool is None and not self._closed:
            await self.start()
        if self._pool is None:
            raise Unavailable("the database has been closed")
        try:
            async with self._pool.acquire(timeout=self.timeout) as connection:
                yield connection
        except LOST as error:
            if isinstance(error, ValueError):  # asyncpg's way of saying that an argument does not fit its type
                raise
            task = asyncio.current_task()
            if task is not None and task.cancelling():  # the connection was lost because its user is being cancelled
                raise asyncio.CancelledError from error
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
