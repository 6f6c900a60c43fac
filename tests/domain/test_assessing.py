from typing import Any

import pytest

from domain.criteria import Criterion
from domain.incident import Assessment, Purpose
from domain.refusal import Conflict, NotAllowed
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, FFION
from tests.domain.incidents import a_count, refused_twice
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story


@clause("4.1", "4.6")
@pytest.mark.parametrize("missing", ["impact", "circumstances", "seriousness"])
@pytest.mark.parametrize("finding", Assessment)
def test_an_assessment_says_the_impact_the_circumstances_and_the_seriousness(missing: str, finding: Assessment) -> None:
    story = a_story()
    incident = story.an_incident()
    said: dict[str, Any] = {missing: " "}
    with refused("4.1" if missing == "impact" else "4.6", missing):
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


@clause("2.3")
def test_a_criterion_is_found_once() -> None:
    story = a_story()
    incident = story.an_incident()
    for finding in Assessment:
        with refused("2.3", "criteria.1"):
            story.assess(incident, assessment=finding, criteria=(Criterion.SWEARING, Criterion.SWEARING))


@clause("2.3")
def test_what_must_be_known_first_is_said_and_then_it_is_assessed_without_being_asked_why_anew() -> None:
    story = a_story()
    incident = story.an_incident()
    with refused("2.3", "reasons"):
        story.assess(incident, assessment=Assessment.NEEDS_INFORMATION, reasons=" ")
    story.assess(incident, assessment=Assessment.NEEDS_INFORMATION, reasons="Is there a recording?")
    story.assess(incident, reasons=None)
    assert story.states[incident].counts


@clause("2.3", "4.1")
def test_an_incident_is_assessed_anew_by_whoever_says_why_and_the_last_finding_counts() -> None:
    story = a_story()
    incident = story.an_assessed_incident()
    with pytest.raises(Conflict):
        story.assess(incident, by=CARYS, assessment=Assessment.NOT_UNACCEPTABLE)
    with refused("2.3", "reasons"):
        story.assess(incident, by=CARYS, assessment=Assessment.NOT_UNACCEPTABLE, anew=True, reasons="")
    assert story.states[incident].counts
    story.assess(incident, by=CARYS, assessment=Assessment.NOT_UNACCEPTABLE, anew=True, reasons="Heard the recording.")
    assert not story.states[incident].counts
    assert story.states[incident].assessed_by == {BRYN.id, CARYS.id}


@clause("4.1", "2.4")
def test_what_was_found_not_unacceptable_anew_is_no_basis_of_a_decision() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    (incident,) = story.case(case).incidents
    story.assess(incident, by=CARYS, assessment=Assessment.NOT_UNACCEPTABLE, anew=True)
    with refused("4.1", "basis.0"):
        story.restrict(case)
    story.assess(incident, by=CARYS, anew=True)
    story.restrict(case)


# what a criterion asks of whoever finds it


def finding(story: Story, criterion: Criterion, **said: Any) -> None:
    incident = story.an_incident()
    story.assess(incident, criteria=(criterion,), **said)
    assert story.states[incident].counts


@clause("4.4")
def test_serious_allegations_are_found_to_be_without_evidence_only_once_evidence_was_considered() -> None:
    story = a_story()
    criterion = Criterion.SERIOUS_ALLEGATIONS_WITHOUT_EVIDENCE
    with refused("4.4", "evidence_sought"):
        finding(story, criterion, evidence_considered="Nothing was put forward.")
    for sought in (True, False):
        with refused("4.4", "evidence_considered"):
            finding(story, criterion, evidence_sought=sought)
        finding(story, criterion, evidence_sought=sought, evidence_considered="Nothing was put forward.")


@clause("4.14")
@pytest.mark.parametrize("purpose", Purpose)
def test_complaints_are_unreasonable_only_by_their_purpose_to_harass_or_to_block(purpose: Purpose) -> None:
    story = a_story()
    criterion = Criterion.COMPLAINTS_PROCESS_MISUSE
    with refused("4.14", "purpose"):
        finding(story, criterion, purpose_shown="Wrote that it was to wear us down.")
    with refused("4.14", "purpose_shown"):
        finding(story, criterion, purpose=purpose, purpose_shown="")
    finding(story, criterion, purpose=purpose, purpose_shown="Wrote that it was to wear us down.")


@clause("4.12")
def test_what_was_refused_had_been_reasonable_to_ask() -> None:
    story = a_story()
    criterion = Criterion.REFUSAL_TO_COOPERATE
    with refused("4.12", "why_reasonable"):
        finding(story, criterion, evidence=refused_twice())
    finding(story, criterion, evidence=refused_twice(), why_reasonable="We could not find the leak without it.")


@clause("4.10")
def test_contact_out_of_proportion_is_set_against_the_issue_at_hand() -> None:
    story = a_story()
    criterion = Criterion.PERSISTENCE_DISPROPORTION
    evidence = refused_twice(contact_counts=(a_count("2026-11-02", "2026-11-20", 140),))
    with refused("4.10", "disproportion"):
        finding(story, criterion, evidence=evidence)
    finding(story, criterion, evidence=evidence, disproportion="140 calls about one loose tile.")


@clause("4.1")
def test_what_a_criterion_asks_is_not_asked_of_a_finding_that_counts_for_nothing() -> None:
    story = a_story()
    for criterion in Criterion:
        for finding_nothing in (Assessment.NOT_UNACCEPTABLE, Assessment.NEEDS_INFORMATION):
            incident = story.an_incident()
            story.assess(incident, assessment=finding_nothing, criteria=(criterion,))
            assert not story.states[incident].counts


@clause("4.3", "4.4", "4.7")
@pytest.mark.parametrize(
    "criterion", [c for c in Criterion if c.clause in {"4.3", "4.4", "4.7"} and "allegations" not in c]
)
def test_the_other_criteria_are_found_on_the_weighing_alone(criterion: Criterion) -> None:
    other = "What it was." if criterion is Criterion.OTHER_UNREASONABLE_DEMAND else None
    finding(a_story(), criterion, other_criterion=other)
