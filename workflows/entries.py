"""A case's entries in the housing management system: one after the other, until the last is made."""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from temporalio.exceptions import ActivityError, RetryState, is_cancelled_exception

    from activities.messages import Entering, Part
    from workflows.patience import AFTER_A_FAILURE, AFTER_A_REFUSAL, ENTERING, pause_before_attempt
    from workflows.watch import Watch, log


@workflow.defn(name="Entries")
class EntriesWorkflow:
    """Sees to it that every start, change and end of a restriction is entered, in order (9.1).

    The clock of the duty runs beside: however long the housing system is away, Governance is reminded, and the line
    above is told. Until then it stands in their queue as outstanding.
    """

    @workflow.init
    def __init__(self, part: Part) -> None:
        self._part = part
        self._watch = Watch(part)
        self._attempts = 0
        self._not_before: datetime | None = None

    @workflow.signal
    def record_moved(self, version: int) -> None:
        """The case's stream has moved to a version. What happened stands in the record."""
        self._watch.moved(version)

    @workflow.run
    async def run(self, part: Part) -> None:
        """Go on until nothing is outstanding. What comes later starts it again."""
        while (ahead := await self._watch.look()).owed:
            if self._watch.history_is_long:
                workflow.continue_as_new(part)
            if ahead.step and ahead.step.at <= self._watch.now:
                await self._watch.take(ahead.step, f"{ahead.step.act} about the entry")
            elif self._not_before and self._not_before > self._watch.now:
                until, summary = self._not_before, "try again"
                if ahead.step and ahead.step.at < until:
                    until, summary = ahead.step.at, ahead.step.name
                await self._watch.wait(until, summary)
            else:
                await self.enter()

    async def enter(self) -> None:
        """9.1: make the oldest entry that is outstanding; what was answered stands in the record."""
        self._attempts += 1
        self._not_before = None
        try:
            became: Entering = await workflow.execute_activity(
                "enter_in_housing_system",
                args=[self._part, self._attempts],
                result_type=Entering,
                summary=f"enter it in the housing system, attempt {self._attempts} (9.1)",
                **ENTERING,
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            log.exception("process.not_entered", case=self._part.case, clause="9.1")
            refused = error.retry_state is RetryState.NON_RETRYABLE_FAILURE
            self._later(AFTER_A_REFUSAL if refused else AFTER_A_FAILURE)
            return
        match became:
            case Entering.SETTLED:
                self._attempts = 0
            case Entering.LATER:
                self._later(pause_before_attempt(self._attempts + 1))
            case Entering.REFUSED | Entering.NOT_CONFIGURED:
                self._later(AFTER_A_REFUSAL)

    def _later(self, pause: timedelta) -> None:
        self._not_before = self._watch.now + pause
