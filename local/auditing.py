"""`./run audit` and `./run rebuild-views`: what is done to a record that stands, running or not."""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from rich.console import Console
from rich.progress import Progress, TaskID

import house
from domain.invariants import Breach, Fact, breaches
from domain.names import Role, StaffId
from local import databases, postgres
from local.place import ROOT, Place, settings_in
from local.refusal import CannotStart
from record.checkpoint import saved
from record.store import Record
from record.verify import Report, verify_database
from settings import Settings, key_bytes, read_or_end


@asynccontextmanager
async def settings_of(folder: Path) -> AsyncIterator[Settings]:
    """Give the settings of the record in a folder, its database started where it is not running.

    Where DATABASE_URL is set, that record is meant, and all settings come from the environment.
    """
    if "DATABASE_URL" in os.environ:
        yield read_or_end()
        return
    if not (folder / "postgres/data").exists():
        raise CannotStart(f"There is no record in {folder}: ./run up begins one.")
    server = postgres.start(folder / "postgres")
    try:
        yield settings_in(Place(folder).environment(await databases.ensure(server)))
    finally:
        if server.ours:
            server.stop()


async def audited(settings: Settings, record: Record) -> tuple[Report, list[Breach]]:
    """Verify the record against the checkpoints outside it, and look through all of it for breaches of the policy."""
    key = Ed25519PrivateKey.from_private_bytes(key_bytes(settings.checkpoint_key, "checkpoint_key")).public_key()
    report = await verify_database(record.database, saved(settings.checkpoint_folder), [key])
    facts: list[Fact] = []
    at = 0
    while entries := await record.reader.after(at, 5000):
        facts += [
            Fact(
                position=entry.position,
                recorded_at=entry.recorded_at,
                stream=entry.stream,
                version=entry.version,
                actor=StaffId(entry.actor),
                roles=frozenset(Role(role) for role in entry.meta.roles),
                event=entry.event,
            )
            for entry in entries
        ]
        at = entries[-1].position
    return report, breaches(facts, house.policy_book(settings.policy_folder))


def audit(arguments: Sequence[str]) -> int:
    """Print what was found. Returns 0 where nothing is wrong."""
    report, found = asyncio.run(_audit(_folder("audit", arguments)))
    console = Console()
    sealed = f"sealed up to event {report.sealed_to}" if report.sealed_to else "no checkpoint yet"
    console.print(f"{report.events} events, {sealed}, {report.erased} erased. Root {report.root.hex()[:16]}…")
    for finding in report.findings:
        console.print(f"[red]event {finding.position}[/]: {finding.what}")
    for breach in found:
        console.print(f"[red]{breach}[/]")
    console.print("The record is whole." if report.whole else "The record is NOT whole.")
    console.print(f"{len(found)} breaches of the policy.")
    return 0 if report.whole and not found else 1


async def _audit(folder: Path) -> tuple[Report, list[Breach]]:
    async with settings_of(folder) as settings, _record(settings) as record:
        return await audited(settings, record)


def _record(settings: Settings) -> Record:
    return house.record(settings, house.policy_book(settings.policy_folder))


def rebuild(arguments: Sequence[str]) -> int:
    """Drop every view and make it again, with a progress bar. Returns the exit code."""
    asyncio.run(_rebuild(_folder("rebuild-views", arguments)))
    return 0


async def _rebuild(folder: Path) -> None:
    async with settings_of(folder) as settings:
        book = house.policy_book(settings.policy_folder)
        async with house.record(settings, book) as record:
            views = house.views(record, book)
            await views.prepare()
            with Progress() as bar:
                for name in views.names:
                    await views.rebuild(name, _shown(bar, bar.add_task(name)))


def _shown(bar: Progress, task: TaskID) -> Callable[[int, int], None]:
    return lambda done, in_all: bar.update(task, completed=done, total=in_all)


def _folder(command: str, arguments: Sequence[str]) -> Path:
    options = argparse.ArgumentParser(f"./run {command}")
    options.add_argument("--folder", type=Path, default=ROOT / ".evenhand", help="where the data is")
    folder: Path = options.parse_args(arguments).folder
    return folder.resolve()
