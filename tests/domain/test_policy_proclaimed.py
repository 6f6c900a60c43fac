"""Who proclaims what changes in the policy, and what is refused (Time, Who, Never)."""

from datetime import date

import pytest

from domain.calendar import ends
from domain.names import Role
from domain.policy_changes import POLICY
from domain.policy_words import (
    NEVER,
    TIME,
    ChangeFigure,
    ExtendKnownDays,
    ProclaimBankHoliday,
)
from domain.refusal import Conflict, NotAllowed, NotFound, Refused
from tests.clauses import clause
from tests.domain.cast import BRYN, someone
from tests.domain.desk import BOOK
from tests.domain.refusing import refused
from tests.domain.story import a_story
from tests.domain.test_policy_changes import MEGAN, MONDAY, a_figure, closed_on, proclaimed, says, withdrawn


@clause(TIME, NEVER)
def test_only_the_policy_administrator_proclaims() -> None:
    story = a_story(MONDAY)
    command = ProclaimBankHoliday(day=date(2026, 12, 2), name="A wedding", source="Proclamation")
    for somebody in (BRYN, someone("Gwyn", Role.GOVERNANCE), someone("Dir", Role.DIRECTOR)):
        with pytest.raises(NotAllowed):
            story.do(POLICY, command, somebody)


@clause("reading.md, Never: back-dating")
@pytest.mark.parametrize(
    ("effective", "is_refused"), [("2026-11-22", True), ("2026-11-23", True), ("2026-11-24", False)]
)
def test_a_figure_changes_for_what_is_still_to_begin(effective: str, is_refused: bool) -> None:
    story = a_story(MONDAY)
    if is_refused:
        with refused(NEVER, "effective"):
            a_figure(story, "appeal_window_wd", 15, effective=effective)
    else:
        a_figure(story, "appeal_window_wd", 15, effective=effective)


@clause(NEVER)
@pytest.mark.parametrize(
    ("figure", "values", "field"),
    [
        ("no_such_figure", (1,), "figure"),
        ("appeal_window_wd", (0,), "values"),
        ("appeal_window_wd", (1001,), "values"),
        ("appeal_window_wd", (10, 5), "values"),
        ("appeal_window_wd", (), "values"),
        ("alert_before_end_wd", (), "values"),
        ("alert_before_end_wd", (5, 5), "values"),
    ],
)
def test_a_figure_is_a_number_that_can_be_counted(figure: str, values: tuple[int, ...], field: str) -> None:
    with refused(NEVER, field):
        a_figure(a_story(MONDAY), figure, *values, effective="2027-01-01")


@clause(NEVER)
def test_a_figure_that_is_so_already_is_no_change() -> None:
    story = a_story(MONDAY)
    with pytest.raises(Conflict):
        a_figure(story, "appeal_window_wd", 10, effective="2027-01-01")
    a_figure(story, "appeal_window_wd", 1000, effective="2027-01-01")
    with pytest.raises(Conflict):
        a_figure(story, "appeal_window_wd", 1000, effective="2027-06-01")


@clause(TIME)
def test_a_day_is_proclaimed_once_and_only_what_was_proclaimed_here_is_withdrawn_before_it_comes() -> None:
    story = a_story(MONDAY)
    with pytest.raises(Conflict):
        proclaimed(story, "2026-12-25")
    with refused(TIME, "day"):
        withdrawn(story, "2026-12-25")
    with pytest.raises(NotFound):
        withdrawn(story, "2026-12-02")
    proclaimed(story, "2026-12-02")
    with pytest.raises(Conflict):
        proclaimed(story, "2026-12-02")
    story.on("2026-12-02")
    with refused(TIME, "day"):
        withdrawn(story, "2026-12-02")
    closed_on(story, "2026-12-03")
    with pytest.raises(Conflict):
        closed_on(story, "2026-12-03")


@clause(TIME)
def test_a_day_just_past_may_be_entered_late_and_one_long_past_moves_nothing() -> None:
    story = a_story(MONDAY)
    case = story.a_restriction()
    story.on("2026-12-08")
    proclaimed(story, "2026-12-02")
    story.appeal(case)
    assert story.last_appeal(case).in_time
    proclaimed(story, "2025-12-08")  # a year back
    for act in (proclaimed, closed_on):
        with refused(TIME, "day"):
            act(story, "2025-12-04")


@clause(TIME)
def test_what_is_proclaimed_says_what_and_where_it_is_said() -> None:
    story = a_story(MONDAY)
    with refused(TIME, "name"):
        proclaimed(story, "2026-12-02", " ")
    with refused(TIME, "source"):
        says(story, ProclaimBankHoliday(day=date(2026, 12, 2), name="A wedding", source=""))
    with refused(TIME, "reason"):
        says(story, ChangeFigure(figure="appeal_window_wd", values=(9,), effective=date(2027, 1, 1), reason=""))


@clause(TIME)
def test_days_that_have_been_entered_make_dates_up_to_them_provisional_no_longer() -> None:
    story = a_story(MONDAY)
    assert story.book.calendar.is_provisional(date(2031, 6, 1))
    with refused(TIME, "known_to"):
        says(story, ExtendKnownDays(known_to=date(2030, 12, 31), source="gov.uk"))
    says(story, ExtendKnownDays(known_to=date(2031, 12, 31), source="gov.uk"))
    assert not story.book.calendar.is_provisional(date(2031, 12, 31))
    assert story.book.calendar.is_provisional(date(2032, 1, 1))


@clause(TIME)
def test_the_book_in_force_names_the_files_and_what_was_proclaimed() -> None:
    story = a_story(MONDAY)
    a_figure(story, "appeal_window_wd", 15, effective="2027-01-01")
    assert story.book.calendar.version == BOOK.calendar.version
    proclaimed(story, "2026-12-02")
    assert (story.book.calendar.version, story.book.words) == (f"{BOOK.calendar.version}+1", 2)
    with pytest.raises(Refused):
        story.do(POLICY, ProclaimBankHoliday(day=date(2026, 12, 3), name="", source="x"), MEGAN)
    assert ends(date(2026, 12, 2)) > story.now
