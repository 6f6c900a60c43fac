from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from eventsourcing import utils as library

from domain.event import Event
from domain.names import ERASED, SEALED, Personal
from domain.streams import Decider
from record.codec import Codec
from record.errors import UnknownEvent
from record.store import Record
from tests.record.conftest import Open
from tests.record.toys import ASHA, Count, Take, a_note, somebody


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, kw_only=True)
class Everything(Event):
    kind: ClassVar[str] = "all"
    clause: ClassVar[str] = "1"
    day: date
    moment: datetime
    colour: Colour
    several: tuple[Colour, ...]
    text: Personal | None = SEALED


def a_decider(*events: type[Event]) -> Decider[Any]:
    return Decider(kind="all", events=events, commands=(), fold=lambda s, _e: s, decide=lambda *_: ())


def test_every_kind_of_value_comes_back_as_it_was() -> None:
    codec = Codec([a_decider(Everything)])
    event = Everything(
        day=date(2026, 11, 23),
        moment=datetime(2026, 11, 23, 9, tzinfo=UTC),
        colour=Colour.RED,
        several=(Colour.RED,),
        text="ŵ",
    )
    facts, personal = codec.facts(event)
    assert b"text" not in facts
    assert facts == b'{"colour":"red","day":"2026-11-23","moment":"2026-11-23T09:00:00Z","several":["red"]}'
    assert personal is not None
    assert codec.opened("Everything", 1, facts, personal) == event
    closed = codec.event("Everything", 1, facts)
    assert isinstance(closed, Everything)
    assert (closed.text, closed.day) == (SEALED, event.day)
    assert codec.erased(closed).text == ERASED  # type: ignore[attr-defined]


def test_nothing_personal_said_is_not_sealed() -> None:
    codec = Codec([a_decider(Everything)])
    event = Everything(
        day=date(2026, 1, 1), moment=datetime(2026, 1, 1, tzinfo=UTC), colour=Colour.RED, several=(), text=None
    )
    facts, personal = codec.facts(event)
    assert personal is None
    assert codec.event("Everything", 1, facts) == event


def test_an_unknown_type_or_version_is_loud() -> None:
    codec = Codec([a_decider(Everything)])
    with pytest.raises(UnknownEvent):
        codec.event("Dragon", 1, b"{}")


def test_two_classes_of_one_topic_are_refused() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Other(Event):
        TOPIC = "Everything"
        kind: ClassVar[str] = "other"
        clause: ClassVar[str] = "1"

    with pytest.raises(TypeError, match="Everything"):
        Codec([a_decider(Everything, Other)])


def test_a_personal_field_that_could_be_stored_in_clear_is_refused() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Careless(Event):
        kind: ClassVar[str] = "all"
        clause: ClassVar[str] = "1"
        text: Personal

    with pytest.raises(TypeError, match=r"Careless\.text"):
        Codec([a_decider(Careless)])


async def test_an_event_stored_by_an_older_class_is_read_by_the_newer(
    record: Record, open_record: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stored as version 1 by one program, read as version 2 by the next: in the fold, and opened."""
    stream, person = a_note(), somebody()
    await record.act(stream, Count(by=3), by=ASHA, command_id=uuid4())
    await record.act(stream, Take(text="he shouted", about=person), by=ASHA, command_id=uuid4())

    @dataclass(frozen=True, kw_only=True)
    class Counted2(Event):
        TOPIC: ClassVar[str] = "Counted"
        kind: ClassVar[str] = "note"
        clause: ClassVar[str] = "4.8"
        class_version: ClassVar[int] = 2
        number: int
        unit: str

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["number"] = state.pop("by")
            state["unit"] = "calls"

    @dataclass(frozen=True, kw_only=True)
    class NoteTaken3(Event):
        TOPIC: ClassVar[str] = "NoteTaken"
        kind: ClassVar[str] = "note"
        clause: ClassVar[str] = "9.1"
        class_version: ClassVar[int] = 3
        concerns: ClassVar[tuple[str, ...]] = ("person",)
        person: str
        narrative: Personal = SEALED

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            state["person"] = state.pop("about")

        @staticmethod
        def upcast_v2_v3(state: dict[str, Any]) -> None:
            if "text" in state:
                state["narrative"] = state.pop("text")

    monkeypatch.setattr(library, "_topic_cache", {})  # as in a new process

    def fold(state: tuple[Event, ...] | None, event: Event) -> tuple[Event, ...]:
        return (*(state or ()), event)

    newer = Decider(kind="note", events=(Counted2, NoteTaken3), commands=(), fold=fold, decide=lambda *_: ())
    later = await open_record(deciders=(newer,))
    assert (await later.load(stream)).state == (Counted2(number=3, unit="calls"), NoteTaken3(person=person))
    opened = await later.open(await later.history(stream))
    assert opened[1] == NoteTaken3(person=person, narrative="he shouted")
