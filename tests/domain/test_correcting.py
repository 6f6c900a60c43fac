from datetime import timedelta

import pytest

from domain.criteria import Criterion
from domain.handling import Shortfall, StepKind
from domain.incident import IncidentCorrected, IncidentRecorded, Statement
from domain.names import Channel
from domain.refusal import Conflict
from tests.clauses import clause
from tests.domain.cast import OUTSIDER, THE_WHOLE_LADDER, steps
from tests.domain.desk import at
from tests.domain.incidents import correct, handle, outside
from tests.domain.refusing import refused
from tests.domain.story import a_story

CALL = at("2026-11-23 09:00")


@clause("9.1")
def test_a_correction_is_a_new_event_that_says_what_it_corrects() -> None:
    story = a_story()
    incident = story.an_incident()
    correct(story, incident, channel=Channel.TELEPHONE)
    correct(story, incident, channel=Channel.WRITING, holds_legitimate_request=False)
    correct(story, incident, narrative="It was worse.")
    first, second, third = (e for e in story.streams[incident] if isinstance(e, IncidentCorrected))
    assert [(said.what, said.version) for said in first.corrects] == [(Statement.CHANNEL, 1)]
    assert [(said.what, said.version) for said in second.corrects] == [(Statement.REQUEST, 1), (Statement.CHANNEL, 2)]
    assert [(said.what, said.version) for said in third.corrects] == [(Statement.NARRATIVE, 1)]
    assert story.states[incident].channel is Channel.WRITING


@clause("9.1")
def test_a_correction_has_a_reason_and_says_what_is_different() -> None:
    story = a_story()
    incident = story.an_incident()
    with refused("9.1", "reason"):
        correct(story, incident, reason="", channel=Channel.WRITING)
    with refused("9.1", "narrative"):
        correct(story, incident)
    with refused("2.3", "criteria"):
        correct(story, incident, criteria=())
    with refused("4.7", "other_criterion"):
        correct(story, incident, criteria=(Criterion.OTHER_UNREASONABLE_DEMAND,))
    with refused("9.1", "happened_at"):
        correct(story, incident, happened_at=story.now + timedelta(seconds=1))


@clause("2.3")
def test_correcting_what_was_reported_does_not_change_what_a_manager_found() -> None:
    story = a_story()
    incident = story.an_assessed_incident(criteria=(Criterion.SWEARING,))
    correct(story, incident, criteria=(Criterion.THREATS,))
    assert story.states[incident].criteria == (Criterion.SWEARING,)
    assert not story.states[incident].is_violent
    with pytest.raises(Conflict):
        story.assess(incident, criteria=(Criterion.THREATS,))
    story.assess(incident, criteria=(Criterion.THREATS,), anew=True)
    assert story.states[incident].is_violent


@clause("9.1", "reading.md, Never: edited history")
def test_several_corrections_stack_and_the_first_version_stays() -> None:
    story = a_story()
    incident = story.an_incident()
    for criterion in (Criterion.THREATS, Criterion.VIOLENCE, Criterion.SWEARING):
        correct(story, incident, criteria=(criterion,))
    state = story.states[incident]
    assert state.recorded_criteria == (Criterion.SWEARING,)
    assert [[said.version for said in made.corrects] for made in state.corrections] == [[1], [2], [3]]
    first = story.streams[incident][0]
    assert isinstance(first, IncidentRecorded)
    assert first.criteria == (Criterion.SWEARING,)


@clause("9.1", "5.4-5.6")
def test_the_steps_are_corrected_as_a_whole_with_every_event_that_told_of_them() -> None:
    story = a_story()
    incident = story.an_incident(happened_at=CALL, steps=steps(StepKind.ENDED, since=CALL))
    handle(story, incident, StepKind.ADVICE_SENT)
    told = len(story.streams[incident])
    correct(story, incident, steps=steps(*THE_WHOLE_LADDER, since=CALL))
    state = story.states[incident]
    assert [said.version for said in state.corrections[0].corrects] == [1, told]
    assert [step.kind for step in state.steps] == list(THE_WHOLE_LADDER)
    assert outside(story, incident) == ()
    correct(story, incident, steps=())
    assert state.steps
    assert story.states[incident].steps == ()


@clause("9.1", "5.4-5.6")
def test_a_call_that_was_no_call_is_judged_by_the_steps_of_its_own_channel() -> None:
    story = a_story()
    incident = story.an_incident(happened_at=CALL, steps=steps(StepKind.ENDED, since=CALL))
    correct(story, incident, channel=Channel.DIGITAL)
    assert outside(story, incident) == (Shortfall.REQUEST_NOT_LOOKED_FOR,)
    correct(story, incident, channel=Channel.FACE_TO_FACE)
    assert outside(story, incident) == ()


@clause("9.1", "5.11")
def test_what_a_letter_turns_out_to_have_held_is_asked_of_its_handling() -> None:
    story = a_story()
    incident = story.an_incident(channel=Channel.WRITING)
    assert outside(story, incident) == ()
    correct(story, incident, criteria=(Criterion.THREATS,))
    assert outside(story, incident) == (Shortfall.NOT_DECLINED,)


@clause("4.7")
def test_another_unreasonable_demand_is_described_by_the_correction_that_names_it_or_corrects_it() -> None:
    story = a_story()
    other = (Criterion.OTHER_UNREASONABLE_DEMAND,)
    incident = story.an_incident()
    with refused("4.7", "other_criterion"):
        correct(story, incident, other_criterion="Wants a daily report.")
    correct(story, incident, criteria=other, other_criterion="Wants a daily report.")
    correct(story, incident, other_criterion="Wants an hourly report.")
    story.assess(incident)
    assert story.states[incident].criteria == other


@clause("2.3")
def test_a_correction_names_a_criterion_once() -> None:
    story = a_story()
    incident = story.an_incident()
    with refused("2.3", "criteria.1"):
        correct(story, incident, criteria=(Criterion.THREATS, Criterion.THREATS))


@clause("5.9")
def test_a_request_is_corrected_with_what_was_asked_for() -> None:
    story = a_story()
    incident = story.an_incident(channel=Channel.WRITING)
    with refused("5.9", "legitimate_request"):
        correct(story, incident, holds_legitimate_request=True)
    with refused("5.9", "holds_legitimate_request"):
        correct(story, incident, legitimate_request="A key.")
    correct(story, incident, holds_legitimate_request=True, legitimate_request="A key.")
    assert Shortfall.REQUEST_NOT_ANSWERED in outside(story, incident)
    correct(story, incident, legitimate_request="Two keys.")
    correct(story, incident, holds_legitimate_request=False)
    assert outside(story, incident) == ()


@clause("9.1")
def test_corrected_steps_are_held_to_what_recorded_ones_are() -> None:
    story = a_story()
    incident = story.an_incident(happened_at=CALL)
    with refused("9.1", "steps.0.by"):
        correct(story, incident, steps=steps(StepKind.ENDED, since=CALL, by=OUTSIDER))
    with refused("9.1", "steps.0.at"):
        correct(story, incident, steps=steps(StepKind.ENDED, since=story.now + timedelta(seconds=1)))
    with refused("9.1", "steps.0.at"):
        correct(story, incident, steps=steps(StepKind.ENDED, since=CALL - timedelta(days=1)))
    yesterday = CALL - timedelta(days=1)
    correct(story, incident, steps=steps(StepKind.ENDED, since=yesterday), happened_at=yesterday)
