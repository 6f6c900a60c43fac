"""Our own deadlines in a case, by its own figures; closure days never give us more (reading.md, *Time*)."""

from datetime import date

from domain.calendar import Counts, local_day
from domain.case.notice import OwesLetters
from domain.case.state import Appeal, Case
from domain.policy import PolicyBook
from domain.streams import Given


def notice_leave_by(owing: OwesLetters, given: Given) -> date:
    """Return the last day on which a notice that is now owed should leave (7.3)."""
    within = given.book.version(owing.policy).figures.notice_leaves_within_wd
    return given.book.calendar.working_days_after(local_day(given.as_of), within, Counts.AGAINST_US)


def closes_undecided_on(case: Case, decide_by: date, book: PolicyBook) -> date:
    """Return the day at whose end a case that nobody decided closes without action (7.2)."""
    after = book.version(case.policy).figures.close_undecided_after_wd
    return book.calendar.working_days_after(decide_by, after, Counts.AGAINST_US, since=case.referred_on)


def decide_by(today: date, within: int, given: Given) -> date:
    """Return the last day to decide what was brought today (7.2)."""
    return given.book.calendar.working_days_after(today, within, Counts.AGAINST_US)


def assign_reviewer_by(appeal: Appeal, case: Case, book: PolicyBook) -> date:
    """Return the last day to assign a reviewer, or another one where a conflict was declared (8.5)."""
    if appeal.assign_by is not None:
        return appeal.assign_by
    within = book.version(case.policy).figures.reviewer_assigned_within_wd
    return book.calendar.working_days_after(appeal.received_on, within, Counts.AGAINST_US)


def rests_after(appeal: Appeal, case: Case, book: PolicyBook, asked: int = 0) -> date:
    """Return the day at whose end a restriction rests because its review is overdue, or the Director is asked (8.6).

    `asked`: how often the Director has been, which is daily.
    """
    overdue = book.version(case.policy).figures.suspend_overdue_review_wd + asked
    since = appeal.received_on
    return book.calendar.working_days_after(appeal.review_by, overdue, Counts.AGAINST_US, since=since)
