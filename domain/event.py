"""What every recorded event says of itself, whichever stream it stands in."""

from dataclasses import dataclass
from typing import ClassVar

from domain.names import StreamId, kind_of, same_id

ANY_KIND = ""  # of an event that stands in whichever stream it is decided in


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact, decided once. Fields are plain values; those typed `Personal` are stored encrypted.

    A stored event is never changed: new meaning is a new `class_version` with `upcast_vN_vN+1(state)`.
    """

    TOPIC: ClassVar[str]  # the stable name it is stored under; the class's own name unless given
    kind: ClassVar[str]  # of the stream it stands in, or ANY_KIND
    founds: ClassVar[str | None] = None  # the field that names a stream of its own, in which it stands first
    clause: ClassVar[str]  # what in the policy it carries out
    class_version: ClassVar[int] = 1
    tagged: ClassVar[tuple[str, ...]] = ()  # fields whose identifiers other streams find it by
    concerns: ClassVar[tuple[str, ...]] = ()  # fields naming the people its personal text is about: whose key seals it
    happened: ClassVar[str | None] = None  # the field that holds when it happened, if not when recorded
    coded: ClassVar[str | None] = None  # the field that holds the reason's code

    def __init_subclass__(cls) -> None:
        if "TOPIC" not in cls.__dict__:
            cls.TOPIC = cls.__name__

    def stands_in(self, lead: StreamId) -> StreamId:
        """Return the stream it stands in, decided on `lead`: that one, a companion of another kind, or its own."""
        if self.founds is not None:
            return StreamId(getattr(self, self.founds))
        return lead if self.kind in {ANY_KIND, kind_of(lead)} else same_id(self.kind, lead)


@dataclass(frozen=True, kw_only=True)
class Command:
    """What somebody asks for. One command writes one stream (and, where it founds one, its companions)."""
