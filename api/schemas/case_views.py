"""A case as it is shown: in codes, pseudonyms and dates; its texts are read with its history."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from api.schemas.early_reviews import EarlyReview, NewIncident
from api.schemas.words import Id, Number, Shown
from domain.case.appealing import Ground
from domain.case.duties import DutyKind
from domain.case.employees import Occasion
from domain.case.entry import EntryChange, NotTaken
from domain.case.hearing import PassedTo, WhyNoCall
from domain.case.notice import Change, NoticeKind
from domain.case.stage import Stage
from domain.case.state import DecisionKind, End, HoldReason, Involvement, Outcome
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
    representative: Id | None
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
    draft: Id | None = Field(description="The draft that it was made of, where it was drafted.")
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
    withdrawn_at: datetime | None = Field(description="Nothing was left of it: it counts no longer (1.3, 4.1).")


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


class Point(Shown):
    """A point of an appeal. `passed_to`: it is not about the restriction, and has gone there, under a reference."""

    number: int
    passed_to: PassedTo | None
    reference: str | None


class Call(Shown):
    """The call of an appeal made by phone. `promised_by` is the day that the customer was told."""

    asked_on: date
    promised_by: date
    at: datetime | None = Field(description="When it is arranged for; null: it is yet to be arranged, or again.")
    caller: Id | None
    tried: int = Field(description="Calls in which the customer was not reached.")
    held_on: date | None
    given_up: WhyNoCall | None


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
    grounds: tuple[Ground, ...]
    points: tuple[Point, ...]
    call: Call | None


class HousingEntry(Shown):
    """An entry that is owed to the housing management system, or was made there."""

    id: Number
    change: EntryChange
    decision: Annotated[Number, BeforeValidator(lambda decision: getattr(decision, "id", decision))]
    on: date = Field(description="The day of the change.")
    reference: str | None = Field(description="What that system knows it by, once it is made.")
    left_out: bool = Field(description="Governance decided that it is not to be made.")
    not_taken: NotTaken | None = Field(description="Why it is outstanding, where that is known.")
    status: int | None = Field(description="The HTTP status that it was refused with.")
    is_outstanding: bool


class StaffTold(Shown):
    """What employees are told of a start, a change or an end of a restriction, or ahead of its end."""

    id: Number
    what: Occasion
    decision: Annotated[Number, BeforeValidator(lambda decision: getattr(decision, "id", decision))]
    on: date = Field(description="The day on which it happened, or on which it was announced.")
    is_outstanding: bool = Field(description="Somebody has yet to be told, or e-mailed.")


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


class Missed(Shown):
    """A deadline of ours that was missed: a breach. `escalated` says how far up it was told."""

    kind: DutyKind
    about: str
    due_on: date
    done_on: date | None = Field(description="Null: not done when it was last escalated, or needless since.")
    clause: str
    escalated: int


class Agreement(Shown):
    """A Head of Service or Director has agreed that the next decision may last up to a day (7.2)."""

    by: Id
    until: date


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
    agreements: tuple[Agreement, ...] = Field(description="To a long term, for the next decision (7.2).")
    decisions: tuple[Decision, ...]
    notices: tuple[Notice, ...]
    appeals: tuple[Appeal, ...]
    tellings: tuple[StaffTold, ...] = Field(description="What employees are told, without their names (2.1).")
    entries: tuple[HousingEntry, ...] = Field(description="What is entered in the housing management system (9.1).")
    early_reviews: tuple[EarlyReview, ...]
    new_incidents: tuple[NewIncident, ...] = Field(description="Incidents about the customer since the decision.")
    next_dates: tuple[NextDate, ...] = Field(description="Everything owed, soonest first.")
    missed: tuple[Missed, ...] = Field(description="Deadlines of ours that were missed, by their day.")
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
