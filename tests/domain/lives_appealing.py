"""What random people do about appeals: ask for a call, miss it, are heard, pass points on, declare conflicts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.case.appealing import AppealedBy, Ground, How
from domain.case.hearing import ReadBack, WhyMissed, WhyNoCall
from domain.case.state import Case, Outcome
from domain.names import Actor, CaseId
from tests.domain.cast import CARYS, EMRYS, EVERYBODY, OUTSIDER
from tests.domain.story import Story
from tests.domain.tally import rule
from tests.domain.whims import ANY, ANYBODY, MANAGER, WORDS


class AppealLives:
    """Rules to be added to a machine that has a story."""

    story: Story
    here: Callable[[Callable[[], Any]], None]
    case_of: Callable[[int], CaseId]

    def reviewer_of(self, case: CaseId) -> Actor:
        reviewer = self.story.last_appeal(case).reviewer
        return next((person for person in (*EVERYBODY, OUTSIDER) if person.id == reviewer), CARYS)

    def waiting_for_a_call(self, n: int) -> list[CaseId]:
        """A case in which somebody asked for a call, if there is one: mostly an open one."""
        asked = [stream for stream, state in self.story.states.items() if isinstance(state, Case) and state.appeals]
        cases = [CaseId(stream) for stream in asked if self.story.last_appeal(CaseId(stream)).call]
        return [cases[n % len(cases)]] if cases else []

    def open_to_review(self, n: int) -> list[CaseId]:
        """A case whose newest appeal is open and has points, if there is one."""
        asked = [CaseId(stream) for stream, state in self.story.states.items() if isinstance(state, Case)]
        appealed = [case for case in asked if self.story.case(case).appeals]
        cases = [c for c in appealed if self.story.last_appeal(c).is_open and self.story.last_appeal(c).points]
        return [cases[n % len(cases)]] if cases else []

    @rule(n=ANY, m=ANY, days=st.integers(-1, 12), written=st.booleans())
    def asks_for_a_call(self, n: int, m: int, days: int, written: bool) -> None:
        day = (self.story.today - timedelta(days=days)).isoformat()
        said: dict[str, Any] = {} if written else {"grounds": (), "points": ()}
        if written:
            said |= {"appealed_by": AppealedBy.REPRESENTATIVE, "representative": "Her sister."}
        self.here(
            lambda: self.story.appeal(self.case_of(n), day, decision=f"decision/{m % 3 + 1}", how=How.VERBALLY, **said)
        )

    @rule(n=ANY)
    def asks_for_a_call_about_the_newest_decision(self, n: int) -> None:
        case = self.case_of(n)
        if self.story.case(case).decisions:
            newest = self.story.decision(case).id
            self.here(lambda: self.story.a_verbal_appeal(case, decision=newest))

    @rule(n=ANY, caller=ANYBODY, hours=st.integers(-3, 200), why=WORDS)
    def arranges_the_call(self, n: int, caller: Actor, hours: int, why: str) -> None:
        for case in self.waiting_for_a_call(n):
            self.here(lambda: self.story.arrange_call(case, timedelta(hours=hours), caller=caller.id, reason=why))  # noqa: B023

    @rule(n=ANY, missed=st.sampled_from(WhyMissed), waits=st.booleans())
    def the_call_is_missed(self, n: int, missed: WhyMissed, waits: bool) -> None:
        for case in self.waiting_for_a_call(n):
            if waits:
                self.here(lambda: self.story.arrange_call(case, timedelta(hours=1), reason="At once."))  # noqa: B023
                self.story.until_moment(self.story.now + timedelta(hours=2))
            self.here(lambda: self.story.call_missed(case, missed))  # noqa: B023

    @rule(n=ANY, read_back=st.sampled_from(ReadBack), words=WORDS, ground=st.sampled_from(Ground))
    def is_heard(self, n: int, read_back: ReadBack, words: str, ground: Ground) -> None:
        for case in self.waiting_for_a_call(n):
            corrections = "Not Monday." if read_back is ReadBack.CORRECTED else None
            said: dict[str, Any] = {
                "points": (words, "And my tap drips."),
                "corrections": corrections,
                "grounds": (ground,),
            }
            self.here(lambda: self.story.take_down(case, read_back=read_back, **said))  # noqa: B023

    @rule(n=ANY, why=st.sampled_from(WhyNoCall), by=MANAGER, reviewing=st.booleans())
    def gives_up_the_call(self, n: int, why: WhyNoCall, by: Actor, reviewing: bool) -> None:
        for case in self.waiting_for_a_call(n):
            who = self.reviewer_of(case) if reviewing else by
            self.here(lambda: self.story.give_up_call(case, why, by=who))  # noqa: B023

    @rule(n=ANY, point=st.integers(1, 3), by=MANAGER, reviewing=st.sampled_from((True, True, True, False)))
    def judges_a_point(self, n: int, point: int, by: Actor, reviewing: bool) -> None:
        for case in self.open_to_review(n):
            if reviewing and self.story.last_appeal(case).reviewer is None:
                self.here(lambda: self.story.assign(case, by, by=EMRYS, reason="Somebody must."))  # noqa: B023
            who = self.reviewer_of(case) if reviewing else by
            marked = [p.number for p in self.story.last_appeal(case).points if not p.is_in_scope]
            mark = self.story.mark_in if point in marked else self.story.mark_out
            self.here(lambda: mark(case, point, by=who))  # noqa: B023

    @rule(n=ANY, staff=ANYBODY, by=ANYBODY, why=WORDS, seldom=st.integers(0, 3))
    def declares_a_conflict(self, n: int, staff: Actor, by: Actor, why: str, seldom: int) -> None:
        case = self.case_of(n)
        if self.story.case(case).appeals and not seldom:
            self.here(lambda: self.story.declare_conflict(case, staff, by=by, reason=why))

    @rule(n=ANY, outcome=st.sampled_from(Outcome), m=ANY)
    def finds_conduct_not_unacceptable(self, n: int, outcome: Outcome, m: int) -> None:
        case = self.case_of(n)
        if self.story.case(case).appeals:
            appealed = self.story.case(case).decision(self.story.last_appeal(case).decision)
            incidents = self.story.case(case).incidents
            found = (incidents[m % len(incidents)],)
            said: dict[str, Any] = {"measures": appealed.measures} if outcome is Outcome.VARY else {}
            by = self.reviewer_of(case)
            self.here(lambda: self.story.decide_appeal(case, outcome, by=by, not_unacceptable=found, **said))
