"""Our own deadlines in a case, by its own figures; closure days never give us more (reading.md, *Time*)."""

from datetime import date

from domain.calendar import Counts, local_day
from domain.case.state import Case, OwesLetters
from domain.policy import PolicyBook
from domain.streams import Given


def notice_leave_by(owing: OwesLetters, given: Given) -> date:
    """Return the last day on which a notice that is now owed should leave (7.3)."""
    within = given.book.version(owing.policy).figures.notice_leaves_within_wd
    return given.book.calendar.working_days_after(local_day(given.as_of), within, Counts.AGAINST_US)


def closes_undecided_on(case: Case, decide_by: date, book: PolicyBook) -> date:
    """Return the day at whose end a case that nobody decided closes without action (7.2)."""
    after = book.version(case.policy).figures.close_undecided_after_wd
    return book.calendar.working_days_after(decide_by, after, Counts.AGAINST_US)


def decide_by(today: date, within: int, given: Given) -> date:
    """Return the last day to decide what was brought today (7.2)."""
    return given.book.calendar.working_days_after(today, within, Counts.AGAINST_US)
