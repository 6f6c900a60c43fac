"""Which decision is in force, from when, until when: true at the instant asked, whether or not a timer has fired."""

from datetime import datetime

from domain.calendar import ends
from domain.case.state import Case, Decision
from domain.measures import Measure, MeasureKind


def end_of(decision: Decision) -> datetime:
    """Return the moment (UTC) from which a decision no longer restricts: its end, or the midnight it lapses (9.2)."""
    by_itself = ends(decision.lapses_on)
    return min(decision.ended_at, by_itself) if decision.ended_at else by_itself


def bites(decision: Decision, moment: datetime) -> bool:
    """Say whether a decision restricts at a moment: from its notice on, not on hold, not ended (8.2, 8.6, 9.2)."""
    if decision.in_force_from is None or not decision.in_force_from <= moment < end_of(decision):
        return False
    return not any(hold.since <= moment and (hold.until is None or moment < hold.until) for hold in decision.holds)


def measures_at(decision: Decision, moment: datetime) -> tuple[Measure, ...]:
    """Return the measures that apply where a decision bites at a moment: as an appeal has eased them by then (8.6).

    Contact through somebody who acts no longer is asked of nobody: the customer writes directly until the manager has
    varied the measure (6.1).
    """
    measures = next((before.measures for before in decision.before if moment < before.until), decision.measures)
    if decision.freed_at is None or moment < decision.freed_at:
        return measures
    return tuple(m for m in measures if m.kind is not MeasureKind.THROUGH_REPRESENTATIVE)


def stands(decision: Decision, moment: datetime) -> bool:
    """Say whether a decision has not ended: by an event, or by its midnight, recorded or not (9.2)."""
    return decision.ended is None and moment < end_of(decision)


def standing(case: Case, moment: datetime) -> Decision | None:
    """Return the newest decision that has not ended: the one that reviews, lifts and variations are about."""
    return next((d for d in reversed(case.decisions) if stands(d, moment)), None)


def heir(case: Case, decision: Decision) -> Decision:
    """Return the decision in which a decision's restriction now goes on: itself, or what has superseded it."""
    for later in case.decisions:
        if later.follows == decision.id:
            found = heir(case, later)
            if found.in_force_from is not None:
                return found
    return decision
