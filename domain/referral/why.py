"""Why a referral is due on its day: its kind's time, counted from each day it was said to have come (4.5)."""

from collections.abc import Iterable, Iterator
from datetime import date

from domain.calendar import Counts
from domain.case.duty import Duty, DutyKind
from domain.event import Event
from domain.policy import PolicyBook
from domain.reckoning import Reckoner, Reckoning, Why
from domain.referral.said import ReferralCorrected, ReferralOpened
from domain.referral.sorts import Sort
from domain.referral.state import Referral, agenda

NAMES = (DutyKind.ANSWER_REFERRAL, DutyKind.ENGAGE_UNANSWERED)  # what can be asked about


def why(name: str, referral: Referral, events: Iterable[Event], book: PolicyBook) -> list[Why]:
    """Return what is owed under a name in a referral, and every reckoning of it; nothing where it is not owed."""
    reckoner = Reckoner(book.calendar, book.version(referral.policy))
    received = tuple(_received(events))
    return [_why(duty, referral, received, reckoner) for duty in agenda(referral, book) if duty.kind == name]


def _why(duty: Duty, referral: Referral, received: tuple[date, ...], reckoner: Reckoner) -> Why:
    if duty.kind is DutyKind.ANSWER_REFERRAL:
        reckonings = tuple(_answer(referral.sort, day, reckoner) for day in received)
    else:
        figure, since = "subsequent_contact_engage_wd", referral.since
        reckonings = (reckoner.after(figure, referral.due_on, Counts.AGAINST_US, since=since),)
    return Why(
        name=duty.kind,
        about=duty.about,
        day=duty.due_on,
        fixed=duty.due_on,
        clause=duty.clause,
        provisional=False,
        reckonings=reckonings,
    )


def _answer(sort: Sort, received: date, reckoner: Reckoner) -> Reckoning:
    if sort.within.endswith("_months"):
        return reckoner.months(sort.within, received)
    return reckoner.after(sort.within, received, Counts.AGAINST_US)


def _received(events: Iterable[Event]) -> Iterator[date]:
    """Yield each day on which it was said to have come in: it is due by the soonest that follows from any (4.5)."""
    for event in events:
        if isinstance(event, ReferralOpened) or (isinstance(event, ReferralCorrected) and event.received_on):
            assert event.received_on is not None  # noqa: S101 - one that was corrected, or the first
            yield event.received_on
