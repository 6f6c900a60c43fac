"""A manager's decisions in a case, and what becomes of a restriction. Each names the version that was read."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.change import AnyChange, ChangeOfWhatWasRead
from api.operation import change
from api.schemas.cases import Reasons, Suspension
from api.schemas.measures import TermAgreement, Terms
from api.schemas.receipts import Receipt
from api.schemas.words import CaseRef, DecisionNumber
from domain.case.agreeing import AgreeToLongTerm
from domain.case.deciding import ContinueRestriction, DecideNoAction, Restrict, VaryRestriction
from domain.case.ending import LeaveToLapse, LiftRestriction, ResumeRestriction, SuspendRestriction

router = APIRouter(prefix="/v1/cases/{case}", tags=["decisions"])
Case = Annotated[CaseRef, Path(description="The case.")]
Which = Annotated[DecisionNumber, Path(description="The decision's number in the case.")]


@router.post("/decisions", **change(Restrict, "Restrict contact", read_first=True))
async def restrict(case: Case, body: Terms, asked: ChangeOfWhatWasRead) -> Receipt:
    """Decide to restrict: measures, reasons, basis, how long, what was considered (2.4, 3.1, 5.2, 6.1, 7.3).

    The second of two managers who decide at once is told 409, and nothing of theirs is written.
    """
    return await asked.of(case, Restrict(**body.said()))


@router.post("/continuations", **change(ContinueRestriction, "Continue a restriction", read_first=True))
async def continue_(case: Case, body: Terms, asked: ChangeOfWhatWasRead) -> Receipt:
    """Continue at a review: a new decision, with its own reasons, notice and right to appeal."""
    return await asked.of(case, ContinueRestriction(**body.said()))


@router.post("/variations", **change(VaryRestriction, "Vary a restriction", read_first=True))
async def vary(case: Case, body: Terms, asked: ChangeOfWhatWasRead) -> Receipt:
    """Vary at a review as is right; before it, only so that nothing is harsher (9.2, 9.3)."""
    return await asked.of(case, VaryRestriction(**body.said()))


@router.post("/term-agreements", **change(AgreeToLongTerm, "Agree to a long term"))
async def agree(case: Case, body: TermAgreement, asked: AnyChange) -> Receipt:
    """Agree that the next decision in the case may last beyond the policy's maximum, up to a day.

    Whoever decides then names you as having agreed. You have been consulted: you review no appeal in the case (8.5).
    """
    return await asked.of(case, AgreeToLongTerm(**body.said()))


@router.post("/no-action", **change(DecideNoAction, "Decide not to restrict", read_first=True))
async def take_no_action(case: Case, body: Reasons, asked: ChangeOfWhatWasRead) -> Receipt:
    """Decide to do nothing, with the reasons."""
    return await asked.of(case, DecideNoAction(**body.said()))


@router.post("/decisions/{decision}/lift", **change(LiftRestriction, "Lift a restriction", read_first=True))
async def lift(case: Case, decision: Which, body: Reasons, asked: ChangeOfWhatWasRead) -> Receipt:
    """End a restriction before its date; the customer is told (9.3)."""
    return await asked.of(case, LiftRestriction(decision=decision, **body.said()))


@router.post("/decisions/{decision}/leave-to-lapse", **change(LeaveToLapse, "Leave to lapse", read_first=True))
async def leave_to_lapse(case: Case, decision: Which, body: Reasons, asked: ChangeOfWhatWasRead) -> Receipt:
    """Reconsider, and let a restriction end on its date."""
    return await asked.of(case, LeaveToLapse(decision=decision, **body.said()))


@router.post("/decisions/{decision}/suspend", **change(SuspendRestriction, "Suspend a restriction", read_first=True))
async def suspend(case: Case, decision: Which, body: Suspension, asked: ChangeOfWhatWasRead) -> Receipt:
    """Let a restriction rest: until it is resumed, or until an appeal's outcome has been told."""
    return await asked.of(case, SuspendRestriction(decision=decision, **body.said()))


@router.post("/decisions/{decision}/resume", **change(ResumeRestriction, "Resume a restriction", read_first=True))
async def resume(case: Case, decision: Which, body: Reasons, asked: ChangeOfWhatWasRead) -> Receipt:
    """Let what a manager suspended bite again, once the customer has been told."""
    return await asked.of(case, ResumeRestriction(decision=decision, **body.said()))
