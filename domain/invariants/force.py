"""When a restriction was in force, derived a second time, from facts alone (8.2, 8.6, 9.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from domain.case.appealing import AppealRefusedLate, AppealWithdrawn
from domain.case.deciding import Decided, RestrictionVaried
from domain.case.ending import RestrictionLeftToLapse, RestrictionLifted, RestrictionResumed, RestrictionSuspended
from domain.case.notices import NoticeLeft
from domain.case.reviewing import AppealDecided
from domain.case.state import HoldReason
from domain.invariants.fact import Fact
from domain.invariants.history import CaseHistory, Letter
from domain.invariants.reckoning import over

Span = tuple[datetime, datetime | None]


@dataclass
class Force:
    """From when to when a decision restricted, and the spans in which it rested meanwhile."""

    decided: Decided
    began: datetime | None
    ended: datetime
    rested: list[Span] = field(default_factory=list)

    def at(self, moment: datetime) -> bool:
        """Say whether it restricted at a moment."""
        if self.began is None or not self.began <= moment < self.ended:
            return False
        return not any(start <= moment and (end is None or moment < end) for start, end in self.rested)


def forces(case: CaseHistory) -> dict[str, Force]:
    """Derive for each decision of a case when it was in force."""
    found: dict[str, Force] = {}
    for fact, decided in case.of(Decided):
        ends = [over(case.last_day(decided))]
        ends += [e.lifted_at for _, e in case.of(RestrictionLifted) if e.decision == decided.decision]
        quashed = case.quashed(decided.decision)
        if quashed and isinstance(quashed.event, AppealDecided):
            ends.append(quashed.event.decided_at)
        letters = case.letters_about("decision", decided.decision)
        left = [_left_at(f.event) for letter in letters for f in letter.left]
        at_once = decided.safety or (isinstance(decided, RestrictionVaried) and decided.at_once)
        began = fact.recorded_at if at_once else min(left, default=None)
        if at_once:
            began = decided.decided_at
        force = Force(decided, began, min(ends))
        force.rested += _void(letters) if not decided.safety else []
        if at_once and not decided.safety:
            force.rested += _untold(case, fact, letters)
        found[decided.decision] = force
    for force in found.values():
        follows = getattr(force.decided, "follows", None)
        while follows in found and force.began is not None and force.began <= force.ended:
            found[follows].ended = min(found[follows].ended, force.began)
            follows = getattr(found[follows].decided, "follows", None)
    for suspended in suspensions(case):
        # What rests for an early review rests until that is concluded: a new decision concludes it (9.2).
        for heir in [suspended.decision] if suspended.for_early else line(found, suspended.decision):
            began = found[heir].began
            was_over = suspended.until is not None and began is not None and began >= suspended.until
            if heir == suspended.decision or not was_over:
                found[heir].rested += [(suspended.since, suspended.until), *_void(suspended.ended_by)]
    return found


@dataclass(frozen=True)
class Suspended:
    """A suspension, and the letters whose leaving ended it: one, and those that were sent again for it."""

    fact: Fact
    decision: str
    since: datetime
    until: datetime | None
    ended_by: list[Letter]
    for_early: bool = False


def _left_at(event: object) -> datetime:
    if not isinstance(event, NoticeLeft):
        raise TypeError(event)
    return event.left_at


def _void(letters: list[Letter]) -> list[Span]:
    """The spans between a letter's coming back and the next one's leaving."""
    spans: list[Span] = []
    for letter in letters:
        if not letter.left:
            continue
        for failed in letter.failed:
            # What was not to be sent again was so no longer, and holds nothing up.
            if failed.position > letter.left[-1].position and getattr(failed.event, "again", None):
                later = [f for other in letters for f in other.left if f.position > failed.position]
                moment = getattr(failed.event, "failed_at", failed.recorded_at)
                spans.append((moment, _left_at(later[0].event) if later else None))
    return spans


def _untold(case: CaseHistory, eased: Fact, own: list[Letter]) -> list[Span]:
    """When what eased a restriction at once rested: from the coming back of that one's letter until its own leaves."""
    before = next((e for _, e in case.of(Decided) if e.decision == getattr(eased.event, "follows", None)), None)
    if before is None or before.safety:
        return []
    left = [f for letter in own for f in letter.left]
    failed = [
        f
        for letter in case.letters_about("decision", before.decision)
        for f in letter.failed
        if letter.left and f.position > max(eased.position, letter.left[-1].position)
    ]
    untold = [f for f in failed if not any(leaving.position < f.position for leaving in left)]
    return [(getattr(f.event, "failed_at", f.recorded_at), _left_at(left[0].event) if left else None) for f in untold]


def line(found: dict[str, Force], decision: str) -> list[str]:
    """Return the decision, and what has followed it."""
    following = [name for name, force in found.items() if getattr(force.decided, "follows", None) == decision]
    return [decision, *(heir for name in following for heir in line(found, name))]


def suspensions(case: CaseHistory) -> Iterator[Suspended]:
    """Derive each suspension of a case, in order, and what ended it."""
    for fact, event in case.of(RestrictionSuspended):
        may_end = _may_end(case, fact.position, event)
        ending = [(_left_at(f.event), notice) for notice in may_end for f in case.letters[notice].left]
        until, notice = min(ending, default=(None, None))
        ended_by = _sent_again(case, notice) if notice else []
        for_early = event.reason is HoldReason.EARLY_REVIEW_OVERDUE
        yield Suspended(fact, event.decision, event.suspended_at, until, ended_by, for_early)


def _may_end(case: CaseHistory, since: int, suspended: RestrictionSuspended) -> Iterator[str]:
    """The letters that may end a suspension: of the outcome or the refusal it waits for, or of its being resumed."""
    withdrawn = any(e.appeal == suspended.appeal for _, e in case.of(AppealWithdrawn))
    for fact, outcome in case.of(AppealDecided):
        if fact.position > since and outcome.appeal == suspended.appeal and not withdrawn:
            yield outcome.notice
    for fact, refusal in case.of(AppealRefusedLate):
        if fact.position > since and refusal.appeal == suspended.appeal and not withdrawn:
            yield refusal.notice
    for fact, resumed in case.of(RestrictionResumed):
        if fact.position > since:
            yield resumed.notice
    if suspended.reason is HoldReason.EARLY_REVIEW_OVERDUE:
        for fact, left in case.of(RestrictionLeftToLapse):
            if fact.position > since and left.decision == suspended.decision and left.notice:
                yield left.notice


def _sent_again(case: CaseHistory, notice: str) -> list[Letter]:
    """A letter, and each one that was sent because the one before had come back."""
    letter = case.letters[notice]
    again = [getattr(f.event, "again", None) for f in letter.failed]
    return [letter, *(later for name in again if name for later in _sent_again(case, name))]
