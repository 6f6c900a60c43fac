"""Random staff, customers, clocks and mistakes against the real rules: whatever they do, the policy is kept.

`./run test-long` plays thousands, and longer ones, until at least 200,000 steps have been taken.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import timedelta
from inspect import getmembers
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RULE_MARKER, RuleBasedStateMachine, initialize, invariant

from domain.case.force import bites
from domain.case.state import Case, Outcome
from domain.criteria import Criterion
from domain.handling import StepKind
from domain.incident import Assessment, CorrectIncident, Incident
from domain.invariants import breaches
from domain.invariants.checks import A_DAY
from domain.invariants.force import forces
from domain.invariants.history import world_of
from domain.names import Actor, CaseId, IncidentId, same_id
from domain.people import NameWitnesses
from domain.refusal import NoError
from tests.clauses import clause
from tests.domain.cast import (
    CARYS,
    EMRYS,
    EVERYBODY,
    OUTSIDER,
    READ_AND_FILE,
    WRITING_ONLY,
    steps,
)
from tests.domain.lives_appealing import AppealLives
from tests.domain.lives_contacts import Contacts
from tests.domain.lives_customers import CustomerLives
from tests.domain.lives_drafting import DraftingLives
from tests.domain.lives_early import EarlyLives
from tests.domain.lives_entering import LivesEntering
from tests.domain.lives_persons import PersonLives
from tests.domain.lives_policy import PolicyLives
from tests.domain.lives_recording import RecordsIncidents
from tests.domain.lives_referring import ReferringLives
from tests.domain.lives_whole import WholeLives
from tests.domain.story import Story, a_story
from tests.domain.tally import DEEDS, EVENTS, KINDS, MANY, NOT_IN_LIVES, ONLY_MISTAKES, is_over, rule
from tests.domain.tally import STEPS as TAKEN
from tests.domain.whims import ANY, ANYBODY, HOW_MANY, MANAGER, MEASURES, STEPS, TERMS, WORDS


class Lives(
    WholeLives,
    CustomerLives,
    PersonLives,
    PolicyLives,
    LivesEntering,
    Contacts,
    ReferringLives,
    DraftingLives,
    EarlyLives,
    AppealLives,
    RecordsIncidents,
    RuleBasedStateMachine,
):
    """One customer or two, a handful of staff, and whatever comes into their heads."""

    story: Story
    posting: bool
    down: timedelta

    @initialize(start=st.sampled_from(("2026-02-20", "2026-09-21", "2026-12-14", "2028-02-25")), violent=st.booleans())
    def opens(self, start: str, violent: bool) -> None:
        self.story = a_story(start)
        self.posting = True
        self.down = timedelta(0)
        self.story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE), violent=violent)
        self.story.a_case_to_decide()
        self.other = self.story.a_customer()

    def here(self, act: Callable[[], Any]) -> None:
        """Do something; a no is normal business, and then nothing was recorded."""
        before = len(self.story.record)
        steps_before = self.story.acts
        try:
            act()
        except NoError:
            assert self.story.acts > steps_before + 1 or len(self.story.record) == before

    def case_of(self, number: int) -> CaseId:
        cases = [CaseId(stream) for stream, state in self.story.states.items() if isinstance(state, Case)]
        return cases[number % len(cases)]

    def incident_of(self, number: int) -> IncidentId:
        found = [IncidentId(stream) for stream, state in self.story.states.items() if isinstance(state, Incident)]
        return found[number % len(found)]

    # time

    @rule(
        days=st.sampled_from((0, 1, 2, 3, 5, 8, 13, 21, 34, 55)),
        hour=st.integers(0, 23),
        posting=st.sampled_from((True, True, True, False)),
    )
    def time_passes(self, days: int, hour: int, posting: bool) -> None:
        end = (self.story.now + timedelta(days=days)).replace(hour=hour)
        self.story.until_moment(max(end, self.story.now), posting=posting)

    @rule(hours=st.integers(1, 12))
    def the_process_is_down(self, hours: int) -> None:
        self.story.now += timedelta(hours=hours)
        self.down += timedelta(hours=hours)

    @rule(n=ANY)
    def a_letter_leaves(self, n: int) -> None:
        case = self.case_of(n)
        if self.story.owed(case):
            self.here(lambda: self.story.post(case))

    @rule(n=ANY, m=ANY)
    def a_letter_comes_back(self, n: int, m: int) -> None:
        case = self.case_of(n)
        notices = self.story.case(case).notices
        if notices:
            self.here(lambda: self.story.bounce(case, notices[m % len(notices)].id))

    # incidents

    @rule(
        by=ANYBODY,
        suffered=ANYBODY,
        criterion=st.sampled_from((Criterion.SWEARING, Criterion.THREATS)),
        ended=st.booleans(),
    )
    def an_incident(self, by: Actor, suffered: Actor, criterion: Criterion, ended: bool) -> None:
        moment = self.story.now - timedelta(minutes=30)
        taken = steps(StepKind.ENDED, since=moment) if ended else ()
        self.here(lambda: self.story.an_incident(by=by, targets=(suffered.id,), criteria=(criterion,), steps=taken))

    @rule(n=ANY, by=MANAGER, finding=st.sampled_from((*Assessment, Assessment.UNACCEPTABLE)))
    def assesses(self, n: int, by: Actor, finding: Assessment) -> None:
        self.here(lambda: self.story.assess(self.incident_of(n), by=by, assessment=finding, anew=True))

    @rule(n=ANY, by=ANYBODY, who=ANYBODY)
    def names_a_witness(self, n: int, by: Actor, who: Actor) -> None:
        people = same_id("people", self.incident_of(n))
        self.here(lambda: self.story.do(people, NameWitnesses(witnesses=(who.id,)), by))

    @rule(n=ANY, by=ANYBODY, hours=st.integers(-5, 50))
    def corrects(self, n: int, by: Actor, hours: int) -> None:
        moment = self.story.now - timedelta(hours=hours)
        command = CorrectIncident(reason="Misheard.", happened_at=moment, criteria=(Criterion.THREATS,))
        self.here(lambda: self.story.do(self.incident_of(n), command, by))

    @rule(n=ANY, by=ANYBODY, whole=st.booleans())
    def reads(self, n: int, by: Actor, whole: bool) -> None:
        self.here(lambda: self.story.reads(self.case_of(n) if whole else self.incident_of(n), by))

    # before a decision

    @rule(n=ANY, by=ANYBODY)
    def refers(self, n: int, by: Actor) -> None:
        if len([state for state in self.story.states.values() if isinstance(state, Case)]) < 3:
            self.here(lambda: self.story.refer(self.incident_of(n), by=by))

    @rule(n=ANY, m=ANY, by=ANYBODY)
    def adds(self, n: int, m: int, by: Actor) -> None:
        self.here(lambda: self.story.add(self.case_of(n), self.incident_of(m), by=by))

    @rule(n=ANY)
    def something_new_is_brought(self, n: int) -> None:
        self.here(lambda: self.story.add(self.case_of(n), self.story.an_assessed_incident()))

    @rule(n=ANY, by=MANAGER)
    def warns(self, n: int, by: Actor) -> None:
        self.here(lambda: self.story.warn(self.case_of(n), by=by))

    @rule(n=ANY, by=MANAGER, why=WORDS)
    def dispenses(self, n: int, by: Actor, why: str) -> None:
        self.here(lambda: self.story.dispense(self.case_of(n), by=by, explanation=why))

    # decisions

    @rule(n=ANY, by=MANAGER)
    def restricts_as_one_should(self, n: int, by: Actor) -> None:
        case = self.case_of(n)
        if self.story.case(case).decide_by:
            self.here(lambda: self.story.dispense(case, by=by))
            self.here(lambda: self.story.restrict(case, by=by, measures=(READ_AND_FILE,), our_handling="Weighed."))
        else:
            self.here(lambda: self.story.continue_(case, by=by, our_handling="Weighed."))

    @rule(n=ANY, by=MANAGER, how=st.sampled_from(("restrict", "continue_", "vary", "vary")), terms=TERMS)
    def decides(self, n: int, by: Actor, how: str, terms: Any) -> None:
        kind, days, said = terms
        end = self.story.today + timedelta(days=days)
        self.here(lambda: getattr(self.story, how)(self.case_of(n), by=by, **{kind: end}, **said))

    @rule(n=ANY, by=MANAGER)
    def does_nothing(self, n: int, by: Actor) -> None:
        self.here(lambda: self.story.no_action(self.case_of(n), by=by))

    @rule(n=ANY, m=ANY, how=st.sampled_from(("lift", "leave_to_lapse", "suspend", "resume", "resume")))
    def changes_it(self, n: int, m: int, how: str) -> None:
        case = self.case_of(n)
        decision = f"decision/{m % 3 + 1}"
        self.here(lambda: getattr(self.story, how)(case, decision))

    # appeals

    @rule(n=ANY, reviewer=MANAGER)
    def appeals_and_is_given_a_reviewer(self, n: int, reviewer: Actor) -> None:
        case = self.case_of(n)
        if self.story.case(case).decisions:
            newest = self.story.decision(case)
            self.here(lambda: self.story.appeal(case, decision=newest.id))
        if self.story.case(case).appeals:
            self.here(lambda: self.story.assign(case, reviewer, by=EMRYS, reason="Somebody must."))

    @rule(n=ANY, outcome=st.sampled_from(Outcome), measures=MEASURES)
    def the_reviewer_decides(self, n: int, outcome: Outcome, measures: Any) -> None:
        case = self.case_of(n)
        reviewers = [a.reviewer for a in self.story.case(case).appeals if a.reviewer]
        by = next((person for person in (*EVERYBODY, OUTSIDER) if person.id in reviewers[-1:]), CARYS)
        said: dict[str, Any] = {"measures": measures} if outcome is Outcome.VARY else {}
        if reviewers:
            self.here(lambda: self.story.decide_appeal(case, outcome, by=by, **said))

    @rule(n=ANY, m=ANY, days=st.integers(-1, 30))
    def appeals(self, n: int, m: int, days: int) -> None:
        day = (self.story.today - timedelta(days=days)).isoformat()
        self.here(lambda: self.story.appeal(self.case_of(n), day, decision=f"decision/{m % 3 + 1}"))

    @rule(n=ANY, by=MANAGER, how=st.sampled_from(("admit", "refuse", "withdraw", "suspend")))
    def judges_or_withdraws(self, n: int, by: Actor, how: str) -> None:
        case = self.case_of(n)
        if not self.story.case(case).appeals:
            return
        if how == "withdraw":
            self.here(lambda: self.story.withdraw(case))
        elif how == "suspend":
            self.here(lambda: self.story.suspend(case, for_appeal=True))
        else:
            self.here(lambda: getattr(self.story, how)(case, by=by))

    @rule(n=ANY, reviewer=ANYBODY, by=MANAGER, why=WORDS)
    def assigns(self, n: int, reviewer: Actor, by: Actor, why: str) -> None:
        case = self.case_of(n)
        if self.story.case(case).appeals:
            self.here(lambda: self.story.assign(case, reviewer, by=by, reason=why))

    @rule(n=ANY, by=MANAGER, outcome=st.sampled_from(Outcome), measures=MEASURES, days=st.none() | st.integers(-2, 100))
    def reviews(self, n: int, by: Actor, outcome: Outcome, measures: Any, days: int | None) -> None:
        case = self.case_of(n)
        if not self.story.case(case).appeals:
            return
        last_day = None if days is None else self.story.today + timedelta(days=days)
        said: dict[str, Any] = {"measures": measures, "last_day": last_day} if outcome is Outcome.VARY else {}
        self.here(lambda: self.story.decide_appeal(case, outcome, by=by, **said))

    # what always holds

    @invariant()
    def states_hold_their_fields_and_no_others(self) -> None:
        for state in self.story.states.values():
            if isinstance(state, Case):
                for part in (state, *state.decisions, *state.notices, *state.appeals, *state.warnings):
                    assert is_dataclass(part)
                    assert vars(part).keys() == {f.name for f in fields(part)}

    @invariant()
    def the_verdict_is_what_the_facts_say(self) -> None:
        world = world_of(self.story.record, None)
        for stream, history in world.cases.items():
            derived = forces(history)
            for decision in self.story.case(CaseId(stream)).decisions:
                force = derived[decision.id]
                for moment in (self.story.now, self.story.now + timedelta(days=3)):
                    assert bites(decision, moment) == force.at(moment), (stream, decision.id, moment)

    def teardown(self) -> None:
        if not hasattr(self, "story"):
            return
        self.story.until_moment(self.story.now + timedelta(days=30), posting=True)
        is_over(self.story)
        # What was not done while nobody could do it was not forgotten.
        found = breaches(self.story.record, self.story.book, now=self.story.now, grace=A_DAY + self.down)
        assert found == [], "\n".join(f"{b.position} {b.clause} {b.what}" for b in found)
        self.states_hold_their_fields_and_no_others()
        self.the_verdict_is_what_the_facts_say()


Lives.TestCase.settings = settings(
    max_examples=HOW_MANY,
    stateful_step_count=40 if HOW_MANY <= 100 else 80,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
Test = clause("7.2", "8.2", "8.5", "8.6", "9.2")(Lives.TestCase)


def test_as_many_steps_were_taken_as_were_asked_for() -> None:
    assert sum(TAKEN.values()) >= STEPS


def test_every_rule_is_counted() -> None:
    assert {name for name, act in getmembers(Lives) if hasattr(act, RULE_MARKER)} == set(TAKEN)


def test_whatever_can_happen_happened_to_somebody() -> None:
    """All of it in 200,000 steps. In the share of `./run test` chance leaves some of it out, and never most."""
    if STEPS >= MANY:
        assert sorted(kind.__name__ for kind in KINDS - EVENTS.keys() - NOT_IN_LIVES.keys()) == []
        assert sorted(name for name in TAKEN if not TAKEN[name]) == []
        in_vain = [name for name in TAKEN if not DEEDS[name] and name not in ONLY_MISTAKES]
        assert len(in_vain) <= len(TAKEN) / 10, in_vain
    else:
        assert len(EVENTS) >= len(KINDS) / 2
    assert [kind.__name__ for kind in NOT_IN_LIVES if EVENTS[kind]] == [], "what does happen is no exception"
