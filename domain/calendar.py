"""Which days count: working days, calendar months and the ends of days, all in Europe/London (reading.md, *Time*)."""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)
SATURDAY = 5


class Counts(StrEnum):
    """For whom a period runs, and so whether the organisation's closure days are left out."""

    FOR_THE_CUSTOMER = "for-the-customer"  # left out: the customer gets more time
    AGAINST_US = "against-us"  # not left out: we never get more


class DayKind(StrEnum):
    """Why a day counts, or does not."""

    WORKING = "working-day"
    PROCLAIMED_TOO_LATE = (
        "proclaimed-too-late"  # a bank holiday, but our deadline ran when it was proclaimed: it counts
    )
    WEEKEND = "weekend"
    BANK_HOLIDAY = "bank-holiday"
    CLOSURE = "closure"
    KEPT = "kept"  # a bank holiday that has been withdrawn: it stays out of a customer's count


COUNTED = frozenset({DayKind.WORKING, DayKind.PROCLAIMED_TOO_LATE})


@dataclass(frozen=True)
class Calendar:
    """One version of the working-day calendar.

    `known_to` is the last day for which bank holidays have been proclaimed; a date beyond it is provisional. `names`
    says what is kept on a day on which we or everybody are closed. `heard` tells of each bank holiday that came to be
    known only while cases ran from which day until which (None: still) it was known as one. `kept` are days once
    proclaimed and withdrawn since: customers may have counted on them, and go on to (*Time*: nothing moves earlier).
    """

    version: str
    bank_holidays: frozenset[date]
    closures: frozenset[date]
    known_to: date
    names: Mapping[date, str] = field(default_factory=dict)
    heard: Mapping[date, tuple[tuple[date, date | None], ...]] = field(default_factory=dict)
    kept: frozenset[date] = frozenset()

    def day_kind(self, day: date, counts: Counts, since: date | None = None) -> DayKind:
        """Say whether a day counts, and if not why.

        `since` is the day from which we count: deadlines of ours are reckoned by what was known before it, so that no
        proclamation moves them later (*Time*). Without it, a day is what it is known as now.
        """
        if day.weekday() >= SATURDAY:
            return DayKind.WEEKEND
        if counts is Counts.FOR_THE_CUSTOMER:
            return self._for_the_customer(day)
        now = DayKind.BANK_HOLIDAY if day in self.bank_holidays else DayKind.WORKING
        if since is None or day not in self.heard:
            return now
        if any(known < since and (over is None or over >= since) for known, over in self.heard[day]):
            return DayKind.BANK_HOLIDAY
        return DayKind.PROCLAIMED_TOO_LATE if now is DayKind.BANK_HOLIDAY else DayKind.WORKING

    def _for_the_customer(self, day: date) -> DayKind:
        if day in self.bank_holidays:
            return DayKind.BANK_HOLIDAY
        if day in self.closures:
            return DayKind.CLOSURE
        return DayKind.KEPT if day in self.kept else DayKind.WORKING

    def proclaimed(self, day: date) -> date | None:
        """Return when a bank holiday came to be known that was proclaimed while cases ran."""
        return self.heard[day][-1][0] if day in self.heard and day in self.bank_holidays else None

    def is_working_day(self, day: date, counts: Counts, since: date | None = None) -> bool:
        """Say whether the day counts: not a weekend, not a bank holiday, not (for the customer) a closure."""
        return self.day_kind(day, counts, since) in COUNTED

    def working_days_after(self, day: date, number: int, counts: Counts, *, since: date | None = None) -> date:
        """Return working day `number` after `day`; the day after is the first that may count (8.2).

        `since` is when it began to run, where that was before `day`: see `day_kind`.
        """
        began = since or day
        for _ in range(number):
            day += ONE_DAY
            while not self.is_working_day(day, counts, began):
                day += ONE_DAY
        return day

    def working_days_before(self, day: date, number: int) -> date:
        """Return the day from which `number` working days (ours) are left to `day`."""
        for _ in range(number):
            day -= ONE_DAY
            while not self.is_working_day(day, Counts.AGAINST_US):
                day -= ONE_DAY
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Count our working days after `start` up to and with `end`."""
        days = (start + ONE_DAY * n for n in range(1, (end - start).days + 1))
        return sum(self.is_working_day(day, Counts.AGAINST_US) for day in days)

    def is_provisional(self, day: date) -> bool:
        """Say whether a bank holiday not yet proclaimed may still move a date."""
        return day > self.known_to


def local_day(moment: datetime) -> date:
    """Return the day in Wales on which a moment falls."""
    return moment.astimezone(LONDON).date()


def starts(day: date) -> datetime:
    """Return the local midnight that begins a day, in UTC."""
    return datetime.combine(day, time.min, LONDON).astimezone(UTC)


def ends(day: date) -> datetime:
    """Return the local midnight that ends a day, in UTC: the first moment no longer in it."""
    return starts(day + ONE_DAY)


def months_after(day: date, number: int) -> date:
    """Return the corresponding date `number` calendar months on, or that month's last day (*Time*)."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    last = months.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
