"""The rules of an incident: recording it, assessing it, correcting it (2.3, 4, 5.4-5.7, 9.1)."""

from collections.abc import Iterable, Mapping
from typing import Any

from domain import concluding
from domain.calendar import local_day
from domain.conclusion import AdviseCustomer, CloseIncident, CustomerAdvised, IncidentClosed
from domain.criteria import VIOLENT, Criterion
from domain.event import Command, Event
from domain.handling import missing_step
from domain.incident import (
    AssessIncident,
    Assessment,
    CorrectIncident,
    HandlingFoundOutsideSteps,
    Incident,
    IncidentAssessed,
    IncidentCorrected,
    IncidentRecorded,
    RecordIncident,
    fold,
)
from domain.names import IncidentId, Personal, StreamId, is_said, same_id
from domain.people import People, PeopleNamed
from domain.referral.kinds import ReferralKind
from domain.referral.rules import opened
from domain.referral.said import ReferralOpened
from domain.refusal import Conflict, NotFound, Refused
from domain.staff import DIRECTORY, check_known
from domain.streams import Decider, Given, Needs


def needs(incident: Incident | None, command: Command, _others: Mapping[str, Any]) -> Needs:
    """A new incident needs its customer, and who works here; an assessment, the people of the incident."""
    match command:
        case RecordIncident():
            return Needs(streams=frozenset({command.customer, DIRECTORY}))
        case AssessIncident() if incident:
            return Needs(streams=frozenset({same_id("people", incident.id)}), tags=frozenset({incident.id}))
        case CorrectIncident() | CloseIncident() if incident:
            return Needs(tags=frozenset({incident.id}), types=frozenset({ReferralOpened}))
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
        case AdviseCustomer():
            return concluding.advise(incident, command, given)
        case CloseIncident():
            return concluding.close(incident, command, given)
    raise TypeError(command)


def _record(command: RecordIncident, given: Given) -> tuple[Event, ...]:
    if given.others.get(command.customer) is None:
        raise NotFound(command.customer)
    _check_what_happened(command, given)
    check_known([command.reporter], given, field="reporter", clause="9.1")
    check_known(command.targets, given, field="targets.{}", clause="9.1")
    check_known(command.witnesses, given, field="witnesses.{}", clause="9.1")
    incident = IncidentId(given.stream)
    recorded = IncidentRecorded(
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
    people = PeopleNamed(
        incident=incident,
        reporter=command.reporter,
        recorded_by=given.by.id,
        targets=command.targets,
        witnesses=command.witnesses,
        other_witnesses=command.other_witnesses,
    )
    missing = missing_step(command.channel, command.steps, extreme=command.extreme)
    flagged = (HandlingFoundOutsideSteps(incident=incident, missing=missing),) if missing else ()
    day = local_day(command.happened_at)
    kinds = dict.fromkeys((*command.raises, *_asks_about_the_police(command.criteria)))
    referrals = (opened(kind, given.stream, command.customer, day, given) for kind in kinds)
    return (recorded, *flagged, people, *referrals)


def _asks_about_the_police(criteria: Iterable[Criterion]) -> tuple[ReferralKind, ...]:
    """Say whether conduct asks for a decision about the police: violence or a threat of it does (5.6)."""
    return () if VIOLENT.isdisjoint(criteria) else (ReferralKind.POLICE,)


def _now_about_the_police(incident: Incident, criteria: Iterable[Criterion], given: Given) -> tuple[Event, ...]:
    """Refer to the police what turns out to be violence or a threat, unless it has been (5.6)."""
    before = [r for r in given.of_kind("referral").values() if r.about == incident.id]
    kinds = [kind for kind in _asks_about_the_police(criteria) if kind not in {r.kind for r in before}]
    day = local_day(given.as_of)
    return tuple(opened(kind, StreamId(incident.id), incident.customer, day, given) for kind in kinds)


def _check_what_happened(command: RecordIncident, given: Given) -> None:
    _check_criteria(command.criteria, command.other_criterion)
    if not is_said(command.narrative):
        raise Refused("9.1", "what happened is written down", field="narrative", accepted="the account, in words")
    if command.extreme and not is_said(command.extreme_reason):
        raise Refused(
            "5.6", "why the behaviour was extreme is said", field="extreme_reason", accepted="the reason, in words"
        )
    if command.happened_at > given.as_of:
        raise Refused("9.1", "an incident lies in the past", field="happened_at", accepted="up to now")
    for number, step in enumerate(command.steps):
        if step.at > given.as_of:
            raise Refused("9.1", "a step lies in the past", field=f"steps.{number}.at", accepted="up to now")
        if local_day(step.at) < (day := local_day(command.happened_at)):
            raise Refused(
                "9.1", "a step answers what happened", field=f"steps.{number}.at", accepted=f"{day} or later, up to now"
            )


def _check_criteria(criteria: tuple[Criterion, ...], other: Personal | None) -> None:
    if not criteria:
        raise Refused(
            "2.3",
            "an incident names at least one criterion",
            field="criteria",
            accepted="one criterion of section 4 or more",
        )
    if Criterion.OTHER_UNREASONABLE_DEMAND in criteria and not is_said(other):
        raise Refused(
            "4.7",
            "another unreasonable demand is described",
            field="other_criterion",
            accepted="what was demanded, in words",
        )


def _assess(incident: Incident, command: AssessIncident, given: Given) -> tuple[Event, ...]:
    people: People | None = given.others.get(same_id("people", incident.id))
    if people and given.by.id in people.parties:
        raise Refused("7.2", "whoever suffered or reported an incident does not assess it", accepted="another manager")
    if incident.assessment not in {None, Assessment.NEEDS_INFORMATION} and not command.anew:
        raise Conflict(
            "this incident has been assessed: whoever assesses it anew names the version that they have read"
        )
    if command.assessment is Assessment.UNACCEPTABLE:
        _check_found(incident, command)
    for name in ("impact", "circumstances", "seriousness"):
        if not is_said(getattr(command, name)):
            raise Refused(
                "4.1",
                "a listed example alone is not enough: the assessment says this too",
                field=name,
                accepted="this, in words",
            )
    return (
        IncidentAssessed(
            incident=incident.id,
            customer=incident.customer,
            assessment=command.assessment,
            criteria=command.criteria,
            assessed_by=given.by.id,
            refused_repeatedly=command.refused_repeatedly,
            impact=command.impact,
            circumstances=command.circumstances,
            seriousness=command.seriousness,
            other_criterion=command.other_criterion,
            difficulty=command.difficulty,
        ),
        *_now_about_the_police(
            incident, command.criteria if command.assessment is Assessment.UNACCEPTABLE else (), given
        ),
    )


def _check_found(incident: Incident, command: AssessIncident) -> None:
    """Check what conduct found unacceptable needs beside the weighing: a criterion, and what that criterion asks."""
    if not command.criteria:
        raise Refused(
            "2.3",
            "conduct found unacceptable is so by a criterion",
            field="criteria",
            accepted="one criterion of section 4 or more",
        )
    if Criterion.OTHER_UNREASONABLE_DEMAND not in incident.recorded_criteria:
        _check_criteria(command.criteria, command.other_criterion)
    if Criterion.REFUSAL_TO_COOPERATE in command.criteria:
        if not command.refused_repeatedly:
            raise Refused(
                "4.12",
                "refusing to cooperate is unacceptable only when repeated",
                field="refused_repeatedly",
                accepted="true, where reasonable requests were refused repeatedly",
            )
        if not is_said(command.difficulty):
            raise Refused(
                "4.13",
                "a specific, genuine difficulty has been asked about",
                field="difficulty",
                accepted="what the customer said when asked, in words",
            )


def _correct(incident: Incident, command: CorrectIncident, given: Given) -> tuple[Event, ...]:
    if not is_said(command.reason):
        raise Refused("9.1", "why it is corrected is said", field="reason", accepted="the reason, in words")
    if all(said is None for said in (command.channel, command.criteria, command.happened_at, command.narrative)):
        raise Refused(
            "9.1",
            "a correction says what is different",
            field="narrative",
            accepted="any of channel, criteria, happened_at and narrative",
        )
    if command.criteria is not None and not command.criteria:
        raise Refused(
            "2.3",
            "an incident names at least one criterion",
            field="criteria",
            accepted="one criterion of section 4 or more",
        )
    other = Criterion.OTHER_UNREASONABLE_DEMAND
    if other in (command.criteria or ()) and other not in incident.recorded_criteria:
        raise Refused(
            "4.7",
            "another unreasonable demand is described",
            field="criteria",
            accepted="finding it, with its description, when the incident is assessed",
        )
    if command.happened_at and command.happened_at > given.as_of:
        raise Refused("9.1", "an incident lies in the past", field="happened_at", accepted="up to now")
    return (
        IncidentCorrected(
            incident=incident.id,
            customer=incident.customer,
            corrects=incident.version,
            channel=command.channel,
            criteria=command.criteria,
            happened_at=command.happened_at,
            corrected_by=given.by.id,
            reason=command.reason,
            narrative=command.narrative,
        ),
        *_now_about_the_police(incident, command.criteria or (), given),
    )


INCIDENT_DECIDER = Decider(
    kind="incident",
    events=(
        IncidentRecorded,
        HandlingFoundOutsideSteps,
        IncidentAssessed,
        IncidentCorrected,
        CustomerAdvised,
        IncidentClosed,
    ),
    commands=(RecordIncident, AssessIncident, CorrectIncident, AdviseCustomer, CloseIncident),
    fold=fold,
    decide=decide,
    needs=needs,
)
