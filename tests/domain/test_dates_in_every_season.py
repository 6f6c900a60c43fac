"""Each deadline across Christmas, Easter, September 2022, May 2023, both changes of the clocks and 29 February.

Every date here was counted by hand on a printed calendar, none by the product. Reviews before an end, early reviews and
lapses have theirs in `test_review_dates`, `test_early_reviews` and `test_lapse_and_closing`.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.case.appealing import How
from domain.case.duties import Act, DutyKind
from domain.case.state import Outcome
from domain.case.verdict import Answer, Purpose
from domain.names import CaseId, Channel
from domain.triage import Done, Matter
from tests.clauses import clause
from tests.domain.cast import NO_CONTACT
from tests.domain.contacts import PROHIBITED, a_contact, referred
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

TICK = timedelta(microseconds=1)
WINTER, SUMMER = timedelta(hours=24), timedelta(hours=23)  # from a day's midnight in UTC to the local one that ends it


def over(day: str, season: timedelta) -> datetime:
    """The midnight that ends a local day, by the clock of that season."""
    return datetime.fromisoformat(day).replace(tzinfo=UTC) + season


def the_day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


# 8.2: ten working days to appeal, the organisation's closure days left out

WINDOWS = [
    pytest.param("2026-12-14", "2027-01-05", WINTER, id="Christmas, three closure days and New Year"),
    pytest.param("2026-03-26", "2026-04-13", SUMMER, id="Easter, and the clocks going forward"),
    pytest.param("2022-09-12", "2022-09-27", SUMMER, id="the late Queen's funeral"),
    pytest.param("2023-04-27", "2023-05-15", SUMMER, id="the coronation, and the bank holiday before it"),
    pytest.param("2026-10-19", "2026-11-02", WINTER, id="the clocks going back"),
    pytest.param("2028-02-21", "2028-03-06", WINTER, id="29 February counts"),
]


@clause("8.2", "reading.md, Time")
@pytest.mark.parametrize(("decided", "last_day", "season"), WINDOWS)
def test_an_appeal_is_in_time_to_the_last_moment_of_the_tenth_working_day(
    decided: str, last_day: str, season: timedelta
) -> None:
    story = a_story(decided)
    case = story.a_restriction()
    assert str(story.decision(case).appeal_by) == last_day
    story.until_moment(over(last_day, season) - TICK)
    assert story.tries(case, DutyKind.END_APPEAL_WINDOW) == "not yet"
    story.appeal(case)
    assert story.last_appeal(case).in_time


@clause("8.2", "8.3", "reading.md, Time")
@pytest.mark.parametrize(("decided", "last_day", "season"), WINDOWS)
@pytest.mark.parametrize("how", How)
def test_an_appeal_that_comes_after_the_tenth_working_day_is_out_of_time_however_it_is_made(
    decided: str, last_day: str, season: timedelta, how: How
) -> None:
    story = a_story(decided)
    case = story.a_restriction()
    story.until_moment(over(last_day, season))
    assert "AppealWindowEnded" in story.events(case)
    make = story.a_verbal_appeal if how is How.VERBALLY else story.appeal
    make(case, the_day_after(last_day))
    assert not story.last_appeal(case).in_time
    make(case, last_day)
    assert story.last_appeal(case).in_time, "a letter that came on the last day is in time whenever it is typed in"


# 8.5: ten working days to review; our own closure days give us no more

REVIEWS = [
    pytest.param("2026-12-14", "2026-12-30", WINTER, id="Christmas, and closure days that count"),
    pytest.param("2026-03-26", "2026-04-13", SUMMER, id="Easter, and the clocks going forward"),
    pytest.param("2022-09-12", "2022-09-27", SUMMER, id="the late Queen's funeral"),
    pytest.param("2023-04-27", "2023-05-15", SUMMER, id="the coronation, and the bank holiday before it"),
    pytest.param("2026-10-19", "2026-11-02", WINTER, id="the clocks going back"),
    pytest.param("2028-02-21", "2028-03-06", WINTER, id="29 February counts"),
]


@clause("8.5", "reading.md, Time")
@pytest.mark.parametrize(("received", "due", "season"), REVIEWS)
def test_an_appeal_is_considered_within_ten_working_days_of_receipt_and_then_escalated(
    received: str, due: str, season: timedelta
) -> None:
    story = a_story(received)
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    assert str(story.last_appeal(case).review_by) == due
    story.until_moment(over(due, season) - TICK)
    assert story.tries(case, DutyKind.REVIEW_APPEAL, Act.ESCALATE) == "not yet"
    story.until_moment(over(due, season))
    escalated = [getattr(e, "duty", None) for e in story.streams[case] if e.TOPIC == "DutyEscalated"]
    assert DutyKind.REVIEW_APPEAL in escalated


# 8.6: five working days to tell the appellant


@clause("8.6", "reading.md, Time")
@pytest.mark.parametrize(
    ("decided", "due"),
    [
        pytest.param("2026-12-23", "2027-01-04", id="Christmas, closure days that count, and New Year"),
        pytest.param("2026-04-01", "2026-04-10", id="Easter"),
        pytest.param("2022-09-15", "2022-09-23", id="the late Queen's funeral"),
        pytest.param("2023-05-04", "2023-05-12", id="the coronation"),
        pytest.param("2028-02-24", "2028-03-02", id="29 February counts"),
    ],
)
def test_the_appellant_is_told_within_five_working_days_of_the_decision(decided: str, due: str) -> None:
    story = a_story(decided)
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    assert str(story.case(case).notices[-1].leave_by) == due


# 7.2: twenty working days to change after a warning, and six months for which it counts


@clause("7.2", "reading.md, Time")
@pytest.mark.parametrize(
    ("warned", "last_day", "season"),
    [
        pytest.param("2026-12-07", "2027-01-12", WINTER, id="Christmas, three closure days and New Year"),
        pytest.param("2026-03-16", "2026-04-15", SUMMER, id="Easter, and the clocks going forward"),
        pytest.param("2022-09-05", "2022-10-04", SUMMER, id="the late Queen's funeral"),
        pytest.param("2023-04-24", "2023-05-24", SUMMER, id="the coronation, and the bank holiday before it"),
        pytest.param("2026-10-12", "2026-11-09", WINTER, id="the clocks going back"),
        pytest.param("2028-02-07", "2028-03-06", WINTER, id="29 February counts"),
    ],
)
def test_whoever_was_warned_has_the_whole_of_twenty_working_days_to_change(
    warned: str, last_day: str, season: timedelta
) -> None:
    story, case = a_warning(warned)
    assert str(story.case(case).warnings[0].period_ends) == last_day
    story.until_moment(over(last_day, season) - TICK)
    assert "WarningPeriodEnded" not in story.events(case)
    story.until_moment(over(last_day, season))
    assert "WarningPeriodEnded" in story.events(case)


@clause("7.2", "reading.md, Time")
@pytest.mark.parametrize(
    ("warned", "until"),
    [
        ("2027-08-31", "2028-02-29"),  # a leap year's February
        ("2026-08-31", "2027-02-28"),  # and another's
        ("2028-02-29", "2028-08-29"),
        ("2026-06-25", "2026-12-25"),  # a month ends on a closed day too
    ],
)
def test_a_warning_counts_to_the_corresponding_day_six_months_on_and_not_a_day_longer(warned: str, until: str) -> None:
    for day, counts in ((until, True), (the_day_after(until), False)):
        story, case = a_warning(warned)
        assert str(story.case(case).warnings[0].counts_until) == until
        story.until(day)
        story.now -= timedelta(hours=1)
        again = story.refer(story.an_assessed_incident())
        if counts:
            story.restrict(again)
        else:
            with refused("7.2", "basis"):
                story.restrict(again)


def a_warning(day: str) -> tuple[Story, CaseId]:
    story = a_story(day)
    case = story.a_referred_case()
    story.warn(case)
    story.post_all()
    return story, case


# 4.5: one calendar month for a subject access request, from the local day of receipt


@clause("4.5", "5.9", "reading.md, Time")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param("2026-11-25 10:00", date(2026, 12, 25), id="on Christmas Day"),
        pytest.param("2026-03-03 10:00", date(2026, 4, 3), id="on Good Friday"),
        pytest.param("2022-08-19 10:00", date(2022, 9, 19), id="on the day of the late Queen's funeral"),
        pytest.param("2023-04-08 10:00", date(2023, 5, 8), id="on the day of the coronation's bank holiday"),
        pytest.param("2028-01-31 10:00", date(2028, 2, 29), id="the last day of a leap year's February"),
        pytest.param("2028-02-29 10:00", date(2028, 3, 29), id="from 29 February"),
        pytest.param("2026-03-29 23:59", date(2026, 4, 29), id="late on the day of twenty-three hours"),
        pytest.param("2026-03-30 00:01", date(2026, 4, 30), id="and a moment after it, still yesterday in UTC"),
        pytest.param("2026-10-25 23:59", date(2026, 11, 25), id="late on the day of twenty-five hours"),
        pytest.param("2026-10-26 00:01", date(2026, 11, 26), id="and a moment after it"),
    ],
)
def test_a_subject_access_request_has_a_calendar_month_from_the_local_day_on_which_it_came(
    received: str, due: date
) -> None:
    story = a_story(received)
    contact = a_contact(story, Matter(Purpose.DATA_SUBJECT_REQUEST, Done.REFERRED), channel=Channel.DIGITAL)
    assert [day for _, day in referred(story, contact)] == [due]


# 9.2: the last day in force


@clause("9.2", "reading.md, Time")
@pytest.mark.parametrize(
    ("last_day", "season"),
    [
        pytest.param("2026-12-25", WINTER, id="Christmas Day"),
        pytest.param("2026-12-31", WINTER, id="New Year's Eve"),
        pytest.param("2026-04-06", SUMMER, id="Easter Monday"),
        pytest.param("2022-09-19", SUMMER, id="the late Queen's funeral"),
        pytest.param("2023-05-08", SUMMER, id="the coronation's bank holiday"),
        pytest.param("2026-03-29", SUMMER, id="the day of twenty-three hours"),
        pytest.param("2026-10-24", SUMMER, id="the night before the clocks go back"),
        pytest.param("2026-10-25", WINTER, id="the day of twenty-five hours"),
        pytest.param("2028-02-29", WINTER, id="29 February"),
    ],
)
def test_an_expiry_date_is_the_last_day_in_force_to_its_local_midnight(last_day: str, season: timedelta) -> None:
    end = date.fromisoformat(last_day)
    story = a_story((end - timedelta(days=60)).isoformat())
    case = story.a_restriction(expires_on=end)
    story.until_moment(over(last_day, season) - TICK)
    assert story.ask().answer is Answer.REFUSE
    assert "RestrictionLapsed" not in story.events(case)
    story.until_moment(over(last_day, season))
    assert story.ask().answer is Answer.ALLOW
    assert "RestrictionLapsed" in story.events(case)


# 10.1: five working days to decide whether to engage


@clause("10.1", "reading.md, Time")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param("2026-12-23", date(2027, 1, 4), id="Christmas, closure days that count, and New Year"),
        pytest.param("2026-04-01", date(2026, 4, 10), id="Easter"),
        pytest.param("2026-05-20", date(2026, 5, 28), id="the spring bank holiday"),
    ],
)
def test_a_prohibited_customers_new_issue_is_decided_within_five_working_days(received: str, due: date) -> None:
    story = a_story(received)
    story.a_restriction(measures=(NO_CONTACT,), **PROHIBITED)
    contact = a_contact(story, Matter(Purpose.NEW_ISSUE, Done.REFERRED))
    assert [day for _, day in referred(story, contact)] == [due]
