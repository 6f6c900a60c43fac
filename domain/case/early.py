"""Early reviews: proposed after good conduct, or asked for; opened, or refused with the reasons (9.2)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.case.ending import RestrictionEvent
from domain.event import Command
from domain.names import SEALED, Channel, EarlyReviewId, NoticeId, Personal, StaffId


class AskedBy(StrEnum):
    """Who asks for an early review."""

    CUSTOMER = "customer"
    REPRESENTATIVE = "representative"
    STAFF = "staff"


@dataclass(frozen=True, kw_only=True)
class RequestEarlyReview(Command):
    """Somebody asks that the restriction in this case be looked at before its date. `how` is how the request came."""

    received_on: date
    how: Channel
    asked_by: AskedBy = AskedBy.CUSTOMER
    points: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class OpenEarlyReview(Command):
    """Answer a request: yes, we look again."""

    early_review: EarlyReviewId


@dataclass(frozen=True, kw_only=True)
class RefuseEarlyReview(Command):
    """Answer a request: no, not before the date, and why."""

    early_review: EarlyReviewId
    reasons: Personal


@dataclass(frozen=True, kw_only=True)
class EarlyReviewEvent(RestrictionEvent):
    """What every event of an early review names."""

    clause: ClassVar[str] = "9.2"
    early_review: EarlyReviewId


@dataclass(frozen=True, kw_only=True)
class EarlyReviewProposed(EarlyReviewEvent):
    """The process proposes an early review: the customer's conduct has been good since `good_since`."""

    good_since: date
    proposed_on: date
    conclude_by: date


@dataclass(frozen=True, kw_only=True)
class EarlyReviewRequested(EarlyReviewEvent):
    """Somebody asked for an early review. `received_on` is the day the request came, whenever it is typed in."""

    happened: ClassVar[str | None] = "received_on"
    coded: ClassVar[str | None] = "asked_by"
    received_on: date
    how: Channel
    asked_by: AskedBy
    recorded_by: StaffId
    answer_by: date
    calendar: str
    points: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class EarlyReviewRequestJoined(RestrictionEvent):
    """A further request joined what was under way: an early review, or (None) the review that had opened anyway.

    Where a review is open the answer is known at once, and told: it is looked at, and decided by `decide_by`.
    """

    clause: ClassVar[str] = "9.2"
    happened: ClassVar[str | None] = "received_on"
    coded: ClassVar[str | None] = "asked_by"
    early_review: EarlyReviewId | None
    received_on: date
    how: Channel
    asked_by: AskedBy
    recorded_by: StaffId
    decide_by: date | None
    notice: NoticeId | None
    notice_leave_by: date | None
    points: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class EarlyReviewOpened(EarlyReviewEvent):
    """A request was answered with yes: by a manager, or by the system where nobody had answered for too long."""

    opened_by: StaffId
    opened_on: date
    conclude_by: date
    notice: NoticeId
    notice_leave_by: date


@dataclass(frozen=True, kw_only=True)
class EarlyReviewRefused(EarlyReviewEvent):
    """A manager answered a request with no, and why. The customer may ask again."""

    refused_by: StaffId
    refused_on: date
    notice: NoticeId
    notice_leave_by: date
    reasons: Personal = SEALED
