"""How every start, change and end of a restriction comes to owe an entry, whichever event brought it about (9.1)."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from domain.calendar import local_day
from domain.case.entering import HousingSystemDidNotTake, HousingSystemEntered, LeftOutOfHousingSystem
from domain.case.entry import Entry, EntryChange
from domain.case.reviewing import DecisionVaried
from domain.case.state import Case, Decision, DecisionKind, End
from domain.event import Event
from domain.frozen import changed
from domain.names import EntryId

_MADE = {
    DecisionKind.RESTRICT: EntryChange.IMPOSED,
    DecisionKind.CONTINUE: EntryChange.CONTINUED,
    DecisionKind.VARY: EntryChange.VARIED,
}
_ENDED = {
    End.LIFTED: EntryChange.LIFTED,
    End.LAPSED: EntryChange.LAPSED,
    End.QUASHED: EntryChange.QUASHED,
    End.SUPERSEDED: EntryChange.SUPERSEDED,
}
# Where an event says when it happened.
_MOMENTS = ("decided_at", "lifted_at", "lapsed_at", "suspended_at", "left_at", "failed_at", "decided_on")


def owing_entries(before: Case, after: Case, event: Event) -> Case:
    """Owe an entry for each decision that an event has made, changed or ended."""
    if after.decisions is before.decisions:
        return after
    known = {decision.id: decision for decision in before.decisions}
    entries = after.entries
    for decision in after.decisions:
        was = known.get(decision.id)
        if decision is was:
            continue
        change = _change(was, decision, event)
        if change is not None:
            name = EntryId(f"entry/{len(entries) + 1}")
            entries = (*entries, Entry(id=name, change=change, decision=decision, on=_day(decision, event)))
    return changed(after, entries=entries) if entries is not after.entries else after


def _change(was: Decision | None, now: Decision, event: Event) -> EntryChange | None:
    """Return what has become of a decision; None for what is nobody's concern but the case file's."""
    if was is None:
        return _MADE[now.kind]
    if now.ended is not None:
        return _ENDED[now.ended] if now.ended is not was.ended else None
    if now.in_force_from is not None and was.in_force_from is None:
        return EntryChange.IN_FORCE
    if _rests(now) != _rests(was):
        return EntryChange.SUSPENDED if _rests(now) else EntryChange.RESUMED
    return _other_terms(was, now, event)


def _other_terms(was: Decision, now: Decision, event: Event) -> EntryChange | None:
    """Return how a decision's measures or dates have changed, if they have."""
    moved = any(getattr(now, name) != getattr(was, name) for name in ("expires_on", "review_on", "lapses_on"))
    if now.measures != was.measures or (moved and isinstance(event, DecisionVaried)):
        return EntryChange.VARIED_ON_APPEAL
    return EntryChange.DATES_MOVED if moved else None


def _rests(decision: Decision) -> bool:
    return any(hold.until is None for hold in decision.holds)


def _day(decision: Decision, event: Event) -> date:
    """Return the day of a change: what the event says, or the last that is known of the decision."""
    said = next((getattr(event, name) for name in _MOMENTS if getattr(event, name, None) is not None), None)
    if isinstance(said, datetime):
        return local_day(said)
    if isinstance(said, date):
        return said
    known = [decision.decided_at, decision.in_force_from, *(hold.until or hold.since for hold in decision.holds)]
    return local_day(max(moment for moment in known if moment is not None))


def _entry(case: Case, name: EntryId, **fields: Any) -> Case:
    return changed(case, entries=tuple(changed(e, **fields) if e.id == name else e for e in case.entries))


APPLY: dict[type[Event], Callable[[Case, Any], Case]] = {
    HousingSystemEntered: lambda case, event: _entry(case, event.entry, reference=event.reference),
    HousingSystemDidNotTake: lambda case, event: _entry(case, event.entry, not_taken=event.why, status=event.status),
    LeftOutOfHousingSystem: lambda case, event: _entry(case, event.entry, left_out=True),
}
