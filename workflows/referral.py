"""One referral, from its opening to its answer."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.messages import Part, Step
    from domain.case.duties import DutyKind
    from workflows.watch import Watch


@workflow.defn(name="Referral")
class ReferralWorkflow:
    """Waits for an answer: reminds its owner, tells the line above, and engages with a customer whom nobody answers."""

    @workflow.init
    def __init__(self, part: Part) -> None:
        self._watch = Watch(part)

    @workflow.signal
    def record_moved(self, version: int) -> None:
        """The referral's stream has moved to a version. What happened stands in the record."""
        self._watch.moved(version)

    @workflow.run
    async def run(self, part: Part) -> None:
        """Go on until it has been answered."""
        while (ahead := await self._watch.look()).owed:
            if self._watch.history_is_long:
                workflow.continue_as_new(part)
            if await self._watch.due_before_anything_newer() and ahead.step:
                await self.perform(ahead.step)

    async def perform(self, step: Step) -> None:
        """Do what the policy sets for a step's moment."""
        if step.duty == DutyKind.ENGAGE_UNANSWERED:
            await self.engage(step)
        else:
            await self.answer(step)

    async def answer(self, step: Step) -> None:
        """3.2, 4.5, 5.6, 6.1, 10.1: its owner is reminded, and once its day is over the line above is told."""
        await self._watch.take(step, f"{step.act} about the referral's answer")

    async def engage(self, step: Step) -> None:
        """10.1: nobody decided whether to engage, and so we do."""
        await self._watch.take(step, "we engage, as nobody decided")
