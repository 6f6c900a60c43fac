"""Until when an appeal is in time: the day told is a floor; every reckoning since may move it later (8.2)."""

from datetime import date

from domain.calendar import Counts
from domain.case.state import Case, Decision
from domain.policy import PolicyBook


def last_day_to_appeal(decision: Decision, case: Case, book: PolicyBook) -> date | None:
    """Return the window's last day, or None while none runs: its notice never left, or came back.

    It is the latest of the day that was told, the reckoning by the calendar as it is now known, and the reckoning by a
    longer window that came into effect while this one ran.
    """
    if decision.notice_left_on is None or decision.appeal_by is None:
        return None

    left_on = decision.notice_left_on

    def reckoned(window: int) -> date:
        return book.calendar.working_days_after(left_on, window, Counts.FOR_THE_CUSTOMER)

    last_day = max(decision.appeal_by, reckoned(book.version(case.policy).figures.appeal_window_wd))
    for policy in book.policies:
        if left_on <= policy.effective <= last_day:
            last_day = max(last_day, reckoned(policy.figures.appeal_window_wd))
    return last_day
