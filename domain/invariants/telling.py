"""Whether customers were told: in time, of the right days, and of every change (7.3, 8.1, 8.2, 8.6, 9.3)."""

from collections.abc import Iterator

from domain.case.deciding import Decided
from domain.case.ending import (
    RestrictionEvent,
    RestrictionLeftToLapse,
    RestrictionLifted,
    RestrictionResumed,
    RestrictionSuspended,
)
from domain.case.notices import NoticeLeft, NoticePrepared
from domain.case.reviewing import AppealDecided
from domain.case.steps import AppealWindowEnded, RestrictionLapsed
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.force import Force, forces
from domain.invariants.history import CaseHistory, World
from domain.invariants.reckoning import Reckoning, day_of, over

CHANGES = (RestrictionLifted, RestrictionLapsed, RestrictionSuspended, RestrictionResumed, RestrictionLeftToLapse)


def printed_that_day(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """8.2: a letter leaves on the day it was printed, tells that day's dates, and not tomorrow's."""
    for fact, event in case.of(NoticeLeft):
        if case.letters[event.notice].sort == "nobody's":
            yield breach("7.3", "a letter left that nothing had called for", fact)
        printed = [e for _, e in case.of(NoticePrepared, fact.position) if e.notice == event.notice]
        prints = [e for e in printed if e.printed_on == event.left_on]
        if not prints:
            yield breach("8.2", "a letter left on another day than it was printed for", fact)
        elif (prints[-1].appeal_by, prints[-1].period_ends) != (event.appeal_by, event.period_ends):
            yield breach("8.2", "a letter tells other dates than were printed", fact)
        if event.left_on > day_of(fact.recorded_at):
            yield breach("8.2", "a letter left on a day that had not come", fact)


def window_long_enough(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """8.1, 8.2: a decision's notice tells of ten working days for the customer, counted from the day it left."""
    for fact, event in case.of(NoticeLeft):
        letter = case.letters[event.notice]
        if letter.sort != "decision":
            continue
        window = count.figures(case.opening.policy).appeal_window_wd
        if event.appeal_by is None:
            yield breach("8.1", "a decision's notice tells of no right to appeal", fact)
        elif event.appeal_by < count.working_day(event.left_on, window, theirs=True) and _reckoned(case, fact, count):
            yield breach("8.2", "the appeal window told is too short", fact)


def _reckoned(case: CaseHistory, left: Fact, count: Reckoning) -> bool:
    """Say whether a letter was printed under the calendar as it is now: a day proclaimed since could not be told."""
    printed = [e for _, e in case.of(NoticePrepared, left.position) if e.notice == getattr(left.event, "notice", "")]
    return not printed or printed[-1].calendar == count.calendar


def window_whole(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """8.2: a window ends no earlier than the whole of the last day that was told."""
    for fact, event in case.of(AppealWindowEnded):
        told = case.told("decision", event.decision, fact.position)
        if told is None or told.appeal_by is None:
            yield breach("8.2", "a window ended that no notice had begun", fact)
        elif event.last_day < told.appeal_by or fact.recorded_at < over(event.last_day):
            yield breach("8.2", "a window ended before its last day was over", fact)


def changes_told(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """9.3: any change of a restriction that the customer had met is notified."""
    forced = forces(case)
    for fact, event in case.of(RestrictionEvent):
        if not isinstance(event, CHANGES):
            continue
        force = forced.get(event.decision)
        if force is not None and event.notice is None and _was_met(case, force, fact):
            yield breach("9.3", f"{type(event).__name__} was not notified", fact)


def _was_met(case: CaseHistory, force: Force, before: Fact) -> bool:
    """Say whether a restriction had begun before a fact: at once, or with a letter that had left."""
    at_once = force.decided.safety or getattr(force.decided, "at_once", False)
    letters = case.letters_about("decision", force.decided.decision)
    had_left = any(left.position < before.position for letter in letters for left in letter.left)
    return force.began is not None and force.began < before.recorded_at and (at_once or had_left)


def outcomes_told(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """8.6: the appellant is told within five working days of the outcome."""
    for fact, event in case.of(AppealDecided):
        latest = count.working_day(event.decided_on, count.figures(case.opening.policy).outcome_notice_wd)
        if event.notice_leave_by > latest:
            yield breach("8.6", "the outcome is to be told later than five working days", fact)


def every_decision_owes_its_notice(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """2.4: every decision owes a letter of its own."""
    owed = [fact.position for letter in case.letters.values() for fact in (letter.owed,)]
    for fact, _event in case.of(Decided):
        if fact.position not in owed:
            yield breach("2.4", "a decision of which no letter is owed", fact)
