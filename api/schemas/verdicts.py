"""The verdict, as the front line reads it."""

from datetime import datetime

from pydantic import Field

from api.schemas.words import Body, Id, Moment, Number, Shown, StaffRef
from domain.case.verdict import Purpose, RouteKind
from domain.measures import MeasureKind, Per
from domain.names import Channel


class Question(Body):
    """A contact that somebody wants to know about."""

    channel: Channel = Field(description="How they make contact.")
    purpose: Purpose = Field(description="What it is about. Statutory purposes are always open (1.6).")
    staff: StaffRef | None = Field(None, description="Whom they would speak to; nobody: whoever answers.")
    representative: bool = Field(False, description="Whether a representative makes the contact.")
    at: Moment | None = Field(None, description="The instant asked about; now, where none is given.")


class Route(Shown):
    """A route that stays open."""

    kind: RouteKind
    method: Channel | None
    staff: Id | None
    stand_in: Id | None
    per: Per | None


class Part(Shown):
    """What one measure in force says, and the event it rests on: no account, and nobody but a named contact."""

    answer: str
    measure: MeasureKind
    route: Route | None
    clause: str
    case: Id
    decision: Number
    event: int = Field(description="The version, in the case's history, of the event it rests on.")


class RestsOn(Shown):
    """The event that decides the answer: a decision's, in its case."""

    case: Id
    decision: Number
    event: int = Field(description="Its version in the case's history.")


class Verdict(Shown):
    """Whether somebody may speak to a customer, and by which route otherwise."""

    customer: Id
    answer: str = Field(description="`allow`, `refer`, `read-and-file` or `refuse`.")
    clause: str
    route: Route | None
    say: str = Field(description="A sentence to read aloud to the customer.")
    rests_on: RestsOn | None = Field(description="Null where nothing restricts, or the law keeps it open (1.6).")
    parts: tuple[Part, ...] = Field(description="What each measure in force says, and in which case.")
    at: datetime
    next_change: datetime | None = Field(description="When the answer may differ with nothing further recorded.")
