"""A case: referred, warned, read, with its history."""

import json
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.accounts import account, is_erased, texts_of
from api.change import AnyChange
from api.look import Looking
from api.operation import change, reading
from api.schemas.accounts import Account
from api.schemas.case_views import Case, Entry, History, NextDate
from api.schemas.cases import FurtherIncident, NoWarning, Referral, Warning_
from api.schemas.receipts import Receipt
from api.schemas.words import CaseRef, shown
from api.why import why
from domain.case.duties import agenda
from domain.case.referral import AddIncident, DispenseWithWarning, IssueWarning, ReferCase
from domain.case.stage import stage_of
from domain.case.state import Case as FoldedCase
from domain.event import Event
from domain.people import ReadNarrative
from domain.permissions import Reading, check
from domain.policy import PolicyBook
from record.entry import Recorded

router = APIRouter(prefix="/v1/cases", tags=["cases"])
Which = Annotated[CaseRef, Path(description="The case.")]


@router.post("", **change(ReferCase, "Refer a case", founds=True))
async def refer(body: Referral, asked: AnyChange) -> Receipt:
    """Refer a customer's incidents to a manager, who decides within 20 working days, or warns first (7.2)."""
    return await asked.founding("case", ReferCase(**body.said()))


@router.get("/{case}", **reading(Reading.CASE, "Read a case"))
async def read(case: Which, look: Looking) -> Case:
    """Read where a case stands, everything that is owed in it, by when, and why on that day."""
    loaded = await look.at(case)
    book = await look.parts.record.book.now()  # as recent as what it is shown with
    return Case(
        **{name: getattr(loaded.state, name) for name in Case.model_fields if hasattr(loaded.state, name)},
        stage=stage_of(loaded.state, book),
        next_dates=next_dates(loaded.state, book),
    )


@router.get("/{case}/narrative", **reading(Reading.CASE, "Read a case's account"))
async def read_narrative(case: Which, look: Looking) -> Account:
    """Open what was said in words: referral, reasons, points of appeal. That you read it is recorded first (8.5)."""
    return await account(look, case)


@router.get("/{case}/history", **reading(Reading.HISTORY, "Read a case's history"))
async def history(
    case: Which,
    look: Looking,
    after: Annotated[int, Query(ge=0, le=2**31, description="The version after which to go on.", examples=[50])] = 0,
    limit: Annotated[int, Query(ge=1, le=200, description="How many events at most.")] = 50,
    texts: Annotated[
        bool, Query(description="Open the texts too. That you read them is recorded first (8.5).")
    ] = False,
) -> History:
    """Read every event with its envelope, in order: who, in which role, when, under which clause, and what."""
    loaded = await look.at(case)
    if texts:
        check(ReadNarrative, look.by)
        await look.records_reading(case)
    entries = (await look.parts.record.history(case, after=after))[:limit]
    opened = await look.parts.record.open(entries) if texts else [None] * len(entries)
    shows = tuple(_entry(entry, event) for entry, event in zip(entries, opened, strict=True))
    more = bool(entries) and entries[-1].version < loaded.version
    return History(id=case, entries=shows, next_after=entries[-1].version if more else None)


@router.post("/{case}/incidents", **change(AddIncident, "Bring a further incident into the case"))
async def add_incident(case: Which, body: FurtherIncident, asked: AnyChange) -> Receipt:
    """Bring in another incident of the same customer. After a warning it makes a decision due."""
    return await asked.of(case, AddIncident(**body.said()))


@router.post("/{case}/warnings", **change(IssueWarning, "Warn"))
async def warn(case: Which, body: Warning_, asked: AnyChange) -> Receipt:
    """Warn, and give the chance to change. The period begins when the notice has left."""
    return await asked.of(case, IssueWarning(**body.said()))


@router.post("/{case}/warning-dispensation", **change(DispenseWithWarning, "Say why no warning comes first"))
async def dispense(case: Which, body: NoWarning, asked: AnyChange) -> Receipt:
    """Record why a warning with a chance to change was not possible."""
    return await asked.of(case, DispenseWithWarning(**body.said()))


def next_dates(case: FoldedCase, book: PolicyBook) -> tuple[NextDate, ...]:
    """Return everything owed in a case, soonest first, each with its reason."""
    figures = book.version(case.policy).figures
    return tuple(
        NextDate(
            **{name: getattr(duty, name) for name in NextDate.model_fields if hasattr(duty, name)},
            why=why(duty, figures),
            provisional=book.calendar.is_provisional(duty.due_on),
        )
        for duty in agenda(case, book)
    )


def _entry(entry: Recorded, opened: Event | None) -> Entry:
    meta = entry.meta
    texts = None if opened is None else texts_of(entry.event, opened)
    return Entry(
        **{
            name: getattr(entry, name)
            for name in ("version", "position", "type", "class_version", "recorded_at", "actor")
        },
        **{name: getattr(meta, name) for name in Entry.model_fields if hasattr(meta, name)},
        command_id=str(entry.command_id),
        facts=json.loads(entry.facts),
        texts=None if texts is None else {name: shown(text) for name, text in texts.items()},
        erased=is_erased(texts or {}),
    )
