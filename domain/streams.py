"""How a stream decides: the shape that `record.act` drives and every kind of stream fills in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from domain.event import Command, Event
from domain.names import Actor, StreamId
from domain.policy import PolicyBook

S = TypeVar("S")


@dataclass(frozen=True)
class Needs:
    """What a rule must know of other streams.

    The command is decided again if an event of one of `types` (any type, where empty) has meanwhile come to one of
    those streams or tags.
    """

    streams: frozenset[str] = frozenset()  # folded whole
    tags: frozenset[str] = frozenset()  # every stream in which an event carries one of these is folded whole
    types: frozenset[type[Event]] = frozenset()

    def __or__(self, other: "Needs") -> "Needs":
        return Needs(self.streams | other.streams, self.tags | other.tags, self.types | other.types)


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a decision is made under: the stream, the moment, who asks, the policy, and the other streams it looks at.

    `as_of` is aware UTC, from the one clock. `others` holds the folded state of each stream that `needs` named, and of
    each that carried a tag it named; a stream without events holds None.
    """

    stream: StreamId  # the one the command writes
    as_of: datetime
    by: Actor
    book: PolicyBook
    command_id: UUID
    others: Mapping[str, Any] = field(default_factory=dict)

    def of_kind(self, kind: str) -> dict[str, Any]:
        """Return the folded states of the other streams of one kind, by stream, those without events left out."""
        return {s: state for s, state in self.others.items() if s.startswith(f"{kind}/") and state is not None}


def nothing_else(_state: Any, _command: Command, _others: Mapping[str, Any]) -> Needs:
    """Need no other stream."""
    return Needs()


@dataclass(frozen=True, kw_only=True)
class Decider(Generic[S]):
    """A kind of stream: how its events fold into a state, and how a command on that state becomes events.

    `fold(state, event)` judges nothing: an old history always loads. `state` is None before the first event.
    `needs(state, command, others)` is asked again with what it has got, until it asks for nothing new.
    `decide(state, command, given)` holds every rule and raises `domain.refusal` errors.
    """

    kind: str
    events: tuple[type[Event], ...]
    commands: tuple[type[Command], ...]
    fold: Callable[[S | None, Event], S]
    decide: Callable[[S | None, Command, Given], Sequence[Event]]
    needs: Callable[[S | None, Command, Mapping[str, Any]], Needs] = nothing_else

    def replay(self, events: Sequence[Event]) -> S | None:
        """Fold a whole history."""
        state: S | None = None
        for event in events:
            state = self.fold(state, event)
        return state
