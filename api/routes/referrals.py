"""Referrals: opened by any employee, given to somebody, answered. No restriction delays or closes one."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path

from api.accounts import account
from api.change import AnyChange, ChangeOfWhatWasRead
from api.history import After, Limit, Texts, history_of
from api.look import Looking
from api.operation import change, reading
from api.routes.cases import next_dates
from api.schemas.accounts import Account
from api.schemas.case_views import History
from api.schemas.policy import Whys, WhyShown
from api.schemas.receipts import Receipt
from api.schemas.referrals import Assignment, NewReferral, Referral, ReferralAnswer, ReferralCorrection
from api.schemas.words import ReferralRef
from api.why import sentence
from domain.permissions import Reading
from domain.referral.said import AnswerReferral, AssignReferral, CorrectReferral, OpenReferral
from domain.referral.why import NAMES, why
from domain.refusal import NotFound

router = APIRouter(prefix="/v1/referrals", tags=["referrals"])
ReferralDuty = StrEnum("ReferralDuty", {name.replace("-", "_").upper(): str(name) for name in NAMES})  # type: ignore[misc]
Which = Annotated[ReferralRef, Path(description="The referral.")]


@router.post("", **change(OpenReferral, "Refer something", founds=True))
async def open_(body: NewReferral, asked: AnyChange) -> Receipt:
    """Refer what may be a subject access request, a concern about risk, a matter for the police, or another.

    Whatever looks like a subject access request goes to Governance, even if nobody calls it that (4.5). Asking for
    data, or being at risk, is never misconduct (3.2, 4.5).
    """
    return await asked.founding("referral", OpenReferral(**body.said()))


@router.get("/{referral}", **reading(Reading.REFERRAL, "Read a referral"))
async def read(referral: Which, look: Looking) -> Referral:
    """Read where a referral stands, by when it is to be answered, and why on that day."""
    state = (await look.at(referral)).state
    return Referral(
        **{name: getattr(state, name) for name in Referral.model_fields if hasattr(state, name)},
        next_dates=next_dates(state, await look.parts.record.book.now()),
    )


@router.get("/{referral}/narrative", **reading(Reading.REFERRAL, "Read a referral's account"))
async def read_narrative(referral: Which, look: Looking) -> Account:
    """Open what was said in words. It is recorded as a reading of the incident or case that it is about (8.5)."""
    about = (await look.at(referral)).state.about
    return await account(look, referral, read_as=about or referral)


@router.get("/{referral}/why/{duty}", **reading(Reading.REFERRAL, "Why is it due on this date?"))
async def why_this_date(
    referral: Which, duty: Annotated[ReferralDuty, Path(description="A duty's kind.")], look: Looking
) -> Whys:
    """Read by when it is owed: every reckoning, from each day on which it was said to have come in, day by day."""
    loaded = await look.at(referral)
    book = await look.parts.record.book.now()
    history = await look.parts.record.history(referral)
    events = [entry.event for entry in history if entry.version <= loaded.version]
    found = why(duty.value, loaded.state, events, book)
    if not found:
        raise NotFound(f"{duty.value} of this referral")
    figures = book.version(loaded.state.policy).figures
    return Whys(said=sentence(duty.value, figures), dates=tuple(WhyShown.model_validate(each) for each in found))


@router.put("/{referral}/person", **change(AssignReferral, "Give a referral to somebody"))
async def assign(referral: Which, body: Assignment, asked: AnyChange) -> Receipt:
    """Give it to somebody by name. Its clock goes on."""
    return await asked.of(referral, AssignReferral(**body.said()))


@router.post("/{referral}/answer", **change(AnswerReferral, "Answer a referral", read_first=True))
async def answer(referral: Which, body: ReferralAnswer, asked: ChangeOfWhatWasRead) -> Receipt:
    """Say what comes of it, and why. Where the customer is answered, the letter is owed at once (6.1, 10.1)."""
    return await asked.of(referral, AnswerReferral(**body.said()))


@router.post("/{referral}/corrections", **change(CorrectReferral, "Correct a referral", read_first=True))
async def correct(referral: Which, body: ReferralCorrection, asked: ChangeOfWhatWasRead) -> Receipt:
    """Say on which day it came in after all, or where it is to be found again. Nothing that was recorded is changed.

    Its time runs from the day on which it came in truth (4.5); the last day to answer never moves later by that.
    """
    return await asked.of(referral, CorrectReferral(**body.said()))


@router.get("/{referral}/history", **reading(Reading.HISTORY, "Read a referral's history"))
async def history(referral: Which, look: Looking, after: After = 0, limit: Limit = 50, texts: Texts = False) -> History:
    """Read every event with its envelope, in order: opened, given, answered, corrected, reminded of, escalated."""
    about = (await look.at(referral)).state.about if texts else None
    return await history_of(look, referral, after=after, limit=limit, texts=texts, read_as=about)
