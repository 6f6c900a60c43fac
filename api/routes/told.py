"""What somebody who works here was told of restrictions that concern them: their own list, and nobody else's (2.1)."""

from collections.abc import Iterator

from fastapi import APIRouter

from api import cursor
from api.cursor import After, Limit
from api.look import Looking
from api.operation import reading
from api.schemas.told import ToldRow, WhatWasTold
from domain.case.state import Case
from domain.case.telling import told_to
from domain.names import StaffId
from domain.permissions import Reading

router = APIRouter(prefix="/v1", tags=["queue"])


@router.get("/told", **reading(Reading.TOLD, "What I was told", one=False))
async def what_i_was_told(look: Looking, after: After = None, limit: Limit = 50) -> WhatWasTold:
    """Read what you were told of restrictions that concern you, the newest first.

    You were the target of what one rests on, or are named as the customer's contact; or you are told ahead of the end
    of one for violence or threats (9.2). How contact goes on now, the customer's verdict says.
    """
    place = tuple(cursor.read(after, str, str, int)) if after else None
    found = await look.parts.record.load_tagged(look.by.id, kinds={"case"})
    cases = [loaded.state for loaded in found.values() if isinstance(loaded.state, Case)]
    rows = sorted((row for case in cases for row in _of(case, look.by.id)), key=_place, reverse=True)
    left = [row for row in rows if place is None or _place(row) < place]
    shows = left[:limit]
    return WhatWasTold(told=tuple(shows), next_after=cursor.written(_place(shows[-1])) if len(left) > limit else None)


def _of(case: Case, me: StaffId) -> Iterator[ToldRow]:
    for telling in told_to(case, me):
        yield ToldRow(
            case=case.id,
            customer=case.customer,
            decision=telling.decision.id,
            telling=telling.id,
            what=telling.what,
            on=telling.on,
            last_day=telling.decision.lapses_on,
            e_mail=telling.reached.get(me),
        )


def _place(row: ToldRow) -> tuple[str, str, int]:
    return row.on.isoformat(), str(row.case), int(row.telling.partition("/")[2])
