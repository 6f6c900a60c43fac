"""Letters to the customer: read, and what is known of their way. Printing them is the process's."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api.change import AnyChange
from api.look import Look, Looking
from api.operation import change, reading
from api.schemas.cases import CameBack, HandedOver
from api.schemas.receipts import Receipt
from api.schemas.words import CaseRef, NoticeNumber, pseudonym
from domain.case.notices import RecordNoticeFailed, RecordNoticeLeft
from domain.names import Role
from domain.permissions import Reading
from domain.refusal import NotFound

router = APIRouter(prefix="/v1/cases/{case}/notices/{notice}", tags=["notices"])
Case = Annotated[CaseRef, Path(description="The case.")]
Which = Annotated[NoticeNumber, Path(description="The notice's number in the case.")]
PDF = "application/pdf"


class Letter(Response):
    """A letter, as it was printed."""

    media_type = PDF


@router.get("/letter", response_class=Letter, **reading(Reading.LETTER, "Read a letter", also=("erased",), media=PDF))
async def letter(case: Case, notice: Which, look: Looking) -> Letter:
    """Read a notice as it was last printed. One that has not been printed yet is not found.

    A letter gives reasons: that somebody read it is recorded first (8.5). A machine that prints it reads nothing.
    """
    return await printed(case, notice, look)


@router.post("/left", **change(RecordNoticeLeft, "Record that a letter left"))
async def left(case: Case, notice: Which, body: HandedOver, asked: AnyChange) -> Receipt:
    """Record its posting, handing over or reading out. From now its dates are what the customer was told."""
    return await asked.of(case, RecordNoticeLeft(notice=notice, **body.said()))


@router.post("/failed", **change(RecordNoticeFailed, "Record that a letter did not arrive"))
async def failed(case: Case, notice: Which, body: CameBack, asked: AnyChange) -> Receipt:
    """Record that a letter came back. Its restriction stops biting, its window is void, and another is owed."""
    return await asked.of(case, RecordNoticeFailed(notice=notice, **body.said()))


async def printed(stream: str, notice: str, look: Look) -> Letter:
    """Return a letter that a stream owes, as it was last printed; record that it is read. Raises NotFound."""
    owing = (await look.at(stream)).state
    found = next((n for n in owing.notices if n.id == notice), None)
    if found is None or found.document is None:
        raise NotFound(f"letter of {notice}")
    if look.by.roles != {Role.SERVICE}:
        await look.records_reading(stream)
    document = await look.parts.vault.get(found.document)
    name = f"{pseudonym(stream)}-{pseudonym(notice)}.pdf"
    return Letter(document, headers={**look.response.headers, "Content-Disposition": f'inline; filename="{name}"'})
