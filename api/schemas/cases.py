"""What is sent about a case: its referral, its warning, its decisions and its appeals."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.measures import Measures, Words
from api.schemas.words import (
    SOMEBODY,
    AppealRef,
    Body,
    CustomerRef,
    Day,
    DecisionRef,
    IncidentRef,
    StaffRef,
    Text,
    YesOrNo,
    example,
)
from domain.case.appealing import AppealedBy, Ground, How
from domain.case.deciding import Characteristic
from domain.case.notices import Failure, Proof
from domain.case.referral import NoWarningReason
from domain.case.state import Outcome

Incidents = Annotated[tuple[IncidentRef, ...], Field(max_length=100)]
Grounds = Annotated[tuple[Ground, ...], Field(max_length=4)]
Points = Annotated[tuple[Text, ...], Field(max_length=50)]


class NewCase(Body):
    """A customer's incidents, referred to a manager."""

    model_config = example(customer=str(SOMEBODY), incidents=[str(SOMEBODY)], reason="The third call in a week.")

    customer: CustomerRef
    incidents: Incidents
    reason: Text


class FurtherIncident(Body):
    """An incident to bring into the case."""

    model_config = example(incident=str(SOMEBODY))

    incident: IncidentRef


class Warning_(Body):  # noqa: N801 - Python has a Warning of its own
    """A warning: why, and what must change."""

    model_config = example(
        incidents=[str(SOMEBODY)], reasons="Two abusive calls.", what_must_change="Speak without swearing."
    )

    incidents: Incidents
    reasons: Text
    what_must_change: Text


class NoWarning(Body):
    """Why no warning was possible."""

    model_config = example(reason="violence-or-threats", explanation="A threat to come with a knife.")

    reason: NoWarningReason
    explanation: Text


class Reasons(Body):
    """Why."""

    model_config = example(reasons="Calm contact for two months.")

    reasons: Text


class Reason(Body):
    """Why."""

    model_config = example(reason="The customer was in hospital until yesterday.")

    reason: Text


class Suspension(Body):
    """Why a restriction rests; `appeal`: until that appeal's outcome has been told."""

    model_config = example(reasons="The appeal raises a diagnosis that we did not know of.", appeal=1)

    reasons: Text
    appeal: AppealRef | None = None


class NewAppeal(Body):
    """An appeal that has come. `received_on` is the day it was received, whenever it is typed in.

    One asked for by phone may leave its grounds and its points to the call.
    """

    model_config = example(
        decision=1,
        received_on="2026-12-04",
        how="in-writing",
        appealed_by="customer",
        grounds=["disproportionate"],
        points=["One bad day does not make me a bad tenant."],
    )

    decision: DecisionRef
    received_on: Day
    how: How = How.IN_WRITING
    appealed_by: AppealedBy = AppealedBy.CUSTOMER
    grounds: Grounds = ()
    points: Points = ()
    other_ground: Text | None = None
    representative: Text | None = None


class Assignment(Body):
    """Who is to review; why, where somebody was assigned before or nobody is eligible."""

    model_config = example(reviewer=str(SOMEBODY))

    reviewer: StaffRef
    reason: Text | None = None


class NewOutcome(Body):
    """The reviewer's decision. Measures and a last day are given to vary, and only then; adjustments are asked anew.

    `not_unacceptable` names incidents that the review finds were not unacceptable: they count for nothing from now on.
    """

    model_config = example(
        outcome="vary",
        reasons="The measure is right, its length is not.",
        declares_no_involvement=True,
        measures=[{"kind": "one-method-only", "method": "writing"}],
        last_day="2027-01-29",
        characteristic="suspected",
        adjustments_considered="Calls in the morning only.",
        adjustments_made="One named person to call.",
        why_still="The calls to other people went on.",
    )

    outcome: Outcome
    reasons: Text
    declares_no_involvement: YesOrNo
    measures: Measures = ()
    measure_words: Words = ()
    last_day: Day | None = None
    not_unacceptable: Incidents = ()
    characteristic: Characteristic | None = None
    adjustments_considered: Text | None = None
    adjustments_made: Text | None = None
    why_still: Text | None = None

    def said(self) -> dict[str, Any]:
        """Return the command's fields."""
        return super().said() | {"measures": tuple(measure.measure() for measure in self.measures)}


class HandedOver(Body):
    """How it is known that a letter left, and on which day: the day that it is printed for."""

    model_config = example(proof="posting-recorded", on="2026-11-24")

    proof: Proof
    on: Day


class CameBack(Body):
    """Why a letter did not arrive."""

    model_config = example(failure="returned-by-post")

    failure: Failure
