"""Sample workflows that wait as ours do: for durations, reckoned from the one clock when they last read it."""

import asyncio
import contextlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy

QUEUE = "virtual-time"


@dataclass
class Diary:
    """What the sample workflows read and write: the one clock, and what was done when by it."""

    offset: timedelta = timedelta()
    owed: dict[str, datetime] = field(default_factory=dict)
    done: list[tuple[str, datetime]] = field(default_factory=list)
    attempts: int = 0
    slow: float = 0  # seconds between reading the one clock and waiting
    client: Client | None = None
    begun: list[str] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    async def set_offset(self, offset: timedelta) -> None:
        self.offset = offset

    @activity.defn(name="seconds_until_due")
    async def seconds_until_due(self, name: str) -> float:
        left = (self.owed[name] - self.now).total_seconds()
        await asyncio.sleep(self.slow)
        return left

    @activity.defn(name="do")
    async def do(self, name: str) -> None:
        self.done.append((name, self.now))
        del self.owed[name]

    @activity.defn(name="fail")
    async def fail(self) -> None:
        self.attempts += 1
        raise RuntimeError("the mail server is away")

    @activity.defn(name="begin_another")
    async def begin_another(self, name: str) -> None:
        await self.start("Due", name, called=name)

    async def start(self, kind: str, *words: object, called: str) -> None:
        assert self.client is not None
        await self.client.start_workflow(kind, args=words, id=called, task_queue=QUEUE)
        self.begun.append(called)

    async def next_moment(self, now: datetime) -> datetime | None:
        return min((moment for moment in self.owed.values() if moment > now), default=None)

    async def workflows(self) -> Collection[str]:
        return self.begun

    def done_at(self, name: str) -> datetime:
        return next(at for done, at in self.done if done == name)


BRIEF = timedelta(seconds=10)


@workflow.defn(name="Due", sandboxed=False)
class Due:
    """Does a thing when it is due, asking anew whenever it hears that the date has moved."""

    def __init__(self) -> None:
        self._news = False

    @workflow.signal
    def moved(self) -> None:
        self._news = True

    @workflow.run
    async def run(self, name: str) -> None:
        while True:
            self._news = False
            left = await workflow.execute_local_activity("seconds_until_due", name, start_to_close_timeout=BRIEF)
            if left <= 0:
                break
            with contextlib.suppress(TimeoutError):
                await workflow.wait_condition(lambda: self._news, timeout=timedelta(seconds=left))
        await workflow.execute_activity("do", name, start_to_close_timeout=BRIEF)


@workflow.defn(name="Chain", sandboxed=False)
class Chain:
    """Starts another of its kind beside it, then goes on as a new run."""

    @workflow.run
    async def run(self, names: list[str]) -> None:
        left = await workflow.execute_local_activity("seconds_until_due", names[0], start_to_close_timeout=BRIEF)
        await workflow.sleep(max(left, 0))
        await workflow.execute_activity("do", names[0], start_to_close_timeout=BRIEF)
        await workflow.execute_activity("begin_another", f"beside {names[0]}", start_to_close_timeout=BRIEF)
        if names[1:]:
            workflow.continue_as_new(names[1:])


@workflow.defn(name="Waits", sandboxed=False)
class Waits:
    def __init__(self) -> None:
        self._over = False

    @workflow.signal
    def end(self) -> None:
        self._over = True

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self._over)


@workflow.defn(name="Parent", sandboxed=False)
class Parent:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_child_workflow("Waits", id="the child")


@workflow.defn(name="Tries", sandboxed=False)
class Tries:
    @workflow.run
    async def run(self) -> None:
        hourly = RetryPolicy(initial_interval=timedelta(hours=1), backoff_coefficient=1)
        await workflow.execute_activity("fail", start_to_close_timeout=BRIEF, retry_policy=hourly)
