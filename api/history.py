"""A history: every event of a stream with its envelope, in order, with its texts for whoever records reading them."""

import json
from typing import Annotated

from fastapi import Query

from api.accounts import is_erased, texts_of
from api.look import Look
from api.schemas.case_views import Entry, History
from api.schemas.words import shown
from domain.event import Event
from domain.people import ReadNarrative
from domain.permissions import check
from record.entry import Recorded

After = Annotated[int, Query(ge=0, le=2**31, description="The version after which to go on.", examples=[50])]
Limit = Annotated[int, Query(ge=1, le=200, description="How many events at most.")]
Texts = Annotated[bool, Query(description="Open the texts too. That you read them is recorded first (8.5).")]


async def history_of(
    look: Look, stream: str, *, after: int, limit: int, texts: bool, read_as: str | None = None
) -> History:
    """Return a part of a stream's history; opening its texts reads it, or `read_as`.

    Raises NotFound, NotAllowed, Unavailable.
    """
    loaded = await look.at(stream)
    if texts:
        check(ReadNarrative, look.by)
        await look.records_reading(read_as or stream)
    entries = (await look.parts.record.history(stream, after=after))[:limit]
    opened = await look.parts.record.open(entries) if texts else [None] * len(entries)
    shows = tuple(_entry(entry, event) for entry, event in zip(entries, opened, strict=True))
    more = bool(entries) and entries[-1].version < loaded.version
    return History(id=stream, entries=shows, next_after=entries[-1].version if more else None)


def _entry(entry: Recorded, opened: Event | None) -> Entry:
    meta = entry.meta
    texts = None if opened is None else texts_of(entry.event, opened)
    return Entry(
        **{
            name: getattr(entry, name)
            for name in ("version", "position", "type", "class_version", "recorded_at", "actor")
        },
        **{name: getattr(meta, name) for name in Entry.model_fields if hasattr(meta, name)},
        command_id=str(entry.command_id),
        facts=json.loads(entry.facts),
        texts=None if texts is None else {name: shown(text) for name, text in texts.items()},
        erased=is_erased(texts or {}),
    )
