"""Who acts for a customer: a representative, with their authority and its end (1.3, 6.1, 8.3).

A representative has a stream of their own, found by the customer. They may be a customer themselves, and be restricted
themselves: that takes nothing from whom they act for (8.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from domain.authority import (
    AuthorityEnded,
    AuthorityExtended,
    AuthorityShortened,
    CorrectedDetail,
    CorrectRepresentative,
    EndAuthority,
    EnterRepresentative,
    ExtendAuthority,
    Relation,
    RepresentativeCorrected,
    RepresentativeEntered,
    ShortenAuthority,
)
from domain.calendar import ends, local_day, starts
from domain.customer import CustomerEntered
from domain.event import Command, Event
from domain.frozen import changed
from domain.linking import CustomersLinked, CustomersUnlinked, links_in, needs_of_the_person, person
from domain.names import (
    CustomerId,
    RepresentativeId,
    is_said,
    kind_of,
)
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Decider, Given, Needs

DETAILS = ("relation", "name", "phones", "emails", "address")  # what can be corrected


@dataclass(frozen=True)
class Representative:
    """What rules know of a representative: for whom, and from when until when."""

    id: RepresentativeId
    customer: CustomerId
    relation: Relation
    since: date
    until: date | None
    record: CustomerId | None
    ended_at: datetime | None = None
    version: int = 1
    said: tuple[CorrectedDetail, ...] = ()  # each detail that can be corrected, and who said it last

    @property
    def ends_at(self) -> datetime | None:
        """Return the moment (UTC) from which they no longer act, as it is known; None: it is open."""
        moments = [moment for moment in (self.ended_at, ends(self.until) if self.until else None) if moment]
        return min(moments, default=None)

    def acts(self, moment: datetime) -> bool:
        """Say whether they have authority at a moment."""
        return starts(self.since) <= moment and (self.ends_at is None or moment < self.ends_at)


def representatives_in(others: Mapping[str, Any]) -> dict[RepresentativeId, Representative]:
    """Return the representatives among folded streams."""
    return {
        RepresentativeId(stream): state
        for stream, state in others.items()
        if kind_of(stream) == "representative" and state is not None
    }


def fold(representative: Representative | None, event: Event) -> Representative:
    """Apply an event."""
    match event:
        case RepresentativeEntered():
            return Representative(
                event.representative,
                event.customer,
                event.relation,
                event.since,
                event.until,
                event.record,
                said=tuple(CorrectedDetail(what, 1) for what in DETAILS),
            )
        case AuthorityExtended() | AuthorityShortened() if representative:
            return changed(representative, until=event.until, version=representative.version + 1)
        case RepresentativeCorrected() if representative:
            return _corrected(representative, event)
        case AuthorityEnded() if representative:
            return changed(representative, ended_at=event.ended_at, version=representative.version + 1)
    raise TypeError(event)


def _corrected(representative: Representative, event: RepresentativeCorrected) -> Representative:
    version, what = representative.version + 1, {detail.what for detail in event.corrects}
    return changed(
        representative,
        relation=event.relation or representative.relation,
        version=version,
        said=tuple(CorrectedDetail(d.what, version) if d.what in what else d for d in representative.said),
    )


def needs(representative: Representative | None, command: Command, others: Mapping[str, Any]) -> Needs:
    """A new one needs whom they act for, every record of that person, and their own."""
    if representative is None and isinstance(command, EnterRepresentative):
        own = {command.customer, *({command.record} if command.record else ())}
        needed = Needs(streams=frozenset(own), types=NEWER_OF)
        return needed | needs_of_the_person(command.customer, others)
    return Needs()


def decide(representative: Representative | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Decide about a representative. Raises Refused, NotFound, Conflict."""
    if isinstance(command, EnterRepresentative):
        if representative is not None:
            raise Conflict("this representative has been entered")
        return (_enter(command, given),)
    if representative is None:
        raise NotFound(given.stream)
    match command:
        case EndAuthority():
            return (_end(representative, command, given),)
        case ExtendAuthority():
            return (_extend(representative, command, given),)
        case ShortenAuthority():
            return (_shorten(representative, command, given),)
        case CorrectRepresentative():
            return (_correct(representative, command, given),)
    raise TypeError(command)


def _enter(command: EnterRepresentative, given: Given) -> RepresentativeEntered:
    for customer in (command.customer, command.record):
        if customer is not None and given.others.get(customer) is None:
            raise NotFound(customer)
    if command.record in person(command.customer, links_in(given.others)):
        raise Refused(
            "6.1", "a representative is somebody else", field="record", accepted="another person's record, or none"
        )
    for name, what in (("name", "who acts"), ("authority", "what shows that they may act")):
        if not is_said(getattr(command, name)):
            raise Refused(
                "6.1", "a representative has a name and an authority", field=name, accepted=f"{what}, in words"
            )
    if not (command.phones or command.emails or command.address):
        raise Refused(
            "6.1",
            "a representative can be reached",
            field="phones",
            accepted="a phone number, an e-mail address or an address",
        )
    today = local_day(given.as_of)
    if command.until is not None and command.until < max(today, command.since):
        raise Refused(
            "6.1",
            "an authority that is entered has not ended",
            field="until",
            accepted=f"{max(today, command.since)} or later; none, where it is open",
        )
    return RepresentativeEntered(
        representative=RepresentativeId(given.stream),
        customer=command.customer,
        relation=command.relation,
        since=command.since,
        until=command.until,
        record=command.record,
        entered_by=given.by.id,
        name=command.name,
        phones=command.phones,
        emails=command.emails,
        address=command.address,
        authority=command.authority,
    )


def _extend(representative: Representative, command: ExtendAuthority, given: Given) -> AuthorityExtended:
    _check_acts_still(representative, given)
    if representative.until is None:
        raise Conflict("their authority has no last day", version=representative.version)
    if command.until is not None and command.until <= representative.until:
        raise Refused(
            "6.1",
            "an authority is extended to a later day",
            field="until",
            accepted=f"a day after {representative.until}; none, where it is open",
        )
    if not is_said(command.authority):
        raise Refused("6.1", "what shows the authority is said", field="authority", accepted="what shows it, in words")
    return AuthorityExtended(
        representative=representative.id,
        customer=representative.customer,
        until=command.until,
        was=representative.until,
        extended_by=given.by.id,
        authority=command.authority,
    )


def _shorten(representative: Representative, command: ShortenAuthority, given: Given) -> AuthorityShortened:
    _check_acts_still(representative, given)
    earliest = max(representative.since, local_day(given.as_of))
    if command.until < earliest or (representative.until is not None and command.until >= representative.until):
        before = f" and before {representative.until}" if representative.until else ""
        raise Refused(
            "6.1",
            "an authority that ends sooner ends on an earlier day, which has not passed",
            field="until",
            accepted=f"a day from {earliest} on{before}",
        )
    if not is_said(command.reason):
        raise Refused("6.1", "why an authority ends is recorded", field="reason", accepted="the reason, in words")
    return AuthorityShortened(
        representative=representative.id,
        customer=representative.customer,
        until=command.until,
        was=representative.until,
        shortened_by=given.by.id,
        reason=command.reason,
    )


def _correct(representative: Representative, command: CorrectRepresentative, given: Given) -> RepresentativeCorrected:
    what = {name for name in DETAILS if getattr(command, name) is not None}
    if not is_said(command.reason):
        raise Refused("9.1", "why it is corrected is said", field="reason", accepted="the reason, in words")
    if not what:
        raise Refused(
            "9.1", "a correction says what is different", field="name", accepted=f"any of {', '.join(DETAILS)}"
        )
    if command.name is not None and not is_said(command.name):
        raise Refused("6.1", "a representative has a name", field="name", accepted="who acts, in words")
    ways = [way for way in (command.phones, command.emails, command.address) if way is not None]
    if ways and not any(ways):
        raise Refused(
            "6.1",
            "a representative can be reached",
            field="phones",
            accepted="with what is taken away another phone number, e-mail address or address, also one that was known",
        )
    return RepresentativeCorrected(
        representative=representative.id,
        customer=representative.customer,
        corrects=tuple(detail for detail in representative.said if detail.what in what),
        relation=command.relation,
        corrected_by=given.by.id,
        reason=command.reason,
        name=command.name,
        phones=command.phones,
        emails=command.emails,
        address=command.address,
    )


def _check_acts_still(representative: Representative, given: Given) -> None:
    """What has ended is neither ended nor extended: whoever acts again is entered again. Raises Conflict."""
    known = representative.ends_at
    if known is not None and known <= given.as_of:
        raise Conflict("they no longer act for the customer", version=representative.version)


def _end(representative: Representative, command: EndAuthority, given: Given) -> AuthorityEnded:
    _check_acts_still(representative, given)
    if not is_said(command.reason):
        raise Refused("6.1", "why an authority ends is recorded", field="reason", accepted="the reason, in words")
    today = local_day(given.as_of)
    if not min(representative.since, today) <= command.on <= today:
        raise Refused(
            "6.1",
            "an authority that has ended did so between its beginning and today",
            field="on",
            accepted=f"{representative.since} to {today}",
        )
    return AuthorityEnded(
        representative=representative.id,
        customer=representative.customer,
        why=command.why,
        ended_on=command.on,
        ended_at=given.as_of,
        recorded_by=given.by.id,
        reason=command.reason,
    )


NEWER_OF: frozenset[type[Event]] = frozenset({CustomerEntered, CustomersLinked, CustomersUnlinked})
REPRESENTATIVE_DECIDER = Decider(
    kind="representative",
    events=(RepresentativeEntered, AuthorityExtended, AuthorityShortened, AuthorityEnded, RepresentativeCorrected),
    commands=(EnterRepresentative, ExtendAuthority, ShortenAuthority, EndAuthority, CorrectRepresentative),
    fold=fold,
    decide=decide,
    needs=needs,
)
