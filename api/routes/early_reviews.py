"""Looking again before the date: requests for an early review and their answers; new incidents looked at (9.2)."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.change import AnyChange, ChangeOfWhatWasRead
from api.operation import change
from api.schemas.cases import Reasons
from api.schemas.early_reviews import EarlyReviewNumber, EarlyReviewRequest, Nothing
from api.schemas.receipts import Receipt
from api.schemas.words import CaseRef, IncidentRef
from domain.case.early import OpenEarlyReview, RefuseEarlyReview, RequestEarlyReview
from domain.case.new_incidents import SeeNewIncident

router = APIRouter(prefix="/v1/cases/{case}", tags=["early reviews"])
Case = Annotated[CaseRef, Path(description="The case.")]
Which = Annotated[EarlyReviewNumber, Path(description="The early review's number in the case.")]
Incident = Annotated[IncidentRef, Path(description="The incident.")]


@router.post("/early-review-requests", **change(RequestEarlyReview, "Ask for an early review"))
async def ask(case: Case, body: EarlyReviewRequest, asked: AnyChange) -> Receipt:
    """Record that somebody asks for the restriction in this case to be looked at before its date.

    It is answered within five working days, in writing. A further request joins what is under way.
    """
    return await asked.of(case, RequestEarlyReview(**body.said()))


@router.post(
    "/early-reviews/{early_review}/opening", **change(OpenEarlyReview, "Open an early review", read_first=True)
)
async def open_(case: Case, early_review: Which, _body: Nothing, asked: ChangeOfWhatWasRead) -> Receipt:
    """Answer a request with yes; the customer is told by when.

    It is concluded by a decision: to continue (nowhere harsher and no longer), to vary, to lift, or to let it lapse.
    """
    return await asked.of(case, OpenEarlyReview(early_review=early_review))


@router.post(
    "/early-reviews/{early_review}/refusal", **change(RefuseEarlyReview, "Refuse an early review", read_first=True)
)
async def refuse(case: Case, early_review: Which, body: Reasons, asked: ChangeOfWhatWasRead) -> Receipt:
    """Answer a request with no, and why; the customer is told, and may ask again."""
    return await asked.of(case, RefuseEarlyReview(early_review=early_review, **body.said()))


@router.post("/new-incidents/{incident}/seen", **change(SeeNewIncident, "Say that a new incident was looked at"))
async def see(case: Case, incident: Incident, _body: Nothing, asked: AnyChange) -> Receipt:
    """Record that a manager has looked at an incident of the time of the restriction. It changes nothing else."""
    return await asked.of(case, SeeNewIncident(incident=incident))
