from datetime import date

import pytest

from domain.case.comparing import everything_that_can_be_asked
from domain.case.duties import DutyKind
from domain.case.state import HoldReason, Outcome
from domain.case.verdict import Answer
from domain.invariants.force import forces
from domain.invariants.history import world_of
from domain.measures import Measure, MeasureKind, Per
from domain.names import StreamId
from domain.refusal import Conflict
from tests.clauses import clause
from tests.domain.cast import EMRYS
from tests.domain.desk import at
from tests.domain.refusing import refused
from tests.domain.story import a_story

WEEKLY = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=2, per=Per.WEEK)


@clause("8.6")
def test_an_overdue_review_is_escalated_and_ten_working_days_later_the_restriction_rests_until_the_outcome() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 6, 30))
    story.an_appeal_under_review(case)  # owed by 7 December
    story.until("2026-12-08 00:01")
    assert "DutyEscalated" in story.events(case)
    story.until("2026-12-21 23:59")
    assert story.ask().answer is Answer.REFUSE
    story.until("2026-12-22 00:01")
    assert story.ask().answer is Answer.ALLOW
    assert story.told(case)[-1] == "change:suspended"
    story.decide_appeal(case, Outcome.UPHOLD)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE


@clause("8.6")
def test_where_the_basis_is_violence_or_threats_the_director_is_asked_daily_instead() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 6, 30), violent=True)
    story.an_appeal_under_review(case)
    story.until("2026-12-24 00:01")
    asked = [f for f in story.record if getattr(f.event, "duty", None) is DutyKind.ASK_DIRECTOR]
    assert [str(f.recorded_at.date()) for f in asked] == ["2026-12-22", "2026-12-23", "2026-12-24"]
    assert {f.event.to for f in asked} == {"director"}, "the Director, from the first day on"  # type: ignore[attr-defined]
    assert story.ask().answer is Answer.REFUSE
    assert story.decision(case).holds == ()


@clause("8.6")
def test_an_overdue_review_also_rests_what_the_restriction_has_become_since() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 1, 15))
    story.an_appeal_under_review(case)
    story.on("2026-12-21")
    story.continue_(case, expires_on=date(2027, 6, 30))
    story.post_all()
    story.until("2026-12-22 00:01")
    assert [h.reason for h in story.decision(case).holds] == [HoldReason.REVIEW_OVERDUE]
    assert story.ask().answer is Answer.ALLOW


@clause("8.6")
def test_when_an_overdue_appeal_is_withdrawn_a_manager_resumes_and_the_customer_is_told_first() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 6, 30))
    story.an_appeal_under_review(case)
    story.until("2026-12-22 00:01")
    with refused("8.6", "decision"):
        story.resume(case)
    story.withdraw(case)
    assert story.ask().answer is Answer.ALLOW
    story.resume(case)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE


@clause("8.6")
def test_a_manager_suspends_meanwhile_and_the_outcome_told_ends_that() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.suspend(case, for_appeal=True)
    assert story.ask().answer is Answer.ALLOW
    with pytest.raises(Conflict):
        story.suspend(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    story.post_all()
    assert story.ask().answer is Answer.REFUSE


@clause("8.6", "9.3")
def test_an_outcome_told_does_not_move_the_end_of_a_suspension_that_was_over() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.suspend(case, for_appeal=True)
    story.on("2026-11-25").resume(case)
    story.post_all()
    resumed = story.now
    story.on("2026-11-27").decide_appeal(case, Outcome.UPHOLD)
    story.on("2026-11-30").post_all()
    assert [hold.until for hold in story.decision(case).holds] == [resumed]
    assert story.ask("2026-11-29").answer is Answer.REFUSE


@clause("8.6", "8.2")
def test_an_outcome_that_comes_back_rests_again_what_its_telling_had_resumed() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.suspend(case, for_appeal=True)
    story.decide_appeal(case, Outcome.UPHOLD)
    story.post_all()
    outcome = next(n for n in story.case(case).notices if n.kind == "appeal-outcome")
    story.on("2026-12-01").bounce(case, outcome.id)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE


@clause("8.2", "8.6")
def test_a_resumption_whose_letter_comes_back_rests_until_it_has_left_again_and_the_facts_say_the_same() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.suspend(case)
    story.on("2026-11-25").resume(case)
    story.post_all()
    resumed = story.case(case).notices[-1].id
    story.on("2026-11-27").bounce(case, resumed)
    story.on("2026-12-01").post_all()
    derived = forces(world_of(story.record, None).cases[StreamId(case)])["decision/1"]
    for day, bites in (("2026-11-24", False), ("2026-11-26", True), ("2026-11-28", False), ("2026-12-02", True)):
        assert derived.at(at(day)) is bites, day
        assert story.ask(day).answer is (Answer.REFUSE if bites else Answer.ALLOW), day


@clause("8.5", "8.6")
def test_an_appeal_is_decided_once() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    for outcome in Outcome:
        with pytest.raises(Conflict):
            story.decide_appeal(case, outcome)
    with pytest.raises(Conflict):
        story.assign(case, EMRYS)


@clause("8.6")
def test_a_days_contacts_are_among_its_weeks_and_its_months() -> None:
    counts = [asked.so_far for asked in everything_that_can_be_asked([WEEKLY])]
    assert counts
    assert all(c.day <= c.week and c.day <= c.month for c in counts)
