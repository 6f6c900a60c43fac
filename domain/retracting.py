"""Taking an incident back that was recorded of the wrong person, twice, or by mistake (9.1, *Never* edited history).

What is taken back stays in the record and counts nowhere. Whoever follows the record takes a letter of advice about it
back too (`domain/letter.py`), and shows the cases to which it was linked that it is nothing new (9.2).
"""

from collections.abc import Mapping
from typing import Any

from domain.case.basis import records_of, standing_on
from domain.event import Event
from domain.incident import Incident
from domain.linking import needs_of_the_person
from domain.names import Role, is_said
from domain.refusal import Conflict, NotAllowed, NotFound, Refused
from domain.retraction import IncidentRetracted, RetractIncident, WhyRetracted
from domain.streams import Given, Needs

ONCE_ASSESSED = (Role.MANAGER, Role.HEAD_OF_SERVICE, Role.DIRECTOR, Role.GOVERNANCE)


def needs(incident: Incident, command: RetractIncident, others: Mapping[str, Any]) -> Needs:
    """What rests on it, and what is recorded in its place, with the person of both."""
    resting = Needs(tags=frozenset({incident.id}))
    if command.instead is None:
        return resting
    return resting | Needs(streams=frozenset({command.instead})) | needs_of_the_person(incident.customer, others)


def retract(incident: Incident, command: RetractIncident, given: Given) -> tuple[Event, ...]:
    """Take it back. Raises Refused (2.4, 9.1), NotAllowed, NotFound, Conflict."""
    if not is_said(command.reason):
        raise Refused("9.1", "why it is taken back is said", field="reason", accepted="the reason, in words")
    if incident.assessment is not None and not given.by.has(*ONCE_ASSESSED):
        roles = frozenset(str(role) for role in ONCE_ASSESSED)
        raise NotAllowed("9.1", "what a manager has assessed is not taken back by everybody", roles)
    if resting := [decision.id for decision in standing_on(incident.id, given)]:
        raise Conflict(
            f"a restriction that stands rests on it ({', '.join(resting)}): first that is lifted, or varied to rest on"
            " something else"
        )
    _check_instead(incident, command, given)
    retracted = IncidentRetracted(
        incident=incident.id,
        customer=incident.customer,
        why=command.why,
        corrects=incident.said,
        instead=command.instead,
        retracted_by=given.by.id,
        reason=command.reason,
    )
    return (retracted,)


def _check_instead(incident: Incident, command: RetractIncident, given: Given) -> None:
    """What happened twice in the record happened once to one person; what somebody else did is recorded of them."""
    if command.instead is None:
        if command.why is WhyRetracted.RECORDED_TWICE:
            raise Refused(
                "9.1",
                "what is recorded twice stays recorded once",
                field="instead",
                accepted="the incident that stands",
            )
        return
    other: Incident | None = given.others.get(command.instead)
    if other is None:
        raise NotFound(command.instead)
    if other.retracted or other.id == incident.id:
        raise Refused("9.1", "what is recorded in its place stands", field="instead", accepted="another incident")
    same = other.customer in records_of(incident.customer, given)
    if same is not (command.why is not WhyRetracted.ANOTHER_PERSON):
        raise Refused(
            "1.3",
            "what one person did twice in the record is theirs; what another person did is not",
            field="instead",
            accepted="another person's incident" if same else "an incident of this person",
        )
