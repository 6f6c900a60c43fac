"""Measures compared by everything that can be asked: harsher or not, and whether a route is left (6.1, 8.6)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product

from domain.case.state import Decision
from domain.case.verdict import ORDINARY, Answer, Asked, RouteKind, SoFar, judge
from domain.measures import Measure, MeasureKind, Per
from domain.names import Channel

# What the verdict does not tell apart: a decision's own measure of the kind, for the same complaint or report, and none
# further. A complaint that was ended may be suspended instead; the reverse is harsher.
NOT_TOLD_BY_THE_VERDICT: dict[MeasureKind, frozenset[MeasureKind]] = {
    MeasureKind.RETURN_DOCUMENTS: frozenset({MeasureKind.RETURN_DOCUMENTS}),
    MeasureKind.SUSPEND_COMPLAINT: frozenset({MeasureKind.SUSPEND_COMPLAINT, MeasureKind.END_COMPLAINT}),
    MeasureKind.END_COMPLAINT: frozenset({MeasureKind.END_COMPLAINT}),
    MeasureKind.OTHER: frozenset({MeasureKind.OTHER}),
    MeasureKind.POLICE_REPORT: frozenset({MeasureKind.POLICE_REPORT}),
    MeasureKind.TENANCY_SANCTION: frozenset({MeasureKind.TENANCY_SANCTION}),
    MeasureKind.OMBUDSMAN_REFERRAL: frozenset({MeasureKind.OMBUDSMAN_REFERRAL}),
}


def is_not_harsher(measures: Sequence[Measure], lapses_on: date, than: Decision) -> bool:
    """Say whether measures are, for everything that can be asked, as open as a decision's, and end no later (8.6)."""
    if lapses_on > than.lapses_on:
        return False
    if not all(_has_its_like(measure, than.measures) for measure in measures):
        return False
    both = [*measures, *than.measures]
    return all(answer(measures, asked) <= answer(than.measures, asked) for asked in everything_that_can_be_asked(both))


def leaves_an_ordinary_route(measures: Sequence[Measure]) -> bool:
    """Say whether, with all these measures in force, an ordinary matter can still be brought some way (6.1).

    Being sent to the case's manager by a measure in words is a way; being sent round between two named people, or to a
    Head of Service because all contact has ended (10.1), is none.
    """
    return any(
        all(_is_a_way(measure, asked) for measure in measures)
        for asked in everything_that_can_be_asked(measures)
        if asked.so_far == SoFar()
    )


def everything_that_can_be_asked(measures: Sequence[Measure]) -> Iterator[Asked]:
    """Yield a contact of each sort that any of the measures could tell from another."""
    named = {s for m in measures for s in (m.staff, m.stand_in) if s is not None}
    for channel, purpose, staff, by_representative, so_far in product(
        Channel, ORDINARY, [None, *sorted(named)], (False, True), _counts(measures)
    ):
        yield Asked(channel=channel, purpose=purpose, staff=staff, by_representative=by_representative, so_far=so_far)


def answer(measures: Iterable[Measure], asked: Asked) -> Answer:
    """Return the most restrictive of what measures in force together say."""
    return max((judge(measure, asked)[0] for measure in measures), default=Answer.ALLOW)


def _counts(measures: Sequence[Measure]) -> list[SoFar]:
    """The fewest contacts at which each limit is reached: a day's are among its week's and its month's.

    That is enough. More contacts never open anything, and reaching a limit refuses: so what is no harsher with none,
    and where each limit is first reached, is nowhere harsher.
    """
    return [SoFar(), *dict.fromkeys(_first_at(m.times, m.per) for m in measures if m.times and m.per)]


def _first_at(times: int, per: Per) -> SoFar:
    return SoFar(
        day=times if per is Per.DAY else 0,
        week=times if per in {Per.DAY, Per.WEEK} else 0,
        month=times if per in {Per.DAY, Per.MONTH} else 0,
    )


def _has_its_like(measure: Measure, among: Sequence[Measure]) -> bool:
    kinds = NOT_TOLD_BY_THE_VERDICT.get(measure.kind)
    return kinds is None or any(
        other.kind in kinds and other.reference == measure.reference and measure.extreme <= other.extreme
        for other in among
    )


def _is_a_way(measure: Measure, asked: Asked) -> bool:
    answered, route = judge(measure, asked)
    sent_to_the_manager = route is not None and route.kind is RouteKind.CASE_MANAGER
    return answered is Answer.ALLOW or (answered is Answer.REFER and sent_to_the_manager)
