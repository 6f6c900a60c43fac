"""Measures compared: the few contacts that are looked at find what all possible ones would (8.6)."""

from datetime import date
from itertools import product
from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.comparing import answer, everything_that_can_be_asked, is_not_harsher
from domain.case.verdict import Asked, Purpose, SoFar
from domain.measures import Measure, MeasureKind, Per
from domain.names import Channel
from tests.clauses import clause

LAST = date(2027, 3, 1)
METHODS = st.sampled_from((None, Channel.TELEPHONE, Channel.DIGITAL))
LIMITS = st.builds(
    Measure,
    kind=st.just(MeasureKind.CONTACT_FREQUENCY),
    times=st.integers(1, 4),
    per=st.sampled_from(Per),
    method=METHODS,
)
CLOSING = st.sampled_from(
    (
        Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.DIGITAL),
        Measure(kind=MeasureKind.READ_AND_FILE),
        Measure(kind=MeasureKind.END_ALL_CONTACT),
    )
)
MEASURES = st.lists(LIMITS | CLOSING, min_size=1, max_size=4).map(tuple)


def a_decision(measures: tuple[Measure, ...]) -> Any:
    return SimpleNamespace(measures=measures, lapses_on=LAST)


def at_every_count(new: tuple[Measure, ...], old: tuple[Measure, ...]) -> bool:
    counts = [
        SoFar(day=day, week=week, month=month)
        for day, week, month in product(range(6), repeat=3)
        if day <= week and day <= month
    ]
    return all(
        answer(new, asked) <= answer(old, asked)
        for channel, purpose, so_far in product(Channel, (Purpose.GENERAL, Purpose.NEW_ISSUE), counts)
        for asked in [Asked(channel=channel, purpose=purpose, so_far=so_far)]
    )


@clause("8.6")
@settings(deadline=None)
@given(new=MEASURES, old=MEASURES)
def test_what_is_found_no_harsher_is_so_at_every_possible_number_of_contacts(
    new: tuple[Measure, ...], old: tuple[Measure, ...]
) -> None:
    assert is_not_harsher(new, LAST, a_decision(old)) == at_every_count(new, old)


@clause("8.6")
def test_what_is_looked_at_grows_with_the_limits_and_no_faster() -> None:
    limits = [Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=n, per=per) for n in range(1, 5) for per in Per]
    with_none = len(list(everything_that_can_be_asked([])))
    assert len(list(everything_that_can_be_asked(limits))) == with_none * (1 + len(limits))
