"""A letter that is owed to the customer, and how far it has come (7.3, 8.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.names import (
    CustomerId,
    Means,
    NoticeId,
)


class NoticeKind(StrEnum):
    """What a letter to the customer is about."""

    WARNING = "warning"  # 7.2
    WARNING_PERIOD = "warning-period"  # 7.2: it gives longer than was told
    WARNING_WITHDRAWN = "warning-withdrawn"  # 1.3, 4.1, 9.3: it counts for nothing
    DECISION = "decision"  # 2.4, 7.3
    APPEAL_ACKNOWLEDGED = "appeal-acknowledged"  # 8.5
    APPEAL_NOT_REACHED = "appeal-not-reached"  # 8.3
    APPEAL_REFUSED = "appeal-refused"  # 8.2
    APPEAL_OUTCOME = "appeal-outcome"  # 8.6
    CHANGE = "change"  # 9.3
    ADVICE = "advice"  # 5.9, 5.12
    ADVICE_TAKEN_BACK = "advice-taken-back"  # 9.1, 9.3
    CONTACT_ANSWERED = "contact-answered"  # 10.1
    OMBUDSMAN = "ombudsman"  # 6.1
    EARLY_REVIEW = "early-review"  # 9.2


class Change(StrEnum):
    """What changed in a restriction, other than by a decision with an appeal right; 9.3."""

    LIFTED = "lifted"
    LAPSED = "lapsed"
    LEFT_TO_LAPSE = "left-to-lapse"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    DATE_MOVED = "date-moved"
    REPRESENTATIVE_GONE = "representative-gone"


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

    @property
    def may_be_out(self) -> bool:
        """Whether a mail server may have taken it, though that is not known."""
        return self.is_owed and (self.handing_over or self.uncertain)

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


class OwesLetters(Protocol):
    """What owes letters to a customer: a case, or a letter of its own outside any case."""

    @property
    def customer(self) -> CustomerId: ...  # noqa: D102
    @property
    def policy(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> int: ...  # noqa: D102
    @property
    def notices(self) -> tuple[Notice, ...]: ...  # noqa: D102


def next_notice(owing: OwesLetters, further: int = 0) -> NoticeId:
    """Return the name of the next notice, or of the one `further` after it."""
    return NoticeId(f"notice/{len(owing.notices) + 1 + further}")
