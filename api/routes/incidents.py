"""Incidents: recorded whatever comes of them, assessed by a manager, corrected by saying what is different."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.accounts import account, is_erased
from api.change import AnyChange
from api.look import Looking
from api.operation import change, reading
from api.schemas.accounts import Account
from api.schemas.incidents import (
    AdviceLetter,
    Correction,
    Incident,
    NewAssessment,
    NewIncident,
    People,
    Witnesses,
)
from api.schemas.receipts import Receipt
from api.schemas.words import IncidentRef
from domain.conclusion import AdviseCustomer, CloseIncident
from domain.incident import AssessIncident, CorrectIncident, RecordIncident
from domain.names import StreamId, kind_of, same_id
from domain.people import NameWitnesses
from domain.permissions import Reading
from record.people import opened_list

router = APIRouter(prefix="/v1/incidents", tags=["incidents"])
Which = Annotated[IncidentRef, Path(description="The incident.")]


@router.post("", **change(RecordIncident, "Record an incident", founds=True))
async def record(body: NewIncident, asked: AnyChange) -> Receipt:
    """Record what a customer did: the channel, the criteria it may meet, how it was handled, and the account.

    Every incident is recorded, whatever comes of it (9.1). A call ended without the steps of 5.4-5.6 is recorded as
    such. Who reported, suffered or saw it is kept apart (8.5).
    """
    said = body.said() | {"reporter": body.reporter or asked.by.id}
    return await asked.founding("incident", RecordIncident(**said))


@router.get("/{incident}", **reading(Reading.INCIDENT, "Read an incident"))
async def read(incident: Which, look: Looking) -> Incident:
    """Read an incident in codes and dates. Its account and its people are read apart."""
    tagged = await look.with_tagged(incident)
    shows = Incident.model_validate(tagged[StreamId(incident)].state)
    found = {f"{kind}s": tuple(s for s in tagged if kind_of(s) == kind) for kind in ("case", "referral")}
    return shows.model_copy(update=found)


@router.get("/{incident}/narrative", **reading(Reading.INCIDENT, "Read an incident's account"))
async def read_narrative(incident: Which, look: Looking) -> Account:
    """Open the account. That you read it is recorded first: whoever has is not independent in an appeal (8.5)."""
    return await account(look, incident)


@router.get("/{incident}/people", **reading(Reading.PEOPLE, "Read who was there"))
async def read_people(incident: Which, look: Looking) -> People:
    """Read who reported, suffered and saw an incident: for whoever must judge who is independent (8.5)."""
    stream = same_id("people", incident)
    state = (await look.at(stream)).state
    others = [getattr(event, "other_witnesses", ()) for _, event in await look.opened(stream)]
    return People(
        **vars(state),
        other_witnesses=tuple(name for names in others for name in opened_list(names)),
        erased=is_erased(dict(enumerate(others))),
    )


@router.post("/{incident}/witnesses", **change(NameWitnesses, "Name further witnesses"))
async def name_witnesses(incident: Which, body: Witnesses, asked: AnyChange) -> Receipt:
    """Add witnesses who became known later. The receipt is of the people of the incident, who are kept apart."""
    return await asked.of(same_id("people", incident), NameWitnesses(**body.said()))


@router.post("/{incident}/assessments", **change(AssessIncident, "Assess an incident"))
async def assess(incident: Which, body: NewAssessment, asked: AnyChange) -> Receipt:
    """Say whether it was unacceptable: a listed example alone is not enough (4.1, 4.6).

    Whoever suffered or reported it does not assess it (7.2). One that has been assessed is assessed anew by whoever
    names in `If-Match` the version they have read: of two managers at once, the second is told 409.
    """
    return await asked.of(incident, AssessIncident(**body.said(), anew=asked.seen is not None))


@router.post("/{incident}/advice", **change(AdviseCustomer, "Write to the customer about it"))
async def advise(incident: Which, body: AdviceLetter, asked: AnyChange) -> Receipt:
    """Tell the customer why it was unacceptable and what must change (5.9, 5.12). The letter restricts nothing."""
    return await asked.of(incident, AdviseCustomer(**body.said()))


@router.post("/{incident}/closing", **change(CloseIncident, "Close an incident"))
async def close(incident: Which, asked: AnyChange) -> Receipt:
    """Close one that has been assessed; where violence was threatened, the police decision comes first (5.6)."""
    return await asked.of(incident, CloseIncident())


@router.post("/{incident}/corrections", **change(CorrectIncident, "Correct an incident"))
async def correct(incident: Which, body: Correction, asked: AnyChange) -> Receipt:
    """Say what is different from what was recorded, and why. Nothing that was recorded is changed."""
    return await asked.of(incident, CorrectIncident(**body.said()))
