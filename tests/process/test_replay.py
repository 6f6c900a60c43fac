"""Workflows that began under earlier code go on under this one."""

import sys
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker
from temporalio.workflow import NondeterminismError

from activities.messages import Part
from tests.process.histories import load
from workflows.running import WORKFLOWS, sandbox
from workflows.watch import Watch

HISTORIES = sorted((Path(__file__).parents[1] / "histories").glob("*.json"))


def test_there_are_histories_of_every_workflow() -> None:
    kinds = {file.name.split(".")[1] for file in HISTORIES}
    assert kinds == {"restriction", "appeal", "notice", "referral", "entries", "tellings"}


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: file.stem)
async def test_a_recorded_history_goes_on_under_the_code_of_today(file: Path) -> None:
    await Replayer(workflows=WORKFLOWS, workflow_runner=sandbox()).replay_workflow(load(file))


@workflow.defn(name="Restriction", sandboxed=False)
class Otherwise:
    """Does first what the real one does later: a change that should have been behind `workflow.patched`."""

    @workflow.signal
    def record_moved(self, version: int) -> None: ...

    @workflow.run
    async def run(self, part: Part) -> None:
        await workflow.sleep(1)
        await Watch(part).look()


async def test_a_change_that_old_histories_cannot_follow_is_noticed() -> None:
    history = load(next(file for file in HISTORIES if file.name.split(".")[1] == "restriction"))
    with pytest.raises(NondeterminismError):
        await Replayer(workflows=[Otherwise]).replay_workflow(history)


async def test_a_workflow_that_lets_a_database_in_does_not_start(
    environment: WorkflowEnvironment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mistaken.py").write_text(
        "from temporalio import workflow\n"
        "import record.store\n"
        "@workflow.defn\n"
        "class Mistaken:\n"
        "    @workflow.run\n"
        "    async def run(self) -> None: ...\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    mistaken = __import__("mistaken").Mistaken
    client: Client = environment.client
    with pytest.raises(RuntimeError, match="Failed validating"):
        Worker(client, task_queue="mistaken", workflows=[mistaken], workflow_runner=sandbox())
    del sys.modules["mistaken"]
