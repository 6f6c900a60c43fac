"""The long-lived case: from its referral to its closing, as the policy goes."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.messages import Part, Step
    from domain.case.duties import DutyKind
    from workflows.watch import Watch


# Auto-upgraded: it sleeps for months, and what it does when it wakes is the record's to say, not the code's of the day
# it fell asleep. Our workers carry no deployment version, so whichever runs takes the next task (naming the behaviour
# here is refused by a server unless they do). A change of what is done *in which order* goes behind `workflow.patched`,
# or the workflow is ended and the reconciler starts it again from the record.
@workflow.defn(name="Restriction")
class RestrictionWorkflow:
    """Waits for whatever a case owes next, apart from its notices and appeals, which wait on their own."""

    @workflow.init
    def __init__(self, part: Part) -> None:
        self._watch = Watch(part)

    @workflow.signal
    def record_moved(self, version: int) -> None:
        """The case's stream has moved to a version. What happened stands in the record."""
        self._watch.moved(version)

    @workflow.run
    async def run(self, part: Part) -> None:
        """Go on until the case closes. A case that is reopened is started again."""
        decisions: int | None = None
        while (ahead := await self._watch.look()).owed:
            decided = decisions is not None and ahead.decisions > decisions
            if decided or self._watch.history_is_long:
                workflow.continue_as_new(part)  # a decision opens a cycle of its own: its history begins with it
            decisions = ahead.decisions
            if await self._watch.due_before_anything_newer() and ahead.step:
                await self.perform(ahead.step)

    async def perform(self, step: Step) -> None:
        """Do what the policy sets for a step's moment."""
        match step.duty:
            case DutyKind.END_WARNING_PERIOD | DutyKind.TELL_LATER_PERIOD:
                await self.warning_period(step)
            case DutyKind.DECIDE | DutyKind.CLOSE_UNDECIDED:
                await self.manager_decision(step)
            case DutyKind.END_APPEAL_WINDOW | DutyKind.TELL_LATER_DATE:
                await self.appeal_window(step)
            case DutyKind.OPEN_REVIEW | DutyKind.RECONSIDER | DutyKind.ALERT_BEFORE_END | DutyKind.LAPSE:
                await self.review_and_expiry(step)
            case (
                DutyKind.PROPOSE_EARLY_REVIEW
                | DutyKind.ANSWER_EARLY_REVIEW_REQUEST
                | DutyKind.OPEN_UNANSWERED_EARLY_REVIEW
                | DutyKind.CONCLUDE_EARLY_REVIEW
                | DutyKind.SUSPEND_FOR_OVERDUE_EARLY_REVIEW
                | DutyKind.LOOK_AT_NEW_INCIDENT
            ):
                await self.early_review(step)
            case _:
                await self.closing(step)

    async def warning_period(self, step: Step) -> None:
        """7.2: the time that the warning gave to change is over, or is longer than was told."""
        await self._watch.take(
            step, "the warning period ends" if step.duty == DutyKind.END_WARNING_PERIOD else step.duty
        )

    async def manager_decision(self, step: Step) -> None:
        """7.2: the manager is reminded, the line above is told, and at last the case closes without action."""
        await self._watch.take(step, f"{step.act} about the manager's decision")

    async def appeal_window(self, step: Step) -> None:
        """8.2: the last day to appeal is over, or is later than was told."""
        await self._watch.take(step, "the appeal window ends" if step.duty == DutyKind.END_APPEAL_WINDOW else step.duty)

    async def review_and_expiry(self, step: Step) -> None:
        """9.2: the review opens, its owner is reminded, the end is announced, the restriction lapses."""
        await self._watch.take(step, f"{step.act} {step.duty}")

    async def early_review(self, step: Step) -> None:
        """9.2: after good conduct, or asked for: proposed, answered, concluded; a new incident is looked at."""
        await self._watch.take(step, f"{step.act} {step.duty}")

    async def closing(self, step: Step) -> None:
        """Nothing is in force or pending any more."""
        await self._watch.take(step, f"{step.act} {step.duty}")
