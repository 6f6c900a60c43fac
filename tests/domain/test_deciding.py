from typing import Any

import pytest

from domain.case.deciding import Characteristic
from domain.case.duties import DutyKind
from domain.handling import StepKind
from domain.incident import Assessment
from domain.measures import Measure, MeasureKind
from domain.names import IncidentId
from domain.refusal import Conflict, NotAllowed, NotFound
from tests.clauses import clause
from tests.domain.cast import (
    ASHA,
    BRYN,
    CARYS,
    steps,
)
from tests.domain.desk import at
from tests.domain.refusing import refused
from tests.domain.story import a_story

OTHER = Measure(kind=MeasureKind.OTHER)
REPRESENTATIVE = Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE)


@clause("7.2")
def test_only_a_manager_restricts() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    with pytest.raises(NotAllowed):
        story.restrict(case, by=ASHA)
    story.restrict(case, by=BRYN)
    assert story.events(case)[-1] == "RestrictionImposed"


@clause("7.2")
def test_the_manager_did_not_suffer_or_report_the_incidents_decided_on() -> None:
    story = a_story()
    incident = story.an_incident(by=ASHA, targets=(CARYS.id,))
    story.assess(incident)
    case = story.refer(incident)
    story.dispense(case)
    with refused("7.2"):
        story.restrict(case, by=CARYS)
    with refused("7.2"):
        story.no_action(case, by=CARYS)
    story.restrict(case, by=BRYN)
    story.post_all(case)
    story.suspend(case)
    with refused("7.2"):
        story.resume(case, by=CARYS)
    story.resume(case, by=BRYN)


@clause("7.2")
def test_of_two_managers_who_decide_at_once_the_second_finds_that_a_decision_has_been_made() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    story.restrict(case, by=BRYN)
    before = len(story.record)
    for second in (story.restrict, story.no_action):
        with pytest.raises(Conflict):
            second(case, by=CARYS)
    assert len(story.record) == before


@clause("7.2")
def test_after_a_decision_not_to_restrict_another_manager_does_not_restrict() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    with refused("7.2", "reasons"):
        story.no_action(case, reasons=" ")
    story.no_action(case)
    with pytest.raises(Conflict):
        story.restrict(case, by=CARYS)
    assert story.tries(case, DutyKind.CLOSE_CASE) == "done"


@clause("7.2")
def test_what_has_been_decided_is_not_decided_again_without_a_further_incident() -> None:
    story = a_story()
    case = story.a_restriction()
    story.lift(case)
    with pytest.raises(Conflict):
        story.restrict(case)
    story.add(case, story.an_assessed_incident())
    story.dispense(case)
    story.restrict(case)
    assert len(story.case(case).decisions) == 2


@clause("4.1", "2.4")
def test_a_decision_rests_on_conduct_of_the_case_found_unacceptable_each_named_once() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    counts = story.case(case).incidents[0]
    doubtful = story.an_incident()
    story.assess(doubtful, assessment=Assessment.NOT_UNACCEPTABLE)
    story.add(case, doubtful)
    outside = story.an_assessed_incident()
    with refused("2.4", "basis"):
        story.restrict(case, basis=())
    with refused("2.4", "basis"):
        story.restrict(case, basis=(counts, counts))
    with refused("2.4", "basis.1"):
        story.restrict(case, basis=(counts, outside))
    with refused("4.1", "basis.1"):
        story.restrict(case, basis=(counts, doubtful))
    with pytest.raises(NotFound):
        story.restrict(case, basis=(IncidentId("incident/00000000-0000-0000-0000-00000000000f"),))
    story.restrict(case, basis=(counts,))


@pytest.mark.parametrize(
    ("said", "clause_number", "field"),
    [
        pytest.param({"reasons": ""}, "2.4", "reasons", marks=pytest.mark.clause("2.4")),
        pytest.param({"circumstances": " "}, "5.2", "circumstances", marks=pytest.mark.clause("5.2")),
        pytest.param({"seriousness": ""}, "5.2", "seriousness", marks=pytest.mark.clause("5.2")),
        pytest.param({"lesser": (), "why_not_lesser": ()}, "5.2", "lesser", marks=pytest.mark.clause("5.2")),
        pytest.param({"why_not_lesser": ()}, "5.2", "lesser", marks=pytest.mark.clause("5.2")),
        pytest.param({"why_not_lesser": (" ",)}, "5.2", "lesser", marks=pytest.mark.clause("5.2")),
        pytest.param({"adjustments_considered": ""}, "3.1", "adjustments_considered", marks=pytest.mark.clause("3.1")),
        pytest.param({"adjustments_made": ""}, "3.1", "adjustments_made", marks=pytest.mark.clause("3.1")),
        pytest.param({"why_still": ""}, "3.1", "why_still", marks=pytest.mark.clause("3.1")),
        pytest.param({"measures": ()}, "6.1", "measures", marks=pytest.mark.clause("6.1")),
    ],
)
def test_a_decision_considers_everything_and_a_missing_piece_is_refused(
    said: dict[str, Any], clause_number: str, field: str
) -> None:
    story = a_story()
    case = story.a_case_to_decide()
    with refused(clause_number, field):
        story.restrict(case, **said)
    with refused(clause_number, field):
        story.vary(story.a_restriction(), **said)


@clause("3.1", "9.2")
def test_the_adjustments_are_asked_for_again_when_a_restriction_is_continued() -> None:
    story = a_story()
    case = story.a_restriction()
    story.until("2027-02-01")
    for field in ("adjustments_considered", "adjustments_made", "why_still"):
        said: dict[str, Any] = {field: ""}
        with refused("3.1", field):
            story.continue_(case, **said)
    story.continue_(case, characteristic=Characteristic.SUSPECTED)


@clause("8.2", "2.4")
def test_what_nobody_wrote_does_not_count_as_written() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    story.restrict(case)
    assert not story.decision(case).safety
    assert story.decision(case).in_force_from is None


@clause("5.4-5.6", "7.2")
def test_handling_outside_the_steps_is_weighed_when_deciding() -> None:
    story = a_story()
    case = story.a_case_to_decide(steps=steps(StepKind.ENDED, since=at("2026-11-23")))
    with refused("5.4-5.6", "our_handling"):
        story.restrict(case)
    story.restrict(case, our_handling="We hung up too early; the abuse had begun before.")
