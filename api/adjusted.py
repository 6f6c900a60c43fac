"""The reasonable adjustments in place for a person, in their words: shown to every employee (3.1)."""

from api.look import Look
from api.schemas.customers import Adjustment
from api.schemas.words import shown
from domain.adjustments import AdjustmentMade, in_place
from domain.calendar import local_day
from domain.names import StreamId
from record.person import Person


async def adjustments(look: Look, who: Person) -> tuple[Adjustment, ...]:
    """Return those that are in place today, for whichever of the person's records. Raises Unavailable."""
    found: list[Adjustment] = []
    for record in who.records:
        placed = in_place(who.streams[StreamId(record)].state.adjustments, local_day(who.now))
        if not placed:
            continue  # nothing to open
        opened = [event for _, event in await look.opened(record) if isinstance(event, AdjustmentMade)]
        words = {event.adjustment: event.what for event in opened}
        found += [
            Adjustment(id=a.id, customer=record, since=a.since, until=a.until, what=shown(words[a.id])) for a in placed
        ]
    return tuple(found)
