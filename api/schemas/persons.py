"""One person: their records linked, who acts for them, what is done differently for them."""

from datetime import date

from pydantic import Field

from api.schemas.customers import Address, ContactDetails, Emails, Phones
from api.schemas.words import SOMEBODY, Body, CustomerRef, Day, Id, Line, Shown, Text, example
from domain.authority import AuthorityEnd, Relation
from domain.customer import CustomerKind


class Identification(ContactDetails):
    """Who somebody is who had only been described: everything that is now known of them."""

    model_config = example(customer_kind="tenant", name="Gwen Prys", phones=["01792 000111"], tenancy_number="T-10042")

    customer_kind: CustomerKind
    name: Line


class SamePerson(Body):
    """Another record that is of the same person, and why that is known."""

    model_config = example(other=str(SOMEBODY), reason="She gave the same date of birth and tenancy number.")

    other: CustomerRef
    reason: Text


class NotTheSame(Body):
    """Why two linked records are not of one person after all."""

    model_config = example(reason="It was her sister, who has the same name.")

    reason: Text


class NewAdjustment(Body):
    """What is done differently for a customer, from when, and until when: its last day."""

    model_config = example(what="Calls in the afternoon only: mornings are hard for her.", since="2026-11-20")

    what: Text
    since: Day
    until: Day | None = None


class WithdrawnAdjustment(Body):
    """Why an adjustment is no longer in place."""

    model_config = example(reason="She asked for calls in the morning again.")

    reason: Text


class NewRepresentative(Body):
    """Who acts for a customer, with their authority. `record`: their own, where they are a customer too (8.3)."""

    model_config = example(
        customer=str(SOMEBODY),
        relation="friend",
        since="2026-11-20",
        name="Mair Lewis",
        phones=["01792 000222"],
        authority="A letter of authority that she signed.",
    )

    customer: CustomerRef
    relation: Relation
    since: Day
    until: Day | None = Field(None, description="The last day of the authority; null: until it is ended.")
    record: CustomerRef | None = None
    name: Line
    phones: Phones = ()
    emails: Emails = ()
    address: Address = ()
    authority: Text


class ExtendedAuthority(Body):
    """A later last day of an authority, or none where it is open; and what shows it."""

    model_config = example(until="2027-06-30", authority="A letter that she signed on 20 November.")

    until: Day | None = None
    authority: Text


class ShortenedAuthority(Body):
    """An earlier last day of an authority, which has not passed; and why."""

    model_config = example(until="2026-12-18", reason="The power of attorney ends with the year.")

    until: Day
    reason: Text


class CorrectedRepresentative(Body):
    """What is different in who they are or how they are reached, and why it was said otherwise."""

    model_config = example(reason="A digit was wrong.", phones=["01792 000223"])

    reason: Text
    relation: Relation | None = None
    name: Line | None = None
    phones: Phones | None = None
    emails: Emails | None = None
    address: Address | None = None


class EndedAuthority(Body):
    """Why somebody no longer acts for a customer, and the day on which they said so or it became known."""

    model_config = example(why="representative-withdrew", on="2026-11-20", reason="She has moved away.")

    why: AuthorityEnd
    on: Day
    reason: Text


class Representative(Shown):
    """Who acts, or acted, for a customer. A text that has been erased is null, and `erased` says so."""

    id: Id
    version: int
    customer: Id
    relation: Relation
    since: date
    until: date | None
    record: Id | None
    acts: bool = Field(description="Whether they have authority now.")
    name: str | None
    phones: tuple[str, ...] | None
    emails: tuple[str, ...] | None
    address: tuple[str, ...] | None
    authority: str | None
    erased: bool
