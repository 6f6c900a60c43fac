"""Correcting an incident: a correction says what it corrects and why (9.1, *Never* edited history)."""

from domain.criteria import Criterion, check_criteria
from domain.event import Event
from domain.flagging import check_request, check_steps, flags_of, words_of
from domain.handling import CORRESPONDENCE, Handling
from domain.incident import CorrectIncident, Incident, IncidentCorrected, Statement
from domain.names import is_said
from domain.refusal import Refused
from domain.streams import Given

# Which statement each field of a correction takes the place of.
CORRECTS: dict[str, Statement] = {
    "channel": Statement.CHANNEL,
    "criteria": Statement.CRITERIA,
    "other_criterion": Statement.CRITERIA,
    "happened_at": Statement.HAPPENED_AT,
    "narrative": Statement.NARRATIVE,
    "steps": Statement.STEPS,
    "extreme": Statement.EXTREME,
    "extreme_reason": Statement.EXTREME,
    "holds_legitimate_request": Statement.REQUEST,
    "legitimate_request": Statement.REQUEST,
}


def correct(incident: Incident, command: CorrectIncident, given: Given) -> tuple[Event, ...]:
    """Put something right. Raises Refused (2.3, 4.7, 5.6, 5.9, 7.1, 9.1)."""
    if not is_said(command.reason):
        raise Refused("9.1", "why it is corrected is said", field="reason", accepted="the reason, in words")
    what = {statement for name, statement in CORRECTS.items() if getattr(command, name) is not None}
    if not what:
        raise Refused(
            "9.1", "a correction says what is different", field="narrative", accepted=f"any of {', '.join(CORRECTS)}"
        )
    _check(incident, command, given)
    steps = None if command.steps is None else tuple(taken.step for taken in command.steps)
    event = IncidentCorrected(
        incident=incident.id,
        customer=incident.customer,
        corrects=tuple(said for said in incident.said if said.what in what),
        channel=command.channel,
        criteria=command.criteria,
        happened_at=command.happened_at,
        steps=steps,
        extreme=command.extreme,
        holds_legitimate_request=command.holds_legitimate_request,
        corrected_by=given.by.id,
        reason=command.reason,
        narrative=command.narrative,
        other_criterion=command.other_criterion,
        extreme_reason=command.extreme_reason,
        step_words=None if command.steps is None else words_of(command.steps),
        legitimate_request=command.legitimate_request,
    )
    handling = Handling(
        channel=event.channel or incident.channel,
        criteria=event.criteria or incident.recorded_criteria,
        steps=incident.steps if steps is None else steps,
        extreme=incident.extreme if event.extreme is None else event.extreme,
        holds_request=(
            incident.holds_legitimate_request
            if event.holds_legitimate_request is None
            else event.holds_legitimate_request
        ),
        advised=incident.advised,
    )
    return (event, *flags_of(incident, handling, given))


def _check(incident: Incident, command: CorrectIncident, given: Given) -> None:
    other = Criterion.OTHER_UNREASONABLE_DEMAND
    criteria = incident.recorded_criteria if command.criteria is None else command.criteria
    check_criteria(criteria, command.other_criterion, described=other in incident.recorded_criteria)
    if command.extreme and not is_said(command.extreme_reason):
        raise Refused(
            "5.6", "why the behaviour was extreme is said", field="extreme_reason", accepted="the reason, in words"
        )
    if command.extreme_reason is not None and not (incident.extreme if command.extreme is None else command.extreme):
        raise Refused(
            "5.6", "a reason stands with behaviour that was extreme", field="extreme", accepted="true, or no reason"
        )
    if command.happened_at and command.happened_at > given.as_of:
        raise Refused("9.1", "an incident lies in the past", field="happened_at", accepted="up to now")
    channel = command.channel or incident.channel
    said_before = incident.holds_legitimate_request if channel in CORRESPONDENCE else None
    holds = said_before if command.holds_legitimate_request is None else command.holds_legitimate_request
    if command.holds_legitimate_request is not None or command.legitimate_request is not None:
        check_request(channel, holds, command.legitimate_request)
    check_steps(command.steps or (), command.happened_at or incident.happened_at, given)
