"""A case in the light of what other streams say: links that have been undone, representatives who act no longer.

The case learns of neither by itself. Whoever reads it for an answer reads it so: what follows is true at the instant
asked, and the process records it in the case as soon as it gets to it (docs/adr/0012).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.case.force import measures_at
from domain.case.state import Case, Decision, Hold, HoldReason
from domain.case.together import leave_no_route_together
from domain.frozen import changed
from domain.linking import Link, apart_since, links_in, needs_of_the_person, person
from domain.measures import Measure
from domain.names import CustomerId, kind_of
from domain.representing import Representative, representatives_in
from domain.streams import Needs


def is_anything_around(case: Case) -> bool:
    """Say whether other streams can tell anything of a case: a decision stands in it, or a route is to be seen to."""
    return not case.closed and (case.without_route is not None or any(d.ended is None for d in case.decisions))


def needs_around(case: Case, others: Mapping[str, Any]) -> Needs:
    """Say what is to be read around a case: the person's records, those it rests on, and who acts for the customer."""
    if not is_anything_around(case):
        return Needs()
    standing = [decision for decision in case.decisions if decision.ended is None]
    needed = needs_of_the_person(case.customer, others)
    for record in {record for decision in standing for record in decision.rests_on}:
        needed |= needs_of_the_person(record, others)
    acting = {m.representative for d in standing for m in d.measures if m.representative is not None}
    theirs = {one.customer for one in representatives_in(others).values() if one.id in acting} - {case.customer}
    for record in theirs:
        needed |= needs_of_the_person(record, others)
    return needed | Needs(streams=frozenset(acting))


def seen(case: Case, others: Mapping[str, Any]) -> Case:
    """Return a case as it is, given the streams around it; what it has yet to record of them is marked so."""
    if not is_anything_around(case):
        return case
    links, acting = links_in(others), representatives_in(others)
    records = person(case.customer, links)
    case = changed(
        case,
        decisions=tuple(
            _freed(_resting(d, case.customer, records, links), case.customer, records, links, acting)
            if d.ended is None
            else d
            for d in case.decisions
        ),
        # What somebody else did after all is nothing new about this customer (9.2).
        new_incidents=tuple(new for new in case.new_incidents if new.recorded_of in records),
    )
    told = [state for stream, state in others.items() if kind_of(stream) == "case" and state is not None]
    cases = [case, *(other for other in told if other.id != case.id and other.customer in records)]
    return changed(case, leaves_route=not (_restricts(case) and leave_no_route_together(by_record(cases))))


def all_seen(cases: Iterable[Case], others: Mapping[str, Any]) -> list[Case]:
    """Return several cases of a person as they are."""
    return [seen(case, others) for case in cases]


def by_record(cases: Iterable[Case]) -> dict[CustomerId, list[Measure]]:
    """Return the measures that restrict, resting ones left out, by the record about which they were decided."""
    found: dict[CustomerId, list[Measure]] = {}
    for case in cases:
        for decision in case.decisions:
            if _is_in_force(decision):
                freed = decision.freed_at if decision.freed_recorded else None
                measures = measures_at(decision, freed) if freed else decision.measures
                found.setdefault(case.customer, []).extend(measures)
    return {record: measures for record, measures in found.items() if measures}


def _restricts(case: Case) -> bool:
    return any(_is_in_force(decision) for decision in case.decisions)


def _is_in_force(decision: Decision) -> bool:
    rests = any(hold.until is None for hold in decision.holds)
    return decision.ended is None and decision.in_force_from is not None and not rests


def _resting(
    decision: Decision, customer: CustomerId, records: frozenset[CustomerId], links: tuple[Link, ...]
) -> Decision:
    """Let a decision rest that rests on a record no longer linked, from the moment it was unlinked."""
    apart = [record for record in decision.rests_on if record not in records]
    recorded = any(hold.reason is HoldReason.UNLINKED and hold.until is None for hold in decision.holds)
    if not apart or recorded:
        return decision
    since = min(apart_since(customer, record, links) or decision.decided_at for record in apart)
    hold = Hold(HoldReason.UNLINKED, since, recorded=False)
    return changed(decision, holds=(*decision.holds, hold))


def _freed(
    decision: Decision,
    customer: CustomerId,
    records: frozenset[CustomerId],
    links: tuple[Link, ...],
    acting: Mapping[Any, Representative],
) -> Decision:
    """Say from when whoever acts for the customer no longer does, where that is known.

    Who acts for somebody who turned out to be another person acts for this customer no longer.
    """
    if decision.freed_recorded:
        return decision
    named = [acting[m.representative] for m in decision.measures if m.representative in acting]
    known = [moment for one in named if (moment := one.ends_at) is not None]
    known += [
        apart_since(customer, one.customer, links) or decision.decided_at
        for one in named
        if one.customer not in records
    ]
    return changed(decision, freed_at=min(known)) if known else decision
