from collections.abc import Callable
from datetime import date

import pytest

from domain.case.duties import DutyKind, agenda
from domain.case.state import End, HoldReason, Outcome
from domain.case.verdict import Answer
from domain.invariants import breaches
from domain.names import CaseId
from domain.refusal import Conflict
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

LONG = date(2027, 9, 19)
How = Callable[[Story, CaseId], object]


def by_a_manager(story: Story, case: CaseId) -> None:
    story.suspend(case)


def for_an_appeal(story: Story, case: CaseId) -> None:
    story.appeal(case)
    story.suspend(case, for_appeal=True)


def as_the_appeal_is_overdue(story: Story, case: CaseId) -> None:
    story.an_appeal_under_review(case)
    story.until("2026-12-22")


def as_an_overdue_appeal_was_withdrawn(story: Story, case: CaseId) -> None:
    as_the_appeal_is_overdue(story, case)
    story.withdraw(case)


def as_the_letter_came_back(story: Story, case: CaseId) -> None:
    story.bounce(case)


def as_the_early_review_is_overdue(story: Story, _case: CaseId) -> None:
    story.until("2027-04-12")


HOLDS: list[tuple[str, How, HoldReason, bool]] = [
    ("by a manager", by_a_manager, HoldReason.BY_A_MANAGER, True),
    ("by a manager for an appeal", for_an_appeal, HoldReason.BY_A_MANAGER, True),
    ("its appeal is overdue", as_the_appeal_is_overdue, HoldReason.REVIEW_OVERDUE, False),
    ("its overdue appeal was withdrawn", as_an_overdue_appeal_was_withdrawn, HoldReason.REVIEW_OVERDUE, True),
    ("its letter came back", as_the_letter_came_back, HoldReason.NOTICE_FAILED, False),
    ("its early review is overdue", as_the_early_review_is_overdue, HoldReason.EARLY_REVIEW_OVERDUE, False),
]


@clause("8.6", "8.2", "9.2")
@pytest.mark.parametrize(("how", "reason", "resumable"), [row[1:] for row in HOLDS], ids=[row[0] for row in HOLDS])
def test_a_manager_resumes_what_only_a_manager_ends_and_nothing_else(
    how: How, reason: HoldReason, resumable: bool
) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=LONG)
    how(story, case)
    assert [hold.reason for hold in story.decision(case).holds if hold.until is None] == [reason]
    assert story.ask().answer is Answer.ALLOW
    if not resumable:
        with refused("9.2" if reason is HoldReason.EARLY_REVIEW_OVERDUE else "8.6", "decision"):
            story.resume(case)
        return
    story.resume(case)
    assert story.ask().answer is Answer.ALLOW, "until the customer has been told"
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    assert breaches(story.record, story.book, now=story.now) == []


@clause("8.6", "9.2")
@pytest.mark.parametrize("how", [row[1] for row in HOLDS], ids=[row[0] for row in HOLDS])
def test_whatever_rests_lapses_on_its_date_all_the_same(how: How) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=LONG)
    how(story, case)
    story.until("2027-09-20 00:01")
    assert story.decision(case).ended is End.LAPSED


@clause("8.6", "9.3")
def test_a_suspension_has_reasons_and_is_not_made_twice() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.suspend(case)
    with pytest.raises(Conflict):
        story.suspend(case)
    with refused("9.3", "reasons"):
        story.lift(case, reasons="")
    assert [hold.reason for hold in story.decision(case).holds] == [HoldReason.BY_A_MANAGER]


@clause("8.6", "8.2")
def test_what_safety_let_begin_at_once_is_suspended_and_resumed_like_any_other() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False, safety_reason="A threat to life.")
    assert story.ask().answer is Answer.REFUSE
    story.suspend(case)
    assert story.ask().answer is Answer.ALLOW
    story.resume(case)
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    story.bounce(case)
    assert story.ask().answer is Answer.REFUSE, "a letter that came back stops nothing where safety was recorded"
    assert breaches(story.record, story.book, now=story.now) == []


@clause("9.2")
@pytest.mark.parametrize("ending", ["lift", "lapse"])
def test_a_case_closes_once_it_has_ended_and_its_last_window_is_over(ending: str) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 30))
    if ending == "lift":
        story.lift(case)
    story.until("2026-12-07 23:59")
    assert not story.case(case).closed
    story.until("2026-12-08 00:00")
    assert story.case(case).closed
    assert agenda(story.case(case), story.book) == ()


@clause("9.2", "8.1")
def test_a_case_does_not_close_before_a_letter_that_tells_of_the_right_to_appeal_has_left_and_run_out() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 30), safety_reason="A threat to life.", posted=False)
    story.until("2026-12-14", posting=False)
    assert story.decision(case).ended is End.LAPSED
    assert not story.case(case).closed
    story.post_all()
    story.until("2026-12-29 23:59")  # ten working days on, closure days left out
    assert not story.case(case).closed
    story.until("2027-01-08")
    assert story.case(case).closed
    assert breaches(story.record, story.book, now=story.now) == []


@clause("9.2", "7.2")
def test_a_case_does_not_close_while_a_decision_is_owed_in_it() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 30))
    story.until("2026-12-03")
    story.add(case, story.an_assessed_incident())
    story.until("2026-12-15")
    assert not story.case(case).closed
    story.no_action(case)
    story.until("2026-12-15 10:01")
    assert story.case(case).closed


@clause("9.2")
def test_a_case_closes_after_quashing_once_that_is_told_and_new_incidents_hold_nothing_up() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=LONG)
    story.ask_early(case)
    story.an_incident()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.QUASH)
    story.until("2026-11-23 10:01", posting=False)
    assert not story.case(case).closed
    story.post_all()
    story.until("2026-11-23 10:02")
    assert story.case(case).closed
    assert breaches(story.record, story.book, now=story.now) == []


@clause("9.2", "8.2")
def test_what_is_reopened_by_an_appeal_closes_again_after_its_outcome() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 30))
    story.until("2026-12-10")
    assert story.case(case).closed
    story.appeal(case, received="2026-12-04")
    assert not story.case(case).closed
    story.assign(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    story.until("2026-12-11")
    assert story.case(case).closed


@clause("9.2", "7.2")
def test_who_may_change_a_restriction_is_a_manager() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=LONG)
    story.ask_early(case, by=ASHA)
    duties = {duty.kind: duty.person for duty in agenda(story.case(case), story.book)}
    assert duties[DutyKind.ANSWER_EARLY_REVIEW_REQUEST] == BRYN.id
