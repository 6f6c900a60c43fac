"""What a case remembers of looking again before the date: early reviews, and what the customer did since (9.2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.incident import Assessment
from domain.names import DecisionId, EarlyReviewId, IncidentId


class WhyEarly(StrEnum):
    """Why a restriction is looked at before its review."""

    GOOD_CONDUCT = "good-conduct"
    ASKED_FOR = "asked-for"


class EarlyAnswer(StrEnum):
    """What became of an early review. *Ended*: the restriction had an end of another cause before it was concluded."""

    REFUSED = "refused"
    CONTINUED = "continued"
    VARIED = "varied"
    LIFTED = "lifted"
    LEFT_TO_LAPSE = "left-to-lapse"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class EarlyReview:
    """A look at a restriction before its review: asked for or proposed, opened, answered.

    `answer_by` is the day by which a request is answered. `conclude_by` is set once it is open, and is the day by which
    a manager decides.
    """

    id: EarlyReviewId
    decision: DecisionId
    why: WhyEarly
    began_on: date  # the day the (first) request was received, or on which it was proposed
    answer_by: date | None = None
    conclude_by: date | None = None
    answer: EarlyAnswer | None = None

    @property
    def is_asked(self) -> bool:
        """Whether a request waits for its answer: to be looked at, or why not."""
        return self.conclude_by is None and self.answer is None

    @property
    def is_open(self) -> bool:
        """Whether a manager owes a decision about the restriction itself."""
        return self.conclude_by is not None and self.answer is None

    @property
    def is_under_way(self) -> bool:
        """Whether anything is owed in it."""
        return self.answer is None


@dataclass(frozen=True, kw_only=True)
class NewIncident:
    """An incident about the customer while a restriction stood, as last known. It changes nothing by itself.

    `assessment` is None until somebody has judged it. `seen`: a manager has looked at it, or brought it into the case.
    """

    incident: IncidentId
    happened_on: date
    assessment: Assessment | None
    look_by: date
    seen: bool = False

    @property
    def counts(self) -> bool:
        """Whether it counts against the customer (4.1)."""
        return self.assessment is Assessment.UNACCEPTABLE
