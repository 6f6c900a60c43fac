"""A case's entries in the housing management system: one after the other, until the last is made."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.messages import Part
    from workflows.in_order import InOrder, Task
    from workflows.patience import ENTERING

TASK = Task("enter_in_housing_system", "enter it in the housing system", "entry", "9.1", ENTERING)


@workflow.defn(name="Entries")
class EntriesWorkflow:
    """Sees to it that every start, change and end of a restriction is entered, in order (9.1).

    Until it is, it stands in Governance's queue as outstanding.
    """

    @workflow.init
    def __init__(self, part: Part) -> None:
        self._entries = InOrder(part, TASK)

    @workflow.signal
    def record_moved(self, version: int) -> None:
        """The case's stream has moved to a version. What happened stands in the record."""
        self._entries.watch.moved(version)

    @workflow.run
    async def run(self, part: Part) -> None:  # noqa: ARG002 - Temporal hands it to both
        """Go on until nothing is outstanding. What comes later starts it again."""
        await self._entries.run()
