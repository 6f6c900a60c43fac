"""The record: the one door through which every change goes, and every reading of what is so.

`act` is the order of things: may this actor ask for it; has this command been answered; is the stream where the caller
believes; what is so, in this stream and in whatever the rule needs of others; decide; append, unless any of that has
meanwhile changed: then decide again.
"""

import asyncio
import contextlib
import random
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Any, Self
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

import asyncpg
import structlog

from domain.event import Command, Event
from domain.names import Actor, StreamId
from domain.policy import PolicyBook
from domain.refusal import ChangedMeanwhile, Conflict, NoError, NotFound
from domain.streams import Decider, Given
from record.bell import Bell
from record.book import BookInForce
from record.codec import Codec
from record.database import Database
from record.deciding import Deliberation
from record.entry import AnyLoaded, Loaded, Receipt, Recorded
from record.errors import Reused
from record.keys import Keys
from record.pages import Pages
from record.reading import Reader
from record.request import Ask, Preparer, Request
from record.states import Look, States
from record.writer import Fate, Outcome, Writer

ATTEMPTS = 30  # decisions about one command that others overtook, before it is a Conflict
NO_SUCH_TEXT = "EH002"  # as record.erase says it
log = structlog.get_logger()


class Record:
    """The record of one database. Start it before use and close it after, or use it as a context.

    `dsn` names a login that holds evenhand_app and nothing more. `permit(command type, actor)` raises NotAllowed;
    `book()` returns the policy's files, and `Record.book` is the policy in force. `patience`: seconds for which a
    change waits for a lost database.
    """

    def __init__(
        self,
        dsn: str,
        *,
        keys: Keys,
        deciders: Sequence[Decider[Any]],
        permit: Callable[[type[Command], Actor], None],
        book: Callable[[], PolicyBook],
        connections: int = 8,
        patience: float = 5,
    ) -> None:
        self.database = Database(dsn, size=connections)
        self.bell = Bell(dsn)
        self.keys = keys
        self.codec = Codec(deciders)
        self.reader = Reader(self.database, self.codec, keys)
        self.writer = Writer(dsn, self.bell, patience=patience)
        self._states = States(self.database, self.codec, deciders)
        self._pages = Pages(self.database, self.codec, deciders)
        self.book = BookInForce(self._states, self.bell, book)
        self._deliberation = Deliberation(self._states, Preparer(self.codec, keys), self.book)
        self._permit = permit
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def start(self) -> None:
        """Open connections. Raises Unavailable."""
        await self.database.start()
        await self.keys.start()
        await self.bell.start()
        await self.writer.start()
        await self.book.start()

    async def close(self) -> None:
        """Close everything, also the keys."""
        async with AsyncExitStack() as stack:
            for part in (self.database, self.keys, self.bell, self.writer, self.book):
                stack.push_async_callback(part.close)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.close()

    async def act(
        self,
        stream: StreamId,
        command: Command,
        *,
        by: Actor,
        command_id: UUID,
        if_match: int | None = None,
        correlation: str | None = None,
        causation: str | None = None,
    ) -> Receipt:
        """Carry out a command on a stream, once however often it is asked for with the same id.

        `command_id` is the caller's own (whoever takes ids from outside makes them unique to actor and route).
        `if_match` is the version that the caller believes the stream to be at.

        Raises NotAllowed; Reused; Conflict; whatever the decider refuses with (`domain.refusal`); NotFound for a kind
        of stream that is not; Unavailable, after which nobody knows yet and the same id may be asked again.
        """
        ask = Ask(
            stream=stream,
            command=command,
            by=by,
            command_id=command_id,
            correlation=correlation,
            causation=causation,
        )
        return await self._carry_out(ask, if_match)

    async def would_decide_on(self, stream: StreamId, command: Command, *, by: Actor) -> tuple[Any, Given]:
        """Return a stream's state, and what a command on it would be decided on as it stands. Nothing is written.

        Raises NotAllowed, NotFound (a kind of stream that is not), Unavailable.
        """
        self._permit(type(command), by)
        await self.book.now()
        look = await self._states.look(stream)
        ask = Ask(stream=stream, command=command, by=by, command_id=uuid4())
        return look.folded.state, await self._deliberation.given(look, ask)

    async def erase(
        self,
        stream: StreamId,
        command: Command,
        *,
        positions: Sequence[int],
        by: Actor,
        command_id: UUID,
        keys: Sequence[UUID] = (),
    ) -> Receipt:
        """Carry out a command whose first event is the certificate that the text at some positions is erased.

        The event and the deletion are one transaction; after it `keys` are destroyed (see `Keys.concerning`), which
        reaches copies of the record too. Raises as `act` does, and ValueError where there is no text at a position, or
        where a key opens text at another one: that would go without a certificate, and stay in the index of people.
        """
        erases = tuple(sorted(set(positions)))
        if not erases:
            raise ValueError("an erasure names what is erased")
        others = await self.database.fetch(
            "select position from record.payload where key_id = any($1) and position <> all($2) order by 1 limit 5",
            list(keys),
            erases,
        )
        if others:
            raise ValueError(f"these keys open text elsewhere too: at {', '.join(str(row[0]) for row in others)}")
        ask = Ask(stream=stream, command=command, by=by, command_id=command_id, erases=erases)
        try:
            receipt = await self._carry_out(ask, None)
        except asyncpg.PostgresError as error:
            if error.sqlstate == NO_SUCH_TEXT:
                raise ValueError(str(error)) from error
            raise
        await self.keys.destroy(keys, by=by.id)
        return receipt

    async def load(self, stream: str, *, as_at: datetime | None = None) -> AnyLoaded:
        """Return a stream's state, now or as it was recorded at a moment. Raises NotFound (kind), Unavailable."""
        if as_at is not None:
            history = await self.history(stream, as_at=as_at)
            state = self._states.decider(stream).replay([entry.event for entry in history])
            last = history[-1] if history else None
            return Loaded(StreamId(stream), last.version if last else 0, state, as_at, last.position if last else 0)
        look = await self._states.look(stream)
        return Loaded(StreamId(stream), look.folded.version, look.folded.state, look.now, look.head)

    async def load_tagged(
        self, tag: str | Iterable[str], *streams: str, kinds: Iterable[str] = ()
    ) -> dict[StreamId, AnyLoaded]:
        """Return every stream in which an event carries a tag, and those named besides, at one moment.

        Of the tagged ones only those of some kinds, where any are named. Raises NotFound (a kind of stream that is
        not), Unavailable.
        """
        tags = [tag] if isinstance(tag, str) else tag
        now, head, found = await self._states.others(streams, tags, kinds=kinds)
        return {StreamId(s): Loaded(StreamId(s), f.version, f.state, now, head) for s, f in found.items()}

    async def load_pages(self, tags: Collection[str]) -> Mapping[StreamId, Any]:
        """Return the state of every stream that some tags bear, where each of its events carries one.

        Raises Unavailable.
        """
        return await self._pages.read(tags)

    async def history(self, stream: str, *, after: int = 0, as_at: datetime | None = None) -> list[Recorded]:
        """Return a stream's events with their envelopes, personal text sealed. Raises Unavailable."""
        return await self.reader.history(stream, after=after, as_at=as_at)

    async def open(self, entries: Iterable[Recorded]) -> list[Event]:
        """Return events with their personal text, `ERASED` where it is gone. Raises Unavailable, Damaged.

        Whoever calls this for a person to read records that they did (8.5).
        """
        return await self.reader.open(entries)

    async def position(self) -> int:
        """Return the last position; 0 for an empty record. Raises Unavailable."""
        return await self.reader.position()

    async def now(self) -> datetime:
        """Return the one clock's moment. Raises Unavailable."""
        return await self.reader.now()

    async def _carry_out(self, ask: Ask, if_match: int | None) -> Receipt:
        self._permit(type(ask.command), ask.by)
        mark = ask.fingerprint(await self.keys.secret("fingerprint"))
        turn = self._turns.setdefault(ask.stream, asyncio.Lock())  # callers of one process need not race one another
        for attempt in range(ATTEMPTS):
            async with turn:
                look = await self._states.look(ask.stream, ask.command_id)
                if look.answered_at is not None:
                    return await self._again(look, ask, mark, replayed=True)
                if if_match and not look.folded.version:
                    raise NotFound(ask.stream)
                if if_match is not None and look.folded.version != if_match:
                    raise await self._changed(look, ask)
                request = await self._deliberation.request(look, ask, mark)
                if request is None:
                    return Receipt(ask.stream, look.folded.version, look.head, look.now, (), replayed=False)
                outcome = await self.writer.append(request)
            match outcome.fate:
                case Fate.APPENDED:
                    return _receipt(request, outcome)
                case Fate.REPLAYED | Fate.REUSED:
                    look = await self._states.look(ask.stream, ask.command_id)
                    return await self._again(look, ask, mark, replayed=not request.retried)
            log.debug("record.decided_again", stream=ask.stream, why=outcome.fate.name, attempt=attempt)
            if outcome.fate is Fate.CONDITION:
                await self.book.now()  # what has changed may be the policy
            if outcome.fate is Fate.MOVED and attempt:
                self._states.forget(ask.stream)
            await asyncio.sleep(random.uniform(0, 0.002) * attempt)  # noqa: S311 - so that two do not race for ever
        raise Conflict("too many others are changing it at the same moment")

    async def _changed(self, look: Look, ask: Ask) -> Conflict:
        """Return what a caller is told who has read another version: that another did what they ask, where one did."""
        with contextlib.suppress(NoError):
            try:
                await self._deliberation.decided(look, ask)
            except Conflict as conflict:
                return conflict
        return ChangedMeanwhile("somebody else has changed it meanwhile", version=look.folded.version)

    async def _again(self, look: Look, ask: Ask, mark: bytes, *, replayed: bool) -> Receipt:
        """Return what a command was answered with the first time. Raises Reused."""
        if look.fingerprint != mark:
            raise Reused("this id has been used for another request")
        rows = await self.database.fetch(
            "select e.position, e.recorded_at, e.type, e.stream, e.version from record.event f"
            " join record.event e on e.position >= f.position and e.position < f.position + f.size"
            " where f.command_id = $1 and f.ordinal = 1 order by e.position",
            ask.command_id,
        )
        stream, last = ask.stream, rows[-1]
        own = [row["version"] for row in rows if row["stream"] == stream]
        version = own[-1] if own else await self._version_before(stream, last["position"])
        types = tuple(row["type"] for row in rows)
        return Receipt(stream, version, last["position"], last["recorded_at"], types, replayed)

    async def _version_before(self, stream: str, position: int) -> int:
        rows = await self.database.fetch(
            "select coalesce(max(version), 0) as version from record.event where stream = $1 and position <= $2",
            stream,
            position,
        )
        return int(rows[0]["version"])


def _receipt(request: Request, outcome: Outcome) -> Receipt:
    assert outcome.recorded_at is not None  # noqa: S101 - an appended request has a moment
    return Receipt(
        request.ask.stream, request.version, outcome.position, outcome.recorded_at, request.types, replayed=False
    )
