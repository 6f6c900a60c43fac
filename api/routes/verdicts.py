"""The front line's question, answered from the record at the instant asked, never from a view."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.look import Looking
from api.operation import reading
from api.schemas.verdicts import Part, Question, Verdict
from api.schemas.words import CustomerRef
from domain.case.verdict import Answer, Asked, SoFar, verdict
from domain.names import StreamId, kind_of
from domain.permissions import Reading

router = APIRouter(prefix="/v1/customers", tags=["verdict"])
Which = Annotated[CustomerRef, Path(description="The customer.")]
WORDS = {answer: answer.name.lower().replace("_", "-") for answer in Answer}


@router.get("/{customer}/verdict", **reading(Reading.VERDICT, "May I speak to this customer now?"))
async def read(customer: Which, question: Annotated[Question, Query()], look: Looking) -> Verdict:
    """Answer allow, refer, read-and-file or refuse; with the route that stays open, the clause, and the event.

    It is what the record says now of the instant asked: a lapse at midnight is so at midnight. Asking is not reading.
    """
    tagged = await look.with_tagged(customer)
    cases = [loaded.state for stream, loaded in tagged.items() if kind_of(stream) == "case"]
    asked = Asked(
        channel=question.channel,
        purpose=question.purpose,
        staff=question.staff,
        by_representative=question.representative,
        so_far=SoFar(day=question.today, week=question.this_week, month=question.this_month),
    )
    moment = question.at or tagged[StreamId(customer)].now
    said = verdict(cases, asked, moment)
    return Verdict(
        customer=customer,
        answer=WORDS[said.answer],
        parts=tuple(Part.model_validate({**vars(part), "answer": WORDS[part.answer]}) for part in said.parts),
        at=moment,
        **{name: getattr(said, name) for name in ("clause", "route", "next_change")},
    )
