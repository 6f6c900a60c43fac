"""The days of 9.2 across Christmas, Easter, both changes of the clocks, 29 February, September 2022 and May 2023."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from domain.calendar import local_day
from domain.case.duties import Act, DutyKind
from domain.case.state import End
from domain.case.verdict import Answer
from domain.names import SYSTEM, CaseId, Role
from tests.clauses import clause
from tests.domain.story import Story, a_story

A_DAY = timedelta(days=1)


def decided_before(end: date, **said: Any) -> tuple[Story, CaseId]:
    story = a_story((end - timedelta(days=120)).isoformat())
    return story, story.a_restriction(**said)


@clause("9.2")
@pytest.mark.parametrize(
    ("end", "opens"),
    [
        (date(2027, 1, 15), date(2026, 12, 15)),  # Christmas and New Year
        (date(2027, 4, 9), date(2027, 3, 10)),  # Easter, and the clocks going forward
        (date(2026, 11, 20), date(2026, 10, 23)),  # the clocks going back
        (date(2028, 3, 10), date(2028, 2, 11)),  # 29 February
        (date(2022, 9, 30), date(2022, 9, 1)),  # the late Queen's funeral
        (date(2023, 5, 31), date(2023, 4, 28)),  # three bank holidays in May, the coronation's among them
    ],
)
@pytest.mark.parametrize("kind", ["expires_on", "review_on"])
def test_a_review_opens_twenty_working_days_before_the_date(end: date, opens: date, kind: str) -> None:
    story, case = decided_before(end, **{kind: end})
    assert story.decision(case).review_opens_on == opens
    story.until((opens - A_DAY).isoformat() + " 23:59")
    assert story.tries(case, DutyKind.OPEN_REVIEW) == "not yet"
    story.until(opens.isoformat() + " 00:00")
    assert "ReviewOpened" in story.events(case)


@clause("9.2")
@pytest.mark.parametrize(
    ("decided", "end", "opens"),
    [
        ("2026-12-01", date(2027, 1, 29), date(2026, 12, 31)),  # 40 working days: twenty before the end
        ("2026-12-01", date(2027, 1, 28), date(2026, 12, 30)),  # 39: nineteen on
        ("2027-03-01", date(2027, 4, 28), date(2027, 3, 31)),  # 40, over Easter
        ("2027-03-01", date(2027, 4, 27), date(2027, 3, 30)),  # 39
        ("2022-09-01", date(2022, 10, 28), date(2022, 9, 30)),  # 40, over the late Queen's funeral
        ("2022-09-01", date(2022, 10, 27), date(2022, 9, 29)),  # 39
        ("2023-04-21", date(2023, 6, 21), date(2023, 5, 23)),  # 40, over May 2023
        ("2023-04-21", date(2023, 6, 20), date(2023, 5, 22)),  # 39
        ("2028-02-01", date(2028, 3, 28), date(2028, 2, 29)),  # 40
        ("2028-02-01", date(2028, 3, 27), date(2028, 2, 28)),  # 39
    ],
)
def test_in_a_term_shorter_than_forty_working_days_it_opens_half_way(decided: str, end: date, opens: date) -> None:
    story = a_story(decided)
    case = story.a_restriction(expires_on=end)
    assert story.decision(case).review_opens_on == opens


@clause("9.2")
@pytest.mark.parametrize(
    ("review_on", "last_day"),
    [
        (date(2026, 12, 18), date(2027, 1, 6)),  # Christmas and New Year
        (date(2027, 3, 19), date(2027, 4, 6)),  # Easter, and the clocks going forward
        (date(2026, 10, 16), date(2026, 10, 30)),  # the clocks going back
        (date(2028, 2, 18), date(2028, 3, 3)),  # 29 February
        (date(2022, 9, 9), date(2022, 9, 26)),  # the late Queen's funeral
        (date(2023, 5, 5), date(2023, 5, 22)),  # the coronation
    ],
)
def test_a_review_date_missed_is_escalated_and_lapses_ten_working_days_later(review_on: date, last_day: date) -> None:
    story, case = decided_before(review_on, review_on=review_on)
    story.until(review_on.isoformat() + " 23:59")
    assert story.tries(case, DutyKind.RECONSIDER, Act.ESCALATE) == "not yet"
    story.until((review_on + A_DAY).isoformat() + " 00:00")
    assert "DutyEscalated" in story.events(case)
    story.until(last_day.isoformat() + " 23:59")
    assert story.ask().answer is Answer.REFUSE
    story.until((last_day + A_DAY).isoformat() + " 00:00")
    assert story.ask().answer is Answer.ALLOW
    assert story.decision(case).ended is End.LAPSED


@clause("9.2", "reading.md, Never: a timer that worsens")
@pytest.mark.parametrize("kind", ["expires_on", "review_on"])
def test_a_lapse_is_attributed_to_the_system_and_told(kind: str) -> None:
    story, case = decided_before(date(2026, 12, 18), **{kind: date(2026, 12, 18)})
    story.until("2027-01-08")
    (fact,) = [f for f in story.record if f.event.TOPIC == "RestrictionLapsed"]
    assert (fact.actor, fact.roles) == (SYSTEM, frozenset({Role.SYSTEM}))
    assert story.told(case)[-1] == "change:lapsed"


@clause("9.2")
@pytest.mark.parametrize(
    ("end", "days"),
    [
        (date(2027, 1, 4), ["2026-12-16", "2026-12-23", "2026-12-31"]),  # Christmas and New Year
        (date(2027, 3, 30), ["2027-03-12", "2027-03-19", "2027-03-25"]),  # Easter
        (date(2022, 9, 20), ["2022-09-05", "2022-09-12", "2022-09-16"]),  # the late Queen's funeral
        (date(2023, 5, 9), ["2023-04-21", "2023-04-28", "2023-05-05"]),  # the coronation
        (date(2028, 3, 1), ["2028-02-16", "2028-02-23", "2028-02-29"]),
    ],
)
def test_where_the_basis_is_violence_the_end_is_announced_ten_five_and_one_working_days_ahead(
    end: date, days: list[str]
) -> None:
    story, _case = decided_before(end, expires_on=end, violent=True)
    story.until((end + A_DAY).isoformat())
    announced = [str(local_day(f.recorded_at)) for f in story.record if f.event.TOPIC == "EndAnnounced"]
    assert announced == days


@clause("9.2")
def test_a_short_one_for_threats_is_announced_on_the_days_that_it_has() -> None:
    story = a_story("2026-11-23")
    story.a_restriction(expires_on=date(2026, 12, 1), violent=True)
    story.until("2026-12-02")
    announced = [str(local_day(f.recorded_at)) for f in story.record if f.event.TOPIC == "EndAnnounced"]
    assert announced == ["2026-11-24", "2026-11-30"]


@clause("9.2", "reading.md, Time")
def test_a_holiday_proclaimed_later_moves_no_deadline_of_ours_and_no_lapse() -> None:
    story, case = decided_before(date(2026, 12, 18), review_on=date(2026, 12, 18))
    before = (story.decision(case).review_opens_on, story.decision(case).lapses_on)
    proclaimed = story.book.calendar.bank_holidays | {date(2026, 12, 21), date(2026, 12, 1)}
    story.book = replace(story.book, calendar=replace(story.book.calendar, version="newer", bank_holidays=proclaimed))
    story.until("2027-01-08")
    assert (story.decision(case).review_opens_on, story.decision(case).lapses_on) == before
    lapsed = next(f.event for f in story.record if f.event.TOPIC == "RestrictionLapsed")
    assert lapsed.last_day == date(2027, 1, 6)  # type: ignore[attr-defined]
