"""How what happens to a restriction comes to be told to employees, and what they were told (2.1). Nothing is judged."""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain.case.employees import Occasion, Telling
from domain.case.entry import Entry, EntryChange
from domain.case.state import Case, Decision, DecisionKind
from domain.case.telling import EmployeeReached, EmployeesTold
from domain.event import Event
from domain.frozen import changed
from domain.names import TellingId

_STARTS = {
    DecisionKind.RESTRICT: Occasion.STARTED,
    DecisionKind.CONTINUE: Occasion.CONTINUED,
    DecisionKind.VARY: Occasion.VARIED,
}
_TOLD = {
    EntryChange.SUSPENDED: Occasion.SUSPENDED,
    EntryChange.RESUMED: Occasion.RESUMED,
    EntryChange.DATES_MOVED: Occasion.DATES_MOVED,
    EntryChange.VARIED_ON_APPEAL: Occasion.VARIED_ON_APPEAL,
    EntryChange.LIFTED: Occasion.LIFTED,
    EntryChange.LAPSED: Occasion.LAPSED,
    EntryChange.QUASHED: Occasion.QUASHED,
}


def owing_tellings(before: Case, after: Case) -> Case:
    """Owe a telling for each change that is entered in the housing system too, once the decision is in force.

    One that never came into force was told to nobody; one that gives way to another is told of with that other.
    """
    for entry in after.entries[len(before.entries) :]:
        if entry.decision.in_force_from is not None and (what := _occasion(entry)):
            after = owing(after, entry.decision, what, entry.on)
    return after


def owing(case: Case, decision: Decision, what: Occasion, on: date, ahead: int | None = None) -> Case:
    """Owe a telling."""
    name = TellingId(f"telling/{len(case.tellings) + 1}")
    telling = Telling(id=name, what=what, decision=decision, on=on, ahead=ahead)
    return changed(case, tellings=(*case.tellings, telling))


def _occasion(entry: Entry) -> Occasion | None:
    if entry.change in {EntryChange.IMPOSED, EntryChange.CONTINUED, EntryChange.VARIED, EntryChange.IN_FORCE}:
        return _STARTS[entry.decision.kind]
    return _TOLD.get(entry.change)


def _with(case: Case, name: TellingId, change: Callable[[Telling], Telling]) -> Case:
    return changed(case, tellings=tuple(change(t) if t.id == name else t for t in case.tellings))


def _told(case: Case, event: EmployeesTold) -> Case:
    return _with(case, event.telling, lambda telling: changed(telling, people=event.people))


def _reached(case: Case, event: EmployeeReached) -> Case:
    return _with(
        case, event.telling, lambda telling: changed(telling, reached={**telling.reached, event.person: event.reached})
    )


APPLY: dict[type[Event], Callable[[Case, Any], Case]] = {EmployeesTold: _told, EmployeeReached: _reached}
