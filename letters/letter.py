"""What a letter needs to know, as plain values.

Nothing here can name who reported, saw or suffered an incident: there is no field for it (reading.md, *Never*). Text
fields are the organisation's own words to this customer, in the letter's language; they are printed as they stand.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.case.referral import NoWarningReason
from domain.case.state import DecisionKind, HoldReason
from domain.case.withdrawing import WhyWithdrawn
from domain.names import Language
from domain.policy import Organisation
from letters.appeal_told import AppealAcknowledged, AppealNotReached, AppealOutcome, AppealOutOfTime
from letters.told import AppealRight, IncidentTold, Meanwhile, Terms


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Who gets the letter: the customer, or who acts for them. `lines` is the postal address, empty by e-mail."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Advice:
    """Conduct advice; 5.9, 5.12. `request_answered`: the contact also held a legitimate request, being dealt with."""

    incidents: tuple[IncidentTold, ...]
    why: str
    change: str
    request_answered: bool = False


@dataclass(frozen=True, kw_only=True)
class AdviceTakenBack:
    """What a letter of advice was about had been recorded in error; 9.1, 9.3. `sent`: the day on which it left."""

    sent: date


@dataclass(frozen=True, kw_only=True)
class WarningTakenBack:
    """A warning of which nothing is left; 1.3, 4.1, 9.3. `warned`: the day that its letter bore."""

    warned: date
    why: WhyWithdrawn


@dataclass(frozen=True, kw_only=True)
class WarningTold:
    """A warning; 7.2. Both dates are last days: of the period to change in, and of the time the warning counts."""

    incidents: tuple[IncidentTold, ...]
    why: str
    change: str
    period_ends: date
    counts_until: date


class Start(StrEnum):
    """How a decision begins, or has ended by the time that its letter leaves; 8.2."""

    WITH_THE_LETTER = "with-the-letter"
    AT_ONCE = "at-once"  # safety could not wait, or it eases
    SUSPENDED = "suspended"
    OVER = "over"
    REPLACED = "replaced"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision to restrict, continue or vary; 2.4, 7.3, 8.1.

    `safety` is why it could not wait for the letter. `warned_on`, or `unwarned`: why no warning came first (7.2), in
    `unwarned_words` where the code alone does not say it; `warned_back`: that letter has come back. `lesser` is why
    less would not do (5.2); `circumstances` what was weighed and adjusted for this person (3.1, 5.2). `previous` is
    the day of the decision looked at again. Raises ValueError for a first decision with neither a warning nor a
    reason, and for a later one without the earlier one's day.
    """

    kind: DecisionKind
    decided: date
    terms: Terms
    reasons: str
    incidents: tuple[IncidentTold, ...]
    appeal: AppealRight
    start: Start = Start.WITH_THE_LETTER
    safety: str | None = None
    warned_on: date | None = None
    warned_back: bool = False
    unwarned: NoWarningReason | None = None
    unwarned_words: str | None = None
    lesser: str | None = None
    circumstances: str | None = None
    previous: date | None = None

    def __post_init__(self) -> None:
        if self.kind is DecisionKind.RESTRICT and self.warned_on is None and self.unwarned is None:
            raise ValueError("a first decision says when it was warned of, or why it was not (7.2)")
        if self.kind is not DecisionKind.RESTRICT and self.previous is None:
            raise ValueError("a decision at a review names the day of the one before it (9.2)")


@dataclass(frozen=True, kw_only=True)
class Lifted:
    """A manager ended the restriction; 9.2, 9.3."""

    decision_day: date
    decided: date
    good_conduct: bool = False
    asked: date | None = None  # the day on which we were asked to look again
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Lapsed:
    """The restriction ended by time; 9.2. `review_missed`: because nobody reviewed it."""

    decision_day: date
    last_day: date
    review_missed: bool = False


@dataclass(frozen=True, kw_only=True)
class Suspended:
    """The restriction is suspended from a day on; 8.2, 8.6, 9.3. `until_appeal`: until an appeal's outcome is told."""

    decision_day: date
    day: date
    because: HoldReason
    until_appeal: bool = False
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Resumed:
    """A suspended restriction applies again; 9.3. `waits`: only once the letter of its decision has left (8.2)."""

    decision_day: date
    day: date
    terms: Terms
    waits: bool = False
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class EarlyReviewAnswered:
    """The answer to a request to look again before the date; 9.2. `decide_by` is None where it is refused, with why.

    `at_its_review`: the review had opened anyway. `unanswered`: nobody answered in time, so it opens by itself.
    """

    decision_day: date
    asked: date
    terms: Terms
    decide_by: date | None = None
    at_its_review: bool = False
    unanswered: bool = False
    reason: str | None = None
    now: Meanwhile = Meanwhile.STANDS


@dataclass(frozen=True, kw_only=True)
class LeftToLapse:
    """A manager looked again and lets the restriction end on its date; 9.2, 9.3.

    `review_day` is the day by which we had said we would look again, where there was one.
    """

    decision_day: date
    decided: date
    last_day: date
    terms: Terms
    review_day: date | None = None
    reason: str | None = None
    now: Meanwhile = Meanwhile.STANDS


@dataclass(frozen=True, kw_only=True)
class RepresentativeGone:
    """Whoever contact was to go through acts no longer, and so the customer writes directly; 6.1."""

    decision_day: date


class MovedDate(StrEnum):
    """Which date that was told has moved."""

    APPEAL = "appeal"
    EXPIRY = "expiry"
    REVIEW = "review"


class MovedBecause(StrEnum):
    """Why a date moved by itself; reading.md, *Time*."""

    NEW_HOLIDAY = "new-holiday"
    LONGER_PERIOD = "longer-period"
    LEFT_LATER = "left-later"  # the letter was recorded as left on a later day than the one it bears


@dataclass(frozen=True, kw_only=True)
class DateMoved:
    """A date told earlier has moved; 9.3. Gives a cause, a manager's reason, or both."""

    decision_day: date
    which: MovedDate
    was: date
    now: date
    because: MovedBecause | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class PeriodMoved:
    """A warning gives longer to change than was told; 7.2. How long it counts stays as it was."""

    warned: date
    was: date
    now: date
    because: MovedBecause


@dataclass(frozen=True, kw_only=True)
class ContactAnswered:
    """What became of a new complaint or issue of somebody with whom all contact has ended; 10.1.

    `engage`: we deal with it; None where it was no such matter. `answer`: our words to the customer; None where nobody
    decided in time, and so we do.
    """

    received: date
    engage: bool | None
    answer: str | None


@dataclass(frozen=True, kw_only=True)
class ToOmbudsman:
    """The complaint procedure is exhausted, and the Ombudsman is where to go; 6.1."""

    complaint: str
    exhausted: date
    answer: str


Matter = (
    Advice
    | AdviceTakenBack
    | ContactAnswered
    | ToOmbudsman
    | WarningTold
    | WarningTakenBack
    | Decision
    | AppealAcknowledged
    | AppealNotReached
    | AppealOutOfTime
    | AppealOutcome
    | Lifted
    | Lapsed
    | EarlyReviewAnswered
    | LeftToLapse
    | Suspended
    | Resumed
    | RepresentativeGone
    | DateMoved
    | PeriodMoved
)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter to one person. `printed` is the local day on which it leaves (8.2).

    `limited`: some decision limits this person's contact on that day, if only another than the letter is about.
    `known_to`: bank holidays are known so far, and one proclaimed yet may move a customer's date beyond it.
    """

    organisation: Organisation
    addressee: Addressee
    reference: str
    printed: date
    language: Language
    matter: Matter
    large_print: bool = False
    limited: bool = False
    known_to: date = date.max
