"""What is asked and recorded when an incident is taken back: it was another person's, or stands twice (9.1)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from domain.event import Command, Event
from domain.incident import Corrected
from domain.names import SEALED, CustomerId, IncidentId, Personal, StaffId


class WhyRetracted(StrEnum):
    """Why an incident is taken back."""

    ANOTHER_PERSON = "another-person"
    RECORDED_TWICE = "recorded-twice"
    BY_MISTAKE = "by-mistake"


@dataclass(frozen=True, kw_only=True)
class RetractIncident(Command):
    """Take back what was recorded in error. `instead`: the incident under which it is recorded rightly."""

    why: WhyRetracted
    reason: Personal
    instead: IncidentId | None = None


@dataclass(frozen=True, kw_only=True)
class IncidentRetracted(Event):
    """An incident was taken back: it counts nowhere from now on. `corrects` says every statement that falls with it."""

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "9.1"
    tagged: ClassVar[tuple[str, ...]] = ("customer",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    coded: ClassVar[str | None] = "why"
    incident: IncidentId
    customer: CustomerId
    why: WhyRetracted
    corrects: tuple[Corrected, ...]
    instead: IncidentId | None
    retracted_by: StaffId
    reason: Personal = SEALED
