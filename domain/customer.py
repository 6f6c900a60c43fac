"""A customer: anyone who contacts the organisation, known by a pseudonym; what identifies them is sealed (1.3)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from domain.event import Command, Event
from domain.frozen import changed
from domain.names import SEALED, CustomerId, Language, Means, Personal, PersonalList, is_said
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Decider, Given


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
        case ContactDetailsChanged() if customer:
            return changed(customer, has_address=event.has_address, has_email=event.has_email)
        case MeansPreferred() if customer:
            return changed(customer, means=event.means, language=event.language)
    raise TypeError(event)


def decide(customer: Customer | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Decide about a customer. Raises Refused, NotFound, Conflict."""
    if isinstance(command, EnterCustomer):
        if customer is not None:
            raise Conflict("this customer has been entered")
        return _enter(command, given)
    if customer is None:
        raise NotFound("customer")
    match command:
        case ChangeContactDetails():
            if customer.identified and not is_said(command.name):
                raise Refused("1.3", "a person who is identified has a name", field="name", accepted="a name")
            now = ContactDetailsChanged(
                customer=customer.id,
                has_address=bool(command.address),
                has_email=bool(command.emails),
                name=command.name,
                phones=command.phones,
                emails=command.emails,
                address=command.address,
                tenancy_number=command.tenancy_number,
            )
            # Who was entered without an address is not asked for one now.
            still = now.has_address or not customer.has_address
            _check_reachable(customer.means, has_email=now.has_email, has_address=still)
            return (now,)
        case PreferMeans():
            _check_reachable(command.means, has_email=customer.has_email, has_address=customer.has_address)
            return (MeansPreferred(customer=customer.id, means=command.means, language=command.language),)
    raise TypeError(command)


def _enter(command: EnterCustomer, given: Given) -> tuple[Event, ...]:
    if command.identified and not is_said(command.name):
        raise Refused("1.3", "a person who is identified has a name", field="name", accepted="a name")
    if not command.identified and not is_said(command.description):
        raise Refused("1.3", "a person not yet identified is described", field="description", accepted="a description")
    _check_reachable(command.means, has_email=bool(command.emails), has_address=True)
    return (
        CustomerEntered(
            customer=CustomerId(given.stream),
            customer_kind=command.customer_kind,
            identified=command.identified,
            has_address=bool(command.address),
            has_email=bool(command.emails),
            means=command.means,
            language=command.language,
            name=command.name,
            description=command.description,
            phones=command.phones,
            emails=command.emails,
            address=command.address,
            tenancy_number=command.tenancy_number,
        ),
    )


def _check_reachable(means: Means, *, has_email: bool, has_address: bool) -> None:
    if means is Means.EMAIL and not has_email:
        raise Refused(
            "7.3",
            "letters by e-mail need an e-mail address",
            field="emails",
            accepted="at least one e-mail address, or letters by another means",
        )
    if means in {Means.POST, Means.LARGE_PRINT} and not has_address:
        raise Refused(
            "7.3",
            "letters by post need an address",
            field="address",
            accepted="an address, or letters by another means",
        )


CUSTOMER_DECIDER = Decider(
    kind="customer",
    events=(CustomerEntered, ContactDetailsChanged, MeansPreferred),
    commands=(EnterCustomer, ChangeContactDetails, PreferMeans),
    fold=fold,
    decide=decide,
)
