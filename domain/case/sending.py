"""The rules of a letter on its way: printed for its day, handed over once, left, come back (7.3, 8.2)."""

from collections.abc import Callable, Iterator
from datetime import date

from domain.calendar import local_day
from domain.case.appealing import CaseReopened
from domain.case.deadlines import notice_leave_by
from domain.case.ending import EndToBeTold
from domain.case.notice import Notice, NoticeKind, OwesLetters, Printing, next_notice
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
from domain.case.state import Case, End
from domain.event import Event
from domain.names import DecisionId, NoticeId, Role
from domain.refusal import AlreadySo, Conflict, NotAllowed, NotFound, Refused
from domain.streams import Given


def prepare(owing: OwesLetters, command: PrepareNotice, given: Given) -> tuple[Event, ...]:
    """Record that a letter was printed. Raises NotFound, AlreadySo, Refused (8.2) where its dates are stale."""
    notice = _owed(owing, command.notice)
    if command.words not in {None, given.book.words}:
        raise Refused(
            "8.2", "the policy has changed since it was printed", field="words", accepted="the letter, printed anew"
        )
    today = local_day(given.as_of)
    if (notice.printed_on, notice.document, notice.means) == (today, command.document, command.means):
        raise AlreadySo
    return (
        NoticePrepared(
            customer=owing.customer,
            notice=notice.id,
            printed_on=today,
            document=command.document,
            means=command.means,
            calendar=given.book.calendar.version,
            **told_dates(owing, notice, given),
        ),
    )


def start_hand_over(owing: OwesLetters, command: StartHandOver, given: Given) -> tuple[Event, ...]:
    """Record that a letter is about to go. Raises NotFound, AlreadySo, Refused (8.2) where it is to be printed anew."""
    notice = _owed(owing, command.notice)
    _printed_for(notice, local_day(given.as_of))
    if notice.handing_over:
        raise Conflict("a hand-over has been started and its result is not known", version=owing.version)
    return (NoticeHandOverStarted(customer=owing.customer, notice=notice.id),)


def uncertain(owing: OwesLetters, command: RecordHandOverUncertain, _given: Given) -> tuple[Event, ...]:
    """Record that the result of a hand-over is not known. Raises NotFound, AlreadySo."""
    notice = _not_left(owing, command.notice)
    if not notice.handing_over:
        raise AlreadySo
    return (NoticeHandOverUncertain(customer=owing.customer, notice=notice.id),)


def deferred(owing: OwesLetters, command: RecordHandOverDeferred, _given: Given) -> tuple[Event, ...]:
    """Record that the mail server did not take the letter for now. Raises NotFound, AlreadySo."""
    notice = _not_left(owing, command.notice)
    if not notice.handing_over:
        raise AlreadySo
    return (NoticeHandOverDeferred(customer=owing.customer, notice=notice.id),)


def left(case: Case, command: RecordNoticeLeft, given: Given) -> tuple[Event, ...]:
    """Record that a letter of a case left.

    What left, left: also where its telling became needless as it was on its way, or its case has closed meanwhile. A
    decision's letter begins its window then too, and reopens the case for it.

    Raises NotFound, AlreadySo, Refused (8.2).
    """
    event = went(case, command, given)
    notice = _find(case, command.notice)
    reopened = (CaseReopened(case=case.id, customer=case.customer),) if case.closed and _begins(case, notice) else ()
    said = (
        EndToBeTold(
            case=case.id,
            customer=case.customer,
            decision=decision,
            ended=end,
            notice=next_notice(case),
            notice_leave_by=notice_leave_by(case, given),
        )
        for decision, end in _end_unsaid(case, notice)
    )
    return (*reopened, event, *said)


def went(owing: OwesLetters, command: RecordNoticeLeft, given: Given) -> NoticeLeft:
    """Return what records that a letter left on a day for which it was printed, also if typed in later.

    Raises NotFound, AlreadySo, Refused (8.2).
    """
    notice = _not_left(owing, command.notice)
    if command.proof is Proof.MAIL_SERVER_ACCEPTED and not given.by.has(Role.SYSTEM):
        raise NotAllowed("8.2", "only the process itself knows what the mail server answered")
    if command.on > local_day(given.as_of):
        raise Refused("8.2", "a letter leaves today or has left before", field="on", accepted="up to today")
    printing = _printed_for(notice, command.on)
    return NoticeLeft(
        customer=owing.customer,
        notice=notice.id,
        left_on=command.on,
        left_at=given.as_of,
        proof=command.proof,
        appeal_by=printing.appeal_by,
        period_ends=printing.period_ends,
        counts_until=printing.counts_until,
    )


def failed(case: Case, command: RecordNoticeFailed, given: Given) -> tuple[Event, ...]:
    """Record that a letter did not arrive. One that had left is owed again, where what it says is still so.

    A case that had closed is reopened by what is owed. Raises NotFound, AlreadySo.
    """
    event = came_back(case, command, given, is_still_so=lambda notice: goes_again(case, notice))
    reopened = (CaseReopened(case=case.id, customer=case.customer),) if case.closed and event.again else ()
    return (*reopened, event)


def came_back(
    owing: OwesLetters, command: RecordNoticeFailed, given: Given, *, is_still_so: Callable[[Notice], bool]
) -> NoticeFailed:
    """Return what records that a letter did not arrive. Raises NotFound, AlreadySo."""
    notice = _find(owing, command.notice)
    on_its_way = notice.left_at or notice.handing_over or notice.uncertain
    if notice.failed_at or not on_its_way:
        raise AlreadySo
    return NoticeFailed(
        customer=owing.customer,
        notice=notice.id,
        failure=command.failure,
        failed_at=given.as_of,
        again=next_notice(owing) if notice.left_at and is_still_so(notice) else None,
        again_leave_by=notice_leave_by(owing, given),
    )


def _find(owing: OwesLetters, name: NoticeId) -> Notice:
    found = next((notice for notice in owing.notices if notice.id == name), None)
    if found is None:
        raise NotFound(name)
    return found


def _owed(owing: OwesLetters, name: NoticeId) -> Notice:
    notice = _find(owing, name)
    if not notice.is_owed:
        raise AlreadySo
    return notice


def _not_left(owing: OwesLetters, name: NoticeId) -> Notice:
    """Return a letter that has not left, as far as is recorded; owed or needless."""
    notice = _find(owing, name)
    if notice.left_at is not None:
        raise AlreadySo
    return notice


def _end_unsaid(case: Case, notice: Notice) -> Iterator[tuple[DecisionId, End]]:
    """Yield the end that nobody was to be told of, as nobody had been told of its beginning; now they have (9.3)."""
    if notice.kind is NoticeKind.DECISION and notice.needless:
        decision = case.decision(notice.about)
        if decision.in_force_from is None and decision.ended in {End.LIFTED, End.LAPSED}:
            yield decision.id, decision.ended


def _begins(case: Case, notice: Notice) -> bool:
    """Say whether a letter begins a window as it leaves: of a decision that is not quashed (8.2)."""
    return notice.kind is NoticeKind.DECISION and case.decision(notice.about).ended is not End.QUASHED


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
