"""`./run up`: everything on one machine, from nothing to serving, until Ctrl-C."""

import asyncio
import contextlib
import os
import signal
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from local import databases, postgres, temporal
from local.enter_staff import enter_demo_staff
from local.parts import Part, Program, Server, begin, keep, until_ready
from local.place import DEFAULT_PORT, ROOT, Place
from workflows.visible import SEARCH_ATTRIBUTES

NAMESPACE = "evenhand"


async def serve(folder: Path = ROOT / ".evenhand", port: int = DEFAULT_PORT) -> None:
    """Start everything in an absolute folder, say where, keep it alive until told to stop. Raises CannotStart."""
    console = Console(stderr=True)
    began = time.monotonic()
    place = Place(folder, port)
    with place.held():
        temporal.end_orphan(place.folder / "temporal")
        place.check_ports()
        parts: list[Part] = []
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
        stopped = asyncio.create_task(stopping.wait())
        running = asyncio.create_task(_run(place, parts, console, began))
        try:
            await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                await running  # raises what went wrong
        finally:
            running.cancel()
            stopped.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await running
            console.print("Stopping …")
            for part in reversed(parts):
                await asyncio.to_thread(part.stop)


async def _run(place: Place, parts: list[Part], console: Console, began: float) -> None:
    servers = _servers(place)
    parts.extend(servers)
    await asyncio.gather(*(begin(server) for server in servers))
    server = servers[0].running
    assert isinstance(server, postgres.Postgres)  # noqa: S101 - the first is Postgres
    ready = await databases.ensure(server)
    environment = {**os.environ, **place.environment(ready)}
    await enter_demo_staff(environment)
    programs = _programs(place, environment)
    parts.extend(programs)
    for program in programs:
        await begin(program)
    await until_ready(programs)
    console.print(_where(place, time.monotonic() - began))
    await keep(parts, console.print)


def _servers(place: Place) -> tuple[Server, Server]:
    return (
        Server(
            "database",
            lambda: postgres.start(place.folder / "postgres"),
            lambda running: isinstance(running, postgres.Postgres) and running.is_running(),
        ),
        Server(
            "Temporal server",
            lambda: temporal.start(
                place.folder / "temporal",
                namespace=NAMESPACE,
                search_attributes=SEARCH_ATTRIBUTES,
                port=place.port_of("Temporal"),
                ui_port=place.port_of("Temporal's UI"),
            ),
            lambda running: isinstance(running, temporal.Temporal) and running.process.poll() is None,
        ),
    )


def _programs(place: Place, environment: dict[str, str]) -> list[Program]:
    def program(name: str, *words: str, ready: str) -> Program:
        log = place.folder / "logs" / f"{words[0].rpartition('.')[2]}.log"
        return Program(name, [sys.executable, "-m", *words], environment, log, ready, ROOT)

    issuer, mail = str(place.port_of("token issuer")), str(place.port_of("mail catcher"))
    return [
        program(
            "token issuer",
            *("local.issuer", "--development", "--port", issuer, "--folder", str(place.folder / "issuer")),
            ready=f"{place.url('token issuer')}/.well-known/openid-configuration",
        ),
        program(
            "mail catcher",
            *("local.mail", "--port", mail, "--folder", str(place.folder / "mail")),
            ready="",
        ),
        program("worker", "worker", ready=f"{place.url(_HEALTH)}/health/ready"),
        program("API", "api", ready=f"{place.url('API')}/health/ready"),
    ]


_HEALTH = "worker's health"


def _where(place: Place, seconds: float) -> Panel:
    table = Table.grid(padding=(0, 2))
    table.add_row("API", f"{place.url('API')}/docs")
    table.add_row("Temporal", place.url("Temporal's UI"))
    table.add_row("E-mail that was sent", str(place.folder / "mail"))
    table.add_row("Logs", str(place.folder / "logs"))
    table.add_row("A token", "./run token carys   (asha, ben, carys, dafydd, eleri, ffion, gareth, huw, iwan, jac)")
    return Panel(table, title=f"Evenhand is ready after {seconds:.1f} s", subtitle="Ctrl-C ends it", expand=False)
