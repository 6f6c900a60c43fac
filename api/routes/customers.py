"""Customers: entered, found, read, and how they ask to be written to."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.accounts import is_erased
from api.change import AnyChange, ChangeOfWhatWasRead
from api.look import Look, Looking, Seen
from api.operation import change, reading
from api.schemas.customers import (
    Adjustment,
    ContactDetails,
    Customer,
    Found,
    FoundCustomers,
    NewCustomer,
    Preference,
    Search,
)
from api.schemas.receipts import Receipt
from api.schemas.words import CustomerRef, shown
from domain.adjustments import AdjustmentMade, in_place
from domain.calendar import local_day
from domain.customer import ChangeContactDetails, Details, EnterCustomer, PreferMeans
from domain.linking import links_in
from domain.names import StreamId, kind_of
from domain.permissions import Reading
from record.entry import AnyLoaded
from record.people import Kind

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
        customers=tuple([await _found(look, name) for name in names[:MOST_FOUND]]),
        next_after=names[MOST_FOUND - 1] if len(names) > MOST_FOUND else None,
        position=reached,
    )


@router.get("/{customer}", **reading(Reading.CUSTOMER, "Read a customer"))
async def read(customer: Which, look: Looking) -> Customer:
    """Read who a customer is, with the incidents recorded of them and the cases about them."""
    tagged = await look.with_tagged(customer)
    own = tagged[StreamId(customer)]
    said: dict[str, Any] = vars(own.state) | {"adjustments": await _adjustments(look, own)}
    links = links_in({stream: loaded.state for stream, loaded in tagged.items()})
    return Customer(
        **said,
        **await _texts(look, customer),
        linked=tuple(sorted(other for link in links if link.holds and (other := link.joins(customer)))),
        representatives=tuple(stream for stream in tagged if kind_of(stream) == "representative"),
        incidents=tuple(stream for stream in tagged if kind_of(stream) == "incident"),
        cases=tuple(stream for stream in tagged if kind_of(stream) == "case"),
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


async def _adjustments(look: Look, customer: AnyLoaded) -> tuple[Adjustment, ...]:
    """Return the adjustments that are in place today, each in its words (3.1)."""
    words = {
        event.adjustment: event.what
        for _, event in await look.opened(customer.stream)
        if isinstance(event, AdjustmentMade)
    }
    placed = in_place(customer.state.adjustments, local_day(customer.now))
    return tuple(Adjustment(id=a.id, since=a.since, until=a.until, what=shown(words[a.id])) for a in placed)


async def _texts(look: Look, customer: str) -> dict[str, Any]:
    """Return what identifies a customer, as the newest events give it."""
    known: dict[str, Any] = {}
    for _, event in await look.opened(customer):
        if isinstance(event, Details):
            known |= {name: getattr(event, name) for name in TEXTS if hasattr(event, name)}
    return {name: shown(text) for name, text in known.items()} | {"erased": is_erased(known)}


async def _found(look: Look, customer: str) -> Found:
    loaded = await look.parts.record.load(customer)
    return Found(**vars(loaded.state), name=(await _texts(look, customer))["name"])
