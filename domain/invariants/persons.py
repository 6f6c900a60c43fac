"""Whether records were read as one person, and what rested on another's rested once they came apart (1.3, 6.1)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from domain.authority import (
    AuthorityEnded,
    AuthorityExtended,
    AuthorityShortened,
    RepresentativeCorrected,
    RepresentativeEntered,
)
from domain.case.deciding import Decided
from domain.case.ending import RestrictionResumed, RestrictionSuspended
from domain.case.following import NoRouteLeftTogether, RepresentativeNoLongerActs, RouteLeftAgain
from domain.case.referral import IncidentAdded, WarningIssued
from domain.case.state import HoldReason
from domain.case.steps import CaseClosed, DutyEscalated
from domain.event import Event
from domain.incident import IncidentRecorded
from domain.invariants.fact import Breach, Fact
from domain.invariants.force import forces
from domain.invariants.history import CaseHistory, World
from domain.invariants.owed import Owed
from domain.invariants.reckoning import Reckoning, day_of, over
from domain.linking import CustomersLinked, CustomersUnlinked
from domain.names import CustomerId, Role

MAY_LINK = {Role.MANAGER, Role.HEAD_OF_SERVICE, Role.DIRECTOR, Role.GOVERNANCE}
LINKS = (CustomersLinked, CustomersUnlinked)


def breach(clause: str, what: str, fact: Fact) -> Breach:
    """Return a breach where a fact stands."""
    return Breach(clause=clause, what=what, stream=fact.stream, position=fact.position)


def linked_facts(world: World) -> list[Fact]:
    """Return what was said of links, in order."""
    found = [f for facts in world.others.values() for f in facts if isinstance(f.event, LINKS)]
    return sorted(found, key=lambda fact: fact.position)


def records(world: World, customer: str, before: int) -> frozenset[str]:
    """Return every record of a person as links stood before a position."""
    pairs: dict[str, tuple[str, str]] = {}
    for fact in linked_facts(world):
        event = fact.event
        if fact.position < before and isinstance(event, CustomersLinked):
            pairs[event.link] = (event.customer, event.other)
        if fact.position < before and isinstance(event, CustomersUnlinked):
            pairs.pop(event.link, None)
    found = {customer}
    while grown := {end for pair in pairs.values() if found & set(pair) for end in pair} - found:
        found |= grown
    return frozenset(found)


def records_at(world: World, customer: str, moment: datetime) -> frozenset[str]:
    """Return every record of a person as links stood at a moment."""
    known = [fact.position for fact in linked_facts(world) if fact.recorded_at <= moment]
    return records(world, customer, max(known, default=0) + 1)


def recorded_of(world: World, incident: str) -> str:
    """Return the record of which an incident was recorded."""
    events = (f.event for f in world.others.get(incident, ()))
    return next((event.customer for event in events if isinstance(event, IncidentRecorded)), "")


def links_are_made_openly(world: World, _count: Reckoning, _grace: timedelta) -> Iterator[Breach]:
    """1.3: a manager or Governance says in their own name that two records are of one person, or are not."""
    for fact in linked_facts(world):
        event = fact.event
        named = event.linked_by if isinstance(event, CustomersLinked) else getattr(event, "unlinked_by", "")
        if not MAY_LINK & fact.roles or named != fact.actor:
            yield breach("1.3", "two records were linked or unlinked by somebody who may not", fact)
        after = fact.position + (1 if isinstance(event, CustomersLinked) else 0)
        customer, told = getattr(event, "customer", ""), getattr(event, "records", ())
        if set(told) != records(world, customer, after):
            yield breach("1.3", "a link does not name every record of the person", fact)


def of_one_person(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """1.3: what is brought into a case, warned about or decided on was done by the person it is about."""
    brought: list[tuple[Fact, Iterable[str]]] = [(case.facts[0], case.opening.incidents)]
    brought += [(f, (e.incident,)) for f, e in case.of(IncidentAdded)]
    brought += [(f, e.incidents) for f, e in case.of(WarningIssued)]
    brought += [(f, e.basis) for f, e in case.of(Decided)]
    for fact, incidents in brought:
        person = records(world, case.opening.customer, fact.position)
        others = {recorded_of(world, incident) for incident in incidents} - {case.opening.customer}
        if not others <= person:
            yield breach("1.3", "a case takes in what somebody else did", fact)
        told = getattr(fact.event, "rests_on", None)
        if told is not None and not others <= set(told):
            yield breach("1.3", "it is not kept on whose records something rests", fact)


def unlinked_lets_rest(world: World, case: CaseHistory, _count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """Unlinking suspends whatever rested on the other's incidents, until a manager has decided."""
    for fact, decided in case.of(Decided):
        suspended = [
            f.recorded_at
            for f, e in case.of(RestrictionSuspended)
            if e.decision == decided.decision and e.reason is HoldReason.UNLINKED
        ]
        ended = forces(case)[decided.decision].ended
        for since, until in _apart(world, case, fact, decided):
            if until - since > grace and ended > since + grace and not any(since <= s <= until for s in suspended):
                yield breach("1.3", "a restriction went on although it rested on somebody else's incidents", fact)


def only_what_came_apart_rests(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """*Unlinked* is said of no restriction that rests on nobody else's record."""
    decisions = {e.decision: (f, e) for f, e in case.of(Decided)}
    for fact, event in case.of(RestrictionSuspended):
        if event.reason is not HoldReason.UNLINKED:
            continue
        made, decided = decisions[event.decision]
        spans = _apart(world, case, made, decided)
        if not any(since <= fact.recorded_at <= until for since, until in spans):
            yield breach("1.3", "a restriction rests as unlinked that rests on nobody else's record", fact)


def _apart(world: World, case: CaseHistory, fact: Fact, decided: Decided) -> Iterator[tuple[datetime, datetime]]:
    """The spans in which a decision rested on a record that was not of the person, until a manager found it stands."""
    stands = [f for f, e in case.of(RestrictionResumed) if e.decision == decided.decision]
    yield from _spans_apart(world, case, fact, set(decided.rests_on), stands)


def _spans_apart(
    world: World, case: CaseHistory, fact: Fact, theirs: set[CustomerId], stands: Sequence[Fact] = ()
) -> Iterator[tuple[datetime, datetime]]:
    """The spans, from a decision on, in which some records were not of the person whom the case is about."""
    since: datetime | None = None
    for change in linked_facts(world):
        if change.position < fact.position:
            continue
        done = next((f.recorded_at for f in stands if since and since < f.recorded_at < change.recorded_at), None)
        if done and since:
            yield since, done
            return
        together = theirs <= records(world, case.opening.customer, change.position + 1)
        if together and since is not None:
            yield since, change.recorded_at
            since = None
        elif not together and since is None:
            since = getattr(change.event, "unlinked_at", change.recorded_at)
    if since is not None:
        yield since, next((f.recorded_at for f in stands if f.recorded_at > since), world.now)


def apart_at(world: World, case: CaseHistory, fact: Fact, decided: Decided, moment: datetime) -> bool:
    """Say whether at a moment a decision rested on a record that was not of the person."""
    return any(since <= moment < until for since, until in _apart(world, case, fact, decided))


def gone_at(world: World, representative: str, before: int) -> datetime | None:
    """Return when whoever acts for a customer acts no longer, as known before a position; None: it is open."""
    last: date | None = None
    for fact in (f for f in world.others.get(representative, []) if f.position < before):
        match fact.event:
            case RepresentativeEntered(until=until):
                last = until
            case AuthorityExtended(until=until) if last is not None and fact.recorded_at < over(last):
                last = until
            case AuthorityShortened(until=until):
                last = until if last is None else min(last, until)
    ended = [event.ended_at for event in world.known(representative, AuthorityEnded, before)]
    return min([*([over(last)] if last else []), *ended], default=None)


def representatives_are_corrected_openly(world: World, _count: Reckoning, _grace: timedelta) -> Iterator[Breach]:
    """9.1, *Never* edited history; 6.1: an authority ends sooner on a day that has not passed."""
    for fact in (f for facts in world.others.values() for f in facts):
        match fact.event:
            case RepresentativeCorrected(corrects=corrects):
                if not corrects or not all(1 <= detail.version < fact.version for detail in corrects):
                    yield breach("reading.md, Never", "a correction of a representative says nothing it corrects", fact)
            case AuthorityShortened(until=until, was=was):
                if until < day_of(fact.recorded_at) or (was is not None and until >= was):
                    yield breach("6.1", "an authority was ended on a day that had passed, or later than it was", fact)


def through_whom_it_may(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """6.1: contact goes through somebody who has authority to act for the customer."""
    for fact, event in case.of(Decided):
        person = records(world, case.opening.customer, fact.position)
        for named in _representatives(event):
            entered = world.known(named, RepresentativeEntered, fact.position)
            gone = gone_at(world, named, fact.position)
            begun = entered and entered[0].since <= event.decided_on and entered[0].customer in person
            if not begun or (gone is not None and gone <= event.decided_at):
                yield breach("6.1", "contact was to go through somebody without authority", fact)


def gone_is_seen(world: World, case: CaseHistory, _count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """6.1: of a representative who acts no longer the customer is freed, and a manager told; of no other."""
    last = case.facts[-1].position + 1
    for fact, decided in case.of(Decided):
        seen = [f for f, e in case.of(RepresentativeNoLongerActs) if e.decision == decided.decision]
        named = [m.representative for m in case.measures(decided, last) if m.representative]
        gone = [(moment, world.now) for each in named if (moment := gone_at(world, each, world_end(world)))]
        gone += [span for each in named for span in strangers(world, case, fact, each)]
        ended = min(forces(case)[decided.decision].ended, world.now)
        if any(since + grace < min(ended, until) for since, until in gone) and not seen:
            yield breach("6.1", "a representative acts no longer and the case does not know", fact)
        yield from (
            breach("6.1", "a representative was said to be gone who acts", f)
            for f in seen
            for each in _representatives(decided)
            if ((left := gone_at(world, each, f.position)) is None or f.recorded_at < left)
            and not any(since <= f.recorded_at <= until for since, until in strangers(world, case, fact, each))
        )


def strangers(world: World, case: CaseHistory, fact: Fact, representative: str) -> list[tuple[datetime, datetime]]:
    """The spans in which a representative acted for a record that was not of this person."""
    entered = world.known(representative, RepresentativeEntered, fact.position)
    return list(_spans_apart(world, case, fact, {event.customer for event in entered}))


def world_end(world: World) -> int:
    """Return a position behind everything recorded outside cases."""
    return max((facts[-1].position for facts in world.others.values()), default=0) + 1


def _representatives(decided: Decided) -> list[str]:
    return [measure.representative for measure in decided.measures if measure.representative]


def missed_around_escalates(world: World, case: CaseHistory, count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """What a manager owes after an unlinking, without a representative or without a route, escalates when missed."""
    escalated = {(e.duty, e.about, e.due_on, e.level) for _, e in case.of(DutyEscalated)}
    again = count.figures(case.opening.policy).escalate_again_wd
    for owed in _owed(case, count):
        for above in range(3):
            began = case.opening.referred_on
            day = count.working_day(owed.due, above * again, began=began) if above else owed.due
            moment = max(over(day), owed.since.recorded_at) + grace
            if min(owed.done or world.now, world.now) <= moment:
                break
            if (owed.duty, owed.about, owed.due, above + 1) not in escalated:
                yield breach(owed.clause, f"{owed.duty} of {owed.about} was missed and nobody was told", owed.since)
                break


def _owed(case: CaseHistory, count: Reckoning) -> Iterator[Owed]:
    figures, forced = count.figures(case.opening.policy), forces(case)

    def owed(clause: str, duty: str, about: str, fact: Fact, since: date, within: int, done: list[datetime]) -> Owed:
        return Owed(clause, duty, about, fact, count.working_day(since, within), min(done, default=None))

    for fact, suspended in case.of(RestrictionSuspended):
        if suspended.reason is HoldReason.UNLINKED:
            done = [forced[suspended.decision].ended, *_after(case, fact, RestrictionResumed, suspended.decision)]
            within, since = figures.decided_after_unlinking_within_wd, day_of(suspended.suspended_at)
            yield owed("1.3", "decide-after-unlinking", suspended.decision, fact, since, within, done)
    for fact, gone in case.of(RepresentativeNoLongerActs):
        done = [forced[gone.decision].ended]
        done += [f.recorded_at for f, e in case.of(Decided) if getattr(e, "follows", None) == gone.decision]
        within, since = figures.varied_without_representative_within_wd, day_of(gone.freed_at)
        yield owed("6.1", "vary-without-representative", gone.decision, fact, since, within, done)
    for fact, found in case.of(NoRouteLeftTogether):
        done = [f.recorded_at for f, _ in case.any_of((RouteLeftAgain, CaseClosed)) if f.position > fact.position]
        yield owed("6.1", "leave-a-route", case.stream, fact, found.found_on, figures.route_left_again_within_wd, done)


def _after(case: CaseHistory, since: Fact, kind: type[Event], decision: str) -> list[datetime]:
    events = case.of(kind)
    return [f.recorded_at for f, e in events if f.position > since.position and getattr(e, "decision", "") == decision]
