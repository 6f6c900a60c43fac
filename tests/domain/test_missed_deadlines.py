"""A deadline of ours that is missed is kept as a breach, and is never the customer's loss."""

from datetime import timedelta

import pytest

from domain.case.duties import DutyKind
from domain.case.missed import Missed, missed
from domain.case.state import Outcome
from domain.names import CaseId
from tests.clauses import clause
from tests.domain.story import Story, a_story


def found(story: Story, case: CaseId) -> list[tuple[str, str, str, str | None, int]]:
    def told(each: Missed) -> tuple[str, str, str, str | None, int]:
        done = each.done_on.isoformat() if each.done_on else None
        return (each.clause, str(each.kind), each.due_on.isoformat(), done, each.escalated)

    return [told(each) for each in missed(story.case(case), story.book)]


def appealed(day: str = "2026-11-25") -> tuple[Story, CaseId]:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.until(day)
    story.appeal(case)
    return story, case


@clause("8.5")
@pytest.mark.parametrize(
    ("assigned", "breaches"),
    [
        ("2026-11-27 23:59", []),
        ("2026-11-30", [("8.5", "assign-reviewer", "2026-11-27", "2026-11-30", 1)]),
    ],
)
def test_a_reviewer_assigned_late_is_a_breach(assigned: str, breaches: list[object]) -> None:
    story, case = appealed()
    story.until(assigned)
    story.assign(case)
    assert found(story, case) == breaches


@clause("8.5")
@pytest.mark.parametrize(
    ("decided", "breaches"),
    [
        ("2026-12-09 23:59", []),
        ("2026-12-10 00:30", [("8.5", "review-appeal", "2026-12-09", "2026-12-10", 1)]),
    ],
)
def test_a_review_after_its_day_is_a_breach(decided: str, breaches: list[object]) -> None:
    story, case = appealed()
    story.assign(case)
    story.until(decided)
    story.decide_appeal(case, Outcome.UPHOLD)
    assert found(story, case) == breaches


@clause("8.5")
def test_a_breach_is_one_also_where_no_timer_was_there_to_notice() -> None:
    story, case = appealed()
    story.assign(case)
    story.post_all()
    story.on("2026-12-10 00:30")  # the process was down over midnight
    story.decide_appeal(case, Outcome.UPHOLD)
    assert found(story, case) == [("8.5", "review-appeal", "2026-12-09", "2026-12-10", 0)]


@clause("8.6")
@pytest.mark.parametrize(("left", "late"), [("2026-12-02", False), ("2026-12-03", True)])
def test_an_outcome_told_after_five_working_days_is_a_breach_of_its_own_clause(left: str, late: bool) -> None:
    story, case = appealed()
    story.assign(case)
    story.post_all()
    story.decide_appeal(case, Outcome.UPHOLD)
    story.until(f"{left} 09:00", posting=False)
    story.post_all()
    breach = ("8.6", "send-notice", "2026-12-02", "2026-12-03", 1)
    assert found(story, case) == ([breach] if late else [])


@clause("8.2")
@pytest.mark.parametrize(("judged", "late"), [("2026-12-30", False), ("2026-12-31", True)])
def test_a_late_appeal_judged_late_is_a_breach(judged: str, late: bool) -> None:
    story, case = appealed("2026-12-14")
    story.until(f"{judged} 12:00")
    story.refuse(case)
    breach = ("8.2", "judge-late-appeal", "2026-12-30", "2026-12-31", 1)
    assert found(story, case) == ([breach] if late else [])


@clause("8.3")
def test_a_call_arranged_or_held_late_is_a_breach() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.a_verbal_appeal(case)
    story.assign(case)
    story.until("2026-12-01")
    story.arrange_call(case, timedelta(hours=5), reason="As soon as we can.")
    story.until("2026-12-02")
    story.take_down(case)
    assert found(story, case) == [
        ("8.3", "arrange-call", "2026-11-30", "2026-12-01", 1),
        ("8.3", "hold-call", "2026-12-01", "2026-12-02", 1),
    ]


@clause("8.3", "8.5")
def test_a_breach_stays_one_though_the_appeal_is_withdrawn_and_the_case_closes() -> None:
    story, case = appealed()
    story.until("2026-12-11")
    story.withdraw(case)
    story.until("2027-06-01")
    assert story.case(case).closed
    kinds = [kind for _, kind, *_ in found(story, case)]
    assert str(DutyKind.ASSIGN_REVIEWER) in kinds
    assert str(DutyKind.REVIEW_APPEAL) in kinds


@clause("8.6", "reading.md, Never")
def test_a_director_who_is_asked_daily_is_asked_beside_the_deadline_and_misses_none() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(violent=True)
    story.an_appeal_under_review(case)
    story.until("2026-12-29")
    assert [kind for _, kind, *_ in found(story, case)] == ["review-appeal"]
