"""Letters that a date is later than was told: which, from when to when, and why (*Time*)."""

from collections.abc import Collection

from activities.told import ToldOfCase
from domain.calendar import local_day
from domain.case.deciding import Decided
from domain.case.notice import NoticeKind
from domain.case.notices import NoticeLeft, NoticePrepared
from domain.case.steps import AppealDateMoved, WarningPeriodMoved
from letters.letter import DateMoved, MovedBecause, MovedDate, PeriodMoved


def date_moved(told: ToldOfCase, event: AppealDateMoved) -> DateMoved:
    """Return the letter that the last day to appeal is later (8.2)."""
    decided = next(e for e in told.events if isinstance(e, Decided) and e.decision == event.decision)
    letters = _letters(told, NoticeKind.DECISION, event.decision)
    moved = [e for e in told.events if isinstance(e, AppealDateMoved) and e.decision == event.decision]
    return DateMoved(
        decision_day=decided.decided_on,
        which=MovedDate.APPEAL,
        was=event.told,
        now=event.last_day,
        because=_why(told, event, letters, moved),
    )


def period_moved(told: ToldOfCase, event: WarningPeriodMoved) -> PeriodMoved:
    """Return the letter that a warning gives longer to change (7.2)."""
    letters = _letters(told, NoticeKind.WARNING, event.warning)
    moved = [e for e in told.events if isinstance(e, WarningPeriodMoved) and e.warning == event.warning]
    return PeriodMoved(
        warned=_left(told, event, letters).left_on,
        was=event.told,
        now=event.period_ends,
        because=_why(told, event, letters, moved),
    )


Moved = AppealDateMoved | WarningPeriodMoved


def _letters(told: ToldOfCase, kind: NoticeKind, about: str) -> frozenset[str]:
    return frozenset(n.id for n in told.case.notices if n.kind is kind and n.about == about)


def _left(told: ToldOfCase, event: Moved, letters: Collection[str]) -> NoticeLeft:
    """Return the leaving of the letter that told the date which an event moves."""
    before = told.events[: told.events.index(event)]
    return next(e for e in reversed(before) if isinstance(e, NoticeLeft) and e.notice in letters)


def _why(told: ToldOfCase, event: Moved, letters: Collection[str], all_moves: Collection[Moved]) -> MovedBecause:
    """Return why a date is later than was told: how its letter left, or what has changed since."""
    before = told.events[: told.events.index(event)]
    left = _left(told, event, letters)
    moves = [move for move in all_moves if move in before]
    moved_since = any(before.index(move) > before.index(left) for move in moves)
    if left.left_on < local_day(left.left_at) and not moved_since:
        return MovedBecause.LEFT_LATER
    told_by = [e for e in before if isinstance(e, NoticePrepared) and e.notice in letters]
    calendar = list(moves)[-1].calendar if moved_since else told_by[-1].calendar
    return MovedBecause.LONGER_PERIOD if calendar == event.calendar else MovedBecause.NEW_HOLIDAY
