"""A new incident while a restriction stands: linked, and shown to the manager. It changes nothing by itself (9.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.calendar import Counts, local_day
from domain.case.force import standing
from domain.case.looking_again import NewIncident
from domain.case.referral import CaseEvent
from domain.case.state import Case
from domain.event import Command, Event
from domain.incident import Assessment, Incident
from domain.linking import links_in, person
from domain.names import CustomerId, IncidentId, StaffId
from domain.refusal import AlreadySo, Conflict, NotFound
from domain.streams import Given


@dataclass(frozen=True, kw_only=True)
class LinkIncident(Command):
    """Whoever follows the record found that something was recorded of an incident about the customer, at a moment."""

    incident: IncidentId
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class SeeNewIncident(Command):
    """A manager has looked at a new incident."""

    incident: IncidentId


@dataclass(frozen=True, kw_only=True)
class IncidentLinked(CaseEvent):
    """An incident about the customer was recorded, judged or corrected while a restriction stood: as it is now.

    `look_by` is the day by which the manager should have looked at it. `recorded_of` is the record of the person of
    which it was recorded; None: the case's own. `retracted`: it was taken back, and is nothing new any more (9.1).
    """

    clause: ClassVar[str] = "9.2"
    incident: IncidentId
    happened_on: date
    assessment: Assessment | None
    look_by: date
    recorded_of: CustomerId | None = None
    retracted: bool = False


@dataclass(frozen=True, kw_only=True)
class NewIncidentSeen(CaseEvent):
    """A manager looked at a new incident."""

    clause: ClassVar[str] = "9.2"
    incident: IncidentId
    seen_by: StaffId


def link(case: Case, command: LinkIncident, given: Given) -> tuple[Event, ...]:
    """Link an incident of the person, as it is now.

    Raises AlreadySo where that is known, or nothing stands that it could concern, or somebody else did it after all.
    """
    incident: Incident | None = given.others.get(command.incident)
    decision = standing(case, given.as_of)
    if incident is None or decision is None or command.recorded_at < case.decisions[0].decided_at:
        raise AlreadySo
    if incident.customer not in person(case.customer, links_in(given.others)):
        raise AlreadySo
    found = not_known(case, incident, given)
    if not found:
        raise AlreadySo
    return found


def not_known(case: Case, incident: Incident, given: Given) -> tuple[IncidentLinked, ...]:
    """Return the event that links an incident as it is, or nothing where the case knows it so (9.2, *Time*)."""
    known = next((new for new in case.new_incidents if new.incident == incident.id), None)
    happened_on = local_day(incident.happened_at)
    if incident.retracted and known is None:
        return ()
    if known is None:
        # What was decided on is known, unless it is said by now to have happened after all that rests on it.
        resting = [decision.decided_on for decision in case.decisions if incident.id in decision.basis]
        if resting and incident.counts and happened_on <= max(resting):
            return ()
    elif (known.happened_on, known.assessment, False) == (happened_on, incident.assessment, incident.retracted):
        return ()
    within = given.book.version(case.policy).figures.look_at_incident_wd
    look_by = given.book.calendar.working_days_after(local_day(given.as_of), within, Counts.AGAINST_US)
    if known is not None and not known.seen:  # nobody has looked yet: what is told of it meanwhile moves nothing later
        look_by = min(look_by, known.look_by)
    return (
        IncidentLinked(
            case=case.id,
            customer=case.customer,
            incident=incident.id,
            happened_on=happened_on,
            assessment=incident.assessment,
            look_by=look_by,
            recorded_of=incident.customer,
            retracted=incident.retracted,
        ),
    )


def see(case: Case, command: SeeNewIncident, given: Given) -> tuple[Event, ...]:
    """Record that a manager has looked. Raises NotFound, Conflict."""
    known = _known(case, command.incident)
    if known is None:
        raise NotFound(command.incident)
    if known.seen:
        raise Conflict("this incident has been looked at", version=case.version)
    return (NewIncidentSeen(case=case.id, customer=case.customer, incident=command.incident, seen_by=given.by.id),)


def _known(case: Case, incident: IncidentId) -> NewIncident | None:
    return next((new for new in case.new_incidents if new.incident == incident), None)
