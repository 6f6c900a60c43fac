"""What is seen to one thing after the other until the last is done: entries in another system, tellings."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from temporalio.exceptions import ActivityError, RetryState, is_cancelled_exception

    from activities.messages import Became, Part
    from workflows import patience
    from workflows.watch import Watch, log


@dataclass(frozen=True)
class Task:
    """The activity that does the next thing, what it is called in Temporal's UI, and how long it may take."""

    activity: str
    summary: str
    about: str
    clause: str
    patience: dict[str, Any]


class InOrder:
    """Does the next thing of a part again and again, with pauses where it is not taken; its duty's clock runs beside.

    However long the other side is away, people are reminded, and the line above is told.
    """

    def __init__(self, part: Part, task: Task) -> None:
        self.watch = Watch(part)
        self._part, self._task = part, task
        self._attempts = 0
        self._not_before: datetime | None = None

    async def run(self) -> None:
        """Go on until nothing is outstanding. What comes later starts it again."""
        while (ahead := await self.watch.look()).owed:
            if self.watch.history_is_long:
                workflow.continue_as_new(self._part)
            if ahead.step and ahead.step.at <= self.watch.now:
                await self.watch.take(ahead.step, f"{ahead.step.act} about the {self._task.about}")
            elif self._not_before and self._not_before > self.watch.now:
                until, summary = self._not_before, "try again"
                if ahead.step and ahead.step.at < until:
                    until, summary = ahead.step.at, ahead.step.name
                await self.watch.wait(until, summary)
            else:
                await self._next()

    async def _next(self) -> None:
        """Do the oldest that is outstanding; what was answered stands in the record."""
        self._attempts += 1
        self._not_before = None
        try:
            became: Became = await workflow.execute_activity(
                self._task.activity,
                args=[self._part, self._attempts],
                result_type=Became,
                summary=f"{self._task.summary}, attempt {self._attempts} ({self._task.clause})",
                **self._task.patience,
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            log.exception(f"process.{self._task.activity}_failed", case=self._part.case, clause=self._task.clause)
            refused = error.retry_state is RetryState.NON_RETRYABLE_FAILURE
            self._later(patience.AFTER_A_REFUSAL if refused else patience.AFTER_A_FAILURE)
            return
        match became:
            case Became.SETTLED:
                self._attempts = 0
            case Became.LATER:
                self._later(patience.pause_before_attempt(self._attempts + 1))
            case Became.REFUSED | Became.NOT_CONFIGURED:
                self._later(patience.AFTER_A_REFUSAL)

    def _later(self, pause: timedelta) -> None:
        self._not_before = self.watch.now + pause
