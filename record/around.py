"""A case read in the light of what other streams say of it, at one moment: links undone, representatives gone.

Clauses 1.3 and 6.1. Whoever reads a case's agenda or stage, for people or for the process, reads it so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from domain.authority import RepresentativeEvent
from domain.case.around import is_anything_around, needs_around, seen
from domain.case.following import NoRouteLeftTogether, RouteLeftAgain
from domain.case.state import Case
from domain.event import Event
from domain.linking import LinkEvent, links_in
from domain.names import CustomerId, StreamId, kind_of
from domain.streams import Needs
from record.entry import AnyLoaded
from record.store import Record

KINDS = ("case", "link", "representative")  # what can tell anything of a case
ROUNDS = 8  # of needs: they end in two or three; whoever asks for ever is a mistake
S = TypeVar("S")


async def as_it_is(record: Record, state: S) -> S | Case:
    """Return a state; a case as other streams leave it, where they can tell anything of it. Raises Unavailable.

    For a state that is at hand, of a position that is past: what is around it is read now, at one moment.
    """
    if not isinstance(state, Case) or not is_anything_around(state):
        return state
    return seen(state, _states(await _with_what_is_around(record, state)))


async def load_as_it_is(record: Record, stream: str) -> AnyLoaded:
    """Load a stream; a case as it is in the light of what is around it, all at one moment.

    It costs no further reading where nothing can be around it. Raises NotFound, Unavailable.
    """
    loaded = await record.load(stream)
    if not isinstance(loaded.state, Case) or not is_anything_around(loaded.state):
        return loaded
    found = await _with_what_is_around(record, loaded.state)
    again = found[loaded.stream]
    return replace(again, state=seen(again.state, _states(found)))


async def read_at_once(
    record: Record, needs: Callable[[Mapping[str, Any]], Needs], *streams: str, kinds: Iterable[str]
) -> dict[StreamId, AnyLoaded]:
    """Return some streams, and whatever is needed beside what has been read, all of it at one moment.

    The last reading holds everything: what was read before only tells what more is needed. Raises NotFound (a kind of
    stream that is not), Unavailable.
    """
    asked = needs({})
    for _ in range(ROUNDS):
        found = await record.load_tagged(asked.tags, *{*streams, *asked.streams}, kinds=kinds)
        needed = needs(_states(found))
        if needed.tags <= asked.tags and needed.streams <= found.keys():
            return found
        asked |= needed
    raise RuntimeError(f"what {', '.join(streams)} needs goes on for ever")


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
    """Return every case about some people, in all records that are, or ever were, held to be theirs.

    Who acts for one record may be named in a case about another that was linked with it then. Raises Unavailable.
    """
    known = frozenset(people)
    while True:
        found = await record.load_tagged(known, kinds=("case", "link"))
        links = links_in({stream: loaded.state for stream, loaded in found.items()})
        joined = known.union(*({link.customer, link.other, *link.records} for link in links))
        if joined == known:
            return {stream: loaded for stream, loaded in found.items() if kind_of(stream) == "case"}
        known = joined


async def _with_what_is_around(record: Record, case: Case) -> dict[StreamId, AnyLoaded]:
    def needs(others: Mapping[str, Any]) -> Needs:
        return needs_around(others.get(case.id, case), others)

    return await read_at_once(record, needs, case.id, kinds=KINDS)


def _states(found: Mapping[StreamId, AnyLoaded]) -> dict[str, Any]:
    return {stream: loaded.state for stream, loaded in found.items()}
