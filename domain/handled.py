"""Handling told after an incident was recorded, found outside the steps or within them, and looked at (5.4-5.14)."""

from dataclasses import dataclass
from typing import ClassVar

from domain.event import Command, Event
from domain.handling import Shortfall, Step, StepTaken
from domain.names import SEALED, CustomerId, IncidentId, Personal, PersonalList, StaffId


@dataclass(frozen=True, kw_only=True)
class RecordHandling(Command):
    """Add steps that were taken since, or were left out; say whether correspondence holds a legitimate request."""

    steps: tuple[StepTaken, ...] = ()
    holds_legitimate_request: bool | None = None
    legitimate_request: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class NoteHandling(Command):
    """A manager has looked at handling outside the steps, and says what follows from it for us."""

    what_follows: Personal


@dataclass(frozen=True, kw_only=True)
class HandlingRecorded(Event):
    """Further steps were told of. None: nothing new is said of a request."""

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "5.3"
    tagged: ClassVar[tuple[str, ...]] = ("customer",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    incident: IncidentId
    customer: CustomerId
    steps: tuple[Step, ...]
    holds_legitimate_request: bool | None
    told_by: StaffId
    step_words: PersonalList = SEALED  # one for each step, in their order; empty where nothing was said
    legitimate_request: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class HandlingFoundOutsideSteps(Event):
    """Our handling fell outside the steps of a clause; weighs against us when deciding, until it is found within.

    `flagged_to`: the reporter's manager; None where the directory knows of none, so that it falls to a Head of Service.
    """

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "5.3"
    coded: ClassVar[str | None] = "missing"
    incident: IncidentId
    customer: CustomerId
    missing: Shortfall
    outside: str  # the clause
    flagged_to: StaffId | None


@dataclass(frozen=True, kw_only=True)
class HandlingFoundWithinSteps(Event):
    """What had been found missing is there: it was done since, told since, or the account was corrected."""

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "5.3"
    coded: ClassVar[str | None] = "missing"
    incident: IncidentId
    customer: CustomerId
    missing: Shortfall
    outside: str


@dataclass(frozen=True, kw_only=True)
class HandlingNoted(Event):
    """A manager looked at what was flagged. It goes on weighing against us when deciding."""

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "5.3"
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    incident: IncidentId
    customer: CustomerId
    missing: tuple[Shortfall, ...]
    noted_by: StaffId
    what_follows: Personal = SEALED


EVENTS: tuple[type[Event], ...] = (
    HandlingRecorded,
    HandlingFoundOutsideSteps,
    HandlingFoundWithinSteps,
    HandlingNoted,
)
