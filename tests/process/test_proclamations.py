"""What is proclaimed while cases run reaches every process, every workflow and every letter on its way (*Time*)."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from activities.messages import Part
from domain.calendar import Counts
from domain.case.notice import NoticeKind
from domain.case.notices import PrepareNotice
from domain.event import Command
from domain.names import THE_SYSTEM, Means
from domain.policy_changes import POLICY
from domain.policy_words import ChangeFigure, ProclaimBankHoliday
from domain.refusal import Refused
from record.vault import Vault
from tests.process.conftest import House
from tests.process.story import MEGAN, at
from workflows.relay import Relay


async def says(house: House, command: Command) -> None:
    await house.record.act(POLICY, command, by=MEGAN, command_id=uuid4())


def a_wedding(day: date) -> ProclaimBankHoliday:
    return ProclaimBankHoliday(day=day, name="A royal wedding", source="Royal Proclamation")


@pytest.mark.clause("7.2", "reading.md, Time")
async def test_a_warning_whose_period_has_become_longer_is_told_so_and_ends_later(whole: House) -> None:
    story = await whole.a_story()
    await story.refers(await story.an_incident())
    await story.warns()
    await whole.time.quiet()
    told = (await story.case()).warnings[0]
    assert told.period_ends == date(2026, 12, 21)
    await says(whole, a_wedding(date(2026, 12, 9)))
    await whole.time.quiet()
    case = await story.case()
    assert case.notices[-1].kind is NoticeKind.WARNING_PERIOD
    assert (case.warnings[0].period_ends, case.warnings[0].counts_until) == (date(2026, 12, 22), told.counts_until)
    assert "The warning period, in which you have the chance to change, is longer than we told you." in whole.words()
    assert "Tuesday 22 December 2026" in whole.words()
    await whole.time.until(at("2026-12-22 23:00"))
    assert "WarningPeriodEnded" not in await story.events()
    await whole.time.until(at("2026-12-23 01:00"))
    assert (await story.events())[-2:] == ["WarningPeriodEnded", "CaseClosed"]


@pytest.mark.clause("8.2", "reading.md, Time")
async def test_a_longer_window_reaches_a_case_whose_workflow_sleeps_without_the_reconciler(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    change = ChangeFigure(figure="appeal_window_wd", values=(15,), effective=date(2026, 12, 1), reason="The Board.")
    await says(whole, change)
    await whole.time.quiet()
    assert (await story.case()).decisions[0].appeal_by == date(2026, 12, 14)
    assert "The time that our policy gives has become longer." in whole.words()
    await whole.time.until(at("2026-12-08 09:00"))
    assert not (await story.case()).decisions[0].window_closed


@pytest.mark.clause("8.2", "reading.md, Time")
async def test_a_letter_printed_before_a_proclamation_is_printed_anew_with_the_later_day(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: Any = None
    proclaimed = False

    async def put_meanwhile(self: Any, document: bytes, concerns: list[str]) -> str:
        nonlocal proclaimed
        if not proclaimed:
            proclaimed = True
            await says(whole, a_wedding(date(2026, 12, 2)))
        name: str = await put(self, document, concerns)
        return name

    put = Vault.put
    monkeypatch.setattr(Vault, "put", put_meanwhile)
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    case = await story.case()
    assert case.decisions[0].appeal_by == date(2026, 12, 8)
    assert [notice.kind for notice in case.notices] == [NoticeKind.DECISION]
    assert "8 December 2026" in whole.words()


@pytest.mark.clause("8.2")
async def test_a_letter_whose_dates_rest_on_what_has_changed_is_not_recorded_as_printed(whole: House) -> None:
    story = await whole.a_story(Means.POST)
    await story.a_restriction()
    await whole.time.quiet()
    await says(whole, a_wedding(date(2026, 12, 2)))
    notice = (await story.owed())[0]
    stale = PrepareNotice(notice=notice.id, document="another", means=Means.POST, words=0)
    with pytest.raises(Refused) as no:
        await story.act((await story.case()).id, stale, THE_SYSTEM)
    assert (no.value.clause, no.value.field) == ("8.2", "words")


@pytest.mark.clause("reading.md, Time")
async def test_the_relay_wakes_every_part_in_which_something_is_owed(whole: House) -> None:
    story = await whole.a_story(Means.POST)
    await story.a_restriction()
    await story.appeals()
    await whole.time.quiet()
    woken: list[str] = []

    class Listening:
        async def wake(self, waiting: Any) -> None:
            assert waiting.version > (await whole.record.load(waiting.part.case)).version
            woken.append(waiting.part.name)

    relay = Relay(whole.record, whole.record.book, Listening())  # type: ignore[arg-type]
    await says(whole, a_wedding(date(2026, 12, 2)))
    head = await whole.record.position()
    await relay.tell(await whole.record.reader.after(head - 1))
    assert woken == ["appeal/1", "notice/1", "notice/2", "restriction"]
    book = await whole.record.book.now()
    assert not book.calendar.is_working_day(date(2026, 12, 2), Counts.AGAINST_US)
    assert Part((await story.case()).id, "restriction").workflow_id.startswith("restriction/")
