"""Drafts of decisions: what is saved so far, what still stands against it, and what has become of each."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field

from api.schemas.case_views import Measure
from api.schemas.measures import Extremes, Measures, Words
from api.schemas.words import (
    SOMEBODY,
    Body,
    Day,
    Id,
    IncidentRef,
    MaybeNumber,
    MaybeText,
    Shown,
    StaffRef,
    Times,
    YesOrNo,
    example,
)
from domain.case.deciding import Characteristic
from domain.drafting import Drafted, Unfinished
from domain.measures import MeasureKind


class DraftTerms(Body):
    """A decision so far: any of its terms, right or wrong. What is missing is asked for when it is made."""

    model_config = example(
        what="restrict",
        measures=[{"kind": "one-method-only", "method": "writing"}],
        basis=[str(SOMEBODY)],
        reasons="Three calls in which staff were abused.",
    )

    what: Drafted = Drafted.RESTRICT
    measures: Measures = ()
    basis: Annotated[tuple[IncidentRef, ...], Field(max_length=100)] = ()
    expires_on: Day | None = None
    review_on: Day | None = None
    ends_all_contact: YesOrNo = False
    agreed_by: StaffRef | None = None
    lesser: Annotated[tuple[MeasureKind, ...], Field(max_length=13)] = ()
    characteristic: Characteristic | None = None
    adjustments_asked_on: Day | None = None
    measure_words: Words = ()
    reasons: MaybeText | None = None
    circumstances: MaybeText | None = None
    seriousness: MaybeText | None = None
    why_not_lesser: Annotated[tuple[MaybeText, ...], Field(max_length=13)] = ()
    adjustments_considered: MaybeText | None = None
    adjustments_made: MaybeText | None = None
    why_still: MaybeText | None = None
    customer_side: MaybeText | None = None
    our_handling: MaybeText | None = None
    why_extreme: Extremes = ()
    safety_reason: MaybeText | None = None

    def says(self) -> Unfinished:
        """Return the terms in the domain's words."""
        said: dict[str, Any] = self.said() | {"measures": tuple(measure.measure() for measure in self.measures)}
        said.pop("what")
        return Unfinished(**said)


class Making(Body):
    """That the decision is made of a draft, on the version of its case that was read."""

    model_config = example(case_version=4)

    case_version: Annotated[Times, Field(ge=1, le=999_999_999, description="The case's `version`, as you read it.")]


class Says(Shown):
    """What a draft says; to be changed and sent back whole."""

    measures: tuple[Measure, ...]
    basis: tuple[Id, ...]
    expires_on: date | None
    review_on: date | None
    ends_all_contact: bool
    agreed_by: Id | None
    lesser: tuple[MeasureKind, ...]
    characteristic: Characteristic | None
    adjustments_asked_on: date | None
    measure_words: tuple[str, ...]
    reasons: str | None
    circumstances: str | None
    seriousness: str | None
    why_not_lesser: tuple[str, ...]
    adjustments_considered: str | None
    adjustments_made: str | None
    why_still: str | None
    customer_side: str | None
    our_handling: str | None
    why_extreme: tuple[str, ...]
    safety_reason: str | None


class Finding(Shown):
    """One thing for which the decision would be refused now."""

    clause: str
    reason: str
    field: str | None
    accepted: str | None


class DecidedMeanwhile(Shown):
    """Somebody has decided otherwise in the case since the draft was begun."""

    by: Id
    on: date


class DraftSummary(Shown):
    """A draft without what it says: that it was written, by whom, when, and what has become of it."""

    id: Id
    version: int
    case: Id
    what: Drafted
    drafted_by: Id
    saved: tuple[datetime, ...] = Field(description="Each time that it was saved, oldest first.")
    discarded_at: datetime | None
    decision: MaybeNumber = Field(description="The decision in its case that was made of it.")
    case_closed: bool
    case_version: int = Field(description="The case's version as it is shown: to be named when the decision is made.")
    decided_meanwhile: DecidedMeanwhile | None


class Drafts(Shown):
    """Drafts, oldest first."""

    drafts: tuple[DraftSummary, ...]


class Draft(DraftSummary):
    """A draft with what it says. `findings` is for its drafter: all that would be refused if it were decided now."""

    says: Says | None = Field(description="Null where it is erased.")
    findings: tuple[Finding, ...] | None = Field(
        description="Empty: it can be decided. Null: it is not yours, or nothing is to be decided of it any more."
    )
