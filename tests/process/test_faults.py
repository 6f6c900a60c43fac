"""Kill -9 of each server and of the worker at each step of a case: nothing acknowledged is lost, nothing done twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from domain.case.state import Outcome
from domain.event import Command
from domain.names import Actor, IncidentId, StreamId
from record.entry import Receipt
from record.errors import Unavailable
from record.store import Record
from tests.process.checks import (
    THE_WHOLE_CASE,
    acknowledged_actions_are_recorded_once,
    eventually,
    letters_went_once,
    milestones,
)
from tests.process.machine import Machine, Victim
from tests.process.story import WRITING_ONLY, Story, at


class Patient(Story):
    """A story whose people ask again, under the same id, while the database is away."""

    def __init__(self, record: Record) -> None:
        super().__init__(record)
        self.acknowledged: list[Receipt] = []

    async def act(self, stream: str, command: Command, by: Actor) -> Receipt:
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

    async def adds(incident: IncidentId) -> None:
        await story.adds(incident)

    yield lambda: adds(third)
    yield lambda: story.restricts(days=80)
    yield time(at("2026-12-22 09:00"))
    yield story.appeals
    yield story.assigns
    yield lambda: story.reviews(Outcome.VARY, measures=(WRITING_ONLY,))
    yield time(at("2027-01-04 09:00"))
    yield time(at("2027-02-10 09:00"))
    yield time(at("2027-03-03 09:00"))


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
        history = await machine.record.history(story.case_id)
        own = [receipt for receipt in story.acknowledged if str(receipt.stream) == story.case_id]
        acknowledged_actions_are_recorded_once(history, own)
        letters_went_once(case, [mail for mail in machine.mail.messages() if mail.is_multipart()])
        assert milestones(history) == THE_WHOLE_CASE
        assert case.closed
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


async def a_restriction_of_twenty_days(machine: Machine) -> Patient:
    """Decided on 23 November, with its notice gone."""
    await machine.set_clock(at("2026-11-23"))
    story = Patient(machine.record)
    await story.begins()
    await story.a_restriction(days=20)
    await machine.at_rest(story.case_id)
    return story


@pytest.mark.slow
async def test_a_temporal_that_has_forgotten_everything_is_told_again(tmp_path: Path) -> None:
    async with Machine(tmp_path) as machine:
        story = await a_restriction_of_twenty_days(machine)
        await story.appeals()
        await machine.at_rest(story.case_id)
        await asyncio.to_thread(machine.forget_temporal)
        client = await machine.client()

        async def both_run() -> bool:
            running = {found.id.partition("/")[0] async for found in client.list_workflows()}
            return running == {"restriction", "appeal"}

        await eventually(both_run, 30)
        await machine.let_time_pass(at("2026-12-05 09:00"))
        case = await machine.at_rest(story.case_id)
        assert "DutyReminded" in await story.events()
        assert not case.closed


@pytest.mark.slow
@pytest.mark.clause("reading.md, Never")
async def test_a_record_that_somebody_damaged_stops_no_timer(tmp_path: Path) -> None:
    async with Machine(tmp_path) as machine:
        story = await a_restriction_of_twenty_days(machine)
        assert machine.stop_worker() == 0
        gone = await story.an_incident()
        owner = await asyncpg.connect(machine.where.owner)
        await owner.execute("alter table record.event disable trigger all")
        await owner.execute("delete from record.event where stream = $1", gone)
        await owner.close()
        machine.start_worker()

        async def it_is_said() -> bool:
            said = (tmp_path / "worker.log").read_text()
            return all(word in said for word in ("record_is_damaged", "view_stands_still", "not_sealed"))

        await eventually(it_is_said, 30)
        await machine.let_time_pass(at("2026-12-22 09:00"))
        await machine.at_rest(story.case_id)
        assert "RestrictionLapsed" in await story.events()
        assert machine.stop_worker() == 0
