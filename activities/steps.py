"""Reading what lies ahead in a case, and taking the steps that time brings."""

import asyncio

from temporalio import activity

from activities.acting import act
from activities.messages import Ahead, Answer, Part, Step, Taken, Taking
from activities.refusals import final_refusals
from domain.case.stage import Stage
from domain.case.state import Case
from domain.case.steps import TakeStep
from domain.owed import Owes, agenda, open_parts, stage_of, timers
from domain.policy import PolicyBook
from domain.refusal import AlreadySo, NotYet
from record.around import load_as_it_is
from record.store import Record


def ahead_of(owing: Owes, part: str, book: PolicyBook) -> tuple[Step | None, bool]:
    """Return the next step of a part of a stream, and whether anything is owed in the part at all."""
    timer = next((timer for timer in timers(owing, book) if timer.duty.part == part), None)
    owed = part in open_parts(owing, book)
    if timer is None:
        return None, owed
    duty = timer.duty
    return Step(duty=duty.kind, about=duty.about, act=timer.act, at=timer.at, clause=duty.clause), owed


class StepActivities:
    """What every workflow asks of the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    @activity.defn(name="look")
    async def look(self, part: Part) -> Ahead:
        """Read what lies ahead. Raises Unavailable."""
        book, loaded = await asyncio.gather(self._record.book.now(), load_as_it_is(self._record, part.case))
        owing: Owes | None = loaded.state
        if owing is None:  # nothing was ever recorded: a workflow that somebody started by hand
            return Ahead(
                version=0, now=loaded.now, stage=Stage.CLOSED, owed=False, decisions=0, next_at=None, step=None
            )
        step, owed = ahead_of(owing, part.name, book)
        soonest = next((duty.at for duty in agenda(owing, book)), None)
        return Ahead(
            version=loaded.version,
            now=loaded.now,
            stage=stage_of(owing, book),
            owed=owed,
            decisions=len(owing.decisions) if isinstance(owing, Case) else 0,
            next_at=soonest,
            step=step,
        )

    @activity.defn(name="take_step")
    async def take_step(self, taking: Taking) -> Answer:
        """Ask the record to act about a duty. Raises ApplicationError (final) where it refuses, Unavailable."""
        with final_refusals():
            return await self._take(taking)

    async def _take(self, taking: Taking) -> Answer:
        part, step = taking.part, taking.step
        try:
            command = TakeStep(duty=step.duty, about=step.about, act=step.act)
            receipt = await act(self._record, part, taking.command, command)
        except NotYet as not_yet:
            return Answer(taken=Taken.NOT_YET, now=await self._record.now(), at=not_yet.at)
        except AlreadySo:
            return Answer(taken=Taken.ALREADY_SO, now=await self._record.now())
        if not receipt.events:  # it would be due again at once, for ever: loud, and tried again ever more slowly
            raise RuntimeError(f"{step.name} is due and changed nothing in {part.case}")
        return Answer(taken=Taken.DONE, now=receipt.recorded_at)
