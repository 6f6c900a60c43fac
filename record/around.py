"""A case read in the light of what other streams say of it: links undone, representatives gone (1.3, 6.1)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

from domain.case.around import is_anything_around, needs_around, seen
from domain.case.following import NoRouteLeftTogether, RouteLeftAgain
from domain.case.state import Case
from domain.event import Event
from domain.linking import LinkEvent, links_in, person
from domain.names import CustomerId, StreamId, kind_of
from domain.representing import RepresentativeEvent
from domain.streams import Needs
from record.entry import AnyLoaded
from record.store import Record

KINDS = ("case", "link", "representative")  # what can tell anything of a case
ROUNDS = 8  # of needs: they end in two or three
S = TypeVar("S")


async def as_it_is(record: Record, state: S) -> S | Case:
    """Return a state; a case as other streams leave it, where they can tell anything of it. Raises Unavailable.

    What is around the case is read after it, and is as new or newer.
    """
    if not isinstance(state, Case) or not is_anything_around(state):
        return state
    return seen(state, await _around(record, state))


async def load_as_it_is(record: Record, stream: str) -> AnyLoaded:
    """Load a stream, a case as it is in the light of what is around it. Raises NotFound, Unavailable."""
    loaded = await record.load(stream)
    return replace(loaded, state=await as_it_is(record, loaded.state))


def people_in(events: Iterable[Event]) -> frozenset[CustomerId]:
    """Return whose cases some events may have changed, although they stand in no case."""
    found: set[CustomerId] = set()
    for event in events:
        if isinstance(event, LinkEvent):
            found |= {event.customer, event.other, *event.records}
        elif isinstance(event, RepresentativeEvent | NoRouteLeftTogether | RouteLeftAgain):
            found.add(event.customer)
    return frozenset(found)


async def cases_of(record: Record, people: Iterable[CustomerId]) -> dict[StreamId, AnyLoaded]:
    """Return every case about some people, in all of their records. Raises Unavailable."""
    known = frozenset(people)
    while True:
        found = await record.load_tagged(known, kinds=("case", "link"))
        links = links_in({stream: loaded.state for stream, loaded in found.items()})
        joined = frozenset(record for one in known for record in person(one, links)) | known
        if joined == known:
            return {stream: loaded for stream, loaded in found.items() if kind_of(stream) == "case"}
        known = joined


async def _around(record: Record, case: Case) -> dict[str, Any]:
    others: dict[str, Any] = {}
    asked = Needs()
    for _ in range(ROUNDS):
        needs = needs_around(case, others) | asked
        if needs == asked:
            break
        found = await record.load_tagged(needs.tags - asked.tags, *(needs.streams - others.keys()), kinds=KINDS)
        others |= {stream: loaded.state for stream, loaded in found.items()}
        asked = needs
    return others
