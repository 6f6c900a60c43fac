"""How an incident's events become its state. No rule stands here."""

from collections.abc import Iterable

from domain.conclusion import CustomerAdvised, IncidentClosed
from domain.event import Event
from domain.evidence import EvidenceEvent, EvidenceWithdrawn, kept
from domain.frozen import changed
from domain.handled import HandlingFoundOutsideSteps, HandlingFoundWithinSteps, HandlingNoted, HandlingRecorded
from domain.incident import (
    Corrected,
    Correction,
    Incident,
    IncidentAssessed,
    IncidentCorrected,
    IncidentRecorded,
    Statement,
)
from domain.retraction import IncidentRetracted


def fold(incident: Incident | None, event: Event) -> Incident:
    """Apply an event."""
    if isinstance(event, IncidentRecorded):
        return _recorded(event)
    if incident is None:
        raise TypeError(event)
    # Whatever is recorded of it later opens it again.
    incident = changed(incident, events=incident.events + 1, closed=False)
    match event:
        case IncidentAssessed():
            return changed(
                incident,
                assessment=event.assessment,
                assessed_criteria=event.criteria,
                assessed_by=incident.assessed_by | {event.assessed_by},
            )
        case IncidentCorrected():
            return _corrected(incident, event)
        case EvidenceEvent() | EvidenceWithdrawn():
            evidence = kept(incident.evidence, incident.events, event)
            return changed(incident, evidence=evidence, told_by=incident.told_by | {event.told_by})
        case IncidentRetracted():
            return changed(incident, retracted=True, corrected_by=incident.corrected_by | {event.retracted_by})
    return _seen_to(incident, event)


def _seen_to(incident: Incident, event: Event) -> Incident:
    match event:
        case CustomerAdvised():
            return changed(incident, advised=True)
        case IncidentClosed():
            return changed(incident, closed=True)
        case HandlingRecorded():
            return _handled(incident, event)
        case HandlingFoundOutsideSteps():
            return changed(incident, outside=(*incident.outside, event.missing), noted=False)
        case HandlingFoundWithinSteps():
            return changed(incident, outside=tuple(s for s in incident.outside if s is not event.missing))
        case HandlingNoted():
            return changed(incident, noted=True)
    raise TypeError(event)


def _recorded(event: IncidentRecorded) -> Incident:
    return Incident(
        id=event.incident,
        customer=event.customer,
        channel=event.channel,
        recorded_criteria=event.criteria,
        happened_at=event.happened_at,
        extreme=event.extreme,
        steps=event.steps,
        holds_legitimate_request=event.holds_legitimate_request,
        said=_said(Statement, 1),
    )


def _handled(incident: Incident, event: HandlingRecorded) -> Incident:
    """Add the steps to those told before; what is said of a request takes the place of what was."""
    request = event.holds_legitimate_request
    said = incident.said + (_said([Statement.STEPS], incident.events) if event.steps else ())
    if request is not None:
        said = _without(said, {Statement.REQUEST}) + _said([Statement.REQUEST], incident.events)
    return changed(
        incident,
        steps=incident.steps + event.steps,
        holds_legitimate_request=incident.holds_legitimate_request if request is None else request,
        said=said,
        told_by=incident.told_by | {event.told_by},
    )


def _corrected(incident: Incident, event: IncidentCorrected) -> Incident:
    """Put what is given in the place of what was said."""
    what = {corrected.what for corrected in event.corrects}
    given = {
        "channel": event.channel,
        "recorded_criteria": event.criteria,
        "happened_at": event.happened_at,
        "steps": event.steps,
        "extreme": event.extreme,
        "holds_legitimate_request": event.holds_legitimate_request,
    }
    return changed(
        incident,
        **{name: value for name, value in given.items() if value is not None},
        said=_without(incident.said, what) + _said(sorted(what), incident.events),
        corrections=(*incident.corrections, Correction(incident.events, event.corrects)),
        corrected_by=incident.corrected_by | {event.corrected_by},
    )


def _said(what: Iterable[Statement], version: int) -> tuple[Corrected, ...]:
    return tuple(Corrected(statement, version) for statement in what)


def _without(said: tuple[Corrected, ...], what: set[Statement]) -> tuple[Corrected, ...]:
    return tuple(corrected for corrected in said if corrected.what not in what)
