"""Referrals and letters outside any case, as they are asked for and shown."""

from datetime import date

from pydantic import Field

from api.schemas.case_views import NextDate, Notice
from api.schemas.words import (
    SOMEBODY,
    Body,
    CauseRef,
    CustomerRef,
    Day,
    Id,
    Reference,
    Shown,
    StaffRef,
    Text,
    example,
)
from domain.measures import Authority
from domain.referral.kinds import Outcome, ReferralKind


class NewReferral(Body):
    """What is referred, and why. `about`: what gives cause for it, where that is recorded."""

    model_config = example(
        customer=str(SOMEBODY),
        referral_kind="subject-access",
        received_on="2026-11-20",
        concern="Asks for everything that we hold about the complaint.",
    )

    customer: CustomerRef
    referral_kind: ReferralKind
    received_on: Day = Field(description="The local day on which it came in: its time is counted from it.")
    about: CauseRef | None = Field(None, description="incident/…, contact/… or case/….", examples=[f"case/{SOMEBODY}"])
    concern: Text


class Assignment(Body):
    """Who is to answer."""

    model_config = example(person=str(SOMEBODY))

    person: StaffRef


class ReferralAnswer(Body):
    """What comes of a referral, and why; which outcomes there are depends on its kind."""

    model_config = example(
        outcome="reported", reasons="He said that he would come with a knife.", reference="CAD-0417", authority="police"
    )

    outcome: Outcome
    reasons: Text
    reference: Reference | None = Field(None, description="Where it is to be found again: ours, or the authority's.")
    authority: Authority | None = Field(None, description="To whom it was reported, where it was.")
    exhausted_on: Day | None = Field(None, description="The day of our final answer to the complaint (6.1).")
    to_customer: Text | None = Field(None, description="What the customer is told, where they are written to.")


class ReferralCorrection(Body):
    """What is different from what was said, and why. The first version stays."""

    model_config = example(reason="The letter lay in the post room for ten days.", received_on="2026-11-10")

    reason: Text
    received_on: Day | None = Field(None, description="The local day on which it came in, after all.")
    reference: Reference | None = Field(None, description="Where it is to be found again, after all.")


class Referral(Shown):
    """A referral in codes and dates; its words are read apart."""

    id: Id
    version: int
    customer: Id
    kind: ReferralKind
    about: str | None = Field(description="What gave cause for it: incident/…, contact/… or case/….")
    received_on: date
    due_on: date
    opened_by: Id
    person: Id | None
    outcome: Outcome | None = Field(description="None while it is open.")
    answered_on: date | None
    reference: str | None = Field(description="Where it is to be found again: ours, or the authority's.")
    authority: Authority | None = Field(description="To whom it was reported, where it was.")
    exhausted_on: date | None = Field(description="The day of our final answer to the complaint (6.1).")
    next_dates: tuple[NextDate, ...]


class LetterApart(Shown):
    """A letter outside any case: conduct advice, or the answer to a referral."""

    id: Id
    version: int
    customer: Id
    about: str = Field(description="The incident or the referral whose words it tells.")
    notices: tuple[Notice, ...] = Field(description="The letter, and those sent in its place where it came back.")
