"""Watching over one part of a case: what every workflow here does the same way.

The record leads. A workflow knows an id and what it last read; it waits for the next moment or for word that the
record has moved, reads again, and asks the record to act. It can be thrown away at any moment and started again.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog
from temporalio import workflow
from temporalio.common import SearchAttributeUpdate
from temporalio.exceptions import ActivityError, is_cancelled_exception

from activities.messages import Ahead, Answer, Part, Step, Taken, Taking
from workflows.patience import AFTER_A_REFUSAL, AT_LEAST, READING, TAKING
from workflows.visible import CASE, NEXT_DATE, STAGE

# The workflow's own logger drops what a replay logs again; structlog only hands its words over.
log = structlog.wrap_logger(
    workflow.logger,
    wrapper_class=structlog.BoundLogger,
    processors=[structlog.stdlib.render_to_log_kwargs],
    cache_logger_on_first_use=False,
)


class Watch:
    """What is known of one part: `ahead`, as last read, and `told`, the newest version that a signal has named."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.told = 0
        self.ahead: Ahead | None = None
        self._clocks_differ = timedelta()

    def moved(self, version: int) -> None:
        """Hear that the case's stream has moved to a version."""
        self.told = max(self.told, version)

    @property
    def has_news(self) -> bool:
        """Whether the case is known to have moved since it was read."""
        return self.ahead is None or self.told > self.ahead.version

    @property
    def history_is_long(self) -> bool:
        """Whether the workflow should go on as a new run: nothing is lost, as the record is read again."""
        return workflow.info().is_continue_as_new_suggested()

    @property
    def now(self) -> datetime:
        """The one clock's moment: the workflow's own, by as much as the two differed when the record was read."""
        return workflow.now() + self._clocks_differ

    async def look(self) -> Ahead:
        """Read what lies ahead; again, where the case moved while it was read."""
        while True:
            self.told = 0  # a signal comes after its commit: what is read from here on is at least as new
            ahead: Ahead = await workflow.execute_local_activity(
                "look", self.part, result_type=Ahead, summary="read what lies ahead", **READING
            )
            self.ahead = ahead
            self._clocks_differ = ahead.now - workflow.now()
            if not self.has_news:
                self._show(ahead)
                return ahead

    async def due_before_anything_newer(self) -> bool:
        """Wait for the next step's moment, or for news; say whether the moment came first."""
        step = self.ahead.step if self.ahead else None
        await self.wait(step.at if step else None, f"{step.name} ({step.clause})" if step else "")
        return step is not None and not self.has_news

    async def wait(self, until: datetime | None, summary: str) -> None:
        """Wait until a moment of the one clock (None: for ever), or for news."""
        if until is None:
            await workflow.wait_condition(lambda: self.has_news)
        elif until > self.now:
            await self._wait_for(until - self.now, summary)

    async def take(self, step: Step, summary: str) -> None:
        """Ask the record to take a step. What it says is final: done, already so, or not yet."""
        assert self.ahead is not None  # noqa: S101 - a step comes from having looked
        try:
            answer: Answer = await workflow.execute_activity(
                "take_step",
                Taking(self.part, step, self.ahead.version),
                result_type=Answer,
                summary=f"{summary} ({step.clause})",
                **TAKING,
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            log.exception("process.step_refused", case=self.part.case, step=step.name, clause=step.clause)
            await self._wait_for(AFTER_A_REFUSAL, f"{step.name} was refused")
            return
        log.info("process.step", case=self.part.case, step=step.name, clause=step.clause, taken=answer.taken.value)
        if answer.taken is Taken.NOT_YET:
            # The next look says how long until its moment by the one clock, or that something else is due before it.
            await self._wait_for(AT_LEAST, f"{step.name}: not yet")

    async def _wait_for(self, duration: timedelta, summary: str) -> None:
        try:
            await workflow.wait_condition(lambda: self.has_news, timeout=duration, timeout_summary=summary)
        except TimeoutError:
            return

    def _show(self, ahead: Ahead) -> None:
        """Let Temporal's UI say where the case stands; written only where it has changed."""
        soonest = f"{ahead.next_at:%A %-d %B %Y, %H:%M} UTC" if ahead.next_at else "nothing is owed"
        step = f"{ahead.step.name} at {ahead.step.at:%Y-%m-%d %H:%M} UTC, {ahead.step.clause}" if ahead.step else "none"
        workflow.set_current_details(
            f"**Stage:** {ahead.stage}  \n**Next date:** {soonest}  \n**Waits for:** {step}  \n"
            f"**Read at version:** {ahead.version} of {self.part.case}"
        )
        shown = workflow.info().typed_search_attributes
        updates: list[SearchAttributeUpdate[Any]] = []
        if shown.get(STAGE) != ahead.stage.value:
            updates.append(STAGE.value_set(ahead.stage.value))
        if ahead.next_at and shown.get(NEXT_DATE) != ahead.next_at:
            updates.append(NEXT_DATE.value_set(ahead.next_at))
        if shown.get(CASE) != self.part.case:
            updates.append(CASE.value_set(self.part.case))
        if updates:
            workflow.upsert_search_attributes(updates)
