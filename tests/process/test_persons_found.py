"""What nobody told the process of persons it finds; what is owed stands in a manager's queue; letters read it all."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

import house
from activities.letters import letter_of
from activities.messages import Part
from activities.told import Teller
from domain.authority import AuthorityEnd, EndAuthority
from domain.calendar import local_day
from domain.case.together import verdict_together
from domain.case.verdict import Answer, Asked, Purpose
from domain.conclusion import AdviseCustomer
from domain.names import Channel, Role, same_id
from record.person import person_of
from record.queue import DutyRow, WorkQueue
from tests.process.checks import eventually
from tests.process.conftest import House
from tests.process.story import ASHA, BRYN, WRITING_ONLY, Story, at
from tests.process.test_persons import a_case_about_the_other, a_sister_acts, another, links, unlinks
from tests.process.test_protections import another_relay, end, until_the_letter_left

Happens = Callable[[House, Story], Awaitable[None]]


async def queue_of_bryn(whole: House) -> dict[str, DutyRow]:
    await house.views(whole.record).wait_for(WorkQueue.name, await whole.record.position(), 10)
    rows = await WorkQueue(whole.record).duties(roles=[Role.MANAGER], people=[BRYN.id])
    return {row.kind.value: row for row in rows}


async def answered(story: Story, channel: Channel = Channel.WRITING) -> Answer:
    """The verdict, as the front line is answered."""
    who = await person_of(story.record, story.customer)
    asked = Asked(channel=channel, purpose=Purpose.GENERAL)
    return verdict_together(who.cases, asked, who.now).answer


async def withdraws(story: Story, acting: str) -> None:
    ends = EndAuthority(why=AuthorityEnd.REPRESENTATIVE_WITHDREW, on=await story.today(), reason="Moved away.")
    await story.act(acting, ends, ASHA)


@pytest.mark.clause("1.3", "9.3")
async def test_unlinking_suspends_and_tells_and_the_manager_has_to_decide(whole: House) -> None:
    story = await whole.a_story()
    other = await a_case_about_the_other(story)
    await story.restricts(measures=(WRITING_ONLY,))
    await whole.time.quiet()
    assert await answered(story, Channel.TELEPHONE) is Answer.REFUSE
    assert "decide-after-unlinking" not in await queue_of_bryn(whole)
    letters = len(whole.letters)
    await unlinks(other.customer, story.customer, story)
    assert await answered(story, Channel.TELEPHONE) is Answer.ALLOW
    await whole.time.quiet()
    assert len(whole.letters) == letters + 1
    assert await story.owed() == [], "the letter left"
    row = (await queue_of_bryn(whole))["decide-after-unlinking"]
    assert (str(row.stream), row.about, row.person, row.clause) == (story.case_id, "decision/1", BRYN.id, "1.3")
    assert row.due_on.isoformat() == "2026-11-30"


@pytest.mark.clause("6.1", "9.3")
async def test_a_representative_who_withdraws_frees_the_customer_at_once_and_the_letter_leaves(whole: House) -> None:
    story = await whole.a_story()
    acting = await a_sister_acts(story)
    await whole.time.quiet()
    assert await answered(story) is not Answer.ALLOW
    letters = len(whole.letters)
    await withdraws(story, acting)
    assert await answered(story) is Answer.ALLOW
    await whole.time.quiet()
    assert "RepresentativeNoLongerActs" in await story.events()
    assert len(whole.letters) == letters + 1
    assert await story.owed() == [], "the letter left"
    row = (await queue_of_bryn(whole))["vary-without-representative"]
    assert (str(row.stream), row.person, row.clause) == (story.case_id, BRYN.id, "6.1")


async def unlinked_while_no_relay_runs(whole: House, story: Story) -> None:
    other = await a_case_about_the_other(story)
    await story.restricts(measures=(WRITING_ONLY,))
    await whole.time.quiet()
    await end(whole.tasks[0])
    await unlinks(other.customer, story.customer, story)


async def withdrawn_while_no_relay_runs(whole: House, story: Story) -> None:
    acting = await a_sister_acts(story)
    await whole.time.quiet()
    await end(whole.tasks[0])
    await withdraws(story, acting)


@pytest.mark.clause("1.3", "6.1")
@pytest.mark.parametrize(
    ("happens", "recorded"),
    [
        (unlinked_while_no_relay_runs, "RestrictionSuspended"),
        (withdrawn_while_no_relay_runs, "RepresentativeNoLongerActs"),
    ],
)
async def test_what_the_relay_did_not_tell_the_reconciler_finds(whole: House, happens: Happens, recorded: str) -> None:
    story = await whole.a_story()
    await happens(whole, story)
    with pytest.raises(TimeoutError):
        await eventually_recorded(story, recorded, seconds=2)
    assert await whole.reconciler.reconcile() == 0, "its workflow runs, and sleeps"
    await eventually_recorded(story, recorded)
    await whole.reconciler.reconcile()  # the letter's own workflow, which the relay would have started
    await until_the_letter_left(story)


@pytest.mark.clause("1.3", "6.1")
async def test_a_relay_that_comes_back_tells_what_happened_meanwhile(whole: House) -> None:
    story = await whole.a_story()
    await unlinked_while_no_relay_runs(whole, story)
    task = asyncio.create_task(another_relay(whole).run())
    await eventually_recorded(story, "RestrictionSuspended")
    await until_the_letter_left(story)
    await end(task)


@pytest.mark.clause("9.2", "1.3")
async def test_a_new_incident_of_any_record_is_linked_into_the_cases_of_every_record(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction(days=300)
    other = await another(story)
    await whole.time.until(at("2026-12-01"))
    before = await other.an_incident()
    await whole.time.quiet()
    assert (await story.case()).new_incidents == ()
    await links(story.customer, other.customer, story)
    await whole.time.quiet()
    assert [new.incident for new in (await story.case()).new_incidents] == [before], "it is carried over"
    incident = await other.an_incident()
    await whole.time.quiet()
    new = {new.incident: new for new in (await story.case()).new_incidents}
    assert (new[incident].recorded_of, new[incident].counts) == (other.customer, True)
    assert "look-at-new-incident" in await queue_of_bryn(whole)
    await unlinks(story.customer, other.customer, story)
    await whole.time.quiet()
    assert "look-at-new-incident" not in await queue_of_bryn(whole)
    after = await other.an_incident()
    await whole.time.quiet()
    assert after not in {new.incident for new in (await story.case()).new_incidents}


@pytest.mark.clause("9.2", "1.3")
async def test_a_link_that_is_told_to_the_relay_twice_links_once(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction(days=300)
    other = await another(story)
    await other.an_incident()
    await links(story.customer, other.customer, story)
    await whole.time.quiet()
    before = await story.events()
    assert before.count("IncidentLinked") == 1
    head = await whole.record.position()
    linked = [e for e in await whole.record.reader.after(0) if e.type == "CustomersLinked"]
    await whole.relay.tell(linked)
    assert await whole.record.position() == head


@pytest.mark.clause("9.3", "1.3")
async def test_a_letter_about_one_record_knows_that_another_record_of_the_person_is_limited(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction(measures=(WRITING_ONLY,))
    other = await another(story)
    incident = await other.an_incident()
    await other.act(incident, AdviseCustomer(why="You swore.", what_must_change="Please do not."), BRYN)
    await whole.time.quiet()
    part = Part(same_id("letter", incident), "notice/1")

    async def limited() -> bool:
        letter = letter_of(await Teller(whole.record).tell(part))
        assert letter.printed == local_day(await whole.record.now())
        return letter.limited

    assert not await limited()
    await links(story.customer, other.customer, story)
    assert await limited()
    await unlinks(story.customer, other.customer, story)
    assert not await limited()


async def eventually_recorded(story: Story, event: str, seconds: float = 20) -> None:
    async def it_is() -> bool:
        return event in await story.events()

    await eventually(it_is, seconds)
