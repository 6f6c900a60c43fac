"""For every check of what is proclaimed a planted bug, and the breach that is found in it (*Time*, *Never*)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.case.notices import NoticeLeft
from domain.case.referral import CaseReferred
from domain.case.steps import AppealDateMoved, CaseClosed, WarningPeriodEnded, WarningPeriodMoved
from domain.files_read import FigureRead, PolicyFilesRead, VersionRead, reading_of
from domain.invariants import breaches
from domain.names import THE_SYSTEM
from domain.policy_changes import POLICY
from domain.policy_words import (
    BankHolidayProclaimed,
    ChangeFigure,
    FigureChanged,
    ProclaimBankHoliday,
    WithdrawBankHoliday,
)
from tests.clauses import clause
from tests.domain.cast import BRYN
from tests.domain.desk import BOOK, at
from tests.domain.doctors import Doctor, Record, both, changing, without
from tests.domain.lives_policy import MEGAN
from tests.domain.story import Story, a_story
from tests.domain.test_files_read import starts, with_days

TIME, NEVER = "reading.md, Time", "reading.md, Never"
WEDDING = ProclaimBankHoliday(day=date(2026, 9, 9), name="A wedding", source="Said.")
EARLIER = {"recorded_at": at("2026-09-20 10:00")}


def a_warning_lengthened() -> Story:
    story = a_story("2026-09-01")
    case = story.a_referred_case()
    story.warn(case)
    story.post_all()
    story.do(POLICY, WEDDING, MEGAN)
    return story.until("2027-05-01")


def a_window_lengthened() -> Story:
    story = a_story("2026-09-01")
    story.a_restriction()
    story.do(POLICY, WEDDING, MEGAN)
    return story.until("2026-09-10")


def a_figure_changed() -> Story:
    story = a_story("2026-09-01")
    change = ChangeFigure(figure="decide_within_wd", values=(5,), effective=date(2026, 9, 2), reason="The Board.")
    story.do(POLICY, change, MEGAN)
    story.on("2026-09-02").a_referred_case()
    return story.until("2026-09-05")


def a_referral_and_a_holiday_that_came_and_went() -> Story:
    story = a_story("2026-09-01")
    story.do(POLICY, WEDDING, MEGAN)
    story.on("2026-09-02").a_referred_case()
    story.do(POLICY, WithdrawBankHoliday(day=WEDDING.day, source="Said."), MEGAN)
    return story.until("2026-09-05")


def a_longer_window() -> Story:
    """Fifteen working days to appeal, proclaimed while ten ran."""
    story = a_story("2026-09-01")
    story.a_restriction()
    longer = ChangeFigure(figure="appeal_window_wd", values=(15,), effective=date(2026, 9, 3), reason="Decided.")
    story.do(POLICY, longer, MEGAN)
    return story.until("2026-09-16")


def files_read_twice() -> Story:
    """A case begins between two starts: the second brings a holiday, and figures from a day to come."""
    story = a_story("2026-09-01")
    starts(story)
    story.a_referred_case()
    (version,) = reading_of(BOOK).versions
    later = VersionRead("2027", date(2026, 9, 2), (FigureRead("appeal_window_wd", (12,)),))
    story.do(POLICY, replace(reading_of(with_days("2026-09-09")), versions=(version, later)), THE_SYSTEM)
    return story.until("2026-09-05")


def to_the_second(**said: Any) -> Doctor:
    """Change the version that the second reading brings."""

    def doctor(record: Record) -> Record:
        def told(event: Any) -> Any:
            if not isinstance(event, PolicyFilesRead) or event.first:
                return event
            return replace(event, versions=tuple(replace(version, **said) for version in event.versions))

        return [replace(fact, event=told(fact.event)) for fact in record]

    return doctor


PLANTED: Sequence[tuple[str, str, Callable[[], Story], Doctor]] = [
    (
        TIME,
        "is no policy-administrator",
        a_warning_lengthened,
        changing(BankHolidayProclaimed, envelope={"roles": BRYN.roles}),
    ),
    (NEVER, "for what had begun", a_figure_changed, changing(FigureChanged, effective=date(2026, 9, 1))),
    (NEVER, "not in effect as it began", a_figure_changed, changing(CaseReferred, policy="2026-01")),
    ("7.2", "owed later", a_figure_changed, changing(CaseReferred, decide_by=date(2026, 9, 10))),
    (TIME, "moved earlier", a_warning_lengthened, changing(WarningPeriodMoved, period_ends=date(2026, 9, 29))),
    ("7.2", "that no letter had told of", a_warning_lengthened, without(NoticeLeft, WarningPeriodMoved)),
    (TIME, "ended before", a_warning_lengthened, changing(WarningPeriodEnded, envelope=EARLIER)),
    (TIME, "of decision/1 was not told", a_window_lengthened, without(AppealDateMoved)),
    (TIME, "of decision/1 was not told", a_longer_window, without(AppealDateMoved)),
    (
        TIME,
        "of warning/1 was not told",
        a_warning_lengthened,
        without(WarningPeriodMoved, WarningPeriodEnded, CaseClosed),
    ),
    (TIME, "is no system", files_read_twice, changing(PolicyFilesRead, envelope={"roles": BRYN.roles})),
    (TIME, "for the first time twice", files_read_twice, changing(PolicyFilesRead, first=False)),
    (NEVER, "on another day than", files_read_twice, changing(PolicyFilesRead, read_on=date(2026, 9, 2))),
    (NEVER, "before it was known", files_read_twice, to_the_second(effective=date(2026, 9, 1))),
    (NEVER, "under which cases began", files_read_twice, to_the_second(version="2026-01")),
    ("7.2", "owed later", files_read_twice, changing(CaseReferred, decide_by=date(2026, 9, 30))),
    (
        "7.2",
        "owed later",
        a_referral_and_a_holiday_that_came_and_went,
        changing(CaseReferred, decide_by=date(2026, 10, 2)),
    ),
]


@clause(TIME, NEVER)
@pytest.mark.parametrize(
    ("number", "what", "life", "doctor"), PLANTED, ids=[f"{n}-{row[1]}" for n, row in enumerate(PLANTED)]
)
def test_a_planted_bug_is_found(number: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    story = life()
    assert breaches(story.record, story.book, now=story.now) == []
    found = breaches(both(doctor)(story.record), story.book, now=story.now)
    assert any(breach.clause == number and what in breach.what for breach in found), found


@clause(TIME, "8.6")
def test_what_was_known_as_an_appeal_came_is_what_its_overdue_review_is_reckoned_by() -> None:
    """A holiday that came and went: it was one as our time began to run, and so ends on the Monday, not the Friday."""
    story = a_story("2026-09-03")
    holiday = date(2026, 9, 22)
    story.do(POLICY, ProclaimBankHoliday(day=holiday, name="A wedding", source="Said."), MEGAN)
    case = story.on("2026-09-04").a_restriction(expires_on=date(2027, 6, 30))
    story.an_appeal_under_review(case)
    story.on("2026-09-07").do(POLICY, WithdrawBankHoliday(day=holiday, source="Called off."), MEGAN)
    story.until("2026-10-05 23:59")
    assert "RestrictionSuspended" not in story.events(case)
    story.until("2026-12-01")
    assert "RestrictionSuspended" in story.events(case)
    assert breaches(story.record, story.book, now=story.now) == []
