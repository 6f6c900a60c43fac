"""The front line's question, answered from the record at the instant asked, never from a view."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from api.look import Look, Looking
from api.operation import reading
from api.schemas.verdicts import Part, Question, RestsOn, Verdict
from api.schemas.words import CustomerRef
from api.spoken import spoken
from domain.case.around import all_seen
from domain.case.state import Case
from domain.case.together import verdict_together
from domain.case.verdict import Asked, CountedBy
from domain.counting import pages_now, so_far
from domain.linking import links_in, person
from domain.names import CustomerId, StreamId, kind_of
from domain.permissions import Reading
from domain.triage import said_by
from record.around import KINDS

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
    said = verdict_together(cases, asked, moment, so_far=await _counted(look, people, cases, moment))
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
    found = await look.with_tagged(customer, kinds=KINDS)
    now = found[StreamId(customer)].now
    asked = {customer}
    # Who has no other record and rests on none is answered in the one round trip.
    while further := _named_by({stream: loaded.state for stream, loaded in found.items()}, customer) - asked:
        asked |= further
        found |= await look.parts.record.load_tagged(further, kinds=KINDS)
    states: dict[str, Any] = {stream: loaded.state for stream, loaded in found.items()}
    people = person(customer, links_in(states))
    cases = [s for stream, s in states.items() if kind_of(stream) == "case" and s.customer in people]
    return tuple(sorted(people)), all_seen(cases, states), now


def _named_by(states: Mapping[str, Any], customer: CustomerId) -> set[CustomerId]:
    """Return every record that what has been read names: linked ones, and those that decisions rest on."""
    links = links_in(states)
    told = {record for link in links if link.holds for record in link.records}
    cases = (s for stream, s in states.items() if kind_of(stream) == "case")
    rests_on = {record for case in cases for d in case.decisions if d.ended is None for record in d.rests_on}
    return {*person(customer, links), *told, *rests_on}


async def _counted(
    look: Look, people: Iterable[CustomerId], cases: Iterable[Case], moment: datetime
) -> CountedBy | None:
    """Count contacts, where any measure of any case does."""
    if not any(measure.per for case in cases for decision in case.decisions for measure in decision.measures):
        return None
    contacts = await look.parts.record.load_pages(pages_now(people, moment))
    return so_far(contacts.values(), moment)
