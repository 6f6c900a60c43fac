"""Two records that are not one person's after all: what rested on the other rests until a manager has decided (1.3)."""

from datetime import date, timedelta

from domain.case.deciding import RestrictionVaried
from domain.case.duties import DutyKind
from domain.case.ending import LiftRestriction
from domain.case.force import bites
from domain.case.notice import Change
from domain.case.state import HoldReason
from domain.case.verdict import Answer
from domain.case.why import why
from domain.names import DecisionId
from tests.clauses import clause
from tests.domain.cast import (
    BRYN,
)
from tests.domain.refusing import refused
from tests.domain.test_linking import (
    LINKING,
    restricted_for_what_both_did,
    restricted_for_what_the_other_did,
    two_records,
)


@clause("1.3", LINKING)
def test_unlinking_lets_what_rested_on_the_other_rest_at_once_before_the_process_has_acted() -> None:
    story, case, link = restricted_for_what_the_other_did()
    assert story.ask(of=story.customer).answer is Answer.REFUSE
    before = story.now
    story.now += timedelta(hours=1)
    story.unlink(link)
    assert story.ask(of=story.customer).answer is Answer.ALLOW
    assert story.ask(before, of=story.customer).answer is Answer.REFUSE
    assert "RestrictionSuspended" not in story.events(case)
    story.until_moment(story.now)
    assert story.events(case).count("RestrictionSuspended") == 1
    assert story.told(case)[-1] == f"change:{Change.SUSPENDED}"
    assert story.decision(case).holds[-1].reason is HoldReason.UNLINKED
    assert story.ask(of=story.customer).answer is Answer.ALLOW


@clause("1.3", LINKING)
def test_what_rests_on_the_customers_own_incidents_goes_on_when_another_record_is_unlinked() -> None:
    story, caller, link = two_records()
    case = story.a_restriction()
    story.refer(story.an_assessed_incident(customer=caller))
    story.unlink(link)
    story.until("2026-11-25")
    assert story.ask(of=story.customer).answer is Answer.REFUSE
    assert "RestrictionSuspended" not in story.events(case)


@clause("1.3", LINKING)
def test_a_manager_decides_after_an_unlinking_in_five_working_days_or_is_reminded_and_escalated() -> None:
    story, case, link = restricted_for_what_the_other_did()
    story.unlink(link)
    story.until("2026-11-24")
    (duty,) = [t.duty for _, t in story.all_timers() if t.duty.kind is DutyKind.DECIDE_AFTER_UNLINKING][:1]
    assert (duty.due_on.isoformat(), duty.person) == ("2026-11-30", BRYN.id)
    story.until("2026-11-30 23:59")
    assert "DutyEscalated" not in story.events(case)
    story.until("2026-12-01")
    assert story.events(case)[-1] == "DutyEscalated"
    assert story.ask(of=story.customer).answer is Answer.ALLOW


@clause("1.3", "2.4", LINKING)
def test_what_rests_on_nothing_of_the_customers_own_is_not_resumed_but_lifted() -> None:
    story, case, link = restricted_for_what_the_other_did()
    story.unlink(link)
    story.until("2026-11-24")
    with refused("2.4", "decision"):
        story.resume(case)
    story.do(case, LiftRestriction(decision=DecisionId("decision/1"), reasons="Not hers."), BRYN)
    assert story.told(case)[-1] == f"change:{Change.LIFTED}"


@clause("1.3", "7.2", LINKING)
def test_a_manager_may_find_that_it_stands_without_and_it_bites_once_the_customer_is_told() -> None:
    story, case, link = restricted_for_what_both_did()
    story.unlink(link)
    story.until("2026-11-24")
    story.resume(case)
    assert story.ask(of=story.customer).answer is Answer.ALLOW
    story.post_all()
    assert story.ask(of=story.customer).answer is Answer.REFUSE
    story.until("2026-12-10")
    assert story.events(case).count("RestrictionSuspended") == 1
    assert not [t for _, t in story.all_timers() if t.duty.kind is DutyKind.DECIDE_AFTER_UNLINKING]


@clause("1.3", "9.3", LINKING)
def test_a_decision_made_afresh_after_an_unlinking_bites_when_its_notice_has_left_and_not_at_once() -> None:
    story, case, link = restricted_for_what_both_did()
    story.unlink(link)
    story.vary(case, basis=story.case(case).incidents[:1])
    (varied,) = (event for event in story.streams[case] if isinstance(event, RestrictionVaried))
    assert not varied.at_once
    assert story.ask(of=story.customer).answer is Answer.ALLOW
    story.post_all()
    assert story.ask(of=story.customer).answer is Answer.REFUSE
    story.until("2026-12-10")
    assert story.ask(of=story.customer).answer is Answer.REFUSE


@clause("1.3", LINKING)
def test_linking_them_again_leaves_it_to_a_manager_whether_it_bites_again() -> None:
    story, case, link = restricted_for_what_the_other_did()
    story.unlink(link)
    story.until("2026-11-24")
    story.link(story.customer, story.states[link].other)
    assert story.ask(of=story.customer).answer is Answer.ALLOW
    story.resume(case)
    story.post_all()
    assert story.ask(of=story.customer).answer is Answer.REFUSE


@clause("1.3", "9.2", LINKING)
def test_what_rests_because_of_an_unlinking_lapses_on_its_day_all_the_same() -> None:
    story, case, link = restricted_for_what_both_did()
    story.unlink(link)
    story.until("2027-03-15")
    assert "RestrictionLapsed" in story.events(case)
    assert story.case(case).closed


@clause("1.3", LINKING)
def test_a_decision_that_has_not_been_told_yet_rests_too() -> None:
    story, case, link = restricted_for_what_the_other_did(posted=False)
    story.unlink(link)
    story.until("2026-11-25")
    assert not bites(story.decision(case), story.now)
    assert story.ask(of=story.customer).answer is Answer.ALLOW


@clause("1.3", "6.1", "reading.md, Time")
def test_why_a_manager_has_until_that_day_is_answered_day_by_day() -> None:
    story, case, link = restricted_for_what_the_other_did()
    story.unlink(link)
    story.until("2026-11-24")
    (found,) = why(DutyKind.DECIDE_AFTER_UNLINKING, story.case(case), [], story.book)
    (reckoning,) = found.reckonings
    assert (found.day, reckoning.gives, reckoning.after) == (date(2026, 11, 30), date(2026, 11, 30), date(2026, 11, 23))
