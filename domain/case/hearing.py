"""The parts of an appeal as its events have left them: its points, and the call of one made by phone (8.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.names import StaffId


class PassedTo(StrEnum):
    """Where a point goes that is not about the restriction; 8.3."""

    COMPLAINTS = "complaints"
    REPAIRS = "repairs"
    HOUSING = "housing"
    SAFEGUARDING = "safeguarding"
    GOVERNANCE = "governance"  # data protection among it
    OTHER = "other"


class ReadBack(StrEnum):
    """What the customer said to the points as they were read back; 8.3."""

    AGREED = "agreed"
    CORRECTED = "corrected"  # and they are recorded as corrected


class WhyMissed(StrEnum):
    """Why a call that was arranged did not bring the points down; 8.3."""

    NOT_REACHED = "not-reached"
    BROKEN_OFF = "broken-off"
    NOT_MADE = "not-made"  # by us: it is a breach of ours, and gives us no more time


class WhyNoCall(StrEnum):
    """Why an appeal is reviewed without the call that was asked for; 8.3."""

    NOT_REACHED = "not-reached"
    NO_LONGER_WANTED = "no-longer-wanted"


@dataclass(frozen=True, kw_only=True)
class Point:
    """One point, by its number in the appeal. `passed_to`: it is not about the restriction, and has gone there."""

    number: int
    passed_to: PassedTo | None = None
    reference: str | None = None

    @property
    def is_in_scope(self) -> bool:
        """Whether it is about the restriction, as far as anybody has said."""
        return self.passed_to is None


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call that was asked for. `promised_by` is the day the customer is told; `arrange_by` when the next is owed.

    `at` (UTC) and `caller` are those of the call now arranged; `tried` counts those in which nobody was reached.
    """

    asked_on: date
    promised_by: date
    arrange_by: date
    at: datetime | None = None
    caller: StaffId | None = None
    tried: int = 0
    arranged_on: date | None = None  # the first time
    held_on: date | None = None
    given_up: WhyNoCall | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the points were written down, or it is known why there was no call."""
        return self.held_on is not None or self.given_up is not None
