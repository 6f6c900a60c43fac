from datetime import timedelta
from typing import Any

import pytest

from domain.case.independence import candidates
from domain.case.state import Involvement
from domain.criteria import CLAUSES, Criterion
from domain.handling import StepKind
from domain.incident import AssessIncident, Assessment
from domain.names import THE_SYSTEM, Channel, Role, same_id
from domain.people import NameWitnesses, PeopleCorrected
from domain.refusal import Conflict, NotFound
from domain.staff import DIRECTORY, RemoveStaffMember
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, EMRYS, FFION, IOLO, OUTSIDER, an_entry, someone, steps
from tests.domain.incidents import a_count, add_evidence, correct_people, handle
from tests.domain.refusing import refused
from tests.domain.story import a_story

NIA = someone("Nia", Role.MANAGER)


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


@clause("2.3")
def test_several_criteria_may_be_named_each_once() -> None:
    story = a_story()
    several = (Criterion.SWEARING, Criterion.THREATS, Criterion.SECRET_RECORDING)
    assert story.states[story.an_incident(criteria=several)].recorded_criteria == several
    with refused("2.3", "criteria.2"):
        story.an_incident(criteria=(Criterion.SWEARING, Criterion.THREATS, Criterion.SWEARING))


@clause("4.2", "4.3", "4.4")
def test_each_kind_of_aggressive_or_abusive_behaviour_is_a_criterion_by_its_name() -> None:
    named = {criterion.value for criterion, number in CLAUSES.items() if number in {"4.3", "4.4"}}
    assert named == {
        "violence",
        "threats",
        "personal-abuse",
        "offensive-remarks",
        "swearing",
        "racist-language",
        "sexist-language",
        "homophobic-language",
        "serious-allegations-without-evidence",
        "third-party-remarks",
        "inflammatory-statements",
    }


@clause("4.8", "4.9", "4.10", "4.12", "4.14")
def test_persistence_refusal_and_misuse_of_the_complaints_process_are_criteria_by_their_clauses() -> None:
    numbers = ("4.8", "4.9", "4.10", "4.12", "4.14")
    assert [next(c.value for c, number in CLAUSES.items() if number == wanted) for wanted in numbers] == [
        "persistence-volume",
        "persistence-duration",
        "persistence-disproportion",
        "refusal-to-cooperate",
        "complaints-process-misuse",
    ]


@clause("2.3", "9.1")
@pytest.mark.parametrize("criterion", Criterion)
@pytest.mark.parametrize("channel", Channel)
def test_every_criterion_is_recorded_on_every_channel(channel: Channel, criterion: Criterion) -> None:
    story = a_story()
    other = "What it was." if criterion is Criterion.OTHER_UNREASONABLE_DEMAND else None
    incident = story.an_incident(channel=channel, criteria=(criterion,), other_criterion=other)
    assert story.states[incident].criteria == (criterion,)


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


@clause("9.1", "7.2")
def test_who_was_there_is_corrected_by_an_event_that_says_which_list_of_which_event() -> None:
    story = a_story()
    incident = story.an_incident(targets=(BRYN.id,))
    people = same_id("people", incident)
    story.do(people, NameWitnesses(witnesses=(FFION.id,)), ASHA)
    correct_people(story, incident, targets=(IOLO.id,))
    correct_people(story, incident, targets=(), witnesses=())
    first, second = (e for e in story.streams[people] if isinstance(e, PeopleCorrected))
    assert [(said.what, said.version) for said in first.corrects] == [("targets", 1)]
    assert [(said.what, said.version) for said in second.corrects] == [
        ("witnesses", 1),
        ("witnesses", 2),
        ("targets", 3),
    ]
    state = story.states[people]
    assert (state.reporter, state.targets, state.witnesses) == (ASHA.id, (), ())


@clause("7.2")
def test_a_manager_who_was_named_by_mistake_assesses_once_that_is_corrected() -> None:
    story = a_story()
    incident = story.an_incident(targets=(BRYN.id,))
    with refused("7.2"):
        story.assess(incident, by=BRYN)
    correct_people(story, incident, targets=(ASHA.id,))
    story.assess(incident, by=BRYN)


@clause("7.2")
@pytest.mark.parametrize("part", ["reporter", "targets", "witnesses"])
def test_nobody_takes_themselves_out_of_an_incident(part: str) -> None:
    story = a_story()
    named: dict[str, Any] = {"by": BRYN} if part == "reporter" else {part: (BRYN.id,)}
    incident = story.an_incident(**{"targets": (), **named})
    away: dict[str, Any] = {part: ASHA.id if part == "reporter" else ()}
    with refused("7.2", part):
        correct_people(story, incident, by=BRYN, **away)
    correct_people(story, incident, by=ASHA, **away)


@clause("9.1")
def test_a_correction_of_people_has_a_reason_says_what_is_different_and_names_who_is_known() -> None:
    story = a_story()
    incident = story.an_incident()
    with refused("9.1", "reason"):
        correct_people(story, incident, reason=" ", targets=())
    with refused("9.1", "targets"):
        correct_people(story, incident)
    for field, said in (
        ("reporter", {"reporter": OUTSIDER.id}),
        ("targets.1", {"targets": (ASHA.id, OUTSIDER.id)}),
        ("witnesses.0", {"witnesses": (OUTSIDER.id,)}),
    ):
        with refused("9.1", field):
            correct_people(story, incident, **said)


@clause("8.5")
def test_whoever_took_a_step_told_of_one_gave_evidence_or_corrected_people_does_not_review() -> None:
    story = a_story()
    incident = story.an_incident(steps=steps(StepKind.PUT_ON_HOLD, since=story.now, by=CARYS))
    handle(story, incident, StepKind.ADVICE_SENT, by=DELYTH)
    add_evidence(story, incident, by=EMRYS, contact_counts=(a_count("2026-11-02", "2026-11-20", 9),))
    correct_people(story, incident, by=NIA, witnesses=(IOLO.id,))
    story.do(DIRECTORY, an_entry(NIA), THE_SYSTEM)
    story.assess(incident)
    case = story.refer(incident)
    story.dispense(case)
    story.restrict(case)
    story.post_all(case)
    story.appeal(case)
    judged = candidates(story.case(case), story.last_appeal(case), story.states[DIRECTORY], story.states)
    why = {candidate.staff: set(candidate.reasons) for candidate in judged}
    assert Involvement.HANDLER in why[CARYS.id]
    assert {Involvement.HANDLER, Involvement.READER} <= why[DELYTH.id]
    assert why[EMRYS.id] == why[NIA.id] == {Involvement.READER}


@clause("5.6")
@pytest.mark.parametrize("extreme", [True, False])
def test_a_reason_why_behaviour_was_extreme_stands_with_behaviour_that_was(extreme: bool) -> None:
    story = a_story()
    if extreme:
        story.an_incident(extreme=True, extreme_reason="He named a day.")
    else:
        with refused("5.6", "extreme"):
            story.an_incident(extreme_reason="He named a day.")


@clause("4.7")
def test_what_is_described_is_another_unreasonable_demand_and_no_listed_one() -> None:
    story = a_story()
    with refused("4.7", "other_criterion"):
        story.an_incident(criteria=(Criterion.SWEARING,), other_criterion="Wanted a gold tap.")
    incident = story.an_incident()
    with refused("4.7", "other_criterion"):
        story.assess(incident, other_criterion="Wanted a gold tap.")
    with refused("4.7", "other_criterion"):
        story.assess(incident, assessment=Assessment.NOT_UNACCEPTABLE, criteria=(), other_criterion="A gold tap.")
    story.assess(incident, criteria=(Criterion.OTHER_UNREASONABLE_DEMAND,), other_criterion="Wanted a gold tap.")
