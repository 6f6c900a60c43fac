"""Kill -9 of each server and of the worker at each step of a case: nothing acknowledged is lost, nothing done twice."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path

import pytest

from domain.case.state import Case, Outcome
from domain.event import Command
from domain.names import Actor, StreamId
from record.entry import Receipt
from record.errors import Unavailable
from record.store import Record
from tests.process.machine import Machine, Victim
from tests.process.story import WRITING_ONLY, Story, at

THE_WHOLE_CASE = [
    "CaseReferred",
    "WarningIssued",
    "NoticeLeft",
    "IncidentAdded",
    "RestrictionImposed",
    "NoticeLeft",
    "WarningPeriodEnded",
    "AppealReceived",
    "NoticeLeft",
    "ReviewerAssigned",
    "DecisionVaried",
    "NoticeLeft",
    "AppealWindowEnded",
    "ReviewOpened",
    "RestrictionLapsed",
    "NoticeLeft",
    "CaseClosed",
]
ON_THE_WAY = {
    "NoticePrepared",
    "NoticeHandOverStarted",
    "NoticeHandOverUncertain",
    "NoticeHandOverDeferred",
    "DutyReminded",
    "DutyEscalated",
}


class Patient(Story):
    """A story whose people ask again, under the same id, while the database is away."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self.acknowledged: list[Receipt] = []

    async def act(self, stream: str, command: Command, by: Actor) -> Receipt:
        from uuid import uuid4  # noqa: PLC0415

        command_id = uuid4()
        while True:
            try:
                receipt = await self.record.act(StreamId(stream), command, by=by, command_id=command_id)
            except Unavailable:
                await asyncio.sleep(0.2)
            else:
                self.acknowledged.append(receipt)
                return receipt


Step = Callable[[], Awaitable[None]]


async def the_steps(story: Patient, machine: Machine) -> AsyncIterator[Step]:
    """Each step of the case: what somebody does, or a moment that comes."""

    def time(moment: datetime) -> Step:
        return lambda: machine.let_time_pass(moment)

    first, second = await story.an_incident(), await story.an_incident()
    yield lambda: story.refers(first, second)
    yield story.warns
    await machine.set_clock(at("2026-12-10"))
    third = await story.an_incident()
    yield lambda: story.adds(third)
    yield lambda: story.restricts(days=150)
    yield time(at("2026-12-22 09:00"))
    yield story.appeals
    yield story.assigns
    yield lambda: story.reviews(Outcome.VARY, measures=(WRITING_ONLY,))
    yield time(at("2027-01-04 09:00"))
    yield time(at("2027-04-12 09:00"))
    yield time(at("2027-05-10 09:00"))


async def check(machine: Machine, story: Patient, case: Case) -> None:
    """Everything acknowledged is recorded once; no letter went twice, unless it is said to be uncertain; it ended."""
    history = await machine.record.history(story.case_id)
    recorded = Counter(e.command_id for e in history if e.ordinal == 1)
    assert all(count == 1 for count in recorded.values())
    positions = {e.position for e in history}
    own = [r for r in story.acknowledged if r.stream == story.case_id]
    assert all(receipt.position in positions for receipt in own)
    assert [e.type for e in history if e.type not in ON_THE_WAY] == THE_WHOLE_CASE
    sent = Counter(str(mail["Message-ID"]) for mail in machine.mail.messages())
    uncertain = {notice.id for notice in case.notices if notice.uncertain}
    twice = {message_id for message_id, count in sent.items() if count > 1}
    assert len(sent) == len(case.notices)
    assert len(twice) <= len(uncertain)
    assert all(any(notice.replace("/", ".") in message_id for notice in uncertain) for message_id in twice)
    assert case.closed


@pytest.mark.slow
@pytest.mark.parametrize("victim", list(Victim))
async def test_a_case_survives_kill_9_at_each_of_its_steps(tmp_path: Path, victim: Victim) -> None:
    async with Machine(tmp_path) as machine:
        await machine.set_clock(at("2026-11-23"))
        story = Patient(machine.record)
        await story.begins()
        number = 0
        async for step in the_steps(story, machine):
            await step()
            await asyncio.sleep(0.04 * (number % 5))  # at another moment of what follows each time
            await asyncio.to_thread(machine.kill, victim)
            await asyncio.to_thread(machine.start, victim)
            case = await machine.at_rest(story.case_id)
            number += 1
        await check(machine, story, case)
        assert machine.stop_worker() == 0


@pytest.mark.slow
async def test_what_staff_did_while_temporal_was_away_is_caught_up_with(tmp_path: Path) -> None:
    async with Machine(tmp_path, worker_runs=False) as machine:
        machine.kill(Victim.TEMPORAL)
        machine.start_worker()
        story = Patient(machine.record)
        await story.begins()
        await story.refers(await story.an_incident())
        await story.warns()
        await asyncio.sleep(1)
        assert [notice.left_at for notice in (await story.case()).notices] == [None]
        machine.start_temporal()
        case = await machine.at_rest(story.case_id)
        assert case.notices[0].left_at is not None


@pytest.mark.slow
async def test_a_temporal_that_has_forgotten_everything_is_told_again(tmp_path: Path) -> None:
    async with Machine(tmp_path) as machine:
        await machine.set_clock(at("2026-11-23"))
        story = Patient(machine.record)
        await story.begins()
        await story.a_restriction(days=20)
        await machine.at_rest(story.case_id)
        await story.appeals()
        await machine.at_rest(story.case_id)
        await asyncio.to_thread(machine.forget_temporal)
        client = await machine.client()
        async with asyncio.timeout(30):
            while {w.id.partition("/")[0] async for w in client.list_workflows()} != {"restriction", "appeal"}:
                await asyncio.sleep(0.2)
        await machine.let_time_pass(at("2026-12-05 09:00"))
        case = await machine.at_rest(story.case_id)
        assert "DutyReminded" in await story.events()
        assert not case.closed
