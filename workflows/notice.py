"""One letter on its way: printed, handed over, proved or escalated."""

from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from temporalio.exceptions import ActivityError, RetryState, is_cancelled_exception

    from activities.messages import Ahead, Fate, Part, Printed
    from workflows.patience import AFTER_A_FAILURE, AFTER_A_REFUSAL, HANDING_OVER, PRINTING, pause_before_attempt
    from workflows.watch import Watch, log


@workflow.defn(name="Notice")
class NoticeWorkflow:
    """Sees to it that a letter leaves, and that what it tells is right on the day it does (8.2).

    The clock of the duty to send it runs beside: however long a mail server is away, people are reminded and told.
    """

    @workflow.init
    def __init__(self, part: Part) -> None:
        self._part = part
        self._watch = Watch(part)
        self._letter: Printed | None = None
        self._attempts = 0
        self._not_before: datetime | None = None  # the next printing or handing over

    @workflow.signal
    def record_moved(self, version: int) -> None:
        """The case's stream has moved to a version. What happened stands in the record."""
        self._watch.moved(version)

    @workflow.run
    async def run(self, part: Part) -> None:
        """Go on until the letter has left, or is no longer owed."""
        while (ahead := await self._watch.look()).owed:
            if self._watch.history_is_long:
                workflow.continue_as_new(part)
            if ahead.step and ahead.step.at <= self._watch.now:
                await self._watch.take(ahead.step, f"{ahead.step.act} about the notice")
            elif self._not_before and self._not_before > self._watch.now:
                await self._wait(ahead, self._not_before, "try again")
            elif self._letter is None or self._letter.good_until <= self._watch.now:
                await self.print_for_today()
            elif self._letter.by_email:
                await self.hand_over()
            else:
                await self._wait(ahead, self._letter.good_until, "posted or read out today, or printed anew")

    async def print_for_today(self) -> None:
        """7.3, 8.2: render it with the dates that are right today, keep it, record it. Good until local midnight."""
        self._not_before = None
        try:
            self._letter = await workflow.execute_activity(
                "print_letter", self._part, result_type=Printed, summary="print the letter for today (7.3)", **PRINTING
            )
        except ActivityError as error:
            self._letter = None
            self._ask_for_help("process.letter_not_printed", error)

    async def hand_over(self) -> None:
        """8.2: give it to the mail server; what that answered stands in the record."""
        assert self._letter is not None  # noqa: S101 - printed before it is handed over
        self._attempts += 1
        try:
            fate: Fate = await workflow.execute_activity(
                "hand_over",
                args=[self._part, self._letter.document],
                result_type=Fate,
                summary=f"hand it to the mail server, attempt {self._attempts} (8.2)",
                **HANDING_OVER,
            )
        except ActivityError as error:
            self._ask_for_help("process.letter_not_handed_over", error)
            return
        match fate:
            case Fate.LATER:
                self._not_before = self._watch.now + pause_before_attempt(self._attempts + 1)
            case Fate.PRINT_ANEW | Fate.REFUSED:
                self._letter = None
            case Fate.SETTLED:
                self._attempts = 0

    async def _wait(self, ahead: Ahead, until: datetime, summary: str) -> None:
        """Wait for a moment, for the duty's own clock, or for news: whichever is first."""
        if ahead.step and ahead.step.at < until:
            until, summary = ahead.step.at, ahead.step.name
        await self._watch.wait(until, summary)

    def _ask_for_help(self, event: str, error: ActivityError) -> None:
        """Say that it was refused, or has long failed; the duty's reminders tell people. Tried again after a while."""
        if is_cancelled_exception(error):
            raise error
        log.exception(event, case=self._part.case, notice=self._part.name)
        refused = error.retry_state is RetryState.NON_RETRYABLE_FAILURE
        self._not_before = self._watch.now + (AFTER_A_REFUSAL if refused else AFTER_A_FAILURE)
