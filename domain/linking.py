"""One person, two records: that two customers are one, and that they are not after all (1.3; reading.md).

A link is a stream of its own, named by the pair, so that it stands on neither side and the same pair has one history.
Nothing is moved and nothing edited: rules and verdicts read every record that links join, however many lie between.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid5

from domain.customer import CustomerEntered
from domain.event import Command, Event
from domain.frozen import changed
from domain.names import SEALED, CustomerId, LinkId, Personal, StaffId, StreamId, is_said, kind_of, named
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Decider, Given, Needs

PAIRS = UUID("b9a6e0f4-6f0b-4d0e-8d6e-1b5a3c7f2e90")  # what the names of links are made in
Span = tuple[datetime, datetime | None]


def link_of(one: str, other: str) -> StreamId:
    """Return the stream of the link between two records, the same whichever is named first."""
    return named("link", uuid5(PAIRS, "\n".join(sorted((one, other)))))


@dataclass(frozen=True, kw_only=True)
class LinkCustomers(Command):
    """Say that two records are of one person, and why."""

    customer: CustomerId
    other: CustomerId
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class UnlinkCustomers(Command):
    """Say that two linked records are not of one person after all, and why."""

    reason: Personal


@dataclass(frozen=True, kw_only=True)
class LinkEvent(Event):
    """What both events of a link name. `records`: everybody's who was, or now is, one person by it."""

    kind: ClassVar[str] = "link"
    clause: ClassVar[str] = "1.3"
    tagged: ClassVar[tuple[str, ...]] = ("records",)
    concerns: ClassVar[tuple[str, ...]] = ("customer", "other")
    link: LinkId
    customer: CustomerId
    other: CustomerId
    records: tuple[CustomerId, ...]


@dataclass(frozen=True, kw_only=True)
class CustomersLinked(LinkEvent):
    """Two records were found to be of one person: whatever was recorded of either now counts as the person's."""

    linked_by: StaffId
    linked_at: datetime
    reason: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class CustomersUnlinked(LinkEvent):
    """They are not after all. What rested on the other's incidents rests until a manager has decided."""

    unlinked_by: StaffId
    unlinked_at: datetime
    reason: Personal = SEALED


@dataclass(frozen=True)
class Link:
    """A pair of records, and the times for which they were held to be one person's; the last may be open."""

    id: LinkId
    customer: CustomerId
    other: CustomerId
    spans: tuple[Span, ...]
    records: tuple[CustomerId, ...]  # everybody's who was, or became, one person by its newest event
    version: int = 1

    @property
    def holds(self) -> bool:
        """Whether the two are held to be one person now."""
        return self.spans[-1][1] is None

    def held_before(self, moment: datetime) -> bool:
        """Say whether they were held to be one person just before a moment."""
        return any(since < moment and (until is None or moment <= until) for since, until in self.spans)

    def joins(self, record: str) -> CustomerId | None:
        """Return the record at the other end from one; None for a record that it does not join."""
        return {self.customer: self.other, self.other: self.customer}.get(CustomerId(record))


def links_in(others: Mapping[str, Any]) -> tuple[Link, ...]:
    """Return the links among folded streams."""
    return tuple(state for stream, state in others.items() if kind_of(stream) == "link" and state is not None)


def person(customer: CustomerId, links: Iterable[Link], *, before: datetime | None = None) -> frozenset[CustomerId]:
    """Return every record of the person of whom one is given: now, or as it was just before a moment."""
    holding = [link for link in links if (link.holds if before is None else link.held_before(before))]
    found, fresh = {customer}, [customer]
    while fresh:
        record = fresh.pop()
        joined = {end for link in holding if (end := link.joins(record)) is not None} - found
        found |= joined
        fresh += joined
    return frozenset(found)


def apart_since(one: CustomerId, other: CustomerId, links: Iterable[Link]) -> datetime | None:
    """Return the moment from which two records are no longer one person's; None where they are, or never were."""
    links = tuple(links)
    if other in person(one, links):
        return None
    ends = sorted({until for link in links for _, until in link.spans if until is not None}, reverse=True)
    return next((end for end in ends if other in person(one, links, before=end)), None)


def needs_of_the_person(customer: CustomerId, others: Mapping[str, Any]) -> Needs:
    """Whatever carries a record of the person. Asked again with what it has brought, it ends in two rounds.

    The newest link that holds among a person's records names every one of them: so one reading finds them all.
    """
    links = links_in(others)
    told = {record for link in links if link.holds for record in link.records}
    return Needs(tags=frozenset({*person(customer, links), *told}), types=NEWER_OF)


def fold(link: Link | None, event: Event) -> Link:
    """Apply an event."""
    match event:
        case CustomersLinked() if link is None:
            return Link(event.link, event.customer, event.other, ((event.linked_at, None),), event.records)
        case CustomersLinked() if link:
            spans = (*link.spans, (event.linked_at, None))
            return changed(link, spans=spans, records=event.records, version=link.version + 1)
        case CustomersUnlinked() if link:
            spans = (*link.spans[:-1], (link.spans[-1][0], event.unlinked_at))
            return changed(link, spans=spans, records=event.records, version=link.version + 1)
    raise TypeError(event)


def needs(link: Link | None, command: Command, others: Mapping[str, Any]) -> Needs:
    """A link is decided on with both records, and whoever else's they are."""
    if isinstance(command, LinkCustomers):
        both = (command.customer, command.other)
    elif link is not None:
        both = (link.customer, link.other)
    else:
        return Needs()
    found = Needs(streams=frozenset(both), types=NEWER_OF)
    return found | needs_of_the_person(both[0], others) | needs_of_the_person(both[1], others)


def decide(link: Link | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Decide about a link. Raises Refused, NotFound, Conflict."""
    match command:
        case LinkCustomers():
            return (_link(link, command, given),)
        case UnlinkCustomers():
            return (_unlink(link, command, given),)
    raise TypeError(command)


def _link(link: Link | None, command: LinkCustomers, given: Given) -> CustomersLinked:
    one, other = command.customer, command.other
    if one == other:
        raise Refused("1.3", "a record is linked to another one", field="other", accepted="another customer")
    for customer in (one, other):
        if given.others.get(customer) is None:
            raise NotFound(customer)
    if given.stream != link_of(one, other):
        raise NotFound(given.stream)
    _check_reason(command.reason)
    links = links_in(given.others)
    if other in person(one, links):
        raise Conflict("these are known to be one person", version=link.version if link else None)
    return CustomersLinked(
        link=LinkId(given.stream),
        customer=one,
        other=other,
        records=tuple(sorted(person(one, links) | person(other, links))),
        linked_by=given.by.id,
        linked_at=given.as_of,
        reason=command.reason,
    )


def _unlink(link: Link | None, command: UnlinkCustomers, given: Given) -> CustomersUnlinked:
    if link is None:
        raise NotFound(given.stream)
    if not link.holds:
        raise Conflict("these two are not linked", version=link.version)
    _check_reason(command.reason)
    links = (*(other for other in links_in(given.others) if other.id != link.id), link)
    return CustomersUnlinked(
        link=link.id,
        customer=link.customer,
        other=link.other,
        records=tuple(sorted(person(link.customer, links))),
        unlinked_by=given.by.id,
        unlinked_at=given.as_of,
        reason=command.reason,
    )


def _check_reason(reason: Personal) -> None:
    if not is_said(reason):
        raise Refused("1.3", "why is recorded", field="reason", accepted="the reason, in words")


NEWER_OF: frozenset[type[Event]] = frozenset({CustomerEntered, CustomersLinked, CustomersUnlinked})
LINK_DECIDER = Decider(
    kind="link",
    events=(CustomersLinked, CustomersUnlinked),
    commands=(LinkCustomers, UnlinkCustomers),
    fold=fold,
    decide=decide,
    needs=needs,
)
