"""The front line's question, answered from the record at the instant asked, never from a view."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.look import Look, Looking
from api.operation import reading
from api.schemas.verdicts import Part, Question, RestsOn, Verdict
from api.schemas.words import CustomerRef
from api.spoken import spoken
from domain.case.state import Case
from domain.case.verdict import Asked, CountedBy, verdict
from domain.counting import pages_now, same_person, so_far
from domain.names import CustomerId, StreamId, kind_of
from domain.permissions import Reading
from domain.triage import said_by

router = APIRouter(prefix="/v1/customers", tags=["verdict"])
Which = Annotated[CustomerRef, Path(description="The customer.")]


@router.get("/{customer}/verdict", **reading(Reading.VERDICT, "May I speak to this customer now?"))
async def read(customer: Which, question: Annotated[Question, Query()], look: Looking) -> Verdict:
    """Answer allow, refer, read-and-file or refuse; with the route that stays open, the clause, and the event.

    It is what the record says now of the instant asked: a lapse at midnight is so at midnight. Of an instant that is
    past, it is what was in force then as it is known now: what has been quashed since was never so (8.6). Of one to
    come, it is what is known of it. How often the customer has been in contact is counted from the contact log. A
    customer whom the record does not know is answered 404. Asking is not reading.
    """
    people, cases, now = await _cases(look, customer)
    moment = question.at or now
    asked = Asked(
        channel=question.channel,
        purpose=question.purpose,
        staff=question.staff,
        by_representative=question.representative,
    )
    said = verdict(cases, asked, moment, so_far=await _counted(look, people, cases, moment))
    kept = said_by(said)
    return Verdict(
        customer=customer,
        answer=said.answer.word,
        parts=tuple(Part.model_validate({**vars(part), "answer": part.answer.word}) for part in said.parts),
        at=moment,
        say=spoken(said, question.purpose, moment),
        rests_on=RestsOn.model_validate(kept) if kept.case else None,
        **{name: getattr(said, name) for name in ("clause", "route", "next_change")},
    )


async def _cases(look: Look, customer: CustomerId) -> tuple[tuple[CustomerId, ...], list[Case], datetime]:
    """Return every record of the person, every case about any of them, and the one clock's moment.

    Read anew each time, in one round trip: no answer is older than an action that anybody was told of. Raises NotFound.
    """
    own = await look.with_tagged(customer, kinds=("case",))
    known = own[StreamId(customer)]
    people = same_person(customer, known.state)
    found = list(own.values())
    if others := [other for other in people if other != customer]:
        found += (await look.parts.record.load_tagged(others, kinds=("case",))).values()
    return people, [loaded.state for loaded in found if kind_of(loaded.stream) == "case"], known.now


async def _counted(
    look: Look, people: Iterable[CustomerId], cases: Iterable[Case], moment: datetime
) -> CountedBy | None:
    """Count contacts, where any measure of any case does."""
    if not any(measure.per for case in cases for decision in case.decisions for measure in decision.measures):
        return None
    contacts = await look.parts.record.load_pages(pages_now(people, moment))
    return so_far(contacts.values(), moment)
