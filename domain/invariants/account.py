"""What a record tells of one incident: the conduct, the handling and the evidence, fact by fact."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from domain.conclusion import CustomerAdvised
from domain.criteria import Criterion
from domain.evidence import (
    ContactCount,
    ContactsCounted,
    CooperationAsked,
    CooperationRefused,
    DifficultyAskedAbout,
    EvidenceWithdrawn,
)
from domain.handled import HandlingFoundOutsideSteps, HandlingFoundWithinSteps, HandlingRecorded
from domain.handling import Shortfall, Step, StepKind
from domain.incident import IncidentCorrected, IncidentRecorded
from domain.invariants.fact import Fact
from domain.names import Channel


@dataclass
class Told:
    """What is known of an incident after each of its facts."""

    channel: Channel = Channel.OTHER
    criteria: tuple[Criterion, ...] = ()
    steps: list[Step] = field(default_factory=list)
    extreme: bool = False
    request: bool | None = None
    advised: bool = False
    pieces: dict[int, Any] = field(default_factory=dict)
    flagged: set[Shortfall] = field(default_factory=set)
    assessed: bool = False

    def hear(self, fact: Fact) -> None:
        """Take in what a fact says of the conduct, the handling or the evidence."""
        event: Any = fact.event
        match event:
            case IncidentRecorded() | IncidentCorrected():
                self.channel = event.channel or self.channel
                self.criteria = event.criteria or self.criteria
                self.steps = self.steps if event.steps is None else list(event.steps)
                self.extreme = self.extreme if event.extreme is None else event.extreme
            case HandlingRecorded():
                self.steps += event.steps
            case CustomerAdvised():
                self.advised = True
            case ContactsCounted() | CooperationAsked() | CooperationRefused() | DifficultyAskedAbout():
                self.pieces[fact.version] = event
            case EvidenceWithdrawn():
                self.pieces.pop(event.corrects, None)
            case HandlingFoundOutsideSteps():
                self.flagged.add(event.missing)
            case HandlingFoundWithinSteps():
                self.flagged.discard(event.missing)
        if getattr(event, "holds_legitimate_request", None) is not None:
            self.request = event.holds_legitimate_request

    def days(self, kind: type[Any]) -> list[date]:
        """Return the days of what was asked, or refused."""
        return [day for piece in self.pieces.values() if isinstance(piece, kind) for day in piece.days]

    def counts(self) -> list[ContactCount]:
        """Return the contacts counted."""
        return [count for piece in self.pieces.values() if isinstance(piece, ContactsCounted) for count in piece.counts]

    def first(self, kind: StepKind) -> datetime | None:
        """Return when a step was first taken."""
        return min((step.at for step in self.steps if step.kind is kind), default=None)
