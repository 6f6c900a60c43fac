"""A contact: that a customer and we spoke or wrote, when, with whom, about what, and what was done (1.4, 6.1, 10.1).

Each contact is a stream of its own. It is found by the page of the contact log that it stands on, a customer's month,
and not by the customer: whoever writes every day must not make every reading of their cases slow.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.calendar import local_day
from domain.event import Command, Event
from domain.frozen import changed
from domain.names import SEALED, Channel, ContactId, CustomerId, Personal, StaffId
from domain.triage import Done, Matter, Triage, Triaged


def page_of(customer: str, day: date) -> str:
    """Return the name of the page of a customer's contact log on which a local day's contacts stand."""
    return f"contact-log/{day:%Y-%m}/{customer.partition('/')[2]}"


@dataclass(frozen=True, kw_only=True)
class RecordContact(Command):
    """Record a contact. `by_us`: we made it. `staff` had it; who records it may be somebody else."""

    customer: CustomerId
    channel: Channel
    happened_at: datetime
    staff: StaffId
    by_representative: bool = False
    by_us: bool = False
    matters: tuple[Matter, ...]
    note: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class CorrectTriage(Command):
    """Say what a contact was about after all, and what has been done: the whole as it now is, and why."""

    matters: tuple[Matter, ...]
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class RetractContact(Command):
    """Say that a contact was not this customer's, or was recorded twice: it counts no longer."""

    reason: Personal


@dataclass(frozen=True, kw_only=True)
class ContactRecorded(Event):
    """A contact was recorded, with what the verdict said of each matter at its moment."""

    kind: ClassVar[str] = "contact"
    clause: ClassVar[str] = "6.1"
    tagged: ClassVar[tuple[str, ...]] = ("page",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    happened: ClassVar[str | None] = "happened_at"
    contact: ContactId
    customer: CustomerId
    page: str
    channel: Channel
    happened_at: datetime
    staff: StaffId
    by_representative: bool
    by_us: bool
    matters: tuple[Triaged, ...]
    recorded_by: StaffId
    note: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class TriageCorrected(Event):
    """A contact's matters were corrected; `corrects` is the version of the event that said otherwise."""

    kind: ClassVar[str] = "contact"
    clause: ClassVar[str] = "6.1"
    tagged: ClassVar[tuple[str, ...]] = ("page",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    contact: ContactId
    customer: CustomerId
    page: str
    corrects: int
    matters: tuple[Triaged, ...]
    corrected_by: StaffId
    reason: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class ContactRetracted(Event):
    """A contact was said not to be this customer's, or to stand twice; `corrects` is the version it takes back."""

    kind: ClassVar[str] = "contact"
    clause: ClassVar[str] = "6.1"
    tagged: ClassVar[tuple[str, ...]] = ("page",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    contact: ContactId
    customer: CustomerId
    page: str
    corrects: int
    retracted_by: StaffId
    reason: Personal = SEALED


@dataclass(frozen=True)
class Contact:
    """What rules know of a contact. `said_in` is the version of the event that last said what it was about."""

    id: ContactId
    customer: CustomerId
    page: str
    channel: Channel
    happened_at: datetime
    staff: StaffId
    by_representative: bool
    by_us: bool
    matters: tuple[Triaged, ...]
    recorded_by: StaffId
    said_in: int = 1
    events: int = 1
    retracted: bool = False

    @property
    def counts(self) -> bool:
        """Whether it uses up how often a customer may be in contact (6.1).

        Not one that we made, nor one that brought a statutory matter, whatever else it brought (1.6), nor one of which
        everything was turned away: it was not had.
        """
        if self.retracted or self.by_us:
            return False
        if any(matter.triage is Triage.STATUTORY for matter in self.matters):
            return False
        return any(matter.done is not Done.ROUTE_TOLD for matter in self.matters)

    @property
    def departs(self) -> bool:
        """Whether anything in it was handled otherwise than the verdict said."""
        return any(matter.departs for matter in self.matters)


def fold(contact: Contact | None, event: Event) -> Contact:
    """Apply an event."""
    if isinstance(event, ContactRecorded):
        return Contact(
            event.contact,
            event.customer,
            event.page,
            event.channel,
            event.happened_at,
            event.staff,
            event.by_representative,
            event.by_us,
            event.matters,
            event.recorded_by,
        )
    if contact is None:
        raise TypeError(event)
    events = contact.events + 1
    match event:
        case TriageCorrected():
            return changed(contact, events=events, matters=event.matters, said_in=events)
        case ContactRetracted():
            return changed(contact, events=events, retracted=True)
    raise TypeError(event)


def in_order(contacts: Iterable[Contact]) -> list[Contact]:
    """Return contacts as they happened."""
    return sorted(contacts, key=lambda contact: (contact.happened_at, contact.id))


def day_of(contact: Contact) -> date:
    """Return the local day on which a contact was had."""
    return local_day(contact.happened_at)
