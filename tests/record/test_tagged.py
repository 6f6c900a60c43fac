"""What bears a tag: found whole each time, though what was folded before is kept; and of some kinds only."""

from uuid import uuid4

from domain.names import named
from record.store import Record
from tests.record.conftest import Open
from tests.record.toys import ASHA, Claim, Count, Take, a_note, somebody


async def take(record: Record, about: str) -> str:
    note = a_note()
    await record.act(note, Take(text="t", about=about), by=ASHA, command_id=uuid4())
    return note


async def test_what_another_process_has_recorded_is_seen_at_the_next_reading(open_record: Open) -> None:
    here, there = await open_record(), await open_record()
    person = somebody()
    first = await take(here, person)
    assert {s: loaded.version for s, loaded in (await here.load_tagged(person)).items()} == {first: 1}
    await there.act(first, Count(by=3), by=ASHA, command_id=uuid4())  # type: ignore[arg-type]
    second = await take(there, person)
    for _ in range(2):
        found = await here.load_tagged(person)
        assert {s: (loaded.version, loaded.state.count) for s, loaded in found.items()} == {
            first: (2, 3),
            second: (1, 0),
        }
        assert list(found) == sorted(found)


async def test_only_streams_of_the_kinds_asked_for_are_read(record: Record) -> None:
    person = somebody()
    note = await take(record, person)
    for _ in range(2):
        assert set(await record.load_tagged(person, kinds=("note",))) == {note}
        assert not await record.load_tagged(person, kinds=("people",))
        assert set(await record.load_tagged(person, note, kinds=("people",))) == {note}
        assert set(await record.load_tagged(person)) == {note}


async def test_several_tags_are_read_at_one_moment(record: Record) -> None:
    one, other = somebody(), somebody()
    notes = {await take(record, one), await take(record, other)}
    for _ in range(2):
        found = await record.load_tagged([one, other])
        assert set(found) == notes
        assert len({(loaded.head, loaded.now) for loaded in found.values()}) == 1
    unknown = named("note", uuid4())
    assert (await record.load_tagged([], unknown))[unknown].version == 0


async def test_a_state_that_was_let_go_is_folded_anew(open_record: Open) -> None:
    record = await open_record()
    person = somebody()
    note = await take(record, person)
    await record.load_tagged(person)
    record._states.forget(note)
    assert (await record.load_tagged(person))[note].state.about == person  # type: ignore[index]


async def test_a_page_shows_what_another_process_has_recorded(open_record: Open) -> None:
    here, there = await open_record(), await open_record()
    person, other = somebody(), somebody()
    assert await here.load_pages({person}) == {}
    first = await take(there, person)
    assert set(await here.load_pages({person})) == {first}
    second, elsewhere = await take(there, person), await take(here, other)
    assert set(await here.load_pages({person})) == {first, second}
    assert set(await here.load_pages({person, other})) == {first, second, elsewhere}
    await there.act(second, Claim(about=person), by=ASHA, command_id=uuid4())  # type: ignore[arg-type]
    for _ in range(2):
        states = await here.load_pages({person})
        assert {stream: state.claimed for stream, state in states.items()} == {first: False, second: True}


async def test_a_page_that_was_let_go_is_read_anew(open_record: Open) -> None:
    record = await open_record()
    record._pages._room = 1
    people = [somebody(), somebody()]
    notes = [await take(record, person) for person in people]
    for _ in range(2):
        for person, note in zip(people, notes, strict=True):
            assert set(await record.load_pages({person})) == {note}
    assert len(record._pages._kept) == 1
