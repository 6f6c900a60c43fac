"""How events become bytes and events again: topics, class versions and upcasts by `eventsourcing`'s Mapper.

The facts of an event (what is not personal) are canonical JSON; its personal fields are JSON apart, to be encrypted
together. Reading facts alone leaves `SEALED` in the personal fields. An event stored by an older class passes through
that class's `upcast_vN_vN+1(state)`: a static method on the event class that changes a dict of plain JSON values and is
content with one from which personal fields are absent.

Rules for event classes, checked when they are handed in: a field that can hold personal text has `Sealed` in its type
and `SEALED` as its default; no two classes have one topic.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, get_args, get_type_hints

import msgspec
from eventsourcing.persistence import Mapper, StoredEvent, Transcoder
from eventsourcing.utils import register_topic

from domain.event import Event
from domain.names import ERASED, SEALED, Sealed
from domain.streams import Decider
from record.errors import UnknownEvent

_encode = msgspec.json.Encoder(order="sorted").encode


class MsgspecTranscoder(Transcoder):
    """Canonical JSON: keys sorted, no spaces, UTF-8; dates, moments, UUIDs and enums as their text."""

    def encode(self, obj: Any) -> bytes:
        """Encode plain values and dataclasses."""
        return _encode(obj)

    def decode(self, data: bytes) -> Any:
        """Decode to plain JSON values."""
        return msgspec.json.decode(data)


class _Placed:
    """What the Mapper handles in place of our event: it wants an originator on each object, ours have none."""

    originator_id: str
    originator_version: int


@dataclass(frozen=True)
class EventShape:
    """How one event class is stored."""

    cls: type[Event]
    topic: str
    version: int
    facts: tuple[str, ...]
    personal: tuple[str, ...]
    decoder: msgspec.json.Decoder[Event]
    placed: type[_Placed]
    happened: str | None
    coded: str | None
    erased: Mapping[str, Sealed]


class Codec:
    """Every event class that this program knows, by topic. Raises TypeError for a class that breaks the rules."""

    def __init__(self, deciders: Iterable[Decider[Any]]) -> None:
        self.shapes: dict[type[Event], EventShape] = {}
        self._by_topic: dict[str, EventShape] = {}
        for decider in deciders:
            for event in decider.events:
                if event not in _studied:
                    _studied[event] = _study(event)
                shape = _studied[event]
                if self._by_topic.get(shape.topic, shape) is not shape:
                    raise TypeError(f"two event classes have the topic {shape.topic}")
                self.shapes[event] = self._by_topic[shape.topic] = shape
        self._mapper = EventMapper(self._by_topic)
        self._decoders = {(s.topic, s.version): s.decoder.decode for s in self.shapes.values()}

    def facts(self, event: Event) -> tuple[bytes, bytes | None]:
        """Return the facts, and the personal fields or None where all are empty. Raises ValueError for a NUL."""
        shape = self.shapes[type(event)]
        values = vars(event)
        state = {name: values[name] for name in shape.facts}
        if shape.version > 1:
            state["class_version"] = shape.version
        if not shape.personal:
            return _without_nul(_encode(state)), None
        text = {name: values[name] for name in shape.personal if not isinstance(values[name], Sealed)}
        if any(text.values()):
            return _without_nul(_encode(state)), _encode(text)
        return _encode(state | text), None  # nothing in them, so nothing to seal: None and () are facts

    def event(self, topic: str, version: int, facts: bytes) -> Event:
        """Read an event with its personal fields sealed. Raises UnknownEvent."""
        decode = self._decoders.get((topic, version))
        if decode is not None:
            return decode(facts)
        return self._mapper.event(topic, facts)

    def opened(self, topic: str, version: int, facts: bytes, personal: bytes) -> Event:
        """Read an event with its personal fields, given decrypted. Raises UnknownEvent."""
        shape = self._by_topic.get(topic)
        whole = msgspec.json.decode(facts) | msgspec.json.decode(personal)
        if shape is not None and version == shape.version:
            return msgspec.convert(whole, shape.cls, strict=False)
        return self._mapper.event(topic, _encode(whole))

    def erased(self, event: Event) -> Event:
        """Return the event as it reads once its personal text is gone."""
        return replace(event, **self.shapes[type(event)].erased)


class EventMapper(Mapper[str]):
    """The slow way, for events of older class versions: the library resolves the topic and upcasts the state."""

    def __init__(self, shapes: Mapping[str, EventShape]) -> None:
        super().__init__(transcoder=MsgspecTranscoder())
        self._shapes = shapes
        for topic, shape in shapes.items():
            register_topic(topic, shape.placed)

    def event(self, topic: str, state: bytes) -> Event:
        """Upcast a stored state and make the event of it. Raises UnknownEvent."""
        shape = self._shapes.get(topic)
        if shape is None:
            raise UnknownEvent(topic)
        try:
            placed = self.to_domain_event(StoredEvent("", 1, topic, state))
        except AttributeError as error:
            raise UnknownEvent(f"{topic}: {error}") from error
        values = {name: value for name, value in vars(placed).items() if not name.startswith("originator_")}
        return msgspec.convert(values, shape.cls, strict=False)


# The library's register of topics is the process's, so each class has one stand-in in it however many codecs there are.
_studied: dict[type[Event], EventShape] = {}


def _study(event: type[Event]) -> EventShape:
    """See how an event class is stored. Raises TypeError where it breaks a rule."""
    hints = get_type_hints(event)
    facts, personal = [], []
    for field in fields(event):
        if not _may_hold_personal(hints[field.name]):
            facts.append(field.name)
            continue
        if field.default is not SEALED or Sealed not in get_args(hints[field.name]):
            raise TypeError(f"{event.__name__}.{field.name} is personal: its type allows Sealed, its default is SEALED")
        personal.append(field.name)
    for name in (*event.tagged, *event.concerns, event.happened, event.coded):
        if name is not None and name not in facts:
            raise TypeError(f"{event.__name__} has no field {name} in clear")
    if "class_version" in hints and "class_version" in facts:
        raise TypeError(f"{event.__name__}: class_version is the class's own")
    return EventShape(
        cls=event,
        topic=event.TOPIC,
        version=event.class_version,
        facts=tuple(facts),
        personal=tuple(personal),
        decoder=msgspec.json.Decoder(event),
        placed=_placed(event),
        happened=event.happened,
        coded=event.coded,
        erased=dict.fromkeys(personal, ERASED),
    )


def _without_nul(facts: bytes) -> bytes:
    if b"\\u0000" in facts:  # no column of text can hold it, so auditors could not read the event
        raise ValueError("a fact holds the character NUL")
    return facts


def _placed(event: type[Event]) -> type[_Placed]:
    upcasts = {name: vars(event)[name] for name in vars(event) if name.startswith("upcast_v")}
    return type(event.__name__, (_Placed,), {"TOPIC": event.TOPIC, "class_version": event.class_version, **upcasts})


def _may_hold_personal(hint: Any) -> bool:
    if hint is Sealed:
        return True
    if isinstance(hint, type) and is_dataclass(hint):
        return any(_may_hold_personal(inner) for inner in get_type_hints(hint).values())
    return any(_may_hold_personal(inner) for inner in get_args(hint))
