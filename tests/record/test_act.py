from dataclasses import dataclass, replace
from uuid import uuid4

import pytest

from domain.event import Command
from domain.names import SEALED, Actor, Role, StaffId, StreamId
from domain.refusal import AlreadySo, Conflict, NotAllowed, NotFound, Refused
from record.errors import Reused
from record.request import Ask
from record.store import Record
from tests.record.conftest import Open
from tests.record.toys import ASHA, Claim, Count, Note, NoteTaken, Nothing, Take, a_note, somebody


@dataclass(frozen=True, kw_only=True)
class CountAlike(Command):
    """Another command that says the same."""

    by: int = 1


async def test_a_command_is_recorded_with_its_envelope(record: Record) -> None:
    stream, person, command_id = a_note(), somebody(), uuid4()
    receipt = await record.act(
        stream, Take(text="he shouted", about=person), by=ASHA, command_id=command_id, correlation="web", causation="x"
    )
    assert (receipt.stream, receipt.version, receipt.events, receipt.replayed) == (stream, 1, ("NoteTaken",), False)
    (entry,) = await record.history(stream)
    assert (entry.position, entry.recorded_at) == (receipt.position, receipt.recorded_at)
    assert (entry.actor, entry.command_id, entry.meta.clause) == (ASHA.id, command_id, "9.1")
    assert (entry.meta.roles, entry.meta.policy, entry.meta.correlation) == (("manager", "staff"), "2026-1", "web")
    assert isinstance(entry.event, NoteTaken)
    assert entry.event.text == SEALED


async def test_the_state_holds_no_personal_text_and_opening_shows_it(record: Record) -> None:
    stream = a_note()
    await record.act(stream, Take(text="he shouted", about=somebody()), by=ASHA, command_id=uuid4())
    loaded = await record.load(stream)
    assert isinstance(loaded.state, Note)
    assert loaded.state.text == SEALED
    (event,) = await record.open(await record.history(stream))
    assert isinstance(event, NoteTaken)
    assert (event.text, event.phones) == ("he shouted", ("1",))


async def test_a_companion_stream_is_founded_in_the_same_append(record: Record) -> None:
    stream = a_note()
    receipt = await record.act(
        stream, Take(text="t", about=somebody(), witnesses=("staff/1", "staff/2")), by=ASHA, command_id=uuid4()
    )
    assert receipt.events == ("NoteTaken", "OnlookersNamed")
    assert receipt.version == 1
    companion = await record.load(stream.replace("note/", "people/"))
    assert companion.version == 1
    assert companion.state.witnesses == ("staff/1", "staff/2")


async def test_the_same_id_again_gives_the_first_answer_though_the_state_moved_on(
    record: Record, open_record: Open
) -> None:
    stream, command_id = a_note(), uuid4()
    first = await record.act(stream, Count(by=3), by=ASHA, command_id=command_id)
    await record.act(stream, Count(by=4), by=ASHA, command_id=uuid4())
    for door in (record, await open_record()):
        again = await door.act(stream, Count(by=3), by=ASHA, command_id=command_id, if_match=0)
        assert again.replayed
        assert (again.version, again.position, again.recorded_at, again.events) == (
            first.version,
            first.position,
            first.recorded_at,
            first.events,
        )
    assert (await record.load(stream)).state.count == 7


@pytest.mark.parametrize("other", [{"by": 4}, {"by": 3, "actor": "other"}])
async def test_the_same_id_for_another_request_is_refused(record: Record, other: dict[str, object]) -> None:
    stream, command_id = a_note(), uuid4()
    await record.act(stream, Count(by=3), by=ASHA, command_id=command_id)
    actor = Actor(StaffId("staff/other"), ASHA.roles) if "actor" in other else ASHA
    with pytest.raises(Reused):
        await record.act(stream, Count(by=other["by"]), by=actor, command_id=command_id)  # type: ignore[arg-type]
    assert (await record.load(stream)).version == 1


def test_every_part_of_a_request_is_in_its_fingerprint() -> None:
    key = bytes(32)
    same = Ask(stream=StreamId("note/1"), command=Count(), by=ASHA, command_id=uuid4())
    others = [
        replace(same, stream=StreamId("note/2")),
        replace(same, command=CountAlike()),
        replace(same, command=Count(by=2)),
        replace(same, by=Actor(StaffId("staff/other"), ASHA.roles)),
        replace(same, erases=(1,)),
    ]
    assert same.fingerprint(key) == replace(same, command_id=uuid4(), correlation="web").fingerprint(key)
    assert len({ask.fingerprint(key) for ask in (same, *others)}) == 6
    assert same.fingerprint(key) != same.fingerprint(bytes(31) + b"x")


async def test_a_stale_if_match_is_a_conflict_and_a_right_one_is_not(record: Record) -> None:
    stream = a_note()
    await record.act(stream, Count(), by=ASHA, command_id=uuid4(), if_match=0)
    with pytest.raises(Conflict) as caught:
        await record.act(stream, Count(), by=ASHA, command_id=uuid4(), if_match=0)
    assert caught.value.version == 1
    assert (await record.act(stream, Count(), by=ASHA, command_id=uuid4(), if_match=1)).version == 2


async def test_a_refusal_records_nothing_and_is_not_remembered(record: Record) -> None:
    stream, command_id = a_note(), uuid4()
    with pytest.raises(Refused):
        await record.act(stream, Count(by=101), by=ASHA, command_id=command_id)
    assert await record.position() == 0
    await record.act(stream, Count(by=1), by=ASHA, command_id=command_id)


async def test_nothing_to_do_answers_without_events(record: Record) -> None:
    stream = a_note()
    await record.act(stream, Count(), by=ASHA, command_id=uuid4())
    receipt = await record.act(stream, Nothing(), by=ASHA, command_id=uuid4())
    assert (receipt.version, receipt.position, receipt.events) == (1, 1, ())


async def test_permission_is_asked_before_anything_else(open_record: Open) -> None:
    def nobody(_command: object, actor: Actor) -> None:
        if not actor.has(Role.DIRECTOR):
            raise NotAllowed("7.2", "only a director", frozenset({"director"}))

    record = await open_record(permit=nobody)
    with pytest.raises(NotAllowed):
        await record.act(a_note(), Count(), by=ASHA, command_id=uuid4())


async def test_a_stream_of_no_known_kind_is_not_found(record: Record) -> None:
    with pytest.raises(NotFound):
        await record.load("dragon/1")


async def test_a_rule_sees_what_others_with_the_tag_have_done(record: Record) -> None:
    person = somebody()
    await record.act(a_note(), Claim(about=person), by=ASHA, command_id=uuid4())
    with pytest.raises(AlreadySo):
        await record.act(a_note(), Claim(about=person), by=ASHA, command_id=uuid4())
    tagged = await record.load_tagged(person)
    assert [loaded.state.claimed for loaded in tagged.values()] == [True]


async def test_as_at_a_moment_shows_what_was_recorded_by_then(record: Record) -> None:
    stream = a_note()
    receipt = await record.act(stream, Count(by=1), by=ASHA, command_id=uuid4())
    await record.act(stream, Count(by=1), by=ASHA, command_id=uuid4())
    assert (await record.load(stream, as_at=receipt.recorded_at)).state.count == 1
