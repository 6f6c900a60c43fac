"""A case: referred, warned, read, with its history."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.accounts import account
from api.change import AnyChange
from api.history import After, Limit, Texts, history_of
from api.look import Looking
from api.operation import change, reading
from api.schemas.accounts import Account
from api.schemas.case_views import Case, History, NextDate
from api.schemas.case_views import Missed as MissedDeadline
from api.schemas.cases import FurtherIncident, NewCase, NoWarning, Warning_
from api.schemas.receipts import Receipt
from api.schemas.words import CaseRef
from api.why import why
from domain.case.missed import missed
from domain.case.referral import AddIncident, DispenseWithWarning, IssueWarning, ReferCase
from domain.case.stage import stage_of
from domain.owed import Owes, agenda
from domain.permissions import Reading
from domain.policy import PolicyBook

router = APIRouter(prefix="/v1/cases", tags=["cases"])
Which = Annotated[CaseRef, Path(description="The case.")]


@router.post("", **change(ReferCase, "Refer a case", founds=True))
async def refer(body: NewCase, asked: AnyChange) -> Receipt:
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
        missed=tuple(MissedDeadline.model_validate(each) for each in missed(loaded.state, book)),
    )


@router.get("/{case}/narrative", **reading(Reading.CASE, "Read a case's account"))
async def read_narrative(case: Which, look: Looking) -> Account:
    """Open what was said in words: referral, reasons, points of appeal. That you read it is recorded first (8.5)."""
    return await account(look, case)


@router.get("/{case}/history", **reading(Reading.HISTORY, "Read a case's history"))
async def history(
    case: Which,
    look: Looking,
    after: After = 0,
    limit: Limit = 50,
    texts: Texts = False,
) -> History:
    """Read every event with its envelope, in order: who, in which role, when, under which clause, and what."""
    return await history_of(look, case, after=after, limit=limit, texts=texts)


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


def next_dates(owing: Owes, book: PolicyBook) -> tuple[NextDate, ...]:
    """Return everything owed in a case or a referral, soonest first, each with its reason."""
    figures = book.version(owing.policy).figures
    return tuple(
        NextDate(
            **{name: getattr(duty, name) for name in NextDate.model_fields if hasattr(duty, name)},
            why=why(duty, figures),
            provisional=book.calendar.is_provisional(duty.due_on),
        )
        for duty in agenda(owing, book)
    )
