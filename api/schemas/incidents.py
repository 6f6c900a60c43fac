"""Incidents, as they are recorded, assessed, corrected and shown."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from api.schemas.evidence import NewEvidence, Piece
from api.schemas.handling import Outside, Steps, StepShown, taken
from api.schemas.words import (
    SOMEBODY,
    Body,
    CustomerRef,
    Id,
    IncidentRef,
    Line,
    Moment,
    Shown,
    StaffRef,
    Text,
    YesOrNo,
    example,
)
from domain.criteria import Criterion
from domain.incident import Assessment, Purpose, Statement
from domain.incident import Incident as Folded
from domain.names import Channel, StaffId
from domain.referral.kinds import ReferralKind
from domain.retraction import WhyRetracted

Criteria = Annotated[tuple[Criterion, ...], Field(max_length=32)]
Staff = Annotated[tuple[StaffRef, ...], Field(max_length=50)]
Kinds = Annotated[tuple[ReferralKind, ...], Field(max_length=6)]
Names = Annotated[tuple[Line, ...], Field(max_length=50)]


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
    steps: Steps = ()
    extreme: YesOrNo = False
    extreme_reason: Text | None = None
    holds_legitimate_request: YesOrNo | None = Field(None, description="Asked of correspondence (5.9).")
    legitimate_request: Text | None = Field(None, description="What was asked for, where something was.")
    evidence: NewEvidence = NewEvidence()
    reporter: StaffRef | None = None
    targets: Staff = ()
    witnesses: Staff = ()
    other_witnesses: Names = ()
    raises: Kinds = Field((), description="What the account gives cause to refer: its words are the concern.")

    def told(self, by: StaffId) -> dict[str, Any]:
        """Return the command's fields; `by` is whoever tells, and reports and took the steps where nobody is named."""
        reporter = self.reporter or by
        steps, evidence = taken(self.steps, reporter), self.evidence.evidence()
        return self.said() | {"reporter": reporter, "steps": steps, "evidence": evidence}


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
    reasons: Text | None = Field(None, description="What must be known first, or why it is assessed anew.")
    evidence: NewEvidence = Field(NewEvidence(), description="Added to what the incident holds already (4.8-4.13).")
    evidence_sought: YesOrNo | None = Field(None, description="Was evidence of serious allegations asked for (4.4)?")
    evidence_considered: Text | None = Field(None, description="What came of it, where such are found (4.4).")
    disproportion: Text | None = Field(None, description="Why the contact was grossly disproportionate (4.10).")
    why_reasonable: Text | None = Field(None, description="Why what was refused was reasonable to ask (4.12).")
    purpose: Purpose | None = Field(None, description="What repeated complaints were for, where found so (4.14).")
    purpose_shown: Text | None = Field(None, description="What shows that purpose (4.14).")

    def told(self) -> dict[str, Any]:
        """Return the command's fields."""
        return self.said() | {"evidence": self.evidence.evidence()}


class Correction(Body):
    """What is different from what was recorded, and why. The first version stays."""

    model_config = example(reason="The call was the day before.", happened_at="2026-11-19T10:15:00Z")

    reason: Text
    channel: Channel | None = None
    criteria: Criteria | None = None
    other_criterion: Text | None = None
    happened_at: Moment | None = None
    narrative: Text | None = None
    steps: Steps | None = Field(None, description="All that were taken, also those told of since.")
    extreme: YesOrNo | None = None
    extreme_reason: Text | None = None
    holds_legitimate_request: YesOrNo | None = None
    legitimate_request: Text | None = None

    def told(self, by: StaffId) -> dict[str, Any]:
        """Return the command's fields; `by` is whoever tells, and took the steps where nobody is named."""
        return self.said() | {"steps": None if self.steps is None else taken(self.steps, by)}


class IncidentRetraction(Body):
    """Why an incident is taken back, and under which other it is recorded rightly."""

    model_config = example(why="another-person", reason="The caller was Mr Davies of number 12.")

    why: WhyRetracted
    reason: Text
    instead: IncidentRef | None = Field(None, description="The incident that stands in its place.")


class PeopleCorrection(Body):
    """Who was there in truth, and why it was said otherwise. Each list given is the whole of it."""

    model_config = example(reason="It was her colleague who took the call.", targets=[str(SOMEBODY)])

    reason: Text
    reporter: StaffRef | None = None
    targets: Staff | None = None
    witnesses: Staff | None = None
    other_witnesses: Names | None = None


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


class CorrectedShown(Shown):
    """A statement that a correction corrects, and the version of the event that made it."""

    what: Statement
    version: int


class CorrectionShown(Shown):
    """One correction: by which version, and of what."""

    version: int
    corrects: tuple[CorrectedShown, ...]


class Incident(Shown):
    """An incident in codes: its account is read apart, and reading it is recorded."""

    id: Id
    customer: Id
    channel: Channel
    criteria: tuple[Criterion, ...] = Field(description="As they were found; until then, as they were recorded.")
    recorded_criteria: tuple[Criterion, ...] = Field(description="As they were recorded, or corrected since.")
    happened_at: datetime
    extreme: bool
    holds_legitimate_request: bool | None = Field(description="Of correspondence (5.9); null: nobody has said.")
    steps: tuple[StepShown, ...]
    outside_steps: bool = Field(description="Whether our handling fell outside the steps; weighed when deciding.")
    outside: tuple[Outside, ...] = Field(description="Where it did, each under its clause (5.4-5.14, 7.1).")
    noted: bool = Field(description="A manager has looked at what was outside.")
    evidence: tuple[Piece, ...]
    assessment: Assessment | None
    advised: bool = Field(description="The customer has been written to about it (5.12).")
    closed: bool
    retracted: bool = Field(description="It was taken back: it counts nowhere (9.1).")
    assessed_by: tuple[Id, ...] | None = Field(description="Null to whoever may not read the incident's people.")
    corrections: tuple[CorrectionShown, ...] = Field(description="What was corrected; every version stays.")
    cases: tuple[Id, ...] = Field((), description="The cases it has been brought into.")
    referrals: tuple[Id, ...] = Field((), description="What has been referred about it.")


def shown(incident: Folded, *, with_people: bool, cases: Iterable[str], referrals: Iterable[str]) -> Incident:
    """Return an incident for an answer; who handled and who assessed it, only for whoever may read its people (8.5)."""
    steps = (StepShown.model_validate(step) for step in incident.steps)
    plain = {name: getattr(incident, name) for name in PLAIN}
    return Incident(
        **plain,
        steps=tuple(step if with_people else step.model_copy(update={"by": None}) for step in steps),
        outside=tuple(
            Outside(missing=found, clause=found.clause, can_still_be_done=found.can_still_be_done)
            for found in incident.outside
        ),
        evidence=tuple(Piece.model_validate(piece) for piece in incident.evidence.pieces),
        assessed_by=tuple(sorted(incident.assessed_by)) if with_people else None,
        corrections=tuple(CorrectionShown.model_validate(made) for made in incident.corrections),
        cases=tuple(cases),
        referrals=tuple(referrals),
    )


PLAIN = (
    *("id", "customer", "channel", "criteria", "recorded_criteria", "happened_at", "extreme"),
    *("holds_legitimate_request", "outside_steps", "noted", "assessment", "advised", "closed", "retracted"),
)


class People(Shown):
    """Who was there, by pseudonym; other witnesses by name."""

    incident: Id
    reporter: Id
    targets: tuple[Id, ...]
    witnesses: tuple[Id, ...]
    other_witnesses: tuple[str, ...]
    erased: bool
