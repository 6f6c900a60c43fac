"""What a manager may decide, and what is recorded of it: to restrict, continue, vary, or do nothing (7.2, 7.3, 9.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from domain.case.referral import CaseEvent
from domain.event import Command
from domain.measures import Measure, MeasureKind
from domain.names import (
    SEALED,
    AdjustmentId,
    CustomerId,
    DecisionId,
    DraftId,
    IncidentId,
    NoticeId,
    Personal,
    PersonalList,
    StaffId,
)


class Characteristic(StrEnum):
    """Whether a protected characteristic is known or suspected; 3.1."""

    KNOWN = "known"
    SUSPECTED = "suspected"
    NONE_KNOWN = "none-known"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a manager decides and has considered: asked for in a command, and so recorded in the event.

    `measure_words` says, in the order of `measures`, what a measure means in words, and `why_extreme` why nothing less
    than an extreme one will do; `why_not_lesser` why each of `lesser` would not do. One of `expires_on` (the last day
    in force) and `review_on` is given. `adjustments_asked_on` is the day on which the questions of 3.1 were asked for
    this decision: what was answered at an earlier one is not copied. `draft` is what it was made from, where it was
    drafted.
    """

    measures: tuple[Measure, ...]
    basis: tuple[IncidentId, ...]
    expires_on: date | None = None
    review_on: date | None = None
    ends_all_contact: bool = False
    agreed_by: StaffId | None = None
    lesser: tuple[MeasureKind, ...]
    characteristic: Characteristic
    adjustments_asked_on: date | None = None
    draft: DraftId | None = None
    measure_words: PersonalList = SEALED
    reasons: Personal = SEALED
    circumstances: Personal = SEALED
    seriousness: Personal = SEALED
    why_not_lesser: PersonalList = SEALED
    adjustments_considered: Personal = SEALED
    adjustments_made: Personal = SEALED
    why_still: Personal = SEALED
    customer_side: Personal | None = SEALED
    our_handling: Personal | None = SEALED
    why_extreme: PersonalList = SEALED
    safety_reason: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class Deciding(Terms, Command):
    """What every command to decide says of what need not be there: nothing, unless it is given.

    `draft_version` is the version of the draft that the manager has read.
    """

    draft_version: int | None = None

    measure_words: PersonalList = ()
    customer_side: Personal | None = None
    our_handling: Personal | None = None
    why_extreme: PersonalList = ()
    safety_reason: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class Restrict(Deciding):
    """Restrict contact."""


@dataclass(frozen=True, kw_only=True)
class ContinueRestriction(Deciding):
    """Continue at a review: a new decision, with its own reasons and its own right to appeal (9.2)."""


@dataclass(frozen=True, kw_only=True)
class VaryRestriction(Deciding):
    """Vary, at a review or before: a new decision (9.2, 9.3)."""


@dataclass(frozen=True, kw_only=True)
class DecideNoAction(Command):
    """Decide not to restrict."""

    reasons: Personal


@dataclass(frozen=True)
class InPlace:
    """An adjustment that was in place for a record of the person when a decision was made (3.1)."""

    customer: CustomerId
    adjustment: AdjustmentId


@dataclass(frozen=True, kw_only=True)
class Decided(Terms, CaseEvent):
    """What every decision about a restriction records beside its terms. `safety`: it could not wait for its notice.

    `rests_on` names the records linked with the case's own whose incidents, or warnings, it rests on. `adjusted` is
    what was in place for the customer.
    """

    decision: DecisionId
    notice: NoticeId
    notice_leave_by: date
    decided_by: StaffId
    decided_at: datetime
    decided_on: date
    lapses_on: date
    review_opens_on: date
    violent: bool
    extreme: bool
    safety: bool
    calendar: str
    rests_on: tuple[CustomerId, ...] = ()
    adjusted: tuple[InPlace, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RestrictionImposed(Decided):
    """A manager restricted contact."""


@dataclass(frozen=True, kw_only=True)
class RestrictionContinued(Decided):
    """A manager continued a restriction; `follows` is the decision it takes over from."""

    clause: ClassVar[str] = "9.2"
    follows: DecisionId


@dataclass(frozen=True, kw_only=True)
class RestrictionVaried(Decided):
    """A manager varied a restriction. `at_once`: it is nowhere harsher, and so does not wait for its notice."""

    clause: ClassVar[str] = "9.3"
    follows: DecisionId
    at_once: bool


@dataclass(frozen=True, kw_only=True)
class NoActionDecided(CaseEvent):
    """A manager decided not to restrict."""

    decided_by: StaffId
    decided_at: datetime
    decided_on: date
    reasons: Personal = SEALED
