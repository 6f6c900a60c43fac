"""The policy as data: what is in force on a day, and what the policy administrator proclaims (*Time*, 11.1)."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from api.change import AnyChange, ChangeOfWhatWasRead
from api.look import Looking
from api.operation import change, reading
from api.schemas.policy import (
    BankHoliday,
    CalendarShown,
    ClosedDay,
    ClosureDay,
    Figure,
    FigureShown,
    KnownDays,
    OrganisationShown,
    PolicyShown,
    PolicyVersion,
    Withdrawal,
)
from api.schemas.receipts import Receipt
from api.schemas.words import Day
from domain.calendar import Calendar, local_day
from domain.permissions import Reading
from domain.policy_changes import POLICY
from domain.policy_words import (
    ChangeFigure,
    DeclareClosureDay,
    ExtendKnownDays,
    ProclaimBankHoliday,
    WithdrawBankHoliday,
)

router = APIRouter(prefix="/v1/policy", tags=["policy"])
A_YEAR = timedelta(days=366)


@router.get("", **reading(Reading.POLICY, "Read the policy in force", one=False))
async def read(
    look: Looking,
    on: Annotated[Day | None, Query(description="The day that is asked about; none: today.")] = None,
) -> PolicyShown:
    """Read the figures with their clauses, the calendar, the organisation and its equality impact assessment."""
    book, loaded = await look.parts.record.book.now(), await look.parts.record.load(POLICY)
    look.shows(loaded.head, version=loaded.version)
    day = on or local_day(loaded.now)
    policy = book.on(day)
    figures = vars(policy.figures).items()
    return PolicyShown(
        on=day,
        version=policy.version,
        figures=tuple(FigureShown(name=n, value=value, clause=policy.clauses[n]) for n, value in figures),
        versions=tuple(PolicyVersion.model_validate(each) for each in book.policies),
        calendar=_calendar(book.calendar, day - A_YEAR),
        organisation=OrganisationShown.model_validate(book.organisation_on(day)),
        words=book.words,
    )


def _calendar(calendar: Calendar, first: date) -> CalendarShown:
    def shown(days: frozenset[date]) -> Any:
        return tuple(
            ClosedDay(day=day, name=calendar.names[day], proclaimed_on=calendar.proclaimed(day))
            for day in sorted(days)
            if day >= first
        )

    return CalendarShown(
        version=calendar.version,
        known_to=calendar.known_to,
        bank_holidays=shown(calendar.bank_holidays),
        closure_days=shown(calendar.closures),
        withdrawn=shown(calendar.kept),
    )


@router.post("/bank-holidays", **change(ProclaimBankHoliday, "Enter a bank holiday that has been proclaimed"))
async def proclaim(body: BankHoliday, asked: AnyChange) -> Receipt:
    """Customers' dates that run over it move later at once, and are told afresh. No deadline of ours does."""
    return await asked.of(POLICY, ProclaimBankHoliday(**body.said()))


@router.post("/bank-holidays/{day}/withdrawal", **change(WithdrawBankHoliday, "Enter that one will not be kept"))
async def withdraw(
    day: Annotated[Day, Path(description="The day.", examples=["2027-06-18"])], body: Withdrawal, asked: AnyChange
) -> Receipt:
    """Whom the day had given more time keeps that. A day of the files is withdrawn so too; none that has come."""
    return await asked.of(POLICY, WithdrawBankHoliday(day=day, **body.said()))


@router.post("/closure-days", **change(DeclareClosureDay, "Declare a day on which we are closed"))
async def declare(body: ClosureDay, asked: AnyChange) -> Receipt:
    """Customers get more time by it, and we do not."""
    return await asked.of(POLICY, DeclareClosureDay(**body.said()))


@router.post("/known-days", **change(ExtendKnownDays, "Enter that bank holidays are known to a later day"))
async def extend(body: KnownDays, asked: AnyChange) -> Receipt:
    """Dates up to it are provisional no longer. Enter the holidays first."""
    return await asked.of(POLICY, ExtendKnownDays(**body.said()))


@router.post("/figures", **change(ChangeFigure, "Change a figure from a day on", read_first=True))
async def change_figure(body: Figure, asked: ChangeOfWhatWasRead) -> Receipt:
    """A case keeps the figures it began under. A longer time to appeal, or to change, reaches also what runs then."""
    return await asked.of(POLICY, ChangeFigure(**body.said()))
