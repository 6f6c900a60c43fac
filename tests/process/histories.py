"""Histories of workflows as files: what a later version of the code must be able to go on from."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

from temporalio.client import Client, WorkflowHistory

_PROCESS = re.compile(r"\b\d+@[\w.-]+")


async def save(client: Client, task_queue: str, title: str, folder: Path) -> None:
    """Write the history of the longest run of each kind of workflow there is, named by the story it comes from."""
    longest: dict[str, WorkflowHistory] = {}
    async for found in client.list_workflows(f"TaskQueue = '{task_queue}'"):
        history = await client.get_workflow_handle(found.id, run_id=found.run_id).fetch_history()
        kind = found.id.partition("/")[0]
        if kind not in longest or len(history.events) > len(longest[kind].events):
            longest[kind] = history
    for kind, history in longest.items():
        name = title.removeprefix("test_").replace("[", "-").replace("]", "")
        text = json.dumps(_anonymous(json.loads(history.to_json())), separators=(",", ":"), sort_keys=True)
        await asyncio.to_thread((folder / f"{name}.{kind}.json").write_text, text + "\n")


def load(file: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(file.stem, file.read_text())


def _anonymous(value: Any) -> Any:
    """Take out which process on which machine it was: "4711@host", also inside the names of its own queues."""
    if isinstance(value, dict):
        return {key: _anonymous(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_anonymous(part) for part in value]
    return _PROCESS.sub("worker", value) if isinstance(value, str) else value
