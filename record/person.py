"""Reading a person: every record that links join, and whatever carries one of them, at one moment (1.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from domain.case.around import all_seen, needs_around
from domain.case.state import Case
from domain.linking import Link, links_in, needs_of_the_person, person
from domain.names import CustomerId, StreamId, kind_of
from domain.streams import Needs
from record.around import KINDS, read_at_once
from record.entry import AnyLoaded
from record.store import Record


@dataclass(frozen=True)
class Person:
    """Every record of one person, and the streams that carry them, as of one moment of the one clock."""

    customer: CustomerId  # the record that was asked for
    records: tuple[CustomerId, ...]
    streams: Mapping[StreamId, AnyLoaded]

    @property
    def known(self) -> AnyLoaded:
        """The record that was asked for."""
        return self.streams[StreamId(self.customer)]

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.known.now

    @property
    def others(self) -> tuple[CustomerId, ...]:
        """The person's other records."""
        return tuple(record for record in self.records if record != self.customer)

    @property
    def cases(self) -> list[Case]:
        """The cases about any of the records, each as it is in the light of what is around it."""
        states: dict[str, Any] = {stream: loaded.state for stream, loaded in self.streams.items()}
        cases: Iterable[Case] = (states[stream] for stream in self.of_kind("case"))
        return all_seen(cases, states)

    @property
    def links(self) -> list[Link]:
        """The links that hold among the records."""
        found = links_in({stream: loaded.state for stream, loaded in self.streams.items()})
        return [link for link in found if link.holds and link.customer in self.records]

    def of_kind(self, kind: str) -> list[StreamId]:
        """Return the streams of one kind that are about the person, oldest record first."""
        found = [stream for stream in self.streams if kind_of(stream) == kind]
        return [stream for stream in found if getattr(self.streams[stream].state, "customer", None) in self.records]


async def person_of(record: Record, customer: CustomerId, *, also: Iterable[str] = ()) -> Person:
    """Read a person by one of their records, with streams of further kinds. Raises NotFound (a kind), Unavailable.

    It takes one reading where there is one record and nothing rests on another's; two or three otherwise.
    """
    kinds = (*KINDS, "customer", *also)
    streams = await read_at_once(record, partial(_needs, customer), customer, kinds=kinds)
    records = person(customer, links_in({name: each.state for name, each in streams.items()}))
    return Person(customer, tuple(sorted(records)), streams)


def _needs(customer: CustomerId, others: Mapping[str, Any]) -> Needs:
    needed = needs_of_the_person(customer, others)
    for case in others.values():
        if isinstance(case, Case):
            needed |= needs_around(case, others)
    return needed
