"""Whether conduct was looked at again when it should have been, and requests were answered (9.2)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.case.deciding import Decided, RestrictionContinued, RestrictionVaried
from domain.case.duties import DutyKind
from domain.case.early import (
    EarlyReviewEvent,
    EarlyReviewOpened,
    EarlyReviewProposed,
    EarlyReviewRefused,
    EarlyReviewRequested,
)
from domain.case.ending import RestrictionLeftToLapse, RestrictionLifted
from domain.case.new_incidents import IncidentLinked, NewIncidentSeen
from domain.case.referral import IncidentAdded
from domain.case.state import HoldReason
from domain.case.steps import DutyReminded, RestrictionLapsed
from domain.incident import Assessment, IncidentAssessed, IncidentCorrected, IncidentRecorded
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.force import forces, suspensions
from domain.invariants.history import CaseHistory, World
from domain.invariants.openness import is_harsher
from domain.invariants.owed import Owed
from domain.invariants.persons import recorded_of, records, records_at
from domain.invariants.reckoning import Reckoning, day_of, months_on, over
from domain.names import Role

CONCLUDES = (RestrictionContinued, RestrictionVaried, RestrictionLeftToLapse, RestrictionLifted, RestrictionLapsed)


def proposed_after_good_conduct(world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """9.2: an early review is proposed after three months of good conduct, and not before; time opens nothing else."""
    months = count.figures(case.opening.policy).good_conduct_months
    for fact, event in case.of(EarlyReviewProposed):
        bad = [day for day in _bad_days(world, case, fact.position) if day <= day_of(fact.recorded_at)]
        decided = next(e for _, e in case.of(Decided) if e.decision == event.decision)
        if fact.recorded_at < over(months_on(max([decided.decided_on, *bad]), months)):
            yield breach("9.2", "an early review was proposed before conduct had been good for long enough", fact)
    overdue = count.figures(case.opening.policy).early_review_opens_unanswered_wd
    for fact, opened in case.of(EarlyReviewOpened):
        asked = next((e for _, e in case.of(EarlyReviewRequested) if e.early_review == opened.early_review), None)
        if asked is None:
            yield breach("9.2", "an early review was opened that nobody had asked for", fact)
        elif Role.SYSTEM in fact.roles and fact.recorded_at < over(
            count.working_day(asked.answer_by, overdue, began=asked.received_on)
        ):
            yield breach("9.2", "an early review opened by itself before its answer was long overdue", fact)


def _bad_days(world: World, case: CaseHistory, before: int) -> list[date]:
    """The days of the customer's incidents that had been found unacceptable before a position."""
    happened = [
        world.happened(stream, before)
        for record in records(world, case.opening.customer, before)
        for stream in _incidents_about(world, record)
        if world.counted(stream, before)
    ]
    return [day_of(moment) for moment in happened if moment]


def _incidents_about(world: World, customer: str) -> list[str]:
    return [
        stream
        for stream, facts in world.others.items()
        if isinstance(facts[0].event, IncidentRecorded) and facts[0].event.customer == customer
    ]


def continued_early_no_further(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """9.2: before its review has opened a restriction goes on no harsher and no longer, and only at an early review."""
    for fact, event in case.of(RestrictionContinued):
        before = next((e for _, e in case.of(Decided, fact.position) if e.decision == event.follows), None)
        if before is None or day_of(fact.recorded_at) >= _opens_on(case, before, fact):
            continue
        if not _is_open_early(case, before, fact):
            yield breach("9.2", "a restriction was continued before its review, and at no early one", fact)
        harsher = is_harsher(event.measures, case.measures(before, fact.position))
        if harsher or event.lapses_on > case.last_day(before, fact.position):
            yield breach("9.2", "at an early review a restriction went on harsher or longer", fact)


def _opens_on(case: CaseHistory, decided: Decided, fact: Fact) -> date:
    opens = decided.review_opens_on
    for other in case.about("decision", decided.decision):
        if other.position < fact.position:
            opens = min(opens, getattr(other.event, "review_opens_on", opens))
    return opens


def _is_open_early(case: CaseHistory, decided: Decided, fact: Fact) -> bool:
    opened = [*case.of(EarlyReviewProposed, fact.position), *case.of(EarlyReviewOpened, fact.position)]
    return any(e.decision == decided.decision for _, e in opened)


def requests_are_answered_in_time(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """9.2: a request is owed its answer in five working days from its receipt, a review its decision in twenty."""
    figures = count.figures(case.opening.policy)
    for fact, event in case.of(EarlyReviewRequested):
        if event.answer_by > count.working_day(event.received_on, figures.early_review_answer_wd):
            yield breach("9.2", "a request's answer is owed later than the policy sets", fact)
        if event.received_on > day_of(fact.recorded_at):
            yield breach("reading.md, Never", "a request was received on a day that had not come", fact)
    for fact, due in _to_conclude(case):
        if due > count.working_day(day_of(fact.recorded_at), figures.early_review_conclude_wd):
            yield breach("9.2", "an early review is to be concluded later than the policy sets", fact)


def _to_conclude(case: CaseHistory) -> Iterator[tuple[Fact, date]]:
    for fact, proposed in case.of(EarlyReviewProposed):
        yield fact, proposed.conclude_by
    for fact, opened in case.of(EarlyReviewOpened):
        yield fact, opened.conclude_by


def owed_early(case: CaseHistory) -> Iterator[Owed]:
    """Yield what is owed of early reviews: the answer to a request, the decision about an open one."""
    for fact, event in case.of(EarlyReviewRequested):
        answered = [f.recorded_at for f in case.about("early_review", event.early_review) if _answers(f)]
        done = min([*answered, *_concluded(case, event.decision, fact)], default=None)
        yield Owed("9.2", DutyKind.ANSWER_EARLY_REVIEW_REQUEST, event.early_review, fact, event.answer_by, done)
    for fact, due in _to_conclude(case):
        named = fact.event
        if isinstance(named, EarlyReviewProposed | EarlyReviewOpened):
            done = min(_concluded(case, named.decision, fact), default=None)
            yield Owed("9.2", DutyKind.CONCLUDE_EARLY_REVIEW, named.early_review, fact, due, done)


def _began(case: CaseHistory, early_review: str) -> date:
    """Return the day on which an early review began: its request was received, or it was proposed."""
    asked = [e.received_on for _, e in case.of(EarlyReviewRequested) if e.early_review == early_review]
    return min(asked, default=None) or next(
        e.proposed_on for _, e in case.of(EarlyReviewProposed) if e.early_review == early_review
    )


def _answers(fact: Fact) -> bool:
    return isinstance(fact.event, EarlyReviewOpened | EarlyReviewRefused)


def _concluded(case: CaseHistory, decision: str, since: Fact) -> list[datetime]:
    """When a decision was decided anew, or ended."""
    done = [
        f.recorded_at
        for f, e in case.any_of(CONCLUDES)
        if f.position > since.position and decision in {getattr(e, "follows", None), getattr(e, "decision", None)}
    ]
    quashed = case.quashed(decision)
    force = forces(case)[decision]
    return [*done, *([quashed.recorded_at] if quashed else []), force.ended]


def good_conduct_is_seen(world: World, case: CaseHistory, count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """9.2: once conduct has been good for three months, an early review is proposed, unless one is under way."""
    months = count.figures(case.opening.policy).good_conduct_months
    for fact, decided in case.of(Decided):
        moment = over(months_on(_good_since(world, case, decided, months), months))
        ends = [world.now, *_concluded(case, decided.decision, fact)]
        ends += [f.recorded_at for f, e in case.of(EarlyReviewRequested) if e.decision == decided.decision]
        ends.append(over(_opens_on(case, decided, case.facts[-1])) - timedelta(days=1))
        if moment + grace >= min(ends):
            continue
        if not any(e.decision == decided.decision for _, e in case.of(EarlyReviewProposed)):
            yield breach("9.2", "conduct was good for three months, and no early review was proposed", fact)


def _good_since(world: World, case: CaseHistory, decided: Decided, months: int) -> date:
    """The day after which conduct was good for long enough, by what had been judged at the time."""
    since = decided.decided_on
    while True:
        then = over(months_on(since, months))
        of_person = records_at(world, case.opening.customer, then)
        known = [_judged(world.others[s], then) for each in of_person for s in _incidents_about(world, each)]
        later = [day for day in known if day is not None and since < day <= day_of(then)]
        if not later:
            return since
        since = max(later)


def _judged(facts: list[Fact], then: datetime) -> date | None:
    """The day of an incident that had, at a moment, been found unacceptable."""
    found, happened = None, None
    for fact in facts:
        event = fact.event
        if fact.recorded_at >= then:
            break
        if isinstance(event, IncidentAssessed):
            found = event.assessment
        if isinstance(event, IncidentRecorded | IncidentCorrected):
            happened = event.happened_at or happened
    return day_of(happened) if happened and found is Assessment.UNACCEPTABLE else None


def overdue_early_reviews_end_well(
    world: World, case: CaseHistory, count: Reckoning, grace: timedelta
) -> Iterator[Breach]:
    """9.2, *Never*: what nobody answered opens, and what nobody concluded rests, except for violence or threats."""
    figures = count.figures(case.opening.policy)
    for owed in owed_early(case):
        asked = owed.duty == DutyKind.ANSWER_EARLY_REVIEW_REQUEST
        days = figures.early_review_opens_unanswered_wd if asked else figures.early_review_overdue_suspends_wd
        day = count.working_day(owed.due, days, began=_began(case, owed.about))
        moment = max(over(day), owed.since.recorded_at) + grace
        if min(owed.done or world.now, world.now) <= moment:
            continue
        if asked:
            yield breach("9.2", "a request went unanswered, and no early review opened", owed.since)
        elif _goes_on(case, owed, moment):
            yield breach("9.2", "a restriction went on although its early review was long overdue", owed.since)


def _goes_on(case: CaseHistory, owed: Owed, moment: datetime) -> bool:
    force = forces(case)[getattr(owed.since.event, "decision", "")]
    return force.at(moment) and not force.decided.violent


def only_what_is_overdue_rests(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """9.2: time lets a restriction rest for an early review only once that is long overdue."""
    days = count.figures(case.opening.policy).early_review_overdue_suspends_wd
    for suspended in suspensions(case):
        event = suspended.fact.event
        if getattr(event, "reason", None) is HoldReason.EARLY_REVIEW_OVERDUE:
            open_ones = [(f.event, due) for f, due in _to_conclude(case) if isinstance(f.event, EarlyReviewEvent)]
            moments = [
                over(count.working_day(due, days, began=_began(case, event.early_review)))
                for event, due in open_ones
                if event.decision == suspended.decision
            ]
            if not any(suspended.fact.recorded_at >= moment for moment in moments):
                yield breach("9.2", "a restriction rests for an early review that was not overdue", suspended.fact)


def new_incidents_are_shown(world: World, case: CaseHistory, _count: Reckoning, grace: timedelta) -> Iterator[Breach]:
    """9.2: what is recorded about the customer while a restriction stands is linked, and its manager reminded of it."""
    linked = {e.incident for _, e in case.of(IncidentLinked)}
    rested_on = {*case.opening.incidents, *(i for _, e in case.of(Decided) for i in e.basis)}
    for stream, first in _incidents_told(world, case, grace):
        missed = first.recorded_at + grace
        if stream in linked | rested_on or missed >= world.now or world.taken_back(stream, missed):
            continue
        if _stood(case, first.recorded_at) and _stood(case, missed):
            yield breach("9.2", "a new incident was not linked to the restriction that stood", first)
    looked_at: set[str] = {e.incident for _, e in case.of(NewIncidentSeen)} | {
        e.incident for _, e in case.of(IncidentAdded)
    }
    looked_at |= {e.about for _, e in case.of(DutyReminded)} | rested_on
    judged = {e.incident for _, e in case.of(IncidentLinked) if e.assessment is Assessment.NOT_UNACCEPTABLE}
    for fact, event in case.of(IncidentLinked):
        late = over(event.look_by) + grace
        if event.incident in looked_at | judged or late >= world.now or not _stood(case, late):
            continue
        if world.taken_back(event.incident, late):
            continue
        of = recorded_of(world, event.incident)  # once that is somebody else's, nobody need look at it
        if all(of in records_at(world, case.opening.customer, moment) for moment in (over(event.look_by), late)):
            yield breach("9.2", "nobody was reminded of a new incident", fact)


def what_was_taken_back_is_nothing_new(
    world: World, case: CaseHistory, _count: Reckoning, grace: timedelta
) -> Iterator[Breach]:
    """9.1, 9.2: what was linked to a restriction that stands, and taken back since, is shown there no longer."""
    last = {event.incident: (fact, event) for fact, event in case.of(IncidentLinked)}
    for incident, (fact, event) in last.items():
        back = world.taken_back(incident, world.now)
        if back is None or event.retracted or world.now <= back + grace:
            continue
        of, moments = recorded_of(world, incident), (back, back + grace)
        theirs = all(of in records_at(world, case.opening.customer, moment) for moment in moments)
        if theirs and all(_stood(case, moment) for moment in moments):
            yield breach("9.1", "what was taken back is shown as a new incident", fact)


def _incidents_told(world: World, case: CaseHistory, grace: timedelta) -> Iterator[tuple[str, Fact]]:
    """Yield the incidents that were the person's, whichever record's, as they were recorded and until they were due."""
    customer = case.opening.customer
    for stream, facts in world.others.items():
        event, first = facts[0].event, facts[0]
        if isinstance(event, IncidentRecorded):
            moments = (first.recorded_at, first.recorded_at + grace)
            if all(event.customer in records_at(world, customer, moment) for moment in moments):
                yield stream, first


def _stood(case: CaseHistory, moment: datetime) -> bool:
    """Say whether some decision of a case stood at a moment: had been made, and had not ended."""
    return any(
        fact.recorded_at <= moment < force.ended
        for name, force in forces(case).items()
        for fact, e in case.of(Decided)
        if e.decision == name
    )
