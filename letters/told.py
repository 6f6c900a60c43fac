"""What several kinds of letter tell, as plain values: incidents, measures, how long, the right to appeal.

Nothing here can name who reported, saw or suffered an incident: there is no field for it (*Never* a reporter or witness
named).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.criteria import Criterion
from domain.measures import Authority, MeasureKind, Per
from domain.names import Channel


@dataclass(frozen=True, kw_only=True)
class IncidentTold:
    """One incident as a customer is told of it: the local day, the channel, what was found; 2.4, 7.3.

    `other` describes the criterion *other unreasonable demand*, which the policy does not name itself (4.7).
    """

    day: date
    channel: Channel
    criteria: tuple[Criterion, ...]
    other: str | None = None


@dataclass(frozen=True, kw_only=True)
class MeasureTold:
    """One measure with its particulars, names in place of pseudonyms; 6.1.

    `staff`, `stand_in` and `representative` are names; `description` is what the measure means in words: which
    documents, what sanction, which authority, what *other* is. `why_extreme` is asked of the extreme forms.
    """

    kind: MeasureKind
    method: Channel | None = None
    times: int | None = None
    per: Per | None = None
    staff: str | None = None
    stand_in: str | None = None
    representative: str | None = None
    description: str | None = None
    reference: str | None = None
    authority: Authority | None = None
    acted_on: date | None = None
    procedure: str | None = None
    final_answer_on: date | None = None
    extreme: bool = False
    why_extreme: str | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What applies and for how long; 7.3. `expires_on` is the last day in force (9.2).

    Raises ValueError without a measure, or with neither date: an open-ended restriction is refused (2.4).
    """

    measures: tuple[MeasureTold, ...]
    expires_on: date | None = None
    review_on: date | None = None

    def __post_init__(self) -> None:
        if not self.measures:
            raise ValueError("terms name at least one measure (6.1)")
        if self.expires_on is None and self.review_on is None:
            raise ValueError("a restriction has an expiry date or a review date (2.4)")


@dataclass(frozen=True, kw_only=True)
class AppealRight:
    """The right to appeal; 8.1-8.5. The last day is fixed at hand-over; the numbers are working days of the policy."""

    last_day: date
    window_wd: int
    review_wd: int
    outcome_wd: int


class Meanwhile(StrEnum):
    """How it is with a restriction as a letter about it or about an appeal leaves; 8.2, 8.6."""

    STANDS = "stands"
    AGAIN = "again"  # it rested until this letter
    SUSPENDED = "suspended"  # until the appeal's outcome
    NOT_NOW = "not-now"  # it rests otherwise, or its own letter has not left
    ENDED = "ended"
