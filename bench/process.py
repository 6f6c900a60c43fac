"""The process under a thousand open cases: how soon a workflow has seen a change, how soon all are rebuilt, what idles.

Real servers, the worker and the API as processes of their own. *Seen*: the workflow's task that read the record again
is complete, by Temporal's clock; commit is `recorded_at`, a moment earlier than it. *Rebuilt*: Temporal has lost
everything; from the first workflow's start to the last one's first task being complete. *Actions*: what Temporal would
charge for in one whole case, from the histories of all its workflows.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime
from pathlib import Path

import asyncpg
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory

from domain.case.state import Outcome
from local.parts import Program, answers, until_ready
from local.place import ROOT
from local.ports import free_ports
from record.entry import Receipt
from tests.process.checks import eventually
from tests.process.machine import Machine, Victim
from tests.process.story import WRITING_ONLY, Story, at

CASES = 1000
SIGNALS = 100
IDLE = 20.0  # seconds
AT_ONCE = 50
CHARGED = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: "workflows started",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: "continued as new",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: "signals",
    EventType.EVENT_TYPE_TIMER_STARTED: "timers",
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: "activities",
    EventType.EVENT_TYPE_MARKER_RECORDED: "local activities",
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: "search attribute changes",
}
DONE = EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED


async def waiting_cases(machine: Machine, number: int) -> list[Story]:
    """Refer so many cases, each about a customer of its own."""
    stories = [Story(machine.record) for _ in range(number)]
    await stories[0].begins()
    room = asyncio.Semaphore(AT_ONCE)

    async def one(story: Story) -> None:
        async with room:
            if story is not stories[0]:
                await story.enters_a_customer()
            await story.refers(await story.an_incident())

    await asyncio.gather(*(one(story) for story in stories))
    return stories


async def all_running(client: Client, number: int) -> None:
    """Wait until so many workflows run, and each has looked and waits."""

    async def so_many() -> bool:
        return (await client.count_workflows("ExecutionStatus = 'Running'")).count >= number

    await eventually(so_many, 120)
    ids = [found.id async for found in client.list_workflows("ExecutionStatus = 'Running'")]

    async def at_rest() -> bool:
        described = await asyncio.gather(*(client.get_workflow_handle(name).describe() for name in ids))
        return not any(each.raw_description.HasField("pending_workflow_task") for each in described)

    await eventually(at_rest, 120)


async def history(client: Client, story: Story) -> WorkflowHistory:
    """Return the history of a case's own workflow."""
    return await client.get_workflow_handle(f"restriction/{story.case_id.partition('/')[2]}").fetch_history()


async def seen_after(client: Client, stories: list[Story]) -> list[float]:
    """Return how long (ms) after its recording each of some changes was seen by the case's workflow."""
    receipts: list[tuple[Story, Receipt]] = []
    for story in stories:
        incident = await story.an_incident()
        receipts.append((story, await story.adds(incident)))
        await asyncio.sleep(0.05)
    await asyncio.sleep(1)
    found = []
    for story, receipt in receipts:
        done = [e.event_time.ToDatetime() for e in (await history(client, story)).events if e.event_type == DONE]
        recorded = receipt.recorded_at.replace(tzinfo=None)
        found.append(min((moment - recorded).total_seconds() for moment in done if moment > recorded) * 1000)
    return found


async def rebuilt(machine: Machine, stories: list[Story]) -> float:
    """Let Temporal lose everything, and return how many workflows a second the reconciler brought back."""
    await asyncio.to_thread(machine.kill, Victim.WORKER)
    await asyncio.to_thread(machine.forget_temporal)
    machine.start_worker()
    client = await machine.client()
    await all_running(client, len(stories))
    first: list[datetime] = []
    last: list[datetime] = []
    for story in stories:
        events = (await history(client, story)).events
        first.append(events[0].event_time.ToDatetime())
        last.append(next(e.event_time.ToDatetime() for e in events if e.event_type == DONE))
    return len(stories) / (max(last) - min(first)).total_seconds()


async def idle(machine: Machine) -> dict[str, float]:
    """Watch API and worker do nothing: per cent of a core, and transactions a second on both databases."""
    port = free_ports(1)
    await asyncio.to_thread(machine.kill, Victim.WORKER)
    machine.environment["EVENHAND_RECONCILE_SECONDS"] = "300"
    machine.start_worker()
    environment = {**machine.environment, "EVENHAND_API_PORT": str(port)}
    health = f"http://127.0.0.1:{port}/health/live"
    log, command = machine.folder / "api.log", [sys.executable, "-m", "api"]
    api = Program("API", command, {**os.environ, **environment}, log, lambda: answers(health), ROOT)
    await asyncio.to_thread(api.start)
    try:
        await until_ready(api)
        await machine.record.close()  # ours polls too, and is no part of what is measured
        await asyncio.sleep(15)
        pids = [process.pid for process in (api.process, machine.worker) if process]
        before = (sum(map(cpu, pids)), await transactions(machine), time.monotonic())
        await asyncio.sleep(IDLE)
        after = (sum(map(cpu, pids)), await transactions(machine), time.monotonic())
    finally:
        await asyncio.to_thread(api.stop)
        await machine.record.start()
    seconds = after[2] - before[2]
    return {
        "1,000 waiting cases, % of a core": (after[0] - before[0]) / seconds * 100,
        "1,000 waiting cases, transactions a second": (after[1] - before[1]) / seconds,
    }


def cpu(pid: int) -> float:
    """Return the seconds of processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


async def transactions(machine: Machine) -> int:
    """Return how many transactions both databases have seen."""
    connection = await asyncpg.connect(machine.where.owner)
    try:
        return int(
            await connection.fetchval(
                "select sum(xact_commit + xact_rollback) from pg_stat_database where datname like 'evenhand%'"
            )
        )
    finally:
        await connection.close()


async def actions(machine: Machine) -> dict[str, float]:
    """Play one whole case, and count what Temporal would charge for."""
    await machine.set_clock(at("2026-11-23"))
    story = Story(machine.record)
    await story.begins()
    await story.refers(await story.an_incident(), await story.an_incident())
    await story.warns()
    await machine.at_rest(story.case_id)
    await machine.set_clock(at("2026-12-10"))
    await story.adds(await story.an_incident())
    await story.restricts(days=80)
    await machine.at_rest(story.case_id)
    await machine.let_time_pass(at("2026-12-22 09:00"))
    await story.appeals()
    await story.assigns()
    await story.reviews(Outcome.VARY, measures=(WRITING_ONLY,))
    for day in ("2027-01-05", "2027-02-10", "2027-03-03"):
        await machine.at_rest(story.case_id)
        await machine.let_time_pass(at(day))
    await machine.at_rest(story.case_id)
    await asyncio.sleep(2)
    client, counted = await machine.client(), Counter[str]()
    async for found in client.list_workflows():
        events = (await client.get_workflow_handle(found.id, run_id=found.run_id).fetch_history()).events
        counted.update(CHARGED[e.event_type] for e in events if e.event_type in CHARGED)
    return {f"actions of a whole case: {kind}": float(count) for kind, count in sorted(counted.items())}


async def measure(folder: Path) -> dict[str, float]:
    """Measure everything."""
    figures: dict[str, float] = {}
    (folder / "one").mkdir()
    (folder / "many").mkdir()
    async with Machine(folder / "one") as machine:
        figures |= await actions(machine)
    async with Machine(folder / "many") as machine:
        stories = await waiting_cases(machine, CASES)
        client = await machine.client()
        await all_running(client, CASES)
        seen = await seen_after(client, stories[:SIGNALS])
        figures["commit to seen by the workflow, p50 ms"] = statistics.median(seen)
        figures["commit to seen by the workflow, p95 ms"] = statistics.quantiles(seen, n=20)[-1]
        figures |= await idle(machine)
        figures["cases rebuilt a second"] = await rebuilt(machine, stories)
    return figures


def run() -> dict[str, float]:
    """Measure in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        return asyncio.run(measure(Path(folder)))
