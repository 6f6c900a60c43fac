"""What time does where somebody does not act, and where a letter does not arrive: each timer's other branch."""

from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities.messages import Part
from domain.calendar import local_day
from domain.case.notice import Change, NoticeKind
from domain.case.notices import Proof
from domain.case.state import HoldReason, Outcome
from domain.names import Means
from domain.policy_changes import POLICY
from domain.policy_words import ProclaimBankHoliday
from local.mail import Drop, RefuseMessage, RefuseRecipient
from tests.process.conftest import House
from tests.process.story import MEGAN, at


@pytest.mark.clause("7.2")
async def test_a_case_that_nobody_decides_is_escalated_and_then_closes_without_action(whole: House) -> None:
    story = await whole.a_story()
    await story.refers(await story.an_incident())
    await whole.time.until(at("2027-01-08 09:00"))
    events = await story.events()
    assert events[1] == "DutyReminded"
    assert events[2:4] == ["DutyEscalated", "DutyEscalated"]
    assert events[-1] == "CaseClosed"


@pytest.mark.clause("7.2")
async def test_a_warning_that_is_heeded_closes_the_case(whole: House) -> None:
    story = await whole.a_story()
    await story.refers(await story.an_incident())
    await story.warns()
    await whole.time.until(at("2026-12-22 09:00"))
    assert (await story.events())[-2:] == ["WarningPeriodEnded", "CaseClosed"]


@pytest.mark.clause("8.6")
async def test_an_overdue_review_is_escalated_and_ten_working_days_later_the_restriction_rests(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    await story.appeals()
    await story.assigns()
    await whole.time.until(at("2026-12-22 09:00"))
    holds = (await story.case()).decisions[0].holds
    assert [hold.reason for hold in holds] == [HoldReason.REVIEW_OVERDUE]
    assert "DutyEscalated" in await story.events()
    assert (await story.owed()) == [], "the customer has been told"
    await story.reviews(Outcome.UPHOLD)
    await whole.time.quiet()
    assert (await story.case()).decisions[0].holds[0].until is not None


@pytest.mark.clause("8.6")
async def test_for_threats_time_does_not_suspend_and_the_director_is_asked_each_day(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction(violent=True)
    await whole.time.quiet()
    await story.appeals()
    await story.assigns()
    await whole.time.until(at("2026-12-24 09:00"))
    case = await story.case()
    assert case.decisions[0].holds == ()
    assert case.escalated["ask-director:appeal/1"] == 3


@pytest.mark.clause("9.2")
async def test_a_review_date_that_is_missed_is_escalated_and_then_the_restriction_lapses(whole: House) -> None:
    story = await whole.a_story()
    review_on = at("2027-02-26").date()
    await story.a_restriction(review_on=review_on)
    await whole.time.until(at("2027-03-13 09:00"))
    events = await story.events()
    assert "DutyEscalated" in events
    assert events.index("ReviewOpened") < events.index("RestrictionLapsed")
    assert "12 March 2027" in whole.words()
    assert events[-1] == "CaseClosed"


@pytest.mark.clause("9.2")
async def test_a_restriction_for_threats_is_announced_ahead_of_its_end(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction(violent=True, days=60)
    await whole.time.until(at("2027-01-23 09:00"))
    assert (await story.events()).count("EndAnnounced") == 3


@pytest.mark.clause("9.2")
async def test_a_continued_restriction_is_a_new_decision_with_its_own_cycle(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction(days=60)
    await whole.time.until(at("2027-01-15"))
    await story.continues(days=60)
    await whole.time.until(at("2027-01-25 09:00"))
    case = await story.case()
    assert [str(d.ended) for d in case.decisions] == ["superseded", "None"]
    assert case.decisions[1].appeal_by == at("2027-01-29").date()
    await whole.time.until(at("2027-03-18 09:00"))
    assert (await story.case()).closed


@pytest.mark.clause("8.2")
@pytest.mark.parametrize("let_in", [True, False])
async def test_a_late_appeal_is_judged_and_the_customer_told(whole: House, *, let_in: bool) -> None:
    story = await whole.a_story()
    await story.a_restriction(days=150)
    await whole.time.until(at("2026-12-21"))
    await story.appeals()
    await whole.time.until(at("2027-01-07 09:00"))
    assert "DutyReminded" in await story.events(), "the manager was reminded"
    await (story.admits() if let_in else story.refuses())
    await whole.time.quiet()
    if let_in:
        await story.assigns()
        await story.reviews(Outcome.QUASH)
        await whole.time.quiet()
        assert (await story.case()).closed
    else:
        assert (await story.case()).notices[-1].kind is NoticeKind.APPEAL_REFUSED
    assert (await story.owed()) == []


@pytest.mark.clause("8.2")
async def test_a_refusal_already_made_is_told_though_the_notice_it_counts_from_comes_back_meanwhile(
    whole: House,
) -> None:
    story = await whole.a_story()
    await story.a_restriction(days=150)
    await whole.time.until(at("2026-12-21"))
    await story.appeals()
    await whole.time.quiet()
    await whole.mail.stop()
    await story.refuses()
    await story.bounces("notice/1")
    await whole.mail.start()
    await whole.time.until(at("2026-12-21 10:30"))
    assert NoticeKind.APPEAL_REFUSED not in [notice.kind for notice in await story.owed()]
    assert "23 November 2026" in whole.words(), "the day from which it was counted"


@pytest.mark.clause("8.2")
async def test_a_notice_that_bounced_goes_by_post_and_meanwhile_nothing_bites(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.until(at("2026-11-25"))
    await story.bounces("notice/1")
    await whole.time.quiet()
    owed = (await story.owed())[0]
    assert (owed.means, owed.printed_on) == (Means.POST, at("2026-11-25").date())
    assert (await story.case()).decisions[0].appeal_by is None
    await whole.time.until(at("2026-11-27"))
    again = (await story.owed())[0]
    assert again.printed_on == at("2026-11-27").date(), "a letter that did not go on its printed day is printed anew"
    await story.posts(again)
    await whole.time.until(at("2026-12-12"))
    case = await story.case()
    assert case.decisions[0].appeal_by == at("2026-12-11").date()
    assert case.decisions[0].window_closed
    assert len(whole.message_ids) == 1


@pytest.mark.clause("7.3")
async def test_a_customer_who_asked_for_it_has_the_letter_read_out(whole: House) -> None:
    story = await whole.a_story(Means.READ_BY_PHONE)
    await story.a_restriction()
    await whole.time.quiet()
    assert whole.message_ids == []
    await story.posts((await story.owed())[0], Proof.READ_OUT)
    await whole.time.quiet()
    assert (await story.case()).decisions[0].appeal_by == at("2026-12-07").date()


@pytest.mark.clause("8.2")
async def test_an_address_that_the_mail_server_refuses_gets_its_letter_by_post(whole: House) -> None:
    story = await whole.a_story()
    whole.mail.fail(RefuseRecipient())
    await story.a_restriction()
    await whole.time.quiet()
    assert "NoticeFailed" in await story.events()
    owed = (await story.owed())[0]
    assert (owed.means, owed.id) == (Means.POST, "notice/1")
    await story.posts(owed)
    await whole.time.quiet()
    assert (await story.owed()) == []


@pytest.mark.clause("7.3")
async def test_a_mail_server_that_is_away_is_tried_again_and_the_letter_printed_anew_after_midnight(
    whole: House,
) -> None:
    story = await whole.a_story(begins="2026-11-23 23:57")
    await whole.mail.stop()
    await story.a_restriction()
    await whole.time.until(at("2026-11-24 00:02"))
    events = await story.events()
    assert "NoticeHandOverStarted" not in events, "nothing was begun that did not go"
    assert events.count("NoticePrepared") == 2, "after midnight it is printed anew"
    await whole.mail.start()
    await whole.time.until(at("2026-11-24 00:15"))
    assert (await story.owed()) == []
    assert "8 December 2026" in whole.words(), "the window is reckoned from the day it left"


@pytest.mark.clause("8.2")
async def test_a_letter_deferred_by_the_server_goes_later_and_nothing_is_uncertain(whole: House) -> None:
    story = await whole.a_story()
    whole.mail.fail(RefuseMessage())
    await story.a_restriction()
    await whole.time.quiet()
    assert "NoticeHandOverDeferred" in await story.events()
    await whole.time.until(await whole.record.now() + timedelta(minutes=1))
    events = await story.events()
    assert "NoticeLeft" in events
    assert "NoticeHandOverUncertain" not in events
    assert len(whole.message_ids) == 1


@pytest.mark.clause("8.2")
async def test_a_hand_over_of_which_nobody_knows_is_said_to_be_so_and_repeated_under_the_same_message_id(
    whole: House,
) -> None:
    story = await whole.a_story()
    whole.mail.fail(Drop(kept=True))
    await story.a_restriction()
    await whole.time.quiet()
    assert "NoticeHandOverUncertain" in await story.events()
    await whole.time.until(await whole.record.now() + timedelta(minutes=1))
    assert "NoticeLeft" in await story.events()
    first, second = whole.message_ids
    assert first == second


@pytest.mark.clause("8.2")
async def test_a_late_letter_of_appeal_reopens_a_closed_case(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction(days=20)
    await whole.time.until(at("2026-12-15 09:00"))
    assert (await story.case()).closed
    await story.appeals(received=at("2026-12-03").date())
    await whole.time.quiet()
    assert "CaseReopened" in await story.events()
    await story.assigns()
    await story.reviews(Outcome.UPHOLD)
    await whole.time.quiet()
    case = await story.case()
    assert case.closed
    assert local_day(await whole.record.now()) == at("2026-12-15").date()


@pytest.mark.clause("7.3")
async def test_a_letter_whose_words_were_erased_is_not_written_and_its_duty_stays(whole: House) -> None:
    story = await whole.a_story(Means.POST, begins="2026-11-23 23:50")
    await story.a_restriction()
    await whole.time.quiet()
    keys = await whole.record.keys.concerning(story.customer)
    await whole.record.keys.destroy([key for key, _ in keys], by="staff/somebody")
    await whole.time.until(at("2026-11-24 00:05"))
    events = await story.events()
    assert events.count("NoticePrepared") == 1
    notice = Part(story.case_id, "notice/1").workflow_id
    described = await whole.environment.client.get_workflow_handle(notice).describe()
    assert described.status is WorkflowExecutionStatus.RUNNING


@pytest.mark.clause("7.3")
async def test_a_letter_that_nobody_posts_is_printed_anew_each_day_and_people_are_reminded(whole: House) -> None:
    story = await whole.a_story(Means.LARGE_PRINT)
    await story.a_restriction()
    for day in ("2026-11-24", "2026-11-25", "2026-11-26"):
        await whole.time.until(at(day))
    events = await story.events()
    assert events.count("NoticePrepared") == 4
    assert [event for event in events if event.startswith("Duty")] == ["DutyReminded", "DutyEscalated"]
    await story.posts((await story.owed())[0])
    await whole.time.quiet()
    assert await story.owed() == []


@pytest.mark.clause("8.2")
async def test_a_holiday_proclaimed_later_moves_the_last_day_and_the_customer_is_told(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    told = (await story.case()).decisions[0].appeal_by
    assert told is not None
    command = ProclaimBankHoliday(day=told, name="A royal wedding", source="Royal Proclamation")
    await whole.record.act(POLICY, command, by=MEGAN, command_id=uuid4())  # every open case is read again
    await whole.time.quiet()
    case = await story.case()
    assert case.notices[-1].change is Change.DATE_MOVED
    assert "8 December 2026" in whole.words()
    assert not case.decisions[0].window_closed
