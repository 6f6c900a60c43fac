"""A customer: anyone who contacts the organisation, known by a pseudonym; what identifies them is sealed (1.3)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from domain.adjustments import Adjustment, AdjustmentMade, AdjustmentWithdrawn
from domain.event import Command, Event
from domain.frozen import changed
from domain.names import SEALED, CustomerId, Language, Means, Personal, PersonalList


class CustomerKind(StrEnum):
    """What a customer is to the organisation; 1.3."""

    TENANT = "tenant"
    APPLICANT = "applicant"
    LEASEHOLDER = "leaseholder"
    COMPLAINANT = "complainant"
    CONTRACTOR = "contractor"
    REPRESENTATIVE = "representative"
    MEMBER_OF_THE_PUBLIC = "member-of-the-public"


@dataclass(frozen=True, kw_only=True)
class EnterCustomer(Command):
    """Enter a person who made contact. An unidentified one has a description instead of a name."""

    customer_kind: CustomerKind
    identified: bool
    name: Personal | None = None
    description: Personal | None = None
    phones: PersonalList = ()
    emails: PersonalList = ()
    address: PersonalList = ()
    tenancy_number: Personal | None = None
    means: Means = Means.POST
    language: Language = Language.ENGLISH


@dataclass(frozen=True, kw_only=True)
class IdentifyCustomer(Command):
    """Somebody who was described is now known by name: the whole set of what is known of them as it now is."""

    customer_kind: CustomerKind
    name: Personal
    phones: PersonalList = ()
    emails: PersonalList = ()
    address: PersonalList = ()
    tenancy_number: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class ChangeContactDetails(Command):
    """Replace what is known of how to reach a customer: the whole set as it now is."""

    name: Personal | None = None
    phones: PersonalList = ()
    emails: PersonalList = ()
    address: PersonalList = ()
    tenancy_number: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class PreferMeans(Command):
    """The customer asks to be written to by a means, in a language; 7.3."""

    means: Means
    language: Language


@dataclass(frozen=True, kw_only=True)
class CustomerEntered(Event):
    """A person was entered."""

    kind: ClassVar[str] = "customer"
    clause: ClassVar[str] = "1.3"
    tagged: ClassVar[tuple[str, ...]] = ("customer",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    customer: CustomerId
    customer_kind: CustomerKind
    identified: bool
    has_address: bool
    has_email: bool
    means: Means
    language: Language
    name: Personal | None = SEALED
    description: Personal | None = SEALED
    phones: PersonalList = SEALED
    emails: PersonalList = SEALED
    address: PersonalList = SEALED
    tenancy_number: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class CustomerIdentified(Event):
    """A person who had been described is known by name. The description stays in what was recorded first."""

    kind: ClassVar[str] = "customer"
    clause: ClassVar[str] = "1.3"
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    customer: CustomerId
    customer_kind: CustomerKind
    has_address: bool
    has_email: bool
    name: Personal = SEALED
    phones: PersonalList = SEALED
    emails: PersonalList = SEALED
    address: PersonalList = SEALED
    tenancy_number: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class ContactDetailsChanged(Event):
    """How to reach a customer changed: the whole set as it now is."""

    kind: ClassVar[str] = "customer"
    clause: ClassVar[str] = "1.3"
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    customer: CustomerId
    has_address: bool
    has_email: bool
    name: Personal | None = SEALED
    phones: PersonalList = SEALED
    emails: PersonalList = SEALED
    address: PersonalList = SEALED
    tenancy_number: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class MeansPreferred(Event):
    """The customer asked for a means and a language."""

    kind: ClassVar[str] = "customer"
    clause: ClassVar[str] = "7.3"
    customer: CustomerId
    means: Means
    language: Language


@dataclass(frozen=True)
class Customer:
    """What rules know of a customer."""

    id: CustomerId
    customer_kind: CustomerKind
    identified: bool
    has_address: bool
    has_email: bool
    means: Means
    language: Language
    adjustments: tuple[Adjustment, ...] = ()


# What says who a customer is and how they are reached: the newest of them says the whole of it.
Details = CustomerEntered | CustomerIdentified | ContactDetailsChanged


def fold(customer: Customer | None, event: Event) -> Customer:
    """Apply an event."""
    match event:
        case CustomerEntered():
            return Customer(
                event.customer,
                event.customer_kind,
                event.identified,
                event.has_address,
                event.has_email,
                event.means,
                event.language,
            )
        case CustomerIdentified() if customer:
            return changed(
                customer,
                customer_kind=event.customer_kind,
                identified=True,
                has_address=event.has_address,
                has_email=event.has_email,
            )
        case AdjustmentMade() if customer:
            made = Adjustment(event.adjustment, event.since, event.until)
            return changed(customer, adjustments=(*customer.adjustments, made))
        case AdjustmentWithdrawn() if customer:
            return changed(
                customer,
                adjustments=tuple(
                    changed(a, withdrawn_on=event.withdrawn_on) if a.id == event.adjustment else a
                    for a in customer.adjustments
                ),
            )
        case ContactDetailsChanged() if customer:
            return changed(customer, has_address=event.has_address, has_email=event.has_email)
        case MeansPreferred() if customer:
            return changed(customer, means=event.means, language=event.language)
    raise TypeError(event)
