"""Streams of which every event carries one tag, as a page of a log: read by the tag alone, only what has come since.

The contacts of a month are many short streams. To find their names by the tag, and then read each, costs several times
what it costs to read the events that carry the tag; and positions are given in commit order, so that "after N" misses
nothing.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.names import StreamId, kind_of
from domain.streams import Decider
from record.codec import Codec
from record.database import Database

_BORNE = """
select h.head, e.*
  from (select coalesce(max(position), 0) as head from record.event) h
  left join lateral (select e.stream, e.type, e.class_version, e.facts
                       from record.tag t join record.event e on e.position = t.position
                      where t.tag = any ($1) and t.position > $2 order by t.position offset 0) e on true"""


@dataclass(frozen=True, slots=True)
class Page:
    """What some tags bore, up to a position: the folded streams. Never changed, only replaced."""

    upto: int = 0
    states: Mapping[StreamId, Any] = field(default_factory=dict)


class Pages:
    """Reads pages, keeping the `room` last used."""

    def __init__(self, database: Database, codec: Codec, deciders: Iterable[Decider[Any]], *, room: int = 500) -> None:
        self._database, self._codec, self._room = database, codec, room
        self._folds = {decider.kind: decider.fold for decider in deciders}
        self._kept: OrderedDict[frozenset[str], Page] = OrderedDict()

    async def read(self, tags: Collection[str]) -> Mapping[StreamId, Any]:
        """Return the state of every stream that the tags bear, as the record now stands. Raises Unavailable.

        Only for tags that every event of such a stream carries: an event without would not be seen.
        """
        asked = frozenset(tags)
        kept = self._kept.get(asked, Page())
        rows = await self._database.fetch(_BORNE, list(asked), kept.upto)
        states = dict(kept.states)
        for _, stream, topic, class_version, facts in rows:
            if stream is not None:
                event = self._codec.event(topic, class_version, facts)
                states[stream] = self._folds[kind_of(stream)](states.get(stream), event)
        page = Page(rows[0]["head"], states)
        if page.upto >= self._kept.get(asked, Page()).upto:  # another reading may have been answered first
            self._kept[asked] = page
            self._kept.move_to_end(asked)
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return states
