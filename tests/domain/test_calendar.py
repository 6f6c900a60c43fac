"""Working days against an independent reckoning, and the corners of the calendar."""

from datetime import UTC, date, datetime, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import Counts, ends, local_day, months_after, starts
from tests.clauses import clause
from tests.domain.desk import BOOK

CALENDAR = BOOK.calendar
FOR_THE_CUSTOMER, AGAINST_US = Counts.FOR_THE_CUSTOMER, Counts.AGAINST_US
TIME = "reading.md, Time"
DAYS = st.dates(date(2022, 1, 1), date(2030, 10, 1))


def counted_by_hand(start: date, number: int, closed: frozenset[date]) -> date:
    """Lay out every day of the following year, strike out those that do not count, and take the n-th left."""
    england_and_wales = holidays.country_holidays("GB", subdiv="WLS", years=range(start.year, start.year + 3))
    year = [start + timedelta(days=n) for n in range(1, 366)]
    left = [day for day in year if day.isoweekday() < 6 and day not in england_and_wales and day not in closed]
    return left[number - 1]


@clause(TIME)
@settings(deadline=None)
@given(start=DAYS, number=st.integers(1, 60))
def test_working_days_agree_with_an_independent_reckoning(start: date, number: int) -> None:
    assert CALENDAR.working_days_after(start, number, AGAINST_US) == counted_by_hand(start, number, frozenset())
    for_them = counted_by_hand(start, number, CALENDAR.closures)
    assert CALENDAR.working_days_after(start, number, FOR_THE_CUSTOMER) == for_them


@clause(TIME)
@settings(deadline=None)
@given(start=DAYS, number=st.integers(1, 60))
def test_closure_days_give_the_customer_more_time_and_us_never(start: date, number: int) -> None:
    ours = CALENDAR.working_days_after(start, number, AGAINST_US)
    assert CALENDAR.working_days_after(start, number, FOR_THE_CUSTOMER) >= ours
    assert CALENDAR.working_days_between(start, ours) == number
    assert CALENDAR.is_working_day(ours, AGAINST_US)


@clause(TIME)
@settings(deadline=None)
@given(end=DAYS, number=st.integers(1, 30))
def test_so_many_working_days_before_a_day_are_as_many_after_it_again(end: date, number: int) -> None:
    before = CALENDAR.working_days_before(end, number)
    last = end if CALENDAR.is_working_day(end, AGAINST_US) else CALENDAR.working_days_before(end, 1)
    missing = number if last == end else number - 1
    assert CALENDAR.working_days_after(before, missing, AGAINST_US) == last


@clause(TIME)
@pytest.mark.parametrize(
    ("start", "number", "day"),
    [
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Christmas, and Boxing Day kept on the Monday
        (date(2027, 12, 24), 1, date(2027, 12, 29)),  # both kept on Monday and Tuesday
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Good Friday to Easter Monday
        (date(2022, 9, 16), 1, date(2022, 9, 20)),  # the State Funeral
        (date(2022, 6, 1), 1, date(2022, 6, 6)),  # the Platinum Jubilee
        (date(2023, 5, 5), 1, date(2023, 5, 9)),  # the Coronation
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 1, date(2028, 3, 1)),
    ],
)
def test_bank_holidays_and_their_substitutes_do_not_count(start: date, number: int, day: date) -> None:
    assert CALENDAR.working_days_after(start, number, AGAINST_US) == day


@clause(TIME)
@pytest.mark.parametrize(
    ("start", "months", "day"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 11, 23), 12, date(2027, 11, 23)),
    ],
)
def test_a_calendar_month_ends_on_the_corresponding_date_or_the_months_last(
    start: date, months: int, day: date
) -> None:
    assert months_after(start, months) == day


@clause(TIME)
@pytest.mark.parametrize(
    ("day", "begins", "over"),
    [
        (date(2026, 3, 29), datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 26, 0, tzinfo=UTC)),
    ],
)
def test_a_day_is_the_whole_local_day_whatever_the_season(day: date, begins: datetime, over: datetime) -> None:
    assert (starts(day), ends(day)) == (begins, over)
    assert local_day(over - timedelta(microseconds=1)) == day
    assert local_day(over) == day + timedelta(days=1)


@clause(TIME)
def test_bank_holidays_are_known_to_2030_and_beyond_a_date_is_provisional() -> None:
    assert not CALENDAR.is_provisional(date(2030, 12, 31))
    assert CALENDAR.is_provisional(date(2031, 1, 1))
