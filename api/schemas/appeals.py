"""What is sent about an appeal's call, its points, and who may not review it; and the list of missed deadlines."""

from datetime import date
from typing import Annotated

from pydantic import Field

from api.schemas.cases import Grounds, Points
from api.schemas.words import SOMEBODY, Body, Day, Id, Moment, Reference, Shown, StaffRef, Text, example
from domain.case.appealing import AppealedBy
from domain.case.duties import DutyKind
from domain.case.hearing import PassedTo, ReadBack, WhyMissed, WhyNoCall

PointNumber = Annotated[int, Field(ge=1, le=9999)]


class NewCall(Body):
    """A call to hear an appeal: who phones whom, and when. `reason`: why at another time than was promised."""

    model_config = example(at="2026-12-09T10:30:00Z", caller=str(SOMEBODY), with_whom="customer")

    at: Moment
    caller: StaffRef
    with_whom: AppealedBy = AppealedBy.CUSTOMER
    reason: Text | None = None


class MissedCall(Body):
    """Why a call did not bring the points down."""

    model_config = example(missed="not-reached", reason="Nobody answered, at half past ten and at eleven.")

    missed: WhyMissed
    reason: Text


class PointsTakenDown(Body):
    """The points of a call, as written down and read back. `corrections`: what the customer corrected."""

    model_config = example(
        held_on="2026-12-09",
        grounds=["personal-circumstances"],
        points=["Letters are hard for me to read.", "My tap still drips."],
        read_back="agreed",
        read_back_by=str(SOMEBODY),
    )

    held_on: Day
    grounds: Grounds = ()
    points: Points
    read_back: ReadBack
    read_back_by: StaffRef
    other_ground: Text | None = None
    corrections: Text | None = None


class NoCall(Body):
    """Why an appeal is reviewed without the call that was asked for."""

    model_config = example(why="not-reached", reason="Three calls at different times of day, and nobody answered.")

    why: WhyNoCall
    reason: Text


class OutOfScope(Body):
    """Where a point goes that is not about the restriction, under which reference, and why it is not."""

    model_config = example(passed_to="repairs", reference="R-1042", reason="It is about a repair.")

    passed_to: PassedTo
    reference: Reference
    reason: Text


class NewConflict(Body):
    """Who has to do with the matter or the customer, and how."""

    model_config = example(staff=str(SOMEBODY), reason="The customer is my neighbour.")

    staff: StaffRef
    reason: Text


class MissedRow(Shown):
    """A deadline of ours that was missed in a case. `escalated` says how far up it was told."""

    case: Id
    customer: Id
    kind: DutyKind
    about: str
    due_on: date
    done_on: date | None
    clause: str
    escalated: int


class MissedDeadlines(Shown):
    """A part of the list, by the day missed. `next_after` asks for what follows; null: nothing does."""

    missed: tuple[MissedRow, ...]
    next_after: str | None
    position: int = Field(description="The list shows the record up to here.")
