"""Entries in the housing management system that people see to: made by hand, or left out with a reason (9.1)."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.change import AnyChange
from api.operation import change
from api.schemas.entries import Entered, LeftOut
from api.schemas.receipts import Receipt
from api.schemas.words import CaseRef, EntryNumber
from domain.case.entering import LeaveOutOfHousingSystem, RecordEntered

router = APIRouter(prefix="/v1/cases/{case}/entries/{entry}", tags=["entries"])
Case = Annotated[CaseRef, Path(description="The case.")]
Which = Annotated[EntryNumber, Path(description="The entry's number in the case.")]


@router.post("/entered", **change(RecordEntered, "Record that an entry was made"))
async def entered(case: Case, entry: Which, body: Entered, asked: AnyChange) -> Receipt:
    """Record an entry that was made by hand, while the housing management system takes none from here."""
    return await asked.of(case, RecordEntered(entry=entry, **body.said()))


@router.post("/left-out", **change(LeaveOutOfHousingSystem, "Leave an entry out"))
async def left_out(case: Case, entry: Which, body: LeftOut, asked: AnyChange) -> Receipt:
    """Record that an entry is not to be made, and why: that system does not know this customer, for instance."""
    return await asked.of(case, LeaveOutOfHousingSystem(entry=entry, **body.said()))
