"""Whether appeals were heard: in time as they were, by somebody independent, and to no harm (8.2, 8.5, 8.6)."""

from collections.abc import Iterator
from datetime import date, timedelta

from domain.case.agreeing import LongTermAgreed
from domain.case.appealing import AppealAdmittedLate, AppealReceived, AppealRefusedLate, AppealWithdrawn
from domain.case.conflicts import ConflictDeclared
from domain.case.deciding import Decided, NoActionDecided
from domain.case.early import EarlyReviewRefused
from domain.case.ending import (
    RestrictionEvent,
    RestrictionLeftToLapse,
    RestrictionLifted,
    RestrictionResumed,
    RestrictionSuspended,
)
from domain.case.referral import IncidentAdded, WarningDispensedWith, WarningIssued
from domain.case.reviewing import AppealDecided, DecisionVaried, ReviewerAssigned
from domain.case.steps import AppealDateMoved, DutyEscalated
from domain.invariants.deciding import MANAGERS, breach
from domain.invariants.drafting import who_drafted
from domain.invariants.fact import Breach, Fact
from domain.invariants.force import forces
from domain.invariants.history import CaseHistory, World
from domain.invariants.openness import is_harsher
from domain.invariants.reckoning import Reckoning, day_of, over
from domain.names import Role

NAMING = {
    # whose part in the case makes them no reviewer of it → the fields that name them
    NoActionDecided: ("decided_by",),
    Decided: ("decided_by", "agreed_by"),
    LongTermAgreed: ("agreed_by",),
    WarningIssued: ("issued_by",),
    WarningDispensedWith: ("dispensed_by",),
    IncidentAdded: ("added_by",),
    AppealAdmittedLate: ("admitted_by",),
    AppealRefusedLate: ("refused_by",),
    AppealDecided: ("decided_by",),
    RestrictionLifted: ("lifted_by",),
    RestrictionLeftToLapse: ("decided_by",),
    RestrictionSuspended: ("suspended_by",),
    RestrictionResumed: ("resumed_by",),
    EarlyReviewRefused: ("refused_by",),
    ConflictDeclared: ("staff",),
}


def in_time_is_in_time(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """8.2: an appeal received by the last day, or while no window ran, is in time; nor is it refused as late."""
    received = {event.appeal: event for _, event in case.of(AppealReceived)}
    for fact, event in case.of(AppealReceived):
        # A day proclaimed since it was received could not be reckoned with then.
        last_day = _last_day(case, event.decision, fact, count, by_now=event.calendar == count.calendar)
        if not event.in_time and (last_day is None or event.received_on <= last_day):
            yield breach("8.2", "an appeal in time was marked late", fact)
    for fact, refused in case.of(AppealRefusedLate):
        appeal = received[refused.appeal]
        last_day = _last_day(case, appeal.decision, fact, count, by_now=appeal.calendar == count.calendar)
        if last_day is None or appeal.received_on <= last_day:
            yield breach("8.2", "an appeal in time was refused as late", fact)


def _last_day(case: CaseHistory, decision: str, fact: Fact, count: Reckoning, *, by_now: bool) -> date | None:
    """The last day to appeal as known before a fact: the latest told, moved to, and reckoned; None: no window."""
    told = case.told("decision", decision, fact.position)
    if told is None or told.appeal_by is None:
        return None
    days = [told.appeal_by]
    moved = [(f, e.last_day) for f, e in case.of(AppealDateMoved, fact.position) if e.decision == decision]
    days += [day for f, day in moved if f.recorded_at >= told.left_at]
    if by_now:
        days.append(count.running_day(max(told.left_on, day_of(told.left_at)), case.opening.policy, "appeal_window_wd"))
    return max(days)


def reviewers_independent(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """8.5: a reviewer had no direct knowledge of or involvement in the decision."""
    for fact, event in case.of(ReviewerAssigned):
        knew = _parties(world, case, fact.position) | _readers(world, case, fact.position)
        if event.reviewer in knew:
            yield breach("8.5", "a reviewer who had taken part, or had read the account, was assigned", fact)
    for fact, outcome in case.of(AppealDecided):
        assigned = [e for _, e in case.of(ReviewerAssigned, fact.position) if e.appeal == outcome.appeal]
        if not assigned or assigned[-1].reviewer != outcome.decided_by:
            yield breach("8.5", "an appeal was decided by somebody to whom it was not assigned", fact)
        if outcome.decided_by in _parties(world, case, fact.position):
            yield breach("8.5", "an appeal was decided by somebody who had taken part", fact)


def reviewers_are_managers(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """8.5: a manager reviews; one from outside is a Director's to assign."""
    for fact, event in case.of(ReviewerAssigned):
        if event.outside and Role.DIRECTOR not in fact.roles:
            yield breach("8.5", "an outside manager was assigned by somebody who is no Director", fact)
        if not event.outside and not MANAGERS & world.roles_of(event.reviewer, fact.position):
            yield breach("8.5", "somebody who is no manager was assigned", fact)


def one_appeal_for_a_decision(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """8.6: letters before the outcome join the appeal; after it there is no other, unless the decision is told anew."""
    for fact, event in case.of(AppealReceived):
        for _, before in case.of(AppealReceived, fact.position):
            over = [f.event for f in case.about("appeal", before.appeal) if f.position < fact.position]
            ended = any(isinstance(e, AppealWithdrawn | AppealRefusedLate) for e in over)
            ended = ended or _told_since(case, before, fact)
            if before.decision == event.decision and not ended:
                yield breach("8.6", "a second appeal was opened against one decision", fact)


def _told_since(case: CaseHistory, reviewed: AppealReceived, fact: Fact) -> bool:
    """Say whether the letter that tells of a decision, as known before a fact, left only after an appeal's outcome."""
    outcomes = [f.position for f, e in case.of(AppealDecided, fact.position) if e.appeal == reviewed.appeal]
    letters = [each for each in case.letters_about("decision", reviewed.decision) if each.owed.position < fact.position]
    return bool(outcomes) and not any(left.position < outcomes[0] for left in letters[-1].left)


def _parties(world: World, case: CaseHistory, before: int) -> set[str]:
    parties: set[str] = {case.opening.referred_by}
    for fact in case.facts:
        if fact.position < before:
            for kind, names in NAMING.items():
                if isinstance(fact.event, kind):
                    parties |= {getattr(fact.event, name) for name in names} - {None}
    for incident in _incidents(case, before):
        parties |= world.took_part(incident, before)
    return parties | who_drafted(world, case, before)


def _readers(world: World, case: CaseHistory, before: int) -> set[str]:
    streams = (case.stream, *_incidents(case, before))
    read = {who for stream in streams for who in world.readers(stream, before)}
    attached = [fact for stream in streams for fact in world.attached.get(stream, ()) if fact.position < before]
    return read | {fact.actor for fact in attached}


def _incidents(case: CaseHistory, before: int) -> list[str]:
    return [*case.opening.incidents, *(e.incident for _, e in case.of(IncidentAdded, before))]


def no_harsher(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """8.6: a variation on appeal is nowhere harsher, and ends no later."""
    for fact, event in case.of(DecisionVaried):
        decided = next((e for _, e in case.of(Decided, fact.position) if e.decision == event.decision), None)
        if decided is None:
            yield breach("8.6", "a decision was varied that was never made", fact)
        elif event.last_day > case.last_day(decided, fact.position) or is_harsher(
            event.measures, case.measures(decided, fact.position)
        ):
            yield breach("8.6", "a variation on appeal is harsher than the decision", fact)


def overdue_reviews_rest(world: World, case: CaseHistory, count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """8.6: ten working days after a review was due the restriction rests, or (violence) the Director is asked."""
    forced = forces(case)
    for fact, event in case.of(AppealReceived):
        decided = next(e for _, e in case.of(Decided) if e.decision == event.decision)
        admitted = [f for f, e in case.of(AppealAdmittedLate) if e.appeal == event.appeal]
        done = [f.recorded_at for f, e in case.of(AppealDecided) if e.appeal == event.appeal]
        done += [f.recorded_at for f, e in case.of(AppealWithdrawn) if e.appeal == event.appeal]
        open_since = fact.recorded_at if event.in_time else (admitted[0].recorded_at if admitted else None)
        if open_since is None:
            continue
        days = count.figures(case.opening.policy).suspend_overdue_review_wd
        rests = count.working_day(event.review_by, days, began=event.received_on)
        moment = max(over(rests), open_since) + grace
        if moment >= min([*done, world.now]) or not forced[event.decision].at(moment):
            continue
        escalated = [e for _, e in case.of(DutyEscalated) if e.about == event.appeal and e.duty == "ask-director"]
        asked = bool(escalated) and all(e.to == "director" for e in escalated)
        if not (decided.violent and asked):
            yield breach("8.6", "a restriction went on although its review was long overdue", fact)


def quashed_is_as_if_never_made(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """8.6: nothing rests on a quashed decision, and nothing more becomes of it."""
    for fact, event in case.of(Decided):
        quashed = case.quashed(getattr(event, "follows", None) or "")
        if quashed and quashed.position < fact.position:
            yield breach("8.6", "a decision follows one that had been quashed", fact)
    for fact, changed in case.of(RestrictionEvent):
        quashed = case.quashed(changed.decision)
        if quashed and quashed.position < fact.position:
            yield breach("8.6", f"{type(changed).__name__} of a decision that had been quashed", fact)
