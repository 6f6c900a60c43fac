"""Letters on their way: printed, handed over, left, failed. What a customer was told is fixed as they leave (8.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from domain.calendar import local_day, months_after
from domain.case.appeal_window import latest
from domain.case.notice import Notice, NoticeKind, OwesLetters
from domain.event import ANY_KIND, Command, Event
from domain.names import CustomerId, Means, NoticeId
from domain.streams import Given


class Proof(StrEnum):
    """What shows that a notice left; 8.2."""

    MAIL_SERVER_ACCEPTED = "mail-server-accepted"
    POSTING_RECORDED = "posting-recorded"
    HANDED_OVER = "handed-over"
    READ_OUT = "read-out"


class Failure(StrEnum):
    """Why a notice did not arrive."""

    BOUNCED = "bounced"
    RETURNED_BY_POST = "returned-by-post"
    REFUSED_BY_SERVER = "refused-by-server"


@dataclass(frozen=True, kw_only=True)
class PrepareNotice(Command):
    """A letter has been printed today: `document` is the hash of its bytes, as kept; `means` how it is to go.

    `words`: of the policy's stream, how many the dates printed in it rest on (`PolicyBook.words`).
    """

    notice: NoticeId
    document: str
    means: Means
    words: int | None = None


@dataclass(frozen=True, kw_only=True)
class StartHandOver(Command):
    """The letter is about to be handed to the mail server."""

    notice: NoticeId


@dataclass(frozen=True, kw_only=True)
class RecordNoticeLeft(Command):
    """The letter left, on the day it was printed for."""

    notice: NoticeId
    proof: Proof
    on: date


@dataclass(frozen=True, kw_only=True)
class RecordHandOverUncertain(Command):
    """Whether the mail server took it is not known: it is sent again under the same Message-ID."""

    notice: NoticeId


@dataclass(frozen=True, kw_only=True)
class RecordHandOverDeferred(Command):
    """The mail server answered that it does not take the letter now. It has not left, and is tried again."""

    notice: NoticeId


@dataclass(frozen=True, kw_only=True)
class RecordNoticeFailed(Command):
    """The letter came back, or the mail server refused it."""

    notice: NoticeId
    failure: Failure


@dataclass(frozen=True, kw_only=True)
class NoticeEvent(Event):
    """What every event of a notice names. It stands in the stream that owes the letter: a case, or a letter's own."""

    kind: ClassVar[str] = ANY_KIND
    clause: ClassVar[str] = "7.3"
    customer: CustomerId
    notice: NoticeId


@dataclass(frozen=True, kw_only=True)
class NoticePrepared(NoticeEvent):
    """A letter was printed, with the dates it tells. It is good for its printed day only."""

    printed_on: date
    document: str
    means: Means
    appeal_by: date | None
    period_ends: date | None
    counts_until: date | None
    calendar: str


@dataclass(frozen=True, kw_only=True)
class NoticeHandOverStarted(NoticeEvent):
    """The letter was about to go to the mail server: with no result after it, the result is not known."""


@dataclass(frozen=True, kw_only=True)
class NoticeHandOverUncertain(NoticeEvent):
    """It is not known whether the mail server took the letter."""


@dataclass(frozen=True, kw_only=True)
class NoticeHandOverDeferred(NoticeEvent):
    """The mail server did not take the letter for now: it is known that it has not left."""


@dataclass(frozen=True, kw_only=True)
class NoticeLeft(NoticeEvent):
    """The letter left. `left_on` is the day it went, `left_at` when that was recorded; the dates are those it tells.

    It counts as left from the later of the two: a posting typed in days after takes nothing from the customer.
    """

    clause: ClassVar[str] = "8.2"
    coded: ClassVar[str | None] = "proof"
    happened: ClassVar[str | None] = "left_on"
    left_on: date
    left_at: datetime
    proof: Proof
    appeal_by: date | None
    period_ends: date | None
    counts_until: date | None


@dataclass(frozen=True, kw_only=True)
class NoticeFailed(NoticeEvent):
    """The letter did not arrive. From now on, not before, its restriction stops biting and its window is void (8.2)."""

    clause: ClassVar[str] = "8.2"
    coded: ClassVar[str | None] = "failure"
    failure: Failure
    failed_at: datetime
    again: NoticeId | None  # the notice that is now owed in its place
    again_leave_by: date


def told_dates(owing: OwesLetters, notice: Notice, given: Given) -> dict[str, date | None]:
    """Return the dates a letter tells if it leaves on the day of `given.as_of` (7.2, 8.2)."""
    day = local_day(given.as_of)
    figures = given.book.version(owing.policy).figures
    told: dict[str, date | None] = {"appeal_by": None, "period_ends": None, "counts_until": None}
    if notice.kind is NoticeKind.DECISION:
        told["appeal_by"] = latest(day, "appeal_window_wd", day, owing, given.book)
    if notice.kind is NoticeKind.WARNING:
        told["period_ends"] = latest(day, "warning_period_wd", day, owing, given.book)
        told["counts_until"] = months_after(day, figures.warning_counts_months)
    return told
