"""What a letter about an appeal tells, as plain values (8.2, 8.3, 8.5, 8.6)."""

from dataclasses import dataclass
from datetime import date

from domain.case.appealing import Ground
from domain.case.hearing import PassedTo
from domain.case.state import Outcome
from letters.told import Meanwhile, Terms


@dataclass(frozen=True, kw_only=True)
class AppealAcknowledged:
    """An appeal has come in; 8.5. `call_by`: it was asked for by phone, and the call is held by then (8.3).

    `admitted_late`: it was out of time and has been let in; `undecided`: a manager has yet to say whether it is (8.2).
    """

    decision_day: date
    received: date
    decide_by: date
    outcome_wd: int
    meanwhile: Meanwhile
    call_by: date | None = None
    admitted_late: bool = False
    undecided: bool = False


@dataclass(frozen=True, kw_only=True)
class AppealOutOfTime:
    """An appeal is refused as late; 8.2. `not_counted`: bank holidays and closure days in the window, no weekends.

    `left` is the day from which was counted; `reason` why it was not admitted all the same.
    """

    decision_day: date
    left: date
    window_wd: int
    not_counted: tuple[date, ...]
    last_day: date
    received: date
    reason: str
    now: Meanwhile


@dataclass(frozen=True, kw_only=True)
class AppealNotReached:
    """The customer was phoned to hear an appeal, and not reached; it is looked at all the same; 8.3, 8.5."""

    decision_day: date
    received: date
    tried: int
    decide_by: date


@dataclass(frozen=True, kw_only=True)
class PointPassedOn:
    """A point that is not about the restriction, in the customer's words: where it went, and why; 8.3."""

    point: str
    to: PassedTo
    reference: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class AppealOutcome:
    """The outcome of an appeal; 8.6. `terms` is what applies now; None when quashed or when all has ended.

    `other_ground` describes the ground *other* (8.4). `passed_on`: points outside the appeal's scope went elsewhere;
    `nothing_in_scope`: all of them did (8.3). Raises ValueError for terms of a quashed one.
    """

    outcome: Outcome
    decision_day: date
    received: date
    decided: date
    reasons: str
    grounds: tuple[Ground, ...] = ()
    terms: Terms | None = None
    now: Meanwhile = Meanwhile.STANDS
    other_ground: str | None = None
    passed_on: tuple[PointPassedOn, ...] = ()
    nothing_in_scope: bool = False

    def __post_init__(self) -> None:
        if self.outcome is Outcome.QUASH and self.terms is not None:
            raise ValueError("a quashed decision leaves no terms (8.6)")
