"""One person: identified, linked to another record of theirs, adjusted for, represented."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.accounts import is_erased
from api.change import AnyChange, ChangeOfWhatWasRead
from api.look import Looking
from api.operation import change, reading
from api.schemas.persons import (
    CorrectedRepresentative,
    EndedAuthority,
    ExtendedAuthority,
    Identification,
    NewAdjustment,
    NewRepresentative,
    NotTheSame,
    Representative,
    SamePerson,
    ShortenedAuthority,
    WithdrawnAdjustment,
)
from api.schemas.receipts import Receipt
from api.schemas.words import AdjustmentNumber, CustomerRef, RepresentativeRef, shown
from domain.adjustments import MakeAdjustment, WithdrawAdjustment
from domain.authority import (
    CorrectRepresentative,
    EndAuthority,
    EnterRepresentative,
    ExtendAuthority,
    RepresentativeCorrected,
    RepresentativeEntered,
    ShortenAuthority,
)
from domain.customer import IdentifyCustomer
from domain.linking import LinkCustomers, UnlinkCustomers, link_of
from domain.permissions import Reading

router = APIRouter(prefix="/v1", tags=["persons"])
Which = Annotated[CustomerRef, Path(description="The customer.")]
Other = Annotated[CustomerRef, Path(description="The other record.")]
Who = Annotated[RepresentativeRef, Path(description="The representative.")]
TEXTS = ("name", "phones", "emails", "address", "authority")


@router.post(
    "/customers/{customer}/identification", **change(IdentifyCustomer, "Say who a customer is", read_first=True)
)
async def identify(customer: Which, body: Identification, asked: ChangeOfWhatWasRead) -> Receipt:
    """Say by what name somebody is known who had only been described. What was recorded of them stays theirs (1.3)."""
    return await asked.of(customer, IdentifyCustomer(**body.said()))


@router.post("/customers/{customer}/links", **change(LinkCustomers, "Link two records of one person"))
async def link(customer: Which, body: SamePerson, asked: AnyChange) -> Receipt:
    """Say that two records are of one person: rules and verdicts read both from now on, and nothing is moved (1.3)."""
    return await asked.of(link_of(customer, body.other), LinkCustomers(customer=customer, **body.said()))


@router.post(
    "/customers/{customer}/links/{other}/undoing", **change(UnlinkCustomers, "Undo the link between two records")
)
async def unlink(customer: Which, other: Other, body: NotTheSame, asked: AnyChange) -> Receipt:
    """Say that they are not one person's after all. What rested on the other's incidents rests until a manager decides.

    The customer is told (reading.md, *One person, two records*).
    """
    return await asked.of(link_of(customer, other), UnlinkCustomers(**body.said()))


@router.post("/customers/{customer}/adjustments", **change(MakeAdjustment, "Put a reasonable adjustment in place"))
async def adjust(customer: Which, body: NewAdjustment, asked: AnyChange) -> Receipt:
    """Say what is done differently for a customer, from when on (3.1). Every employee is shown it."""
    return await asked.of(customer, MakeAdjustment(**body.said()))


@router.post(
    "/customers/{customer}/adjustments/{adjustment}/withdrawal",
    **change(WithdrawAdjustment, "Withdraw a reasonable adjustment"),
)
async def withdraw(
    customer: Which,
    adjustment: Annotated[AdjustmentNumber, Path(description="The adjustment's number with the customer.")],
    body: WithdrawnAdjustment,
    asked: AnyChange,
) -> Receipt:
    """Say that an adjustment is no longer in place, and why."""
    return await asked.of(customer, WithdrawAdjustment(adjustment=adjustment, **body.said()))


@router.post("/representatives", **change(EnterRepresentative, "Enter who acts for a customer", founds=True))
async def enter(body: NewRepresentative, asked: AnyChange) -> Receipt:
    """Enter a representative with their authority (6.1, 8.3). To be restricted themselves takes nothing from it."""
    return await asked.founding("representative", EnterRepresentative(**body.said()))


@router.get("/representatives/{acting}", **reading(Reading.CUSTOMER, "Read who acts for a customer"))
async def read(acting: Who, look: Looking) -> Representative:
    """Read a representative, and whether they have authority now."""
    loaded = await look.at(acting)
    texts: dict[str, Any] = {}
    for _, event in await look.opened(acting):
        if isinstance(event, RepresentativeEntered | RepresentativeCorrected):
            said = {name: getattr(event, name, None) for name in TEXTS}
            texts |= {name: text for name, text in said.items() if text is not None}
    return Representative(
        **vars(loaded.state),
        acts=loaded.state.acts(loaded.now),
        **{name: shown(text) for name, text in texts.items()},
        erased=is_erased(texts),
    )


@router.post("/representatives/{acting}/extension", **change(ExtendAuthority, "Extend an authority", read_first=True))
async def extend(acting: Who, body: ExtendedAuthority, asked: ChangeOfWhatWasRead) -> Receipt:
    """Record that an authority goes on beyond its last day, before that is over. What has ended is entered again."""
    return await asked.of(acting, ExtendAuthority(**body.said()))


@router.post(
    "/representatives/{acting}/shortening", **change(ShortenAuthority, "Let an authority end sooner", read_first=True)
)
async def shorten(acting: Who, body: ShortenedAuthority, asked: ChangeOfWhatWasRead) -> Receipt:
    """Record that an authority will end on an earlier day than was known. One that has ended is recorded as ended."""
    return await asked.of(acting, ShortenAuthority(**body.said()))


@router.post(
    "/representatives/{acting}/corrections",
    **change(CorrectRepresentative, "Correct who acts", read_first=True),
)
async def correct(acting: Who, body: CorrectedRepresentative, asked: ChangeOfWhatWasRead) -> Receipt:
    """Say who they are, or how they are reached, in truth. Nothing that was recorded is changed."""
    return await asked.of(acting, CorrectRepresentative(**body.said()))


@router.post("/representatives/{acting}/ending", **change(EndAuthority, "Record that somebody no longer acts"))
async def end(acting: Who, body: EndedAuthority, asked: AnyChange) -> Receipt:
    """Record that an authority has ended. Where all was to go through them, the customer now writes directly (6.1)."""
    return await asked.of(acting, EndAuthority(**body.said()))
