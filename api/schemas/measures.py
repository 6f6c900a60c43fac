"""Measures and terms: what a manager decides, and has considered."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.words import (
    SOMEBODY,
    Body,
    Day,
    IncidentRef,
    MaybeText,
    Reference,
    RepresentativeRef,
    StaffRef,
    Text,
    Times,
    YesOrNo,
    example,
)
from domain.case.deciding import Characteristic
from domain.measures import Authority, Measure, MeasureKind, Per
from domain.names import Channel


class NewMeasure(Body):
    """One measure with the particulars of its kind."""

    model_config = example(kind="one-method-only", method="writing")

    kind: MeasureKind
    method: Channel | None = None
    times: Annotated[Times, Field(ge=1, le=1000)] | None = None
    per: Per | None = None
    staff: StaffRef | None = None
    stand_in: StaffRef | None = None
    representative: RepresentativeRef | None = None
    reference: Reference | None = Field(None, description="Of the complaint, the report or the sanction.")
    authority: Authority | None = None
    acted_on: Day | None = None
    procedure: Reference | None = Field(None, description="The procedure that a sanction is applied under.")
    final_answer_on: Day | None = Field(None, description="When the final answer to the complaint was given.")
    exhausted: YesOrNo = Field(False, description="The internal complaints procedure is exhausted.")
    extreme: YesOrNo = False

    def measure(self) -> Measure:
        """Return it in the domain's words."""
        return Measure(**self.said())


Measures = Annotated[tuple[NewMeasure, ...], Field(max_length=13)]
Words = Annotated[
    tuple[MaybeText, ...], Field(max_length=13, description="What each measure means in words, in their order.")
]
Extremes = Annotated[
    tuple[MaybeText, ...],
    Field(max_length=13, description="Why nothing less than each extreme measure will do, in their order."),
]


class Terms(Body):
    """What is decided and what was considered: asked anew at every decision."""

    model_config = example(
        measures=[{"kind": "one-method-only", "method": "writing"}],
        basis=[str(SOMEBODY)],
        review_on="2027-03-01",
        lesser=["contact-frequency"],
        why_not_lesser=["The calls were abusive however few there were."],
        characteristic="none-known",
        adjustments_asked_on="2026-11-23",
        reasons="Three calls in which staff were abused, the last after a warning.",
        circumstances="The customer has no difficulty with writing.",
        seriousness="The repair was urgent at first and has been done.",
        adjustments_considered="Large print, and a friend who writes.",
        adjustments_made="None were needed.",
        why_still="Telephone calls went on after the warning.",
    )

    measures: Measures
    basis: Annotated[tuple[IncidentRef, ...], Field(max_length=100, description="The incidents it rests on.")]
    expires_on: Day | None = Field(None, description="The last day in force; or else `review_on`.")
    review_on: Day | None = None
    ends_all_contact: YesOrNo = False
    agreed_by: StaffRef | None = Field(None, description="Who agreed to a long term, in this case (7.2).")
    lesser: Annotated[tuple[MeasureKind, ...], Field(max_length=13)]
    why_not_lesser: Annotated[tuple[Text, ...], Field(max_length=13)] = ()
    characteristic: Characteristic
    adjustments_asked_on: Day | None = Field(None, description="When 3.1 was asked about for this decision.")
    measure_words: Words = ()
    reasons: Text
    circumstances: Text
    seriousness: Text
    adjustments_considered: Text
    adjustments_made: Text
    why_still: Text
    customer_side: Text | None = None
    our_handling: Text | None = None
    why_extreme: Extremes = ()
    safety_reason: Text | None = Field(None, description="Why it cannot wait until its notice has left (8.2).")

    def said(self) -> dict[str, Any]:
        """Return the command's fields."""
        return super().said() | {"measures": tuple(measure.measure() for measure in self.measures)}


class TermAgreement(Body):
    """That the next decision may last, or be reviewed, up to a day; and why so long."""

    model_config = example(until="2028-05-31", reason="The abuse has gone on for three years, in two tenancies.")

    until: Day
    reason: Text
