"""The door to Temporal: which workflows run, waking them, starting them."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.messages import Part
from domain.case.stage import Stage
from workflows.visible import CASE, NEXT_DATE, STAGE

TYPES = {
    "restriction": "Restriction",
    "notice": "Notice",
    "appeal": "Appeal",
    "referral": "Referral",
    "entries": "Entries",
    "tellings": "Tellings",
}
WHAT = {
    "restriction": "A case, from its referral to its closing: warning, decision, appeal window, review and expiry.",
    "notice": "A letter to the customer, from its printing to the proof that it left.",
    "referral": "A referral, from its opening to its answer, which no restriction delays.",
    "appeal": "An appeal, from its receipt to its outcome by somebody who had no part in the decision.",
    "entries": "What of a case is yet to be entered in the housing management system.",
    "tellings": "What of a case its employees have yet to be told.",
}
AT_ONCE = 64  # requests under way at the same time


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A part in which something is owed, as the record has it: what its workflow is to wait for.

    `is_due`: the moment of its next step has come.
    """

    part: Part
    version: int
    stage: Stage
    next_at: datetime | None
    is_due: bool


class Processes:
    """The workflows of one task queue. Methods raise RPCError where Temporal is away."""

    def __init__(self, client: Client, task_queue: str) -> None:
        self._client, self._task_queue = client, task_queue

    async def wake(self, waiting: Waiting) -> None:
        """Tell a part's workflow that the record has moved; start it where it does not run."""
        await self._client.start_workflow(
            **self._new(waiting), start_signal="record_moved", start_signal_args=[waiting.version]
        )

    async def wake_if_running(self, part: Part, version: int) -> None:
        """Tell a part's workflow that the record has moved; one that does not run is left alone."""
        try:
            await self._client.get_workflow_handle(part.workflow_id).signal("record_moved", version)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def running(self) -> frozenset[str]:
        """Return the ids of the workflows that run. One started a moment ago may not be listed yet."""
        types = ", ".join(f"'{name}'" for name in TYPES.values())
        query = f"ExecutionStatus = 'Running' AND WorkflowType IN ({types})"
        return frozenset([found.id async for found in self._client.list_workflows(query, page_size=1000)])

    async def start_all(self, missing: Iterable[Waiting]) -> int:
        """Start workflows, many at once; return how many were not running."""
        room = asyncio.Semaphore(AT_ONCE)

        async def start(waiting: Waiting) -> bool:
            async with room:
                try:
                    # Eagerly: the first task comes back with the answer, where a worker of ours has room for it.
                    await self._client.start_workflow(**self._new(waiting), request_eager_start=True)
                except WorkflowAlreadyStartedError:
                    return False
                return True

        return sum(await asyncio.gather(*(start(waiting) for waiting in missing)))

    def _new(self, waiting: Waiting) -> dict[str, Any]:
        part = waiting.part
        kind = part.name.partition("/")[0]
        shown: list[SearchAttributePair[Any]] = [
            SearchAttributePair(CASE, part.case),
            SearchAttributePair(STAGE, waiting.stage.value),
        ]
        if waiting.next_at:
            shown.append(SearchAttributePair(NEXT_DATE, waiting.next_at))
        return {
            "workflow": TYPES[kind],
            "arg": part,
            "id": part.workflow_id,
            "task_queue": self._task_queue,
            "search_attributes": TypedSearchAttributes(shown),
            "static_summary": f"{part.name.capitalize()} of {part.case[:13]}",
            "static_details": f"{WHAT[kind]}\n\nThe record leads: this workflow may be ended at any time, and"
            f" is started again from `{part.case}`.",
        }
