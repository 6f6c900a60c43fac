from datetime import timedelta

import pytest

from domain.case.verdict import Answer
from domain.criteria import Criterion
from domain.handled import HandlingFoundOutsideSteps
from domain.handling import Handling, Shortfall, StepKind, StepTaken, shortfalls
from domain.names import Actor, Channel, same_id
from tests.clauses import clause
from tests.domain.cast import EVERYBODY, THE_WHOLE_LADDER, steps
from tests.domain.desk import at
from tests.domain.incidents import correct, handle, judged, outside
from tests.domain.refusing import refused
from tests.domain.story import a_story

CALL = at("2026-11-23 09:00")
WHY, CHANCE, WILL_END, ENDED = THE_WHOLE_LADDER
NO_WHY, NO_CHANCE, NO_END = Shortfall.NOT_TOLD_WHY, Shortfall.NO_CHANCE_GIVEN, Shortfall.NOT_TOLD_IT_WILL_END


@clause("5.4", "5.5")
@pytest.mark.parametrize(
    ("taken", "missing"),
    [
        ((WHY, CHANCE, WILL_END, ENDED), set()),
        ((CHANCE, WILL_END, ENDED), {NO_WHY}),
        ((WHY, WILL_END, ENDED), {NO_CHANCE}),
        ((WHY, CHANCE, ENDED), {NO_END}),
        ((WHY, ENDED), {NO_CHANCE, NO_END}),
        ((ENDED,), {NO_WHY, NO_CHANCE, NO_END}),
        ((ENDED, WHY, CHANCE, WILL_END), {NO_WHY, NO_CHANCE, NO_END}),
        ((WILL_END, WHY, CHANCE, ENDED), {NO_END}),
        ((CHANCE, WHY, WILL_END, ENDED), {NO_CHANCE}),
        ((WHY, CHANCE), set()),
        ((), set()),
        ((StepKind.PUT_ON_HOLD,), set()),
        ((StepKind.PUT_ON_HOLD, WHY, CHANCE, WILL_END, ENDED), set()),
    ],
)
def test_a_call_is_ended_only_after_telling_why_a_chance_and_telling_that_it_will_end(
    taken: tuple[StepKind, ...], missing: set[Shortfall]
) -> None:
    assert judged(Channel.TELEPHONE, *taken) == missing


@clause("5.4-5.6")
def test_steps_told_in_the_same_breath_are_in_time() -> None:
    together = tuple(step for kind in THE_WHOLE_LADDER for step in steps(kind, since=CALL))
    assert shortfalls(Handling(channel=Channel.TELEPHONE, criteria=(Criterion.SWEARING,), steps=together)) == ()


@clause("5.4-5.6", "9.1")
def test_ending_a_call_without_the_steps_is_recorded_and_flagged_step_by_step() -> None:
    story = a_story()
    incident = story.an_incident(steps=steps(ENDED, since=CALL))
    assert story.events(incident) == ["IncidentRecorded", *["HandlingFoundOutsideSteps"] * 3]
    assert story.states[incident].outside_steps
    flags = [e for e in story.streams[incident] if isinstance(e, HandlingFoundOutsideSteps)]
    assert [(flag.missing, flag.outside) for flag in flags] == [
        (NO_WHY, "5.4-5.6"),
        (NO_CHANCE, "5.4-5.6"),
        (NO_END, "5.4-5.6"),
    ]


@clause("5.6")
def test_an_extreme_call_is_ended_without_warning_where_the_reason_is_said() -> None:
    story = a_story()
    incident = story.an_incident(steps=steps(ENDED, since=CALL), extreme=True, extreme_reason="Threatened to come.")
    assert story.events(incident) == ["IncidentRecorded"]
    with refused("5.6", "extreme_reason"):
        story.an_incident(steps=steps(ENDED, since=CALL), extreme=True)


@clause("5.6")
def test_behaviour_is_marked_extreme_by_a_correction_only_with_its_reason() -> None:
    story = a_story()
    incident = story.an_incident(steps=steps(ENDED, since=CALL))
    with refused("5.6", "extreme_reason"):
        correct(story, incident, extreme=True)
    with refused("5.6", "extreme"):
        correct(story, incident, extreme_reason="Threatened to come.")
    correct(story, incident, extreme=True, extreme_reason="Threatened to come.")
    assert outside(story, incident) == ()
    correct(story, incident, extreme=False)
    assert set(outside(story, incident)) == {NO_WHY, NO_CHANCE, NO_END}


@clause("5.8", "5.13")
@pytest.mark.parametrize("channel", sorted(set(Channel) - {Channel.TELEPHONE}))
def test_the_ladder_of_a_call_is_not_asked_of_another_channel(channel: Channel) -> None:
    story = a_story()
    assert not story.states[story.an_incident(channel=channel, steps=steps(ENDED, since=CALL))].outside_steps


@clause("5.4-5.6")
def test_a_step_of_the_call_that_was_only_not_written_down_is_told_later_and_the_flag_goes() -> None:
    story = a_story()
    incident = story.an_incident(steps=steps(WHY, CHANCE, ENDED, since=CALL), happened_at=CALL)
    assert outside(story, incident) == (NO_END,)
    told = steps(WILL_END, since=CALL + timedelta(minutes=1, seconds=30))
    handle(story, incident, steps=told)
    assert story.events(incident)[-2:] == ["HandlingRecorded", "HandlingFoundWithinSteps"]
    assert outside(story, incident) == ()


@clause("5.4-5.6")
def test_what_is_said_after_the_call_has_ended_comes_too_late() -> None:
    story = a_story()
    incident = story.an_incident(steps=steps(WHY, CHANCE, ENDED, since=CALL), happened_at=CALL)
    handle(story, incident, WILL_END)
    assert outside(story, incident) == (NO_END,)


@clause("7.1")
@pytest.mark.parametrize("person", EVERYBODY, ids=lambda person: next(iter(person.roles)))
def test_any_employee_may_act_at_once_and_that_is_no_restriction(person: Actor) -> None:
    story = a_story()
    acted = StepTaken(StepKind.ACTED_AT_ONCE, CALL, person.id, words="Left the flat.")
    incident = story.an_incident(by=person, channel=Channel.FACE_TO_FACE, steps=(acted,))
    assert story.events(incident) == ["IncidentRecorded"]
    assert not [stream for stream in story.streams if stream.startswith("case/")]
    assert {story.ask(channel=channel).answer for channel in Channel} == {Answer.ALLOW}


@clause("7.1")
def test_what_was_done_at_once_is_said_in_words() -> None:
    story = a_story()
    for words in (None, "", " "):
        with refused("7.1", "steps.0.words"):
            story.an_incident(steps=steps(StepKind.ACTED_AT_ONCE, since=CALL, words=words))


@clause("7.1", "7.2")
def test_an_immediate_action_that_outlasts_its_contact_is_recorded_flagged_and_restricts_nobody() -> None:
    story = a_story()
    acted = steps(
        StepKind.ACTED_AT_ONCE,
        since=CALL,
        words="Told them not to ring again this week.",
        went_on_until=CALL + timedelta(days=5),
    )
    incident = story.an_incident(steps=acted)
    assert outside(story, incident) == (Shortfall.OUTLASTED_THE_CONTACT,)
    assert Shortfall.OUTLASTED_THE_CONTACT.clause == "7.1"
    assert story.ask(channel=Channel.TELEPHONE).answer is Answer.ALLOW
    assert story.states.get(same_id("case", incident)) is None


@clause("7.1")
def test_only_an_immediate_action_can_outlast_its_contact_and_it_ends_after_it_began() -> None:
    story = a_story()
    with refused("7.1", "steps.0.went_on_until"):
        story.an_incident(steps=steps(WHY, since=CALL, went_on_until=CALL + timedelta(hours=1)))
    with refused("7.1", "steps.0.went_on_until"):
        story.an_incident(steps=steps(ENDED, since=CALL, went_on_until=CALL))
