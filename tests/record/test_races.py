"""Many writers at once, in several processes, with cancellations and kills: nothing lost, nothing twice, one order."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from domain.names import StreamId
from domain.refusal import AlreadySo, Conflict, NoError
from record.entry import Receipt, Recorded
from record.errors import Unavailable
from record.feed import Feed
from record.store import Record
from record.verify import verify_database
from tests.record.conftest import Open
from tests.record.servers import ROOT, Place
from tests.record.toys import ASHA, Claim, Claimed, Count, CountFirst, Take, a_note, somebody

RACE = Path(__file__).parent / "race.py"


async def a_racer(place: Place, seed: int, *, writers: int = 4, seconds: float = 4) -> Process:
    arguments = [place.app, place.keys, str(writers), str(seconds), str(seed)]
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.record.race", *arguments, cwd=ROOT, stdout=PIPE, limit=2**24
    )


async def acknowledged(racer: Process) -> list[tuple[str, int, bool]]:
    assert racer.stdout is not None
    lines = (await racer.stdout.read()).decode().splitlines()
    await racer.wait()
    whole = (line.split() for line in lines)
    return [(words[0], int(words[1]), words[2] == "True") for words in whole if len(words) == 3]


@contextlib.asynccontextmanager
async def a_follower(record: Record) -> AsyncIterator[list[Recorded]]:
    seen: list[Recorded] = []

    async def follow() -> None:
        async for batch in Feed(record.reader, record.bell).follow(0, limit=50):
            seen.extend(batch)

    task = asyncio.create_task(follow())
    yield seen
    head = await record.position()
    for _ in range(200):
        if len(seen) >= head:
            break
        await asyncio.sleep(0.05)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def check_everything(record: Record, seen: list[Recorded], told: list[tuple[str, int, bool]]) -> None:
    rows = await record.database.fetch("select * from record.event order by position")
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    assert [entry.position for entry in seen] == list(range(1, len(rows) + 1))
    at = {row["position"]: row for row in rows}
    for command_id, position, _ in told:
        assert str(at[position]["command_id"]) == command_id
    events_of = Counter((row["command_id"], row["ordinal"]) for row in rows)
    assert set(events_of.values()) == {1}
    claims = Counter(entry.event.about for entry in seen if isinstance(entry.event, Claimed))
    assert set(claims.values()) <= {1}
    assert len(claims) > 10
    report = await verify_database(record.database, [], [])
    assert report.whole, report.findings[:5]


async def test_sixteen_writers_in_four_processes_with_kills(record: Record, place: Place) -> None:
    async with a_follower(record) as seen:
        racers = [await a_racer(place, seed) for seed in range(4)]
        reading = [asyncio.create_task(acknowledged(racer)) for racer in racers]
        await asyncio.sleep(3)
        racers[0].kill()
        owner = await asyncpg.connect(place.owner)
        try:  # and the database's end of others' connections, in the middle of what they do
            for _ in range(5):
                await owner.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app' and datname = $1"
                    " and random() < 0.4",
                    place.name,
                )
                await asyncio.sleep(0.2)
        finally:
            await owner.close()
        told = [line for lines in await asyncio.gather(*reading) for line in lines]
    assert len(told) > 200
    assert any(replayed for _, _, replayed in told)
    await check_everything(record, seen, told)


async def test_among_many_who_ask_at_once_under_a_condition_one_wins(record: Record, open_record: Open) -> None:
    doors = [record, await open_record(), await open_record()]
    for _ in range(5):
        person = somebody()
        asked = [doors[n % 3].act(a_note(), Claim(about=person), by=ASHA, command_id=uuid4()) for n in range(12)]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(answer, Receipt) for answer in answers) == 1
        assert sum(isinstance(answer, AlreadySo) for answer in answers) == 11


async def test_of_two_whose_rules_rest_on_each_others_streams_one_wins(record: Record, open_record: Open) -> None:
    other = await open_record()
    for _ in range(5):
        one, two = a_note(), a_note()
        answers = await asyncio.gather(
            record.act(one, CountFirst(before=two), by=ASHA, command_id=uuid4()),
            other.act(two, CountFirst(before=one), by=ASHA, command_id=uuid4()),
            return_exceptions=True,
        )
        assert sorted(type(answer).__name__ for answer in answers) == ["AlreadySo", "Receipt"]


async def test_of_two_who_believe_the_same_version_one_is_told(record: Record, open_record: Open) -> None:
    stream, other = a_note(), await open_record()
    answers = await asyncio.gather(
        *(door.act(stream, Count(), by=ASHA, command_id=uuid4(), if_match=0) for door in (record, other)),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["ChangedMeanwhile", "Receipt"]
    assert (await record.load(stream)).version == 1


async def test_the_same_command_from_many_at_once_is_done_once(record: Record, open_record: Open) -> None:
    stream, command_id = a_note(), uuid4()
    doors = [record, await open_record()]
    asked = [doors[n % 2].act(stream, Count(by=2), by=ASHA, command_id=command_id) for n in range(8)]
    receipts = await asyncio.gather(*asked)
    assert len({receipt.position for receipt in receipts}) == 1
    assert sum(not receipt.replayed for receipt in receipts) == 1
    assert (await record.load(stream)).state.count == 2


async def test_callers_who_wait_together_share_a_commit_and_one_refusal_fails_nobody_else(record: Record) -> None:
    used, person = uuid4(), somebody()
    await record.act(a_note(), Count(by=1), by=ASHA, command_id=used)
    await record.act(a_note(), Claim(about=person), by=ASHA, command_id=uuid4())
    before = record.writer.batches
    fine = [record.act(a_note(), Count(), by=ASHA, command_id=uuid4()) for _ in range(60)]
    wrong: list[Any] = [
        record.act(a_note(), Count(by=5), by=ASHA, command_id=used),
        record.act(a_note(), Count(by=101), by=ASHA, command_id=uuid4()),
        record.act(a_note(), Claim(about=person), by=ASHA, command_id=uuid4()),
        record.act(a_note(), Count(), by=ASHA, command_id=uuid4(), if_match=7),
    ]
    answers = await asyncio.gather(*fine, *wrong, return_exceptions=True)
    assert all(isinstance(answer, Receipt) for answer in answers[:60])
    assert all(isinstance(answer, NoError) for answer in answers[60:])
    assert record.writer.batches - before < 40


async def test_what_many_write_about_one_person_is_no_reason_not_to_share_a_commit(record: Record) -> None:
    """Each reads that stream and writes to one of its own, which its tag says is about it: none is in another's way."""
    about = a_note()
    await record.act(about, Count(), by=ASHA, command_id=uuid4())
    before = record.writer.batches
    await asyncio.gather(
        *(record.act(a_note(), Take(text="t", about=about), by=ASHA, command_id=uuid4()) for _ in range(60))
    )
    assert record.writer.batches - before < 40


@pytest.mark.parametrize("name", ["note/with\x00nul", "note/half-a-\ud800character"])
async def test_a_request_that_the_database_cannot_take_fails_alone(record: Record, name: str) -> None:
    asked = [record.act(a_note(), Count(), by=ASHA, command_id=uuid4()) for _ in range(5)]
    bad = record.act(StreamId(name), Count(), by=ASHA, command_id=uuid4())
    answers = await asyncio.gather(*asked, bad, return_exceptions=True)
    assert all(isinstance(answer, Receipt) for answer in answers[:5])
    assert isinstance(answers[5], Exception)
    assert not isinstance(answers[5], Unavailable)


async def test_a_caller_who_gives_up_takes_nobody_down(record: Record) -> None:
    tasks = [asyncio.create_task(record.act(a_note(), Count(), by=ASHA, command_id=uuid4())) for _ in range(20)]
    await asyncio.sleep(0.004)
    for task in tasks[::2]:
        task.cancel()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, Receipt) for answer in answers[1::2])
    assert await record.position() >= 10


async def test_a_stream_that_everybody_writes_gets_every_event_once(record: Record, open_record: Open) -> None:
    stream, doors = a_note(), [record, await open_record(), await open_record()]
    asked = [doors[n % 3].act(stream, Count(), by=ASHA, command_id=uuid4()) for n in range(60)]
    receipts = await asyncio.gather(*asked)
    assert sorted(receipt.version for receipt in receipts) == list(range(1, 61))
    assert (await record.load(stream)).state.count == 60


@pytest.mark.parametrize("planted", [True, False])
async def test_the_check_of_a_race_can_fail(record: Record, place: Place, *, planted: bool) -> None:
    """A bug planted: an event lost after it was acknowledged."""
    async with a_follower(record) as seen:
        for n in range(15):
            await record.act(a_note(), Claim(about=f"customer/{n}"), by=ASHA, command_id=uuid4())
    told = [(str(entry.command_id), entry.position, False) for entry in seen]
    if not planted:
        await check_everything(record, seen, told)
        return
    owner = await asyncpg.connect(place.owner)
    try:
        await owner.execute("alter table record.event disable trigger all; delete from record.event where position = 7")
    finally:
        await owner.close()
    with pytest.raises(AssertionError):
        await check_everything(record, seen, told)


def test_conflict_is_a_no_that_a_caller_understands() -> None:
    assert issubclass(Conflict, NoError)
