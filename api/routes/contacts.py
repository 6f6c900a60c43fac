"""The contact log: what a customer brought, what the verdict said, and what was done (1.6, 4.8, 6.1, 10.1)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api import cursor
from api.accounts import account
from api.change import AnyChange, ChangeOfWhatWasRead
from api.cursor import After, Limit
from api.look import Looking
from api.operation import change, reading
from api.problems import No
from api.schemas.accounts import Account
from api.schemas.contacts import Contact, ContactLog, NewContact, Retraction, TriageCorrection
from api.schemas.receipts import Receipt
from api.schemas.words import ContactRef, CustomerRef, Day
from domain.calendar import local_day
from domain.contact import Contact as Folded
from domain.contact import CorrectTriage, RecordContact, RetractContact, day_of, in_order, page_of
from domain.counting import counts_between, months_between, same_person
from domain.names import StreamId, kind_of
from domain.permissions import Reading
from domain.triage import Triage

LONGEST = timedelta(days=366 * 2)  # read at once
router = APIRouter(prefix="/v1", tags=["contacts"])
Which = Annotated[ContactRef, Path(description="The contact.")]


@router.post("/contacts", **change(RecordContact, "Record a contact", founds=True))
async def record(body: NewContact, asked: AnyChange) -> Receipt:
    """Record a contact: how, when, with whom, about what, and what was done about each matter.

    Each matter is sorted (statutory, a new complaint or issue, new information, neither), and kept with what the
    verdict said of it at that moment. A statutory matter is acted on, never filed (1.6); a prohibited customer's new
    complaint or issue is referred (10.1); under read-and-file, what is new is answered (6.1). Whatever else was done
    otherwise than the verdict says is recorded as it was, and flagged.
    """
    said = body.said() | {"staff": body.staff or asked.by.id}
    return await asked.founding("contact", RecordContact(**said))


@router.get("/contacts/{contact}", **reading(Reading.CONTACT, "Read a contact"))
async def read(contact: Which, look: Looking) -> Contact:
    """Read a contact in codes, with what was referred because of it. Its note is read apart."""
    tagged = await look.with_tagged(contact, kinds=("referral",))
    shows = Contact.model_validate(tagged[StreamId(contact)].state)
    return shows.model_copy(update={"referrals": tuple(s for s in tagged if kind_of(s) == "referral")})


@router.get("/contacts/{contact}/note", **reading(Reading.CONTACT, "Read what was noted of a contact"))
async def read_note(contact: Which, look: Looking) -> Account:
    """Open what was written down. That you read it is recorded first."""
    return await account(look, contact)


@router.post("/contacts/{contact}/triage", **change(CorrectTriage, "Correct what a contact was about", read_first=True))
async def correct(contact: Which, body: TriageCorrection, asked: ChangeOfWhatWasRead) -> Receipt:
    """Say what it was about after all, and why. What the verdict had said of a purpose then stays said."""
    return await asked.of(contact, CorrectTriage(**body.said()))


@router.post("/contacts/{contact}/retraction", **change(RetractContact, "Take a contact back", read_first=True))
async def retract(contact: Which, body: Retraction, asked: ChangeOfWhatWasRead) -> Receipt:
    """Say that it was not this customer's, or stands twice. It stays recorded, and counts no longer."""
    return await asked.of(contact, RetractContact(**body.said()))


@router.get("/customers/{customer}/contacts", **reading(Reading.CONTACT, "A customer's contacts", also=("invalid",)))
async def log(
    customer: CustomerRef,
    look: Looking,
    since: Annotated[Day | None, Query(description="The first local day; of this month, where none is given.")] = None,
    until: Annotated[Day | None, Query(description="The last local day; today, where none is given.")] = None,
    only_departing: Annotated[
        bool, Query(description="Only what was handled otherwise than the verdict said.")
    ] = False,
    after: After = None,
    limit: Limit = 50,
) -> ContactLog:
    """Read the contacts of a time, newest first, with counts. Retracted ones are listed, and not counted."""
    known = await look.at(customer)
    today = local_day(known.now)
    last = until or today
    first = since or last.replace(day=1)
    if not timedelta(0) <= last - first <= LONGEST:
        raise No("invalid", "that is no time to look at", field="query.since", accepted="up to two years before until")
    pages = {page_of(who, month) for who in same_person(customer, known.state) for month in months_between(first, last)}
    contacts: Iterable[Folded] = (await look.parts.record.load_pages(pages)).values()
    found = [contact for contact in contacts if first <= day_of(contact) <= last]
    shows = [c for c in reversed(in_order(found)) if c.departs or not only_departing]
    rows = _behind(shows, after)[: limit + 1]
    return ContactLog(
        customer=customer,
        since=first,
        until=last,
        contacts=tuple(Contact.model_validate(row) for row in rows[:limit]),
        next_after=cursor.written([rows[limit - 1].id]) if len(rows) > limit else None,
        by_channel=counts_between(found, first, last, lambda contact: contact.channel),
        by_triage=counts_between(found, first, last, _weightiest),
    )


def _behind(shows: list[Folded], after: str | None) -> list[Folded]:
    if after is None:
        return shows
    (last,) = cursor.read(after, str)
    ids = [contact.id for contact in shows]
    if last not in ids:
        raise No("invalid", "this is no place in the list", field="query.after", accepted=cursor.ANSWERED)
    return shows[ids.index(last) + 1 :]


def _weightiest(contact: Folded) -> Triage:
    return min((matter.triage for matter in contact.matters), key=list(Triage).index)
