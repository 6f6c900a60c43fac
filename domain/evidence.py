"""What an assessment rests on beside the account: contacts counted, requests made and refused (4.8-4.13)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.event import Command, Event
from domain.names import SEALED, Channel, CustomerId, IncidentId, Personal, PersonalList, StaffId


@dataclass(frozen=True)
class ContactCount:
    """How often a customer made contact from a day to a day, both included. `channel` None: by all of them together.

    `minutes`: what answering them took, where that was measured (4.9).
    """

    first_day: date
    last_day: date
    contacts: int
    channel: Channel | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class DayTold:
    """What was asked, refused or answered on a day, in words."""

    day: date
    words: Personal


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What one command brings of it. `difficulty`: asked about on a day, and what the customer answered (4.13)."""

    contact_counts: tuple[ContactCount, ...] = ()
    requests_made: tuple[DayTold, ...] = ()
    refusals: tuple[DayTold, ...] = ()
    difficulty: DayTold | None = None


@dataclass(frozen=True, kw_only=True)
class AddEvidence(Command):
    """Add to the evidence of a recorded incident."""

    evidence: Evidence


@dataclass(frozen=True, kw_only=True)
class WithdrawEvidence(Command):
    """Say that a piece of evidence was wrong, and why; what is right is added. It stays in the history."""

    version: int  # of the event that told it
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class EvidenceEvent(Event):
    """What every event of the kind names."""

    kind: ClassVar[str] = "incident"
    tagged: ClassVar[tuple[str, ...]] = ("customer",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    incident: IncidentId
    customer: CustomerId
    told_by: StaffId


@dataclass(frozen=True, kw_only=True)
class ContactsCounted(EvidenceEvent):
    """How often the customer made contact was counted."""

    clause: ClassVar[str] = "4.9"
    counts: tuple[ContactCount, ...]


@dataclass(frozen=True, kw_only=True)
class CooperationAsked(EvidenceEvent):
    """Something reasonable was asked of the customer, each on its day."""

    clause: ClassVar[str] = "4.11"
    days: tuple[date, ...]
    asked: PersonalList = SEALED


@dataclass(frozen=True, kw_only=True)
class CooperationRefused(EvidenceEvent):
    """The customer refused what was asked, each time on its day."""

    clause: ClassVar[str] = "4.12"
    days: tuple[date, ...]
    refused: PersonalList = SEALED


@dataclass(frozen=True, kw_only=True)
class DifficultyAskedAbout(EvidenceEvent):
    """The customer was asked whether a specific, genuine difficulty stood in the way; what they answered."""

    clause: ClassVar[str] = "4.13"
    asked_on: date
    answer: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class EvidenceWithdrawn(Event):
    """What an earlier event told was wrong, and counts for nothing in later assessments; `corrects` is its version."""

    kind: ClassVar[str] = "incident"
    clause: ClassVar[str] = "9.1"
    tagged: ClassVar[tuple[str, ...]] = ("customer",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    incident: IncidentId
    customer: CustomerId
    corrects: int
    told_by: StaffId
    reason: Personal = SEALED


EVENTS: tuple[type[Event], ...] = (
    ContactsCounted,
    CooperationAsked,
    CooperationRefused,
    DifficultyAskedAbout,
    EvidenceWithdrawn,
)


@dataclass(frozen=True)
class Piece:
    """One piece of evidence in days and numbers, by the version of the event that told it."""

    version: int
    contact_counts: tuple[ContactCount, ...] = ()
    requests_made: tuple[date, ...] = ()
    refusals: tuple[date, ...] = ()
    difficulty_asked_on: date | None = None


@dataclass(frozen=True)
class Kept:
    """The evidence of an incident as it stands."""

    pieces: tuple[Piece, ...] = ()

    @property
    def contact_counts(self) -> tuple[ContactCount, ...]:
        """The contacts counted."""
        return tuple(count for piece in self.pieces for count in piece.contact_counts)

    @property
    def requests_made(self) -> tuple[date, ...]:
        """The days on which something reasonable was asked, in the order of the days."""
        return tuple(sorted(day for piece in self.pieces for day in piece.requests_made))

    @property
    def refusals(self) -> tuple[date, ...]:
        """The days of the refusals, each refusal one, in the order of the days."""
        return tuple(sorted(day for piece in self.pieces for day in piece.refusals))

    @property
    def difficulty_asked_on(self) -> date | None:
        """The day on which a difficulty was last asked about."""
        return max((p.difficulty_asked_on for p in self.pieces if p.difficulty_asked_on), default=None)


def kept(before: Kept, version: int, event: Event) -> Kept:
    """Keep what an event tells, or strike what it withdraws."""
    match event:
        case ContactsCounted():
            piece = Piece(version, contact_counts=event.counts)
        case CooperationAsked():
            piece = Piece(version, requests_made=event.days)
        case CooperationRefused():
            piece = Piece(version, refusals=event.days)
        case DifficultyAskedAbout():
            piece = Piece(version, difficulty_asked_on=event.asked_on)
        case EvidenceWithdrawn():
            return Kept(tuple(piece for piece in before.pieces if piece.version != event.corrects))
        case _:
            raise TypeError(event)
    return Kept((*before.pieces, piece))
