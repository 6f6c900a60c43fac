"""Wakes who follows the record: at once within a process, by NOTIFY between processes.

The notification is sent after the commit on a connection of its own, at most once in 20 ms: inside the append's
transaction it would cost most of the throughput. It may be lost; followers also look once a second.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import asyncpg
import structlog

from record.database import LOST, connect
from record.errors import Unavailable

CHANNEL = "evenhand_record"
QUIET = 0.02  # seconds between notifications
POLL = 1.0  # seconds between looks without any
log = structlog.get_logger()


class Bell:
    """One for each process and record. `ring` after a commit; `wait` returns at the next one heard, or after `POLL`."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._heard = asyncio.Event()
        self._rung = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to listen and to notify; a database that is away is waited for."""
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._keep(use)) for use in (self._listen, self._notify)]

    async def close(self) -> None:
        """Stop."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def ring(self) -> None:
        """Say that something was committed."""
        self._wake()
        self._rung.set()

    def listen(self) -> asyncio.Event:
        """Return the event that the next ring sets. Take it before looking, so that no ring is missed between."""
        return self._heard

    async def wait(self, heard: asyncio.Event, timeout: float = POLL) -> None:  # noqa: ASYNC109 - returns, never raises
        """Wait for a ring on what `listen` returned, no longer than `timeout` seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await heard.wait()

    def _wake(self) -> None:
        heard, self._heard = self._heard, asyncio.Event()
        heard.set()

    async def _listen(self, connection: asyncpg.Connection) -> None:
        gone = asyncio.Event()
        connection.add_termination_listener(lambda _connection: gone.set())
        await connection.add_listener(CHANNEL, lambda *_: self._wake())
        self._wake()  # something may have come before we listened
        await gone.wait()

    async def _notify(self, connection: asyncpg.Connection) -> None:
        while True:
            await self._rung.wait()
            self._rung.clear()
            await connection.execute(f"notify {CHANNEL}")
            await asyncio.sleep(QUIET)

    async def _keep(self, use: Callable[[asyncpg.Connection], Awaitable[None]]) -> None:
        """Use a connection, and a new one each time the last was lost."""
        while True:
            try:
                connection = await connect(self._dsn)
            except Unavailable:
                await asyncio.sleep(POLL / 4)
                continue
            try:
                await use(connection)
            except LOST as error:
                log.info("record.bell_reconnects", why=str(error))
            finally:
                connection.terminate()
