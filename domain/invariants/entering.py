"""Whether every start, change and end of a restriction was entered in the housing system, once, in order (9.1, 8.6)."""

from collections.abc import Iterator
from datetime import timedelta

from domain.case.deciding import Decided, RestrictionContinued, RestrictionImposed, RestrictionVaried
from domain.case.ending import RestrictionLifted
from domain.case.entering import HousingSystemEntered, LeftOutOfHousingSystem
from domain.case.reviewing import DecisionQuashed, DecisionVaried
from domain.case.steps import CaseClosed, DutyEscalated, RestrictionLapsed
from domain.event import Event
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.force import forces
from domain.invariants.history import CaseHistory, World
from domain.invariants.reckoning import Reckoning, day_of, over
from domain.names import Role

MADE = (HousingSystemEntered, LeftOutOfHousingSystem)
# What an event does to its decision, in the word that the entry must have.
CALLED: dict[type[Event], str] = {
    RestrictionImposed: "imposed",
    RestrictionContinued: "continued",
    RestrictionVaried: "varied",
    RestrictionLifted: "lifted",
    RestrictionLapsed: "lapsed",
    DecisionQuashed: "quashed",
}


def changes_are_entered(world: World, case: CaseHistory, count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """9.1: what was decided, came into force, was suspended or varied, and ended is entered, or is told to be late."""
    within = count.figures(case.opening.policy).housing_entry_within_wd
    for fact, decision, change in changes(case):
        made = [
            f for f, e in _made(case) if f.position > fact.position and (e.decision, e.change) == (decision, change)
        ]
        day = count.working_day(day_of(fact.recorded_at), within)
        moment = over(day) + grace
        done = min([f.recorded_at for f in made], default=None)
        if min(done or world.now, world.now) <= moment:
            continue
        told = [
            e for f, e in case.of(DutyEscalated) if e.duty == "enter-in-housing-system" and f.position > fact.position
        ]
        if not told:
            yield breach("9.1", f"{change} of {decision} was not entered in the housing system, and nobody told", fact)


def entered_once_in_order(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """9.1: no entry is made twice, or of a change that nothing had brought; the process makes them in order."""
    seen: dict[str, Fact] = {}
    last = 0
    for fact, event in _made(case):
        if event.entry in seen:
            yield breach("9.1", f"{event.entry} was made twice", fact)
        seen[event.entry] = fact
        number = int(event.entry.partition("/")[2])
        by_the_process = isinstance(event, HousingSystemEntered) and not event.by_hand
        if by_the_process and number < last:
            yield breach("9.1", f"{event.entry} was made after a later one", fact)
        last = max(last, number) if by_the_process else last
        if event.decision not in {e.decision for _, e in case.of(Decided, fact.position)}:
            yield breach("9.1", f"{event.entry} is of a decision that had not been made", fact)


def entered_by_whom_it_may(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """9.1: what is said to be entered by hand was; only Governance leaves one out."""
    for fact, event in _made(case):
        if isinstance(event, LeftOutOfHousingSystem) and Role.GOVERNANCE not in fact.roles:
            yield breach("9.1", f"{event.entry} was left out by somebody who may not", fact)
        if isinstance(event, HousingSystemEntered) and event.by_hand == (Role.SYSTEM in fact.roles):
            yield breach("9.1", f"{event.entry} was not made as it says", fact)


def closed_with_everything_entered(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """A case closes when nothing is pending in it: each change that was owed an entry has it."""
    for fact, _event in case.of(CaseClosed):
        for before, decision, change in changes(case):
            made = [f for f, e in _made(case) if (e.decision, e.change) == (decision, change)]
            if before.position < fact.position and not any(f.position < fact.position for f in made):
                yield breach("9.1", f"a case closed before {change} of {decision} was entered", fact)


def _made(case: CaseHistory) -> Iterator[tuple[Fact, HousingSystemEntered | LeftOutOfHousingSystem]]:
    for fact, event in case.any_of(MADE):
        if isinstance(event, HousingSystemEntered | LeftOutOfHousingSystem):
            yield fact, event


def changes(case: CaseHistory) -> Iterator[tuple[Fact, str, str]]:
    """Yield each start, change and end of a restriction as the facts tell it; suspensions apart."""
    for fact, event in case.any_of(tuple(CALLED)):
        decision = getattr(event, "decision", "")
        if not (isinstance(event, DecisionQuashed) and _was_quashed(case, decision, fact.position)):
            yield fact, decision, CALLED[type(event)]
    for fact, varied in case.of(DecisionVaried):
        decided = next((e for _, e in case.of(Decided, fact.position) if e.decision == varied.decision), None)
        if decided is None or varied.finding_only:
            continue
        before = (case.measures(decided, fact.position), case.last_day(decided, fact.position))
        if (varied.measures, varied.last_day) != before:
            yield fact, varied.decision, "varied-on-appeal"
    for name, force in forces(case).items():
        if force.decided.safety or getattr(force.decided, "at_once", False):
            continue  # the entry of the decision says that it is in force
        told = sorted((f for letter in case.letters_about("decision", name) for f in letter.left), key=_place)
        if told and force.began is not None and force.began < force.ended:
            yield told[0], name, "in-force"


def _place(fact: Fact) -> int:
    return fact.position


def _was_quashed(case: CaseHistory, decision: str, before: int) -> bool:
    """Say whether a decision had been quashed already, by itself or with what it rested on."""
    made: dict[str, str | None] = {e.decision: getattr(e, "follows", None) for _, e in case.of(Decided)}
    line = decision
    while line:
        if any(e.decision == line for _, e in case.of(DecisionQuashed, before)):
            return True
        line = made.get(line) or ""
    return False
