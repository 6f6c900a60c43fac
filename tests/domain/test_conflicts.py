"""8.5: a conflict found later is declared; another reviewer is assigned, and the clock and the history are kept."""

from datetime import date

import pytest

from domain.case.conflicts import ConflictDeclared
from domain.case.duties import DutyKind, agenda
from domain.case.state import Involvement, Outcome
from domain.names import CaseId
from domain.refusal import Conflict, NotAllowed
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, EMRYS, OUTSIDER
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story
from tests.domain.test_independence import reasons


def under_review(received: str = "2026-11-25") -> tuple[Story, CaseId]:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.until(received)
    story.an_appeal_under_review(case)
    return story, case


@clause("8.5")
@pytest.mark.parametrize("by", [CARYS, ASHA, EMRYS])
def test_a_conflict_is_declared_by_the_reviewer_or_by_anybody_and_another_is_assigned(by: object) -> None:
    story, case = under_review()
    with refused("8.5", "reason"):
        story.declare_conflict(case, CARYS, by=by, reason=" ")  # type: ignore[arg-type]
    story.declare_conflict(case, CARYS, by=by)  # type: ignore[arg-type]
    appeal = story.last_appeal(case)
    assert (appeal.reviewer, appeal.review_by) == (None, date(2026, 12, 9))
    with pytest.raises(NotAllowed):
        story.decide_appeal(case, Outcome.UPHOLD, by=CARYS)
    with refused("8.5", "reviewer"):
        story.assign(case, CARYS, reason="Again.")
    assert reasons(story, case, CARYS.id) == {Involvement.CONFLICT}
    story.assign(case, DELYTH)
    story.decide_appeal(case, Outcome.UPHOLD, by=DELYTH)
    assert story.events(case).count("ReviewerAssigned") == 2


@clause("8.5")
@pytest.mark.parametrize(
    ("day", "reassign_by"),
    [("2026-11-30", "2026-12-02"), ("2026-12-07", "2026-12-09"), ("2026-12-08", "2026-12-09")],
)
def test_another_reviewer_is_owed_in_two_working_days_and_never_after_the_review_itself(
    day: str, reassign_by: str
) -> None:
    story, case = under_review()  # to be reviewed by Wednesday 9 December
    story.until(day)
    (event,) = story.declare_conflict(case, CARYS)
    assert isinstance(event, ConflictDeclared)
    assert event.reassign_by == date.fromisoformat(reassign_by)
    owed = {duty.kind: duty.due_on for duty in agenda(story.case(case), story.book)}
    assert owed[DutyKind.ASSIGN_REVIEWER] == date.fromisoformat(reassign_by)
    assert owed[DutyKind.REVIEW_APPEAL] == date(2026, 12, 9)


@clause("8.5")
def test_a_conflict_of_somebody_who_is_not_the_reviewer_keeps_them_from_becoming_it() -> None:
    story, case = under_review()
    (event,) = story.declare_conflict(case, DELYTH)
    assert isinstance(event, ConflictDeclared)
    assert event.reassign_by is None
    assert story.last_appeal(case).reviewer == CARYS.id
    with refused("8.5", "reviewer"):
        story.assign(case, DELYTH, by=EMRYS, reason="Carys is away.")
    with pytest.raises(Conflict):
        story.declare_conflict(case, DELYTH)


@clause("8.5")
def test_a_conflict_is_somebodys_whom_the_directory_knows() -> None:
    story, case = under_review()
    with refused("8.5", "staff"):
        story.declare_conflict(case, OUTSIDER, by=ASHA)


@clause("8.5")
def test_no_conflict_is_declared_once_an_appeal_has_been_answered() -> None:
    story, case = under_review()
    story.decide_appeal(case, Outcome.UPHOLD)
    with pytest.raises(Conflict):
        story.declare_conflict(case, CARYS)


@clause("8.5")
def test_where_conflicts_leave_nobody_eligible_a_director_assigns_from_outside_and_the_clock_runs() -> None:
    story, case = under_review()
    for manager in (CARYS, DELYTH, EMRYS):
        story.declare_conflict(case, manager)
    with pytest.raises(NotAllowed):
        story.assign(case, OUTSIDER, by=DELYTH, reason="Nobody else.")
    story.assign(case, OUTSIDER, by=EMRYS, reason="Nobody else.")
    appeal = story.last_appeal(case)
    assert (appeal.outside, appeal.review_by) == (True, date(2026, 12, 9))
    story.declare_conflict(case, OUTSIDER, by=EMRYS, reason="He plays chess with the customer.")
    assert story.last_appeal(case).reviewer is None
    assert reasons(story, case, BRYN.id) == {Involvement.DECIDER, Involvement.ASSESSOR, Involvement.WARNER}
