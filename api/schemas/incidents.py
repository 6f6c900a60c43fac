"""Incidents, as they are recorded, assessed, corrected and shown."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from api.schemas.words import SOMEBODY, Body, CustomerRef, Id, Line, Moment, Shown, StaffRef, Text, YesOrNo, example
from domain.criteria import Criterion
from domain.incident import Assessment, Step, StepKind
from domain.names import Channel
from domain.referral.kinds import ReferralKind

Criteria = Annotated[tuple[Criterion, ...], Field(max_length=32)]
Staff = Annotated[tuple[StaffRef, ...], Field(max_length=50)]
Kinds = Annotated[tuple[ReferralKind, ...], Field(max_length=6)]
Names = Annotated[tuple[Line, ...], Field(max_length=50)]


class StepTaken(Body):
    """One step of handling, and when."""

    kind: StepKind
    at: Moment

    def step(self) -> Step:
        """Return it in the domain's words."""
        return Step(self.kind, self.at)


class NewIncident(Body):
    """What happened. `reporter` is who experienced it: you, unless you type it in for somebody."""

    model_config = example(
        customer=str(SOMEBODY),
        channel="telephone",
        criteria=["swearing", "personal-abuse"],
        happened_at="2026-11-20T10:15:00Z",
        narrative="Shouted and swore at the adviser about a repair that was booked for the next day.",
        steps=[{"kind": "told-why", "at": "2026-11-20T10:20:00Z"}],
    )

    customer: CustomerRef
    channel: Channel
    criteria: Criteria
    happened_at: Moment
    narrative: Text
    other_criterion: Text | None = None
    steps: Annotated[tuple[StepTaken, ...], Field(max_length=20)] = ()
    extreme: YesOrNo = False
    extreme_reason: Text | None = None
    reporter: StaffRef | None = None
    targets: Staff = ()
    witnesses: Staff = ()
    other_witnesses: Names = ()
    raises: Kinds = Field((), description="What the account gives cause to refer: its words are the concern.")

    def said(self) -> dict[str, Any]:
        """Return the command's fields; the reporter is the caller's to fill in where none is named."""
        return super().said() | {"steps": tuple(step.step() for step in self.steps)}


class NewAssessment(Body):
    """Whether it was unacceptable, by which criteria, and why."""

    model_config = example(
        assessment="unacceptable",
        criteria=["personal-abuse"],
        impact="The adviser ended her shift early.",
        circumstances="The heating had failed twice in a month.",
        seriousness="The repair itself was urgent, and was booked.",
    )

    assessment: Assessment
    criteria: Criteria = ()
    impact: Text
    circumstances: Text
    seriousness: Text
    other_criterion: Text | None = Field(None, description="What another unreasonable demand was, where one is found.")
    refused_repeatedly: YesOrNo = Field(False, description="Asked where refusal to cooperate is found (4.12).")
    difficulty: Text | None = Field(
        None, description="What was said when asked about a genuine difficulty, where refusal is found (4.13)."
    )


class Correction(Body):
    """What is different from what was recorded, and why. The first version stays."""

    model_config = example(reason="The call was the day before.", happened_at="2026-11-19T10:15:00Z")

    reason: Text
    channel: Channel | None = None
    criteria: Criteria | None = None
    happened_at: Moment | None = None
    narrative: Text | None = None


class Witnesses(Body):
    """Witnesses who became known later: staff, and others by name."""

    model_config = example(witnesses=[str(SOMEBODY)], other_witnesses=["A neighbour"])

    witnesses: Staff = ()
    other_witnesses: Names = ()


class AdviceLetter(Body):
    """Why it was unacceptable, and what must change: printed as it stands in a letter to the customer."""

    model_config = example(
        why="You swore at the adviser throughout the call.", what_must_change="Please speak to us without swearing."
    )

    why: Text
    what_must_change: Text
    request_answered: YesOrNo = Field(False, description="It also held a legitimate request, which we deal with (5.9).")


class Incident(Shown):
    """An incident in codes: its account is read apart, and reading it is recorded."""

    id: Id
    customer: Id
    channel: Channel
    criteria: tuple[Criterion, ...]
    happened_at: datetime
    extreme: bool
    outside_steps: bool = Field(description="Ended without the steps that 5.4-5.6 set before that.")
    assessment: Assessment | None
    advised: bool = Field(description="The customer has been written to about it (5.12).")
    closed: bool
    cases: tuple[Id, ...] = Field((), description="The cases it has been brought into.")
    referrals: tuple[Id, ...] = Field((), description="What has been referred about it.")


class People(Shown):
    """Who was there, by pseudonym; other witnesses by name."""

    incident: Id
    reporter: Id
    targets: tuple[Id, ...]
    witnesses: tuple[Id, ...]
    other_witnesses: tuple[str, ...]
    erased: bool
