"""A letter to a customer outside any case: conduct advice, or what became of a referral (5.9, 5.12, 6.1, 10.1).

It has a stream of its own, beside that of the incident or the referral whose words it tells, and goes the way of every
letter: printed for its day, handed over once, proved to have left, sent again when it comes back (7.3, 8.2).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from domain.calendar import Counts, local_day
from domain.case import sending
from domain.case.deadlines import notice_leave_by
from domain.case.duties import Duty, Timer, letters_owed, timers_for
from domain.case.fold_notices import gone, lost, printed
from domain.case.notice import Notice, NoticeKind, next_notice
from domain.case.notices import (
    NoticeFailed,
    NoticeHandOverDeferred,
    NoticeHandOverStarted,
    NoticeHandOverUncertain,
    NoticeLeft,
    NoticePrepared,
    PrepareNotice,
    RecordHandOverDeferred,
    RecordHandOverUncertain,
    RecordNoticeFailed,
    RecordNoticeLeft,
    StartHandOver,
)
from domain.case.steps import DutyEscalated, DutyReminded, TakeStep, due, told
from domain.event import Command, Event
from domain.frozen import changed
from domain.names import CustomerId, LetterId, NoticeId, StreamId, same_id
from domain.policy import PolicyBook
from domain.refusal import AlreadySo, NotFound
from domain.streams import Decider, Given, Needs

FIRST = NoticeId("notice/1")


@dataclass(frozen=True, kw_only=True)
class LetterOwed(Event):
    """A letter outside a case is owed to a customer. `about`: the incident or referral whose words it tells."""

    kind: ClassVar[str] = "letter"
    clause: ClassVar[str] = "7.3"
    tagged: ClassVar[tuple[str, ...]] = ("customer", "about")
    coded: ClassVar[str | None] = "notice_kind"
    letter: LetterId
    customer: CustomerId
    about: StreamId
    notice_kind: NoticeKind
    notice: NoticeId
    owed_on: date
    notice_leave_by: date
    policy: str
    calendar: str


@dataclass(frozen=True, kw_only=True)
class TakeBackLetter(Command):
    """Whoever follows the record found that what a letter tells was taken back."""


@dataclass(frozen=True, kw_only=True)
class LetterTakenBack(Event):
    """What a letter tells was taken back. What had not left does not go.

    `notice`: a letter that says so is owed, since the first may have reached the customer; None: it never left.
    """

    kind: ClassVar[str] = "letter"
    clause: ClassVar[str] = "9.3"
    letter: LetterId
    customer: CustomerId
    notice: NoticeId | None
    notice_leave_by: date | None


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter and its copies: one that came back is owed again. `policy`: the version it was owed under."""

    id: LetterId
    customer: CustomerId
    about: StreamId
    policy: str
    since: date  # the day on which it was owed
    notices: tuple[Notice, ...]
    version: int = 1
    taken_back: bool = False
    reminded: frozenset[str] = frozenset()
    escalated: Mapping[str, int] = field(default_factory=dict)

    def notice(self, notice: str) -> Notice:
        """Return one of its notices. Raises KeyError."""
        return {n.id: n for n in self.notices}[NoticeId(notice)]

    @property
    def closed(self) -> bool:
        """Whether nothing is owed any more."""
        return not any(notice.is_owed for notice in self.notices)


def owed_about(about: StreamId, customer: CustomerId, kind: NoticeKind, given: Given) -> LetterOwed:
    """Return what owes a letter about the stream that is being decided on, from today on (7.3)."""
    today = local_day(given.as_of)
    policy = given.book.on(today)
    within = policy.figures.notice_leaves_within_wd
    return LetterOwed(
        letter=LetterId(same_id("letter", about)),
        customer=customer,
        about=about,
        notice_kind=kind,
        notice=FIRST,
        owed_on=today,
        notice_leave_by=given.book.calendar.working_days_after(today, within, Counts.AGAINST_US),
        policy=policy.version,
        calendar=given.book.calendar.version,
    )


def _take_back(letter: Letter, _command: TakeBackLetter, given: Given) -> tuple[Event, ...]:
    """Take back what a letter tells; it is said to the customer where that may have reached them (9.3).

    Raises AlreadySo where that is done, or what it tells stands.
    """
    if letter.taken_back or not getattr(given.others.get(letter.about), "retracted", False):
        raise AlreadySo
    reached = any((notice.left_at and not notice.failed_at) or notice.may_be_out for notice in letter.notices)
    return (
        LetterTakenBack(
            letter=letter.id,
            customer=letter.customer,
            notice=next_notice(letter) if reached else None,
            notice_leave_by=notice_leave_by(letter, given) if reached else None,
        ),
    )


def agenda(letter: Letter, _book: PolicyBook) -> tuple[Duty, ...]:
    """Return what is owed: that the letter leaves."""
    return tuple(sorted(letters_owed(letter.notices), key=lambda duty: (duty.at, duty.name)))


def timers(letter: Letter, book: PolicyBook) -> tuple[Timer, ...]:
    """Return every moment at which the process acts about it, soonest first."""
    return timers_for(agenda(letter, book), letter, book)


def fold(letter: Letter | None, event: Event) -> Letter:
    """Apply an event."""
    if isinstance(event, LetterOwed):
        owed = Notice(id=event.notice, kind=event.notice_kind, about=event.about, leave_by=event.notice_leave_by)
        return Letter(
            id=event.letter,
            customer=event.customer,
            about=event.about,
            policy=event.policy,
            since=event.owed_on,
            notices=(owed,),
        )
    if letter is None:
        raise TypeError(event)
    letter = changed(letter, version=letter.version + 1)
    match event:
        case DutyReminded():
            return changed(letter, reminded=letter.reminded | {event.name})
        case DutyEscalated():
            return changed(letter, escalated={**letter.escalated, event.name: event.level})
        case LetterTakenBack():
            return _without(letter, event)
    sent: Any = event
    notices = [now for n in letter.notices for now in (_SENT[type(event)](n, sent) if n.id == sent.notice else (n,))]
    return changed(letter, notices=tuple(notices))


def _without(letter: Letter, event: LetterTakenBack) -> Letter:
    """What was owed is not any more; that it was taken back may be."""
    notices = [changed(notice, needless=notice.needless or notice.is_owed) for notice in letter.notices]
    if event.notice and event.notice_leave_by:
        kind = NoticeKind.ADVICE_TAKEN_BACK
        notices.append(Notice(id=event.notice, kind=kind, about=letter.about, leave_by=event.notice_leave_by))
    return changed(letter, notices=tuple(notices), taken_back=True)


_SENT: dict[type[Event], Callable[[Notice, Any], tuple[Notice, ...]]] = {
    NoticePrepared: lambda notice, event: (printed(notice, event),),
    NoticeHandOverStarted: lambda notice, _event: (changed(notice, handing_over=True),),
    NoticeHandOverDeferred: lambda notice, _event: (changed(notice, handing_over=False),),
    NoticeHandOverUncertain: lambda notice, _event: (changed(notice, handing_over=False, uncertain=True),),
    NoticeLeft: lambda notice, event: (gone(notice, event),),
    NoticeFailed: lost,
}


def _failed(letter: Letter, command: RecordNoticeFailed, given: Given) -> tuple[Event, ...]:
    def is_still_so(notice: Notice) -> bool:
        return not letter.taken_back or notice.kind is NoticeKind.ADVICE_TAKEN_BACK

    return (sending.came_back(letter, command, given, is_still_so=is_still_so),)


def _left(letter: Letter, command: RecordNoticeLeft, given: Given) -> tuple[Event, ...]:
    return (sending.went(letter, command, given),)


def _step(letter: Letter, command: TakeStep, given: Given) -> tuple[Event, ...]:
    return told(letter, due(timers(letter, given.book), command, given), command.act)


RULES: dict[type[Command], Callable[[Letter, Any, Given], tuple[Event, ...]]] = {
    PrepareNotice: sending.prepare,
    StartHandOver: sending.start_hand_over,
    RecordHandOverUncertain: sending.uncertain,
    RecordHandOverDeferred: sending.deferred,
    RecordNoticeLeft: _left,
    RecordNoticeFailed: _failed,
    TakeStep: _step,
    TakeBackLetter: _take_back,
}


def needs(letter: Letter | None, command: Command, _others: Mapping[str, Any]) -> Needs:
    """What is taken back is looked at."""
    return Needs(streams=frozenset({letter.about})) if letter and isinstance(command, TakeBackLetter) else Needs()


def decide(letter: Letter | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Answer a command by its rule, as a case does. Raises NotFound, AlreadySo, NotYet, Refused."""
    if letter is None:
        raise NotFound(given.stream)
    return RULES[type(command)](letter, command, given)


LETTER_DECIDER = Decider(
    kind="letter",
    events=(LetterOwed, LetterTakenBack, *_SENT, DutyReminded, DutyEscalated),
    commands=tuple(RULES),
    fold=fold,
    decide=decide,
    needs=needs,
)
