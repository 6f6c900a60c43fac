from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.case.appealing import AppealReceived
from domain.case.state import Outcome
from domain.case.verdict import Answer
from domain.refusal import Conflict
from tests.clauses import clause
from tests.domain.cast import CARYS, DELYTH
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story


def received(story: Story, case: Any) -> AppealReceived:
    return next(e for e in reversed(story.streams[case]) if isinstance(e, AppealReceived))


@clause("8.2")
def test_a_late_appeal_is_let_in_by_a_manager_with_a_reason() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-08").appeal(case)
    with pytest.raises(Conflict):
        story.assign(case)
    with refused("8.2", "reason"):
        story.admit(case, reason=" ")
    story.admit(case)
    story.assign(case)
    assert story.last_appeal(case).reviewer == CARYS.id
    with pytest.raises(Conflict):
        story.refuse(case)


@clause("8.2")
def test_a_late_appeal_is_otherwise_refused_in_writing() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-08").appeal(case)
    with refused("8.2", "reason"):
        story.refuse(case, reason="")
    story.refuse(case)
    assert story.told(case)[-1] == "appeal-refused"
    with pytest.raises(Conflict):
        story.admit(case)


@clause("8.2")
def test_no_appeal_is_refused_as_late_once_the_notice_has_come_back() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-08").appeal(case)
    story.bounce(case)
    with refused("8.2", "appeal"):
        story.refuse(case)
    story.admit(case)
    assert story.last_appeal(case).admitted


@clause("8.2", "reading.md, Time")
def test_an_appeal_that_is_late_no_longer_as_the_window_is_reckoned_now_is_not_refused_as_late() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-08").appeal(case)
    story.bounce(case)
    story.on("2026-12-10").post_all()  # another notice leaves: a window of its own, to 24 December
    with refused("8.2", "appeal"):
        story.refuse(case)
    story.admit(case)
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-08").appeal(case)
    snow = replace(story.book.calendar, version="newer", closures=frozenset({date(2026, 12, 3)}))
    story.book = replace(story.book, calendar=snow)  # a day on which we were closed, entered afterwards
    with refused("8.2", "appeal"):
        story.refuse(case)


@clause("8.2")
def test_a_late_appeal_that_nobody_judges_escalates() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-08").appeal(case)
    story.until("2026-12-23")
    assert ("DutyEscalated", "judge-late-appeal") in [
        (f.event.TOPIC, getattr(f.event, "duty", None)) for f in story.record
    ]


@clause("8.2", "8.6", "reading.md, Never: the customer's loss")
def test_a_late_appeal_that_nobody_judges_is_not_the_customers_loss() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 6, 30))
    story.on("2026-12-08").appeal(case)  # out of time by a day; owed an answer by 22 December
    story.until("2027-01-08 23:59")
    assert story.ask().answer is Answer.REFUSE
    story.until("2027-01-09 00:01")
    assert story.ask().answer is Answer.ALLOW, "it rests until somebody answers"
    story.refuse(case)
    assert story.ask().answer is Answer.ALLOW, "the refusal has not been told"
    story.post_all()
    assert story.ask().answer is Answer.REFUSE


@clause("8.6")
def test_letters_before_the_outcome_join_the_appeal() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.on("2026-12-01").appeal(case)
    assert story.events(case)[-1] == "AppealJoined"
    assert len(story.case(case).appeals) == 1
    assert story.last_appeal(case).review_by == date(2026, 12, 7)


@clause("8.2", "8.6")
def test_a_letter_in_time_that_joins_a_late_appeal_makes_it_one_in_time() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-10").appeal(case, received="2026-12-08")
    assert story.last_appeal(case).admitted is None
    story.appeal(case, received="2026-12-07")
    appeal = story.last_appeal(case)
    assert (appeal.in_time, appeal.admitted, appeal.review_by) == (True, True, date(2026, 12, 21))


@clause("8.2")
def test_a_letter_received_in_time_is_heard_even_where_a_late_one_was_refused_before_it_was_found() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-10").appeal(case)
    story.refuse(case)
    story.appeal(case, received="2026-12-04")
    assert received(story, case).in_time
    assert len(story.case(case).appeals) == 2


@clause("8.6")
def test_a_withdrawn_appeal_may_be_renewed_within_the_window_and_not_after() -> None:
    for day, in_time in (("2026-12-07", True), ("2026-12-08", False)):
        story = a_story("2026-11-23")
        case = story.a_restriction()
        story.appeal(case)
        story.withdraw(case)
        story.on(day).appeal(case)
        assert received(story, case).in_time is in_time
        story.withdraw(case)
        with pytest.raises(Conflict):
            story.withdraw(case)


@clause("8.6")
def test_there_is_one_review_for_a_decision() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    with pytest.raises(Conflict):
        story.appeal(case)


@clause("8.5")
def test_an_appeal_is_acknowledged_and_owed_a_review_within_ten_working_days_of_receipt() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-01").appeal(case, received="2026-11-27")
    assert story.told(case)[-1] == "appeal-acknowledged"
    assert story.last_appeal(case).review_by == date(2026, 12, 11)


@clause("8.2", "8.5")
def test_who_judged_whether_a_late_appeal_is_let_in_does_not_review_it() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-08").appeal(case)
    story.refuse(case, by=CARYS)
    story.appeal(case, received="2026-12-04")
    with refused("8.5", "reviewer"):
        story.assign(case, CARYS)
    story.assign(case, DELYTH)
