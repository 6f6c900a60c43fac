"""Folded states, kept by stream: a command reads only what has come since. A state is never changed, only replaced."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.names import kind_of
from domain.refusal import NotFound
from domain.streams import Decider
from record.chain import NOTHING
from record.codec import Codec
from record.database import Database
from record.looking import Looks
from record.request import Head


@dataclass(frozen=True, slots=True)
class Folded:
    """A stream's state as of a version, with the content hash there."""

    version: int
    hash: bytes
    state: Any


NO_EVENTS = Folded(0, NOTHING, None)


@dataclass(frozen=True, slots=True)
class Look:
    """What one round trip tells: the clock, the last position, the stream, and what the command id was used for."""

    now: datetime
    head: int
    stream: str
    folded: Folded
    answered_at: int | None  # first position of the command's events
    fingerprint: bytes | None

    @property
    def at(self) -> Head:
        """Where the stream is."""
        return Head(self.stream, self.folded.version, self.folded.hash)


# All in one snapshot, whose moment and last position come with each row.
_OTHERS = """
with bearing as materialized (
       select distinct (select e.stream from record.event e where e.position = t.position) as stream
         from record.tag t where t.tag = any ($3)),
     tagged as (select stream from bearing where $4::text[] = '{}' or split_part(stream, '/', 1) = any ($4)),
     wanted as (select stream, after from unnest($1::text[], $2::bigint[]) k (stream, after)
                union all select stream, 0::bigint from tagged where stream <> all ($1)),
     head as (select record.now() as now, coalesce(max(position), 0) as position from record.event)
select head.now, head.position, w.stream, e.*
  from head left join wanted w on true
  left join lateral (select e.version, e.type, e.class_version, e.facts, e.content_hash from record.event e
                      where e.stream = w.stream and e.version > w.after offset 0) e on true
 order by w.stream, e.version"""


class States:
    """Reads and folds streams, keeping the `room` last used."""

    def __init__(
        self, database: Database, codec: Codec, deciders: Iterable[Decider[Any]], *, room: int = 20_000
    ) -> None:
        self._database, self._codec, self._room = database, codec, room
        self._deciders = {decider.kind: decider for decider in deciders}
        self._looks = Looks(database)
        self._kept: OrderedDict[str, Folded] = OrderedDict()
        # Which streams bore a set of tags when last read. They still do; a newer one is found by the same reading.
        self._bore: OrderedDict[frozenset[str], tuple[str, ...]] = OrderedDict()

    def decider(self, stream: str) -> Decider[Any]:
        """Return the decider of a stream's kind. Raises NotFound: no such stream can be."""
        if (decider := self._deciders.get(kind_of(stream))) is None:
            raise NotFound(stream)
        return decider

    def knows(self, stream: str) -> bool:
        """Say whether there can be such a stream."""
        return kind_of(stream) in self._deciders

    async def look(self, stream: str, command_id: UUID | None = None) -> Look:
        """Read a stream to its end, and whether a command has been answered. Raises Unavailable, NotFound."""
        self.decider(stream)
        kept = self._kept.get(stream, NO_EVENTS)
        rows = await self._looks.rows(stream, kept.version, command_id)
        now, head, answered_at, fingerprint = rows[0][:4]
        folded = self._fold(stream, kept, [row[4:] for row in rows if row[4] is not None])
        return Look(now, head, stream, folded, answered_at, fingerprint)

    async def others(
        self, streams: Iterable[str], tags: Iterable[str], *, kinds: Iterable[str] = ()
    ) -> tuple[datetime, int, dict[str, Folded]]:
        """Read streams, and every stream that carries one of some tags (of some kinds, where any), in one snapshot.

        Returns the clock's moment and the last position of the snapshot, and what was folded. A stream without
        events is there with version 0. Raises Unavailable, NotFound.
        """
        asked, of_kinds = frozenset(tags), tuple(kinds)
        bore = [s for s in self._bore.get(asked, ()) if not of_kinds or kind_of(s) in of_kinds]
        kept = {stream: self._kept.get(stream, NO_EVENTS) for stream in (*streams, *bore)}
        for stream in kept:
            self.decider(stream)
        rows = await self._database.fetch(
            _OTHERS, list(kept), [k.version for k in kept.values()], list(asked), of_kinds
        )
        found: dict[str, list[Sequence[Any]]] = {stream: [] for stream in kept}
        for row in rows:
            if row["stream"] is not None:
                events = found.setdefault(row["stream"], [])
                if row["version"] is not None:
                    events.append(row[3:])
        folded = {stream: self._fold(stream, kept.get(stream, NO_EVENTS), found[stream]) for stream in sorted(found)}
        self._remember(asked, (*bore, *(stream for stream in found if stream not in kept)))
        return rows[0]["now"], rows[0]["position"], folded

    def _remember(self, tags: frozenset[str], bore: tuple[str, ...]) -> None:
        if not bore:
            return
        known = self._bore.pop(tags, ())
        self._bore[tags] = known + tuple(stream for stream in bore if stream not in known)
        while len(self._bore) > self._room:
            self._bore.popitem(last=False)

    def forget(self, stream: str) -> None:
        """Drop a state: the record is not where it was believed to be."""
        self._kept.pop(stream, None)

    def _fold(self, stream: str, folded: Folded, rows: Sequence[Sequence[Any]]) -> Folded:
        if rows:
            decider, state, event = self.decider(stream), folded.state, self._codec.event
            for _, topic, class_version, facts, _ in rows:
                state = decider.fold(state, event(topic, class_version, facts))
            folded = Folded(rows[-1][0], rows[-1][4], state)
        elif folded is NO_EVENTS:
            return folded
        newest = self._kept.get(stream, NO_EVENTS)
        if folded.version >= newest.version:  # another reading of the stream may have been answered first
            self._kept[stream] = folded
            self._kept.move_to_end(stream)
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return folded
