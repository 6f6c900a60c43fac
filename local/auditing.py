"""`./run audit` and `./run rebuild-views`: what is done to a record that stands, running or not."""

import argparse
import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID

import house
from domain.invariants import Breach, Fact, breaches
from domain.names import Role, StaffId
from local import databases, postgres
from local.place import ROOT, Place, settings_in
from local.refusal import CannotStart
from record.attached import Attached, check_attachments
from record.checkpoint import Checkpoint, files
from record.checkpoint import read as read_checkpoint
from record.errors import Damaged
from record.store import Record
from record.verify import Finding, Report, verify_database
from settings import Settings, read_or_end


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
    """Verify the record against the checkpoints outside it, and look through all of it for breaches of the policy.

    A record that is not whole may be one that cannot be read, or makes no sense: that the policy could not be checked
    is then a finding too. Raises Unavailable.
    """
    rows = await record.database.fetch("select coalesce(max(tree_size), 0) as sealed from record.checkpoint")
    checkpoints, findings = _kept_outside(settings.checkpoint_folder)  # a sealer files there first
    sealed, kept = rows[0]["sealed"], max((checkpoint.tree_size for checkpoint in checkpoints), default=0)
    if sealed > kept:
        findings.append(Finding(sealed, f"it was sealed up to here; {settings.checkpoint_folder} knows only of {kept}"))
    report = await verify_database(record.database, checkpoints, house.checkpoint_keys(settings))
    report.findings += findings
    try:
        found = breaches([fact async for fact in _facts(record)], await record.book.now())
    except Exception as error:
        if report.whole:
            raise
        report.findings.append(Finding(report.events, f"so whether the policy was kept nobody can tell: {error!r}"))
        found = []
    return report, found


def _kept_outside(folder: Path) -> tuple[list[Checkpoint], list[Finding]]:
    """Read the checkpoints in a folder; a file that is none is a finding."""
    checkpoints, findings = [], []
    for path in files(folder):
        try:
            checkpoints.append(read_checkpoint(path))
        except Damaged as error:
            findings.append(Finding(0, str(error)))
    return checkpoints, findings


async def _facts(record: Record) -> AsyncIterator[Fact]:
    at = 0
    while entries := await record.reader.after(at, 5000):
        for entry in entries:
            yield Fact(
                position=entry.position,
                recorded_at=entry.recorded_at,
                stream=entry.stream,
                version=entry.version,
                actor=StaffId(entry.actor),
                roles=frozenset(Role(role) for role in entry.meta.roles),
                event=entry.event,
            )
        at = entries[-1].position


def audit(arguments: Sequence[str]) -> int:
    """Print what was found. Returns 0 where nothing is wrong."""
    report, found, attached = asyncio.run(_audit(_folder("audit", arguments)))
    console = Console()
    sealed = f"sealed up to event {report.sealed_to}" if report.sealed_to else "no checkpoint yet"
    console.print(f"{report.events} events, {sealed}, {report.erased} erased. Root {report.root.hex()[:16]}…")
    console.print(f"{attached.there} attachments are there as recorded, {attached.erased} are erased.")
    if attached.unclaimed:
        console.print(f"{attached.unclaimed} stored files belong to none: left by a crash or an erasure cut short.")
    for finding in report.findings:
        console.print(f"[red]event {finding.position}[/]: {finding.what}")
    for breach in found:
        console.print(f"[red]{breach}[/]")
    console.print("The record is whole." if report.whole else "The record is NOT whole.")
    console.print(f"{len(found)} breaches of the policy{'' if report.whole else ' were found'}.")
    return 0 if report.whole and not found else 1


async def _audit(folder: Path) -> tuple[Report, list[Breach], Attached]:
    async with settings_of(folder) as settings, _record(settings) as record:
        report, found = await audited(settings, record)
        attached = await check_attachments(record, house.attachments(settings, record))
        report.findings += attached.findings
        return report, found, attached


def _record(settings: Settings) -> Record:
    return house.record(settings, house.policy_or_end(settings.policy_folder))


def rebuild(arguments: Sequence[str]) -> int:
    """Drop every view and make it again, with a progress bar. Returns the exit code."""
    asyncio.run(_rebuild(_folder("rebuild-views", arguments)))
    return 0


async def _rebuild(folder: Path) -> None:
    async with settings_of(folder) as settings:
        book = house.policy_or_end(settings.policy_folder)
        async with house.record(settings, book) as record:
            views = house.views(record)
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
