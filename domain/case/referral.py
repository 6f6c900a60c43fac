"""What is asked and recorded before a decision: incidents are referred to a manager, who may warn first (7.2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.event import Command, Event
from domain.names import SEALED, CaseId, CustomerId, IncidentId, NoticeId, Personal, StaffId, WarningId


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
    rests_on: tuple[CustomerId, ...] = ()  # other records of the person, whose incidents it is about
    reasons: Personal = SEALED
    what_must_change: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class WarningDispensedWith(CaseEvent):
    """A manager recorded why no warning comes first."""

    coded: ClassVar[str | None] = "reason"
    reason: NoWarningReason
    dispensed_by: StaffId
    explanation: Personal = SEALED
