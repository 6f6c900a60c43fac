"""Early reviews and new incidents on the real record, with relay, workflows and letters (9.2)."""

import pytest

from domain.case.duties import DutyKind, agenda
from domain.case.early import RequestEarlyReview
from domain.case.looking_again import EarlyAnswer
from domain.case.state import HoldReason
from domain.names import Channel
from tests.process.conftest import House
from tests.process.story import ASHA, BRYN, Story, at


async def asks(story: Story) -> None:
    request = RequestEarlyReview(received_on=await story.today(), how=Channel.WRITING, points="I am calm now.")
    await story.act(story.case_id, request, ASHA)


@pytest.mark.clause("9.2")
async def test_after_good_conduct_an_early_review_is_proposed_escalated_and_then_the_restriction_rests(
    whole: House,
) -> None:
    story = await whole.a_story()
    await story.a_restriction(days=300)
    await whole.time.until(at("2027-02-24 09:00"))
    assert "EarlyReviewProposed" in await story.events()
    await whole.time.until(at("2027-04-10 09:00"))
    events = await story.events()
    assert events.count("DutyEscalated") == 3
    assert [hold.reason for hold in (await story.case()).decisions[0].holds] == [HoldReason.EARLY_REVIEW_OVERDUE]
    assert "We have not finished looking again at our decision" in whole.words()
    await story.continues(days=150)
    await whole.time.quiet()
    case = await story.case()
    assert [str(d.ended) for d in case.decisions] == ["superseded", "None"]
    assert case.decisions[1].holds == ()
    assert case.early_reviews[0].answer is EarlyAnswer.CONTINUED


@pytest.mark.clause("9.2", "9.3")
async def test_a_request_that_nobody_answers_opens_the_review_and_the_customer_is_told(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction(days=300)
    await whole.time.quiet()
    await asks(story)
    await whole.time.until(at("2026-12-15 09:00"))
    assert "EarlyReviewOpened" in await story.events()
    assert "We did not answer in the time that we had." in whole.words()
    assert await story.owed() == []


@pytest.mark.clause("9.2")
async def test_a_new_incident_is_linked_by_the_relay_and_the_manager_is_reminded(whole: House) -> None:
    story = await whole.a_story()
    before = await story.an_incident(assessed=False)
    await story.a_restriction(days=300)
    await whole.time.until(at("2026-12-01"))
    incident = await story.an_incident()
    await whole.time.quiet()
    case = await story.case()
    assert [(new.incident, new.counts) for new in case.new_incidents] == [(incident, True)]
    assert before not in {new.incident for new in case.new_incidents}
    duty = next(d for d in agenda(case, whole.book) if d.kind is DutyKind.LOOK_AT_NEW_INCIDENT)
    assert (duty.about, duty.person) == (incident, BRYN.id)
    await whole.time.until(at("2026-12-09 09:00"))
    assert "DutyReminded" in await story.events()
    await whole.time.until(at("2027-02-25 09:00"))
    assert "EarlyReviewProposed" not in await story.events()
    await whole.time.until(at("2027-03-02 09:00"))
    assert "EarlyReviewProposed" in await story.events()


@pytest.mark.clause("9.2", "9.1")
async def test_what_is_told_to_the_relay_twice_is_linked_once(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction(days=300)
    await whole.time.quiet()
    incident = await story.an_incident()
    await whole.time.quiet()
    before = await story.events()
    assert before.count("IncidentLinked") in {1, 2}, "as it was recorded, and as it was assessed, or both at once"
    await whole.relay.tell(await whole.record.history(incident))
    assert await story.events() == before
