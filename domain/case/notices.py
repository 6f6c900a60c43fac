"""Letters on their way: printed, handed over, left, failed. What a customer was told is fixed as they leave (8.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from domain.calendar import Counts, local_day, months_after
from domain.case.referral import CaseEvent
from domain.case.state import Case, Notice, NoticeKind, next_notice
from domain.event import Command, Event
from domain.names import Means, NoticeId, Role
from domain.refusal import AlreadySo, Conflict, NotAllowed, NotFound, Refused
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
    """A letter has been printed today: `document` is the hash of its bytes, as kept; `means` how it is to go."""

    notice: NoticeId
    document: str
    means: Means


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
class NoticeEvent(CaseEvent):
    """What every event of a notice names."""

    clause: ClassVar[str] = "7.3"
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
    """The letter left. `left_on` is the day that counts; the dates are those the customer was told."""

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


def told_dates(case: Case, notice: Notice, given: Given) -> dict[str, date | None]:
    """Return the dates a letter tells if it leaves on the day of `given.as_of` (7.2, 8.2)."""
    day = local_day(given.as_of)
    figures = given.book.version(case.policy).figures
    after = given.book.calendar.working_days_after
    told: dict[str, date | None] = {"appeal_by": None, "period_ends": None, "counts_until": None}
    if notice.kind is NoticeKind.DECISION:
        told["appeal_by"] = after(day, figures.appeal_window_wd, Counts.FOR_THE_CUSTOMER)
    if notice.kind is NoticeKind.WARNING:
        told["period_ends"] = after(day, figures.warning_period_wd, Counts.FOR_THE_CUSTOMER)
        told["counts_until"] = months_after(day, figures.warning_counts_months)
    return told


def prepare(case: Case, command: PrepareNotice, given: Given) -> tuple[Event, ...]:
    """Record that a letter was printed. Raises NotFound, AlreadySo."""
    notice = _owed(case, command.notice)
    today = local_day(given.as_of)
    if notice.printed_on == today and notice.document == command.document:
        raise AlreadySo
    return (
        NoticePrepared(
            case=case.id,
            customer=case.customer,
            notice=notice.id,
            printed_on=today,
            document=command.document,
            means=command.means,
            calendar=given.book.calendar.version,
            **told_dates(case, notice, given),
        ),
    )


def start_hand_over(case: Case, command: StartHandOver, given: Given) -> tuple[Event, ...]:
    """Record that a letter is about to go. Raises NotFound, AlreadySo, Refused (8.2) where it is to be printed anew."""
    notice = _owed(case, command.notice)
    _check_printed_on(notice, local_day(given.as_of))
    if notice.handing_over:
        raise Conflict("a hand-over has been started and its result is not known", version=case.version)
    return (NoticeHandOverStarted(case=case.id, customer=case.customer, notice=notice.id),)


def uncertain(case: Case, command: RecordHandOverUncertain, _given: Given) -> tuple[Event, ...]:
    """Record that the result of a hand-over is not known. Raises NotFound, AlreadySo."""
    notice = _owed(case, command.notice)
    if not notice.handing_over:
        raise AlreadySo
    return (NoticeHandOverUncertain(case=case.id, customer=case.customer, notice=notice.id),)


def deferred(case: Case, command: RecordHandOverDeferred, _given: Given) -> tuple[Event, ...]:
    """Record that the mail server did not take the letter for now. Raises NotFound, AlreadySo."""
    notice = _owed(case, command.notice)
    if not notice.handing_over:
        raise AlreadySo
    return (NoticeHandOverDeferred(case=case.id, customer=case.customer, notice=notice.id),)


def left(case: Case, command: RecordNoticeLeft, given: Given) -> tuple[Event, ...]:
    """Record that a letter left. Raises NotFound, AlreadySo, Refused (8.2)."""
    notice = _owed(case, command.notice)
    if command.proof is Proof.MAIL_SERVER_ACCEPTED and not given.by.has(Role.SYSTEM):
        raise NotAllowed("8.2", "only the process itself knows what the mail server answered")
    if command.on > local_day(given.as_of):
        raise Refused("8.2", "a letter leaves today or has left before", field="on", accepted="up to today")
    _check_printed_on(notice, command.on)
    return (
        NoticeLeft(
            case=case.id,
            customer=case.customer,
            notice=notice.id,
            left_on=command.on,
            left_at=given.as_of,
            proof=command.proof,
            appeal_by=notice.appeal_by,
            period_ends=notice.period_ends,
            counts_until=notice.counts_until,
        ),
    )


def failed(case: Case, command: RecordNoticeFailed, given: Given) -> tuple[Event, ...]:
    """Record that a letter did not arrive. One that had left is owed again. Raises NotFound, AlreadySo."""
    if command.notice not in {n.id for n in case.notices}:
        raise NotFound(command.notice)
    notice = case.notice(command.notice)
    if notice.failed_at or (notice.left_at is None and not notice.handing_over):
        raise AlreadySo
    within = given.book.version(case.policy).figures.notice_leaves_within_wd
    return (
        NoticeFailed(
            case=case.id,
            customer=case.customer,
            notice=notice.id,
            failure=command.failure,
            failed_at=given.as_of,
            again=next_notice(case) if notice.left_at else None,
            again_leave_by=given.book.calendar.working_days_after(local_day(given.as_of), within, Counts.AGAINST_US),
        ),
    )


def _owed(case: Case, name: NoticeId) -> Notice:
    if name not in {n.id for n in case.notices}:
        raise NotFound(name)
    notice = case.notice(name)
    if not notice.is_owed:
        raise AlreadySo
    return notice


def _check_printed_on(notice: Notice, day: date) -> None:
    if notice.printed_on != day:
        raise Refused(
            "8.2",
            "a letter that does not leave on its printed day is printed anew",
            field="on",
            accepted=str(notice.printed_on) if notice.printed_on else "a printed letter",
        )
