"""Days counted a second time, from the calendar's bare lists, so that a mistake in one way of counting shows."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from domain.policy import Figures, PolicyBook

WALES = ZoneInfo("Europe/London")


class Reckoning:
    """Working days by the bare lists of a policy book."""

    def __init__(self, book: PolicyBook) -> None:
        self.calendar = book.calendar.version
        self.closed_to_all = book.calendar.bank_holidays
        self.closed_to_customers = book.calendar.bank_holidays | book.calendar.closures
        self.policies = {policy.version: policy for policy in book.policies}

    def figures(self, version: str) -> Figures:
        """Return the figures that a case keeps. Raises KeyError for a version that never was."""
        return self.policies[version].figures

    def in_effect(self, day: date) -> str:
        """Return the version of the figures in effect on a day; the oldest for a day before all of them."""
        versions = sorted(self.policies.values(), key=lambda policy: policy.effective)
        return ([p.version for p in versions if p.effective <= day] or [versions[0].version])[-1]

    def working_day(self, after: date, number: int, *, theirs: bool = False) -> date:
        """Return the n-th working day after a day: ours, or (`theirs`) with our closure days left out too."""
        closed = self.closed_to_customers if theirs else self.closed_to_all
        days = (after + timedelta(days=n) for n in count(1))
        open_days = (day for day in days if day.isoweekday() <= 5 and day not in closed)  # noqa: PLR2004 - Friday
        for _ in range(number - 1):
            next(open_days)
        return next(open_days)

    def appeal_day(self, left_on: date, version: str) -> date:
        """Return the last day of a window that a notice began, longer where a longer window came while it ran."""
        last = self.working_day(left_on, self.figures(version).appeal_window_wd, theirs=True)
        for policy in sorted(self.policies.values(), key=lambda p: p.effective):
            if left_on <= policy.effective <= last:
                last = max(last, self.working_day(left_on, policy.figures.appeal_window_wd, theirs=True))
        return last


def day_of(moment: datetime) -> date:
    """Return the day in Wales."""
    return moment.astimezone(WALES).date()


def over(day: date) -> datetime:
    """Return the first moment (UTC) no longer in a day."""
    return (datetime(day.year, day.month, day.day, tzinfo=WALES) + timedelta(days=1)).astimezone(UTC)


def months_on(day: date, months: int) -> date:
    """Return the corresponding day so many months on, or the last of that month."""
    ahead = day.month - 1 + months
    year, month = day.year + ahead // 12, ahead % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(day)
