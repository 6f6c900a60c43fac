"""The rules of a customer's record: entered, identified, reached, written to, adjusted for (1.3, 3.1, 7.3)."""

from domain import adjustments
from domain.adjustments import AdjustmentMade, AdjustmentWithdrawn, MakeAdjustment, WithdrawAdjustment
from domain.customer import (
    ChangeContactDetails,
    ContactDetailsChanged,
    Customer,
    CustomerEntered,
    CustomerIdentified,
    EnterCustomer,
    IdentifyCustomer,
    MeansPreferred,
    PreferMeans,
    fold,
)
from domain.event import Command, Event
from domain.names import CustomerId, Means, Personal, is_said
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Decider, Given


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
            if customer.identified:
                _check_name(command.name)
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
        case IdentifyCustomer():
            return _identify(customer, command)
        case MakeAdjustment():
            return adjustments.make(customer, command, given)
        case WithdrawAdjustment():
            return adjustments.withdraw(customer, command, given)
    raise TypeError(command)


def _enter(command: EnterCustomer, given: Given) -> tuple[Event, ...]:
    if command.identified:
        _check_name(command.name)
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


def _identify(customer: Customer, command: IdentifyCustomer) -> tuple[Event, ...]:
    if customer.identified:
        raise Conflict("this customer is identified: what is known of them is changed instead")
    _check_name(command.name)
    has_email, has_address = bool(command.emails), bool(command.address)
    _check_reachable(customer.means, has_email=has_email, has_address=has_address or not customer.has_address)
    return (
        CustomerIdentified(
            customer=customer.id,
            customer_kind=command.customer_kind,
            has_address=has_address,
            has_email=has_email,
            name=command.name,
            phones=command.phones,
            emails=command.emails,
            address=command.address,
            tenancy_number=command.tenancy_number,
        ),
    )


def _check_name(name: Personal | None) -> None:
    if not is_said(name):
        raise Refused("1.3", "a person who is identified has a name", field="name", accepted="a name")


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
    events=(
        CustomerEntered,
        CustomerIdentified,
        ContactDetailsChanged,
        MeansPreferred,
        AdjustmentMade,
        AdjustmentWithdrawn,
    ),
    commands=(
        EnterCustomer,
        IdentifyCustomer,
        ChangeContactDetails,
        PreferMeans,
        MakeAdjustment,
        WithdrawAdjustment,
    ),
    fold=fold,
    decide=decide,
)
