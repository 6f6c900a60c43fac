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
from domain.case.duties import Duty, Timer, letters_owed, timers_for
from domain.case.fold_notices import gone, lost, printed
from domain.case.notice import Notice, NoticeKind
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
from domain.refusal import NotFound
from domain.streams import Decider, Given

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
class Letter:
    """A letter and its copies: one that came back is owed again. `policy`: the version it was owed under."""

    id: LetterId
    customer: CustomerId
    about: StreamId
    policy: str
    since: date  # the day on which it was owed
    notices: tuple[Notice, ...]
    version: int = 1
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
    sent: Any = event
    notices = [now for n in letter.notices for now in (_SENT[type(event)](n, sent) if n.id == sent.notice else (n,))]
    return changed(letter, notices=tuple(notices))


_SENT: dict[type[Event], Callable[[Notice, Any], tuple[Notice, ...]]] = {
    NoticePrepared: lambda notice, event: (printed(notice, event),),
    NoticeHandOverStarted: lambda notice, _event: (changed(notice, handing_over=True),),
    NoticeHandOverDeferred: lambda notice, _event: (changed(notice, handing_over=False),),
    NoticeHandOverUncertain: lambda notice, _event: (changed(notice, handing_over=False, uncertain=True),),
    NoticeLeft: lambda notice, event: (gone(notice, event),),
    NoticeFailed: lost,
}


def _failed(letter: Letter, command: RecordNoticeFailed, given: Given) -> tuple[Event, ...]:
    return (sending.came_back(letter, command, given, is_still_so=lambda _: True),)


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
}


def decide(letter: Letter | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Answer a command by its rule, as a case does. Raises NotFound, AlreadySo, NotYet, Refused."""
    if letter is None:
        raise NotFound(given.stream)
    return RULES[type(command)](letter, command, given)


LETTER_DECIDER = Decider(
    kind="letter",
    events=(LetterOwed, *_SENT, DutyReminded, DutyEscalated),
    commands=tuple(RULES),
    fold=fold,
    decide=decide,
)
