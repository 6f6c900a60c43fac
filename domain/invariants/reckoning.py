"""Days counted a second time, from the calendar's bare lists, so that a mistake in one way of counting shows."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from domain.files_read import PolicyFilesRead
from domain.invariants.fact import Fact
from domain.policy import Figures, PolicyBook
from domain.policy_words import BankHolidayProclaimed, BankHolidayWithdrawn

WALES = ZoneInfo("Europe/London")


class Reckoning:
    """Working days by the bare lists of a policy book."""

    def __init__(self, book: PolicyBook, facts: Iterable[Fact] = ()) -> None:
        self.heard: list[
            tuple[date, date, bool]
        ] = []  # a day, when that was recorded, and whether it is kept from then
        self.all_along: set[date] = set()
        for fact in facts:
            if isinstance(fact.event, PolicyFilesRead):
                days = [kept.day for kept in fact.event.bank_holidays]
                self.all_along |= set(days) if fact.event.first else set()
                self.heard += [] if fact.event.first else [(day, day_of(fact.recorded_at), True) for day in days]
            if isinstance(fact.event, BankHolidayProclaimed | BankHolidayWithdrawn):
                proclaimed = isinstance(fact.event, BankHolidayProclaimed)
                self.heard.append((fact.event.day, day_of(fact.recorded_at), proclaimed))
        self.calendar = book.calendar.version
        self.closed_to_all = book.calendar.bank_holidays
        self.closed_to_customers = book.calendar.bank_holidays | book.calendar.closures | {d for d, _, _ in self.heard}
        self.policies = {policy.version: policy for policy in book.policies}

    def figures(self, version: str) -> Figures:
        """Return the figures that a case keeps. Raises KeyError for a version that never was."""
        return self.policies[version].figures

    def in_effect(self, day: date) -> str:
        """Return the version of the figures in effect on a day; the oldest for a day before all of them."""
        versions = sorted(self.policies.values(), key=lambda policy: policy.effective)
        return ([p.version for p in versions if p.effective <= day] or [versions[0].version])[-1]

    def working_day(self, after: date, number: int, *, theirs: bool = False, began: date | None = None) -> date:
        """Return the n-th working day after a day: ours, or (`theirs`) with our closure days left out too.

        Ours are counted by what was known before they `began`: on the day after which is counted, unless another is
        given.
        """
        closed = self.closed_to_customers if theirs else self._closed_to_us(began or after)
        days = (after + timedelta(days=n) for n in count(1))
        open_days = (day for day in days if day.isoweekday() <= 5 and day not in closed)  # noqa: PLR2004 - Friday
        for _ in range(number - 1):
            next(open_days)
        return next(open_days)

    def _closed_to_us(self, began: date) -> frozenset[date]:
        closed = set(self.closed_to_all).difference(day for day, _, _ in self.heard) | self.all_along
        for day, recorded, proclaimed in self.heard:
            if recorded < began:
                (closed.add if proclaimed else closed.discard)(day)
        return frozenset(closed)

    def running_day(self, left_on: date, version: str, figure: str) -> date:
        """Return the last day of a time that a letter began, longer where a longer one came while it ran."""
        last = self.working_day(left_on, getattr(self.figures(version), figure), theirs=True)
        for policy in sorted(self.policies.values(), key=lambda p: p.effective):
            if left_on <= policy.effective <= last:
                last = max(last, self.working_day(left_on, getattr(policy.figures, figure), theirs=True))
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
