"""The rules of a letter on its way: printed for its day, handed over once, left, come back (7.3, 8.2)."""

from datetime import date

from domain.calendar import local_day
from domain.case.appealing import CaseReopened
from domain.case.deadlines import notice_leave_by
from domain.case.notices import (
    NoticeFailed,
    NoticeHandOverDeferred,
    NoticeHandOverStarted,
    NoticeHandOverUncertain,
    NoticeLeft,
    NoticePrepared,
    PrepareNotice,
    Proof,
    RecordHandOverDeferred,
    RecordHandOverUncertain,
    RecordNoticeFailed,
    RecordNoticeLeft,
    StartHandOver,
    told_dates,
)
from domain.case.saying import goes_again
from domain.case.state import Case, Notice, Printing, next_notice
from domain.event import Event
from domain.names import NoticeId, Role
from domain.refusal import AlreadySo, Conflict, NotAllowed, NotFound, Refused
from domain.streams import Given


def prepare(case: Case, command: PrepareNotice, given: Given) -> tuple[Event, ...]:
    """Record that a letter was printed. Raises NotFound, AlreadySo, Refused (8.2) where its dates are stale."""
    notice = _owed(case, command.notice)
    if command.words not in {None, given.book.words}:
        raise Refused(
            "8.2", "the policy has changed since it was printed", field="words", accepted="the letter, printed anew"
        )
    today = local_day(given.as_of)
    if (notice.printed_on, notice.document, notice.means) == (today, command.document, command.means):
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
    _printed_for(notice, local_day(given.as_of))
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
    """Record that a letter left on a day for which it was printed, also if typed in later.

    Raises NotFound, AlreadySo, Refused (8.2).
    """
    notice = _owed(case, command.notice)
    if command.proof is Proof.MAIL_SERVER_ACCEPTED and not given.by.has(Role.SYSTEM):
        raise NotAllowed("8.2", "only the process itself knows what the mail server answered")
    if command.on > local_day(given.as_of):
        raise Refused("8.2", "a letter leaves today or has left before", field="on", accepted="up to today")
    printing = _printed_for(notice, command.on)
    return (
        NoticeLeft(
            case=case.id,
            customer=case.customer,
            notice=notice.id,
            left_on=command.on,
            left_at=given.as_of,
            proof=command.proof,
            appeal_by=printing.appeal_by,
            period_ends=printing.period_ends,
            counts_until=printing.counts_until,
        ),
    )


def failed(case: Case, command: RecordNoticeFailed, given: Given) -> tuple[Event, ...]:
    """Record that a letter did not arrive. One that had left is owed again, where what it says is still so.

    A case that had closed is reopened by what is owed. Raises NotFound, AlreadySo.
    """
    if command.notice not in {n.id for n in case.notices}:
        raise NotFound(command.notice)
    notice = case.notice(command.notice)
    on_its_way = notice.left_at or notice.handing_over or notice.uncertain
    if notice.failed_at or not on_its_way:
        raise AlreadySo
    again = next_notice(case) if notice.left_at and goes_again(case, notice) else None
    reopened = (CaseReopened(case=case.id, customer=case.customer),) if case.closed and again else ()
    return (
        *reopened,
        NoticeFailed(
            case=case.id,
            customer=case.customer,
            notice=notice.id,
            failure=command.failure,
            failed_at=given.as_of,
            again=again,
            again_leave_by=notice_leave_by(case, given),
        ),
    )


def _owed(case: Case, name: NoticeId) -> Notice:
    if name not in {n.id for n in case.notices}:
        raise NotFound(name)
    notice = case.notice(name)
    if not notice.is_owed:
        raise AlreadySo
    return notice


def _printed_for(notice: Notice, day: date) -> Printing:
    """Return the letter as printed for a day; it may have been printed anew since. Raises Refused (8.2) without one."""
    printing = notice.printing(day)
    if printing is None:
        raise Refused(
            "8.2",
            "a letter that does not leave on its printed day is printed anew",
            field="on",
            accepted=", ".join(str(p.on) for p in notice.printings) or "a printed letter",
        )
    return printing
