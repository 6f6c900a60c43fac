"""Calls that are missed, not made or not wanted; who else may appeal (8.3, 8.4)."""

from datetime import date, timedelta

import pytest

from domain.case.appealing import AppealedBy, AppealJoined, Ground
from domain.case.calling import AppealCallGivenUp, AppealCallMissed
from domain.case.duties import Act, DutyKind
from domain.case.hearing import WhyMissed, WhyNoCall
from domain.case.state import HoldReason, Outcome
from domain.case.verdict import Answer, Purpose
from domain.refusal import Conflict, NotAllowed
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, DELYTH, NO_CONTACT
from tests.domain.refusing import refused
from tests.domain.story import a_story
from tests.domain.test_verbal_appeals import a_call_asked_for, duties


@clause("8.3")
def test_a_call_that_was_missed_owes_another_and_gives_the_review_no_more_time() -> None:
    story, case = a_call_asked_for()
    story.arrange_call(case, timedelta(days=1))
    with refused("8.3", "missed"):
        story.call_missed(case)
    story.until("2026-11-26 11:00")
    (event,) = story.call_missed(case)
    assert isinstance(event, AppealCallMissed)
    assert event.arrange_by == date(2026, 12, 3)
    assert duties(story, case)[DutyKind.ARRANGE_CALL] == date(2026, 12, 3)
    assert duties(story, case)[DutyKind.REVIEW_APPEAL] == date(2026, 12, 9)
    with pytest.raises(Conflict):
        story.call_missed(case)


@clause("8.3", "reading.md, Never: the customer's loss")
def test_a_call_that_we_did_not_make_gives_us_no_more_time() -> None:
    story, case = a_call_asked_for()
    story.arrange_call(case, timedelta(days=1))
    story.until("2026-11-27")
    (event,) = story.call_missed(case, WhyMissed.NOT_MADE)
    assert isinstance(event, AppealCallMissed)
    assert event.arrange_by == date(2026, 12, 2)
    assert story.last_appeal(case).call is not None
    assert story.last_appeal(case).call.tried == 0  # type: ignore[union-attr]


@clause("8.3")
def test_a_customer_counts_as_not_reached_after_two_calls_and_the_reviewer_says_so() -> None:
    story, case = a_call_asked_for()
    story.assign(case)
    for number in range(2):
        with refused("8.3", "why"):
            story.give_up_call(case)
        story.arrange_call(case, timedelta(hours=1), reason="Again." if number else None)
        story.until_moment(story.now + timedelta(hours=2))
        story.call_missed(case)
    for somebody in (BRYN, DELYTH, ASHA):
        with pytest.raises(NotAllowed):
            story.give_up_call(case, by=somebody)
    with refused("8.3", "reason"):
        story.give_up_call(case, reason=" ")
    (event,) = story.give_up_call(case)
    assert isinstance(event, AppealCallGivenUp)
    assert (event.tried, event.why) == (2, WhyNoCall.NOT_REACHED)
    assert story.told(case)[-1] == "appeal-not-reached"
    story.decide_appeal(case, Outcome.UPHOLD)


@clause("8.3")
def test_a_customer_who_phones_after_all_is_heard_until_the_outcome() -> None:
    story, case = a_call_asked_for()
    story.assign(case)
    for number in range(2):
        story.arrange_call(case, timedelta(hours=1), reason="Again." if number else None)
        story.until_moment(story.now + timedelta(hours=2))
        story.call_missed(case)
    story.give_up_call(case)
    story.take_down(case)
    assert "appeal-not-reached" not in [str(notice.kind) for notice in story.owed(case)], "it is so no longer"
    story.decide_appeal(case, Outcome.QUASH)
    with pytest.raises(Conflict):
        story.take_down(case)


@clause("8.3", "8.6")
def test_who_no_longer_wants_the_call_has_the_points_in_writing() -> None:
    story, case = a_call_asked_for()
    with refused("8.3", "why"):
        story.give_up_call(case, WhyNoCall.NO_LONGER_WANTED, by=ASHA)
    story.appeal(case)
    assert len(story.case(case).appeals) == 1, "the letter joins it"
    (event,) = story.give_up_call(case, WhyNoCall.NO_LONGER_WANTED, by=ASHA)
    assert isinstance(event, AppealCallGivenUp)
    assert event.notice is None
    story.assign(case)
    story.decide_appeal(case, Outcome.UPHOLD)


@clause("8.3", "8.6")
def test_who_wrote_may_ask_for_a_call_before_the_outcome_and_is_promised_one_once() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    (joined,) = story.a_verbal_appeal(case)
    assert isinstance(joined, AppealJoined)
    assert joined.call_by == date(2026, 11, 30)
    story.until("2026-11-25")
    (again,) = story.a_verbal_appeal(case)
    assert isinstance(again, AppealJoined)
    assert again.call_by is None, "one is owed already"
    with refused("8.3", "appeal"):
        story.decide_appeal(case, Outcome.UPHOLD)
    story.take_down(case)
    assert [point.number for point in story.last_appeal(case).points] == [1, 2, 3]
    story.decide_appeal(case, Outcome.UPHOLD)


@clause("8.3", "8.6", "reading.md, Never: the customer's loss")
def test_a_call_that_nobody_arranges_is_reminded_of_escalated_up_the_line_and_the_restriction_rests_at_last() -> None:
    story, case = a_call_asked_for()
    assert story.tries(case, DutyKind.ARRANGE_CALL, Act.REMIND) == "not yet"
    story.until("2026-11-30 00:00")
    assert f"arrange-call:appeal/1:{date(2026, 12, 2)}" in story.case(case).reminded
    story.until("2026-12-02 23:59")
    assert story.tries(case, DutyKind.ARRANGE_CALL, Act.ESCALATE) == "not yet"
    story.until("2026-12-03 00:01")
    assert story.case(case).escalated[f"arrange-call:appeal/1:{date(2026, 12, 2)}"] == 1
    story.assign(case, reason="Somebody must.")
    story.until("2026-12-24 00:01")
    assert story.case(case).escalated[f"arrange-call:appeal/1:{date(2026, 12, 2)}"] == 3
    assert [hold.reason for hold in story.decision(case).holds] == [HoldReason.REVIEW_OVERDUE]


@clause("8.3", "reading.md, Never")
def test_a_call_that_is_not_held_on_its_day_escalates() -> None:
    story, case = a_call_asked_for()
    story.arrange_call(case, timedelta(days=1))
    story.until("2026-11-26 23:59")
    assert story.tries(case, DutyKind.HOLD_CALL, Act.ESCALATE) == "not yet"
    story.until("2026-11-27 00:01")
    assert story.case(case).escalated[f"hold-call:appeal/1:{date(2026, 11, 26)}"] == 1


@clause("8.3", "8.6")
def test_a_withdrawn_appeal_owes_no_call() -> None:
    story, case = a_call_asked_for()
    story.withdraw(case)
    assert DutyKind.ARRANGE_CALL not in duties(story, case)
    with pytest.raises(Conflict):
        story.arrange_call(case)
    with pytest.raises(Conflict):
        story.take_down(case)


@clause("8.3")
def test_a_representative_may_appeal_for_the_customer_and_it_is_recorded_who() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    with refused("8.3", "representative"):
        story.appeal(case, appealed_by=AppealedBy.REPRESENTATIVE)
    with refused("8.3", "representative"):
        story.appeal(case, representative="Her brother.")
    story.appeal(case, appealed_by=AppealedBy.REPRESENTATIVE, representative="Her brother, who is her attorney.")
    assert story.last_appeal(case).in_time
    story.a_verbal_appeal(case, appealed_by=AppealedBy.REPRESENTATIVE, representative="Her brother.")
    story.arrange_call(case, with_whom=AppealedBy.REPRESENTATIVE)


@clause("8.3", "1.6")
def test_a_representative_who_is_restricted_themselves_may_appeal_by_any_route() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    representative = story.a_customer()
    story.customer, mine = representative, story.customer
    story.a_restriction(measures=(NO_CONTACT,), ends_all_contact=True, extreme_reason="Three were hurt.")
    story.customer = mine
    assert story.ask(purpose=Purpose.APPEAL).answer is Answer.ALLOW
    story.appeal(case, appealed_by=AppealedBy.REPRESENTATIVE, representative="Her brother, restricted himself.")
    assert story.last_appeal(case).is_open


@clause("8.4")
@pytest.mark.parametrize("ground", [ground for ground in Ground if ground is not Ground.OTHER])
def test_each_ground_of_the_policy_needs_no_description(ground: Ground) -> None:
    story = a_story()
    case = story.a_restriction()
    with refused("8.4", "other_ground"):
        story.appeal(case, grounds=(ground,), other_ground="Something else.")
    story.appeal(case, grounds=(ground,))
    assert story.last_appeal(case).grounds == (ground,)


@clause("8.4")
def test_any_other_ground_is_open_and_is_described() -> None:
    story = a_story()
    case = story.a_restriction()
    with refused("8.4", "other_ground"):
        story.appeal(case, grounds=(Ground.OTHER,))
    with refused("8.4", "other_ground"):
        story.appeal(case, grounds=(Ground.OTHER,), other_ground=" ")
    story.appeal(case, grounds=(Ground.OTHER,), other_ground="The letter went to the wrong person.")
    story.appeal(case, grounds=(Ground.DISPROPORTIONATE, Ground.OTHER), other_ground="As I wrote.")
    assert story.last_appeal(case).grounds == (Ground.OTHER, Ground.DISPROPORTIONATE)


@clause("8.3", "8.2")
def test_a_late_request_is_promised_its_call_and_waits_to_be_let_in() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.until("2026-12-14")
    story.a_verbal_appeal(case)
    assert story.last_appeal(case).admitted is None
    assert duties(story, case)[DutyKind.ARRANGE_CALL] == date(2026, 12, 21)
    story.refuse(case)
    assert DutyKind.ARRANGE_CALL not in duties(story, case)
