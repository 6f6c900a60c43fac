"""A case and a person, read with what is around them at one moment, in no more readings than it takes (1.3, 6.1)."""

from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

import house
from domain.authority import AuthorityEnd, EndAuthority, EnterRepresentative, Relation
from domain.case.duties import DutyKind, agenda
from domain.case.ending import LiftRestriction
from domain.case.referral import DispenseWithWarning, NoWarningReason, ReferCase
from domain.case.state import End
from domain.linking import LinkCustomers, UnlinkCustomers, link_of
from domain.measures import Measure, MeasureKind
from domain.names import CustomerId, DecisionId, RepresentativeId, named
from domain.permissions import check
from domain.register import DECIDERS
from record.around import load_as_it_is
from record.person import person_of
from record.store import Record
from tests.process.story import ASHA, BRYN, Story
from tests.record.conftest import Open
from tests.record.servers import ROOT

BOOK = house.policy_book(ROOT / "policy")
Rows = Callable[[str], Awaitable[set[str]]]
SAFETY = "Threats were made to come round."  # it bites before its letter has left: nothing prints letters here


@pytest.fixture
async def story(open_record: Open) -> Story:
    record = await open_record(deciders=DECIDERS, permit=check, book=lambda: BOOK)
    story = Story(record)
    await story.begins()
    return story


class Readings:
    """How often a record is asked for other streams."""

    def __init__(self, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
        self.number = 0
        others = record._states.others

        async def counted(*given: Any, **named: Any) -> Any:
            self.number += 1
            return await others(*given, **named)

        monkeypatch.setattr(record._states, "others", counted)


async def links(story: Story, other: CustomerId) -> None:
    command = LinkCustomers(customer=story.customer, other=other, reason="The same date of birth.")
    await story.act(link_of(story.customer, other), command, BRYN)


async def unlinks(story: Story, other: CustomerId) -> None:
    await story.act(link_of(story.customer, other), UnlinkCustomers(reason="It was her sister."), BRYN)


async def another(story: Story) -> Story:
    other = Story(story.record)
    await other.enters_a_customer()
    return other


async def restricted_for_what_another_did(story: Story) -> Story:
    other = await another(story)
    await links(story, other.customer)
    refers = ReferCase(customer=story.customer, incidents=(await other.an_incident(),), reason="It happens again.")
    await story.act(story.case_id, refers, ASHA)
    why = NoWarningReason.VIOLENCE_OR_THREATS
    await story.act(story.case_id, DispenseWithWarning(reason=why, explanation="A threat."), BRYN)
    await story.restricts(safety_reason=SAFETY)
    return other


async def a_sister(story: Story) -> RepresentativeId:
    acting = RepresentativeId(named("representative", uuid4()))
    entered = EnterRepresentative(
        customer=story.customer,
        relation=Relation.FAMILY_MEMBER,
        since=await story.today(),
        until=None,
        name="Mair Lewis",
        phones=("01792 000222",),
        authority="A letter that she signed.",
    )
    await story.act(acting, entered, ASHA)
    return acting


async def restricted_to_a_sister(story: Story) -> RepresentativeId:
    acting = await a_sister(story)
    through = Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE, representative=acting)
    await story.a_restriction(measures=(through,), measure_words=("Mair Lewis",), safety_reason=SAFETY)
    return acting


async def owed(story: Story) -> set[DutyKind]:
    return {duty.kind for duty in agenda((await load_as_it_is(story.record, story.case_id)).state, BOOK)}


@pytest.mark.clause("6.1")
@pytest.mark.parametrize("how", ["nothing", "restricted", "to a sister"])
async def test_who_has_one_record_is_read_in_one_reading(
    story: Story, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "restricted":
        await story.a_restriction()
    elif how == "to a sister":
        await restricted_to_a_sister(story)
    readings = Readings(story.record, monkeypatch)
    who = await person_of(story.record, story.customer)
    assert (who.records, readings.number) == ((story.customer,), 1)
    assert len(who.cases) == (how != "nothing")


@pytest.mark.clause("1.3", "6.1")
async def test_however_many_records_lie_between_a_person_is_found_in_three_readings_of_one_moment(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = [story, *[await another(story) for _ in range(5)]]
    for one, next_one in pairwise(chain):
        await links(one, next_one.customer)
    readings = Readings(story.record, monkeypatch)
    who = await person_of(story.record, chain[0].customer)
    assert set(who.records) == {each.customer for each in chain}
    assert readings.number <= 3
    assert len({(loaded.head, loaded.now) for loaded in who.streams.values()}) == 1


@pytest.mark.clause("1.3")
async def test_a_case_in_which_nothing_was_decided_costs_no_further_reading(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    await story.refers(await story.an_incident())
    readings = Readings(story.record, monkeypatch)
    assert (await load_as_it_is(story.record, story.case_id)).version == 1
    assert readings.number == 0
    await story.act(
        story.case_id, DispenseWithWarning(reason=NoWarningReason.VIOLENCE_OR_THREATS, explanation="A threat."), BRYN
    )
    await story.restricts()
    readings.number = 0
    await load_as_it_is(story.record, story.case_id)
    assert readings.number == 1


@pytest.mark.clause("1.3", "6.1")
async def test_a_case_that_has_no_event_of_it_owes_what_an_unlinking_or_a_withdrawal_brings(story: Story) -> None:
    other = await restricted_for_what_another_did(story)
    before = (await story.record.load(story.case_id)).version
    assert DutyKind.SUSPEND_AS_UNLINKED not in await owed(story)
    await unlinks(story, other.customer)
    assert DutyKind.SUSPEND_AS_UNLINKED in await owed(story)
    assert (await story.record.load(story.case_id)).version == before
    acting = await restricted_to_a_sister(other)
    assert DutyKind.RECORD_REPRESENTATIVE_GONE not in await owed(other)
    gone = EndAuthority(why=AuthorityEnd.REPRESENTATIVE_WITHDREW, on=await story.today(), reason="She moved.")
    await story.act(acting, gone, ASHA)
    assert DutyKind.RECORD_REPRESENTATIVE_GONE in await owed(other)


@pytest.mark.clause("1.3")
async def test_a_case_is_as_new_as_what_is_read_around_it(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    await story.a_restriction()
    load_tagged, raced = story.record.load_tagged, list[int]()

    async def after_it_was_lifted(*given: Any, **named: Any) -> Any:
        if not raced:
            lifts = LiftRestriction(decision=DecisionId("decision/1"), reasons="Calm.")
            raced.append((await story.act(story.case_id, lifts, BRYN)).version)
        return await load_tagged(*given, **named)

    monkeypatch.setattr(story.record, "load_tagged", after_it_was_lifted)
    loaded = await load_as_it_is(story.record, story.case_id)
    assert (loaded.version, loaded.state.decisions[0].ended) == (raced[0], End.LIFTED)


@pytest.fixture
async def rows(story: Story) -> Rows:
    views = house.views(story.record)
    await views.prepare()

    async def read(case: str) -> set[str]:
        await views.catch_up()
        found = await story.record.database.fetch("select kind from views.duty where stream = $1", case)
        return {row["kind"] for row in found}

    return read


@pytest.mark.clause("1.3", "6.1")
async def test_the_queue_writes_anew_the_cases_of_whoever_was_unlinked_or_has_nobody_acting_any_more(
    story: Story, rows: Rows
) -> None:
    other = await restricted_for_what_another_did(story)
    acting = await restricted_to_a_sister(other)
    assert "suspend-as-unlinked" not in await rows(story.case_id)
    assert "record-representative-gone" not in await rows(other.case_id)
    await unlinks(story, other.customer)
    assert "suspend-as-unlinked" in await rows(story.case_id)
    assert "suspend-as-unlinked" not in await rows(other.case_id)
    gone = EndAuthority(why=AuthorityEnd.REPRESENTATIVE_WITHDREW, on=await story.today(), reason="She moved.")
    await story.act(acting, gone, ASHA)
    assert "record-representative-gone" in await rows(other.case_id)


@pytest.mark.clause("6.1", "1.3")
async def test_who_acts_for_what_was_unlinked_acts_for_nobody_here_and_the_queue_shows_it(
    story: Story, rows: Rows
) -> None:
    other = await another(story)
    await links(story, other.customer)
    acting = await a_sister(other)
    through = Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE, representative=acting)
    await story.a_restriction(measures=(through,), measure_words=("Mair Lewis",), safety_reason=SAFETY)
    assert "record-representative-gone" not in await rows(story.case_id)
    await unlinks(story, other.customer)
    assert DutyKind.RECORD_REPRESENTATIVE_GONE in await owed(story)
    assert "record-representative-gone" in await rows(story.case_id)


@pytest.mark.clause("1.3")
async def test_a_queue_made_again_is_as_the_live_one(story: Story, rows: Rows) -> None:
    other = await restricted_for_what_another_did(story)
    await unlinks(story, other.customer)
    live = await rows(story.case_id)
    await house.views(story.record).rebuild("queue")
    assert await rows(story.case_id) == live
