"""Every deadline from 2022 to 2030 against an independent reckoning: lists laid out and indexed, not days stepped over.

What it is held against knows nothing of ours: bank holidays from the `holidays` package, British Summer Time by its own
rule (from the last Sunday of March to the last of October, at 01:00 UTC), months by the first of the one after.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from domain.calendar import Counts, DayKind, ends, local_day, months_after, starts
from tests.clauses import clause
from tests.domain.desk import BOOK

TIME = "reading.md, Time"
CALENDAR = BOOK.calendar
FIRST, LAST = date(2022, 1, 1), date(2030, 12, 31)
DAY, HOUR, TICK = timedelta(days=1), timedelta(hours=1), timedelta(microseconds=1)
ENGLAND_AND_WALES = frozenset(holidays.country_holidays("GB", subdiv="WLS", years=range(2021, 2033)))
CLOSURES = frozenset(FIRST + timedelta(days=n) for n in range(0, (LAST - FIRST).days, 17)) | CALENDAR.closures
LENGTHS = (5, 10, 20)


def all_days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


class Laid:
    """Every open day of a dozen years in one list: the n-th after a day is found by its place."""

    def __init__(self, closed: frozenset[date]) -> None:
        days = all_days(FIRST - 7 * DAY, LAST + 90 * DAY)
        self.open = [day for day in days if day.isoweekday() <= 5 and day not in ENGLAND_AND_WALES | closed]

    def after(self, day: date, number: int) -> date:
        return self.open[bisect_right(self.open, day) + number - 1]


def last_sunday(year: int, month: int) -> date:
    return max(date(year, month, day) for day in range(25, 32) if date(year, month, day).isoweekday() == 7)


CHANGES = {
    year: tuple(datetime.combine(last_sunday(year, m), datetime.min.time(), UTC) + HOUR for m in (3, 10))
    for year in range(2021, 2032)
}


def day_in_wales(moment: datetime) -> date:
    begins, over = CHANGES[moment.year]
    return (moment + (HOUR if begins <= moment < over else 0 * HOUR)).date()


def beyond(day: date) -> bool:
    """Beyond what is proclaimed the package goes on by the general rule, and ours knows of none: provisional."""
    return day > CALENDAR.known_to


@clause(TIME, "8.2", "8.5", "8.6")
@pytest.mark.parametrize("closures", [frozenset[date](), CLOSURES], ids=["without closure days", "with closure days"])
def test_every_hour_from_2022_to_2030_has_its_deadlines_on_the_right_day(closures: frozenset[date]) -> None:
    calendar = replace(CALENDAR, closures=closures)
    ours, theirs = Laid(frozenset()), Laid(closures)
    due = {
        day: tuple((ours.after(day, n), theirs.after(day, n)) for n in LENGTHS) for day in all_days(FIRST - DAY, LAST)
    }
    reckoned: dict[date, tuple[tuple[date, date], ...]] = {}
    moment, end = datetime(2022, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
    hours = 0
    while moment < end:
        day = local_day(moment)
        assert day == day_in_wales(moment), moment
        assert starts(day) <= moment < ends(day), moment
        if day not in reckoned:
            reckoned[day] = tuple(
                (
                    calendar.working_days_after(day, number, Counts.AGAINST_US),
                    calendar.working_days_after(day, number, Counts.FOR_THE_CUSTOMER),
                )
                for number in LENGTHS
            )
        for pair, expected in zip(reckoned[day], due[day], strict=True):
            assert pair == expected or any(map(beyond, (*pair, *expected))), (moment, pair, expected)
        hours += 1
        moment += HOUR
    assert hours == 24 * (LAST - FIRST + DAY).days


@clause(TIME)
def test_a_period_ends_with_the_whole_of_its_last_day_whatever_the_season() -> None:
    for day in all_days(FIRST, LAST):
        last_moment = ends(day) - TICK
        assert (day_in_wales(last_moment), day_in_wales(ends(day))) == (day, day + DAY)
        assert (local_day(last_moment), local_day(ends(day))) == (day, day + DAY)
        begins, over = (change.date() for change in CHANGES[day.year])
        hours = 23 if day == begins else 25 if day == over else 24
        assert ends(day) - starts(day) == hours * HOUR


@clause(TIME)
def test_every_bank_holiday_to_2030_is_known_by_its_name_and_no_other() -> None:
    known = {day for day in CALENDAR.bank_holidays if FIRST <= day <= LAST}
    assert known == {day for day in ENGLAND_AND_WALES if FIRST <= day <= LAST}
    assert all(CALENDAR.names[day] for day in known)
    assert CALENDAR.names[date(2022, 9, 19)] == "State Funeral of Queen Elizabeth II"
    assert CALENDAR.names[date(2023, 5, 8)] == "Coronation of Charles III"


@clause(TIME, "4.5", "7.2")
def test_a_calendar_month_from_every_day_ends_on_the_corresponding_date_or_the_months_last() -> None:
    for day in all_days(FIRST, LAST):
        for months in (1, 2, 3, 6, 12, 13):
            first = day.replace(day=1)
            for _ in range(months):
                first = (first + 31 * DAY).replace(day=1)
            last = (first + 31 * DAY).replace(day=1) - DAY
            assert months_after(day, months) == min(first + (day.day - 1) * DAY, last)


@clause(TIME)
def test_a_date_beyond_the_known_bank_holidays_is_provisional_and_one_up_to_them_is_not() -> None:
    for day in all_days(date(2030, 11, 1), LAST):
        due = CALENDAR.working_days_after(day, 20, Counts.FOR_THE_CUSTOMER)
        assert CALENDAR.is_provisional(due) is (due.year > 2030)


@clause(TIME)
@pytest.mark.parametrize(
    ("day", "counts", "kind"),
    [
        (date(2026, 12, 24), Counts.FOR_THE_CUSTOMER, DayKind.WORKING),
        (date(2026, 12, 25), Counts.FOR_THE_CUSTOMER, DayKind.BANK_HOLIDAY),
        (date(2026, 12, 26), Counts.FOR_THE_CUSTOMER, DayKind.WEEKEND),
        (date(2026, 12, 28), Counts.AGAINST_US, DayKind.BANK_HOLIDAY),
        (date(2026, 12, 29), Counts.AGAINST_US, DayKind.WORKING),
        (date(2026, 12, 29), Counts.FOR_THE_CUSTOMER, DayKind.CLOSURE),
    ],
)
def test_a_day_says_why_it_does_not_count(day: date, counts: Counts, kind: DayKind) -> None:
    assert CALENDAR.day_kind(day, counts) is kind
