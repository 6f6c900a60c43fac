"""Employees hear of what happens to a restriction by e-mail, in order, whatever becomes of the mail server (2.1)."""

from datetime import timedelta

import pytest

from domain.case.employees import Occasion, Reached
from domain.case.state import Outcome
from domain.names import THE_SYSTEM, Means
from domain.staff import DIRECTORY, EnterStaffMember
from local.mail import RefuseMessage, RefuseRecipient
from tests.clauses import clause
from tests.process.checks import eventually
from tests.process.conftest import House
from tests.process.story import ASHA, CARYS, DELYTH, Story
from workflows import patience


async def told(story: Story) -> list[tuple[Occasion, list[Reached]]]:
    return [(telling.what, list(telling.reached.values())) for telling in (await story.case()).tellings]


async def told_of(story: Story, count: int) -> bool:
    tellings = (await story.case()).tellings
    return len(tellings) == count and not any(telling.is_outstanding for telling in tellings)


@clause("2.1", "8.6")
async def test_the_target_is_e_mailed_of_the_start_and_of_its_being_quashed(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    await story.appeals()
    await story.assigns()
    await story.reviews(Outcome.QUASH)
    await whole.time.quiet()
    assert await told(story) == [(Occasion.STARTED, [Reached.E_MAILED]), (Occasion.QUASHED, [Reached.E_MAILED])]
    first, second = whole.notes
    assert first["To"] == "a@example.org"
    assert "has started" in first.get_content()
    assert "counts as never made" in " ".join(second.get_content().split())
    assert first["Message-ID"] != second["Message-ID"]


@clause("2.1")
async def test_the_e_mail_says_nothing_of_the_customer_or_of_what_happened(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    (note,) = whole.notes
    whole_note = f"{note['Subject']} {note.get_content()}"
    for words in ("Siân", "Ŵyn", "abusive", "sian@example.net", "Lives alone", "swearing", "A Name"):
        assert words not in whole_note
    assert story.case_id.partition("/")[2][:8].upper() in whole_note


@clause("2.1", "9.2")
async def test_ahead_of_an_end_for_threats_those_above_are_e_mailed_too(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction(violent=True, days=40)
    await whole.time.until(await whole.record.now() + timedelta(days=45))
    await whole.time.quiet()
    ahead = [telling for telling in (await story.case()).tellings if telling.what is Occasion.ENDS_SOON]
    assert [telling.ahead for telling in ahead] == [10, 5, 1]
    assert [set(telling.people or ()) for telling in ahead] == [{DELYTH.id}, {ASHA.id, DELYTH.id}, {DELYTH.id}]
    assert all(telling.reached.keys() == set(telling.people or ()) for telling in ahead)


@clause("2.1")
async def test_a_mail_server_that_defers_is_tried_again_and_one_that_refuses_is_recorded(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "pause_before_attempt", lambda _number: patience.AT_LEAST)
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    await story.appeals()
    await whole.time.quiet()
    await story.assigns()
    whole.mail.fail(RefuseMessage(), RefuseMessage())  # whichever goes first: the letter or the e-mail
    await story.reviews(Outcome.QUASH)
    await eventually(lambda: told_of(story, 2))
    assert [reached for _, reached in await told(story)] == [[Reached.E_MAILED], [Reached.E_MAILED]]


@clause("2.1")
async def test_an_address_that_the_mail_server_refuses_for_ever_is_recorded_and_not_tried_again(whole: House) -> None:
    story = await whole.a_story(Means.POST)
    whole.mail.fail(RefuseRecipient())
    await story.a_restriction()
    await whole.time.quiet()
    (notice,) = await story.owed()
    await story.posts(notice)
    await whole.time.quiet()
    assert await told(story) == [(Occasion.STARTED, [Reached.REFUSED])]
    assert whole.notes == []


@clause("2.1")
async def test_whoever_has_no_address_finds_it_in_their_list_alone(whole: House) -> None:
    story = await whole.a_story()
    roles, login = ASHA.roles, ASHA.id
    entry = EnterStaffMember(staff=ASHA.id, login=login, roles=roles, team="homes", name="A Name", email="")
    await story.act(DIRECTORY, entry, THE_SYSTEM)
    await story.a_restriction()
    await whole.time.quiet()
    assert await told(story) == [(Occasion.STARTED, [Reached.NO_ADDRESS])]
    assert whole.notes == []
    assert CARYS.id not in (await story.case()).tellings[0].reached
