"""Letters outside any case: conduct advice, answers to referrals. They go the way of a case's notices."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.change import AnyChange
from api.look import Looking
from api.operation import change, reading
from api.routes.notices import PDF, Letter, printed
from api.schemas.cases import CameBack, HandedOver
from api.schemas.receipts import Receipt
from api.schemas.referrals import LetterApart
from api.schemas.words import LetterRef, NoticeNumber
from domain.case.notices import RecordNoticeFailed, RecordNoticeLeft
from domain.permissions import Reading

router = APIRouter(prefix="/v1/letters/{letter}", tags=["letters"])
Of = Annotated[LetterRef, Path(description="The letter: its identifier is that of what it is about.")]
Which = Annotated[NoticeNumber, Path(description="Which sending of it: the first, or one in the place of another.")]


@router.get("", **reading(Reading.REFERRAL, "How far a letter outside any case has come"))
async def read(letter: Of, look: Looking) -> LetterApart:
    """Read how far a letter has come."""
    return LetterApart.model_validate((await look.at(letter)).state)


@router.get(
    "/notices/{notice}/letter",
    response_class=Letter,
    **reading(Reading.LETTER, "Read a letter outside any case", also=("erased",), media=PDF),
)
async def text(letter: Of, notice: Which, look: Looking) -> Letter:
    """Read it as it was last printed. That somebody read it is recorded first (8.5)."""
    return await printed(letter, notice, look)


@router.post("/notices/{notice}/left", **change(RecordNoticeLeft, "Record that a letter of its own left"))
async def left(letter: Of, notice: Which, body: HandedOver, asked: AnyChange) -> Receipt:
    """Record its posting, handing over or reading out."""
    return await asked.of(letter, RecordNoticeLeft(notice=notice, **body.said()))


@router.post("/notices/{notice}/failed", **change(RecordNoticeFailed, "Record that a letter of its own came back"))
async def failed(letter: Of, notice: Which, body: CameBack, asked: AnyChange) -> Receipt:
    """Record that it did not arrive. One that had left is owed again."""
    return await asked.of(letter, RecordNoticeFailed(notice=notice, **body.said()))
