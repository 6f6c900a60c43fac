"""What random people do about appeals: ask for a call, miss it, are heard, pass points on, declare conflicts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from domain.case.appealing import AppealedBy, Ground, How
from domain.case.hearing import ReadBack, WhyMissed, WhyNoCall
from domain.case.state import Outcome
from domain.names import Actor, CaseId
from tests.domain.cast import CARYS, EVERYBODY, OUTSIDER
from tests.domain.story import Story
from tests.domain.whims import ANY, ANYBODY, MANAGER, WORDS


class AppealLives:
    """Rules to be added to a machine that has a story."""

    story: Story
    here: Callable[[Callable[[], Any]], None]
    case_of: Callable[[int], CaseId]

    def reviewer_of(self, case: CaseId) -> Actor:
        reviewer = self.story.last_appeal(case).reviewer
        return next((person for person in (*EVERYBODY, OUTSIDER) if person.id == reviewer), CARYS)

    @rule(n=ANY, m=ANY, days=st.integers(-1, 12), written=st.booleans())
    def asks_for_a_call(self, n: int, m: int, days: int, written: bool) -> None:
        day = (self.story.today - timedelta(days=days)).isoformat()
        said: dict[str, Any] = {} if written else {"grounds": (), "points": ()}
        if written:
            said |= {"appealed_by": AppealedBy.REPRESENTATIVE, "representative": "Her sister."}
        self.here(
            lambda: self.story.appeal(self.case_of(n), day, decision=f"decision/{m % 3 + 1}", how=How.VERBALLY, **said)
        )

    @rule(n=ANY, caller=ANYBODY, hours=st.integers(-3, 200), why=WORDS)
    def arranges_the_call(self, n: int, caller: Actor, hours: int, why: str) -> None:
        case = self.case_of(n)
        if self.story.case(case).appeals:
            self.here(lambda: self.story.arrange_call(case, timedelta(hours=hours), caller=caller.id, reason=why))

    @rule(n=ANY, missed=st.sampled_from(WhyMissed))
    def the_call_is_missed(self, n: int, missed: WhyMissed) -> None:
        case = self.case_of(n)
        if self.story.case(case).appeals:
            self.here(lambda: self.story.call_missed(case, missed))

    @rule(n=ANY, read_back=st.sampled_from(ReadBack), words=WORDS, ground=st.sampled_from(Ground))
    def is_heard(self, n: int, read_back: ReadBack, words: str, ground: Ground) -> None:
        case = self.case_of(n)
        if self.story.case(case).appeals:
            corrections = "Not Monday." if read_back is ReadBack.CORRECTED else None
            said = {"points": (words, "And my tap drips."), "corrections": corrections, "grounds": (ground,)}
            self.here(lambda: self.story.take_down(case, read_back=read_back, **said))

    @rule(n=ANY, why=st.sampled_from(WhyNoCall), by=MANAGER, reviewing=st.booleans())
    def gives_up_the_call(self, n: int, why: WhyNoCall, by: Actor, reviewing: bool) -> None:
        case = self.case_of(n)
        if self.story.case(case).appeals:
            who = self.reviewer_of(case) if reviewing else by
            self.here(lambda: self.story.give_up_call(case, why, by=who))

    @rule(n=ANY, point=st.integers(1, 4), by=MANAGER, reviewing=st.booleans(), out=st.booleans())
    def judges_a_point(self, n: int, point: int, by: Actor, reviewing: bool, out: bool) -> None:
        case = self.case_of(n)
        if self.story.case(case).appeals:
            who = self.reviewer_of(case) if reviewing else by
            mark = self.story.mark_out if out else self.story.mark_in
            self.here(lambda: mark(case, point, by=who))

    @rule(n=ANY, staff=ANYBODY, by=ANYBODY, why=WORDS)
    def declares_a_conflict(self, n: int, staff: Actor, by: Actor, why: str) -> None:
        case = self.case_of(n)
        if self.story.case(case).appeals:
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
