"""Whether events bear the days that the policy's figures set, and none is back-dated or moved for the worse."""

from collections.abc import Iterator
from datetime import timedelta

from domain.case.appealing import AppealJoined, AppealReceived
from domain.case.deciding import Decided
from domain.case.ending import RestrictionLeftToLapse
from domain.case.notices import NoticePrepared
from domain.case.referral import IncidentAdded
from domain.case.reviewing import AppealDecided
from domain.case.steps import AppealDateMoved, AppealWindowEnded, RestrictionLapsed
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach
from domain.invariants.history import CaseHistory, World
from domain.invariants.reckoning import Reckoning, day_of, months_on
from domain.names import Role

AT_ONCE = timedelta(minutes=5)  # between deciding and recording lies only the append


def our_deadlines_are_the_figures(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """*Time*: what we owe is owed within the days that the case's own figures give us, and no later."""
    if case.opening.policy != count.in_effect(case.opening.referred_on):
        yield breach("reading.md, Never", "a case keeps figures that were not in effect as it began", case.facts[0])
    figures = count.figures(case.opening.policy)
    decide = [(case.facts[0], case.opening.decide_by)]
    decide += [(f, e.decide_by) for f, e in case.of(IncidentAdded) if e.decide_by]
    for fact, due in decide:
        if due > count.working_day(day_of(fact.recorded_at), figures.decide_within_wd):
            yield breach("7.2", "a decision is owed later than the policy sets", fact)
    reviews = [(f, e.received_on, e.review_by) for f, e in case.of(AppealReceived)]
    reviews += [(f, e.received_on, e.review_by) for f, e in case.of(AppealJoined)]
    for fact, received_on, due in reviews:
        if due > count.working_day(received_on, figures.appeal_review_wd):
            yield breach("8.5", "a review is owed later than ten working days after receipt", fact)
    for letter in case.letters.values():
        outcome = isinstance(letter.owed.event, AppealDecided)
        within = figures.outcome_notice_wd if outcome else figures.notice_leaves_within_wd
        leaves = count.working_day(day_of(letter.owed.recorded_at), within)
        if letter.sort != "nobody's" and letter.leave_by > leaves:
            yield breach("7.3", "a letter is owed later than the policy sets", letter.owed)


def warnings_last_as_long_as_they_may(_world: World, case: CaseHistory, count: Reckoning) -> Iterator[Breach]:
    """7.2: a warning gives twenty working days, and counts for six months and no longer."""
    figures = count.figures(case.opening.policy)
    for fact, event in case.of(NoticePrepared):
        period = count.working_day(event.printed_on, figures.warning_period_wd, theirs=True)
        if event.period_ends and event.calendar == count.calendar and event.period_ends < period:
            yield breach("7.2", "a warning's period is too short", fact)
        if event.counts_until and event.counts_until > months_on(event.printed_on, figures.warning_counts_months):
            yield breach("7.2", "a warning counts for too long", fact)


def nothing_moves_for_the_worse(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """*Time*, *Never*: a day told to a customer is a floor, and no end moves later without a decision."""
    moved: dict[str, AppealDateMoved] = {}
    for fact in case.facts:
        event = fact.event
        if isinstance(event, AppealDateMoved):
            if event.last_day <= event.told:
                yield breach("8.2", "the last day to appeal was moved earlier", fact)
            moved[event.decision] = event
        if isinstance(event, AppealWindowEnded) and event.decision in moved:
            told = case.told("decision", event.decision, fact.position)
            again = told is not None and told.appeal_by != moved[event.decision].told
            if not again and event.last_day < moved[event.decision].last_day:
                yield breach("8.2", "a window ended before the later day that was told", fact)
        if isinstance(event, RestrictionLeftToLapse):
            decided = next(e for _, e in case.of(Decided) if e.decision == event.decision)
            if event.last_day > case.last_day(decided, fact.position):
                yield breach("9.2", "a restriction left to lapse was extended", fact)
        if isinstance(event, RestrictionLapsed) and Role.SYSTEM not in fact.roles:
            yield breach("9.2", "a lapse is time's doing, and is recorded as somebody's", fact)


def facts_keep_their_days(_world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """*Never*: no fact lies ahead, no letter counts as left before that was recorded, nothing is overwritten."""
    for fact in case.facts:
        for name in ("received_on", "referred_on", "left_on"):
            day = getattr(fact.event, name, None)
            if day is not None and day > day_of(fact.recorded_at):
                yield breach("reading.md, Never", f"{name} is a day that had not come", fact)
        left_at = getattr(fact.event, "left_at", None)
        if left_at is not None and not timedelta(0) <= fact.recorded_at - left_at <= AT_ONCE:
            yield breach("reading.md, Never", "left_at is not when it was recorded", fact)
    if case.opening.referred_on != day_of(case.facts[0].recorded_at):
        yield breach("reading.md, Never", "a case bears another day than its own", case.facts[0])
