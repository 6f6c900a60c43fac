"""How an incident was handled, and what it rests on: told later, withdrawn, flagged to a manager (4, 5)."""

from typing import Annotated

from fastapi import APIRouter, Path

from api import cursor
from api.change import AnyChange
from api.cursor import After, Limit
from api.look import Looking, Seen
from api.operation import change, reading
from api.schemas.evidence import NewEvidence, Withdrawal
from api.schemas.handling import Flagged, FlaggedRow, HandlingNote, NewHandling, taken
from api.schemas.receipts import Receipt
from api.schemas.words import IncidentRef
from domain.evidence import AddEvidence, WithdrawEvidence
from domain.handled import NoteHandling, RecordHandling
from domain.names import Role
from domain.permissions import Reading
from record.flagged import FlaggedHandling, flagged

router = APIRouter(prefix="/v1", tags=["handling"])
Which = Annotated[IncidentRef, Path(description="The incident.")]


@router.post("/incidents/{incident}/handling", **change(RecordHandling, "Tell of further handling"))
async def record(incident: Which, body: NewHandling, asked: AnyChange) -> Receipt:
    """Add steps that were taken since, or were left out; say whether correspondence holds a legitimate request (5.9).

    What had been found outside the steps, and is now within them, is found so.
    """
    said = body.said() | {"steps": taken(body.steps, asked.by.id)}
    return await asked.of(incident, RecordHandling(**said))


@router.post("/incidents/{incident}/handling-notes", **change(NoteHandling, "Say what follows from our handling"))
async def note(incident: Which, body: HandlingNote, asked: AnyChange) -> Receipt:
    """Say, as a manager who was not in it, what follows for us. It leaves your list, and still weighs when deciding."""
    return await asked.of(incident, NoteHandling(**body.said()))


@router.post("/incidents/{incident}/evidence", **change(AddEvidence, "Add evidence"))
async def add_evidence(incident: Which, body: NewEvidence, asked: AnyChange) -> Receipt:
    """Add contacts that were counted, requests made and refused, or that a difficulty was asked about (4.8-4.13)."""
    return await asked.of(incident, AddEvidence(evidence=body.evidence()))


@router.post("/incidents/{incident}/evidence-withdrawals", **change(WithdrawEvidence, "Withdraw evidence"))
async def withdraw(incident: Which, body: Withdrawal, asked: AnyChange) -> Receipt:
    """Say that a piece of evidence was wrong, and why. It stays in the history, and what was found on it stands."""
    return await asked.of(incident, WithdrawEvidence(**body.said()))


@router.get("/queue/handling", **reading(Reading.QUEUE, "Handling to look at", one=False))
async def to_look_at(look: Looking, after: After = None, limit: Limit = 50, seen: Seen = None) -> Flagged:
    """Read which handling outside the steps is flagged to you, or to whom you stand in for, oldest first (5.4-5.14).

    What is flagged to nobody, or to somebody who has left, falls to the Heads of Service.
    """
    reached = await look.waits_for(FlaggedHandling.name, seen)
    members = (await look.parts.staffing.directory()).members.values()
    rows = await flagged(
        look.parts.record.database,
        people=[look.by.id, *(member.id for member in members if member.stand_in == look.by.id)],
        gone=[member.id for member in members if not member.here],
        at_large=look.by.has(Role.HEAD_OF_SERVICE),
        after=cursor.read(after, int)[0] if after else 0,
        limit=limit + 1,
    )
    shows = rows[:limit]
    return Flagged(
        flagged=tuple(FlaggedRow.model_validate(row) for row in shows),
        next_after=cursor.written([shows[-1].position]) if len(rows) > limit else None,
        position=reached,
    )
