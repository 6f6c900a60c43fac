"""The process and persons: a link undone, a representative gone, no route left (1.3, 6.1)."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.authority import AuthorityEnd, EndAuthority, EnterRepresentative, Relation
from domain.case.ending import LiftRestriction
from domain.case.referral import DispenseWithWarning, NoWarningReason, ReferCase
from domain.linking import LinkCustomers, UnlinkCustomers, link_of
from domain.measures import Measure, MeasureKind
from domain.names import Channel, CustomerId, DecisionId, RepresentativeId, named
from domain.refusal import Refused
from domain.retraction import RetractIncident, WhyRetracted
from tests.process.conftest import House
from tests.process.story import ASHA, BRYN, WRITING_ONLY, Story, at

PHONE_ONLY = Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.TELEPHONE)


async def another(story: Story) -> Story:
    """The same staff; another record, and a case about it in the making."""
    other = Story(story.record)
    await other.enters_a_customer()
    return other


async def links(one: CustomerId, other: CustomerId, story: Story) -> None:
    command = LinkCustomers(customer=one, other=other, reason="The same date of birth.")
    await story.act(link_of(one, other), command, BRYN)


async def unlinks(one: CustomerId, other: CustomerId, story: Story) -> None:
    await story.act(link_of(one, other), UnlinkCustomers(reason="It was her sister."), BRYN)


async def a_case_about_the_other(story: Story) -> Story:
    """The first customer's case rests on what was recorded of the second, whose record is linked."""
    other = await another(story)
    await links(story.customer, other.customer, story)
    incident = await other.an_incident()
    await story.act(
        story.case_id, ReferCase(customer=story.customer, incidents=(incident,), reason="It happens again."), ASHA
    )
    why = NoWarningReason.VIOLENCE_OR_THREATS
    await story.act(story.case_id, DispenseWithWarning(reason=why, explanation="A threat."), BRYN)
    return other


@pytest.mark.clause("1.3", "9.3")
async def test_what_rested_on_another_record_is_suspended_as_soon_as_it_is_unlinked_and_the_customer_told(
    whole: House,
) -> None:
    story = await whole.a_story()
    other = await a_case_about_the_other(story)
    await story.restricts(measures=(WRITING_ONLY,))
    await whole.time.quiet()
    await unlinks(other.customer, story.customer, story)
    await whole.time.quiet()
    assert (await story.events()).count("RestrictionSuspended") == 1
    told = whole.words()
    assert "The limits on your contact are suspended" in told
    assert "sister" not in told
    await whole.time.until(at("2026-12-02"))
    assert "DutyEscalated" in await story.events()


@pytest.mark.clause("1.3", "7.2")
async def test_a_decision_that_races_the_undoing_of_a_link_is_decided_again(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = await whole.a_story()
    other = await a_case_about_the_other(story)
    append = story.record.writer.append
    raced: list[Any] = []

    async def after_the_link_is_undone(request: Any) -> Any:
        if not raced:
            raced.append(request)
            await unlinks(other.customer, story.customer, story)
        return await append(request)

    monkeypatch.setattr(story.record.writer, "append", after_the_link_is_undone)
    with pytest.raises(Refused) as no:
        await story.restricts(measures=(WRITING_ONLY,))
    assert (no.value.clause, no.value.field) == ("1.3", "basis.0")
    assert raced
    assert "RestrictionImposed" not in await story.events()


async def a_sister_acts(story: Story, until: date | None = None) -> RepresentativeId:
    acting = RepresentativeId(named("representative", uuid4()))
    entered = EnterRepresentative(
        customer=story.customer,
        relation=Relation.FAMILY_MEMBER,
        since=await story.today(),
        until=until,
        name="Mair Lewis",
        phones=("01792 000222",),
        authority="A letter that she signed.",
    )
    await story.act(acting, entered, ASHA)
    await story.a_restriction(
        measures=(Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE, representative=acting),),
        measure_words=("Mair Lewis",),
    )
    return acting


@pytest.mark.clause("6.1", "9.3")
async def test_a_representative_who_withdraws_is_noted_at_once_and_the_customer_told(whole: House) -> None:
    story = await whole.a_story()
    acting = await a_sister_acts(story)
    await whole.time.quiet()
    ends = EndAuthority(why=AuthorityEnd.REPRESENTATIVE_WITHDREW, on=await story.today(), reason="Moved away.")
    await story.act(acting, ends, ASHA)
    await whole.time.quiet()
    assert (await story.events()).count("RepresentativeNoLongerActs") == 1
    assert "Mair Lewis" not in whole.words()
    await whole.time.until(at("2026-12-02"))
    assert "DutyEscalated" in await story.events()


@pytest.mark.clause("6.1")
async def test_an_authority_that_ends_by_its_date_is_noted_at_the_midnight_that_ends_it(whole: House) -> None:
    story = await whole.a_story()
    await a_sister_acts(story, until=date(2026, 12, 24))
    await whole.time.until(at("2026-12-24 20:00"))
    assert "RepresentativeNoLongerActs" not in await story.events()
    await whole.time.until(at("2026-12-25 00:00") + timedelta(minutes=5))
    assert "RepresentativeNoLongerActs" in await story.events()


@pytest.mark.clause("6.1", "1.3")
async def test_both_cases_of_a_conflict_are_told_and_hear_when_one_gives_way(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction(measures=(WRITING_ONLY,))
    other = await another(story)
    await other.a_restriction(measures=(PHONE_ONLY,))
    await whole.time.quiet()
    await links(story.customer, other.customer, story)
    await whole.time.quiet()
    for each in (story, other):
        assert (await each.events()).count("NoRouteLeftTogether") == 1
    await other.act(other.case_id, LiftRestriction(decision=DecisionId("decision/1"), reasons="Calm."), BRYN)
    await whole.time.quiet()
    assert (await story.events())[-1] == "RouteLeftAgain"


@pytest.mark.clause("1.3", "7.2", "9.3")
async def test_whoever_was_warned_of_what_another_did_is_told_that_it_counts_no_longer(whole: House) -> None:
    story = await whole.a_story()
    other = await another(story)
    await links(story.customer, other.customer, story)
    await story.refers(await other.an_incident())
    await story.warns()
    await whole.time.quiet()
    assert (await story.events())[-1] == "NoticeLeft"
    await unlinks(other.customer, story.customer, story)
    await whole.time.quiet()
    events = await story.events()
    assert events[events.index("WarningWithdrawn") :][:4] == [
        "WarningWithdrawn",
        "NoticePrepared",
        "NoticeHandOverStarted",
        "NoticeLeft",
    ]
    assert "That warning no longer counts." in whole.words()
    assert (await story.case()).closed


@pytest.mark.clause("4.1", "7.2", "9.3")
async def test_whoever_was_warned_of_what_was_found_otherwise_is_told_that_it_counts_no_longer(whole: House) -> None:
    story = await whole.a_story()
    incident = await story.an_incident()
    await story.refers(incident)
    await story.warns()
    await whole.time.quiet()
    await story.act(incident, RetractIncident(why=WhyRetracted.BY_MISTAKE, reason="The recording."), BRYN)
    await whole.time.quiet()
    assert (await story.case()).warnings[0].withdrawn_at is not None
    assert "recorded about you by mistake" in whole.words()


@pytest.mark.clause("1.3", "7.2", "9.3")
async def test_a_warning_falls_too_where_a_link_was_undone_between_two_other_records(
    whole: House,
) -> None:
    story = await whole.a_story()
    middle, far = await another(story), await another(story)
    await links(far.customer, middle.customer, story)
    await links(middle.customer, story.customer, story)
    await story.refers(await far.an_incident())
    await story.warns()
    await whole.time.quiet()
    await unlinks(far.customer, middle.customer, story)
    await whole.time.quiet()
    assert (await story.case()).warnings[0].withdrawn_at is not None
    assert "That warning no longer counts." in whole.words()
