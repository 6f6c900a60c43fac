"""Evenhand on real servers and as a process of its own, any of which can be killed and started again."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

import asyncpg
from temporalio.client import Client
from temporalio.service import RPCError

import house
from domain.case.duties import timers
from domain.case.state import Case
from local import databases, postgres, temporal
from local.databases import Databases
from local.housing import HousingSystem
from local.mail import Catcher
from local.parts import answers
from record.errors import Unavailable
from record.store import Record
from settings import Settings
from workflows.visible import SEARCH_ATTRIBUTES

ROOT = Path(__file__).parents[2]
NAMESPACE = "evenhand"
NEWER_THAN_ANYTHING = 10**9
PATIENCE = 90  # seconds for the process to come to rest


class Victim(StrEnum):
    WORKER = "worker"
    TEMPORAL = "temporal"
    POSTGRES = "postgres"


@dataclass
class Machine:
    """One of each, in a folder. `async with Machine(folder) as machine:` starts all of it."""

    folder: Path
    ports: dict[str, int] = field(
        default_factory=lambda: {name: postgres.free_port() for name in ("sql", "grpc", "ui", "worker")}
    )
    worker_runs: bool = True
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def __aenter__(self) -> Self:
        self.folder.chmod(0o755)
        self.start_postgres()
        self.where: Databases = await databases.ensure(self.database)
        self.start_temporal()
        self.mail = await self._stack.enter_async_context(Catcher(self.folder / "mail"))
        self.housing = self._stack.enter_context(HousingSystem(self.folder / "housing"))
        self.environment = {
            "EVENHAND_MODE": "development",
            "DATABASE_URL": self.where.record,
            "KEYS_DATABASE_URL": self.where.keys,
            "TEMPORAL_ADDRESS": self.temporal.address,
            "EVENHAND_WORKER_HEALTH_PORT": str(self.ports["worker"]),
            "EVENHAND_RECONCILE_SECONDS": "5",
            "EVENHAND_VAULT_FOLDER": str(self.folder / "vault"),
            "EVENHAND_CHECKPOINT_FOLDER": str(self.folder / "checkpoints"),
            "EVENHAND_SMTP_PORT": str(self.mail.port),
            "EVENHAND_SMTP_TLS": "none",
            "EVENHAND_HOUSING_SYSTEM_URL": self.housing.url,
        }
        settings = Settings.model_validate(
            {"mode": "development", "database_url": self.where.record, "keys_database_url": self.where.keys}
        )
        self.book = house.policy_book(ROOT / "policy")
        self.record: Record = await self._stack.enter_async_context(house.record(settings, self.book))
        self.worker: subprocess.Popen[bytes] | None = None
        if self.worker_runs:
            self.start_worker()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop_worker()
        await self._stack.aclose()
        await asyncio.to_thread(self.temporal.stop)
        await asyncio.to_thread(self.database.stop)

    def start_postgres(self) -> None:
        self.database = postgres.start(self.folder / "postgres", port=self.ports["sql"])

    def start_temporal(self) -> None:
        self.temporal = temporal.start(
            self.folder / "temporal",
            namespace=NAMESPACE,
            search_attributes=SEARCH_ATTRIBUTES,
            port=self.ports["grpc"],
            ui_port=self.ports["ui"],
        )

    def forget_temporal(self) -> None:
        """Lose everything that Temporal knew."""
        self.temporal.kill()
        shutil.rmtree(self.folder / "temporal")
        self.start_temporal()

    def start_worker(self) -> None:
        with (self.folder / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "worker"],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
            )

    def stop_worker(self) -> int:
        """Ask it to end, once it is up: until then a signal just ends it. Return its exit code."""
        if self.worker is None:
            return 0
        until = time.monotonic() + 20
        while not answers(f"http://127.0.0.1:{self.ports['worker']}/health/live") and time.monotonic() < until:
            if self.worker.poll() is not None:
                return self.worker.returncode
            time.sleep(0.05)
        self.worker.send_signal(signal.SIGTERM)
        return self.worker.wait(20)

    def kill(self, victim: Victim) -> None:
        match victim:
            case Victim.WORKER:
                assert self.worker is not None
                self.worker.kill()
                self.worker.wait()
            case Victim.TEMPORAL:
                self.temporal.kill()
            case Victim.POSTGRES:
                self.database.kill()

    def start(self, victim: Victim) -> None:
        match victim:
            case Victim.WORKER:
                self.start_worker()
            case Victim.TEMPORAL:
                self.start_temporal()
            case Victim.POSTGRES:
                self.start_postgres()

    async def client(self) -> Client:
        return await Client.connect(self.temporal.address, namespace=NAMESPACE)

    async def set_clock(self, moment: datetime) -> None:
        connection = await asyncpg.connect(self.where.owner)
        try:
            real = await connection.fetchval("select clock_timestamp()")
            await connection.execute("select record.set_clock_ahead($1)", moment - real)
        finally:
            await connection.close()

    async def let_time_pass(self, moment: datetime) -> None:
        """Move the one clock, and let every workflow look at it, as its own timer would."""
        await self.set_clock(moment)
        client = await self.client()
        async for found in client.list_workflows("ExecutionStatus = 'Running'"):
            try:
                await client.get_workflow_handle(found.id).signal("record_moved", NEWER_THAN_ANYTHING)
            except RPCError:
                continue  # it has just ended

    async def at_rest(self, case_id: str) -> Case:
        """Wait until nothing is due in a case and no letter, entry or telling waits to be sent."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                loaded = await self.record.load(case_id)
            except Unavailable:
                await asyncio.sleep(0.2)
                continue
            case = loaded.state
            assert isinstance(case, Case)
            due = [timer for timer in timers(case, self.book) if timer.at <= loaded.now]
            owed = any(notice.is_owed for notice in case.notices)
            owed = owed or any(e.is_outstanding for e in case.entries)
            owed = owed or any(telling.is_outstanding for telling in case.tellings)
            if not due and not owed:
                return case
            await asyncio.sleep(0.1)
        raise TimeoutError("the process does not do what is due")
