"""Erasure: the text goes, the certificate stays, the chain holds, the fold goes on."""

from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.names import ERASED, named
from record.checkpoint import saved
from record.database import Database
from record.errors import Damaged
from record.keys import Keys, Masters, people
from record.seal import Sealer
from record.store import Record
from record.verify import verify_database
from tests.record.conftest import MASTER, Open
from tests.record.servers import Place
from tests.record.toys import ASHA, Count, Erase, NoteTaken, Take, a_note, somebody


async def test_an_erased_text_is_gone_with_a_certificate_and_everything_else_holds(
    record: Record, tmp_path: Path
) -> None:
    stream, key = a_note(), Ed25519PrivateKey.generate()
    receipt = await record.act(stream, Take(text="his name", about=somebody()), by=ASHA, command_id=uuid4())
    await record.act(stream, Count(by=2), by=ASHA, command_id=uuid4())
    await Sealer(record, key, tmp_path).seal()
    certificate, command_id = named("erasure", uuid4()), uuid4()
    for _ in range(2):  # again with the same id: nothing more
        await record.erase(
            certificate, Erase(why="asked"), positions=[receipt.position], by=ASHA, command_id=command_id
        )
    (event, _) = await record.open(await record.history(stream))
    assert isinstance(event, NoteTaken)
    assert (event.text, event.phones) == (ERASED, ERASED)
    assert (await record.load(stream)).state.count == 2
    (proof,) = await record.history(certificate)
    assert proof.meta.erases == (receipt.position,)
    report = await verify_database(record.database, saved(tmp_path), [key.public_key()])
    assert report.whole
    assert (report.erased, report.events, report.sealed_to) == (1, 3, 2)


async def test_only_what_holds_text_can_be_erased(record: Record) -> None:
    receipt = await record.act(a_note(), Count(), by=ASHA, command_id=uuid4())
    for position in (receipt.position, 2, 99):  # no text in it; the certificate itself; not there
        with pytest.raises(ValueError, match=f"at {position}"):
            await record.erase(
                named("erasure", uuid4()), Erase(why="x"), positions=[position], by=ASHA, command_id=uuid4()
            )
    assert await record.position() == 1


async def test_a_destroyed_key_is_honoured_at_once_here_and_soon_elsewhere(record: Record, open_record: Open) -> None:
    stream, person, other = a_note(), somebody(), a_note()
    both = await open_record(life=0)
    await record.act(stream, Take(text="his name", about=person), by=ASHA, command_id=uuid4())
    await record.act(other, Take(text="her name", about=somebody()), by=ASHA, command_id=uuid4())
    history = await record.history(stream)
    await both.open(history)
    ((key_id, whom),) = await record.keys.concerning(person)
    assert whom == (person,)
    await record.keys.destroy([key_id], by=ASHA.id)
    for door in (record, both):
        (event,) = await door.open(history)
        assert isinstance(event, NoteTaken)
        assert event.text == ERASED
        (kept,) = await door.open(await door.history(other))
        assert isinstance(kept, NoteTaken)
        assert kept.text == "her name"
    await record.act(stream, Take(text="known again", about=person), by=ASHA, command_id=uuid4())
    (_, again) = await record.open(await record.history(stream))
    assert isinstance(again, NoteTaken)
    assert again.text == "known again"


async def test_a_key_is_destroyed_only_with_a_certificate_for_every_text_that_it_opens(record: Record) -> None:
    person, command_id = somebody(), uuid4()
    for text in ("his name", "his other name"):
        await record.act(a_note(), Take(text=text, about=person), by=ASHA, command_id=uuid4())
    keys = [key_id for key_id, _ in await record.keys.concerning(person)]
    certificate, why = named("erasure", uuid4()), Erase(why="asked")
    with pytest.raises(ValueError, match="elsewhere too: at 2"):
        await record.erase(certificate, why, positions=[1], keys=keys, by=ASHA, command_id=command_id)
    assert await record.position() == 2
    for _ in range(2):
        await record.erase(certificate, why, positions=[1, 2], keys=keys, by=ASHA, command_id=command_id)
    assert await record.keys.concerning(person) == []


async def test_a_destroyed_key_seals_nothing_more_also_where_memory_was_short(place: Place) -> None:
    keys = Keys(Database(place.keys, size=1), Masters(MASTER), room=2)
    whom = people([somebody()])
    key = await keys.key_for(whom)
    for _ in range(3):
        await keys.key_for(people([somebody()]))
        keys.at_hand(whom)
    await keys.destroy([key.id], by=ASHA.id)
    assert (await keys.key_for(whom)).id != key.id
    await keys.close()


async def test_a_text_about_several_is_under_the_key_of_exactly_them(record: Record) -> None:
    one, two = somebody(), somebody()
    pair = await record.keys.key_for(people([two, one, one]))
    assert pair.people == tuple(sorted((one, two)))
    assert [k for k, _ in await record.keys.concerning(one)] == [pair.id]
    assert (await record.keys.key_for(people([one]))).id != pair.id


async def test_a_new_master_key_takes_over_and_the_old_one_is_no_longer_needed(record: Record, place: Place) -> None:
    stream = a_note()
    await record.act(stream, Take(text="his name", about=somebody()), by=ASHA, command_id=uuid4())
    new = bytes(32)

    def keys(masters: Masters) -> Keys:
        return Keys(Database(place.keys, size=1), masters)

    async def fingerprint(of: Keys) -> bytes:
        try:
            return await of.secret("fingerprint")
        finally:
            await of.close()

    before = await fingerprint(keys(Masters(MASTER)))
    rotating = keys(Masters(new, MASTER))
    assert await rotating.rewrap() == 2
    assert await rotating.rewrap() == 0
    await rotating.close()
    assert await fingerprint(keys(Masters(new))) == before
    with pytest.raises(Damaged):
        await fingerprint(keys(Masters(MASTER)))


async def test_a_text_moved_to_another_event_does_not_open(record: Record, place: Place) -> None:
    person = somebody()
    streams = [a_note(), a_note()]
    for stream in streams:
        await record.act(stream, Take(text=f"about {stream}", about=person), by=ASHA, command_id=uuid4())
    owner = await asyncpg.connect(place.owner)
    try:
        await owner.execute("alter table record.payload disable trigger all")
        await owner.execute("update record.payload set sealed = (select sealed from record.payload where position = 1)")
    finally:
        await owner.close()
    with pytest.raises(Damaged):
        await record.open(await record.history(streams[1]))
