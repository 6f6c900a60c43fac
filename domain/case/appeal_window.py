"""How long what a customer was told runs: its day is a floor, and every reckoning since may move it later (*Time*)."""

from datetime import date

from domain.calendar import Counts, local_day
from domain.case.notice import OwesLetters
from domain.case.state import Case, Decision, Warned
from domain.policy import PolicyBook


def last_day_to_appeal(decision: Decision, case: Case, book: PolicyBook) -> date | None:
    """Return the window's last day, or None while none runs: its notice never left, or came back (8.2)."""
    if decision.notice_left_on is None or decision.appeal_by is None:
        return None
    return latest(decision.appeal_by, "appeal_window_wd", decision.notice_left_on, case, book)


def last_day_to_change(warning: Warned, case: Case, book: PolicyBook) -> date | None:
    """Return the last day of the time that a warning gives to change, or None while its letter has not left (7.2).

    How long the warning *counts* is told too, and never moves: later would be against the customer.
    """
    if warning.left_at is None or warning.period_ends is None:
        return None
    return latest(warning.period_ends, "warning_period_wd", local_day(warning.left_at), case, book)


def latest(told: date, figure: str, left_on: date, owing: OwesLetters, book: PolicyBook) -> date:
    """Return the latest of a day that was told, and every reckoning of it since its letter left.

    These are the reckoning by the calendar as it is now known, and those by each longer period that was proclaimed and
    came into effect while this one ran.
    """
    last_day = max(told, reckoned(getattr(book.version(owing.policy).figures, figure), left_on, book))
    for policy in sorted(book.ever(), key=lambda policy: policy.effective):
        if left_on <= policy.effective <= last_day:
            last_day = max(last_day, reckoned(getattr(policy.figures, figure), left_on, book))
    return last_day


def reckoned(days: int, left_on: date, book: PolicyBook) -> date:
    """Return the last of so many of the customer's working days after a letter left."""
    return book.calendar.working_days_after(left_on, days, Counts.FOR_THE_CUSTOMER)
