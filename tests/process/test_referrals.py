"""Referrals, and letters outside any case, as the process keeps them: reminded, escalated, engaged, sent."""

from uuid import uuid4

import pytest

from domain.conclusion import AdviseCustomer
from domain.names import StreamId, named, same_id
from domain.referral.kinds import ReferralKind
from domain.referral.said import OpenReferral
from domain.retraction import RetractIncident, WhyRetracted
from tests.process.conftest import House
from tests.process.story import ASHA, BRYN, Story, at


async def events_of(story: Story, stream: str) -> list[str]:
    return [entry.type for entry in await story.record.history(stream)]


@pytest.mark.clause("10.1")
async def test_a_new_matter_that_nobody_decides_is_escalated_then_we_engage_and_the_customer_is_told(
    whole: House,
) -> None:
    story = await whole.a_story()
    referral = StreamId(named("referral", uuid4()))
    command = OpenReferral(
        customer=story.customer,
        referral_kind=ReferralKind.SUBSEQUENT_CONTACT,
        received_on=await story.today(),
        concern="The boiler is out.",
    )
    await story.act(referral, command, ASHA)
    await whole.time.until(at("2026-12-09 09:00"))
    assert await events_of(story, referral) == [
        "ReferralOpened",
        "DutyReminded",
        "DutyEscalated",
        "DutyEscalated",
        "EngagedUnanswered",
    ]
    letter = same_id("letter", referral)
    assert (await events_of(story, letter))[-1] == "NoticeLeft"
    assert len(whole.letters) == 1


@pytest.mark.clause("5.12")
async def test_advice_leaves_by_email_like_every_letter(whole: House) -> None:
    story = await whole.a_story()
    incident = await story.an_incident()
    await story.act(incident, AdviseCustomer(why="You swore.", what_must_change="Please do not."), BRYN)
    await whole.time.quiet()
    letter = same_id("letter", incident)
    assert await events_of(story, letter) == ["LetterOwed", "NoticePrepared", "NoticeHandOverStarted", "NoticeLeft"]
    assert len(whole.letters) == 1


@pytest.mark.clause("9.1", "9.3")
async def test_whoever_had_a_letter_of_advice_by_mistake_is_told_so_in_a_letter(whole: House) -> None:
    story = await whole.a_story()
    incident = await story.an_incident()
    await story.act(incident, AdviseCustomer(why="You swore.", what_must_change="Please do not."), BRYN)
    await whole.time.quiet()
    await whole.time.until(at("2026-11-25 09:00"))
    taken = RetractIncident(why=WhyRetracted.ANOTHER_PERSON, reason="It was Mr Davies, of number 12.")
    await story.act(incident, taken, BRYN)
    await whole.time.quiet()
    letter = same_id("letter", incident)
    assert (await events_of(story, letter))[-3:] == ["NoticePrepared", "NoticeHandOverStarted", "NoticeLeft"]
    assert len(whole.letters) == 2
    assert "We wrote to you on Monday 23 November 2026" in whole.words()
    assert "Please take no notice of that letter." in whole.words()
    assert "Davies" not in whole.words()


@pytest.mark.clause("9.2", "9.1")
async def test_an_incident_that_was_taken_back_is_shown_no_longer_in_the_case_it_was_linked_to(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    incident = await story.an_incident()
    await whole.time.quiet()
    assert [new.incident for new in (await story.case()).new_incidents] == [incident]
    await story.act(incident, RetractIncident(why=WhyRetracted.BY_MISTAKE, reason="A test."), BRYN)
    await whole.time.quiet()
    assert (await story.case()).new_incidents == ()


@pytest.mark.clause("5.6")
async def test_a_referral_that_an_incident_raised_is_watched_too(whole: House) -> None:
    story = await whole.a_story()
    incident = await story.an_incident(violent=True)
    await whole.time.quiet()
    (referral,) = [s for s in await story.record.load_tagged(incident) if s.startswith("referral/")]
    await whole.time.until(at("2026-11-26 09:00"))
    assert "DutyEscalated" in await events_of(story, referral), "the police decision was due the next working day"
