"""What a case's employees are to be told: one thing after the other, until the last of them has been e-mailed."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.messages import Part
    from workflows.in_order import InOrder, Task
    from workflows.patience import HANDING_OVER

TASK = Task("tell_employees", "tell employees", "telling", "2.1", HANDING_OVER)


@workflow.defn(name="Tellings")
class TellingsWorkflow:
    """Sees to it that employees hear of every start, change and end of a restriction that concerns them (2.1)."""

    @workflow.init
    def __init__(self, part: Part) -> None:
        self._tellings = InOrder(part, TASK)

    @workflow.signal
    def record_moved(self, version: int) -> None:
        """The case's stream has moved to a version. What happened stands in the record."""
        self._tellings.watch.moved(version)

    @workflow.run
    async def run(self, part: Part) -> None:  # noqa: ARG002 - Temporal hands it to both
        """Go on until nobody is to be told anything. What comes later starts it again."""
        await self._tellings.run()
