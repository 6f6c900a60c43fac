"""`./run up`: everything on one machine, from nothing to serving, until Ctrl-C."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from local import databases, postgres, temporal
from local.parts import Part, Program, Server, begin, end, keep, until_ready
from local.place import DEFAULT_PORT, Place

NAMESPACE = "evenhand"
Environment = Mapping[str, str]


@dataclass(frozen=True)
class Household:
    """What lives on the two servers. All of it is told where they are by its environment.

    `helpers` need neither server; `programs` need both, migrated, and may be started before they are told where these
    are (None); `prepare` fills what the record must hold. `search_attributes` are Temporal's: name → type.
    """

    helpers: Callable[[Place, Environment], Sequence[Program]]
    programs: Callable[[Place, Environment | None], Sequence[Program]]
    prepare: Callable[[Environment], Awaitable[None]]
    search_attributes: Callable[[], Mapping[str, str]]


async def serve(folder: Path, port: int, household: Household) -> None:
    """Start everything in an absolute folder, say where, keep it alive until told to stop. Raises CannotStart."""
    console = Console(stderr=True)
    began = time.monotonic()
    place = Place(folder, port)
    with place.held():
        temporal.end_orphan(place.folder / "temporal")
        place.check_ports()
        servers: list[Part] = []
        programs: list[Part] = []
        stopping = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # as under nohup
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        stopped = asyncio.create_task(stopping.wait())
        running = asyncio.create_task(_run(place, household, servers, programs, console, began))
        try:
            await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                await running  # raises what went wrong
        finally:
            running.cancel()
            stopped.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await running
            with contextlib.suppress(OSError):  # the terminal may have closed
                console.print("Stopping …")
            await end(programs)
            await end(servers)


async def _run(
    place: Place, household: Household, servers: list[Part], programs: list[Part], console: Console, began: float
) -> None:
    """Start everything, as much of it as possible at the same time, and keep it alive."""
    ours = household.programs(place, None)
    programs += [*household.helpers(place, os.environ), *ours]
    for program in programs:
        await begin(program)
    ready, _ = await asyncio.gather(_databases(place, servers), _temporal(place, servers, household))
    environment = {**os.environ, **place.environment(ready)}
    for program in ours:
        program.told(environment)
    await household.prepare(environment)
    await asyncio.gather(*(until_ready(program) for program in programs))
    console.print(_where(place, time.monotonic() - began))
    ask = """curl -s -H 'Content-Type: application/json' -d '{"person": "carys"}'"""
    console.print(f"A token by curl:  {ask} {place.url('token issuer')}/token", soft_wrap=True, highlight=False)

    def say(what: str) -> None:
        console.print(what, markup=False, highlight=False)  # what a program said last may hold brackets

    await asyncio.gather(*(keep(part, say) for part in (*servers, *programs)))


async def _databases(place: Place, servers: list[Part]) -> databases.Databases:
    """Take the databases that the environment names, or start our own server and make them."""
    if given := databases.given(os.environ):
        return given
    folder = place.folder / "postgres"

    def start() -> postgres.Postgres:
        # Where it was, when it is started again: API and worker were told that place.
        was = server.running
        return postgres.start(folder, port=was.port if isinstance(was, postgres.Postgres) else 0)

    server = Server("database", start, folder / "postgres.log")
    servers.append(server)
    await begin(server)
    assert isinstance(server.running, postgres.Postgres)  # noqa: S101 - it has started
    return await databases.ensure(server.running)


async def _temporal(place: Place, servers: list[Part], household: Household) -> None:
    """Start our own Temporal, where the environment names no other."""
    if os.environ.get("TEMPORAL_ADDRESS"):
        return

    def start() -> temporal.Temporal:
        return temporal.start(
            place.folder / "temporal",
            namespace=NAMESPACE,
            search_attributes=household.search_attributes(),
            port=place.port_of("Temporal"),
            ui_port=place.port_of("Temporal's UI"),
        )

    server = Server("Temporal server", start, place.folder / "temporal/temporal.log")
    servers.append(server)
    await begin(server)


def _where(place: Place, seconds: float) -> Panel:
    table = Table.grid(padding=(0, 2))
    table.add_row("API", f"{place.url('API')}/docs")
    table.add_row("Temporal", os.environ.get("TEMPORAL_ADDRESS") or place.url("Temporal's UI"))
    table.add_row("E-mail that was sent", str(place.folder / "mail"))
    table.add_row("Entered in the housing system", str(place.folder / "housing"))
    table.add_row("Logs", str(place.folder / "logs"))
    port = "" if place.port == DEFAULT_PORT else f" --port {place.port}"
    table.add_row(
        "A token", f"./run token carys{port}   (asha, ben, carys, dafydd, eleri, ffion, gareth, huw, iwan, jac)"
    )
    return Panel(table, title=f"Evenhand is ready after {seconds:.1f} s", subtitle="Ctrl-C ends it", expand=False)
