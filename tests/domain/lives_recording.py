"""Random lives: what people tell of incidents, how they handle and count them, and put it right again."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.criteria import Criterion
from domain.evidence import ContactCount, DayTold, Evidence
from domain.handling import CORRESPONDENCE, StepKind, StepTaken
from domain.incident import Purpose
from domain.names import Actor, Channel, IncidentId
from tests.domain.cast import ASHA, BRYN, CARYS, FFION
from tests.domain.incidents import add_evidence, correct, correct_people, handle, note, withdraw
from tests.domain.story import Story
from tests.domain.tally import rule
from tests.domain.whims import ANY, ANYBODY, MANAGER, WORDS

CRITERIA = st.lists(st.sampled_from(Criterion), min_size=1, max_size=3).map(tuple)
# What was done, by whom, minutes ago; mostly in the past, mostly ended with its contact.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(StepKind),
        st.sampled_from((ASHA, ASHA, BRYN, CARYS, FFION)),
        st.sampled_from((29, 25, 20, 15, 12, 10, 8, 5, 3, 2, 1, 0, -1)),
        st.sampled_from((None, None, None, None, 600)),
    ),
    max_size=5,
)
REQUEST = st.sampled_from((None, False, False, True))
DAYS = st.lists(st.sampled_from((30, 20, 14, 10, 7, 5, 3, 2, 1, 0, -1)), max_size=3)
COUNTS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.integers(-1, 40),
        st.sampled_from((1, 2, 40)),
        st.sampled_from((None, 90)),
        st.none() | st.sampled_from(Channel),
    ),
    max_size=2,
)
PURPOSE = st.none() | st.sampled_from(Purpose)
EVIDENCE = st.tuples(COUNTS, DAYS, DAYS, st.none() | st.integers(-1, 10))


class RecordsIncidents:
    """The rules. What is asked of whoever mixes them in stands first."""

    story: Story
    here: Callable[[Callable[[], Any]], None]
    incident_of: Callable[[int], IncidentId]

    @rule(
        channel=st.sampled_from(Channel),
        criteria=CRITERIA,
        taken=STEPS,
        holds=REQUEST,
        extreme=st.sampled_from((False, False, True)),
        brought=EVIDENCE,
    )
    def something_happens(
        self, channel: Channel, criteria: Any, taken: Any, holds: bool | None, extreme: bool, brought: Any
    ) -> None:
        asked = holds if channel in CORRESPONDENCE else None
        said: dict[str, Any] = {
            "channel": channel,
            "criteria": criteria,
            "other_criterion": "What it was.",
            "steps": self.steps(taken),
            "holds_legitimate_request": asked,
            "legitimate_request": "A key." if asked else None,
            "extreme": extreme,
            "extreme_reason": "A threat." if extreme else None,
            "evidence": self.evidence(brought),
        }
        self.here(lambda: self.story.an_incident(**said))

    @rule(n=ANY, taken=STEPS, holds=REQUEST, by=ANYBODY)
    def tells_of_handling(self, n: int, taken: Any, holds: bool | None, by: Actor) -> None:
        asked = holds if self.story.states[self.incident_of(n)].channel in CORRESPONDENCE else None
        said = {"holds_legitimate_request": asked, "legitimate_request": "A key." if asked else None}
        self.here(lambda: handle(self.story, self.incident_of(n), by=by, steps=self.steps(taken), **said))

    @rule(n=ANY, by=MANAGER, what=WORDS)
    def looks_at_handling(self, n: int, by: Actor, what: str) -> None:
        self.here(lambda: note(self.story, self.incident_of(n), by=by, what=what))

    @rule(n=ANY, brought=EVIDENCE, by=ANYBODY)
    def brings_evidence(self, n: int, brought: Any, by: Actor) -> None:
        said = vars(self.evidence(brought))
        self.here(lambda: add_evidence(self.story, self.incident_of(n), by=by, **said))

    @rule(n=ANY, m=ANY, by=ANYBODY)
    def withdraws_evidence(self, n: int, m: int, by: Actor) -> None:
        pieces = self.story.states[self.incident_of(n)].evidence.pieces
        version = pieces[m % len(pieces)].version if pieces else m
        self.here(lambda: withdraw(self.story, self.incident_of(n), version, by=by))

    @rule(
        n=ANY,
        by=MANAGER,
        criteria=CRITERIA,
        brought=EVIDENCE,
        words=WORDS,
        purpose=st.none() | st.sampled_from(Purpose),
    )
    def assesses_by_criteria(
        self, n: int, by: Actor, criteria: Any, brought: Any, words: str, purpose: Purpose | None
    ) -> None:
        said: dict[str, Any] = {
            "criteria": criteria,
            "evidence": self.evidence(brought),
            "other_criterion": words,
            "evidence_sought": purpose is None,
            "evidence_considered": words,
            "disproportion": words,
            "why_reasonable": words,
            "purpose": purpose,
            "purpose_shown": words,
            "reasons": words,
        }
        self.here(lambda: self.story.assess(self.incident_of(n), by=by, anew=True, **said))

    @rule(
        n=ANY,
        by=ANYBODY,
        channel=st.none() | st.sampled_from(Channel),
        criteria=st.none() | CRITERIA,
        taken=st.none() | STEPS,
        extreme=st.sampled_from((None, None, True, False)),
        holds=REQUEST,
    )
    def puts_it_right(
        self, n: int, by: Actor, channel: Any, criteria: Any, taken: Any, extreme: bool | None, holds: bool | None
    ) -> None:
        asked = holds if (channel or self.story.states[self.incident_of(n)].channel) in CORRESPONDENCE else None
        said: dict[str, Any] = {
            "channel": channel,
            "criteria": criteria,
            "other_criterion": "It." if Criterion.OTHER_UNREASONABLE_DEMAND in (criteria or ()) else None,
            "steps": None if taken is None else self.steps(taken),
            "extreme": extreme,
            "extreme_reason": "A threat." if extreme else None,
            "holds_legitimate_request": asked,
            "legitimate_request": "A key." if asked else None,
        }
        self.here(lambda: correct(self.story, self.incident_of(n), by=by, **said))

    @rule(n=ANY, by=ANYBODY, reporter=st.none() | ANYBODY, suffered=st.none() | ANYBODY, witness=st.none() | ANYBODY)
    def puts_people_right(
        self, n: int, by: Actor, reporter: Actor | None, suffered: Actor | None, witness: Actor | None
    ) -> None:
        said = {
            "reporter": reporter and reporter.id,
            "targets": suffered and (suffered.id,),
            "witnesses": witness and (witness.id,),
        }
        self.here(lambda: correct_people(self.story, self.incident_of(n), by=by, **said))

    def steps(self, taken: Any) -> tuple[StepTaken, ...]:
        return tuple(
            StepTaken(
                kind,
                moment := self.story.now - timedelta(minutes=ago),
                by.id,
                moment + timedelta(minutes=lasts) if lasts else None,
                "What was done.",
            )
            for kind, by, ago, lasts in taken
        )

    def evidence(self, brought: Any) -> Evidence:
        counts, asked, refused, difficulty = brought
        return Evidence(
            contact_counts=tuple(
                ContactCount(self.ago(last + days), self.ago(last), contacts, channel, minutes)
                for days, last, contacts, minutes, channel in counts
            ),
            requests_made=tuple(DayTold(self.ago(days), "Which rooms?") for days in asked),
            refusals=tuple(DayTold(self.ago(days), "Would not say.") for days in refused),
            difficulty=None if difficulty is None else DayTold(self.ago(difficulty), "None."),
        )

    def ago(self, days: int) -> date:
        return self.story.today - timedelta(days=days)
