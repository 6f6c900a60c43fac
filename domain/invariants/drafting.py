"""Whether decisions were drafted by whom they may be, and made of what their manager had written (3.1, 7.2, 8.5)."""

from collections.abc import Iterator

from domain.case.appealing import CaseReopened
from domain.case.deciding import Decided, RestrictionContinued, RestrictionImposed, RestrictionVaried
from domain.case.steps import CaseClosed
from domain.drafting import DraftDiscarded, Drafted, DraftEvent, DraftSaved
from domain.invariants.deciding import MANAGERS, breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.history import CaseHistory, World
from domain.invariants.reckoning import Reckoning, day_of

MADE: dict[Drafted, type[Decided]] = {
    Drafted.RESTRICT: RestrictionImposed,
    Drafted.CONTINUE: RestrictionContinued,
    Drafted.VARY: RestrictionVaried,
}


def drafts_of(world: World, case: CaseHistory) -> dict[str, list[tuple[Fact, DraftEvent]]]:
    """Return what became of each draft of a decision in a case, in order."""
    found: dict[str, list[tuple[Fact, DraftEvent]]] = {}
    for stream, facts in world.others.items():
        if stream.startswith("draft/"):
            told = [
                (f, f.event) for f in facts if isinstance(f.event, DraftEvent) and f.event.case == case.opening.case
            ]
            if told:
                found[stream] = told
    return found


def who_drafted(world: World, case: CaseHistory, before: int) -> set[str]:
    """Return who had drafted a decision in a case before a position, or had read such a draft."""
    known = {name: told for name, told in drafts_of(world, case).items() if told[0][0].position < before}
    drafted = {event.drafted_by for told in known.values() for fact, event in told if fact.position < before}
    return drafted | {reader for name in known for reader in world.readers(name, before)}


def drafts_are_their_managers(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """7.2: a draft is one manager's, in their own name, about the case's customer, and written while it was open."""
    for told in drafts_of(world, case).values():
        first = told[0][1]
        over: Fact | None = None
        for fact, event in told:
            if event.drafted_by != fact.actor or event.drafted_by != first.drafted_by:
                yield breach("7.2", "a draft was written in another's name", fact)
            if not MANAGERS & fact.roles:
                yield breach("7.2", "a decision was drafted by somebody who is no manager", fact)
            if event.customer != case.opening.customer:
                yield breach("7.2", "a draft is sealed for another customer", fact)
            if over is not None:
                yield breach("7.2", "a draft went on after it had been discarded", fact)
            if isinstance(event, DraftSaved) and _closed(case, fact.position):
                yield breach("7.2", "a decision was drafted in a case that had closed", fact)
            over = fact if isinstance(event, DraftDiscarded) else over


def decided_on_what_was_drafted(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """3.1, 7.2: what a decision says it was made of was its manager's draft, of that decision, and made once."""
    drafts, made = drafts_of(world, case), dict[str, Fact]()
    for fact, event in case.of(Decided):
        if event.draft is None:
            continue
        told = [e for f, e in drafts.get(event.draft, []) if f.position < fact.position]
        saved = [e for e in told if isinstance(e, DraftSaved)]
        if not saved or len(saved) != len(told):
            yield breach("7.2", "a decision was made of a draft that was not there", fact)
            continue
        if saved[-1].drafted_by != event.decided_by:
            yield breach("7.2", "a decision was made of another's draft", fact)
        if not isinstance(event, MADE[saved[-1].what]):
            yield breach("7.2", "a decision was made of the draft of another one", fact)
        if event.adjustments_asked_on is None or event.adjustments_asked_on > day_of(saved[-1].saved_at):
            yield breach("3.1", "adjustments were not asked about when the draft was written", fact)
        if event.draft in made or len(drafts[event.draft]) > len(told):
            yield breach("7.2", "a draft went on after the decision had been made of it", fact)
        made[event.draft] = fact


def _closed(case: CaseHistory, before: int) -> bool:
    told = [f.event for f in case.facts if f.position < before and isinstance(f.event, CaseClosed | CaseReopened)]
    return bool(told) and isinstance(told[-1], CaseClosed)
