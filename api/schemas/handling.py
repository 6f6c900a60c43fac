"""How an incident was handled: steps told and shown, and what fell outside them (5.4-5.14, 7.1)."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.words import SOMEBODY, Body, Id, Moment, Shown, StaffRef, Text, YesOrNo, example
from domain import handling
from domain.handling import Shortfall, StepKind
from domain.names import StaffId


class StepTaken(Body):
    """One step: when, by whom (you, or the reporter, unless you name somebody), and what was said or done."""

    kind: StepKind
    at: Moment
    by: StaffRef | None = None
    went_on_until: Moment | None = Field(
        None, description="Of an immediate action, if it outlasted the contact (it should not: 7.1)."
    )
    words: Text | None = None

    def taken(self, by: StaffId) -> handling.StepTaken:
        """Return it in the domain's words; `by` is whoever took it where nobody is named."""
        return handling.StepTaken(self.kind, self.at, self.by or by, self.went_on_until, self.words)


Steps = Annotated[tuple[StepTaken, ...], Field(max_length=20)]


def taken(steps: tuple[StepTaken, ...], by: StaffId) -> tuple[handling.StepTaken, ...]:
    """Return steps in the domain's words."""
    return tuple(step.taken(by) for step in steps)


class NewHandling(Body):
    """Steps taken since, or left out before; and whether correspondence holds a legitimate request (5.9)."""

    model_config = example(steps=[{"kind": "advice-sent", "at": "2026-11-21T09:00:00Z", "by": str(SOMEBODY)}])

    steps: Steps = ()
    holds_legitimate_request: YesOrNo | None = None
    legitimate_request: Text | None = Field(None, description="What was asked for, where something was.")


class HandlingNote(Body):
    """What follows for us from handling outside the steps."""

    model_config = example(what_follows="We went through the steps together; she had not been trained in them.")

    what_follows: Text


class StepShown(Shown):
    """One step; what was said at it is in the account. `by`: shown to whoever may read the incident's people."""

    kind: StepKind
    at: datetime
    by: Id | None
    went_on_until: datetime | None


class Outside(Shown):
    """One way in which the handling fell outside the steps, and the clause of those."""

    missing: Shortfall
    clause: str
    can_still_be_done: bool = Field(description="Not yet done; false: the contact in which it belonged is over.")


class FlaggedRow(Shown):
    """Handling outside the steps that waits for a manager to look at it."""

    incident: Id
    customer: Id
    missing: Shortfall
    clause: str
    found_at: datetime
    person: Id | None = Field(description="The reporter's manager; null: nobody, so that it falls to Heads of Service.")


class Flagged(Shown):
    """A part of the list, oldest first. `next_after` asks for what follows; null: nothing does."""

    flagged: tuple[FlaggedRow, ...]
    next_after: str | None
    position: int = Field(description="The list shows the record up to here.")
