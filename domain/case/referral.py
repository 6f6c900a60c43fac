"""How a case begins: incidents are referred to a manager, who may warn first (7.2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.calendar import Counts, local_day
from domain.case.state import Case, next_notice
from domain.event import Command, Event
from domain.incident import Incident
from domain.names import SEALED, CaseId, CustomerId, IncidentId, NoticeId, Personal, StaffId, WarningId, same_id
from domain.people import People
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Given


@dataclass(frozen=True, kw_only=True)
class ReferCase(Command):
    """Any employee refers a customer's incidents to a manager."""

    customer: CustomerId
    incidents: tuple[IncidentId, ...]
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class AddIncident(Command):
    """Bring a further incident of the same customer into the case."""

    incident: IncidentId


@dataclass(frozen=True, kw_only=True)
class IssueWarning(Command):
    """Warn, and give the chance to change, before anything is decided."""

    incidents: tuple[IncidentId, ...]
    reasons: Personal
    what_must_change: Personal


class NoWarningReason(StrEnum):
    """Why it was not possible to warn first."""

    VIOLENCE_OR_THREATS = "violence-or-threats"
    DANGER_TO_SOMEBODY = "danger-to-somebody"
    CUSTOMER_CANNOT_BE_REACHED = "customer-cannot-be-reached"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class DispenseWithWarning(Command):
    """Say why a warning is not possible."""

    reason: NoWarningReason
    explanation: Personal


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    """What every event of a case names."""

    kind: ClassVar[str] = "case"
    clause: ClassVar[str] = "7.2"
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    case: CaseId
    customer: CustomerId


@dataclass(frozen=True, kw_only=True)
class CaseReferred(CaseEvent):
    """A case was opened. `policy` is the version of the figures it keeps; `decide_by` the last day to decide."""

    tagged: ClassVar[tuple[str, ...]] = ("customer", "incidents")
    incidents: tuple[IncidentId, ...]
    referred_by: StaffId
    referred_on: date
    decide_by: date
    policy: str
    calendar: str
    reason: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class IncidentAdded(CaseEvent):
    """A further incident came into the case. `decide_by` is set where it makes a decision due."""

    tagged: ClassVar[tuple[str, ...]] = ("incident",)
    incident: IncidentId
    added_by: StaffId
    decide_by: date | None


@dataclass(frozen=True, kw_only=True)
class WarningIssued(CaseEvent):
    """A manager warned. The period begins when the notice has left."""

    warning: WarningId
    notice: NoticeId
    notice_leave_by: date
    incidents: tuple[IncidentId, ...]
    issued_by: StaffId
    reasons: Personal = SEALED
    what_must_change: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class WarningDispensedWith(CaseEvent):
    """A manager recorded why no warning comes first."""

    coded: ClassVar[str | None] = "reason"
    reason: NoWarningReason
    dispensed_by: StaffId
    explanation: Personal = SEALED


def refer(case: Case | None, command: ReferCase, given: Given) -> tuple[Event, ...]:
    """Open a case. Raises Refused (7.2), NotFound, Conflict."""
    if case is not None:
        raise Conflict("this case has been referred")
    if given.others.get(command.customer) is None:
        raise NotFound(command.customer)
    if not command.incidents:
        raise Refused("7.2", "a case rests on at least one incident", field="incidents")
    if len(set(command.incidents)) != len(command.incidents):
        raise Refused("7.2", "an incident is named once", field="incidents")
    for incident in command.incidents:
        _check_belongs(incident, command.customer, given)
    today = local_day(given.as_of)
    policy = given.book.on(today)
    return (
        CaseReferred(
            case=CaseId(given.stream),
            customer=command.customer,
            incidents=command.incidents,
            referred_by=given.by.id,
            referred_on=today,
            decide_by=_decide_by(today, policy.figures.decide_within_wd, given),
            policy=policy.version,
            calendar=given.book.calendar.version,
            reason=command.reason,
        ),
    )


def add_incident(case: Case, command: AddIncident, given: Given) -> tuple[Event, ...]:
    """Bring an incident in. After a warning it makes a decision due. Raises Refused, NotFound, Conflict."""
    _check_belongs(command.incident, case.customer, given)
    if command.incident in case.incidents:
        raise Conflict("this incident is in the case", version=case.version)
    figures = given.book.version(case.policy).figures
    warned = bool(case.warnings) and case.decide_by is None and not case.decisions
    return (
        IncidentAdded(
            case=case.id,
            customer=case.customer,
            incident=command.incident,
            added_by=given.by.id,
            decide_by=_decide_by(local_day(given.as_of), figures.decide_within_wd, given) if warned else None,
        ),
    )


def warn(case: Case, command: IssueWarning, given: Given) -> tuple[Event, ...]:
    """Warn. Raises Refused (7.2, 4.1)."""
    if case.current:
        raise Refused("7.2", "a warning comes before a decision", field="incidents")
    check_basis(case, command.incidents, given, field="incidents")
    check_not_a_party(command.incidents, given)
    for name in ("reasons", "what_must_change"):
        if not getattr(command, name):
            raise Refused("7.2", "a warning says why, and what must change", field=name)
    return (
        WarningIssued(
            case=case.id,
            customer=case.customer,
            warning=WarningId(f"warning/{len(case.warnings) + 1}"),
            notice=next_notice(case),
            notice_leave_by=notice_leave_by(case, given),
            incidents=command.incidents,
            issued_by=given.by.id,
            reasons=command.reasons,
            what_must_change=command.what_must_change,
        ),
    )


def dispense(case: Case, command: DispenseWithWarning, given: Given) -> tuple[Event, ...]:
    """Record why no warning comes first. Raises Refused (7.2)."""
    check_not_a_party(case.incidents, given)
    if not command.explanation:
        raise Refused("7.2", "without a warning, the reason is recorded", field="explanation")
    return (
        WarningDispensedWith(
            case=case.id,
            customer=case.customer,
            reason=command.reason,
            dispensed_by=given.by.id,
            explanation=command.explanation,
        ),
    )


def check_basis(case: Case, incidents: tuple[IncidentId, ...], given: Given, field: str) -> tuple[Incident, ...]:
    """Check that what counts against a customer was assessed unacceptable and is of this case; return it. 2.3, 4.1."""
    if not incidents:
        raise Refused("2.4", "a decision rests on at least one incident", field=field)
    basis = []
    for number, name in enumerate(incidents):
        incident: Incident | None = given.others.get(name)
        if incident is None:
            raise NotFound(name)
        if name not in case.incidents:
            raise Refused("2.4", "an incident it rests on is in the case", field=f"{field}.{number}")
        if not incident.counts:
            raise Refused(
                "4.1",
                "only conduct assessed as unacceptable counts",
                field=f"{field}.{number}",
                accepted="an incident assessed as unacceptable",
            )
        basis.append(incident)
    return tuple(basis)


def check_not_a_party(incidents: tuple[IncidentId, ...], given: Given) -> None:
    """Check that who decides did not suffer or report what it rests on. Raises Refused (7.2)."""
    for incident in incidents:
        people: People | None = given.others.get(same_id("people", incident))
        if people and given.by.id in people.parties:
            raise Refused("7.2", "the manager did not suffer or report what is decided on", accepted="another manager")


def notice_leave_by(case: Case, given: Given) -> date:
    """Return the last day on which a notice that is now owed should leave (7.3)."""
    within = given.book.version(case.policy).figures.notice_leaves_within_wd
    return given.book.calendar.working_days_after(local_day(given.as_of), within, Counts.AGAINST_US)


def _decide_by(today: date, within: int, given: Given) -> date:
    return given.book.calendar.working_days_after(today, within, Counts.AGAINST_US)


def _check_belongs(name: IncidentId, customer: CustomerId, given: Given) -> None:
    incident: Incident | None = given.others.get(name)
    if incident is None:
        raise NotFound(name)
    if incident.customer != customer:
        raise Refused("1.3", "a case is about one person", field="incidents", accepted="incidents of this customer")
