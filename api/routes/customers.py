"""Customers: entered, found, read, and how they ask to be written to."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.accounts import is_erased
from api.adjusted import adjustments
from api.change import AnyChange, ChangeOfWhatWasRead
from api.look import Look, Looking, Seen
from api.operation import change, reading
from api.schemas.customers import (
    ContactDetails,
    Customer,
    Found,
    FoundCustomers,
    NewCustomer,
    Pair,
    Preference,
    Search,
    Whose,
)
from api.schemas.receipts import Receipt
from api.schemas.words import CustomerRef, shown
from domain.customer import ChangeContactDetails, Details, EnterCustomer, PreferMeans
from domain.names import CustomerId
from domain.permissions import Reading
from record.people import Kind
from record.person import person_of

MOST_FOUND = 20
router = APIRouter(prefix="/v1/customers", tags=["customers"])
Which = Annotated[CustomerRef, Path(description="The customer.")]
TEXTS = ("name", "description", "phones", "emails", "address", "tenancy_number")


@router.post("", **change(EnterCustomer, "Enter a customer", founds=True))
async def enter(body: NewCustomer, asked: AnyChange) -> Receipt:
    """Enter anyone who made contact: a tenant, an applicant, a contractor, a representative, a member of the public."""
    return await asked.founding("customer", EnterCustomer(**body.said()))


@router.post("/search", **reading(Reading.FIND_CUSTOMER, "Find customers", one=False, also=("too-large", "not-json")))
async def find(body: Search, look: Looking, seen: Seen = None) -> FoundCustomers:
    """Find who is known by a name, a phone number, an e-mail address or a tenancy number.

    It changes nothing. What is looked for stands in the body, since addresses are written into logs. The answer waits
    up to a second for the position you name, or the newest, and says how far it is. It shows 20 at a time.
    """
    reached = await look.waits_for(look.parts.people.name, seen)
    kind = Kind(body.by.value)
    names = await look.parts.people.find(kind, body.text, after=body.after or "", limit=MOST_FOUND + 1)
    return FoundCustomers(
        customers=tuple([await _found(look, CustomerId(name)) for name in names[:MOST_FOUND]]),
        next_after=names[MOST_FOUND - 1] if len(names) > MOST_FOUND else None,
        position=reached,
    )


@router.get("/{customer}", **reading(Reading.CUSTOMER, "Read a customer"))
async def read(customer: Which, look: Looking) -> Customer:
    """Read who a customer is, with what is recorded of the person: of this record, and of those linked with it (1.3).

    What identifies them, and how they are written to, is of this record alone. An incident that was taken back is not
    shown: it may be another person's (9.1).
    """
    who = await look.person(customer, also=("incident", "referral"))
    recorded, cases, referrals = (who.of_kind(kind) for kind in ("incident", "case", "referral"))
    incidents = [each for each in recorded if not who.streams[each].state.retracted]
    said: dict[str, Any] = vars(who.known.state) | {"adjustments": await adjustments(look, who)}
    return Customer(
        **said,
        **await _texts(look, customer),
        linked=who.others,
        links=tuple(Pair(customer=link.customer, other=link.other) for link in who.links),
        representatives=tuple(who.of_kind("representative")),
        incidents=tuple(incidents),
        cases=tuple(cases),
        referrals=tuple(referrals),
        whose=tuple(
            Whose(about=each, customer=who.streams[each].state.customer) for each in (*incidents, *cases, *referrals)
        ),
    )


@router.put(
    "/{customer}/contact-details", **change(ChangeContactDetails, "Change how a customer is reached", read_first=True)
)
async def change_contact_details(customer: Which, body: ContactDetails, asked: ChangeOfWhatWasRead) -> Receipt:
    """Replace what is known of how to reach a customer; what is left out is no longer known."""
    return await asked.of(customer, ChangeContactDetails(**body.said()))


@router.put("/{customer}/means", **change(PreferMeans, "Record how a customer asks to be written to"))
async def prefer_means(customer: Which, body: Preference, asked: AnyChange) -> Receipt:
    """Post, e-mail, large print or read by phone; in English or Welsh. The written record stays."""
    return await asked.of(customer, PreferMeans(**body.said()))


async def _texts(look: Look, customer: str) -> dict[str, Any]:
    """Return what identifies a customer, as the newest events give it."""
    known: dict[str, Any] = {}
    for _, event in await look.opened(customer):
        if isinstance(event, Details):
            known |= {name: getattr(event, name) for name in TEXTS if hasattr(event, name)}
    return {name: shown(text) for name, text in known.items()} | {"erased": is_erased(known)}


async def _found(look: Look, customer: CustomerId) -> Found:
    who = await person_of(look.parts.record, customer)
    return Found(**vars(who.known.state), name=(await _texts(look, customer))["name"], linked=who.others)
