"""For every check of early reviews and new incidents a planted bug, and the breach that is found in it (9.2, 9.3)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from domain.case.deciding import RestrictionContinued
from domain.case.early import (
    EarlyReviewOpened,
    EarlyReviewProposed,
    EarlyReviewRefused,
    EarlyReviewRequested,
)
from domain.case.ending import RestrictionLeftToLapse, RestrictionSuspended
from domain.case.new_incidents import IncidentLinked
from domain.case.steps import DutyEscalated, DutyReminded
from domain.event import Event
from domain.incident import Assessment, IncidentAssessed
from domain.invariants import breaches
from domain.names import THE_SYSTEM
from domain.people import PeopleNamed
from tests.clauses import clause
from tests.domain.cast import BRYN, CARYS, READ_AND_FILE, WRITING_ONLY
from tests.domain.desk import at
from tests.domain.doctors import Doctor, Record, both, changing, finds, without, without_telling
from tests.domain.story import Story, a_story

SYSTEM = {"actor": THE_SYSTEM.id, "roles": THE_SYSTEM.roles}
LONG = date(2027, 9, 19)


def a_long_one() -> tuple[Story, Any]:
    story = a_story("2026-11-23")
    return story, story.a_restriction(expires_on=LONG)


def a_proposal_concluded() -> Story:
    story, case = a_long_one()
    story.until("2027-02-25")
    story.continue_(case, expires_on=LONG)
    return story.until("2027-05-01")


def a_proposal_that_nobody_concludes() -> Story:
    story, _case = a_long_one()
    return story.until("2027-05-01")


def bad_conduct() -> Story:
    story, _case = a_long_one()
    story.until("2027-01-10")
    story.an_assessed_incident()
    return story.until("2027-05-01")


def a_request_refused() -> Story:
    story, case = a_long_one()
    story.ask_early(case)
    story.refuse_early(case)
    return story.until("2027-01-10")


def a_request_opened() -> Story:
    story, case = a_long_one()
    story.ask_early(case)
    story.open_early(case)
    story.continue_(case, expires_on=LONG)
    return story.until("2027-01-10")


def a_request_that_nobody_answers() -> Story:
    story, _case = a_long_one()
    story.ask_early(_case)
    return story.until("2027-01-10")


def a_new_incident() -> Story:
    story, _case = a_long_one()
    story.until("2026-12-01")
    story.an_incident()
    return story.until("2027-01-10")


def left_to_lapse() -> Story:
    story, case = a_long_one()
    story.leave_to_lapse(case)
    return story.until("2027-01-10")


def a_review_continued() -> Story:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 2, 26))
    story.until("2027-02-10")
    story.continue_(case)
    return story.until("2027-02-20")


def recorded_at(kind: type[Event], moment: str) -> Doctor:
    return changing(kind, envelope={"recorded_at": at(moment)})


def only_shown_later(record: Record) -> Record:
    """As if an incident had never come to the case's notice: neither linked nor reminded of."""
    return without(IncidentLinked, DutyReminded)(record)


PLANTED: Sequence[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("9.2", "before conduct had been good", a_proposal_concluded, recorded_at(EarlyReviewProposed, "2027-02-23 23:59")),
    (
        "9.2",
        "before conduct had been good",
        bad_conduct,
        recorded_at(EarlyReviewProposed, "2027-04-10 23:59"),
    ),
    ("9.2", "no early review was proposed", a_proposal_that_nobody_concludes, without(EarlyReviewProposed)),
    (
        "9.2",
        "no early review was proposed",
        bad_conduct,
        both(without(EarlyReviewProposed), changing(IncidentAssessed, 1, assessment=Assessment.NOT_UNACCEPTABLE)),
    ),
    ("9.2", "nobody had asked for", a_request_opened, without(EarlyReviewRequested)),
    (
        "9.2",
        "before its answer was long overdue",
        a_request_that_nobody_answers,
        recorded_at(EarlyReviewOpened, "2026-12-14 23:59"),
    ),
    ("9.2", "no early review opened", a_request_that_nobody_answers, without(EarlyReviewOpened)),
    ("9.2", "of early-review/1 was missed", a_request_that_nobody_answers, without(DutyEscalated)),
    ("9.2", "no Head of Service was told", a_proposal_that_nobody_concludes, without_telling(2)),
    ("9.2", "no Director was told", a_proposal_that_nobody_concludes, without_telling(3)),
    ("9.2", "its early review was long overdue", a_proposal_that_nobody_concludes, without(RestrictionSuspended)),
    (
        "9.2",
        "that was not overdue",
        a_proposal_that_nobody_concludes,
        changing(RestrictionSuspended, envelope={"recorded_at": at("2027-04-09 23:59")}),
    ),
    (
        "8.6",
        "suspended by somebody who may not",
        a_proposal_that_nobody_concludes,
        changing(RestrictionSuspended, envelope={"actor": BRYN.id, "roles": BRYN.roles}),
    ),
    ("9.2", "at no early one", a_proposal_concluded, without(EarlyReviewProposed)),
    (
        "9.2",
        "went on harsher or longer",
        a_proposal_concluded,
        changing(RestrictionContinued, measures=(WRITING_ONLY, READ_AND_FILE)),
    ),
    (
        "9.2",
        "went on harsher or longer",
        a_proposal_concluded,
        changing(RestrictionContinued, lapses_on=date(2027, 9, 20)),
    ),
    (
        "9.2",
        "answer is owed later",
        a_request_refused,
        changing(EarlyReviewRequested, answer_by=date(2026, 12, 1)),
    ),
    (
        "9.2",
        "to be concluded later",
        a_request_opened,
        changing(EarlyReviewOpened, conclude_by=date(2026, 12, 22)),
    ),
    (
        "reading.md, Never",
        "a day that had not come",
        a_request_refused,
        changing(EarlyReviewRequested, received_on=date(2026, 11, 24)),
    ),
    (
        "7.2",
        "EarlyReviewRefused by somebody who is no manager",
        a_request_refused,
        changing(EarlyReviewRefused, envelope=SYSTEM),
    ),
    ("reading.md, Never", "the process itself", a_request_refused, changing(EarlyReviewRefused, envelope=SYSTEM)),
    ("7.2", "in another's name", a_request_refused, changing(EarlyReviewRefused, refused_by=CARYS.id)),
    ("7.2", "suffered or reported", a_request_refused, changing(PeopleNamed, targets=(BRYN.id,))),
    ("9.2", "was not linked", a_new_incident, only_shown_later),
    ("9.2", "nobody was reminded", a_new_incident, without(DutyReminded)),
    ("9.3", "RestrictionLeftToLapse was not notified", left_to_lapse, changing(RestrictionLeftToLapse, notice=None)),
]


@clause("9.2", "9.3")
@pytest.mark.parametrize(
    ("number", "what", "life", "doctor"), PLANTED, ids=[f"{n}-{row[1]}" for n, row in enumerate(PLANTED)]
)
def test_a_planted_bug_is_found(number: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    finds(life(), doctor, number, what)


@clause("9.2")
def test_what_rests_for_an_early_review_does_not_rest_under_the_decision_that_concludes_it() -> None:
    story, case = a_long_one()
    story.until("2027-05-01")
    story.continue_(case, expires_on=LONG)
    story.post_all()
    assert breaches(story.record, story.book, now=story.now) == []
    assert story.decision(case).holds == ()


@clause("9.2")
def test_a_healthy_review_is_no_early_one() -> None:
    story = a_review_continued()
    assert breaches(story.record, story.book, now=story.now) == []
    early = changing(RestrictionContinued, envelope={"recorded_at": at("2027-01-20")})
    found = breaches(early(story.record), story.book, now=story.now)
    assert any("at no early one" in breach.what for breach in found)


def test_the_doctors_change_something() -> None:
    for _number, _what, life, doctor in PLANTED:
        story = life()
        assert doctor(story.record) != story.record
