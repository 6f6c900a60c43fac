"""A case as its events have left it: what was warned, decided, told, appealed and reviewed. No rule stands here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.measures import Measure
from domain.names import AppealId, CaseId, CustomerId, DecisionId, IncidentId, Means, NoticeId, StaffId, WarningId


class Involvement(StrEnum):
    """How somebody took part in a case: each of them is not independent in it (8.5)."""

    DECIDER = "decider"
    REPORTER = "reporter"
    TARGET = "target"
    WITNESS = "witness"
    WARNER = "warner"
    REFERRER = "referrer"
    ASSESSOR = "assessor"
    CONSULTEE = "consultee"
    REVIEWER_BEFORE = "reviewer-before"
    READER = "reader"


class DecisionKind(StrEnum):
    """What a decision did; 6, 9.2."""

    RESTRICT = "restrict"
    CONTINUE = "continue"
    VARY = "vary"


class NoticeKind(StrEnum):
    """What a letter to the customer is about."""

    WARNING = "warning"  # 7.2
    DECISION = "decision"  # 2.4, 7.3
    APPEAL_ACKNOWLEDGED = "appeal-acknowledged"  # 8.5
    APPEAL_REFUSED = "appeal-refused"  # 8.2
    APPEAL_OUTCOME = "appeal-outcome"  # 8.6
    CHANGE = "change"  # 9.3


class Change(StrEnum):
    """What changed in a restriction, other than by a decision with an appeal right; 9.3."""

    LIFTED = "lifted"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    DATE_MOVED = "date-moved"


class HoldReason(StrEnum):
    """Why a restriction that has not ended does not bite for a time."""

    BY_A_MANAGER = "by-a-manager"  # 8.6
    REVIEW_OVERDUE = "review-overdue"  # 8.6
    NOTICE_FAILED = "notice-failed"  # 8.2


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


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision to restrict, continue or vary, and what became of it.

    `in_force_from` is None until its notice left, unless safety could not wait (8.2). `appeal_by` is the last day that
    the customer was told. `version` is that of its event in the case.
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
    ended: End | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Printing:
    """A letter as it was printed for a day, with the dates that it tells."""

    on: date
    document: str
    means: Means
    appeal_by: date | None
    period_ends: date | None
    counts_until: date | None


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A letter that is owed, and how far it has come. `about` is the warning, decision or appeal it tells of."""

    id: NoticeId
    kind: NoticeKind
    about: str
    leave_by: date
    change: Change | None = None
    by_post: bool = False  # whatever the customer prefers: another means has failed
    printings: tuple[Printing, ...] = ()  # the last of each day, oldest first; once it has left, the one that did
    handing_over: bool = False
    uncertain: bool = False
    left_at: datetime | None = None
    failed_at: datetime | None = None
    needless: bool = False

    @property
    def is_owed(self) -> bool:
        """Whether it has yet to leave."""
        return self.left_at is None and not self.needless

    def printing(self, day: date) -> Printing | None:
        """Return the letter as it was printed for a day: the one that may leave, or has left, on it."""
        return next((printing for printing in self.printings if printing.on == day), None)

    @property
    def printed_on(self) -> date | None:
        """The day for which it was last printed."""
        return self.printings[-1].on if self.printings else None

    @property
    def document(self) -> str | None:
        """The name of the letter as it was last printed, in the store of letters."""
        return self.printings[-1].document if self.printings else None

    @property
    def means(self) -> Means | None:
        """How it is to go, as last printed."""
        return self.printings[-1].means if self.printings else None


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
    let_be: frozenset[IncidentId] = frozenset()  # about which it was decided to do nothing
    warnings: tuple[Warned, ...] = ()
    decisions: tuple[Decision, ...] = ()
    notices: tuple[Notice, ...] = ()
    appeals: tuple[Appeal, ...] = ()
    involved: tuple[tuple[StaffId, Involvement], ...] = ()
    reminded: frozenset[str] = frozenset()
    escalated: Mapping[str, int] = field(default_factory=dict)  # a duty's name → how far up the line
    closed: bool = False

    def decision(self, decision: str) -> Decision:
        """Return one of its decisions. Raises KeyError."""
        return {d.id: d for d in self.decisions}[DecisionId(decision)]

    def notice(self, notice: str) -> Notice:
        """Return one of its notices. Raises KeyError."""
        return {n.id: n for n in self.notices}[NoticeId(notice)]

    def appeal(self, appeal: str) -> Appeal:
        """Return one of its appeals. Raises KeyError."""
        return {a.id: a for a in self.appeals}[AppealId(appeal)]

    @property
    def current(self) -> Decision | None:
        """Return the newest decision that has not ended: the one reviews and lifts are about."""
        standing = [decision for decision in self.decisions if decision.ended is None]
        return standing[-1] if standing else None


def next_notice(case: Case, further: int = 0) -> NoticeId:
    """Return the name of the next notice, or of the one `further` after it."""
    return NoticeId(f"notice/{len(case.notices) + 1 + further}")
