"""Customers, as they are entered, found and shown."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from api.schemas.words import (
    Body,
    CustomerRef,
    Email,
    Id,
    Line,
    Number,
    Phone,
    Reference,
    Shown,
    Text,
    YesOrNo,
    example,
)
from domain.customer import CustomerKind
from domain.names import Language, Means

Phones = Annotated[tuple[Phone, ...], Field(max_length=10)]
Emails = Annotated[tuple[Email, ...], Field(max_length=10)]
Address = Annotated[tuple[Line, ...], Field(max_length=8)]


class ContactDetails(Body):
    """How to reach a customer: the whole set as it now is."""

    model_config = example(
        name="Gwen Prys", phones=["01792 000111"], emails=["gwen@example.org"], address=["1 Stryd Fawr", "SA1 1AA"]
    )

    name: Line | None = None
    phones: Phones = ()
    emails: Emails = ()
    address: Address = ()
    tenancy_number: Reference | None = None


class NewCustomer(ContactDetails):
    """A person who made contact. One not yet identified has a description instead of a name."""

    model_config = example(
        customer_kind="tenant",
        identified=True,
        name="Gwen Prys",
        phones=["01792 000111"],
        emails=["gwen@example.org"],
        address=["1 Stryd Fawr", "Abertawe", "SA1 1AA"],
        tenancy_number="T-10042",
        means="post",
        language="cy",
    )

    customer_kind: CustomerKind
    identified: YesOrNo
    description: Text | None = None
    means: Means = Means.POST
    language: Language = Language.ENGLISH


class Preference(Body):
    """The means and the language in which a customer asks to be written to."""

    model_config = example(means="large-print", language="en")

    means: Means
    language: Language


class KnownBy(StrEnum):
    """What a customer can be found by."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    TENANCY_NUMBER = "tenancy-number"


class Search(Body):
    """Whom to find: somebody known by this text, exactly but for spelling habits."""

    model_config = example(by="phone", text="01792 000111")

    by: KnownBy
    text: Line
    after: CustomerRef | None = Field(None, description="`next_after` of the part before this one.")


class Pair(Shown):
    """Two records that were linked with one another: a link is undone by its pair."""

    customer: Id
    other: Id


class Whose(Shown):
    """Of which of the person's records an incident or a case is."""

    about: Id
    customer: Id


class Adjustment(Shown):
    """A reasonable adjustment in place for a customer, by its number with one of their records."""

    id: Number
    customer: Id
    since: date
    until: date | None
    what: str | None = Field(description="Null where it has been erased.")


class Customer(Shown):
    """A customer, opened. A text that has been erased is null, and `erased` says so."""

    id: Id
    customer_kind: CustomerKind
    identified: bool
    means: Means
    language: Language
    name: str | None
    description: str | None
    phones: tuple[str, ...] | None
    emails: tuple[str, ...] | None
    address: tuple[str, ...] | None
    tenancy_number: str | None
    erased: bool
    adjustments: tuple[Adjustment, ...] = Field(description="What is done differently for them today (3.1).")
    linked: tuple[Id, ...] = Field(description="Other records of the person (1.3): what follows is of all.")
    links: tuple[Pair, ...] = Field(description="Which of them were linked with which.")
    representatives: tuple[Id, ...] = Field(description="Who acts, or acted, for them.")
    incidents: tuple[Id, ...] = Field(description="The incidents recorded of them.")
    cases: tuple[Id, ...] = Field(description="The cases about them.")
    referrals: tuple[Id, ...] = Field(description="What has been referred about them, open or answered.")
    whose: tuple[Whose, ...] = Field(description="Of which record each incident, case and referral is (1.3).")


class Found(Shown):
    """One customer who may be meant."""

    id: Id
    customer_kind: CustomerKind
    identified: bool
    name: str | None
    linked: tuple[Id, ...] = Field(description="Other records of the same person (1.3).")


class FoundCustomers(Shown):
    """Who is known by a text. `next_after` asks for further ones; null: there are none."""

    customers: tuple[Found, ...]
    next_after: Id | None
    position: int = Field(description="The index shows the record up to here.")
