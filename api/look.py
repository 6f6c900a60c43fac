"""Looking at what is so: streams folded as they stand, and lists that wait for what the caller has seen."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

from fastapi import Depends, Header, Request, Response

from api.caller import caller_of
from api.parts import Parts, parts_of
from domain.event import Event
from domain.names import Actor, StreamId, same_id
from domain.people import ReadNarrative
from domain.refusal import NotFound
from record.entry import AnyLoaded, Recorded

LONGEST_WAIT = 1.0  # seconds
Seen = Annotated[
    int | None,
    Header(
        alias="Evenhand-Position",
        ge=0,
        le=2**53,
        description="A position you were answered: a list waits up to a second until it shows it. None: the newest.",
    ),
]


@dataclass(frozen=True)
class Look:
    """One look: who looks, and the answer's headers."""

    parts: Parts
    by: Actor
    request: Request
    response: Response

    async def at(self, stream: str) -> AnyLoaded:
        """Return a stream as it stands, and say its version and position. Raises NotFound, Unavailable."""
        loaded = await self.parts.record.load(stream)
        if loaded.version == 0:
            raise NotFound(stream)
        self.shows(loaded.head, version=loaded.version)
        return loaded

    async def with_tagged(self, stream: str, *, kinds: Iterable[str] = ()) -> dict[StreamId, AnyLoaded]:
        """Return a stream and every stream tagged with it (of some kinds, where any are named), at one moment.

        Raises NotFound, Unavailable.
        """
        found = await self.parts.record.load_tagged(stream, stream, kinds=kinds)
        own = found[StreamId(stream)]
        if own.version == 0:
            raise NotFound(stream)
        self.shows(own.head, version=own.version)
        return found

    async def opened(self, stream: str) -> list[tuple[Recorded, Event]]:
        """Return a stream's events with their personal text. Raises Unavailable."""
        entries = await self.parts.record.history(stream)
        return list(zip(entries, await self.parts.record.open(entries), strict=True))

    async def records_reading(self, about: str) -> None:
        """Record that the caller opens the account of an incident or a case, before it is opened (8.5)."""
        receipt = await self.parts.record.act(
            same_id("reading", about),
            ReadNarrative(about=about),
            by=self.by,
            command_id=uuid4(),  # every reading is one of its own
            correlation=self.request.state.request_id,
        )
        self.shows(receipt.position)

    async def waits_for(self, view: str, seen: int | None) -> int:
        """Wait until a view shows what the caller has seen, or all that is recorded; return how far it is.

        Raises Unavailable.
        """
        wanted = await self.parts.record.position() if seen is None else seen
        reached = await self.parts.views.wait_for(view, wanted, LONGEST_WAIT)
        self.shows(reached)
        return reached

    def shows(self, position: int, *, version: int | None = None) -> None:
        """Say that the answer shows everything up to a position; of one stream, in which version."""
        if version is not None:
            self.response.headers["ETag"] = f'"{version}"'
        self.response.headers["Evenhand-Position"] = str(position)
        self.request.state.position = position


async def _look(request: Request, response: Response) -> Look:
    return Look(parts_of(request), caller_of(request), request, response)


Looking = Annotated[Look, Depends(_look)]
