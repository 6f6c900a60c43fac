"""Incidents: recorded whatever comes of them, assessed by a manager, corrected by saying what is different."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.accounts import account, is_erased
from api.change import AnyChange, ChangeOfWhatWasRead
from api.history import After, Limit, Texts, history_of
from api.look import Looking
from api.operation import change, reading
from api.schemas.accounts import Account
from api.schemas.case_views import History
from api.schemas.incidents import (
    AdviceLetter,
    Correction,
    Incident,
    IncidentRetraction,
    NewAssessment,
    NewIncident,
    People,
    PeopleCorrection,
    Witnesses,
    shown,
)
from api.schemas.receipts import Receipt
from api.schemas.words import IncidentRef
from domain.conclusion import AdviseCustomer, CloseIncident
from domain.event import Event
from domain.incident import AssessIncident, CorrectIncident, RecordIncident
from domain.names import PersonalList, StreamId, kind_of, same_id
from domain.people import CorrectPeople, NameWitnesses, PeopleCorrected, PeopleNamed, WitnessesNamed
from domain.permissions import MAY, Reading
from domain.retraction import RetractIncident
from record.people import opened_list

router = APIRouter(prefix="/v1/incidents", tags=["incidents"])
Which = Annotated[IncidentRef, Path(description="The incident.")]


@router.post("", **change(RecordIncident, "Record an incident", founds=True))
async def record(body: NewIncident, asked: AnyChange) -> Receipt:
    """Record what a customer did: the channel, the criteria it may meet, how it was handled, and the account.

    Every incident is recorded, whatever comes of it (9.1), and however it was handled: what fell outside the steps of
    its channel is flagged to the reporter's manager. Who reported, suffered or saw it is kept apart (8.5).
    """
    return await asked.founding("incident", RecordIncident(**body.told(asked.by.id)))


@router.get("/{incident}", **reading(Reading.INCIDENT, "Read an incident"))
async def read(incident: Which, look: Looking) -> Incident:
    """Read an incident in codes and dates, with its handling, evidence and corrections. Its account is read apart.

    Who handled and who assessed it is shown to whoever may read its people.
    """
    tagged = await look.with_tagged(incident)
    with_people = look.by.has(*MAY[Reading.PEOPLE][1])
    about = {f"{kind}s": tuple(s for s in tagged if kind_of(s) == kind) for kind in ("case", "referral")}
    return shown(tagged[StreamId(incident)].state, with_people=with_people, **about)


@router.get("/{incident}/narrative", **reading(Reading.INCIDENT, "Read an incident's account"))
async def read_narrative(incident: Which, look: Looking) -> Account:
    """Open the account. That you read it is recorded first: whoever has is not independent in an appeal (8.5)."""
    return await account(look, incident)


@router.get("/{incident}/people", **reading(Reading.PEOPLE, "Read who was there"))
async def read_people(incident: Which, look: Looking) -> People:
    """Read who reported, suffered and saw an incident: for whoever must judge who is independent (8.5)."""
    stream = same_id("people", incident)
    state = (await look.at(stream)).state
    others = _others([event for _, event in await look.opened(stream)])
    return People(
        **vars(state),
        other_witnesses=tuple(name for names in others for name in opened_list(names)),
        erased=is_erased(dict(enumerate(others))),
    )


@router.post("/{incident}/people/corrections", **change(CorrectPeople, "Correct who was there"))
async def correct_people(incident: Which, body: PeopleCorrection, asked: AnyChange) -> Receipt:
    """Say who reported, suffered or saw it in truth. Nobody takes themselves out of an incident (7.2)."""
    return await asked.of(same_id("people", incident), CorrectPeople(**body.said()))


@router.get("/{incident}/history", **reading(Reading.HISTORY, "Read an incident's history"))
async def history(incident: Which, look: Looking, after: After = 0, limit: Limit = 50, texts: Texts = False) -> History:
    """Read every event with its envelope, in order: what was recorded, corrected, flagged and assessed, and by whom."""
    return await history_of(look, incident, after=after, limit=limit, texts=texts)


@router.post("/{incident}/witnesses", **change(NameWitnesses, "Name further witnesses"))
async def name_witnesses(incident: Which, body: Witnesses, asked: AnyChange) -> Receipt:
    """Add witnesses who became known later. The receipt is of the people of the incident, who are kept apart."""
    return await asked.of(same_id("people", incident), NameWitnesses(**body.said()))


@router.post("/{incident}/assessments", **change(AssessIncident, "Assess an incident"))
async def assess(incident: Which, body: NewAssessment, asked: AnyChange) -> Receipt:
    """Say whether it was unacceptable: a listed example alone is not enough (4.1, 4.6).

    Whoever suffered or reported it does not assess it (7.2). One that has been assessed is assessed anew by whoever
    names in `If-Match` the version they have read: of two managers at once, the second is told 409. What a standing
    restriction rests on alone is found otherwise once that is lifted, or varied to rest on something else (4.1).
    """
    return await asked.of(incident, AssessIncident(**body.told(), anew=asked.seen is not None))


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
    return await asked.of(incident, CorrectIncident(**body.told(asked.by.id)))


@router.post("/{incident}/retraction", **change(RetractIncident, "Take an incident back", read_first=True))
async def retract(incident: Which, body: IncidentRetraction, asked: ChangeOfWhatWasRead) -> Receipt:
    """Say that it was another person's, stands twice, or is a mistake. It stays recorded, and counts nowhere.

    Once it has been assessed, a manager or Governance takes it back. No restriction that stands may rest on it: that is
    lifted first, or varied to rest on something else. A letter of advice about it does not go, or is taken back too.
    """
    return await asked.of(incident, RetractIncident(**body.said()))


def _others(events: list[Event]) -> list[PersonalList]:
    """Return the lists of other witnesses that stand: a correction of them takes the place of those before it."""
    lists: list[PersonalList] = []
    for event in events:
        match event:
            case PeopleNamed() | WitnessesNamed():
                lists.append(event.other_witnesses)
            case PeopleCorrected() if event.other_witnesses is not None:
                lists = [event.other_witnesses]
    return lists
