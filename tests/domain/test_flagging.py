from datetime import timedelta
from typing import Any

import pytest

from domain.handled import HandlingFoundOutsideSteps
from domain.handling import SHORTFALLS, Shortfall, StepKind
from domain.names import THE_SYSTEM, Channel
from domain.refusal import Conflict, NotAllowed
from domain.staff import DIRECTORY
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, FFION, OUTSIDER, an_entry, steps
from tests.domain.desk import at
from tests.domain.incidents import handle, note
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

CALL = at("2026-11-23 09:00")
ENDED, WHY, CHANCE = StepKind.ENDED, StepKind.TOLD_WHY, StepKind.CHANCE_GIVEN
ADVISED, UNSAFE = StepKind.ADVICE_SENT, StepKind.NOT_SAFE_TO_CHALLENGE


@clause("9.1")
def test_a_step_in_the_future_is_refused_and_one_this_instant_is_not() -> None:
    story = a_story()
    story.an_incident(steps=steps(WHY, since=story.now))
    with refused("9.1", "steps.0.at"):
        story.an_incident(steps=steps(WHY, since=story.now + timedelta(microseconds=1)))


@clause("9.1")
def test_a_step_is_not_taken_before_the_day_of_what_it_answers() -> None:
    story = a_story()
    the_day_before = story.now - timedelta(days=1)
    with refused("9.1", "steps.0.at"):
        story.an_incident(steps=steps(ENDED, since=the_day_before))
    incident = story.an_incident(steps=steps(ENDED, since=the_day_before), happened_at=the_day_before)
    with refused("9.1", "steps.0.at"):
        handle(story, incident, steps=steps(ADVISED, since=story.now - timedelta(days=2)))


@clause("9.1", "8.5")
def test_whoever_took_a_step_is_somebody_the_directory_knows_and_is_kept_with_it() -> None:
    story = a_story()
    with refused("9.1", "steps.0.by"):
        story.an_incident(steps=steps(WHY, since=CALL, by=OUTSIDER))
    incident = story.an_incident(steps=steps(WHY, since=CALL, by=FFION))
    with refused("9.1", "steps.0.by"):
        handle(story, incident, steps=steps(ADVISED, since=story.now, by=OUTSIDER))
    handle(story, incident, ADVISED, by=BRYN)
    assert [step.by for step in story.states[incident].steps] == [FFION.id, BRYN.id]


@clause("9.1")
def test_what_was_said_at_a_step_is_kept_apart_from_it_where_it_is_sealed() -> None:
    story = a_story()
    incident = story.an_incident(steps=steps(WHY, CHANCE, since=CALL, words="Please do not swear."))
    recorded: Any = story.streams[incident][0]
    assert recorded.step_words == ("Please do not swear.", "Please do not swear.")
    assert all(type(step).__name__ == "Step" for step in recorded.steps)


@clause("9.1")
def test_handling_is_told_of_something() -> None:
    story = a_story()
    incident = story.an_incident()
    with refused("9.1", "steps"):
        handle(story, incident)


def managed(story: Story) -> None:
    story.do(DIRECTORY, an_entry(ASHA, line_manager=BRYN.id), THE_SYSTEM)


@clause("5.3", "5.4-5.6")
def test_handling_outside_the_steps_is_flagged_to_the_reporters_manager() -> None:
    story = a_story()
    managed(story)
    flagged = [
        event.flagged_to
        for by in (ASHA, FFION)
        for event in story.streams[story.an_incident(by=by, steps=steps(ENDED, since=CALL, by=CARYS))]
        if isinstance(event, HandlingFoundOutsideSteps)
    ]
    assert flagged == [BRYN.id] * 3 + [None] * 3


@clause("5.9")
def test_what_is_found_later_is_flagged_to_the_same_manager() -> None:
    story = a_story()
    managed(story)
    incident = story.an_incident(channel=Channel.WRITING)
    found = handle(story, incident, holds_legitimate_request=True, legitimate_request="A key.", by=FFION)
    assert {e.flagged_to for e in found if isinstance(e, HandlingFoundOutsideSteps)} == {BRYN.id}


@clause("5.3", "5.4-5.6")
def test_a_manager_who_was_not_in_it_says_what_follows_and_it_goes_on_weighing_against_us() -> None:
    story = a_story()
    incident = story.an_incident(by=ASHA, steps=steps(ENDED, since=CALL, by=CARYS))
    with pytest.raises(NotAllowed):
        note(story, incident, by=FFION)
    with refused("5.3"):
        note(story, incident, by=CARYS)
    with refused("5.3", "what_follows"):
        note(story, incident, what=" ")
    note(story, incident)
    assert story.states[incident].outside_steps
    with pytest.raises(Conflict):
        note(story, incident)


@clause("5.3", "5.4-5.6")
def test_the_reporter_does_not_look_at_their_own_handling_and_what_is_within_the_steps_waits_for_nobody() -> None:
    story = a_story()
    incident = story.an_incident(by=BRYN, steps=steps(ENDED, since=CALL, by=ASHA))
    with refused("5.3"):
        note(story, incident, by=BRYN)
    with pytest.raises(Conflict):
        note(story, story.an_incident())


@clause("5.9")
def test_a_further_flag_waits_to_be_looked_at_again() -> None:
    story = a_story()
    incident = story.an_incident(channel=Channel.WRITING, holds_legitimate_request=None)
    note(story, incident)
    handle(story, incident, holds_legitimate_request=True, legitimate_request="A key.")
    note(story, incident)


@clause("5.4-5.6", "5.9", "5.11", "5.13", "5.14", "7.1")
def test_each_shortfall_has_its_clause_and_is_either_over_or_can_still_be_done() -> None:
    assert set(SHORTFALLS) == set(Shortfall)
    over = {shortfall for shortfall in Shortfall if not shortfall.can_still_be_done}
    assert {shortfall.clause for shortfall in over} == {"5.4-5.6", "5.13", "7.1"}


@clause("5.4-5.6", "5.9", "5.14")
@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("5.4-5.6", {"channel": Channel.TELEPHONE, "steps": steps(ENDED, since=CALL)}),
        ("5.9", {"channel": Channel.DIGITAL, "holds_legitimate_request": None}),
        ("5.14", {"channel": Channel.FACE_TO_FACE, "steps": steps(UNSAFE, since=CALL)}),
    ],
)
def test_our_own_handling_outside_the_steps_is_weighed_when_deciding(number: str, said: dict[str, Any]) -> None:
    story = a_story()
    case = story.a_case_to_decide(**said)
    with refused(number, "our_handling"):
        story.restrict(case)
    story.restrict(case, our_handling="The call taker was new; the conduct remains what it was.")
