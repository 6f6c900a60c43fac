"""My work, and the register of restrictions: lists from views, which wait for what the caller has seen."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api import cursor
from api.cursor import ANSWERED, After, Limit
from api.look import Look, Looking, Seen
from api.operation import reading
from api.problems import No
from api.schemas.queues import DutyRow, Queue, Register, RestrictionRow
from api.schemas.words import CustomerRef, Day, Line, StaffRef
from domain.names import Role, StaffId, kind_of
from domain.permissions import Reading
from record.queue import START, Place
from record.queue import DutyRow as Owed

router = APIRouter(prefix="/v1", tags=["queue"])


@router.get("/queue", **reading(Reading.QUEUE, "My work", one=False))
async def my_work(
    look: Looking,
    role: Annotated[Role | None, Query(description="What falls to a role at large.")] = None,
    person: Annotated[StaffRef | None, Query(description="What falls to somebody by name.")] = None,
    team: Annotated[Line | None, Query(description="What falls to a team's people by name.")] = None,
    due_by: Annotated[Day | None, Query(description="Only what is due by this day.")] = None,
    after: After = None,
    limit: Limit = 50,
    seen: Seen = None,
) -> Queue:
    """Read what is owed in every open case, soonest first.

    With no role, person or team named: what falls to your roles at large, by name to you and to whom you stand in for,
    and what has been escalated to you. Rows tell of cases by pseudonym; reading them is not involvement (8.5).
    """
    reached = await look.waits_for(look.parts.queue.name, seen)
    whose = await _whose(look, role, person, team)
    rows = await look.parts.queue.duties(**whose, due_by=due_by, after=place_of(after), limit=limit + 1)
    shows = rows[:limit]
    return Queue(
        duties=tuple(_shown(row) for row in shows),
        next_after=cursor.written(shows[-1].place) if len(rows) > limit else None,
        position=reached,
    )


@router.get("/register", **reading(Reading.CASE, "The register of restrictions", one=False))
async def register(
    look: Looking,
    customer: Annotated[CustomerRef | None, Query(description="Only this customer's.")] = None,
    after: After = None,
    limit: Limit = 50,
    seen: Seen = None,
) -> Register:
    """Read which restrictions stand: decided and not ended. Whether one bites on somebody now, the verdict says."""
    reached = await look.waits_for(look.parts.queue.name, seen)
    case, number = cursor.read(after, str, int) if after else ("", 0)
    rows = await look.parts.queue.restrictions(customer=customer, after=(case, number), limit=limit + 1)
    shows = rows[:limit]
    return Register(
        restrictions=tuple(RestrictionRow.model_validate(row) for row in shows),
        next_after=cursor.written(shows[-1].place) if len(rows) > limit else None,
        position=reached,
    )


async def _whose(look: Look, role: Role | None, person: StaffId | None, team: str | None) -> dict[str, Any]:
    members = (await look.parts.staffing.directory()).members.values()
    gone = [member.id for member in members if not member.here]
    if role is None and person is None and team is None:
        me = look.by.id
        return {
            "roles": sorted(look.by.roles),
            "people": [me, *(member.id for member in members if member.stand_in == me)],
            "gone": gone,
            "reports": [member.id for member in members if member.line_manager == me],
        }
    people = [member.id for member in members if team is not None and member.team == team]
    return {"roles": [role] if role else [], "people": [*people, *([person] if person else [])], "gone": gone}


def _shown(row: Owed) -> DutyRow:
    return DutyRow.model_validate(vars(row) | {kind_of(row.stream): row.stream})


def place_of(after: str | None) -> Place:
    """Read a place in a list that is ordered by day, case, duty and what it is about. Raises No."""
    if after is None:
        return START
    day, case, kind, about = cursor.read(after, str, str, str, str)
    try:
        return (date.fromisoformat(day), case, kind, about)
    except ValueError as error:
        raise No("invalid", "this is no place in the list", field="query.after", accepted=ANSWERED) from error
