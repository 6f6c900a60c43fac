"""One commit for many: each gets its own outcome, and what is left out leaves no trace among the others."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg

from domain.event import Command
from domain.names import Actor, StaffId, StreamId
from record.request import Ask, Request
from record.store import Record
from record.verify import verify_database
from record.writer import Fate, Outcome
from tests.record.conftest import Open
from tests.record.toys import ASHA, Claim, Count, CountFirst, NoteTaken, Take, a_note, somebody


async def decided(
    record: Record, stream: StreamId, command: Command, command_id: UUID | None = None, by: Actor = ASHA
) -> Request:
    """What is about to be appended, decided on how things stand now."""
    ask = Ask(stream=stream, command=command, by=by, command_id=command_id or uuid4())
    mark = ask.fingerprint(await record.keys.secret("fingerprint"))
    request = await record._deliberation.request(await record._states.look(stream), ask, mark)
    assert request is not None
    return request


async def appended_together(record: Record, requests: list[Request]) -> list[Outcome]:
    before = record.writer.batches
    outcomes = await asyncio.gather(*(record.writer.append(request) for request in requests))
    assert record.writer.batches == before + 1
    return list(outcomes)


async def test_each_request_of_a_batch_gets_its_own_outcome(record: Record, open_record: Open) -> None:
    other, used, again = await open_record(), uuid4(), uuid4()
    streams = [a_note() for _ in range(10)]
    claimed, counted, about = somebody(), a_note(), [somebody() for _ in range(3)]
    requests = [
        await decided(record, streams[0], Take(text="first", about=about[0], witnesses=("staff/1",))),
        await decided(record, streams[1], Take(text="overtaken", about=somebody())),
        await decided(record, streams[2], Take(text="second", about=about[1])),
        await decided(record, streams[3], Claim(about=claimed)),
        await decided(record, streams[4], Count(by=3), again),
        await decided(record, streams[5], Take(text="the id is taken", about=somebody()), used),
        await decided(record, streams[6], CountFirst(before=counted)),
        await decided(record, streams[7], Take(text="of another day", about=somebody())),
        await decided(record, streams[8], Take(text="on what was changed", about=somebody())),
        await decided(record, streams[9], Take(text="third", about=about[2])),
    ]
    requests[7].basis = replace(requests[7].basis, as_of=requests[7].basis.as_of - timedelta(days=2))
    requests[8].heads = [head._replace(hash=bytes(32)[1:] + b"x") for head in requests[8].heads]
    for stream, command, command_id in (
        (streams[1], Count(), uuid4()),
        (a_note(), Claim(about=claimed), uuid4()),
        (streams[4], Count(by=3), again),
        (a_note(), Count(), used),
        (counted, Count(), uuid4()),
        (streams[8], Count(), uuid4()),
    ):
        await other.act(stream, command, by=ASHA, command_id=command_id)
    requests[8].heads = [head._replace(version=1) for head in requests[8].heads]  # the version, on another history

    outcomes = await appended_together(record, requests)

    assert [outcome.fate for outcome in outcomes] == [
        Fate.APPENDED, Fate.MOVED, Fate.APPENDED, Fate.CONDITION, Fate.REPLAYED,
        Fate.REUSED, Fate.CONDITION, Fate.MIDNIGHT, Fate.MOVED, Fate.APPENDED,
    ]  # fmt: skip
    for number, (index, text) in enumerate(((0, "first"), (2, "second"), (9, "third"))):
        (entry,) = await record.history(streams[index])
        (event,) = await record.open([entry])
        assert isinstance(event, NoteTaken)
        assert event.text == text
        assert await record.reader.tagged(about[number]) == [streams[index]]
        last = entry.position + len(requests[index].events) - 1
        assert outcomes[index].position == last
    assert await record.position() == 6 + 4
    payloads = await record.database.fetch("select position from record.payload order by position")
    assert [row["position"] for row in payloads] == [7, 9, 10]
    assert (await verify_database(record.database, [], [])).whole


async def test_what_touches_another_waits_for_the_next_batch(record: Record) -> None:
    """Within one batch nobody would see the other: each must find what the one before it wrote."""
    person, counted, stream, same = somebody(), a_note(), a_note(), uuid4()
    for pair in (
        [await decided(record, a_note(), Claim(about=person)) for _ in range(2)],
        [await decided(record, counted, Count()), await decided(record, a_note(), CountFirst(before=counted))],
        [await decided(record, stream, Count()) for _ in range(2)],
        [await decided(record, a_note(), Count(), same) for _ in range(2)],
    ):
        first, second = await asyncio.gather(*(record.writer.append(request) for request in pair))
        assert first.fate is Fate.APPENDED
        assert second.fate in (Fate.CONDITION, Fate.MOVED, Fate.REUSED)
    assert (await verify_database(record.database, [], [])).whole


async def test_a_request_that_the_database_cannot_take_fails_alone_out_of_a_batch(record: Record) -> None:
    nobody = Actor(StaffId("staff/\x00"), ASHA.roles)
    requests = [await decided(record, a_note(), Count(), by=by) for by in (ASHA, nobody, ASHA)]
    asked = (record.writer.append(request) for request in requests)
    first, bad, last = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(first, Outcome)
    assert isinstance(last, Outcome)
    assert {first.position, last.position} == {1, 2}
    assert isinstance(bad, asyncpg.DataError)


async def test_more_than_a_batch_holds_is_written_in_several(record: Record) -> None:
    acts = [record.act(a_note(), Take(text="t", about=somebody()), by=ASHA, command_id=uuid4()) for _ in range(300)]
    receipts = await asyncio.gather(*acts)
    assert sorted(receipt.position for receipt in receipts) == list(range(1, 301))
    assert (await verify_database(record.database, [], [])).whole
