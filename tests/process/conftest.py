import asyncio
import contextlib
import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from temporalio.common import SearchAttributeKey
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

import house
from domain.names import Means
from domain.policy import PolicyBook
from local import databases, postgres
from local.databases import Databases
from local.housing import HousingSystem
from local.mail import Catcher
from local.virtual_time import AheadInTheRecord
from record.store import Record
from settings import Settings
from tests.process import histories
from tests.process.clock import Clock
from tests.process.story import Story, at
from worker import temporal_worker
from workflows.processes import Processes
from workflows.relay import Reconciler, Relay
from workflows.visible import CASE, NEXT_DATE, STAGE

RECORD_HISTORIES = "RECORD_HISTORIES"  # set by tests/histories/record.py to the folder they go to
ROOT = Path(__file__).parents[2]
KEYS: list[SearchAttributeKey[Any]] = [CASE, NEXT_DATE, STAGE]


@pytest.fixture(scope="session")
def database() -> Iterator[postgres.Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="evenhand-process-"))
    folder.chmod(0o755)
    server = postgres.start(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def environment() -> AsyncIterator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        dev_server_existing_path=str(Path(sys.executable).parent / "temporal"),
        search_attributes=KEYS,
        dev_server_startup_timeout=timedelta(seconds=30),
        dev_server_extra_args=[
            "--dynamic-config-value",
            "frontend.WorkflowTimeSkippingEnabled=true",
            "--dynamic-config-value",
            'history.timerProcessorMaxTimeShift="10ms"',
        ],
    ) as started:
        yield started


@dataclass
class House:
    """A whole process, in this one: worker, relay, views, on virtual time."""

    settings: Settings
    record: Record
    relay: Relay
    reconciler: Reconciler
    time: Clock
    mail: Catcher
    housing: HousingSystem
    environment: WorkflowEnvironment
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def book(self) -> PolicyBook:
        """The policy in force, as this process knows it."""
        return self.record.book()

    def words(self, number: int = -1) -> str:
        """The words of a letter that the mail server took."""
        body = self.letters[number].get_body(("plain",))
        assert body is not None
        return " ".join(str(body.get_content()).split())

    @property
    def letters(self) -> list[EmailMessage]:
        """What left for customers: each carries a page. E-mails to employees carry none."""
        return [mail for mail in self.mail.messages() if mail.is_multipart()]

    @property
    def notes(self) -> list[EmailMessage]:
        """What was e-mailed to employees."""
        return [mail for mail in self.mail.messages() if not mail.is_multipart()]

    @property
    def message_ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.letters]

    async def a_story(self, means: Means = Means.EMAIL, begins: str = "2026-11-23") -> Story:
        await self.time.set(at(begins))
        story = Story(self.record)
        await story.begins(means)
        return story


def settings_for(where: Databases, folder: Path, smtp_port: int, housing: str) -> Settings:
    return Settings.model_validate(
        {
            "mode": "development",
            "database_url": where.record,
            "keys_database_url": where.keys,
            "vault_folder": folder / "vault",
            "checkpoint_folder": folder / "checkpoints",
            "smtp_port": smtp_port,
            "smtp_tls": "none",
            "housing_system_url": housing,
            "housing_system_seconds": 2,
            "mail_seconds": 5,
            "temporal_task_queue": f"test-{secrets.token_hex(4)}",
        }
    )


@pytest.fixture
async def whole(
    database: postgres.Postgres,
    environment: WorkflowEnvironment,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> AsyncIterator[House]:
    name = f"p{secrets.token_hex(5)}"
    where = await databases.ensure(database, record=name, keys=f"{name}_keys")
    mail = Catcher(tmp_path / "mail")
    await mail.start()
    housing = HousingSystem(tmp_path / "housing")
    settings = settings_for(where, tmp_path, mail.port, housing.url)
    book = house.policy_book(ROOT / "policy")
    async with AsyncExitStack() as stack:
        stack.enter_context(housing)
        record = await stack.enter_async_context(house.record(settings, book))
        processes = Processes(environment.client, settings.temporal_task_queue)
        relay = Relay(record, record.book, processes)
        reconciler = Reconciler(record, record.book, processes)
        views = house.views(record)
        await views.prepare()
        clock = Clock(environment.client, where.owner, record, relay, views)
        async with temporal_worker(environment.client, settings, record):
            tasks = [asyncio.create_task(relay.run()), asyncio.create_task(views.run())]
            yield House(settings, record, relay, reconciler, clock, mail, housing, environment, tasks)
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            patched = "monkeypatch" in request.fixturenames  # what waited otherwise is no history to go on from
            if (folder := os.environ.get(RECORD_HISTORIES)) and not patched:
                await histories.save(environment.client, settings.temporal_task_queue, request.node.name, Path(folder))
            await end_everything(environment, await AheadInTheRecord(record).workflows())
    await mail.stop()


async def end_everything(environment: WorkflowEnvironment, owed: Collection[str]) -> None:
    """End what runs, also what has begun so lately that it is not listed yet: the next test would wait for it."""
    listed = [left.id async for left in environment.client.list_workflows("ExecutionStatus = 'Running'")]
    for name in {*listed, *owed}:
        with contextlib.suppress(Exception):
            await environment.client.get_workflow_handle(name).terminate()
