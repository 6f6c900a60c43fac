"""Drafts, as they come into the heads of random managers: begun, saved again, made too early or too late (7.2)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from domain.drafting import Draft, Drafted
from domain.names import Actor, CaseId, DraftId, same_id
from domain.people import ReadNarrative
from tests.domain.cast import EVERYBODY
from tests.domain.drafts import discards, drafts, makes, missing, saves, says, the_draft, whole
from tests.domain.story import Story
from tests.domain.tally import rule
from tests.domain.whims import ANY, ANYBODY, MANAGER, MEASURES, WORDS

SAYS = st.fixed_dictionaries(
    {"reasons": WORDS, "our_handling": st.just("Weighed."), "extreme_reason": WORDS},
    optional={
        "measures": MEASURES,
        "adjustments_made": WORDS,
        "ends_all_contact": st.booleans(),
    },
)


class DraftingLives:
    """Rules of their own, for `Lives` to take in."""

    story: Story
    here: Callable[[Callable[[], Any]], None]
    case_of: Callable[[int], CaseId]

    def draft_of(self, number: int) -> DraftId | None:
        found = [DraftId(stream) for stream, state in self.story.states.items() if isinstance(state, Draft)]
        return found[number % len(found)] if found else None

    def newest_draft(self) -> DraftId | None:
        found = [DraftId(stream) for stream, state in self.story.states.items() if isinstance(state, Draft)]
        return found[-1] if found else None

    @rule(n=ANY, by=ANYBODY, what=st.sampled_from(Drafted), said=SAYS, days=st.sampled_from((0, 30, 90)))
    def drafts_a_decision(self, n: int, by: Actor, what: Drafted, said: dict[str, Any], days: int) -> None:
        case = self.case_of(n)
        terms = whole(self.story, case, what, expires_on=self.story.today + timedelta(days=days), **dict(said))
        self.here(lambda: drafts(self.story, case, by, what, **terms))

    @rule(n=ANY, by=MANAGER, what=st.sampled_from(Drafted), mine=st.sampled_from((True, True, False)))
    def saves_it_again(self, n: int, by: Actor, what: Drafted, mine: bool) -> None:
        draft = self.draft_of(n)
        if draft:
            said = vars(says(self.story, draft)) | {"adjustments_asked_on": self.story.today}
            self.here(lambda: saves(self.story, draft, self._whose(draft, by, mine=mine), what, **said))

    @rule(n=ANY, by=MANAGER, mine=st.sampled_from((True, True, True, False)))
    def decides_what_was_drafted(self, n: int, by: Actor, mine: bool) -> None:
        if n % 3 == 0:  # one that has all it needs: chance alone seldom writes it
            case = self.story.a_case_to_decide()
            end = self.story.today + timedelta(days=60)
            terms = whole(self.story, case, Drafted.RESTRICT, expires_on=end, our_handling="Weighed.")
            self.here(lambda: drafts(self.story, case, by, Drafted.RESTRICT, **terms))
            n = len(self.story.states)
        draft = self.draft_of(n) if n < len(self.story.states) else self.newest_draft()
        if draft is None:
            return
        who = self._whose(draft, by, mine=mine)
        stands_against = missing(self.story, draft, who)
        before = len(self.story.record)
        self.here(lambda: makes(self.story, draft, who))
        if mine:  # what was told beforehand is what was refused, and nothing else
            assert bool(stands_against) is (len(self.story.record) == before), stands_against

    @rule(n=ANY, by=MANAGER, mine=st.booleans())
    def gives_it_up(self, n: int, by: Actor, mine: bool) -> None:
        draft = self.draft_of(n)
        if draft:
            self.here(lambda: discards(self.story, draft, self._whose(draft, by, mine=mine)))

    @rule(n=ANY, by=ANYBODY)
    def reads_a_draft(self, n: int, by: Actor) -> None:
        draft = self.draft_of(n)
        if draft:
            self.here(lambda: self.story.do(same_id("reading", draft), ReadNarrative(about=draft), by))

    def _whose(self, draft: DraftId, by: Actor, *, mine: bool) -> Actor:
        drafted_by = the_draft(self.story, draft).drafted_by
        return next((each for each in EVERYBODY if mine and each.id == drafted_by), by)
