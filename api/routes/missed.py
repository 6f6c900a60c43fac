"""Deadlines of ours that were missed, in whichever case: for Governance, auditors, and those who answer for them."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import cursor
from api.cursor import After, Limit
from api.look import Looking, Seen
from api.operation import reading
from api.routes.queue import place_of
from api.schemas.appeals import MissedDeadlines, MissedRow
from api.schemas.words import Day
from domain.permissions import Reading

router = APIRouter(prefix="/v1", tags=["queue"])


@router.get("/missed-deadlines", **reading(Reading.MISSED, "Missed deadlines", one=False))
async def missed_deadlines(
    look: Looking,
    since: Annotated[Day | None, Query(description="Only what was due on this day or after.")] = None,
    after: After = None,
    limit: Limit = 50,
    seen: Seen = None,
) -> MissedDeadlines:
    """Read every deadline of ours that was missed, also in cases that have closed, the oldest first."""
    reached = await look.waits_for(look.parts.queue.name, seen)
    rows = await look.parts.queue.missed_deadlines(since=since, after=place_of(after), limit=limit + 1)
    shows = rows[:limit]
    return MissedDeadlines(
        missed=tuple(MissedRow.model_validate(row) for row in shows),
        next_after=cursor.written(shows[-1].place) if len(rows) > limit else None,
        position=reached,
    )
