"""Hearing an appeal: the call of one made by phone, points that are not about the restriction, conflicts."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.change import AnyChange, ChangeOfWhatWasRead
from api.operation import change
from api.schemas.appeals import MissedCall, NewCall, NewConflict, NoCall, OutOfScope, PointNumber, PointsTakenDown
from api.schemas.cases import Reason
from api.schemas.receipts import Receipt
from api.schemas.words import AppealNumber, CaseRef
from domain.case.calling import ArrangeAppealCall, GiveUpAppealCall, RecordAppealCallMissed, TakeDownAppealPoints
from domain.case.conflicts import DeclareConflict
from domain.case.scoping import MarkPointInScope, MarkPointOutOfScope

router = APIRouter(prefix="/v1/cases/{case}/appeals/{appeal}", tags=["appeals"])
Case = Annotated[CaseRef, Path(description="The case.")]
Which = Annotated[AppealNumber, Path(description="The appeal's number in the case.")]
Point = Annotated[PointNumber, Path(description="The point's number in the appeal.", examples=[1])]


@router.put("/call", **change(ArrangeAppealCall, "Arrange the call of a verbal appeal", read_first=True))
async def arrange(case: Case, appeal: Which, body: NewCall, asked: ChangeOfWhatWasRead) -> Receipt:
    """Arrange who phones whom, and when, by the day that the customer was told; or, with a reason, another time."""
    return await asked.of(case, ArrangeAppealCall(appeal=appeal, **body.said()))


@router.post("/call/missed", **change(RecordAppealCallMissed, "Record that a call was missed"))
async def missed(case: Case, appeal: Which, body: MissedCall, asked: AnyChange) -> Receipt:
    """Record that the call did not bring the points down. Another is owed; the review's clock runs on."""
    return await asked.of(case, RecordAppealCallMissed(appeal=appeal, **body.said()))


@router.post("/call/points", **change(TakeDownAppealPoints, "Take down the points of a verbal appeal"))
async def take_down(case: Case, appeal: Which, body: PointsTakenDown, asked: AnyChange) -> Receipt:
    """Record the points as they were written down and read back, by whom, and whether the customer agreed."""
    return await asked.of(case, TakeDownAppealPoints(appeal=appeal, **body.said()))


@router.post("/call/none", **change(GiveUpAppealCall, "Go on without the call"))
async def give_up(case: Case, appeal: Which, body: NoCall, asked: AnyChange) -> Receipt:
    """Go on without the call: the reviewer, where the customer cannot be reached; anybody, where it is not wanted."""
    return await asked.of(case, GiveUpAppealCall(appeal=appeal, **body.said()))


@router.post("/points/{point}/out-of-scope", **change(MarkPointOutOfScope, "Pass on a point that is out of scope"))
async def out_of_scope(case: Case, appeal: Which, point: Point, body: OutOfScope, asked: AnyChange) -> Receipt:
    """Mark a point as not about the restriction, and record where it was passed on. The outcome's letter says so."""
    return await asked.of(case, MarkPointOutOfScope(appeal=appeal, point=point, **body.said()))


@router.post("/points/{point}/in-scope", **change(MarkPointInScope, "Consider a point after all"))
async def in_scope(case: Case, appeal: Which, point: Point, body: Reason, asked: AnyChange) -> Receipt:
    """Consider a point that had been marked out of scope."""
    return await asked.of(case, MarkPointInScope(appeal=appeal, point=point, **body.said()))


@router.post("/conflicts", **change(DeclareConflict, "Declare a conflict of interest"))
async def conflict(case: Case, appeal: Which, body: NewConflict, asked: AnyChange) -> Receipt:
    """Record that somebody is not independent, as the record does not show. A reviewer who is not has it no longer."""
    return await asked.of(case, DeclareConflict(appeal=appeal, **body.said()))
