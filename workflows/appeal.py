"""One appeal, from its receipt to its outcome."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.messages import Part, Step
    from domain.case.duties import DutyKind
    from workflows.watch import Watch


@workflow.defn(name="Appeal")
class AppealWorkflow:
    """Waits until somebody has decided an appeal, and sees to it that it is not the customer who loses by waiting."""

    @workflow.init
    def __init__(self, part: Part) -> None:
        self._watch = Watch(part)

    @workflow.signal
    def record_moved(self, version: int) -> None:
        """The case's stream has moved to a version. What happened stands in the record."""
        self._watch.moved(version)

    @workflow.run
    async def run(self, part: Part) -> None:
        """Go on until the appeal has been decided, refused as late, or withdrawn."""
        while (ahead := await self._watch.look()).owed:
            if self._watch.history_is_long:
                workflow.continue_as_new(part)
            if await self._watch.due_before_anything_newer() and ahead.step:
                await self.perform(ahead.step)

    async def perform(self, step: Step) -> None:
        """Do what the policy sets for a step's moment."""
        match step.duty:
            case DutyKind.JUDGE_LATE_APPEAL:
                await self.late_appeal(step)
            case DutyKind.ARRANGE_CALL | DutyKind.HOLD_CALL:
                await self.verbal_appeal(step)
            case DutyKind.SUSPEND_FOR_OVERDUE_REVIEW | DutyKind.ASK_DIRECTOR:
                await self.overdue_review(step)
            case _:
                await self.independent_review(step)

    async def late_appeal(self, step: Step) -> None:
        """8.2: a manager is asked whether an appeal that is out of time is let in."""
        await self._watch.take(step, f"{step.act} about the late appeal")

    async def verbal_appeal(self, step: Step) -> None:
        """8.3: the call is arranged, held, and its points taken down; otherwise whoever stands above is told."""
        await self._watch.take(step, f"{step.act} {step.duty}")

    async def independent_review(self, step: Step) -> None:
        """8.5: a reviewer is assigned and decides in time; otherwise it is escalated on the day."""
        await self._watch.take(step, f"{step.act} {step.duty}")

    async def overdue_review(self, step: Step) -> None:
        """8.6: the restriction rests until the outcome; for violence or threats the Director is asked daily."""
        await self._watch.take(step, step.duty.value)
