"""The rules of the contact log: recording a contact with what the verdict said, and correcting it (1.6, 6.1, 10.1)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from domain.authority import AuthorityEnded, AuthorityExtended, AuthorityShortened, RepresentativeEntered
from domain.calendar import local_day
from domain.case.around import all_seen, needs_around
from domain.case.fold import EVENTS as CASE_EVENTS
from domain.case.together import verdict_together
from domain.case.verdict import STATUTORY, Asked, Purpose, Verdict
from domain.contact import (
    Contact,
    ContactRecorded,
    ContactRetracted,
    CorrectTriage,
    RecordContact,
    RetractContact,
    TriageCorrected,
    fold,
    page_of,
)
from domain.counting import pages_now, so_far
from domain.customer import CustomerEntered
from domain.event import Command, Event
from domain.linking import CustomersLinked, CustomersUnlinked, links_in, needs_of_the_person, person
from domain.names import ContactId, CustomerId, StreamId, is_said, kind_of
from domain.referral.rules import opened
from domain.referral.said import ReferralOpened
from domain.refusal import Conflict, NotFound, Refused
from domain.staff import DIRECTORY, StaffMemberEntered, check_known
from domain.streams import Decider, Given, Needs
from domain.triage import Matter, Triaged, check_not_left, said_by, triaged

EVENTS = (ContactRecorded, TriageCorrected, ContactRetracted)
NEWER_OF: frozenset[type[Event]] = frozenset(
    {
        CustomerEntered,
        CustomersLinked,
        CustomersUnlinked,
        RepresentativeEntered,
        AuthorityEnded,
        AuthorityExtended,
        AuthorityShortened,
        StaffMemberEntered,
        *CASE_EVENTS,
        *EVENTS,
        ReferralOpened,
    }
)


def needs(contact: Contact | None, command: Command, others: Mapping[str, Any]) -> Needs:
    """What the verdict is made of: the cases of everybody who is this person, and the pages that are counted."""
    about: frozenset[str] = frozenset()  # what has been referred because of it
    match command:
        case RecordContact():
            customer, moment = command.customer, command.happened_at
        case CorrectTriage() if contact:
            customer, moment, about = contact.customer, contact.happened_at, frozenset({contact.id})
        case _:
            return Needs()
    people = person(customer, links_in(others))
    needed = needs_of_the_person(customer, others)
    for case in (state for stream, state in others.items() if kind_of(stream) == "case" and state is not None):
        needed |= needs_around(case, others)
    return needed | Needs(
        streams=frozenset({customer, DIRECTORY}), tags=pages_now(people, moment) | about, types=NEWER_OF
    )


def decide(contact: Contact | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Decide about a contact. Raises Refused, NotFound, Conflict."""
    if isinstance(command, RecordContact):
        if contact is not None:
            raise Conflict("this contact has been recorded")
        return _record(command, given)
    if contact is None:
        raise NotFound(given.stream)
    if contact.retracted:
        raise Conflict("this contact has been retracted", version=contact.events)
    match command:
        case CorrectTriage():
            return _correct(contact, command, given)
        case RetractContact():
            _check_reason(command.reason)
            retracted = ContactRetracted(
                contact=contact.id,
                customer=contact.customer,
                page=contact.page,
                corrects=contact.said_in,
                retracted_by=given.by.id,
                reason=command.reason,
            )
            return (retracted,)
    raise TypeError(command)


def _record(command: RecordContact, given: Given) -> tuple[Event, ...]:
    if given.others.get(command.customer) is None:
        raise NotFound(command.customer)
    if command.happened_at > given.as_of:
        raise Refused("6.1", "a contact lies in the past", field="happened_at", accepted="up to now")
    check_known([command.staff], given, field="staff", clause="6.1")
    _check_matters(command.matters)
    if any(matter.purpose in STATUTORY for matter in command.matters) and not is_said(command.note):
        raise Refused(
            "1.6",
            "what was done about a statutory matter is written down",
            field="note",
            accepted="what was received and what was done, in words",
        )
    bare = ContactRecorded(
        contact=ContactId(given.stream),
        customer=command.customer,
        page=page_of(command.customer, local_day(command.happened_at)),
        channel=command.channel,
        happened_at=command.happened_at,
        staff=command.staff,
        by_representative=command.by_representative,
        by_us=command.by_us,
        matters=(),
        recorded_by=given.by.id,
        note=command.note,
    )
    recorded = replace(bare, matters=_judged(fold(None, bare), command.matters, given))
    return (recorded, *_referred(recorded.matters, fold(None, bare), given))


def _correct(contact: Contact, command: CorrectTriage, given: Given) -> tuple[Event, ...]:
    _check_reason(command.reason)
    _check_matters(command.matters)
    if {(m.purpose, m.done) for m in command.matters} == {(m.purpose, m.done) for m in contact.matters}:
        raise Refused(
            "6.1", "a correction says what is different", field="matters", accepted="the matters as they are after all"
        )
    corrected = TriageCorrected(
        contact=contact.id,
        customer=contact.customer,
        page=contact.page,
        corrects=contact.said_in,
        matters=_judged(contact, command.matters, given),
        corrected_by=given.by.id,
        reason=command.reason,
    )
    return (corrected, *_referred(corrected.matters, contact, given))


def _referred(matters: tuple[Triaged, ...], contact: Contact, given: Given) -> Iterable[Event]:
    """Refer what calls for it, each kind once for a contact; its clock runs from the day of receipt (4.5, 10.1)."""
    received_on = local_day(contact.happened_at)
    referrals = (r for r in given.of_kind("referral").values() if r.about == contact.id)
    before = {r.kind for r in referrals if r.received_on <= received_on}
    kinds = dict.fromkeys(matter.raises for matter in matters if matter.raises)
    about = StreamId(contact.id)
    return [opened(kind, about, contact.customer, received_on, given) for kind in kinds if kind not in before]


def _judged(contact: Contact, matters: tuple[Matter, ...], given: Given) -> tuple[Triaged, ...]:
    """Hold each matter against the verdict at its moment; what had been said then of a purpose stays said."""
    before = {matter.purpose: matter.said for matter in contact.matters}
    found = []
    for number, matter in enumerate(matters):
        judged = None if contact.by_us else _verdict_then(contact, matter.purpose, given)
        said = before.get(matter.purpose) or (said_by(judged) if judged else None)
        check_not_left(matter, said, judged, f"matters.{number}.done")
        found.append(triaged(matter, said))
    return tuple(found)


def _verdict_then(contact: Contact, purpose: Purpose, given: Given) -> Verdict:
    """Return what staff were answered at the moment of a contact: what was quashed later still stood."""
    people = person(contact.customer, links_in(given.others))
    asked = Asked(
        channel=contact.channel, purpose=purpose, staff=contact.staff, by_representative=contact.by_representative
    )
    return verdict_together(
        all_seen((case for case in given.of_kind("case").values() if case.customer in people), given.others),
        asked,
        contact.happened_at,
        so_far=so_far(_others_of(people, contact, given), contact.happened_at),
        then_known=True,
    )


def _others_of(people: frozenset[CustomerId], contact: Contact, given: Given) -> Iterable[Contact]:
    found: Iterable[Contact] = given.of_kind("contact").values()
    return [other for other in found if other.id != contact.id and other.customer in people]


def _check_matters(matters: tuple[Matter, ...]) -> None:
    if not matters:
        raise Refused("6.1", "a contact is about something", field="matters", accepted="one matter or more")
    purposes = [matter.purpose for matter in matters]
    if len(set(purposes)) < len(purposes):
        raise Refused("6.1", "each purpose is named once", field="matters", accepted="one matter for each purpose")


def _check_reason(reason: Any) -> None:
    if not is_said(reason):
        raise Refused("9.1", "why it is corrected is said", field="reason", accepted="the reason, in words")


CONTACT_DECIDER = Decider(
    kind="contact",
    events=EVENTS,
    commands=(RecordContact, CorrectTriage, RetractContact),
    fold=fold,
    decide=decide,
    needs=needs,
)
