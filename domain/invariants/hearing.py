"""Whether appellants were heard: by phone where they asked, on all that is about the restriction (3.1, 8.3, 8.6)."""

from collections.abc import Iterator
from datetime import datetime

from domain.case.appealing import AppealJoined, AppealReceived, AppealRefusedLate, AppealWithdrawn, How
from domain.case.calling import AppealCallArranged, AppealCallGivenUp, AppealCallMissed, AppealPointsTakenDown
from domain.case.deciding import Decided
from domain.case.referral import WarningIssued
from domain.case.reviewing import AppealDecided, DecisionQuashed, DecisionVaried, ReviewerAssigned
from domain.case.scoping import PointMarkedInScope, PointMarkedOutOfScope
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.history import CaseHistory, World
from domain.invariants.owed import Owed
from domain.invariants.persons import records
from domain.invariants.reckoning import Reckoning, day_of

ANSWERS = (AppealDecided, AppealWithdrawn, AppealRefusedLate)
SETTLES = (AppealPointsTakenDown, AppealCallGivenUp, *ANSWERS)


def asked_by_phone(case: CaseHistory) -> Iterator[tuple[Fact, AppealReceived | AppealJoined]]:
    """Yield every request to appeal by phone."""
    yield from ((fact, event) for fact, event in case.of(AppealReceived) if event.how is How.VERBALLY)
    yield from ((fact, event) for fact, event in case.of(AppealJoined) if event.how is How.VERBALLY)


def calls_owed(case: CaseHistory) -> Iterator[Owed]:
    """Yield each call that was to be arranged, and each that was arranged and to be held."""
    for fact, asked in asked_by_phone(case):
        if asked.call_by:
            done = _first(case, asked.appeal, fact, (AppealCallArranged, *SETTLES))
            yield Owed("8.3", "arrange-call", asked.appeal, fact, asked.call_by, done)
    for fact, missed in case.of(AppealCallMissed):
        done = _first(case, missed.appeal, fact, (AppealCallArranged, *SETTLES))
        yield Owed("8.3", "arrange-call", missed.appeal, fact, missed.arrange_by, done)
    for fact, arranged in case.of(AppealCallArranged):
        done = _first(case, arranged.appeal, fact, (AppealCallArranged, AppealCallMissed, *SETTLES))
        yield Owed("8.3", "hold-call", arranged.appeal, fact, day_of(arranged.call_at), done)


def _first(case: CaseHistory, appeal: str, since: Fact, kinds: tuple[type, ...]) -> datetime | None:
    later = (f for f in case.about("appeal", appeal) if f.position > since.position)
    return next((f.recorded_at for f in later if isinstance(f.event, kinds)), None)


def a_call_is_promised_in_time(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """8.3: who asks to appeal by phone is promised a call within five working days, unless one is owed already."""
    within = count.figures(case.opening.policy).verbal_appeal_call_wd
    owed: set[str] = set()
    for fact in case.facts:
        event = fact.event
        if isinstance(event, AppealReceived | AppealJoined) and event.how is How.VERBALLY:
            if event.call_by is None and event.appeal not in owed:
                yield breach("8.3", "a verbal appeal is promised no call", fact)
            if event.call_by and event.call_by > count.working_day(event.received_on, within):
                yield breach("8.3", "a call is promised later than five working days", fact)
            owed.add(event.appeal)
        if isinstance(event, AppealPointsTakenDown | AppealCallGivenUp):
            owed.discard(event.appeal)


def heard_before_decided(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """8.3: a verbal appeal is decided once its points were taken down, or it is known why they were not."""
    for fact, outcome in case.of(AppealDecided):
        asked = [f.position for f, e in asked_by_phone(case) if e.appeal == outcome.appeal and e.call_by]
        asked = [position for position in asked if position < fact.position]
        heard = [f.position for f in case.about("appeal", outcome.appeal) if isinstance(f.event, SETTLES[:2])]
        if asked and not any(max(asked) < position < fact.position for position in heard):
            yield breach("8.3", "a verbal appeal was decided and its points never taken down", fact)
    tries = count.figures(case.opening.policy).verbal_appeal_tries
    for fact, given_up in case.of(AppealCallGivenUp):
        if given_up.notice is None:
            continue
        missed = [e for _, e in case.of(AppealCallMissed, fact.position) if e.appeal == given_up.appeal]
        if sum(e.missed != "not-made" for e in missed) < tries:
            yield breach("8.3", "a customer counts as not reached who was hardly tried", fact)
        if _reviewer(case, given_up.appeal, fact) != fact.actor:
            yield breach("8.3", "a call was given up by somebody who does not review the appeal", fact)


def points_are_the_reviewers_to_judge(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """8.3: which points are about the restriction is the reviewer's to say; the others are passed on, not away."""
    for fact, event in case.any_of((PointMarkedOutOfScope, PointMarkedInScope)):
        if isinstance(event, PointMarkedOutOfScope | PointMarkedInScope):
            if _reviewer(case, event.appeal, fact) != event.marked_by or event.marked_by != fact.actor:
                yield breach("8.3", "a point was judged by somebody who does not review the appeal", fact)
            if isinstance(event, PointMarkedOutOfScope) and not event.reference:
                yield breach("8.3", "a point was put aside and not passed on", fact)


def _reviewer(case: CaseHistory, appeal: str, before: Fact) -> str | None:
    assigned = [e.reviewer for _, e in case.of(ReviewerAssigned, before.position) if e.appeal == appeal]
    return assigned[-1] if assigned else None


def adjustments_asked_anew(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """3.1: before a variation, on appeal too, adjustments are asked about."""
    for fact, event in case.of(DecisionVaried):
        if not event.finding_only and event.characteristic is None:
            yield breach("3.1", "a variation on appeal that did not ask about adjustments", fact)


def found_otherwise_counts_for_nothing(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """8.6: conduct that a review found not unacceptable is the basis of nothing afterwards."""
    rests = [(f, e.basis) for f, e in case.of(Decided)] + [(f, e.incidents) for f, e in case.of(WarningIssued)]
    for fact, basis in rests:
        person = records(world, case.opening.customer, fact.position)
        found = {
            incident
            for record in person
            for other in world.by_customer.get(record, ())
            for _, e in other.of(AppealDecided, fact.position)
            for incident in e.not_unacceptable
        }
        if found & set(basis):
            yield breach("8.6", "something rests on conduct that a review found not unacceptable", fact)


def nothing_left_is_quashed(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """4.1, 8.6: a review leaves no decision for which no unacceptable conduct is left."""
    for fact, outcome in case.of(AppealDecided):
        about = {outcome.decision}
        for _, decided in case.of(Decided, fact.position):  # and whatever has followed it
            about |= {decided.decision} if getattr(decided, "follows", None) in about else set()
        basis = {incident for _, e in case.of(Decided, fact.position) if e.decision in about for incident in e.basis}
        left = basis - set(outcome.not_unacceptable)
        left = {incident for incident in left if world.counted(incident, fact.position)}
        if not left and not isinstance(outcome, DecisionQuashed):
            yield breach("8.6", "a decision that no unacceptable conduct is left for was not quashed", fact)


def quashed_is_answered_so(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """8.6: an appeal against what has been quashed with another decision is not answered otherwise."""
    appealed = {e.appeal: e.decision for _, e in case.of(AppealReceived)}
    for fact, outcome in case.of(AppealDecided):
        quashed = case.quashed(appealed[outcome.appeal])
        if quashed and quashed.position < fact.position and not isinstance(outcome, DecisionQuashed):
            yield breach("8.6", "a decision that had been quashed was upheld or varied", fact)
