from datetime import timedelta
from typing import Any

import pytest

from domain.criteria import CLAUSES, Criterion
from domain.handling import missing_step
from domain.incident import AssessIncident, Assessment, CorrectIncident, IncidentCorrected, StepKind
from domain.names import THE_SYSTEM, Channel, same_id
from domain.people import NameWitnesses
from domain.refusal import Conflict, NotAllowed, NotFound
from domain.staff import DIRECTORY, RemoveStaffMember
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, FFION, OUTSIDER, THE_WHOLE_LADDER, steps
from tests.domain.desk import at
from tests.domain.refusing import refused
from tests.domain.story import a_story

CALL = at("2026-11-23 09:00")
WHY, CHANCE, WILL_END, ENDED = THE_WHOLE_LADDER


@clause("9.1")
def test_every_incident_is_recorded_and_its_people_apart_from_it() -> None:
    story = a_story()
    incident = story.an_incident(by=ASHA, witnesses=(FFION.id,))
    assert story.events(incident) == ["IncidentRecorded"]
    people = story.states[same_id("people", incident)]
    assert people.reporter == ASHA.id
    assert people.witnesses == (FFION.id,)
    assert not any(ASHA.id in str(value) for value in vars(story.streams[incident][0]).values())


@clause("9.1")
def test_an_incident_in_the_future_is_refused_and_one_this_instant_is_not() -> None:
    story = a_story()
    story.an_incident(happened_at=story.now)
    with refused("9.1", "happened_at"):
        story.an_incident(happened_at=story.now + timedelta(microseconds=1))


@clause("9.1")
def test_a_step_in_the_future_is_refused() -> None:
    story = a_story()
    with refused("9.1", "steps.0.at"):
        story.an_incident(steps=steps(WHY, since=story.now + timedelta(seconds=1)))


@clause("2.3")
def test_each_incident_names_at_least_one_criterion() -> None:
    with refused("2.3", "criteria"):
        a_story().an_incident(criteria=())


@clause("4.7")
@pytest.mark.parametrize("description", [None, "", "  "])
def test_another_unreasonable_demand_is_described(description: str | None) -> None:
    story = a_story()
    story.an_incident(criteria=(Criterion.OTHER_UNREASONABLE_DEMAND,), other_criterion="Wants a daily report.")
    with refused("4.7", "other_criterion"):
        story.an_incident(criteria=(Criterion.OTHER_UNREASONABLE_DEMAND,), other_criterion=description)


@clause("4.7")
def test_each_of_the_fifteen_listed_examples_is_a_named_criterion_and_other_is_one_more() -> None:
    assert sum(number == "4.7" for number in CLAUSES.values()) == 16
    assert set(CLAUSES) == set(Criterion)


@clause("9.1")
def test_what_happened_is_written_down() -> None:
    with refused("9.1", "narrative"):
        a_story().an_incident(narrative=" ")


@clause("1.3")
def test_an_incident_is_of_a_customer_who_has_been_entered() -> None:
    with pytest.raises(NotFound):
        a_story().an_incident(customer="customer/00000000-0000-0000-0000-00000000000f")


@clause("5.4", "5.5")
@pytest.mark.parametrize(
    ("taken", "missing"),
    [
        ((WHY, CHANCE, WILL_END, ENDED), None),
        ((CHANCE, WILL_END, ENDED), WHY),
        ((WHY, WILL_END, ENDED), CHANCE),
        ((WHY, CHANCE, ENDED), WILL_END),
        ((ENDED,), WHY),
        ((ENDED, WHY, CHANCE, WILL_END), WHY),
        ((WILL_END, WHY, CHANCE, ENDED), WILL_END),
        ((WHY, CHANCE), None),
        ((StepKind.PUT_ON_HOLD, WHY, CHANCE, WILL_END, ENDED), None),
    ],
)
def test_a_call_is_ended_only_after_telling_why_a_chance_and_telling_that_it_will_end(
    taken: tuple[StepKind, ...], missing: StepKind | None
) -> None:
    assert missing_step(Channel.TELEPHONE, steps(*taken, since=CALL), extreme=False) is missing


@clause("5.4-5.6")
def test_steps_told_in_the_same_breath_are_in_time() -> None:
    together = tuple(step for kind in THE_WHOLE_LADDER for step in steps(kind, since=CALL))
    assert missing_step(Channel.TELEPHONE, together, extreme=False) is None


@clause("5.4-5.6")
def test_ending_a_call_without_the_steps_is_recorded_and_flagged() -> None:
    story = a_story()
    incident = story.an_incident(steps=steps(ENDED, since=CALL))
    assert story.events(incident) == ["IncidentRecorded", "HandlingFoundOutsideSteps"]
    assert story.states[incident].outside_steps


@clause("5.6")
def test_an_extreme_call_is_ended_without_warning_where_the_reason_is_said() -> None:
    story = a_story()
    incident = story.an_incident(steps=steps(ENDED, since=CALL), extreme=True, extreme_reason="Threatened to come.")
    assert story.events(incident) == ["IncidentRecorded"]
    with refused("5.6", "extreme_reason"):
        story.an_incident(steps=steps(ENDED, since=CALL), extreme=True)


@clause("5.8", "5.13")
@pytest.mark.parametrize("channel", sorted(set(Channel) - {Channel.TELEPHONE}))
def test_the_ladder_of_a_call_is_not_asked_of_another_channel(channel: Channel) -> None:
    story = a_story()
    assert not story.states[story.an_incident(channel=channel, steps=steps(ENDED, since=CALL))].outside_steps


@clause("4.1", "4.6")
@pytest.mark.parametrize("missing", ["impact", "circumstances", "seriousness"])
@pytest.mark.parametrize("finding", Assessment)
def test_an_assessment_says_the_impact_the_circumstances_and_the_seriousness(missing: str, finding: Assessment) -> None:
    story = a_story()
    incident = story.an_incident()
    said: dict[str, Any] = {missing: " "}
    with refused("4.1", missing):
        story.assess(incident, assessment=finding, **said)


@clause("2.3")
def test_conduct_is_found_unacceptable_by_a_criterion() -> None:
    story = a_story()
    incident = story.an_incident()
    with refused("2.3", "criteria"):
        story.assess(incident, criteria=())
    story.assess(incident, assessment=Assessment.NOT_UNACCEPTABLE, criteria=())
    assert not story.states[incident].counts


@clause("4.1")
@pytest.mark.parametrize(
    ("finding", "counts"),
    [
        (Assessment.UNACCEPTABLE, True),
        (Assessment.NOT_UNACCEPTABLE, False),
        (Assessment.NEEDS_INFORMATION, False),
    ],
)
def test_only_what_was_found_unacceptable_counts(finding: Assessment, counts: bool) -> None:
    story = a_story()
    incident = story.an_incident()
    assert not story.states[incident].counts
    story.assess(incident, assessment=finding)
    assert story.states[incident].counts is counts


@clause("4.12", "4.13")
def test_refusal_to_cooperate_counts_only_when_repeated_and_a_difficulty_was_asked_about() -> None:
    story = a_story()
    refusal = (Criterion.REFUSAL_TO_COOPERATE,)
    incident = story.an_incident(criteria=refusal)
    with refused("4.12", "refused_repeatedly"):
        story.assess(incident, difficulty="None, when asked.")
    with refused("4.13", "difficulty"):
        story.assess(incident, refused_repeatedly=True)
    story.assess(incident, refused_repeatedly=True, difficulty="None, when asked.")
    assert story.states[incident].counts


@clause("7.2")
def test_whoever_suffered_or_reported_it_does_not_assess_it_and_another_manager_does() -> None:
    story = a_story()
    reported = story.an_incident(by=BRYN)
    suffered = story.an_incident(by=ASHA, targets=(BRYN.id,))
    for incident in (reported, suffered):
        with refused("7.2"):
            story.assess(incident, by=BRYN)
        story.assess(incident, by=CARYS)


@clause("2.3", "7.2")
def test_an_employee_who_is_no_manager_does_not_assess() -> None:
    story = a_story()
    incident = story.an_incident(by=ASHA)
    with pytest.raises(NotAllowed):
        story.assess(incident, by=FFION)


@clause("9.1")
def test_a_correction_is_a_new_event_that_says_what_it_corrects() -> None:
    story = a_story()
    incident = story.an_incident()
    correct(story, incident, channel=Channel.WRITING)
    correct(story, incident, narrative="It was worse.")
    first, second = (e for e in story.streams[incident] if isinstance(e, IncidentCorrected))
    assert (first.corrects, second.corrects) == (1, 2)
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
    with refused("4.7", "criteria"):
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


@clause("9.1")
def test_an_incident_is_recorded_once_and_one_that_is_not_there_is_not_assessed() -> None:
    story = a_story()
    incident = story.an_incident()
    story.count -= 1
    with pytest.raises(Conflict):
        story.an_incident()
    assessment = AssessIncident(
        assessment=Assessment.NOT_UNACCEPTABLE, impact="None.", circumstances="None.", seriousness="None."
    )
    with pytest.raises(NotFound):
        story.do(incident[:-4] + "0000", assessment, BRYN)


@clause("9.1", "8.5")
def test_witnesses_who_became_known_later_are_added_to_the_people_of_an_incident() -> None:
    story = a_story()
    incident = story.an_incident()
    people = same_id("people", incident)
    story.do(people, NameWitnesses(witnesses=(FFION.id,)), ASHA)
    assert story.states[people].witnesses == (FFION.id,)
    with refused("9.1", "witnesses"):
        story.do(people, NameWitnesses(), ASHA)


@clause("9.1", "8.5")
def test_who_reported_suffered_or_saw_it_is_somebody_the_directory_knows_also_one_who_has_left() -> None:
    story = a_story()
    for field, said in (
        ("reporter", {"reporter": OUTSIDER.id}),
        ("targets.1", {"targets": (ASHA.id, OUTSIDER.id)}),
        ("witnesses.0", {"witnesses": (OUTSIDER.id,)}),
    ):
        with refused("9.1", field):
            story.an_incident(**said)
    story.do(DIRECTORY, RemoveStaffMember(staff=FFION.id), THE_SYSTEM)
    incident = story.an_incident(witnesses=(FFION.id,))
    with refused("9.1", "witnesses.0"):
        story.do(same_id("people", incident), NameWitnesses(witnesses=(OUTSIDER.id,)), ASHA)


@clause("9.1")
def test_a_step_is_not_taken_before_the_day_of_what_it_answers() -> None:
    story = a_story()
    the_day_before = story.now - timedelta(days=1)
    with refused("9.1", "steps.0.at"):
        story.an_incident(steps=steps(StepKind.ENDED, since=the_day_before))
    story.an_incident(steps=steps(StepKind.ENDED, since=the_day_before), happened_at=the_day_before)


def correct(story: Any, incident: str, **said: Any) -> None:
    story.do(incident, CorrectIncident(**{"reason": "Misheard.", **said}), ASHA)
