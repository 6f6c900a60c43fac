"""A change that somebody asks for: done once under its Idempotency-Key, on the version its caller has read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID, uuid5

from fastapi import Depends, Header, Request, Response

from api.caller import caller_of
from api.parts import Parts, parts_of
from api.schemas.receipts import Receipt
from api.schemas.words import in_words
from domain.event import Command
from domain.names import Actor, StreamId, kind_of, named
from record.entry import Receipt as Recorded

COMMANDS = UUID("7f0a5a5e-40c5-4f0e-8f5e-6a1f7a3b9c10")  # what command ids are made in
FOUNDED = UUID("d1b0f6c2-3f43-4a8b-a6f6-1d7c0c0f5e22")  # what new streams' pseudonyms are made in

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=128,
        pattern=in_words(r"^[\x21-\x7e]+$", "printable ASCII without blanks"),
        description="Your own name for this change. Sent again under it, it is answered again and not done again.",
        examples=["0190f3b2-incident-1"],
    ),
]
ETAG = in_words(r'^"[0-9]{1,9}"$', 'the `ETag` that you have read, as "7"')
READ = "The `ETag` you have read: the change is made on that version or not at all."
Match = Annotated[str, Header(alias="If-Match", pattern=ETAG, description=READ, examples=['"7"'])]
MaybeMatch = Annotated[str | None, Header(alias="If-Match", pattern=ETAG, description=READ, examples=['"7"'])]


@dataclass(frozen=True)
class Change:
    """One change: who asks, under which id, having read which version."""

    parts: Parts
    by: Actor
    command_id: UUID
    seen: int | None
    request_id: str
    response: Response
    request: Request

    def founds(self, kind: str) -> StreamId:
        """Return the stream that this change founds: the same one whenever it is sent again."""
        return named(kind, uuid5(FOUNDED, f"{kind}\n{self.command_id}"))

    async def of(self, stream: str, command: Command) -> Receipt:
        """Carry a command out. Raises what `Record.act` raises."""
        self.request.state.said = _named_in(command)
        receipt = await self.parts.record.act(
            StreamId(stream),
            command,
            by=self.by,
            command_id=self.command_id,
            if_match=self.seen,
            correlation=self.request_id,
        )
        return self._told(receipt)

    def _told(self, receipt: Recorded) -> Receipt:
        headers = self.response.headers
        headers["ETag"] = f'"{receipt.version}"'
        headers["Evenhand-Position"] = str(receipt.position)
        if receipt.replayed:
            headers["Idempotency-Replayed"] = "true"
        self.request.state.position = receipt.position
        self.parts.metrics.reached(receipt.position)
        return Receipt.model_validate(receipt)

    async def erasing(self, stream: str, command: Command, *, positions: Sequence[int]) -> Receipt:
        """Carry out a command that certifies an erasure. Raises what `Record.erase` raises."""
        receipt = await self.parts.record.erase(
            StreamId(stream), command, positions=positions, by=self.by, command_id=self.command_id
        )
        return self._told(receipt)

    async def founding(self, kind: str, command: Command) -> Receipt:
        """Carry out a command on a new stream, and say where it is. Raises as `of` does."""
        stream = self.founds(kind)
        receipt = await self.of(stream, command)
        self.response.headers["Location"] = f"/v1/{kind_of(stream)}s/{stream.partition('/')[2]}"
        return receipt


def _named_in(command: Command) -> dict[str, str]:
    """Return what a command names, by field, so that what is not found can be said to be which."""
    said = {name: value for name, value in vars(command).items() if isinstance(value, str)}
    lists = ((name, value) for name, value in vars(command).items() if isinstance(value, tuple))
    return said | {f"{name}.{n}": one for name, value in lists for n, one in enumerate(value) if isinstance(one, str)}


def _change(request: Request, response: Response, key: str, match: str | None) -> Change:
    by = caller_of(request)
    route = request.scope["route"].path
    values = "\n".join(f"{name}={value}" for name, value in sorted(request.path_params.items()))
    command_id = uuid5(COMMANDS, f"{by.id}\n{request.method} {route}\n{values}\n{key}")
    seen = None if match is None else int(match.strip('"'))
    return Change(parts_of(request), by, command_id, seen, request.state.request_id, response, request)


async def _having_read(request: Request, response: Response, key: Key, match: Match) -> Change:
    return _change(request, response, key, match)


async def _perhaps_having_read(request: Request, response: Response, key: Key, match: MaybeMatch = None) -> Change:
    return _change(request, response, key, match)


# A change where two people may act at once names the version that was read; any other may.
ChangeOfWhatWasRead = Annotated[Change, Depends(_having_read)]
AnyChange = Annotated[Change, Depends(_perhaps_having_read)]
