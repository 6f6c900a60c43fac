"""Views: tables made from the record, which can be dropped and made again at any time.

A view is written by giving, as attributes and a method (see `View`):

    name      of the view, in lower case: its position is kept under it
    version   a number to raise when its tables or its rows change meaning: it is then rebuilt at the next start
    tables    its tables' names, all in schema `views`; dropped when it is rebuilt
    ddl       the SQL that makes them (`create table views.…`), indexes included
    apply     async (connection, entries) → None: writes what a batch of `Recorded` changes. It runs in the transaction
              that also moves the view's position, so each event is applied exactly once, by whichever process comes
              first. Same events, same rows, however they are cut into batches: no clock, no randomness, nothing from
              outside the record but opened text. `entry.event` has its personal fields sealed; a view that needs them
              opens them itself (`record.reader.open(entries, connection)`), holds no text in clear, and drops what it
              made from a text when a certificate erases that (`entry.meta.erases`).

    class OpenCases:
        name, version, tables = "open_cases", 1, ("open_cases",)
        ddl = "create table views.open_cases (stream text primary key, since timestamptz not null)"
        async def apply(self, connection, entries):
            for entry in entries:
                match entry.event:
                    case CaseReferred(): await connection.execute("insert into views.open_cases values ($1, $2)", …)

The process that runs views does `await Views(record, [...]).run()`; whoever lists first calls `wait_for`. Rules never
read a view: they fold the record.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from record.access import APPLICATION
from record.database import Connection
from record.entry import Recorded
from record.errors import Damaged, Unavailable
from record.store import Record

BATCH = 500
log = structlog.get_logger()


class View(Protocol):
    """What a view gives; see this module's beginning."""

    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def tables(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def ddl(self) -> str: ...  # noqa: D102
    async def apply(self, connection: Connection, entries: Sequence[Recorded]) -> None: ...  # noqa: D102


class Views:
    """Keeps views up with the record. Several processes may run the same views: they take turns by the batch.

    A view that meets damage stands still there, and looks again every `until_mended` seconds; the others go on.
    """

    def __init__(self, record: Record, views: Sequence[View], *, until_mended: float = 30) -> None:
        self._record, self._views = record, {view.name: view for view in views}
        self._until_mended = until_mended

    @property
    def names(self) -> tuple[str, ...]:
        """The views' names."""
        return tuple(self._views)

    async def run(self) -> None:
        """Keep every view up, without end; one whose version has changed is made anew first."""
        await self.prepare()
        async with asyncio.TaskGroup() as tasks:
            for view in self._views.values():
                tasks.create_task(self._follow(view))

    async def prepare(self) -> None:
        """Make the tables of views that are not there, or are of another version. Raises Unavailable."""
        for view in self._views.values():
            async with self._record.database.connection() as connection, connection.transaction():
                await connection.execute("select pg_advisory_xact_lock(7003523)")  # one process makes a view
                await _as_application(connection)
                version = await connection.fetchval(
                    "select version from views.progress where name = $1 for update", view.name
                )
                if version != view.version:
                    await _make(connection, view)

    async def catch_up(self) -> int:
        """Apply what there is now; return the position that every view has reached. Raises Unavailable."""
        head = await self._record.position()
        for view in self._views.values():
            while await self._step(view) < head:
                pass
        return head

    async def rebuild(self, name: str, progress: Callable[[int, int], None] = lambda _done, _all: None) -> int:
        """Drop a view and make it again from the record; `progress(position, last position)` is called as it goes.

        Returns the position reached. Readers see it grow. Raises KeyError for a view that is not, Unavailable.
        """
        view = self._views[name]
        async with self._record.database.connection() as connection, connection.transaction():
            await _as_application(connection)
            await _make(connection, view)
        head = await self._record.position()
        done = 0
        progress(done, head)
        while done < head:
            done = await self._step(view)
            progress(min(done, head), head)
        return done

    async def position(self, name: str) -> int:
        """Return the position that a view has reached; 0 before it was made. Raises Unavailable."""
        rows = await self._record.database.fetch("select position from views.progress where name = $1", name)
        return int(rows[0]["position"]) if rows else 0

    async def wait_for(self, name: str, position: int, timeout: float = 1) -> int:  # noqa: ASYNC109 - returns, never raises
        """Wait at most `timeout` seconds until a view is at a position; return where it is. Raises Unavailable."""
        until = time.monotonic() + timeout
        pause = 0.002
        while (reached := await self.position(name)) < position and time.monotonic() < until:
            await asyncio.sleep(pause)
            pause = min(pause * 2, 0.025)
        return reached

    async def _follow(self, view: View) -> None:
        while True:
            heard = self._record.bell.listen()
            try:
                before = await self.position(view.name)
                if await self._step(view) == before:
                    await self._record.bell.wait(heard)
            except Unavailable:
                log.info("record.view_waits", view=view.name)
                await asyncio.sleep(0.25)
            except Damaged as error:  # one text that does not open must not stop what does without it
                log.error("record.view_stands_still", view=view.name, error=str(error))  # noqa: TRY400 - it says which
                await asyncio.sleep(self._until_mended)

    async def _step(self, view: View) -> int:
        """Apply the next batch, if there is one; return the position the view is then at."""
        async with self._record.database.connection() as connection, connection.transaction():
            row = await connection.fetchrow("select * from views.progress where name = $1 for update", view.name)
            if row is None or row["version"] != view.version:
                raise Unavailable(f"the view {view.name} is of another version of the program")
            at: int = row["position"]
            entries = await self._record.reader.after(at, BATCH, connection)
            if entries:
                await view.apply(connection, entries)
                at = entries[-1].position
                await connection.execute("update views.progress set position = $2 where name = $1", view.name, at)
            return at


async def _as_application(connection: Connection) -> None:
    """Let the tables belong to the role that every login of the application holds, so that each may drop them."""
    await connection.execute(f"set local role {APPLICATION}")


async def _make(connection: Connection, view: View) -> None:
    # The lock on the row (made if need be) keeps a process that is applying a batch apart from the drop.
    await connection.execute(
        "insert into views.progress (name, version, position) values ($1, $2, 0)"
        " on conflict (name) do update set version = $2, position = 0",
        view.name,
        view.version,
    )
    for table in view.tables:
        await connection.execute(f"drop table if exists views.{table} cascade")
    await connection.execute(view.ddl)
