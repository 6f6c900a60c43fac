"""An incident: what a customer did, by which criteria, how it was handled, and how it was assessed (4, 5, 9.1)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from domain.criteria import VIOLENT, Criterion
from domain.event import Command, Event
from domain.evidence import ContactCount, Evidence, Kept
from domain.handling import Handling, Shortfall, Step, StepTaken
from domain.names import SEALED, Channel, CustomerId, IncidentId, Personal, PersonalList, StaffId
from domain.referral.kinds import ReferralKind

NO_EVIDENCE = Evidence()


class Assessment(StrEnum):
    """What a manager found; 2.3, 4.1."""

    UNACCEPTABLE = "unacceptable"
    NOT_UNACCEPTABLE = "not-unacceptable"
    NEEDS_INFORMATION = "needs-information"


class Purpose(StrEnum):
    """What repeated complaints were for, where that made them unreasonable; 4.14."""

    TO_HARASS = "to-harass"
    TO_BLOCK_AN_AIM = "to-block-a-legitimate-aim"
    TO_BLOCK_A_DECISION = "to-block-a-legitimate-decision"


class Statement(StrEnum):
    """What was said of an incident that can be corrected."""

    CHANNEL = "channel"
    CRITERIA = "criteria"
    HAPPENED_AT = "happened-at"
    NARRATIVE = "narrative"
    STEPS = "steps"
    EXTREME = "extreme"
    REQUEST = "request"


@dataclass(frozen=True)
class Corrected:
    """What a correction corrects: a statement, and the version of the event that made it."""

    what: Statement
    version: int


@dataclass(frozen=True, kw_only=True)
class RecordIncident(Command):
    """Record what happened. `witnesses` are staff; `other_witnesses` are names.

    `holds_legitimate_request` is asked of correspondence, and None where nobody has looked; `legitimate_request` says
    what was asked for (5.9).
    """

    customer: CustomerId
    channel: Channel
    criteria: tuple[Criterion, ...]
    happened_at: datetime
    narrative: Personal
    other_criterion: Personal | None = None
    steps: tuple[StepTaken, ...] = ()
    extreme: bool = False
    extreme_reason: Personal | None = None
    holds_legitimate_request: bool | None = None
    legitimate_request: Personal | None = None
    evidence: Evidence = NO_EVIDENCE
    reporter: StaffId
    targets: tuple[StaffId, ...] = ()
    witnesses: tuple[StaffId, ...] = ()
    other_witnesses: PersonalList = ()
    raises: tuple[ReferralKind, ...] = ()  # what the account gives cause to refer


@dataclass(frozen=True, kw_only=True)
class AssessIncident(Command):
    """Say whether it was unacceptable, by which criteria, and why (4.1, 4.6).

    Some criteria ask for more where they are found: `evidence_sought` and `evidence_considered`, of serious allegations
    (4.4); `disproportion`, of contact out of proportion to the issue (4.10); `why_reasonable`, of requests that were
    refused (4.12); `purpose` and `purpose_shown`, of complaints (4.14). `reasons`: what must be known first, or why it
    is assessed anew. `anew`: whoever asks knows that it has been assessed.
    """

    assessment: Assessment
    criteria: tuple[Criterion, ...] = ()
    impact: Personal
    circumstances: Personal
    seriousness: Personal
    reasons: Personal | None = None
    other_criterion: Personal | None = None
    evidence: Evidence = NO_EVIDENCE
    evidence_sought: bool | None = None
    evidence_considered: Personal | None = None
    disproportion: Personal | None = None
    why_reasonable: Personal | None = None
    purpose: Purpose | None = None
    purpose_shown: Personal | None = None
    anew: bool = False


@dataclass(frozen=True, kw_only=True)
class CorrectIncident(Command):
    """Correct what was recorded: whatever is given replaces what was said; the first version stays.

    `steps` are all that were taken, also those added since. Evidence is withdrawn and added anew; its people, apart.
    """

    reason: Personal
    channel: Channel | None = None
    criteria: tuple[Criterion, ...] | None = None
    other_criterion: Personal | None = None
    happened_at: datetime | None = None
    narrative: Personal | None = None
    steps: tuple[StepTaken, ...] | None = None
    extreme: bool | None = None
    extreme_reason: Personal | None = None
    holds_legitimate_request: bool | None = None
    legitimate_request: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentRecorded(Event):
    """An incident was recorded."""

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "9.1"
    tagged: ClassVar[tuple[str, ...]] = ("customer",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    happened: ClassVar[str | None] = "happened_at"
    incident: IncidentId
    customer: CustomerId
    channel: Channel
    criteria: tuple[Criterion, ...]
    happened_at: datetime
    steps: tuple[Step, ...]
    extreme: bool
    holds_legitimate_request: bool | None
    narrative: Personal = SEALED
    other_criterion: Personal | None = SEALED
    extreme_reason: Personal | None = SEALED
    step_words: PersonalList = SEALED  # one for each step, in their order; empty where nothing was said
    legitimate_request: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class IncidentAssessed(Event):
    """A manager assessed it. *Not unacceptable* counts for nothing afterwards (4.1).

    `contact_counts` and `refusals` are what it rests on, where persistence or a refusal to cooperate was found.
    """

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "2.3"
    tagged: ClassVar[tuple[str, ...]] = ("customer",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    coded: ClassVar[str | None] = "assessment"
    incident: IncidentId
    customer: CustomerId
    assessment: Assessment
    criteria: tuple[Criterion, ...]
    assessed_by: StaffId
    anew: bool
    contact_counts: tuple[ContactCount, ...]
    refusals: tuple[date, ...]
    evidence_sought: bool | None
    purpose: Purpose | None
    impact: Personal = SEALED
    circumstances: Personal = SEALED
    seriousness: Personal = SEALED
    reasons: Personal | None = SEALED
    other_criterion: Personal | None = SEALED
    evidence_considered: Personal | None = SEALED
    disproportion: Personal | None = SEALED
    why_reasonable: Personal | None = SEALED
    purpose_shown: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class IncidentCorrected(Event):
    """What was recorded was corrected; `corrects` says which statements, by which events. None: unchanged."""

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "9.1"
    tagged: ClassVar[tuple[str, ...]] = ("customer",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    incident: IncidentId
    customer: CustomerId
    corrects: tuple[Corrected, ...]
    channel: Channel | None
    criteria: tuple[Criterion, ...] | None
    happened_at: datetime | None
    steps: tuple[Step, ...] | None
    extreme: bool | None
    holds_legitimate_request: bool | None
    corrected_by: StaffId
    reason: Personal = SEALED
    narrative: Personal | None = SEALED
    other_criterion: Personal | None = SEALED
    extreme_reason: Personal | None = SEALED
    step_words: PersonalList | None = SEALED
    legitimate_request: Personal | None = SEALED


@dataclass(frozen=True)
class Correction:
    """A correction that was made: by which event, and what it corrected."""

    version: int
    corrects: tuple[Corrected, ...]


@dataclass(frozen=True)
class Incident:
    """What rules know of an incident."""

    id: IncidentId
    customer: CustomerId
    channel: Channel
    recorded_criteria: tuple[Criterion, ...]
    happened_at: datetime
    extreme: bool
    steps: tuple[Step, ...] = ()
    holds_legitimate_request: bool | None = None
    events: int = 1
    said: tuple[Corrected, ...] = ()  # every statement that stands, and who said it last
    corrections: tuple[Correction, ...] = ()
    outside: tuple[Shortfall, ...] = ()
    noted: bool = False  # a manager has looked at what was found outside
    evidence: Kept = field(default_factory=Kept)
    assessment: Assessment | None = None
    assessed_criteria: tuple[Criterion, ...] = ()
    assessed_by: frozenset[StaffId] = frozenset()
    corrected_by: frozenset[StaffId] = frozenset()
    told_by: frozenset[StaffId] = frozenset()  # who added to the handling or the evidence
    advised: bool = False
    closed: bool = False
    retracted: bool = False

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria found; until it is assessed, those recorded. A correction does not change what was found."""
        return self.assessed_criteria or self.recorded_criteria

    @property
    def counts(self) -> bool:
        """Whether it counts against the customer: assessed unacceptable, and not taken back (4.1, 9.1)."""
        return self.assessment is Assessment.UNACCEPTABLE and not self.retracted

    @property
    def is_violent(self) -> bool:
        """Whether it was violence or a threat."""
        return not VIOLENT.isdisjoint(self.criteria)

    @property
    def outside_steps(self) -> bool:
        """Whether our own handling fell outside the steps: that weighs against us when deciding (5.4-5.6)."""
        return bool(self.outside)

    @property
    def handling(self) -> Handling:
        """How it was handled, judged by what was reported: what a manager finds later was not known at the time."""
        return Handling(
            channel=self.channel,
            criteria=self.recorded_criteria,
            steps=self.steps,
            extreme=self.extreme,
            holds_request=self.holds_legitimate_request,
            advised=self.advised,
        )
