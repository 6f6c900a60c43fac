"""Opening an account. Who does is recorded before anything is opened (8.5)."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from api.look import Look
from api.schemas.accounts import Account, Told
from api.schemas.words import shown
from domain.event import Event
from domain.names import Sealed
from domain.people import ReadNarrative
from domain.permissions import check


async def account(look: Look, stream: str, *, read_as: str | None = None) -> Account:
    """Record that somebody reads the account of a stream, then open it. Raises NotFound, Unavailable.

    `read_as`: whose account it counts as, where that is another's.
    """
    check(ReadNarrative, look.by)
    await look.records_reading(read_as or stream)
    entries = await look.parts.record.history(stream)
    opened = await look.parts.record.open(entries)
    told = []
    for entry, event in zip(entries, opened, strict=True):
        if texts := texts_of(entry.event, event):
            told.append(
                Told(
                    version=entry.version,
                    told_by=entry.type,
                    recorded_at=entry.recorded_at,
                    texts={name: shown(text) for name, text in texts.items()},
                    erased=is_erased(texts),
                )
            )
    return Account(id=stream, told=tuple(told))


def texts_of(sealed: Event, opened: Event) -> dict[str, Any]:
    """Return what was opened: the fields that the event shows sealed until then."""
    names = [f.name for f in fields(sealed) if isinstance(getattr(sealed, f.name), Sealed)]
    return {name: getattr(opened, name) for name in names}


def is_erased(texts: Mapping[Any, Any]) -> bool:
    """Say whether any of some opened texts is gone for ever."""
    return any(isinstance(text, Sealed) and text.erased for text in texts.values())
