"""Whether employees were told of every start, change and end of a restriction, and ahead of its end (2.1, 9.2)."""

from collections.abc import Iterator
from datetime import timedelta

from domain.case.deciding import Decided
from domain.case.ending import RestrictionLeftToLapse
from domain.case.reviewing import DecisionVaried
from domain.case.steps import CaseClosed, DutyEscalated, EndAnnounced, RestrictionLapsed
from domain.case.telling import EmployeeReached, EmployeesTold
from domain.invariants.deciding import breach
from domain.invariants.entering import changes
from domain.invariants.fact import Breach, Fact
from domain.invariants.force import Force, forces
from domain.invariants.history import CaseHistory, World
from domain.invariants.reckoning import Reckoning, day_of, over
from domain.names import Role
from domain.staff import DIRECTORY, StaffMemberLeft

STARTS = {"imposed": "started", "continued": "continued", "varied": "varied"}
BY_KIND = {"RestrictionImposed": "started", "RestrictionContinued": "continued", "RestrictionVaried": "varied"}
DATED = (DecisionVaried, RestrictionLeftToLapse)  # what may set another last day
ABOVE = {Role.HEAD_OF_SERVICE, Role.DIRECTOR}


def employees_are_told(world: World, case: CaseHistory, count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """2.1: of what came into force, and of what became of it, the people it concerns are told, or it escalates."""
    within = count.figures(case.opening.policy).employees_told_within_wd
    for fact, decision, occasion in _to_be_told(case):
        moment = over(count.working_day(day_of(fact.recorded_at), within)) + grace
        told = [f for f, e in _told(case, decision, occasion) if f.position > fact.position]
        done = min([f.recorded_at for f in told], default=None)
        if min(done or world.now, world.now) <= moment:
            continue
        late = [e for f, e in case.of(DutyEscalated) if e.duty == "tell-employees" and f.position > fact.position]
        if not late:
            yield breach("2.1", f"employees were not told that {decision} was {occasion}", fact)


def those_concerned_are_told(world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """2.1, 9.2: told are targets, named contacts and who was told before, ahead of an end for violence those above."""
    figures = count.figures(case.opening.policy)
    seen = set[str]()
    for fact, event in case.of(EmployeesTold):
        if event.telling in seen:
            yield breach("2.1", f"{event.telling} was told twice", fact)
        seen.add(event.telling)
        decided = next((e for _, e in case.of(Decided, fact.position) if e.decision == event.decision), None)
        if decided is None:
            yield breach("2.1", f"{event.telling} is of a decision that had not been made", fact)
            continue
        ahead = _ahead(case, fact, event)
        targets = {who for i in decided.basis for who in world.people(i, fact.position)[1]}
        named = {
            who for m in (*decided.measures, *case.measures(decided, fact.position)) for who in (m.staff, m.stand_in)
        }
        wanted = (targets | {m.staff for m in case.measures(decided, fact.position)}) - {None}
        above = {who for who in event.people if ABOVE & world.roles_of(who, fact.position)}
        may = targets | named | _told_before(case, fact, decided)
        alerted = decided.violent and ahead in figures.alert_before_end_wd
        if alerted and not above and _somebody_above(world, fact.position):
            yield breach("9.2", f"nobody above was told ahead that {event.decision} ends", fact)
        if ahead is not None and ahead not in figures.employees_told_before_end_wd:
            wanted = set()
        missing = {who for who in wanted if who and _works_here(world, who, fact.position)} - set(event.people)
        if missing:
            yield breach("2.1", f"{event.telling} was not told to everybody whom it concerns", fact)
        if set(event.people) - may - (above if alerted else set()):
            yield breach("2.1", f"{event.telling} was told to somebody whom it does not concern", fact)


def closed_with_everybody_told(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """2.1: whoever was told was e-mailed too, or it is known why not, before the case closed."""
    for fact, _closed in case.of(CaseClosed):
        reached = {(e.telling, e.person) for _, e in case.of(EmployeeReached, fact.position)}
        owed = {(e.telling, who) for _, e in case.of(EmployeesTold, fact.position) for who in e.people}
        if owed - reached:
            yield breach("2.1", "a case closed before an employee was e-mailed", fact)
        for before, decision, occasion in _to_be_told(case):
            told = [f for f, e in _told(case, decision, occasion) if before.position < f.position < fact.position]
            if before.position < fact.position and not told:
                yield breach("2.1", f"a case closed before employees were told that {decision} was {occasion}", fact)


def ends_are_announced(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """2.1, 9.2: what lapses was announced so many working days ahead, where its end was known that long before."""
    figures = count.figures(case.opening.policy)
    for fact, lapsed in case.of(RestrictionLapsed):
        made, decided = next((f, e) for f, e in case.of(Decided) if e.decision == lapsed.decision)
        dated = [f for f in case.about("decision", lapsed.decision) if isinstance(f.event, DATED)]
        known = max(day_of(f.recorded_at) for f in [made, *dated])
        announced = {
            e.ahead_wd
            for _, e in case.of(EndAnnounced)
            if (e.decision, e.ends_on) == (lapsed.decision, lapsed.last_day)
        }
        ahead = {*figures.employees_told_before_end_wd, *(figures.alert_before_end_wd if decided.violent else ())}
        for days in sorted(ahead - announced):
            if count.working_day(known, days + 1) < lapsed.last_day:
                yield breach("9.2", f"the end of {lapsed.decision} was not announced {days} working days ahead", fact)


def _to_be_told(case: CaseHistory) -> Iterator[tuple[Fact, str, str]]:
    """Yield what employees are to be told of, with the decision, in the word that the telling must have."""
    forced = forces(case)
    for fact, decision, change in changes(case):
        force = forced[decision]
        if change == "in-force":
            yield fact, decision, BY_KIND[type(force.decided).__name__]
        elif change in STARTS:
            if force.decided.safety or getattr(force.decided, "at_once", False):
                yield fact, decision, STARTS[change]
        elif _had_begun(force, fact):
            yield fact, decision, change


def _had_begun(force: Force, fact: Fact) -> bool:
    return force.began is not None and force.began < min(fact.recorded_at, force.ended)


def _told(case: CaseHistory, decision: str, occasion: str) -> list[tuple[Fact, EmployeesTold]]:
    return [(f, e) for f, e in case.of(EmployeesTold) if (e.decision, e.what) == (decision, occasion)]


def _told_before(case: CaseHistory, fact: Fact, decided: Decided) -> set[str]:
    """Return who was told of a decision, or of one that it follows, other than ahead of its end."""
    made = {e.decision: e for _, e in case.of(Decided)}
    line, one = set[str](), decided
    while one is not None and one.decision not in line:
        line.add(one.decision)
        one = made.get(getattr(one, "follows", None) or "")  # type: ignore[assignment, arg-type]
    told = case.of(EmployeesTold, fact.position)
    return {who for _, e in told if e.decision in line and e.what != "ends-soon" for who in e.people}


def _ahead(case: CaseHistory, fact: Fact, event: EmployeesTold) -> int | None:
    """Return how many working days ahead of an end a telling was, where it was one: they are told in order."""
    if event.what != "ends-soon":
        return None
    told = [e for _, e in case.of(EmployeesTold, fact.position) if e.what == "ends-soon"]
    announced = [e for _, e in case.of(EndAnnounced, fact.position)]
    return announced[len(told)].ahead_wd if len(told) < len(announced) else 0


def _works_here(world: World, who: str, before: int) -> bool:
    gone = any(e.staff == who for e in world.known(DIRECTORY, StaffMemberLeft, before))
    return not gone and bool(world.roles_of(who, before))


def _somebody_above(world: World, before: int) -> bool:
    entered = {f.event.staff for f in world.others.get(DIRECTORY, []) if f.position < before}  # type: ignore[attr-defined]
    return any(_works_here(world, who, before) and ABOVE & world.roles_of(who, before) for who in entered)
