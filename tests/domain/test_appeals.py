from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.case.appealing import AppealReceived, Ground, ReceiveAppeal
from domain.case.duties import Act, DutyKind
from domain.names import DecisionId
from domain.refusal import NotFound
from tests.clauses import clause
from tests.domain.cast import ASHA
from tests.domain.desk import BOOK
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story


def received(story: Story, case: Any) -> AppealReceived:
    return next(e for e in reversed(story.streams[case]) if isinstance(e, AppealReceived))


@clause("8.2")
@pytest.mark.parametrize(("on", "in_time"), [("2026-11-23", True), ("2026-12-07", True), ("2026-12-08", False)])
def test_an_appeal_is_in_time_for_ten_working_days_after_the_decision(on: str, in_time: bool) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on(f"{on} 23:59").appeal(case)
    assert received(story, case).in_time is in_time
    assert story.last_appeal(case).admitted is (True if in_time else None)


@clause("8.2")
@pytest.mark.parametrize("typed_in", ["2026-12-08", "2027-01-20", "2027-02-25", "2027-06-01"])
def test_a_letter_received_in_time_is_in_time_whenever_it_is_typed_in(typed_in: str) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.until(typed_in)
    story.appeal(case, received="2026-12-07")
    assert received(story, case).in_time


@clause("8.2")
def test_a_letter_in_time_reopens_a_closed_case_and_what_is_overdue_then_escalates_at_once() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 12, 1))
    story.until("2027-02-01")
    assert story.case(case).closed
    story.appeal(case, received="2026-12-07")
    assert story.events(case)[-2:] == ["CaseReopened", "AppealReceived"]
    assert story.last_appeal(case).review_by == date(2026, 12, 21)
    assert story.tries(case, DutyKind.REVIEW_APPEAL, Act.ESCALATE) == "done"


@clause("8.2")
def test_an_appeal_before_the_notice_has_left_is_in_time() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False)
    story.on("2027-01-20").appeal(case)
    assert received(story, case).in_time
    assert received(story, case).last_day is None


@clause("8.2")
def test_while_a_bounced_notice_has_not_left_again_an_appeal_is_in_time() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-11-27").bounce(case)
    story.on("2027-01-11").appeal(case)
    assert received(story, case).in_time


@clause("8.2", "reading.md, Time")
def test_our_closure_days_lengthen_the_window_and_never_our_own_time() -> None:
    story = a_story("2026-12-16")
    case = story.a_restriction()
    assert story.decision(case).appeal_by == date(2027, 1, 7)
    story.on("2027-01-07").appeal(case)
    assert received(story, case).in_time
    story = a_story("2026-12-16")
    case = story.a_restriction()
    story.appeal(case)
    assert story.last_appeal(case).review_by == date(2027, 1, 4)


@clause("8.2", "reading.md, Time")
def test_the_day_told_is_a_floor_and_a_newly_proclaimed_holiday_moves_it_later_at_once() -> None:
    told = date(2026, 12, 7)
    proclaimed = BOOK.calendar.bank_holidays | {date(2026, 12, 2)}
    newer = replace(BOOK, calendar=replace(BOOK.calendar, version="newer", bank_holidays=proclaimed))
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.book = newer
    story.on("2026-12-08").appeal(case)
    assert (received(story, case).in_time, received(story, case).last_day) == (True, date(2026, 12, 8))
    story = a_story("2026-11-23", book=newer)
    case = story.a_restriction()
    story.book = BOOK  # a holiday withdrawn moves nothing earlier
    story.on("2026-12-08").appeal(case)
    assert received(story, case).in_time
    assert story.decision(case).appeal_by == date(2026, 12, 8) != told


@clause("8.2", "9.3", "reading.md, Time")
def test_a_date_that_moves_later_is_told_with_a_fresh_notice_once() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    proclaimed = BOOK.calendar.bank_holidays | {date(2026, 12, 2)}
    story.book = replace(BOOK, calendar=replace(BOOK.calendar, version="newer", bank_holidays=proclaimed))
    story.until("2026-11-25")
    assert story.told(case) == ["decision", "change:date-moved"]
    assert story.decision(case).appeal_by == date(2026, 12, 8)
    assert story.tries(case, DutyKind.TELL_LATER_DATE) == "already so"
    story.until("2026-12-08 23:59")
    assert story.tries(case, DutyKind.END_APPEAL_WINDOW) == "not yet"
    story.until("2026-12-09 00:01")
    assert story.decision(case).window_closed


@clause("8.2", "reading.md, Time")
@pytest.mark.parametrize(
    ("effective", "window", "last_day"),
    [
        (date(2026, 12, 7), 15, date(2026, 12, 14)),  # comes into effect while the window runs
        (date(2026, 12, 8), 15, date(2026, 12, 7)),  # the day after
        (date(2026, 12, 1), 5, date(2026, 12, 7)),  # a shorter one moves nothing earlier
    ],
)
def test_a_longer_window_that_comes_into_effect_moves_the_last_day_later(
    effective: date, window: int, last_day: date
) -> None:
    story = a_story("2026-11-23", book=BOOK)
    case = story.a_restriction()
    newer = replace(
        BOOK.policies[0],
        version="newer",
        effective=effective,
        figures=replace(BOOK.policies[0].figures, appeal_window_wd=window),
    )
    story.book = replace(BOOK, policies=(*BOOK.policies, newer))
    story.on("2026-12-20").appeal(case)
    assert received(story, case).last_day == last_day


@clause("8.2")
def test_an_appeal_is_received_between_the_decision_and_today() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    for day in ("2026-11-22", "2026-11-24"):
        with refused("8.2", "received_on"):
            story.appeal(case, received=day)
    with pytest.raises(NotFound):
        story.appeal(case, decision="decision/9")


@clause("8.3", "8.4")
def test_an_appeal_has_a_ground_and_what_the_customer_says_is_written_down() -> None:
    story = a_story()
    case = story.a_restriction()
    plea = ReceiveAppeal(
        decision=DecisionId("decision/1"), received_on=story.today, grounds=(), points=("It is unfair.",)
    )
    with refused("8.4", "grounds"):
        story.do(case, plea, ASHA)
    plea = replace(plea, grounds=(Ground.NOT_UNACCEPTABLE,))
    for points, field in (((), "points"), ((" ",), "points.0"), (("Said.", ""), "points.1")):
        with refused("8.3", field):
            story.do(case, replace(plea, points=points), ASHA)
    story.do(case, replace(plea, grounds=tuple(Ground), other_ground="A new diagnosis."), ASHA)
