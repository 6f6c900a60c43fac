"""What is asked and recorded when an incident is concluded: the customer is advised, the incident is closed (5)."""

from dataclasses import dataclass
from typing import ClassVar

from domain.event import Command, Event
from domain.names import SEALED, CustomerId, IncidentId, Personal, StaffId


@dataclass(frozen=True, kw_only=True)
class AdviseCustomer(Command):
    """Write to the customer why it was unacceptable, and what must change (5.9, 5.12).

    `request_answered`: the contact also held a legitimate request, which is being dealt with.
    """

    why: Personal
    what_must_change: Personal
    request_answered: bool = False


@dataclass(frozen=True, kw_only=True)
class CloseIncident(Command):
    """Nothing about the incident itself is left to do. What rests on it goes on in its case."""


@dataclass(frozen=True, kw_only=True)
class CustomerAdvised(Event):
    """The customer was advised; the letter goes out in a stream of its own."""

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "5.12"
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    incident: IncidentId
    customer: CustomerId
    advised_by: StaffId
    request_answered: bool
    why: Personal = SEALED
    what_must_change: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class IncidentClosed(Event):
    """An incident was closed: assessed, and where violence was threatened, with the decision about the police (5.6).

    Whatever is recorded of it afterwards opens it again.
    """

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "5.6"
    incident: IncidentId
    customer: CustomerId
    closed_by: StaffId
