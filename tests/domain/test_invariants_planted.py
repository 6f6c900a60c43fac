"""For every check a planted bug: a history doctored in one point, and the breach that is found in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.case.appealing import AppealReceived
from domain.case.deciding import RestrictionContinued, RestrictionImposed, RestrictionVaried
from domain.case.ending import RestrictionLeftToLapse, RestrictionSuspended
from domain.case.notices import NoticeLeft, NoticePrepared
from domain.case.referral import CaseReferred, WarningIssued
from domain.case.reviewing import DecisionQuashed, DecisionUpheld, DecisionVaried, ReviewerAssigned
from domain.case.steps import AppealDateMoved, AppealWindowEnded, CaseClosed, DutyEscalated, RestrictionLapsed
from domain.incident import Assessment, IncidentAssessed, IncidentCorrected, IncidentRecorded
from domain.invariants import breaches
from domain.names import THE_SYSTEM, IncidentId, Role
from domain.people import PeopleNamed
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, DIGITAL_ONLY, IOLO, WRITING_ONLY
from tests.domain.desk import at
from tests.domain.doctors import (
    Doctor,
    a_date_moved_later,
    a_late_appeal_refused,
    a_letter_that_waits,
    a_quashed_continuation,
    a_restriction_left_to_lapse,
    a_resumed_restriction,
    a_variation_on_appeal,
    a_whole_life,
    after,
    an_easing,
    an_overdue_review,
    an_overdue_violent_review,
    asking_the_line_manager,
    changing,
    closed,
    continuing,
    finds,
    lapsing,
    told,
    without,
    without_telling,
)
from tests.domain.story import Story, a_story

LONG_AGO = datetime(2026, 8, 1, 9, tzinfo=UTC)
NOBODY = {"roles": frozenset({Role.STAFF})}
SYSTEM = {"actor": THE_SYSTEM.id, "roles": THE_SYSTEM.roles}
ELSEWHERE = (IncidentId("incident/00000000-0000-0000-0000-00000000000f"),)
# The second letter of a whole life is the decision's: 10 September, with an appeal by the 24th.
PLANTED: Sequence[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("7.2", "no manager", a_whole_life, changing(RestrictionImposed, envelope=NOBODY)),
    ("7.2", "no manager", a_whole_life, changing(WarningIssued, envelope=NOBODY)),
    ("7.2", "no manager", a_whole_life, changing(DecisionUpheld, envelope=NOBODY)),
    ("7.2", "another's name", a_whole_life, changing(RestrictionImposed, decided_by=CARYS.id)),
    ("7.2", "RestrictionResumed by", a_resumed_restriction, changing(PeopleNamed, targets=(DELYTH.id,))),
    ("7.2", "suffered or reported", a_whole_life, changing(PeopleNamed, targets=(BRYN.id,))),
    ("7.2", "without a warning", a_whole_life, changing(IncidentRecorded, 1, happened_at=LONG_AGO)),
    ("7.2", "no Head of Service", a_whole_life, changing(RestrictionImposed, expires_on=date(2027, 9, 11))),
    (
        "7.2",
        "no Head of Service",
        a_whole_life,
        changing(RestrictionImposed, expires_on=date(2027, 9, 11), agreed_by=CARYS.id),
    ),
    ("7.3", "without an end", a_whole_life, changing(RestrictionImposed, expires_on=None)),
    ("9.2", "outlasts the date", a_whole_life, changing(RestrictionImposed, lapses_on=date(2026, 12, 10))),
    ("2.4", "rests on nothing", a_whole_life, changing(RestrictionImposed, basis=())),
    ("2.4", "no concern to the case", a_whole_life, changing(RestrictionImposed, basis=ELSEWHERE)),
    (
        "4.1",
        "not found unacceptable",
        a_whole_life,
        changing(IncidentAssessed, assessment=Assessment.NOT_UNACCEPTABLE),
    ),
    ("8.2", "printed for", a_whole_life, changing(NoticePrepared, 1, printed_on=date(2026, 9, 9))),
    ("8.2", "printed for", a_whole_life, without(NoticePrepared)),
    ("8.2", "other dates", a_whole_life, changing(NoticePrepared, 1, appeal_by=date(2026, 9, 30))),
    ("8.2", "too short", a_whole_life, told(1, appeal_by=date(2026, 9, 23))),
    ("8.1", "no right to appeal", a_whole_life, told(1, appeal_by=None)),
    ("8.2", "had not come", a_whole_life, changing(NoticeLeft, 1, left_on=date(2026, 9, 11))),
    ("8.2", "before its last day", a_whole_life, changing(AppealWindowEnded, last_day=date(2026, 9, 23))),
    ("8.2", "no notice had begun", a_whole_life, without(NoticeLeft)),
    ("2.4", "of which no letter is owed", a_whole_life, changing(RestrictionImposed, notice="")),
    (
        "8.2",
        "before its last day",
        a_whole_life,
        changing(AppealWindowEnded, envelope={"recorded_at": datetime(2026, 9, 24, 22, 59, tzinfo=UTC)}),
    ),
    ("8.2", "marked late", a_whole_life, changing(AppealReceived, in_time=False)),
    ("8.5", "was assigned", a_whole_life, changing(ReviewerAssigned, reviewer=BRYN.id)),
    ("8.5", "was not assigned", a_whole_life, changing(DecisionUpheld, decided_by=DELYTH.id)),
    ("8.5", "taken part", a_whole_life, changing(PeopleNamed, witnesses=(CARYS.id,))),
    ("8.6", "later than five", a_whole_life, changing(DecisionUpheld, notice_leave_by=date(2026, 9, 23))),
    ("9.3", "not notified", a_whole_life, changing(RestrictionLapsed, notice=None)),
    ("7.3", "nothing had called for", a_whole_life, changing(RestrictionLapsed, notice=None)),
    ("reading.md, Never", "the process itself", a_whole_life, changing(RestrictionImposed, envelope=SYSTEM)),
    (
        "reading.md, Never",
        "the process itself",
        a_quashed_continuation,
        changing(RestrictionContinued, envelope=SYSTEM),
    ),
    ("reading.md, Never", "the process itself", a_variation_on_appeal, changing(DecisionVaried, envelope=SYSTEM)),
    ("reading.md, Never", "another day", a_whole_life, changing(RestrictionImposed, decided_on=date(2026, 9, 9))),
    (
        "reading.md, Never",
        "not when it was recorded",
        a_whole_life,
        changing(RestrictionImposed, decided_at=datetime(2026, 9, 10, 8, tzinfo=UTC)),
    ),
    ("9.2", "outlived its last day", a_whole_life, without(RestrictionLapsed, CaseClosed)),
    (
        "9.2",
        "not at the midnight",
        a_whole_life,
        changing(RestrictionLapsed, lapsed_at=datetime(2026, 12, 9, tzinfo=UTC)),
    ),
    ("9.2", "a restriction in force pending", a_whole_life, after(AppealReceived, closed)),
    ("9.2", "review-appeal pending", a_whole_life, after(AppealReceived, closed)),
    ("9.2", "a window to appeal pending", a_whole_life, after(AppealReceived, closed)),
    ("9.2", "a letter pending", a_whole_life, after(RestrictionImposed, closed)),
    ("9.2", "in a case that had closed", a_whole_life, after(AppealReceived, closed)),
    ("8.6", "is harsher", a_variation_on_appeal, changing(DecisionVaried, measures=(DIGITAL_ONLY,))),
    ("8.6", "is harsher", a_variation_on_appeal, changing(DecisionVaried, last_day=date(2027, 1, 31))),
    ("8.6", "never made", a_variation_on_appeal, changing(DecisionVaried, decision="decision/9")),
    (
        "8.6",
        "follows one that had been quashed",
        a_quashed_continuation,
        after(DecisionQuashed, lambda e: continuing(a_quashed_continuation(), e)),
    ),
    (
        "8.6",
        "RestrictionLapsed of a decision that had been quashed",
        a_quashed_continuation,
        after(DecisionQuashed, lambda e: lapsing(a_whole_life(), e)),
    ),
    (
        "9.2",
        "a harsher variation",
        an_easing,
        changing(RestrictionVaried, measures=(WRITING_ONLY, DIGITAL_ONLY)),
    ),
    ("8.2", "before the customer was told", an_easing, changing(RestrictionVaried, follows="decision/9")),
    ("8.6", "long overdue", an_overdue_review, without(RestrictionSuspended)),
    ("8.6", "long overdue", an_overdue_violent_review, without(DutyEscalated)),
    ("8.5", "review-appeal of appeal/1 was missed", an_overdue_review, without(DutyEscalated)),
    ("7.3", "send-notice of notice/1 was missed", a_letter_that_waits, without(DutyEscalated)),
    ("8.5", "no Head of Service was told", an_overdue_review, without_telling(2)),
    ("8.5", "no Director was told", an_overdue_review, without_telling(3)),
    ("8.6", "long overdue", an_overdue_violent_review, asking_the_line_manager),
    ("8.6", "suspended by somebody who may not", an_overdue_review, changing(RestrictionSuspended, envelope=NOBODY)),
    ("8.6", "a second appeal", a_whole_life, after(AppealReceived, lambda e: replace(e, appeal="appeal/2"))),
    ("8.5", "no manager was assigned", a_whole_life, changing(ReviewerAssigned, reviewer=IOLO.id)),
    ("8.5", "no Director", a_whole_life, changing(ReviewerAssigned, outside=True, envelope={"roles": BRYN.roles})),
    ("8.2", "refused as late", a_late_appeal_refused, changing(AppealReceived, received_on=date(2026, 9, 15))),
    ("8.2", "moved earlier", a_date_moved_later, changing(AppealDateMoved, last_day=date(2026, 9, 14))),
    ("8.2", "before the later day", a_date_moved_later, changing(AppealWindowEnded, last_day=date(2026, 9, 15))),
    ("9.2", "was extended", a_restriction_left_to_lapse, changing(RestrictionLeftToLapse, last_day=date(2027, 2, 1))),
    ("9.2", "time's doing", a_whole_life, changing(RestrictionLapsed, envelope={"roles": BRYN.roles})),
    ("7.2", "a decision is owed later", a_whole_life, changing(CaseReferred, decide_by=date(2026, 9, 30))),
    ("8.5", "a review is owed later", a_whole_life, changing(AppealReceived, review_by=date(2026, 9, 30))),
    ("7.3", "a letter is owed later", a_whole_life, changing(RestrictionImposed, notice_leave_by=date(2026, 9, 15))),
    ("7.2", "period is too short", a_whole_life, told(0, period_ends=date(2026, 9, 28))),
    ("7.2", "counts for too long", a_whole_life, told(0, counts_until=date(2027, 3, 2))),
    ("7.2", "the warner suffered", a_whole_life, changing(PeopleNamed, targets=(BRYN.id,))),
    ("7.2", "WarningDispensedWith by", a_variation_on_appeal, changing(PeopleNamed, targets=(BRYN.id,))),
    ("7.2", "suffered or reported", a_whole_life, changing(RestrictionImposed, agreed_by=ASHA.id)),
    ("reading.md, Never", "had not come", a_whole_life, changing(AppealReceived, received_on=date(2026, 9, 16))),
    (
        "reading.md, Never",
        "another day than its own",
        a_whole_life,
        changing(CaseReferred, referred_on=date(2026, 8, 1)),
    ),
    ("reading.md, Never", "left_at is not", a_whole_life, changing(NoticeLeft, 1, left_at=at("2026-09-09 10:00"))),
    ("reading.md, Never", "what it corrects", a_restriction_left_to_lapse, changing(IncidentCorrected, corrects=())),
]


@clause("7.2", "8.2", "8.5", "8.6", "9.2")
@pytest.mark.parametrize(
    ("number", "what", "life", "doctor"), PLANTED, ids=[f"{n}-{row[1]}" for n, row in enumerate(PLANTED)]
)
def test_a_planted_bug_is_found(number: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    finds(life(), doctor, number, what)


def test_a_record_without_events_has_no_breach() -> None:
    assert breaches([], a_story().book) == []


@clause("7.2")
def test_a_case_that_nobody_decided_and_nobody_was_told_of_is_found() -> None:
    story = a_story("2026-09-01")
    story.a_referred_case()
    story.until("2026-11-01")
    assert breaches(story.record, story.book, now=story.now) == []
    found = breaches(without(DutyEscalated)(story.record), story.book, now=story.now)
    assert [breach.clause for breach in found] == ["7.2"]
    closed_too_early = changing(CaseClosed, envelope={"recorded_at": at("2026-10-12 23:59")})
    found = breaches(closed_too_early(story.record), story.book, now=story.now)
    assert [breach.what for breach in found] == ["a case closed with time to decide pending"]
