"""An incident: what a customer did, by which criteria, how it was handled, and how it was assessed (4, 5, 9.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from domain.criteria import VIOLENT, Criterion
from domain.event import Command, Event
from domain.names import SEALED, Channel, CustomerId, IncidentId, Personal, PersonalList, StaffId, same_id
from domain.people import People, PeopleNamed
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Decider, Given, Needs


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


@dataclass(frozen=True, kw_only=True)
class AssessIncident(Command):
    """Say whether it was unacceptable, by which criteria, and why (4.1, 4.6)."""

    assessment: Assessment
    criteria: tuple[Criterion, ...] = ()
    impact: Personal
    circumstances: Personal
    seriousness: Personal


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
    impact: Personal = SEALED
    circumstances: Personal = SEALED
    seriousness: Personal = SEALED


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
    reason: Personal = SEALED
    narrative: Personal | None = SEALED


@dataclass(frozen=True)
class Incident:
    """What rules know of an incident. `criteria` are the assessed ones once it is assessed."""

    id: IncidentId
    customer: CustomerId
    channel: Channel
    criteria: tuple[Criterion, ...]
    happened_at: datetime
    extreme: bool
    version: int  # of the last event that said what happened
    events: int = 1
    outside_steps: bool = False
    assessment: Assessment | None = None
    assessed_by: frozenset[StaffId] = frozenset()

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
    incident = replace(incident, events=incident.events + 1)
    match event:
        case HandlingFoundOutsideSteps():
            return replace(incident, outside_steps=True)
        case IncidentAssessed():
            return replace(
                incident,
                assessment=event.assessment,
                criteria=event.criteria or incident.criteria,
                assessed_by=incident.assessed_by | {event.assessed_by},
            )
        case IncidentCorrected():
            return replace(
                incident,
                channel=event.channel or incident.channel,
                criteria=event.criteria or incident.criteria,
                happened_at=event.happened_at or incident.happened_at,
                version=incident.events,
            )
    raise TypeError(event)


def needs(incident: Incident | None, command: Command, _others: Mapping[str, Any]) -> Needs:
    """A new incident needs its customer; an assessment, the people of the incident."""
    match command:
        case RecordIncident():
            return Needs(streams=frozenset({command.customer}))
        case AssessIncident() if incident:
            return Needs(streams=frozenset({same_id("people", incident.id)}))
    return Needs()


def decide(incident: Incident | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Decide about an incident. Raises Refused, NotFound, Conflict."""
    if isinstance(command, RecordIncident):
        if incident is not None:
            raise Conflict("this incident has been recorded")
        return _record(command, given)
    if incident is None:
        raise NotFound("incident")
    match command:
        case AssessIncident():
            return _assess(incident, command, given)
        case CorrectIncident():
            return _correct(incident, command, given)
    raise TypeError(command)


def _record(command: RecordIncident, given: Given) -> tuple[Event, ...]:
    if given.others.get(command.customer) is None:
        raise NotFound(command.customer)
    _check_what_happened(command.criteria, command.happened_at, given)
    if Criterion.OTHER_UNREASONABLE_DEMAND in command.criteria and not command.other_criterion:
        raise Refused("4.7", "another unreasonable demand is described", field="other_criterion")
    if command.extreme and not command.extreme_reason:
        raise Refused("5.6", "why the behaviour was extreme is said", field="extreme_reason")
    for number, step in enumerate(command.steps):
        if step.at > given.as_of:
            raise Refused("9.1", "a step lies in the future", field=f"steps.{number}.at", accepted="up to now")
    incident = IncidentId(given.stream)
    recorded: list[Event] = [
        IncidentRecorded(
            incident=incident,
            customer=command.customer,
            channel=command.channel,
            criteria=command.criteria,
            happened_at=command.happened_at,
            steps=command.steps,
            extreme=command.extreme,
            narrative=command.narrative,
            other_criterion=command.other_criterion,
            extreme_reason=command.extreme_reason,
        )
    ]
    missing = _missing_step(command)
    if missing:
        recorded.append(HandlingFoundOutsideSteps(incident=incident, missing=missing))
    recorded.append(
        PeopleNamed(
            incident=incident,
            reporter=command.reporter,
            targets=command.targets,
            witnesses=command.witnesses,
            other_witnesses=command.other_witnesses,
        )
    )
    return tuple(recorded)


def _missing_step(command: RecordIncident) -> StepKind | None:
    """Return the first step of 5.4-5.5 that was left out before a call was ended; none where it was extreme (5.6)."""
    if command.channel is not Channel.TELEPHONE or command.extreme:
        return None
    ended = [step.at for step in command.steps if step.kind is StepKind.ENDED]
    if not ended:
        return None
    before = {step.kind for step in command.steps if step.at <= ended[0]}
    ladder = (StepKind.TOLD_WHY, StepKind.CHANCE_GIVEN, StepKind.TOLD_IT_WILL_END)
    return next((step for step in ladder if step not in before), None)


def _check_what_happened(criteria: tuple[Criterion, ...], happened_at: datetime, given: Given) -> None:
    if not criteria:
        raise Refused("2.3", "an incident names at least one criterion", field="criteria")
    if happened_at > given.as_of:
        raise Refused("9.1", "an incident lies in the past", field="happened_at", accepted="up to now")


def _assess(incident: Incident, command: AssessIncident, given: Given) -> tuple[Event, ...]:
    people: People | None = given.others.get(same_id("people", incident.id))
    if people and given.by.id in people.parties:
        raise Refused("7.2", "whoever suffered or reported an incident does not assess it", field="assessed_by")
    if command.assessment is Assessment.UNACCEPTABLE and not command.criteria:
        raise Refused("2.3", "conduct found unacceptable is so by a criterion", field="criteria")
    for name in ("impact", "circumstances", "seriousness"):
        if not getattr(command, name):
            raise Refused("4.1", "a listed example alone is not enough: the assessment says this too", field=name)
    return (
        IncidentAssessed(
            incident=incident.id,
            customer=incident.customer,
            assessment=command.assessment,
            criteria=command.criteria,
            assessed_by=given.by.id,
            impact=command.impact,
            circumstances=command.circumstances,
            seriousness=command.seriousness,
        ),
    )


def _correct(incident: Incident, command: CorrectIncident, given: Given) -> tuple[Event, ...]:
    if not any((command.channel, command.criteria, command.happened_at, command.narrative)):
        raise Refused("9.1", "a correction says what is different", field="narrative")
    criteria = incident.criteria if command.criteria is None else command.criteria
    _check_what_happened(criteria, command.happened_at or incident.happened_at, given)
    return (
        IncidentCorrected(
            incident=incident.id,
            customer=incident.customer,
            corrects=incident.version,
            channel=command.channel,
            criteria=command.criteria,
            happened_at=command.happened_at,
            reason=command.reason,
            narrative=command.narrative,
        ),
    )


INCIDENT_DECIDER = Decider(
    kind="incident",
    events=(IncidentRecorded, HandlingFoundOutsideSteps, IncidentAssessed, IncidentCorrected),
    commands=(RecordIncident, AssessIncident, CorrectIncident),
    fold=fold,
    decide=decide,
    needs=needs,
)
