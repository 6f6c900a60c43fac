"""Early reviews and new incidents, as they come into the heads of random staff and customers (9.2)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.case.early import AskedBy, OpenEarlyReview, RefuseEarlyReview
from domain.case.new_incidents import SeeNewIncident
from domain.case.state import Case
from domain.names import Actor, CaseId, EarlyReviewId, IncidentId
from tests.domain.story import Story
from tests.domain.tally import rule
from tests.domain.whims import ANY, ANYBODY, MANAGER, WORDS


class EarlyLives:
    """Rules of their own, for `Lives` to take in."""

    story: Story
    here: Callable[[Callable[[], Any]], None]
    case_of: Callable[[int], CaseId]
    incident_of: Callable[[int], IncidentId]

    @rule(n=ANY, by=ANYBODY, days=st.integers(-1, 20), asked_by=st.sampled_from(AskedBy))
    def asks_for_an_early_review(self, n: int, by: Actor, days: int, asked_by: AskedBy) -> None:
        day = (self.story.today - timedelta(days=days)).isoformat()
        self.here(lambda: self.story.ask_early(self.case_of(n), day, by=by, asked_by=asked_by))

    @rule(n=ANY, by=MANAGER, refuses=st.booleans(), why=WORDS)
    def answers_a_request(self, n: int, by: Actor, refuses: bool, why: str) -> None:
        asked = [CaseId(s) for s, state in self.story.states.items() if isinstance(state, Case)]
        asked = [case for case in asked if any(early.is_asked for early in self.story.case(case).early_reviews)]
        case = asked[n % len(asked)] if asked else self.case_of(n)
        reviews = self.story.case(case).early_reviews
        waiting = [early.id for early in reviews if early.is_asked] or [early.id for early in reviews]
        name = waiting[-1] if waiting else EarlyReviewId("early-review/1")
        answer = RefuseEarlyReview(early_review=name, reasons=why) if refuses else OpenEarlyReview(early_review=name)
        self.here(lambda: self.story.do(case, answer, by))

    @rule(n=ANY, by=MANAGER, days=st.sampled_from((3, 10, 30)))
    def goes_on_as_it_is(self, n: int, by: Actor, days: int) -> None:
        case = self.case_of(n)
        current = self.story.case(case).current
        if current:
            end = current.expires_on or self.story.today + timedelta(days=days)
            said: dict[str, Any] = {"measures": current.measures, "expires_on": end}
            self.here(lambda: self.story.continue_(case, by=by, our_handling="Weighed.", extreme_reason="So.", **said))

    @rule(days=st.sampled_from((80, 100)))
    def a_quiet_time(self, days: int) -> None:
        self.story.until_moment(self.story.now + timedelta(days=days))

    @rule(n=ANY, m=ANY, by=MANAGER)
    def looks_at_an_incident(self, n: int, m: int, by: Actor) -> None:
        command = SeeNewIncident(incident=self.incident_of(m))
        self.here(lambda: self.story.do(self.case_of(n), command, by))
