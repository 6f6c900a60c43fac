"""Whether a warning is taken back when nothing is left of it, and only then, and the customer told (1.3, 4.1, 7.2)."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.case.notices import NoticeHandOverStarted, NoticeLeft
from domain.case.referral import WarningIssued
from domain.case.reviewing import AppealDecided
from domain.case.withdrawing import WarningWithdrawn
from domain.incident import IncidentAssessed
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.history import CaseHistory, World
from domain.invariants.persons import recorded_of, records
from domain.invariants.reckoning import Reckoning, day_of
from domain.linking import CustomersUnlinked
from domain.names import Role
from domain.retraction import IncidentRetracted

MAY_LEAVE_NOTHING = (IncidentAssessed, IncidentRetracted, AppealDecided, CustomersUnlinked)


def warnings_are_withdrawn_as_they_may(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """7.2, 9.3: the process takes back what nothing is left of, once, and tells whoever may have been warned."""
    gone: set[str] = set()
    issued = {e.warning: e for _, e in case.of(WarningIssued)}
    for fact, event in case.of(WarningWithdrawn):
        if Role.SYSTEM not in fact.roles:
            yield breach("7.2", "a warning was taken back by somebody who may not", fact)
        if event.warning in gone:
            yield breach("7.2", "a warning was taken back twice", fact)
        elif not _nothing_is_left(world, case, issued[event.warning], fact.position):
            yield breach("7.2", "a warning was taken back that stood", fact)
        gone.add(event.warning)
        if event.notice is None and _may_have_it(case, event.warning, fact):
            yield breach("9.3", "a customer holds a warning that counts no longer, and is not told", fact)


def warnings_fall_with_what_they_rest_on(
    world: World, case: CaseHistory, _count: Reckoning, grace: timedelta
) -> Iterator[Breach]:
    """1.3, 4.1: a warning of which nothing is left is taken back."""
    withdrawn = {e.warning for _, e in case.of(WarningWithdrawn)}
    for fact, warning in case.of(WarningIssued):
        if warning.warning in withdrawn or not _nothing_is_left(world, case, warning, _the_end(world)):
            continue
        since = _last_change(world) or fact
        counts_until = [e.counts_until for _, e in case.of(NoticeLeft) if _tells(case, e, warning.warning)]
        over = bool(counts_until) and (counts_until[-1] or date.max) < day_of(since.recorded_at)
        if not over and world.now > since.recorded_at + grace:
            yield breach("4.1", "nothing is left of a warning, and it was not taken back", fact)


def _nothing_is_left(world: World, case: CaseHistory, warning: WarningIssued, before: int) -> bool:
    person = records(world, case.opening.customer, before)
    if not {recorded_of(world, incident) for incident in warning.incidents} <= person:
        return True
    otherwise = {
        incident
        for record in person
        for other in world.by_customer.get(record, ())
        for _, e in other.of(AppealDecided, before)
        for incident in e.not_unacceptable
    }
    return not any(world.counted(incident, before) and incident not in otherwise for incident in warning.incidents)


def _may_have_it(case: CaseHistory, warning: str, by: Fact) -> bool:
    """Say whether the last letter of a warning had left, or was being handed over, and had not come back."""
    letters = [letter for letter in case.letters_about("warning", warning) if letter.owed.position < by.position]
    if not letters:
        return False
    last = letters[-1]
    if last.arrived(by.position):
        return True
    started = [f for f, e in case.of(NoticeHandOverStarted, by.position) if e.notice == last.id]
    failed = [f for f in last.failed if f.position < by.position]
    return bool(started) and not failed


def _tells(case: CaseHistory, left: NoticeLeft, warning: str) -> bool:
    letter = case.letters.get(left.notice)
    return letter is not None and (letter.sort, letter.about) == ("warning", warning)


def _facts(world: World) -> Iterator[Fact]:
    for facts in world.others.values():
        yield from facts
    for case in world.cases.values():
        yield from case.facts


def _the_end(world: World) -> int:
    return max(fact.position for fact in _facts(world)) + 1


def _last_change(world: World) -> Fact | None:
    """Return the last fact that may have left nothing of a warning."""
    changes = (fact for fact in _facts(world) if isinstance(fact.event, MAY_LEAVE_NOTHING))
    return max(changes, key=lambda fact: fact.position, default=None)
