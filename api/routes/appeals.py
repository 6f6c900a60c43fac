"""Appeals: received, let in or refused late, given to an independent reviewer, decided."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.change import AnyChange, ChangeOfWhatWasRead
from api.look import Looking
from api.operation import change, reading
from api.schemas.case_views import Candidates
from api.schemas.cases import Assignment, NewAppeal, NewOutcome, Reason
from api.schemas.receipts import Receipt
from api.schemas.words import AppealNumber, CaseRef
from domain.case.appealing import AdmitLateAppeal, ReceiveAppeal, RefuseLateAppeal, WithdrawAppeal
from domain.case.independence import candidates, needs_for_independence
from domain.case.receiving import find_appeal
from domain.case.reviewing import AssignReviewer, DecideAppeal
from domain.permissions import Reading
from domain.staff import DIRECTORY, Directory
from record.around import read_at_once

router = APIRouter(prefix="/v1/cases/{case}/appeals", tags=["appeals"])
Case = Annotated[CaseRef, Path(description="The case.")]
Which = Annotated[AppealNumber, Path(description="The appeal's number in the case.")]


@router.post("", **change(ReceiveAppeal, "Receive an appeal"))
async def receive(case: Case, body: NewAppeal, asked: AnyChange) -> Receipt:
    """Record an appeal: in time by the day it was received, whenever it is typed in (8.2).

    One that comes before the outcome of another joins it; one that comes after the case has closed opens it again.
    """
    return await asked.of(case, ReceiveAppeal(**body.said()))


@router.post("/{appeal}/admission", **change(AdmitLateAppeal, "Let a late appeal in"))
async def admit(case: Case, appeal: Which, body: Reason, asked: AnyChange) -> Receipt:
    """Let an appeal in although it is out of time, with the reason."""
    return await asked.of(case, AdmitLateAppeal(appeal=appeal, **body.said()))


@router.post("/{appeal}/refusal", **change(RefuseLateAppeal, "Refuse a late appeal"))
async def refuse(case: Case, appeal: Which, body: Reason, asked: AnyChange) -> Receipt:
    """Refuse an appeal that is out of time; the customer is told in writing."""
    return await asked.of(case, RefuseLateAppeal(appeal=appeal, **body.said()))


@router.post("/{appeal}/withdrawal", **change(WithdrawAppeal, "Withdraw an appeal"))
async def withdraw(case: Case, appeal: Which, body: Reason, asked: AnyChange) -> Receipt:
    """Record that the customer took an appeal back; within the window it may be made again (8.6)."""
    return await asked.of(case, WithdrawAppeal(appeal=appeal, **body.said()))


@router.get("/{appeal}/candidates", **reading(Reading.REVIEWERS, "Who may review an appeal"))
async def who_may_review(case: Case, appeal: Which, look: Looking) -> Candidates:
    """Read, manager by manager, who may review an appeal and who may not, with every reason.

    Nobody eligible: a Director assigns an outside manager, with the reason. Reading this is not involvement.
    """
    state = (await look.at(case)).state
    found = await read_at_once(look.parts.record, partial(needs_for_independence, state), kinds=("attachment", "draft"))
    others: dict[str, Any] = {stream: loaded.state for stream, loaded in found.items()}
    judged = candidates(state, find_appeal(state, appeal), others.get(DIRECTORY) or Directory(), others)
    return Candidates.model_validate({"candidates": judged})


@router.put("/{appeal}/reviewer", **change(AssignReviewer, "Assign a reviewer", read_first=True))
async def assign(case: Case, appeal: Which, body: Assignment, asked: ChangeOfWhatWasRead) -> Receipt:
    """Give an appeal to a manager with no direct knowledge of, or involvement in, the decision."""
    return await asked.of(case, AssignReviewer(appeal=appeal, **body.said()))


@router.post("/{appeal}/outcome", **change(DecideAppeal, "Decide an appeal", read_first=True))
async def decide(case: Case, appeal: Which, body: NewOutcome, asked: ChangeOfWhatWasRead) -> Receipt:
    """Quash, vary or uphold, with reasons. A variation is nowhere harsher, and ends no later."""
    return await asked.of(case, DecideAppeal(appeal=appeal, **body.said()))
