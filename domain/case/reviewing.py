"""What is asked and recorded of an appeal's independent review: assigned, decided (8.5, 8.6)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.case.appealing import AppealEvent
from domain.case.deciding import Characteristic
from domain.case.state import Outcome
from domain.event import Command
from domain.measures import Measure
from domain.names import SEALED, AppealId, DecisionId, IncidentId, NoticeId, Personal, PersonalList, StaffId


@dataclass(frozen=True, kw_only=True)
class AssignReviewer(Command):
    """Give an appeal to a reviewer; again, with a reason, where a conflict is found later."""

    appeal: AppealId
    reviewer: StaffId
    reason: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class DecideAppeal(Command):
    """The reviewer's decision. `measures` and `last_day` are given to vary, and only then.

    `not_unacceptable` are incidents of its basis that the review finds were not unacceptable: they count for nothing
    from now on. A variation of what stands asks of adjustments anew (3.1).
    """

    appeal: AppealId
    outcome: Outcome
    reasons: Personal
    declares_no_involvement: bool
    measures: tuple[Measure, ...] = ()
    measure_words: PersonalList = ()
    last_day: date | None = None
    not_unacceptable: tuple[IncidentId, ...] = ()
    characteristic: Characteristic | None = None
    adjustments_considered: Personal | None = None
    adjustments_made: Personal | None = None
    why_still: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewerAssigned(AppealEvent):
    """A reviewer was assigned. `outside`: nobody was eligible, and a Director chose, with the reason."""

    clause: ClassVar[str] = "8.5"
    reviewer: StaffId
    assigned_by: StaffId
    assigned_at: datetime
    outside: bool
    reason: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class AppealDecided(AppealEvent):
    """What every outcome of a review records. The customer is told by `notice_leave_by`."""

    clause: ClassVar[str] = "8.6"
    decision: DecisionId
    decided_by: StaffId
    decided_at: datetime
    decided_on: date
    notice: NoticeId
    notice_leave_by: date
    not_unacceptable: tuple[IncidentId, ...]
    reasons: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class DecisionQuashed(AppealDecided):
    """The decision is as if never made."""


@dataclass(frozen=True, kw_only=True)
class DecisionVaried(AppealDecided):
    """It stands with other measures, or a nearer end. `finding_only`: the restriction had ended.

    `decision` is the one that is varied: what has since superseded the decision appealed against, where that goes on.
    """

    measures: tuple[Measure, ...]
    last_day: date
    review_opens_on: date
    finding_only: bool
    characteristic: Characteristic | None  # None: a finding after the end, which restricts nobody
    measure_words: PersonalList = SEALED
    adjustments_considered: Personal | None = SEALED
    adjustments_made: Personal | None = SEALED
    why_still: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class DecisionUpheld(AppealDecided):
    """The decision stands; the appellant did not succeed."""
