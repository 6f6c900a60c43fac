"""The rules of recording an incident (2.3, 4, 5, 7.1, 9.1), and which rule answers which command about one."""

from collections.abc import Callable, Mapping
from typing import Any

from domain import concluding, evidence, handled
from domain.assessing import assess
from domain.case.state import Case
from domain.conclusion import AdviseCustomer, CloseIncident, CustomerAdvised, IncidentClosed
from domain.correcting import correct
from domain.criteria import check_criteria
from domain.event import Command, Event
from domain.evidence import AddEvidence, WithdrawEvidence
from domain.evidencing import add_evidence, told, withdraw_evidence
from domain.flagging import check_request, check_steps, flags, note_handling, record_handling, words_of
from domain.handled import NoteHandling, RecordHandling
from domain.handling import Handling
from domain.incident import (
    AssessIncident,
    CorrectIncident,
    Incident,
    IncidentAssessed,
    IncidentCorrected,
    IncidentRecorded,
    RecordIncident,
)
from domain.incident_fold import fold
from domain.names import IncidentId, is_said, same_id
from domain.people import PeopleNamed
from domain.refusal import Conflict, NotFound, Refused
from domain.retracting import needs as needs_to_retract
from domain.retracting import retract
from domain.retraction import IncidentRetracted, RetractIncident
from domain.staff import DIRECTORY, check_known
from domain.streams import Decider, Given, Needs

Rule = Callable[[Any, Any, Given], tuple[Event, ...]]
RULES: dict[type[Command], Rule] = {
    AssessIncident: concluding.then_about_the_police(assess),
    CorrectIncident: concluding.then_back_with_its_request(concluding.then_about_the_police(correct)),
    AdviseCustomer: concluding.advise,
    CloseIncident: concluding.close,
    RecordHandling: record_handling,
    NoteHandling: note_handling,
    AddEvidence: add_evidence,
    WithdrawEvidence: withdraw_evidence,
    RetractIncident: retract,
}


def needs(incident: Incident | None, command: Command, others: Mapping[str, Any]) -> Needs:
    """A new incident needs its customer, and who works here; what is told of it later, its people too."""
    if isinstance(command, RecordIncident):
        return Needs(streams=frozenset({command.customer, DIRECTORY}))
    if incident is None:
        return Needs()
    if isinstance(command, RetractIncident):
        return needs_to_retract(incident, command, others)
    people = same_id("people", incident.id)
    referred = Needs(tags=frozenset({incident.id}))
    asked = referred if isinstance(command, AssessIncident | CorrectIncident | CloseIncident) else Needs()
    if isinstance(command, AssessIncident):
        cases = (state for state in others.values() if isinstance(state, Case))
        beside = {name for case in cases for decision in case.decisions for name in decision.basis}
        asked |= Needs(streams=frozenset(beside) - {incident.id})  # what else a restriction may rest on
    if isinstance(command, AssessIncident | NoteHandling):
        return asked | Needs(streams=frozenset({people}))
    if isinstance(command, CorrectIncident | RecordHandling):
        return asked | Needs(streams=frozenset({people, DIRECTORY}))
    return asked


def decide(incident: Incident | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Decide about an incident. Raises Refused, NotFound, Conflict."""
    if isinstance(command, RecordIncident):
        if incident is not None:
            raise Conflict("this incident has been recorded")
        return _record(command, given)
    if incident is None:
        raise NotFound("incident")
    if incident.retracted:
        raise Conflict("this incident has been taken back", version=incident.events)
    return RULES[type(command)](incident, command, given)


def _record(command: RecordIncident, given: Given) -> tuple[Event, ...]:
    """Record what happened, whatever it was; flag where our handling fell outside the steps. Refuse no handling."""
    if given.others.get(command.customer) is None:
        raise NotFound(command.customer)
    _check_what_happened(command, given)
    check_known([command.reporter], given, field="reporter", clause="9.1")
    check_known(command.targets, given, field="targets.{}", clause="9.1")
    check_known(command.witnesses, given, field="witnesses.{}", clause="9.1")
    incident = IncidentId(given.stream)
    steps = tuple(taken.step for taken in command.steps)
    recorded = IncidentRecorded(
        incident=incident,
        customer=command.customer,
        channel=command.channel,
        criteria=command.criteria,
        happened_at=command.happened_at,
        steps=steps,
        extreme=command.extreme,
        holds_legitimate_request=command.holds_legitimate_request,
        narrative=command.narrative,
        other_criterion=command.other_criterion,
        extreme_reason=command.extreme_reason,
        step_words=words_of(command.steps),
        legitimate_request=command.legitimate_request,
    )
    people = PeopleNamed(
        incident=incident,
        reporter=command.reporter,
        recorded_by=given.by.id,
        targets=command.targets,
        witnesses=command.witnesses,
        other_witnesses=command.other_witnesses,
    )
    handling = Handling(
        channel=command.channel,
        criteria=command.criteria,
        steps=steps,
        extreme=command.extreme,
        holds_request=command.holds_legitimate_request,
    )
    return (
        recorded,
        *flags(incident, command.customer, (), handling, command.reporter, given),
        *told(incident, command.customer, command.evidence, given),
        people,
        *concluding.referrals(command, given),
    )


def _check_what_happened(command: RecordIncident, given: Given) -> None:
    check_criteria(command.criteria, command.other_criterion)
    if not is_said(command.narrative):
        raise Refused("9.1", "what happened is written down", field="narrative", accepted="the account, in words")
    if command.extreme and not is_said(command.extreme_reason):
        raise Refused(
            "5.6", "why the behaviour was extreme is said", field="extreme_reason", accepted="the reason, in words"
        )
    if not command.extreme and command.extreme_reason is not None:
        raise Refused(
            "5.6", "a reason stands with behaviour that was extreme", field="extreme", accepted="true, or no reason"
        )
    if command.happened_at > given.as_of:
        raise Refused("9.1", "an incident lies in the past", field="happened_at", accepted="up to now")
    check_request(command.channel, command.holds_legitimate_request, command.legitimate_request)
    check_steps(command.steps, command.happened_at, given)


INCIDENT_DECIDER = Decider(
    kind="incident",
    events=(
        *(IncidentRecorded, IncidentAssessed, IncidentCorrected, CustomerAdvised, IncidentClosed),
        IncidentRetracted,
        *handled.EVENTS,
        *evidence.EVENTS,
    ),
    commands=(RecordIncident, *RULES),
    fold=fold,
    decide=decide,
    needs=needs,
)
