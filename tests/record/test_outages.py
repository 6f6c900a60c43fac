"""Postgres killed, restarted, away: what was acknowledged is there once; what is not known is never called done."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from record.errors import Unavailable
from record.feed import Feed
from record.store import Record
from record.verify import verify_database
from tests.record.conftest import Open, a_record
from tests.record.servers import Place, Server, a_place
from tests.record.toys import ASHA, Count, Take, a_note, somebody


@pytest.fixture
def fragile() -> Iterator[Server]:
    """A server of this test's own, to be killed."""
    folder = Path(tempfile.mkdtemp(prefix="evenhand-pg-"))
    running = Server(folder)
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


async def write_on(record: Record, acknowledged: dict[UUID, int], stop: asyncio.Event) -> None:
    """Count in a stream of one's own; ask again under the same id until there is an answer."""
    stream = a_note()
    while not stop.is_set():
        command_id = uuid4()
        while command_id not in acknowledged:
            try:
                receipt = await record.act(stream, Count(), by=ASHA, command_id=command_id)
            except Unavailable:
                await asyncio.sleep(0.1)
            else:
                acknowledged[command_id] = receipt.position


async def follow(record: Record, followed: list[int]) -> None:
    async for batch in Feed(record.reader, record.bell).follow(0):
        followed.extend(entry.position for entry in batch)


@pytest.mark.slow
async def test_killed_in_the_middle_of_appends_every_acknowledged_one_is_there_once(fragile: Server) -> None:
    acknowledged: dict[UUID, int] = {}
    followed: list[int] = []
    async with a_record(await a_place(fragile), patience=20) as record:
        stop = asyncio.Event()
        following = asyncio.create_task(follow(record, followed))
        writing = [asyncio.create_task(write_on(record, acknowledged, stop)) for _ in range(12)]
        for _ in range(3):
            await asyncio.sleep(0.7)
            fragile.kill()
            await asyncio.to_thread(fragile.start)
        await asyncio.sleep(0.5)
        stop.set()
        await asyncio.gather(*writing)
        rows = await record.database.fetch("select position, command_id from record.event order by position")
        assert {row["command_id"]: row["position"] for row in rows} == acknowledged
        assert len(rows) == len(acknowledged) > 100
        for _ in range(100):
            if len(followed) == len(rows):
                break
            await asyncio.sleep(0.05)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        assert followed == list(range(1, len(rows) + 1))
        assert (await verify_database(record.database, [], [])).whole


@pytest.mark.slow
async def test_away_is_said_and_what_was_asked_can_be_asked_again(fragile: Server) -> None:
    place = await a_place(fragile)
    stream, command_id = a_note(), uuid4()
    async with a_record(place, patience=0.5) as record:
        await record.act(a_note(), Take(text="t", about=somebody()), by=ASHA, command_id=uuid4())
        fragile.kill()
        for ask in (
            record.act(stream, Count(by=3), by=ASHA, command_id=command_id),
            record.load(stream),
            record.now(),
        ):
            with pytest.raises(Unavailable):
                await ask
        with pytest.raises(Unavailable):
            await a_record(place).start()
        await asyncio.to_thread(fragile.start)
        receipt = await record.act(stream, Count(by=3), by=ASHA, command_id=command_id)
        assert (await record.act(stream, Count(by=3), by=ASHA, command_id=command_id)).position == receipt.position
        assert (await record.load(stream)).state.count == 3


async def test_a_reply_lost_after_the_commit_is_found_again_by_the_writer(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement_of = record.writer._statement
    lost = 0

    class Deaf:
        """A statement whose first answer never arrives."""

        def __init__(self, statement: object) -> None:
            self.statement = statement

        async def fetch(self, *arguments: object, **options: object) -> object:
            nonlocal lost
            rows = await self.statement.fetch(*arguments, **options)  # type: ignore[attr-defined]
            if not lost:
                lost += 1
                raise ConnectionResetError("the reply is lost")
            return rows

    async def deaf(name: str) -> object:
        return Deaf(await statement_of(name))

    monkeypatch.setattr(record.writer, "_statement", deaf)
    receipt = await record.act(a_note(), Count(by=3), by=ASHA, command_id=uuid4())
    assert lost == 1
    assert not receipt.replayed
    assert await record.position() == receipt.position == 1


async def test_a_server_that_no_longer_leads_is_away_until_another_does(open_record: Open, place: Place) -> None:
    """As after a managed Postgres has failed over, and the old leader goes on answering."""
    record, command_id, stream = await open_record(patience=0.5), uuid4(), a_note()
    owner = await asyncpg.connect(place.owner)
    try:
        for only_reads in ("on", "off"):
            await owner.execute("set default_transaction_read_only = off")
            await owner.execute(f"alter database {place.name} set default_transaction_read_only = {only_reads}")
            if only_reads == "on":
                await owner.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'app' and datname = $1",
                    place.name,
                )
                with pytest.raises(Unavailable):
                    await record.act(stream, Count(), by=ASHA, command_id=command_id)
    finally:
        await owner.close()
    assert (await record.act(stream, Count(), by=ASHA, command_id=command_id)).position == 1


async def test_a_closed_record_takes_nothing(record: Record) -> None:
    await record.writer.close()
    with pytest.raises(Unavailable):
        await record.act(a_note(), Count(), by=ASHA, command_id=uuid4())
