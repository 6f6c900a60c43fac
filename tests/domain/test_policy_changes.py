"""A new bank holiday or a changed figure is an event: dates that run move only in the customer's favour (*Time*)."""

from datetime import date, timedelta

import pytest

from domain.calendar import Counts
from domain.case.appeal_window import last_day_to_appeal, last_day_to_change
from domain.case.duties import Act, DutyKind, agenda, timers
from domain.case.referral import CaseReferred
from domain.case.steps import AppealDateMoved, WarningPeriodMoved
from domain.event import Command, Event
from domain.names import CaseId, Role
from domain.policy_changes import POLICY
from domain.policy_words import (
    NEVER,
    TIME,
    ChangeFigure,
    DeclareClosureDay,
    ProclaimBankHoliday,
    WithdrawBankHoliday,
)
from tests.clauses import clause
from tests.domain.cast import someone
from tests.domain.story import Story, a_story

MEGAN = someone("Megan", Role.POLICY_ADMINISTRATOR)
MONDAY = "2026-11-23"  # a decision of this day is appealed against by 7 December


def says(story: Story, command: Command) -> tuple[Event, ...]:
    return story.do(POLICY, command, MEGAN)


def proclaimed(story: Story, day: str, name: str = "A royal wedding") -> tuple[Event, ...]:
    return says(story, ProclaimBankHoliday(day=date.fromisoformat(day), name=name, source="Royal Proclamation"))


def withdrawn(story: Story, day: str) -> tuple[Event, ...]:
    return says(story, WithdrawBankHoliday(day=date.fromisoformat(day), source="Royal Proclamation"))


def closed_on(story: Story, day: str) -> tuple[Event, ...]:
    return says(story, DeclareClosureDay(day=date.fromisoformat(day), name="Snow"))


def a_figure(story: Story, figure: str, *values: int, effective: str) -> tuple[Event, ...]:
    day = date.fromisoformat(effective)
    return says(story, ChangeFigure(figure=figure, values=values, effective=day, reason="The Board decided so."))


def appeal_by(story: Story, case: CaseId) -> date | None:
    return last_day_to_appeal(story.decision(case, 0), story.case(case), story.book)


# bank holidays and closure days


@clause(TIME, "8.2")
def test_a_holiday_proclaimed_in_a_window_moves_its_last_day_later_at_once_with_a_fresh_notice() -> None:
    story = a_story(MONDAY)
    case = story.a_restriction()
    assert appeal_by(story, case) == date(2026, 12, 7)
    proclaimed(story, "2026-12-02")
    assert appeal_by(story, case) == date(2026, 12, 8)
    story.until("2026-11-23 12:00")
    assert story.told(case)[-1] == "change:date-moved"
    moved = next(event for event in story.streams[case] if isinstance(event, AppealDateMoved))
    assert (moved.told, moved.last_day, moved.calendar) == (date(2026, 12, 7), date(2026, 12, 8), "2026-01+2026-01+1")
    story.until("2026-12-08 23:59")
    assert "AppealWindowEnded" not in story.events(case)


@clause(TIME, "8.2")
@pytest.mark.parametrize(
    ("day", "last_day"),
    [
        ("2026-11-23", "2026-12-07"),  # the day the letter left is not counted
        ("2026-11-24", "2026-12-08"),
        ("2026-12-07", "2026-12-08"),  # the last day itself
        ("2026-12-08", "2026-12-07"),
        ("2026-11-28", "2026-12-07"),  # a Saturday
    ],
)
def test_only_a_holiday_within_the_window_moves_it(day: str, last_day: str) -> None:
    story = a_story(MONDAY)
    case = story.a_restriction()
    proclaimed(story, day)
    assert appeal_by(story, case) == date.fromisoformat(last_day)


@clause(TIME, "8.2")
def test_a_closure_day_gives_the_customer_a_day_more_and_us_none() -> None:
    story = a_story(MONDAY)
    case = story.a_restriction()
    story.appeal(case)
    ours = {duty.kind: duty.due_on for duty in agenda(story.case(case), story.book)}
    closed_on(story, "2026-12-02")
    assert appeal_by(story, case) == date(2026, 12, 8)
    now = {duty.kind: duty.due_on for duty in agenda(story.case(case), story.book)}
    for kind in (DutyKind.REVIEW_APPEAL, DutyKind.ASSIGN_REVIEWER, DutyKind.SUSPEND_FOR_OVERDUE_REVIEW):
        assert now[kind] == ours[kind]


@clause(TIME, "8.2")
def test_a_holiday_that_is_withdrawn_takes_nothing_back_from_whoever_was_told() -> None:
    story = a_story(MONDAY)
    case = story.a_restriction()
    proclaimed(story, "2026-12-02")
    story.until("2026-11-24")
    withdrawn(story, "2026-12-02")
    assert appeal_by(story, case) == date(2026, 12, 8)
    story.until("2026-12-08 10:00")
    story.appeal(case)
    assert story.last_appeal(case).in_time


@clause(TIME, "8.2")
def test_whoever_judges_timeliness_uses_every_reckoning_since_also_one_that_nobody_was_told() -> None:
    story = a_story(MONDAY)
    case = story.a_restriction()
    proclaimed(story, "2026-12-02")
    withdrawn(story, "2026-12-02")  # before the customer was written to
    story.on("2026-12-08").appeal(case)
    assert story.last_appeal(case).in_time
    story = a_story(MONDAY)
    case = story.a_restriction()
    a_figure(story, "appeal_window_wd", 15, effective="2026-11-30")
    a_figure(story, "appeal_window_wd", 12, effective="2026-11-30")
    story.on("2026-12-14").appeal(case)
    assert story.last_appeal(case).in_time


@clause(TIME)
def test_after_its_withdrawal_a_day_counts_for_us_again_and_for_no_customer() -> None:
    story = a_story(MONDAY)
    day = date(2026, 12, 2)
    proclaimed(story, "2026-12-02")
    story.on("2026-11-24")
    assert not story.book.calendar.is_working_day(day, Counts.AGAINST_US)
    withdrawn(story, "2026-12-02")
    assert story.book.calendar.is_working_day(day, Counts.AGAINST_US)
    assert not story.book.calendar.is_working_day(day, Counts.FOR_THE_CUSTOMER)
    proclaimed(story, "2026-12-02", "After all")
    assert story.book.calendar.names[day] == "After all"
    assert not story.book.calendar.is_working_day(day, Counts.AGAINST_US)


# warnings


@clause("7.2", TIME)
def test_a_holiday_in_a_warnings_period_lengthens_it_with_a_fresh_notice_and_it_counts_no_longer() -> None:
    story = a_story("2026-09-01")
    case = story.a_referred_case()
    story.warn(case)
    story.post_all()
    before = story.case(case).warnings[0]
    assert before.period_ends == date(2026, 9, 29)
    proclaimed(story, "2026-09-21")
    story.until("2026-09-01 12:00")
    warning = story.case(case).warnings[0]
    assert (warning.period_ends, warning.counts_until) == (date(2026, 9, 30), before.counts_until)
    assert story.told(case) == ["warning", "warning-period"]
    moved = next(event for event in story.streams[case] if isinstance(event, WarningPeriodMoved))
    assert (moved.told, moved.period_ends) == (date(2026, 9, 29), date(2026, 9, 30))
    story.until("2026-09-30 23:59")
    assert "WarningPeriodEnded" not in story.events(case)
    story.until("2026-10-01 00:01")
    assert "WarningPeriodEnded" in story.events(case)


@clause("7.2", TIME)
def test_a_longer_period_to_change_reaches_warnings_that_run_and_a_shorter_one_does_not() -> None:
    for days, ends_on in ((25, date(2026, 10, 6)), (10, date(2026, 9, 29))):
        story = a_story("2026-09-01")
        case = story.a_referred_case()
        story.warn(case)
        story.post_all()
        a_figure(story, "warning_period_wd", days, effective="2026-09-15")
        story.until("2026-09-02")
        warning = story.case(case).warnings[0]
        assert last_day_to_change(warning, story.case(case), story.book) == warning.period_ends == ends_on


@clause("7.2", "8.2")
def test_a_warning_that_came_back_is_told_of_no_later_day_until_another_has_left() -> None:
    story = a_story("2026-09-01")
    case = story.a_referred_case()
    story.warn(case)
    story.post_all()
    proclaimed(story, "2026-09-21")
    story.step(case, DutyKind.TELL_LATER_PERIOD)
    story.bounce(case, story.case(case).notices[0].id)
    assert [notice.kind for notice in story.owed(case)] == ["warning"]
    story.until("2026-09-02")
    assert story.case(case).warnings[0].period_ends == date(2026, 9, 30)
    assert story.owed(case) == []


# our own deadlines


def ours(story: Story, case: CaseId) -> dict[str, date]:
    """What we owe, and when it escalates, by name."""
    found = {f"{duty.kind}": duty.due_on for duty in agenda(story.case(case), story.book)}
    acts = {
        f"{t.duty.kind} {t.act}": t.at.date() for t in timers(story.case(case), story.book) if t.act is not Act.REMIND
    }
    return found | acts


@clause(TIME, "7.2", "8.5", "8.6", "9.2")
@pytest.mark.parametrize("days", [1, 3, 8, 15, 22])
def test_no_proclamation_moves_a_deadline_of_ours_later(days: int) -> None:
    story = a_story(MONDAY)
    undecided, case = story.a_referred_case(), story.a_restriction(review_on=date(2027, 3, 1))
    story.appeal(case)
    before = [ours(story, undecided), ours(story, case)]
    theirs = {"end-appeal-window", "tell-later-date"}
    for day in range(days, days + 10):
        proclaimed(story, (story.today + timedelta(days=day)).isoformat())
    after = [ours(story, undecided), ours(story, case)]
    for owed, now in zip(before, after, strict=True):
        for name, due in owed.items():
            if name.partition(" ")[0] not in theirs:
                assert now[name] <= due, name


@clause(TIME, "7.2")
def test_what_begins_after_a_proclamation_is_reckoned_with_it() -> None:
    story = a_story(MONDAY)
    proclaimed(story, "2026-12-02")
    story.on("2026-11-24")
    case = story.a_referred_case()
    referred = story.streams[case][0]
    assert isinstance(referred, CaseReferred)
    assert referred.decide_by == date(2026, 12, 23)  # the 22nd, and a day for the holiday
    assert referred.calendar == "2026-01+2026-01+1"


# figures


@clause("reading.md, Never: a figure in code", TIME)
def test_a_changed_figure_is_for_cases_that_begin_from_its_day_on_and_a_case_keeps_its_own() -> None:
    story = a_story(MONDAY)
    old = story.a_referred_case()
    a_figure(story, "decide_within_wd", 5, effective="2026-11-25")
    story.on("2026-11-24")
    before = story.a_referred_case()
    story.on("2026-11-25")
    new = story.a_referred_case()
    assert [story.case(case).policy for case in (old, before, new)] == ["2026-01", "2026-01", "2026-11-25"]
    assert story.case(new).decide_by == date(2026, 12, 2)
    story.add(old, story.an_assessed_incident())
    assert story.book.version(story.case(old).policy).figures.decide_within_wd == 20


@clause("8.2", TIME)
@pytest.mark.parametrize(
    ("effective", "days", "last_day"),
    [
        ("2026-11-24", 15, "2026-12-14"),
        ("2026-12-07", 15, "2026-12-14"),  # on the window's last day
        ("2026-12-08", 15, "2026-12-07"),  # it has ended by then
        ("2026-11-24", 5, "2026-12-07"),
    ],
)
def test_a_longer_window_reaches_those_that_run_when_it_comes_and_a_shorter_one_does_not(
    effective: str, days: int, last_day: str
) -> None:
    story = a_story(MONDAY)
    case = story.a_restriction()
    a_figure(story, "appeal_window_wd", days, effective=effective)
    assert appeal_by(story, case) == date.fromisoformat(last_day)


@clause("8.2", TIME)
def test_a_letter_that_leaves_before_a_longer_window_comes_tells_the_longer_one_from_the_first() -> None:
    story = a_story(MONDAY)
    a_figure(story, "appeal_window_wd", 15, effective="2026-11-26")
    case = story.a_restriction()
    assert story.decision(case).appeal_by == date(2026, 12, 14)
    story.until("2026-11-27")
    assert story.told(case) == ["decision"]


@clause(NEVER)
def test_of_two_words_about_one_figure_the_later_counts_and_each_day_has_a_version_of_its_own() -> None:
    story = a_story(MONDAY)
    a_figure(story, "appeal_window_wd", 15, effective="2027-04-01")
    a_figure(story, "good_conduct_months", 4, effective="2027-02-01")
    a_figure(story, "appeal_window_wd", 12, effective="2027-04-01")
    versions = {p.version: (p.figures.appeal_window_wd, p.figures.good_conduct_months) for p in story.book.policies}
    assert versions == {"2026-01": (10, 3), "2027-02-01": (10, 4), "2027-04-01": (12, 4)}
    assert story.book.version("2027-04-01").clauses["appeal_window_wd"] == "8.2"
    alerts = a_figure(story, "alert_before_end_wd", 15, 5, effective="2027-05-01")
    assert story.book.on(date(2027, 5, 1)).figures.alert_before_end_wd == (15, 5)
    assert alerts
