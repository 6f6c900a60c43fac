"""Restrictions of several records of one person, together: each binds, unless together they leave no way (6.1).

A decision that, with everything in force, would leave no ordinary route is refused when it is made. Two decisions that
each leave one, made about two records, can leave none together once the records are linked. Then *the more open
applies*: of the records' restrictions as many are read together as still leave an ordinary route, and of those ways of
reading them the one that answers a contact most openly answers it. Of two records that is the more open of the two
answers, contact by contact. A record that leaves no route by itself has a decision that says it ends all contact: that
is no work of the link, and all restrictions are read together as always.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations

from domain.case.comparing import leaves_an_ordinary_route
from domain.case.force import bites, measures_at
from domain.case.state import Case
from domain.case.verdict import Asked, CountedBy, Verdict, verdict
from domain.measures import Measure
from domain.names import CustomerId


def leave_no_route_together(by_record: Mapping[CustomerId, Sequence[Measure]]) -> bool:
    """Say whether records that each leave an ordinary route leave none together: what a link alone can bring about."""
    if len(by_record) < 2:  # noqa: PLR2004 - one record's restrictions are not together with anything
        return False
    everything = [measure for measures in by_record.values() for measure in measures]
    return not leaves_an_ordinary_route(everything) and all(map(leaves_an_ordinary_route, by_record.values()))


def read_together(by_record: Mapping[CustomerId, Sequence[Measure]]) -> list[frozenset[CustomerId]]:
    """Return the ways of reading records together: each takes as many as still leave an ordinary route."""
    if not leave_no_route_together(by_record):
        return [frozenset(by_record)]
    found: list[frozenset[CustomerId]] = []
    for size in range(len(by_record) - 1, 0, -1):
        for some in map(frozenset, combinations(sorted(by_record), size)):
            within = any(some < larger for larger in found)
            if not within and leaves_an_ordinary_route([m for record in some for m in by_record[record]]):
                found.append(some)
    return found


def verdict_together(
    cases: Iterable[Case],
    asked: Asked,
    moment: datetime,
    *,
    so_far: CountedBy | None = None,
    then_known: bool = False,
) -> Verdict:
    """Answer from every case of every record of one person, each as it is in the light of what is around it."""
    cases = list(cases)
    whole = verdict(cases, asked, moment, so_far=so_far, then_known=then_known)
    restricting: dict[CustomerId, list[Measure]] = {}
    for case in cases:
        for decision in case.decisions:
            if bites(decision, moment):
                restricting.setdefault(case.customer, []).extend(measures_at(decision, moment))
    ways = read_together({record: measures for record, measures in restricting.items() if measures})
    if len(ways) == 1:
        return whole
    answers = [
        verdict([c for c in cases if c.customer in way], asked, moment, so_far=so_far, then_known=then_known)
        for way in ways
    ]
    most_open = min(answers, key=lambda answer: answer.answer)
    return replace(most_open, parts=whole.parts, next_change=whole.next_change)
