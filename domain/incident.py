"""An incident: what a customer did, by which criteria, how it was handled, and how it was assessed (4, 5, 9.1)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from domain.conclusion import CustomerAdvised, IncidentClosed
from domain.criteria import VIOLENT, Criterion
from domain.event import Command, Event
from domain.frozen import changed
from domain.names import SEALED, Channel, CustomerId, IncidentId, Personal, PersonalList, StaffId
from domain.referral.kinds import ReferralKind


class StepKind(StrEnum):
    """What was done at the time: the ladders of 5.4-5.6, 5.8-5.12 and 5.13-5.14."""

    PUT_ON_HOLD = "put-on-hold"
    TOLD_WHY = "told-why"
    CHANCE_GIVEN = "chance-given"
    TOLD_IT_WILL_END = "told-it-will-end"
    ENDED = "ended"
    REQUEST_ANSWERED = "request-answered"
    ADVICE_SENT = "advice-sent"
    NOT_ANSWERED = "not-answered"
    CHALLENGED = "challenged"
    NOT_SAFE_TO_CHALLENGE = "not-safe-to-challenge"


@dataclass(frozen=True)
class Step:
    """One step of handling, and when (aware, UTC). Who took it stands with the people."""

    kind: StepKind
    at: datetime


class Assessment(StrEnum):
    """What a manager found; 2.3, 4.1."""

    UNACCEPTABLE = "unacceptable"
    NOT_UNACCEPTABLE = "not-unacceptable"
    NEEDS_INFORMATION = "needs-information"


@dataclass(frozen=True, kw_only=True)
class RecordIncident(Command):
    """Record what happened. `witnesses` are staff; `other_witnesses` are names."""

    customer: CustomerId
    channel: Channel
    criteria: tuple[Criterion, ...]
    happened_at: datetime
    narrative: Personal
    other_criterion: Personal | None = None
    steps: tuple[Step, ...] = ()
    extreme: bool = False
    extreme_reason: Personal | None = None
    reporter: StaffId
    targets: tuple[StaffId, ...] = ()
    witnesses: tuple[StaffId, ...] = ()
    other_witnesses: PersonalList = ()
    raises: tuple[ReferralKind, ...] = ()  # what the account gives cause to refer


@dataclass(frozen=True, kw_only=True)
class AssessIncident(Command):
    """Say whether it was unacceptable, by which criteria, and why (4.1, 4.6).

    `refused_repeatedly` and `difficulty` (what the customer said when asked about a genuine difficulty) are asked for
    where refusal to cooperate is found (4.12, 4.13). `anew`: whoever asks knows that it has been assessed.
    """

    assessment: Assessment
    criteria: tuple[Criterion, ...] = ()
    impact: Personal
    circumstances: Personal
    seriousness: Personal
    other_criterion: Personal | None = None
    refused_repeatedly: bool = False
    difficulty: Personal | None = None
    anew: bool = False


@dataclass(frozen=True, kw_only=True)
class CorrectIncident(Command):
    """Correct what was recorded: whatever is given replaces what was said; the first version stays."""

    reason: Personal
    channel: Channel | None = None
    criteria: tuple[Criterion, ...] | None = None
    happened_at: datetime | None = None
    narrative: Personal | None = None


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
    narrative: Personal = SEALED
    other_criterion: Personal | None = SEALED
    extreme_reason: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class HandlingFoundOutsideSteps(Event):
    """The contact was ended without the steps that the policy sets before that; weighs against us when deciding."""

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "5.4-5.6"
    coded: ClassVar[str | None] = "missing"
    incident: IncidentId
    missing: StepKind


@dataclass(frozen=True, kw_only=True)
class IncidentAssessed(Event):
    """A manager assessed it. *Not unacceptable* counts for nothing afterwards (4.1)."""

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
    refused_repeatedly: bool
    impact: Personal = SEALED
    circumstances: Personal = SEALED
    seriousness: Personal = SEALED
    other_criterion: Personal | None = SEALED
    difficulty: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class IncidentCorrected(Event):
    """What was recorded was corrected; `corrects` is the version of the event that said otherwise. None: unchanged."""

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "9.1"
    tagged: ClassVar[tuple[str, ...]] = ("customer",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    incident: IncidentId
    customer: CustomerId
    corrects: int
    channel: Channel | None
    criteria: tuple[Criterion, ...] | None
    happened_at: datetime | None
    corrected_by: StaffId
    reason: Personal = SEALED
    narrative: Personal | None = SEALED


@dataclass(frozen=True)
class Incident:
    """What rules know of an incident."""

    id: IncidentId
    customer: CustomerId
    channel: Channel
    recorded_criteria: tuple[Criterion, ...]
    happened_at: datetime
    extreme: bool
    version: int  # of the last event that said what happened
    events: int = 1
    outside_steps: bool = False
    assessment: Assessment | None = None
    assessed_criteria: tuple[Criterion, ...] = ()
    assessed_by: frozenset[StaffId] = frozenset()
    corrected_by: frozenset[StaffId] = frozenset()
    advised: bool = False
    closed: bool = False

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria found; until it is assessed, those recorded. A correction does not change what was found."""
        return self.assessed_criteria or self.recorded_criteria

    @property
    def counts(self) -> bool:
        """Whether it counts against the customer: assessed unacceptable, and nothing else (4.1)."""
        return self.assessment is Assessment.UNACCEPTABLE

    @property
    def is_violent(self) -> bool:
        """Whether it was violence or a threat."""
        return not VIOLENT.isdisjoint(self.criteria)


def fold(incident: Incident | None, event: Event) -> Incident:
    """Apply an event."""
    if isinstance(event, IncidentRecorded):
        return Incident(
            event.incident, event.customer, event.channel, event.criteria, event.happened_at, event.extreme, version=1
        )
    if incident is None:
        raise TypeError(event)
    events = incident.events + 1
    incident = changed(incident, closed=False)  # whatever is recorded of it later opens it again
    match event:
        case CustomerAdvised():
            return changed(incident, events=events, advised=True)
        case IncidentClosed():
            return changed(incident, events=events, closed=True)
        case HandlingFoundOutsideSteps():
            return changed(incident, events=events, outside_steps=True)
        case IncidentAssessed():
            return changed(
                incident,
                events=events,
                assessment=event.assessment,
                assessed_criteria=event.criteria,
                assessed_by=incident.assessed_by | {event.assessed_by},
            )
        case IncidentCorrected():
            return changed(
                incident,
                events=events,
                channel=event.channel or incident.channel,
                recorded_criteria=event.criteria or incident.recorded_criteria,
                happened_at=event.happened_at or incident.happened_at,
                corrected_by=incident.corrected_by | {event.corrected_by},
                version=events,
            )
    raise TypeError(event)
