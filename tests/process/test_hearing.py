"""An appeal by phone through the whole process: promised, arranged, overdue, heard, and told of (8.3, 8.6)."""

from datetime import timedelta
from typing import Any

import pytest

from activities.mail import Delivery, MailServer
from domain.case.appealing import Ground, How, ReceiveAppeal
from domain.case.calling import ArrangeAppealCall, GiveUpAppealCall, RecordAppealCallMissed, TakeDownAppealPoints
from domain.case.hearing import PassedTo, ReadBack, WhyMissed, WhyNoCall
from domain.case.notice import NoticeKind
from domain.case.scoping import MarkPointOutOfScope
from domain.case.state import Outcome
from domain.names import AppealId, DecisionId
from tests.process.conftest import House
from tests.process.story import ASHA, CARYS, Story, at

APPEAL = AppealId("appeal/1")


async def asks_for_a_call(story: Story) -> None:
    asked = ReceiveAppeal(
        decision=DecisionId("decision/1"), received_on=await story.today(), how=How.VERBALLY, grounds=(), points=()
    )
    await story.act(story.case_id, asked, ASHA)


async def arranges(story: Story, reason: str | None = None) -> None:
    call = ArrangeAppealCall(
        appeal=APPEAL, at=await story.record.now() + timedelta(hours=2), caller=ASHA.id, reason=reason
    )
    await story.act(story.case_id, call, ASHA)


async def is_heard(story: Story) -> None:
    heard = TakeDownAppealPoints(
        appeal=APPEAL,
        held_on=await story.today(),
        grounds=(Ground.OTHER,),
        other_ground="I was in hospital.",
        points=("I was ill.", "My kitchen tap still drips."),
        read_back=ReadBack.AGREED,
        read_back_by=ASHA.id,
    )
    await story.act(story.case_id, heard, ASHA)


@pytest.mark.clause("8.3", "8.6")
async def test_a_verbal_appeal_is_promised_a_call_and_its_outcome_says_what_was_passed_on(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    await asks_for_a_call(story)
    await whole.time.quiet()
    assert "We will phone you by Monday 30 November 2026 to hear your points." in whole.words()
    await story.assigns()
    await arranges(story)
    await whole.time.until(at("2026-11-23 13:00"))
    await is_heard(story)
    passed = MarkPointOutOfScope(
        appeal=APPEAL, point=2, passed_to=PassedTo.REPAIRS, reference="R-1042", reason="It is a repair."
    )
    await story.act(story.case_id, passed, CARYS)
    await story.reviews(Outcome.UPHOLD)
    await whole.time.quiet()
    words = whole.words()
    assert "My kitchen tap still drips." in words
    assert "R-1042" in words
    assert "(I was in hospital.)" in words
    assert "Public Services Ombudsman for Wales" in words
    assert (await story.owed()) == []


@pytest.mark.clause("8.3", "reading.md, Never: the customer's loss")
async def test_a_call_that_nobody_arranges_escalates_and_the_restriction_rests_at_last(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    await asks_for_a_call(story)
    await whole.time.until(at("2026-12-01 09:00"))
    case = await story.case()
    assert case.escalated["arrange-call:appeal/1:2026-11-30"] == 1
    await arranges(story, "As soon as we can.")
    await whole.time.until(at("2026-12-02 09:00"))
    assert (await story.case()).escalated["hold-call:appeal/1:2026-12-01"] == 1
    await whole.time.until(at("2026-12-22 09:00"))
    assert [hold.until for hold in (await story.case()).decisions[0].holds] == [None]


@pytest.mark.clause("8.3")
async def test_a_customer_who_was_not_reached_is_told_how_to_be_heard_all_the_same(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    await asks_for_a_call(story)
    await story.assigns()
    for day in ("2026-11-24", "2026-11-25"):
        await arranges(story, "Again.")
        await whole.time.until(at(day))
        missed = RecordAppealCallMissed(appeal=APPEAL, missed=WhyMissed.NOT_REACHED, reason="Nobody answered.")
        await story.act(story.case_id, missed, ASHA)
    given_up = GiveUpAppealCall(appeal=APPEAL, why=WhyNoCall.NOT_REACHED, reason="Twice in vain.")
    await story.act(story.case_id, given_up, CARYS)
    await whole.time.quiet()
    assert "We tried twice." in whole.words()
    assert "They will decide by Monday 7 December 2026." in whole.words()
    assert (await story.owed()) == []


@pytest.mark.clause("8.2", "8.6")
async def test_a_letter_that_the_server_takes_just_as_its_decision_is_quashed_is_recorded_as_left(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = await whole.a_story()
    await whole.mail.stop()
    await story.a_restriction()
    await story.appeals()
    await story.assigns()
    deliver, quashed = MailServer.deliver, False

    async def taken_meanwhile(self: MailServer, *said: Any, **more: Any) -> Delivery:
        nonlocal quashed
        delivery = await deliver(self, *said, **more)
        if delivery is Delivery.TAKEN and not quashed:
            quashed = True
            await story.reviews(Outcome.QUASH)
        return delivery

    monkeypatch.setattr(MailServer, "deliver", taken_meanwhile)
    await whole.mail.start()
    await whole.time.until(at("2026-11-23 11:00"))
    case = await story.case()
    sent = len(whole.letters)
    assert quashed
    assert sum(notice.left_at is not None for notice in case.notices) == sent
    assert next(n for n in case.notices if n.kind is NoticeKind.APPEAL_OUTCOME).left_at is not None
