"""Lists: the work queue, and the register of restrictions."""

from datetime import date, datetime

from pydantic import Field

from api.schemas.words import Id, Number, Shown
from domain.case.duties import DutyKind
from domain.case.stage import Stage
from domain.case.state import DecisionKind
from domain.measures import MeasureKind
from domain.names import Role


class DutyRow(Shown):
    """One thing that somebody owes: in a case, or to a referral or a letter of its own."""

    case: Id | None = Field(None, description="The case, where it is owed in one.")
    referral: Id | None = Field(None, description="The referral, where it is to be answered.")
    letter: Id | None = Field(None, description="The letter outside any case, where that is to leave.")
    customer: Id
    stage: Stage
    kind: DutyKind
    about: str
    due_on: date
    clause: str
    owner: Role
    person: Id | None
    escalated: int = Field(description="How far up it has been told: 1 line manager, 2 Head of Service, 3 Director.")


class Queue(Shown):
    """A part of a queue, soonest first. `next_after` asks for what follows; null: nothing does."""

    duties: tuple[DutyRow, ...]
    next_after: str | None
    position: int = Field(description="The queue shows the record up to here.")


class RestrictionRow(Shown):
    """One restriction that has not ended."""

    case: Id
    decision: Number
    customer: Id
    stage: Stage
    kind: DecisionKind
    measures: tuple[MeasureKind, ...]
    decided_on: date
    in_force_from: datetime | None
    on_hold: bool
    expires_on: date | None
    review_on: date | None
    ends_at: datetime


class Register(Shown):
    """A part of the register, by case. `next_after` asks for what follows; null: nothing does."""

    restrictions: tuple[RestrictionRow, ...]
    next_after: str | None
    position: int = Field(description="The register shows the record up to here.")
