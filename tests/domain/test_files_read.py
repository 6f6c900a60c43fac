"""What the policy's files hold is learnt when a process starts: a day added while cases run is known from then on."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.calendar import Counts
from domain.case.appealing import AppealReceived
from domain.case.steps import AppealDateMoved
from domain.files_read import FigureRead, PolicyFilesRead, ReadPolicyFiles, VersionRead, reading_of
from domain.invariants import breaches
from domain.names import THE_SYSTEM, Actor, CaseId
from domain.policy import PolicyBook
from domain.policy_changes import POLICY
from domain.policy_in_force import in_force
from domain.policy_words import NEVER, TIME
from domain.refusal import AlreadySo, Conflict, NotAllowed, Refused
from tests.clauses import clause
from tests.domain.desk import BOOK
from tests.domain.doctors import changing, without
from tests.domain.story import Story, a_story
from tests.domain.test_policy_changes import MEGAN, MONDAY, appeal_by, closed_on, proclaimed, withdrawn


def with_days(*days: str, closures: tuple[str, ...] = (), **said: Any) -> PolicyBook:
    """The files, with further bank holidays and closure days."""
    calendar, more = BOOK.calendar, [date.fromisoformat(day) for day in days]
    closed = [date.fromisoformat(day) for day in closures]
    calendar = replace(
        calendar,
        bank_holidays=calendar.bank_holidays | set(more),
        closures=calendar.closures | set(closed),
        names={**calendar.names, **dict.fromkeys(more, "A wedding"), **dict.fromkeys(closed, "Snow")},
        **said,
    )
    return replace(BOOK, calendar=calendar)


def starts(story: Story, files: PolicyBook = BOOK, by: Actor = THE_SYSTEM) -> PolicyFilesRead:
    (event,) = story.do(POLICY, reading_of(files), by)
    assert isinstance(event, PolicyFilesRead)
    return event


def a_started_story() -> Story:
    story = a_story(MONDAY)
    starts(story)
    return story


@clause(TIME)
def test_the_first_reading_is_what_was_known_all_along_and_changes_no_date() -> None:
    story = a_story(MONDAY)
    before = story.book.calendar
    first = starts(story)
    assert first.first
    assert {kept.day for kept in first.bank_holidays} == BOOK.calendar.bank_holidays
    after = story.book.calendar
    assert (after.bank_holidays, after.closures, after.known_to) == (
        before.bank_holidays,
        before.closures,
        before.known_to,
    )
    assert (after.version, after.heard, after.names) == (before.version, before.heard, before.names)


@clause(TIME)
def test_a_later_start_with_the_same_files_says_nothing() -> None:
    story = a_started_story()
    with pytest.raises(AlreadySo):
        starts(story)


@clause(TIME, "8.2")
def test_a_day_added_to_a_file_moves_a_customers_last_day_later_with_a_fresh_notice() -> None:
    story = a_started_story()
    case = story.a_restriction()
    assert appeal_by(story, case) == date(2026, 12, 7)
    event = starts(story, with_days("2026-12-02"))
    assert ([kept.day for kept in event.bank_holidays], event.first) == ([date(2026, 12, 2)], False)
    assert appeal_by(story, case) == date(2026, 12, 8)
    story.until("2026-11-23 12:00")
    assert story.told(case)[-1] == "change:date-moved"


@clause(TIME, "8.2")
def test_a_closure_day_added_to_a_file_gives_the_customer_time_and_us_none() -> None:
    story = a_started_story()
    case = story.a_restriction()
    starts(story, with_days(closures=("2026-12-02",)))
    assert appeal_by(story, case) == date(2026, 12, 8)
    after = story.book.calendar.working_days_after(date(2026, 11, 23), 10, Counts.AGAINST_US)
    assert after == date(2026, 12, 7)


@clause(TIME)
@pytest.mark.parametrize(("began", "due"), [("2026-11-20", "2026-12-04"), ("2026-11-24", "2026-12-09")])
def test_ours_are_reckoned_by_what_was_known_before_they_began(began: str, due: str) -> None:
    story = a_started_story()
    starts(story, with_days("2026-12-02"))
    day = date.fromisoformat(began)
    assert story.book.calendar.working_days_after(day, 10, Counts.AGAINST_US) == date.fromisoformat(due)


@clause(TIME)
def test_a_day_that_no_file_holds_any_more_stays_known_until_it_is_withdrawn() -> None:
    story = a_started_story()
    starts(story, with_days("2026-12-02"))
    with pytest.raises(AlreadySo):
        starts(story, BOOK)
    assert date(2026, 12, 2) in story.book.calendar.bank_holidays
    withdrawn(story, "2026-12-02")
    assert date(2026, 12, 2) not in story.book.calendar.bank_holidays
    with pytest.raises(AlreadySo):
        starts(story, with_days("2026-12-02"))
    assert date(2026, 12, 2) not in story.book.calendar.bank_holidays, "a word is final, also against a file"
    assert date(2026, 12, 2) in story.book.calendar.kept


@clause(TIME)
def test_a_day_of_the_first_files_can_be_withdrawn_too_and_stays_out_of_what_had_begun() -> None:
    story = a_started_story()
    christmas = date(2026, 12, 28)
    calendar = story.book.calendar
    before = calendar.working_days_after(date(2026, 12, 17), 10, Counts.AGAINST_US)
    withdrawn(story, str(christmas))
    story.on("2026-12-17")
    after = story.book.calendar
    assert after.working_days_after(date(2026, 11, 23), 30, Counts.AGAINST_US) == calendar.working_days_after(
        date(2026, 11, 23), 30, Counts.AGAINST_US
    )
    assert after.working_days_after(date(2026, 12, 17), 10, Counts.AGAINST_US) < before


@clause(TIME)
def test_what_had_been_proclaimed_is_no_news_in_a_file() -> None:
    story = a_started_story()
    proclaimed(story, "2026-12-02")
    closed_on(story, "2026-12-03")
    with pytest.raises(AlreadySo):
        starts(story, with_days("2026-12-02", closures=("2026-12-03",)))
    with pytest.raises(Conflict):
        proclaimed(story, "2026-12-25")


@clause(TIME)
def test_a_process_with_older_files_reckons_by_what_the_record_knows() -> None:
    story = a_started_story()
    starts(story, with_days("2026-12-02", known_to=date(2031, 12, 31)))
    older = story.book.calendar  # the desk itself has the older files
    assert date(2026, 12, 2) in older.bank_holidays
    assert older.known_to == date(2031, 12, 31)
    assert older.names[date(2026, 12, 2)] == "A wedding"


def with_versions(*versions: VersionRead) -> ReadPolicyFiles:
    return replace(reading_of(BOOK), versions=versions)


@clause(NEVER)
@pytest.mark.parametrize(
    ("doctored", "says"),
    [
        (lambda _: (), "is not there any more"),
        (lambda v: (replace(v, effective=date(2020, 2, 2)),), "is in effect from"),
        (lambda v: (replace(v, figures=(FigureRead("appeal_window_wd", (9,)),)),), "appeal_window_wd of the version"),
        (lambda v: (v, VersionRead("new", date(2026, 11, 23), v.figures)), "begins after today"),
    ],
)
def test_files_that_would_make_the_past_another_are_refused_with_what_to_do(doctored: Any, says: str) -> None:
    story = a_started_story()
    (version,) = reading_of(BOOK).versions
    with pytest.raises(Refused, match=says) as told:
        story.do(POLICY, with_versions(*doctored(version)), THE_SYSTEM)
    assert told.value.clause == NEVER


@clause(NEVER)
def test_a_new_version_of_the_figures_lies_ahead_and_a_figure_new_to_the_program_is_learnt() -> None:
    story = a_started_story()
    (version,) = reading_of(BOOK).versions
    more = replace(version, figures=(*version.figures, FigureRead("a_new_figure", (3,))))
    (event,) = story.do(
        POLICY, with_versions(more, VersionRead("2027", date(2026, 11, 24), version.figures)), THE_SYSTEM
    )
    assert isinstance(event, PolicyFilesRead)
    assert [(v.version, len(v.figures)) for v in event.versions] == [("2026-01", 1), ("2027", len(version.figures))]


@clause(TIME)
def test_nobody_but_the_process_says_what_its_files_hold() -> None:
    story = a_story(MONDAY)
    with pytest.raises(NotAllowed):
        starts(story, by=MEGAN)


@clause(TIME, "9.2")
def test_a_case_lives_on_through_starts_with_new_files_and_shows_no_breach() -> None:
    story = a_started_story()
    case: CaseId = story.a_restriction()
    starts(story, with_days("2026-12-02", "2026-12-10"))
    story.until("2026-12-09")
    withdrawn(story, "2026-12-10")
    story.appeal(case)
    story.until("2027-06-01")
    assert breaches(story.record, story.book, now=story.now) == []


@clause(TIME, NEVER)
def test_an_audit_with_other_files_reckons_as_the_record_did_and_finds_what_is_to_be_found() -> None:
    story = a_started_story()
    case: CaseId = story.a_restriction()
    starts(story, with_days("2026-12-02"))
    story.until("2026-12-08")
    story.appeal(case)
    elsewhere = with_days(version="2031-07")
    figures = replace(BOOK.policies[0].figures, appeal_window_wd=12)
    elsewhere = replace(elsewhere, policies=(replace(BOOK.policies[0], figures=figures),))
    there = in_force(elsewhere, story.states[POLICY])
    assert there.calendar.version == story.book.calendar.version
    assert breaches(story.record, there, now=story.now) == []
    late = changing(AppealReceived, in_time=False)(without(AppealDateMoved)(story.record))
    assert [b.clause for b in breaches(late, there, now=story.now)] == [
        b.clause for b in breaches(late, story.book, now=story.now)
    ]
    assert breaches(late, there, now=story.now)


@clause(TIME)
def test_that_days_are_known_further_makes_another_calendar() -> None:
    story = a_started_story()
    before = story.book.calendar.version
    starts(story, with_days(known_to=date(2031, 12, 31)))
    assert story.book.calendar.version == f"{before}+1"
