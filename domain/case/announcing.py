"""What is announced ahead of the end of a restriction: on which days, to employees and those above (2.1, 9.2)."""

from collections.abc import Iterator
from datetime import date

from domain.calendar import starts
from domain.case.duty import Duty, DutyKind, own
from domain.case.state import Case, Decision
from domain.policy import PolicyBook


def owed_announcements(case: Case, decision: Decision, book: PolicyBook) -> Iterator[Duty]:
    """Yield each day on which the end of a decision is announced ahead (2.1, 9.2)."""
    for _, day in announcements(case, decision, book):
        yield own(DutyKind.ALERT_BEFORE_END, decision.id, starts(day), day, "9.2" if decision.violent else "2.1")


def announcements(case: Case, decision: Decision, book: PolicyBook) -> Iterator[tuple[int, date]]:
    """Yield how many working days ahead the end of a decision is yet to be announced, and on which day that is.

    To employees of every restriction (2.1); to Head of Service and Director of one for violence or threats (9.2). What
    was announced so many days ahead is not announced again, though a new holiday may have moved the day.
    """
    figures = book.version(case.policy).figures
    ahead = {*figures.employees_told_before_end_wd, *(figures.alert_before_end_wd if decision.violent else ())}
    for before in sorted(ahead, reverse=True):
        day = book.calendar.working_days_before(decision.lapses_on, before)
        if announced(decision, before) not in case.announced and day >= decision.decided_on:
            yield before, day


def announced(decision: Decision, ahead: int) -> str:
    """Name the announcement of a decision's end, so many working days ahead of it."""
    return f"{decision.id}:{decision.lapses_on}:{ahead}"
