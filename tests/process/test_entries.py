"""Entries in a housing management system that fails, hangs, refuses or answers twice: each is made once, in order."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from activities.entries import EntryActivities, body_of, key_of
from activities.housing import HousingSystem, Taken
from activities.messages import Became, Part
from domain.case.entering import LeaveOutOfHousingSystem, RecordEntered
from domain.case.entry import NotTaken
from domain.case.owed_in_order import ENTRIES
from domain.case.state import Outcome
from domain.names import EntryId
from local.housing import HousingSystem as StandIn
from tests.clauses import clause
from tests.process.checks import eventually
from tests.process.conftest import House
from tests.process.machine import Machine, Victim
from tests.process.story import GWEN, TWICE_A_WEEK, WRITING_ONLY, Story, at
from workflows import patience


def keys(story: Story, count: int) -> list[str]:
    return [f"{story.case_id.partition('/')[2]}.entry.{n + 1}" for n in range(count)]


def made(system: StandIn) -> list[tuple[int, str]]:
    return [(entry["entry"], entry["change"]) for entry in system.entries()]


async def outstanding(story: Story) -> list[str]:
    return [entry.id for entry in (await story.case()).entries if entry.is_outstanding]


def in_a_bad_mood(monkeypatch: pytest.MonkeyPatch, *answers: tuple[int, dict[str, Any]]) -> list[str]:
    """Let the stand-in answer so, one request after the other, and keep nothing; then as it should. Tells the keys."""
    asked: list[str] = []
    good: Any = StandIn.take
    moods = list(answers)

    def take(system: StandIn, key: str, entry: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        asked.append(key)
        answer: tuple[int, dict[str, Any]] = moods.pop(0) if moods else good(system, key, entry)
        return answer

    monkeypatch.setattr(StandIn, "take", take)
    monkeypatch.setattr(patience, "pause_before_attempt", lambda _number: patience.AT_LEAST)
    return asked


@clause("9.1", "8.6")
async def test_a_restriction_is_entered_from_its_decision_to_its_being_quashed(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    await story.appeals()
    await story.assigns()
    await story.reviews(Outcome.QUASH)
    await whole.time.quiet()
    assert made(whole.housing) == [(1, "imposed"), (2, "in-force"), (3, "quashed")]
    assert await outstanding(story) == []
    imposed, _, quashed = whole.housing.entries()
    assert imposed["measures"][0]["kind"] == "one-method-only"
    assert (imposed["withdrawn"], imposed["in_force_from"], imposed["customer"]["id"]) == (
        False,
        None,
        story.customer.partition("/")[2],
    )
    assert quashed.keys() == {
        *("reference", "entry", "case", "customer", "decision", "change", "changed_on", "withdrawn")
    }
    assert quashed["withdrawn"] is True
    entries = (await story.case()).entries
    assert [entry.reference for entry in entries] == [entry["reference"] for entry in whole.housing.entries()]


@clause("9.1", "reading.md, Never: a reporter or witness named")
async def test_an_entry_tells_nothing_that_anybody_wrote_and_names_nobody(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.quiet()
    told = json.dumps(whole.housing.entries())
    for words in ("abusive", "Lives alone", "A quieter line", "mended", "Asha", "Bryn"):
        assert words not in told


@clause("9.1")
@pytest.mark.parametrize("status", [500, 503, 429, 408, 302])
async def test_a_housing_system_that_does_not_take_it_now_is_tried_again_under_the_same_key(
    whole: House, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    asked = in_a_bad_mood(monkeypatch, (status, {}), (status, {}))
    story = await whole.a_story()
    await story.a_restriction()
    await eventually(lambda: _none(story))
    first, second = keys(story, 2)
    assert asked == [first, first, first, second]
    assert made(whole.housing) == [(1, "imposed"), (2, "in-force")]
    assert "HousingSystemDidNotTake" not in await story.events()  # a short absence is nobody's concern


@clause("9.1")
async def test_one_that_answers_without_a_reference_is_asked_again(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd: list[tuple[int, dict[str, Any]]] = [(200, {}), (201, {"reference": ""}), (200, {"reference": "x" * 200})]
    asked = in_a_bad_mood(monkeypatch, *odd, (200, {"reference": "H\n1"}))
    story = await whole.a_story()
    await story.a_restriction()
    await eventually(lambda: _none(story))
    assert asked.count(keys(story, 1)[0]) == 5
    assert (await story.case()).entries[0].not_taken is NotTaken.AWAY


@clause("9.1")
async def test_one_that_refuses_is_said_to_refuse_and_what_it_refused_is_outstanding(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "AFTER_A_REFUSAL", patience.AFTER_A_FAILURE)
    asked = in_a_bad_mood(monkeypatch, (404, {}))
    story = await whole.a_story()
    await story.a_restriction()
    await eventually(lambda: _has_not_been_taken(story, NotTaken.REFUSED))
    (first, *later) = (await story.case()).entries
    assert (first.not_taken, first.status) == (NotTaken.REFUSED, 404)
    assert all(entry.is_outstanding for entry in (first, *later))
    assert asked == keys(story, 1)
    await whole.time.until(at("2026-11-23 12:00"))
    assert await outstanding(story) == []
    assert made(whole.housing) == [(1, "imposed"), (2, "in-force")]


@clause("9.1", "reading.md, Never")
async def test_one_that_is_away_for_days_is_shown_to_governance_escalated_and_caught_up_with(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = in_a_bad_mood(monkeypatch, *[(503, {})] * 1000)
    monkeypatch.setattr(patience, "pause_before_attempt", lambda _number: patience.AFTER_A_REFUSAL * 3)
    story = await whole.a_story()
    await story.a_restriction()
    await whole.time.until(at("2026-11-25 09:00"))
    events = await story.events()
    assert events.count("HousingSystemDidNotTake") == 1
    assert {"DutyReminded", "DutyEscalated"} <= set(events)
    assert await outstanding(story) == ["entry/1", "entry/2"]
    assert set(asked) == set(keys(story, 1)), "the second waits for the first"
    monkeypatch.undo()
    await whole.time.until(at("2026-11-25 16:00"))
    assert await outstanding(story) == []
    assert made(whole.housing) == [(1, "imposed"), (2, "in-force")]


@clause("9.1")
async def test_what_governance_entered_by_hand_or_left_out_is_not_sent(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = in_a_bad_mood(monkeypatch, *[(422, {})] * 1000)
    story = await whole.a_story()
    await story.a_restriction()
    await eventually(lambda: _has_not_been_taken(story, NotTaken.REFUSED))
    await whole.time.quiet()
    await story.act(story.case_id, RecordEntered(entry=EntryId("entry/1"), reference="by hand"), GWEN)
    left_out = LeaveOutOfHousingSystem(entry=EntryId("entry/2"), reason="Not a tenant.")
    await story.act(story.case_id, left_out, GWEN)
    await whole.time.quiet()
    assert await outstanding(story) == []
    assert set(asked) <= set(keys(story, 2))
    assert made(whole.housing) == []


@clause("9.1")
async def test_one_that_kept_an_entry_and_did_not_answer_has_it_once(whole: House) -> None:
    story = await whole.a_story()
    await story.a_restriction()
    await eventually(lambda: _none(story))
    case = await story.case()
    system = HousingSystem(url=whole.housing.url)
    again = await system.enter(key_of(case, case.entries[0]), body_of(case, case.entries[0], None))
    assert again == Taken(str(case.entries[0].reference))
    assert len(whole.housing.entries()) == 2


@clause("9.1")
async def test_where_none_is_configured_each_entry_is_outstanding_and_says_so(
    whole: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_bad_mood(monkeypatch, *[(503, {})] * 1000)
    story = await whole.a_story()
    await story.a_restriction()
    nowhere = EntryActivities(whole.record, None)
    part = Part(story.case_id, ENTRIES)
    assert await nowhere._enter(part, 1) is Became.NOT_CONFIGURED
    assert await nowhere._enter(part, 2) is Became.NOT_CONFIGURED
    assert (await story.case()).entries[0].not_taken is NotTaken.NOT_CONFIGURED
    assert (await story.events()).count("HousingSystemDidNotTake") == 1


@pytest.mark.slow
@clause("9.1")
async def test_kill_9_of_the_worker_while_the_housing_system_answers_leaves_each_entry_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stand-in keeps the entry, and the worker dies before it can hear the answer: it is sent again."""
    good: Any = StandIn.take
    asked: list[str] = []
    killed: list[str] = []
    machine = Machine(tmp_path)

    def take(system: StandIn, key: str, entry: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answer: tuple[int, dict[str, Any]] = good(system, key, entry)
        asked.append(key)
        if key not in killed:
            killed.append(key)
            machine.kill(Victim.WORKER)
        return answer

    monkeypatch.setattr(StandIn, "take", take)
    async with machine:
        await machine.set_clock(at("2026-11-23"))
        story = Story(machine.record)
        await story.begins()
        await story.a_restriction(measures=(WRITING_ONLY, TWICE_A_WEEK))
        for number in (1, 2):
            await eventually(lambda number=number: _so(len(killed) == number), 60)  # type: ignore[misc]
            await asyncio.to_thread(machine.start, Victim.WORKER)
        case = await machine.at_rest(story.case_id)
        assert made(machine.housing) == [(1, "imposed"), (2, "in-force")]
        assert [asked.count(key) for key in keys(story, 2)] == [2, 2]
        assert [entry.reference for entry in case.entries] == ["H-000001", "H-000002"]
        history = await machine.record.history(story.case_id)
        assert [entry.type for entry in history].count("HousingSystemEntered") == 2
        assert machine.stop_worker() == 0


async def _so(so: bool) -> bool:
    return so


async def _none(story: Story) -> bool:
    case = await story.case()
    return bool(case.entries) and not any(n.is_owed for n in case.notices) and not await outstanding(story)


async def _has_not_been_taken(story: Story, why: NotTaken) -> bool:
    return any(entry.not_taken is why for entry in (await story.case()).entries)
