"""For every check of how appellants were heard a planted bug, and the breach that is found in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.case.appealing import AppealJoined, AppealReceived
from domain.case.calling import AppealCallArranged, AppealCallGivenUp, AppealCallMissed, AppealPointsTakenDown
from domain.case.conflicts import ConflictDeclared
from domain.case.deciding import RestrictionImposed
from domain.case.hearing import WhyMissed, WhyNoCall
from domain.case.notices import NoticeFailed
from domain.case.reviewing import DecisionQuashed, DecisionUpheld, DecisionVaried, ReviewerAssigned
from domain.case.scoping import PointMarkedInScope, PointMarkedOutOfScope
from domain.case.state import Outcome
from domain.case.steps import DutyEscalated
from domain.incident import IncidentAssessed
from domain.names import AppealId
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, EMRYS, READ_AND_FILE, WRITING_ONLY
from tests.domain.doctors import Doctor, Record, a_variation_on_appeal, changing, finds, without
from tests.domain.story import Story, a_story

LATER = date(2026, 9, 30)


def an_appeal_by_phone() -> Story:
    """Asked for, arranged, missed, arranged again, heard; a point passed on, another after all considered; upheld."""
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.a_verbal_appeal(case)
    story.assign(case)
    story.arrange_call(case)
    story.until("2026-09-02 12:00")
    story.call_missed(case)
    story.arrange_call(case, reason="She asked for the morning.")
    story.until("2026-09-03 12:00")
    story.take_down(case)
    story.mark_out(case, 1)
    story.mark_out(case, 2)
    story.mark_in(case, 1)
    story.decide_appeal(case, Outcome.UPHOLD)
    return story.until("2027-03-01")


def a_letter_and_then_a_call() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.a_verbal_appeal(case)
    story.take_down(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    return story.until("2027-03-01")


def a_customer_not_reached() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.a_verbal_appeal(case)
    story.assign(case)
    for number in range(2):
        story.arrange_call(case, reason="Again." if number else None)
        story.until_moment(story.now + timedelta(days=1, hours=1))
        story.call_missed(case)
    story.give_up_call(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    return story.until("2027-03-01")


def a_call_that_nobody_arranged() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction(expires_on=date(2027, 6, 30))
    story.a_verbal_appeal(case)
    story.assign(case)
    return story.until("2026-09-20")


def a_call_that_nobody_held() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction(expires_on=date(2027, 6, 30))
    story.a_verbal_appeal(case)
    story.assign(case)
    story.arrange_call(case)
    return story.until("2026-09-20")


def a_conflict() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.declare_conflict(case, CARYS)
    story.assign(case, DELYTH)
    story.decide_appeal(case, Outcome.UPHOLD, by=DELYTH)
    return story.until("2027-03-01")


def conduct_found_not_unacceptable() -> Story:
    """Two incidents; the first is found not unacceptable; a further decision rests on the second and a third."""
    story = a_story("2026-09-01")
    case = story.refer(story.an_assessed_incident(), story.an_assessed_incident())
    story.dispense(case)
    story.restrict(case)
    story.post_all()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.QUASH, not_unacceptable=story.case(case).incidents[:1])
    story.add(case, story.an_assessed_incident())
    story.dispense(case)
    story.restrict(case, basis=story.case(case).incidents[1:])
    return story.until("2027-03-01")


def two_appeals_and_one_quash() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.until("2026-11-09")
    story.continue_(case)
    story.post_all(case)
    story.appeal(case, decision="decision/2")
    story.assign(case)
    story.appeal(case, "2026-09-04", decision="decision/1")
    story.assign(case, DELYTH, by=EMRYS)
    story.decide_appeal(case, Outcome.QUASH, by=DELYTH)
    story.decide_appeal(case, Outcome.QUASH, by=CARYS, appeal=AppealId("appeal/1"))
    return story.until("2027-03-01")


def told_anew_and_appealed_against_again() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    story.post_all()
    story.bounce(case)
    story.post_all()
    story.appeal(case)
    story.assign(case, DELYTH, by=EMRYS)
    story.decide_appeal(case, Outcome.UPHOLD, by=DELYTH)
    return story.until("2027-03-01")


def upheld_although_quashed(record: Record) -> Record:
    last = [fact for fact in record if isinstance(fact.event, DecisionQuashed)][-1]
    upheld = DecisionUpheld(**vars(last.event))
    return [replace(fact, event=upheld) if fact is last else fact for fact in record]


def restricting_on_all(record: Record) -> Record:
    first, second = (fact.event for fact in record if isinstance(fact.event, RestrictionImposed))
    assert isinstance(first, RestrictionImposed)
    return [replace(f, event=replace(f.event, basis=first.basis)) if f.event is second else f for f in record]


def found_otherwise_of_a_linked_record() -> Story:
    """The first case's incident is found not unacceptable; the second is about another record of the person."""
    story = a_story("2026-09-01")
    own, other = story.customer, story.a_customer(name="The same tenant")
    story.link(own, other)
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.QUASH, not_unacceptable=story.case(case).incidents)
    story.customer = other
    story.a_restriction()
    return story.until("2027-03-01")


def an_upheld_decision() -> Story:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    return story


PLANTED: Sequence[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("8.6", "was not quashed", an_upheld_decision, without(IncidentAssessed)),
    ("8.3", "promised no call", an_appeal_by_phone, changing(AppealReceived, call_by=None)),
    ("8.3", "promised no call", a_letter_and_then_a_call, changing(AppealJoined, call_by=None)),
    ("8.3", "later than five", an_appeal_by_phone, changing(AppealReceived, call_by=LATER)),
    ("8.3", "later than five", a_letter_and_then_a_call, changing(AppealJoined, call_by=LATER)),
    ("8.3", "never taken down", an_appeal_by_phone, without(AppealPointsTakenDown)),
    ("8.3", "never taken down", a_letter_and_then_a_call, without(AppealPointsTakenDown)),
    ("8.3", "hardly tried", a_customer_not_reached, changing(AppealCallMissed, missed=WhyMissed.NOT_MADE)),
    (
        "8.3",
        "does not review",
        a_customer_not_reached,
        changing(AppealCallGivenUp, envelope={"actor": BRYN.id}, why=WhyNoCall.NOT_REACHED),
    ),
    ("8.3", "does not review", an_appeal_by_phone, changing(PointMarkedOutOfScope, marked_by=BRYN.id)),
    ("8.3", "does not review", an_appeal_by_phone, changing(PointMarkedInScope, envelope={"actor": ASHA.id})),
    ("8.3", "not passed on", an_appeal_by_phone, changing(PointMarkedOutOfScope, reference="")),
    ("8.3", "arrange-call of appeal/1 was missed", a_call_that_nobody_arranged, without(DutyEscalated)),
    ("8.3", "hold-call of appeal/1 was missed", a_call_that_nobody_held, without(DutyEscalated)),
    ("8.3", "arrange-call of appeal/1 was missed", a_call_that_nobody_held, without(AppealCallArranged)),
    ("8.5", "had taken part", a_conflict, changing(ReviewerAssigned, 1, reviewer=CARYS.id)),
    ("8.5", "decided by somebody who had taken part", a_conflict, changing(ConflictDeclared, staff=DELYTH.id)),
    ("3.1", "did not ask about adjustments", a_variation_on_appeal, changing(DecisionVaried, characteristic=None)),
    ("8.6", "found not unacceptable", conduct_found_not_unacceptable, restricting_on_all),
    ("8.6", "found not unacceptable", found_otherwise_of_a_linked_record, restricting_on_all),
    ("8.6", "upheld or varied", two_appeals_and_one_quash, upheld_although_quashed),
    ("8.6", "a second appeal", told_anew_and_appealed_against_again, without(NoticeFailed)),
]


@clause("3.1", "8.3", "8.5", "8.6")
@pytest.mark.parametrize(("number", "what", "life", "doctor"), PLANTED)
def test_a_planted_bug_is_found(number: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    finds(life(), doctor, number, what)
