"""A case as its events have left it: what was warned, decided, told, appealed and reviewed. No rule stands here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.case.appealing import Ground
from domain.case.employees import Telling
from domain.case.entry import Entry
from domain.case.hearing import Call, Point
from domain.case.looking_again import EarlyReview, NewIncident
from domain.case.notice import Notice
from domain.measures import Measure
from domain.names import (
    AppealId,
    CaseId,
    CustomerId,
    DecisionId,
    DraftId,
    IncidentId,
    NoticeId,
    RepresentativeId,
    StaffId,
    WarningId,
)


class Involvement(StrEnum):
    """How somebody took part in a case: each of them is not independent in it (8.5)."""

    DECIDER = "decider"
    REPORTER = "reporter"
    TARGET = "target"
    WITNESS = "witness"
    WARNER = "warner"
    REFERRER = "referrer"
    HANDLER = "handler"
    ASSESSOR = "assessor"
    CONSULTEE = "consultee"
    REVIEWER_BEFORE = "reviewer-before"
    CONFLICT = "conflict"  # declared, or found by somebody
    DRAFTER = "drafter"  # of a decision in the case, whatever became of the draft
    READER = "reader"


class DecisionKind(StrEnum):
    """What a decision did; 6, 9.2."""

    RESTRICT = "restrict"
    CONTINUE = "continue"
    VARY = "vary"


class HoldReason(StrEnum):
    """Why a restriction that has not ended does not bite for a time."""

    BY_A_MANAGER = "by-a-manager"  # 8.6
    REVIEW_OVERDUE = "review-overdue"  # 8.6
    NOTICE_FAILED = "notice-failed"  # 8.2
    EARLY_REVIEW_OVERDUE = "early-review-overdue"  # 9.2
    UNLINKED = "unlinked"  # reading.md, One person, two records


class End(StrEnum):
    """How a decision's restriction ended. Different causes have different names."""

    LIFTED = "lifted"
    LAPSED = "lapsed"
    QUASHED = "quashed"
    SUPERSEDED = "superseded"


class Outcome(StrEnum):
    """What a reviewer made of the decision appealed against; 8.6. *Uphold*: the appellant did not succeed."""

    QUASH = "quash"
    VARY = "vary"
    UPHOLD = "uphold"


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A warning. Its dates are those the customer was told: none until its notice left."""

    id: WarningId
    notice: NoticeId
    by: StaffId
    incidents: tuple[IncidentId, ...]
    left_at: datetime | None = None
    period_ends: date | None = None
    counts_until: date | None = None
    period_ended: bool = False
    rests_on: tuple[CustomerId, ...] = ()  # records other than the case's own, linked with it when it was issued
    withdrawn_at: datetime | None = None  # nothing was left of it


@dataclass(frozen=True)
class Hold:
    """A time in which a restriction does not bite: from `since` until `until`, open while that is None.

    One that ends with a notice names it, and ends when that has left; one that waits for an appeal learns its notice
    with the outcome.
    """

    reason: HoldReason
    since: datetime
    until: datetime | None = None
    ends_with: NoticeId | None = None
    waits_for: AppealId | None = None
    recorded: bool = True  # False: it follows from what other streams say, and the case has yet to record it


@dataclass(frozen=True)
class Before:
    """The measures that a decision had until an appeal eased them, at `until` (UTC); 8.6."""

    until: datetime
    measures: tuple[Measure, ...]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision to restrict, continue or vary, and what became of it.

    `in_force_from` is None until its notice left, unless safety could not wait (8.2). `appeal_by` is the last day that
    the customer was told. `version` is that of its event in the case. `rests_on` names records other than the case's
    own, linked with it when it was made, whose incidents or warnings it rests on; `draft` what it was made from, where
    it was drafted. `freed_at` is the moment (UTC) from
    which whoever acts for the customer no longer does, so that the customer writes directly (6.1).
    """

    id: DecisionId
    kind: DecisionKind
    version: int
    notice: NoticeId
    by: StaffId
    decided_at: datetime
    decided_on: date
    measures: tuple[Measure, ...]
    basis: tuple[IncidentId, ...]
    violent: bool
    ends_all_contact: bool
    safety: bool
    expires_on: date | None
    review_on: date | None
    lapses_on: date  # the last day in force if nobody decides anything
    review_opens_on: date
    follows: DecisionId | None = None
    in_force_from: datetime | None = None
    notice_left_on: date | None = None
    appeal_by: date | None = None
    window_closed: bool = False
    review_opened: bool = False
    left_to_lapse: bool = False
    holds: tuple[Hold, ...] = ()
    before: tuple[Before, ...] = ()  # oldest first
    rests_on: tuple[CustomerId, ...] = ()
    draft: DraftId | None = None
    freed_at: datetime | None = None
    freed_recorded: bool = False
    ended: End | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Agreement:
    """A Head of Service or Director has agreed that the next decision may last up to a day (7.2)."""

    by: StaffId
    until: date


@dataclass(frozen=True, kw_only=True)
class Appeal:
    """An appeal against one decision. `admitted`: in time, or let in late; None while that is undecided (8.2)."""

    id: AppealId
    decision: DecisionId
    received_on: date
    review_by: date
    in_time: bool
    admitted: bool | None
    reviewer: StaffId | None = None
    outside: bool = False
    outcome: Outcome | None = None
    outcome_notice: NoticeId | None = None
    withdrawn: bool = False
    grounds: tuple[Ground, ...] = ()
    points: tuple[Point, ...] = ()
    call: Call | None = None
    assign_by: date | None = None  # None: counted from its receipt
    assigned_on: date | None = None  # the first time
    judged_on: date | None = None  # let in late, or refused
    decided_at: datetime | None = None
    told_by: NoticeId | None = None  # the letter that had told of the decision as the outcome came, if one had

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes it an answer."""
        return self.outcome is None and not self.withdrawn and self.admitted is not False


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case, from referral to closing. `version` counts its events; `policy` is the version it began under."""

    id: CaseId
    customer: CustomerId
    policy: str
    referred_on: date
    incidents: tuple[IncidentId, ...]
    version: int = 1
    decide_by: date | None = None  # None: no decision is owed now
    warning_dispensed_with: bool = False  # for the decision that is owed
    no_action: bool = False
    no_action_by: StaffId | None = None
    no_action_at: datetime | None = None
    agreements: tuple[Agreement, ...] = ()  # to a long term, for the next decision
    let_be: frozenset[IncidentId] = frozenset()  # about which it was decided to do nothing
    warnings: tuple[Warned, ...] = ()
    decisions: tuple[Decision, ...] = ()
    notices: tuple[Notice, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    entries: tuple[Entry, ...] = ()
    tellings: tuple[Telling, ...] = ()
    early_reviews: tuple[EarlyReview, ...] = ()
    new_incidents: tuple[NewIncident, ...] = ()
    involved: tuple[tuple[StaffId, Involvement], ...] = ()
    reminded: frozenset[str] = frozenset()
    announced: frozenset[str] = frozenset()  # ends told ahead, and how far ahead
    escalated: Mapping[str, int] = field(default_factory=dict)  # a duty's name → how far up the line
    without_route: date | None = None  # since when it is recorded that linked records leave no ordinary route (6.1)
    leaves_route: bool | None = None  # as the linked records now stand; None: not looked at
    closed: bool = False
    not_unacceptable: frozenset[IncidentId] = frozenset()  # as a review found: they count for nothing (8.6)

    @property
    def since(self) -> date:
        """The day from which its time runs."""
        return self.referred_on

    def decision(self, decision: str) -> Decision:
        """Return one of its decisions. Raises KeyError."""
        return {d.id: d for d in self.decisions}[DecisionId(decision)]

    def warning(self, warning: str) -> Warned:
        """Return one of its warnings. Raises KeyError."""
        return {w.id: w for w in self.warnings}[WarningId(warning)]

    def notice(self, notice: str) -> Notice:
        """Return one of its notices. Raises KeyError."""
        return {n.id: n for n in self.notices}[NoticeId(notice)]

    def appeal(self, appeal: str) -> Appeal:
        """Return one of its appeals. Raises KeyError."""
        return {a.id: a for a in self.appeals}[AppealId(appeal)]

    def representative(self, decision: str) -> RepresentativeId | None:
        """Return through whom a decision lets the customer write, where it does. Raises KeyError."""
        named = (measure.representative for measure in self.decision(decision).measures)
        return next((representative for representative in named if representative), None)

    @property
    def current(self) -> Decision | None:
        """Return the newest decision that has not ended: the one reviews and lifts are about."""
        standing = [decision for decision in self.decisions if decision.ended is None]
        return standing[-1] if standing else None
