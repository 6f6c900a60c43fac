"""A case as it is shown: in codes, pseudonyms and dates; its texts are read with its history."""

from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.schemas.words import Id, Number, Shown
from domain.case.duties import DutyKind
from domain.case.stage import Stage
from domain.case.state import Change, DecisionKind, End, HoldReason, Involvement, NoticeKind, Outcome
from domain.measures import Authority, MeasureKind, Per
from domain.names import Channel, Means, Role


class Measure(Shown):
    """One measure."""

    kind: MeasureKind
    method: Channel | None
    times: int | None
    per: Per | None
    staff: Id | None
    stand_in: Id | None
    reference: str | None
    authority: Authority | None
    acted_on: date | None
    procedure: str | None
    final_answer_on: date | None
    exhausted: bool
    extreme: bool


class Hold(Shown):
    """A time in which a restriction does not bite."""

    reason: HoldReason
    since: datetime
    until: datetime | None


class Decision(Shown):
    """A decision, and what became of it."""

    id: Number
    kind: DecisionKind
    by: Id
    decided_at: datetime
    measures: tuple[Measure, ...]
    basis: tuple[Id, ...]
    notice: Number
    in_force_from: datetime | None = Field(description="None until its notice has left, unless safety could not wait.")
    expires_on: date | None
    review_on: date | None
    lapses_on: date
    review_opens_on: date
    appeal_by: date | None = Field(description="The last day to appeal that the customer was told.")
    follows: Number | None
    holds: tuple[Hold, ...]
    ended: End | None
    ended_at: datetime | None


class Warned(Shown):
    """A warning. Its dates are those the customer was told."""

    id: Number
    by: Id
    incidents: tuple[Id, ...]
    notice: Number
    period_ends: date | None
    counts_until: date | None
    period_ended: bool


class Notice(Shown):
    """A letter that is owed, or has left."""

    id: Number
    kind: NoticeKind
    about: str
    change: Change | None
    leave_by: date
    printed_on: date | None
    means: Means | None
    left_at: datetime | None
    failed_at: datetime | None
    uncertain: bool
    needless: bool


class Appeal(Shown):
    """An appeal against one decision."""

    id: Number
    decision: Number
    received_on: date
    review_by: date
    in_time: bool
    admitted: bool | None
    reviewer: Id | None
    outcome: Outcome | None
    withdrawn: bool
    is_open: bool


class NextDate(Shown):
    """One thing owed in the case, by when, by whom; and why on this day."""

    kind: DutyKind
    about: str
    due_on: date
    at: datetime
    owner: Role
    person: Id | None
    clause: str
    why: str
    provisional: bool = Field(description="A bank holiday not yet proclaimed may still move it.")


class Case(Shown):
    """A case."""

    id: Id
    version: int
    customer: Id
    stage: Stage
    policy: str = Field(description="The version of the policy's figures that it keeps.")
    referred_on: date
    incidents: tuple[Id, ...]
    warning_dispensed_with: bool
    warnings: tuple[Warned, ...]
    decisions: tuple[Decision, ...]
    notices: tuple[Notice, ...]
    appeals: tuple[Appeal, ...]
    next_dates: tuple[NextDate, ...] = Field(description="Everything owed, soonest first.")
    closed: bool


class Candidate(Shown):
    """One manager, and every reason why they may not review; none: they may."""

    staff: Id
    may_review: bool
    reasons: tuple[Involvement, ...]


class Candidates(Shown):
    """Who may review an appeal, person by person."""

    candidates: tuple[Candidate, ...]


class Entry(Shown):
    """One event: its envelope, its facts, and its text where that was asked for."""

    version: int
    position: int
    type: str
    class_version: int
    recorded_at: datetime
    occurred_at: str | None = Field(description="When it happened, where that is not when it was recorded.")
    actor: Id
    roles: tuple[str, ...]
    clause: str
    reason: str | None
    policy: str
    calendar: str
    command_id: str
    correlation: str | None
    causation: str | None
    facts: dict[str, Any]
    texts: dict[str, Any] | None = Field(description="Null where it was not asked for; a text that is erased is null.")
    erased: bool = Field(description="A text was asked for and is gone.")


class History(Shown):
    """A part of a case's history, in order. `next_after` asks for what follows; null: nothing does, yet."""

    id: Id
    entries: tuple[Entry, ...]
    next_after: int | None
