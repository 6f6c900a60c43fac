"""The front line's question, answered from the record at the instant asked, never from a view."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.adjusted import adjustments
from api.look import Look, Looking
from api.operation import reading
from api.schemas.verdicts import Part, Question, RestsOn, Verdict
from api.schemas.words import CustomerRef
from api.spoken import spoken
from domain.case.state import Case
from domain.case.together import verdict_together
from domain.case.verdict import Asked, CountedBy
from domain.counting import pages_now, so_far
from domain.names import CustomerId
from domain.permissions import EMPLOYEES, Reading
from domain.refusal import NotFound
from domain.triage import said_by

router = APIRouter(prefix="/v1/customers", tags=["verdict"])
UNKNOWN = "nothing in the record restricts contact with them"
Which = Annotated[CustomerRef, Path(description="The customer.")]


@router.get("/{customer}/verdict", **reading(Reading.VERDICT, "May I speak to this customer now?"))
async def read(customer: Which, question: Annotated[Question, Query()], look: Looking) -> Verdict:
    """Answer allow, refer, read-and-file or refuse; with the route that stays open, the clause, and the event.

    It is what the record says now of the instant asked: a lapse at midnight is so at midnight. Of an instant that is
    past, it is what was in force then as it is known now: what has been quashed since was never so (8.6). Of one to
    come, it is what is known of it. How often the customer has been in contact is counted from the contact log. A
    customer whom the record does not know is answered 404, and that nothing restricts
    contact with them. Asking is not reading.
    """
    try:
        who = await look.person(customer)  # in one round trip, where they have one record
    except NotFound:
        raise NotFound(customer, UNKNOWN) from None
    moment = question.at or who.now
    asked = Asked(
        channel=question.channel,
        purpose=question.purpose,
        staff=question.staff,
        by_representative=question.representative,
    )
    cases = who.cases
    said = verdict_together(cases, asked, moment, so_far=await _counted(look, who.records, cases, moment))
    kept = said_by(said)
    return Verdict(
        customer=customer,
        answer=said.answer.word,
        parts=tuple(Part.model_validate({**vars(part), "answer": part.answer.word}) for part in said.parts),
        at=moment,
        say=spoken(said, question.purpose, moment),
        rests_on=RestsOn.model_validate(kept) if kept.case else None,
        adjustments=await adjustments(look, who) if look.by.has(*EMPLOYEES) else (),
        **{name: getattr(said, name) for name in ("clause", "route", "next_change")},
    )


async def _counted(
    look: Look, people: Iterable[CustomerId], cases: Iterable[Case], moment: datetime
) -> CountedBy | None:
    """Count contacts, where any measure of any case does."""
    if not any(measure.per for case in cases for decision in case.decisions for measure in decision.measures):
        return None
    contacts = await look.parts.record.load_pages(pages_now(people, moment))
    return so_far(contacts.values(), moment)
