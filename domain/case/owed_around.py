"""What is owed in a case because of what other streams say: a link undone, a representative gone (1.3, 6.1)."""

from collections.abc import Iterator
from datetime import date

from domain.calendar import Counts, ends, local_day, starts
from domain.case.duty import Duty, DutyKind, own
from domain.case.state import Case, Decision, HoldReason
from domain.names import Role, StaffId
from domain.policy import PolicyBook

UNLINKED = "reading.md, One person, two records"


def owed_around(case: Case, book: PolicyBook) -> Iterator[Duty]:
    """Yield what the process has yet to record, and what a manager has to decide about it."""
    for decision in case.decisions:
        if decision.ended is None:
            yield from _after_unlinking(case, decision, book)
            yield from _without_representative(case, decision, book)
    yield from _without_route(case, book)


def _after_unlinking(case: Case, decision: Decision, book: PolicyBook) -> Iterator[Duty]:
    """What rests because a link was undone rests until a manager resumes it, varies it, lifts it (1.3)."""
    for hold in decision.holds:
        if hold.reason is not HoldReason.UNLINKED or hold.until is not None or hold.ends_with is not None:
            continue
        if not hold.recorded:
            yield own(DutyKind.SUSPEND_AS_UNLINKED, decision.id, hold.since, local_day(hold.since), UNLINKED)
        else:
            within = book.version(case.policy).figures.decided_after_unlinking_within_wd
            day = book.calendar.working_days_after(local_day(hold.since), within, Counts.AGAINST_US)
            yield _of_a_manager(DutyKind.DECIDE_AFTER_UNLINKING, decision.id, day, UNLINKED, decision.by)


def _without_representative(case: Case, decision: Decision, book: PolicyBook) -> Iterator[Duty]:
    """A customer whose representative is gone writes directly until the manager has varied the measure (6.1)."""
    if decision.freed_at is None:
        return
    since = local_day(decision.freed_at)
    if not decision.freed_recorded:
        yield own(DutyKind.RECORD_REPRESENTATIVE_GONE, decision.id, decision.freed_at, since, "6.1")
    elif decision is case.current:
        within = book.version(case.policy).figures.varied_without_representative_within_wd
        day = book.calendar.working_days_after(since, within, Counts.AGAINST_US)
        yield _of_a_manager(DutyKind.VARY_WITHOUT_REPRESENTATIVE, decision.id, day, "6.1", decision.by)


def _without_route(case: Case, book: PolicyBook) -> Iterator[Duty]:
    """A manager is told that linked records leave no ordinary route together, until they do again (6.1)."""
    told = case.without_route
    at_once = starts(case.referred_on)
    if case.leaves_route is False and told is None:
        yield own(DutyKind.RECORD_NO_ROUTE, case.id, at_once, case.referred_on, "6.1")
    if told is not None:
        if case.leaves_route:
            yield own(DutyKind.RECORD_ROUTE_AGAIN, case.id, at_once, case.referred_on, "6.1")
        within = book.version(case.policy).figures.route_left_again_within_wd
        day = book.calendar.working_days_after(told, within, Counts.AGAINST_US)
        by = case.current.by if case.current else None
        yield _of_a_manager(DutyKind.LEAVE_A_ROUTE, case.id, day, "6.1", by)


def _of_a_manager(kind: DutyKind, about: str, day: date, clause: str, person: StaffId | None) -> Duty:
    return Duty(
        kind=kind,
        about=about,
        part="restriction",
        at=ends(day),
        due_on=day,
        clause=clause,
        owner=Role.MANAGER,
        person=person,
    )
