"""Whether decisions were made by whom, on what, and for how long the policy allows (2.4, 4.1, 7.2, 7.3, *Never*)."""

from collections.abc import Iterator
from datetime import timedelta

from domain.case.agreeing import LongTermAgreed
from domain.case.appealing import AppealAdmittedLate, AppealRefusedLate
from domain.case.deciding import Decided, NoActionDecided, RestrictionImposed, RestrictionVaried
from domain.case.early import EarlyReviewRefused
from domain.case.ending import RestrictionLeftToLapse, RestrictionLifted, RestrictionResumed, RestrictionSuspended
from domain.case.referral import IncidentAdded, WarningDispensedWith, WarningIssued
from domain.case.reviewing import AppealDecided
from domain.case.state import HoldReason
from domain.case.withdrawing import WarningWithdrawn
from domain.invariants.fact import Breach, Fact
from domain.invariants.history import CaseHistory, World
from domain.invariants.openness import is_harsher
from domain.invariants.persons import recorded_of, records
from domain.invariants.reckoning import Reckoning, day_of, months_on
from domain.names import Role

MANAGERS = {Role.MANAGER, Role.HEAD_OF_SERVICE, Role.DIRECTOR}
BY_A_MANAGER = (
    AppealAdmittedLate,
    Decided,
    NoActionDecided,
    WarningIssued,
    WarningDispensedWith,
    AppealDecided,
    AppealRefusedLate,
    RestrictionLifted,
    RestrictionLeftToLapse,
    RestrictionResumed,
    EarlyReviewRefused,
)
# What a timer never does, whoever's roles it borrows: impose, extend, worsen, or refuse.
NEVER_BY_TIME = (
    Decided,
    WarningIssued,
    AppealDecided,
    AppealRefusedLate,
    EarlyReviewRefused,
    RestrictionLeftToLapse,
    RestrictionResumed,
)
DECIDERS_FIELD = ("admitted_by", "decided_by", "issued_by", "dispensed_by", "lifted_by", "refused_by", "resumed_by")
AT_ONCE = timedelta(minutes=5)  # between deciding and recording lies only the append


def breach(clause: str, what: str, fact: Fact) -> Breach:
    """Return a breach where a fact stands."""
    return Breach(clause=clause, what=what, stream=fact.stream, position=fact.position)


def by_a_manager(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """7.2: only a manager decides, and in their own name."""
    for fact, event in case.any_of(BY_A_MANAGER):
        if not MANAGERS & fact.roles:
            yield breach("7.2", f"{type(event).__name__} by somebody who is no manager", fact)
        named = [getattr(event, name) for name in DECIDERS_FIELD if hasattr(event, name)]
        if named != [fact.actor]:
            yield breach("7.2", f"{type(event).__name__} is recorded in another's name", fact)
    for fact, suspended in case.of(RestrictionSuspended):
        by_time = suspended.reason in {HoldReason.REVIEW_OVERDUE, HoldReason.EARLY_REVIEW_OVERDUE, HoldReason.UNLINKED}
        by = {Role.SYSTEM} if by_time else MANAGERS
        if not by & fact.roles:
            yield breach("8.6", "a restriction was suspended by somebody who may not", fact)


def never_by_time(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """*Never* a timer that imposes, extends or worsens anything."""
    for fact, event in case.any_of(NEVER_BY_TIME):
        if Role.SYSTEM in fact.roles:
            yield breach("reading.md, Never", f"the process itself recorded {type(event).__name__}", fact)


def not_a_party(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """7.2: the manager did not suffer or report the incidents decided on."""
    for fact, event in case.of(Decided):
        for incident in event.basis:
            if {event.decided_by, event.agreed_by} & world.parties(incident, fact.position):
                yield breach("7.2", "the decider suffered or reported what was decided on", fact)
    for fact, warning in case.of(WarningIssued):
        if any(warning.issued_by in world.parties(incident, fact.position) for incident in warning.incidents):
            yield breach("7.2", "the warner suffered or reported what was warned about", fact)
    for fact, other in case.any_of((WarningDispensedWith, NoActionDecided, RestrictionResumed, EarlyReviewRefused)):
        brought = (*case.opening.incidents, *(e.incident for _, e in case.of(IncidentAdded, fact.position)))
        if any(fact.actor in world.parties(incident, fact.position) for incident in brought):
            yield breach("7.2", f"{type(other).__name__} by somebody who suffered or reported it", fact)


def basis_counted(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """4.1, 2.4: what a decision rests on was found unacceptable, and is of the case."""
    for fact, event in case.of(Decided):
        of_the_case = {*case.opening.incidents, *(e.incident for _, e in case.of(IncidentAdded, fact.position))}
        if not event.basis:
            yield breach("2.4", "a decision rests on nothing", fact)
        for incident in event.basis:
            if incident not in of_the_case:
                yield breach("2.4", "a decision rests on an incident of no concern to the case", fact)
            if not world.counted(incident, fact.position):
                yield breach("4.1", "a decision rests on conduct not found unacceptable", fact)
    for fact, warning in case.of(WarningIssued):
        if not all(world.counted(incident, fact.position) for incident in warning.incidents):
            yield breach("4.1", "a warning rests on conduct not found unacceptable", fact)


def warned_first(world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """7.2: a warning with a chance came first, or why not was recorded."""
    for fact, event in case.of(RestrictionImposed):
        before = [f.position for f, _ in case.any_of((Decided, WarningIssued)) if f.position < fact.position]
        since = max(before, default=0)
        if any(f.position > since for f, _ in case.of(WarningDispensedWith, fact.position)):
            continue
        if not _was_warned(world, case, event, fact, count):
            yield breach("7.2", "a restriction without a warning that counts, or a reason why none", fact)


def _was_warned(world: World, case: CaseHistory, event: Decided, fact: Fact, count: Reckoning) -> bool:
    person = records(world, case.opening.customer, fact.position)
    for other in (each for record in sorted(person) for each in world.by_customer.get(record, [])):
        months = count.figures(other.opening.policy).warning_counts_months
        for _, warning in other.of(WarningIssued, fact.position):
            told = other.told("warning", warning.warning, fact.position)
            if not {recorded_of(world, incident) for incident in warning.incidents} <= person:
                continue  # it warned of what somebody else did
            if not any(world.counted(incident, fact.position) for incident in warning.incidents):
                continue  # nothing is left of what it warned of
            if any(e.warning == warning.warning for _, e in other.of(WarningWithdrawn, fact.position)):
                continue
            if told is None or day_of(fact.recorded_at) > months_on(told.left_on, months):
                continue
            moments = (world.happened(incident, fact.position) for incident in event.basis)
            if any(moment and moment >= told.left_at for moment in moments):
                return True
    return False


def has_an_end(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """7.3: no restriction is open-ended, and its last day follows from what was decided."""
    for fact, event in case.of(Decided):
        end = event.expires_on or event.review_on
        if end is None or end <= event.decided_on:
            yield breach("7.3", "a restriction without an end ahead", fact)
            continue
        missed = count.figures(case.opening.policy).review_missed_lapses_wd
        latest = event.expires_on or count.working_day(end, missed, began=event.decided_on)
        if event.lapses_on > latest:
            yield breach("9.2", "a restriction outlasts the date that was decided", fact)


def long_terms_agreed(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """7.2: beyond twelve months a Head of Service has agreed."""
    senior = {Role.HEAD_OF_SERVICE, Role.DIRECTOR}
    for fact, event in case.of(Decided):
        months = count.figures(case.opening.policy).agreement_beyond_months
        end = event.expires_on or event.review_on
        if end is None or end <= months_on(event.decided_on, months) or senior & fact.roles:
            continue
        last = max((f.position for f, _ in case.of(Decided, fact.position)), default=0)
        agreed = [(f, e) for f, e in case.of(LongTermAgreed, fact.position) if f.position > last and senior & f.roles]
        if not any(e.agreed_by == f.actor == event.agreed_by and end <= e.until for f, e in agreed):
            yield breach("7.2", "a term beyond twelve months that no Head of Service agreed to", fact)


def never_back_dated(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """*Never* back-dating: a decision is made when it is recorded."""
    moments = ("decided_at", "lifted_at", "suspended_at", "assigned_at", "failed_at")
    for fact in case.facts:
        for name in moments:
            moment = getattr(fact.event, name, None)
            if moment is not None and not timedelta(0) <= fact.recorded_at - moment <= AT_ONCE:
                yield breach("reading.md, Never", f"{name} is not when it was recorded", fact)
        day = getattr(fact.event, "decided_on", None)
        decided_at = getattr(fact.event, "decided_at", fact.recorded_at)
        if day is not None and day != day_of(decided_at):
            yield breach("reading.md, Never", "a decision bears another day than its own", fact)


def at_once_only_to_ease(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """8.2: what bites before its notice has left is safety's, or eases what the customer had been told."""
    for fact, event in case.of(RestrictionVaried):
        before = next((e for _, e in case.of(Decided, fact.position) if e.decision == event.follows), None)
        if not event.at_once:
            continue
        told = before and (before.safety or getattr(before, "at_once", False))
        if before is None or not (told or case.told("decision", before.decision, fact.position)):
            yield breach("8.2", "a variation bites before the customer was told of any restriction", fact)
        if before and (event.lapses_on > case.last_day(before, fact.position) or _harsher(case, event, before, fact)):
            yield breach("9.2", "a harsher variation bites before its notice has left", fact)


def _harsher(case: CaseHistory, event: Decided, before: Decided, fact: Fact) -> bool:
    return is_harsher(event.measures, case.measures(before, fact.position))
