"""8.3: only points relating to our restricting contact are considered; the others are passed on."""

import pytest

from domain.case.hearing import PassedTo
from domain.case.scoping import PointMarkedOutOfScope
from domain.case.state import Outcome
from domain.names import CaseId
from domain.refusal import Conflict, NotAllowed, NotFound
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

THREE = ("It is too much.", "My tap drips.", "Nobody answered my complaint.")


def an_appeal_of_three_points() -> tuple[Story, CaseId]:
    story = a_story()
    case = story.a_restriction()
    story.appeal(case, points=THREE)
    story.assign(case)
    return story, case


@clause("8.3")
def test_a_point_that_is_not_about_the_restriction_is_passed_on_with_its_reference() -> None:
    story, case = an_appeal_of_three_points()
    with refused("8.3", "reference"):
        story.mark_out(case, 2, reference=" ")
    with refused("8.3", "reason"):
        story.mark_out(case, 2, reason="")
    (event,) = story.mark_out(case, 2, passed_to=PassedTo.REPAIRS, reference="R-7")
    assert isinstance(event, PointMarkedOutOfScope)
    assert (event.passed_to, event.reference, event.marked_by) == (PassedTo.REPAIRS, "R-7", CARYS.id)
    assert [point.is_in_scope for point in story.last_appeal(case).points] == [True, False, True]


@clause("8.3", "8.5")
@pytest.mark.parametrize("somebody", [BRYN, DELYTH])
def test_what_an_appeal_is_about_is_its_reviewers_to_say(somebody: object) -> None:
    story, case = an_appeal_of_three_points()
    with pytest.raises(NotAllowed):
        story.mark_out(case, 1, by=somebody)  # type: ignore[arg-type]
    story.mark_out(case, 1)
    with pytest.raises(NotAllowed):
        story.mark_in(case, 1, by=somebody)  # type: ignore[arg-type]


@clause("8.3")
def test_a_point_is_one_of_the_appeals_own_and_is_marked_once() -> None:
    story, case = an_appeal_of_three_points()
    for number in (0, 4):
        with pytest.raises(NotFound):
            story.mark_out(case, number)
    story.mark_out(case, 3)
    with pytest.raises(Conflict):
        story.mark_out(case, 3)
    story.mark_in(case, 3)
    with pytest.raises(Conflict):
        story.mark_in(case, 3)
    assert all(point.is_in_scope for point in story.last_appeal(case).points)


@clause("8.3", "8.6")
def test_points_are_judged_before_the_outcome() -> None:
    story, case = an_appeal_of_three_points()
    story.mark_out(case, 2)
    story.decide_appeal(case, Outcome.UPHOLD)
    with pytest.raises(Conflict):
        story.mark_out(case, 3)
    with pytest.raises(Conflict):
        story.mark_in(case, 2)


@clause("8.3", "8.6")
@pytest.mark.parametrize("outcome", [Outcome.UPHOLD, Outcome.QUASH])
def test_an_appeal_of_which_no_point_is_in_scope_is_answered_all_the_same(outcome: Outcome) -> None:
    story, case = an_appeal_of_three_points()
    for number in (1, 2, 3):
        story.mark_out(case, number)
    story.decide_appeal(case, outcome)
    assert story.told(case)[-1] == "appeal-outcome"
    assert story.last_appeal(case).outcome is outcome


@clause("8.3", "8.6")
def test_points_of_further_letters_go_on_counting_and_may_be_passed_on_too() -> None:
    story, case = an_appeal_of_three_points()
    story.appeal(case, points=("And the gate is broken.",), by=ASHA)
    assert [point.number for point in story.last_appeal(case).points] == [1, 2, 3, 4]
    story.mark_out(case, 4, passed_to=PassedTo.HOUSING)
    assert story.last_appeal(case).points[-1].passed_to is PassedTo.HOUSING


@clause("8.3", "8.5")
def test_another_reviewer_may_see_it_otherwise() -> None:
    story, case = an_appeal_of_three_points()
    story.mark_out(case, 2)
    story.declare_conflict(case, CARYS)
    story.assign(case, DELYTH)
    with pytest.raises(NotAllowed):
        story.mark_in(case, 2, by=CARYS)
    story.mark_in(case, 2, by=DELYTH)
    assert story.events(case).count("PointMarkedOutOfScope") == 1, "what was passed on stays in the history"
