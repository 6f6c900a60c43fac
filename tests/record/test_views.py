"""Views: what is live and what is made again are the same; the index finds people and forgets whom it must."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from domain.event import Event
from domain.names import named
from record.database import Connection
from record.entry import Recorded
from record.people import Finder, Kind, PeopleIndex, normalised
from record.replay import replay
from record.store import Record
from record.views import Views
from tests.record.conftest import Open
from tests.record.servers import Place
from tests.record.toys import ASHA, DECIDERS, Count, Counted, Erase, NoteTaken, Take, a_note, somebody


class Totals:
    name = "totals"
    tables = ("total",)
    ddl = "create table views.total (stream text primary key, total bigint not null)"

    def __init__(self, version: int = 1, factor: int = 1) -> None:
        self.version, self.factor = version, factor

    async def apply(self, connection: Connection, entries: Sequence[Recorded]) -> None:
        for entry in entries:
            if isinstance(entry.event, Counted):
                await connection.execute(
                    "insert into views.total values ($1, $2)"
                    " on conflict (stream) do update set total = total.total + $2",
                    entry.stream,
                    entry.event.by * self.factor,
                )


def texts(event: Any) -> list[tuple[str, Any]]:
    return [("name", event.text), ("phone", "020 7946 0018")]


FINDERS: dict[type[Event], Finder] = {NoteTaken: Finder(person="about", texts=texts)}


@asynccontextmanager
async def kept_up(views: Views) -> AsyncIterator[None]:
    task = asyncio.create_task(views.run())
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def rows(record: Record, table: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await record.database.fetch(f"select * from views.{table} order by 1, 2")]  # noqa: S608


async def some_counts(record: Record, number: int) -> None:
    streams = [a_note() for _ in range(3)]
    for n in range(number):
        await record.act(streams[n % 3], Count(by=n), by=ASHA, command_id=uuid4())


async def test_a_view_made_again_equals_the_live_one_and_the_fold(record: Record) -> None:
    views = Views(record, [Totals()])
    async with kept_up(views):
        await some_counts(record, 30)
        assert await views.wait_for("totals", 30) == 30
    live = await rows(record, "total")
    states = await replay(record.database, record.codec, DECIDERS)
    assert dict(live) == {stream: state.count for stream, state in states.items()}
    told: list[tuple[int, int]] = []
    assert await views.rebuild("totals", lambda done, of: told.append((done, of))) == 30
    assert await rows(record, "total") == live
    assert told[0] == (0, 30)
    assert told[-1] == (30, 30)


async def test_two_processes_running_one_view_apply_each_event_once(record: Record, open_record: Open) -> None:
    doors = [Views(record, [Totals()]), Views(await open_record(), [Totals()])]
    async with kept_up(doors[0]), kept_up(doors[1]):
        await some_counts(record, 40)
        for views in doors:
            assert await views.wait_for("totals", 40) == 40
    assert sum(total for _, total in await rows(record, "total")) == sum(range(40))


async def test_a_view_that_is_behind_says_how_far_it_is(record: Record) -> None:
    views = Views(record, [Totals()])
    await views.prepare()
    await some_counts(record, 3)
    assert await views.wait_for("totals", 3, timeout=0.05) == 0
    await views.catch_up()
    assert await views.wait_for("totals", 3) == 3


async def test_a_text_that_does_not_open_stops_only_what_needs_it_and_only_until_it_is_mended(
    record: Record, place: Place
) -> None:
    index = PeopleIndex(record, FINDERS)
    views = Views(record, [index, Totals()], until_mended=0.05)
    person, stream = somebody(), a_note()
    taken = await record.act(stream, Take(text="Gwen Prys", about=person), by=ASHA, command_id=uuid4())
    swap = "alter table record.payload disable trigger all; update record.payload set sealed = reverse(sealed)"
    owner = await asyncpg.connect(place.owner)
    try:
        await owner.execute(swap)
        async with kept_up(views):
            last = (await record.act(a_note(), Count(), by=ASHA, command_id=uuid4())).position
            assert await views.wait_for("totals", last, timeout=5) == last
            assert await views.wait_for("people", last, timeout=0.3) == taken.position - 1
            await owner.execute(swap)
            assert await views.wait_for("people", last, timeout=5) == last
        assert await index.find(Kind.NAME, "Gwen Prys") == [person]
    finally:
        await owner.close()


async def test_a_view_of_a_new_version_is_made_anew(record: Record) -> None:
    await some_counts(record, 6)
    for view in (Totals(), Totals(version=2, factor=10)):
        views = Views(record, [view])
        await views.prepare()
        await views.catch_up()
    assert sum(total for _, total in await rows(record, "total")) == sum(range(6)) * 10


async def test_people_are_found_and_after_erasure_no_longer(record: Record) -> None:
    index = PeopleIndex(record, FINDERS)
    views = Views(record, [index])
    await views.prepare()
    sian, evan = somebody(), somebody()
    first = await record.act(a_note(), Take(text="Siân O'Neill", about=sian), by=ASHA, command_id=uuid4())
    await record.act(a_note(), Take(text="Evan O’Neill", about=evan), by=ASHA, command_id=uuid4())
    await views.catch_up()
    assert await index.find(Kind.NAME, "O'NEILL, sian") == [sian]
    assert await index.find(Kind.NAME, "oneill") == sorted([sian, evan])
    assert await index.find(Kind.PHONE, "+44 (0)20 7946 0018") == sorted([sian, evan])
    assert await index.find(Kind.NAME, "Nobody") == []
    assert await index.find(Kind.NAME, " ") == []
    dump = str(await rows(record, "person_text")).casefold()
    assert "oneill" not in dump
    await record.erase(
        named("erasure", uuid4()), Erase(why="asked"), positions=[first.position], by=ASHA, command_id=uuid4()
    )
    await views.catch_up()
    assert await index.find(Kind.NAME, "oneill") == [evan]
    live = await rows(record, "person_text")
    await views.rebuild("people")
    assert await index.find(Kind.NAME, "oneill") == [evan]
    assert [row for row in await rows(record, "person_text") if row[2] == evan] == [
        row for row in live if row[2] == evan
    ]


async def test_what_is_known_of_a_person_is_what_was_said_last(record: Record) -> None:
    index = PeopleIndex(record, FINDERS)
    views = Views(record, [index])
    await views.prepare()
    person, stream = somebody(), a_note()
    await record.act(stream, Take(text="Old Name", about=person), by=ASHA, command_id=uuid4())
    await record.act(stream, Take(text="New Name", about=person), by=ASHA, command_id=uuid4())
    await views.catch_up()
    assert await index.find(Kind.NAME, "old") == []
    assert await index.find(Kind.NAME, "new name") == [person]


@pytest.mark.parametrize(
    ("kind", "text", "alike"),
    [
        (Kind.NAME, "Dr. Siân  Jones-Évans", ["dr", "evans", "jones", "sian"]),
        (Kind.PHONE, "+44 29 2087 2087", ["2920872087"]),
        (Kind.PHONE, "029 2087 2087", ["2920872087"]),
        (Kind.PHONE, "0044 (0)29 2087 2087", ["2920872087"]),
        (Kind.PHONE, "12345", []),
        (Kind.EMAIL, " Sian@Example.ORG ", ["sian@example.org"]),
        (Kind.TENANCY_NUMBER, "tn-00 417/b", ["tn00417b"]),
        (Kind.TENANCY_NUMBER, "-", []),
    ],
)
def test_spellings_of_one_thing_are_alike(kind: Kind, text: str, alike: list[str]) -> None:
    assert normalised(kind, text) == alike
