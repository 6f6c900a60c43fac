"""Early reviews and new incidents: what is sent, and how they are shown in a case (9.2)."""

from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field

from api.schemas.words import NUMBER_SCHEMA, Body, Day, Id, Number, Shown, Text, example, numbered
from domain.case.early import AskedBy
from domain.case.looking_again import EarlyAnswer, WhyEarly
from domain.incident import Assessment
from domain.names import Channel, EarlyReviewId

EarlyReviewNumber = Annotated[EarlyReviewId, BeforeValidator(numbered("early-review")), NUMBER_SCHEMA]


class EarlyReviewRequest(Body):
    """A request for an early review. `received_on` is the day it came, whenever it is typed in."""

    model_config = example(
        received_on="2027-01-11", how="telephone", asked_by="customer", points="I have kept to it for six weeks."
    )

    received_on: Day
    how: Channel
    asked_by: AskedBy = AskedBy.CUSTOMER
    points: Text | None = None


class Nothing(Body):
    """Nothing more needs to be said."""

    model_config = example()


class EarlyReview(Shown):
    """A look at a restriction before its review: proposed after good conduct, or asked for."""

    id: Number
    decision: Number
    why: WhyEarly
    began_on: date = Field(description="The day the first request was received, or on which it was proposed.")
    answer_by: date | None = Field(description="By when a request is answered; null where the process proposed it.")
    conclude_by: date | None = Field(description="By when a manager decides; null until it is open.")
    answer: EarlyAnswer | None = Field(description="Null while it is under way.")


class NewIncident(Shown):
    """An incident about the customer while a restriction stood. It changes nothing by itself."""

    incident: Id
    happened_on: date
    assessment: Assessment | None = Field(description="Null until somebody has judged it.")
    look_by: date
    seen: bool = Field(description="A manager has looked at it, or it is nothing to look at.")
