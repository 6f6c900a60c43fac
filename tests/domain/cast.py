"""Who and what the stories are about: staff by name, and the measures that they decide on."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from domain.handling import StepKind, StepTaken
from domain.measures import Measure, MeasureKind
from domain.names import Actor, Channel, Role, StaffId, named
from domain.staff import EnterStaffMember

NAMES = UUID("0e6f0a54-1d53-4b4c-8d0a-6f6f3a8f7a11")


def someone(name: str, *roles: Role) -> Actor:
    return Actor(StaffId(named("staff", uuid5(NAMES, name))), frozenset(roles))


ASHA = someone("Asha", Role.STAFF)  # answers the phone: reports
FFION = someone("Ffion", Role.STAFF)
BRYN = someone("Bryn", Role.MANAGER)  # decides
CARYS = someone("Carys", Role.MANAGER)  # reviews
DELYTH = someone("Delyth", Role.HEAD_OF_SERVICE)
EMRYS = someone("Emrys", Role.DIRECTOR)
GWEN = someone("Gwen", Role.GOVERNANCE)
OUTSIDER = someone("Huw", Role.MANAGER)  # from another organisation: not in the directory
IOLO = someone("Iolo", Role.STAFF)
STAND_IN = IOLO.id
EVERYBODY = (ASHA, FFION, BRYN, CARYS, DELYTH, EMRYS, GWEN, IOLO)

WRITING_ONLY = Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.WRITING)
DIGITAL_ONLY = Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.DIGITAL)
READ_AND_FILE = Measure(kind=MeasureKind.READ_AND_FILE)
NO_CONTACT = Measure(kind=MeasureKind.END_ALL_CONTACT)
NAMED_ONLY = Measure(kind=MeasureKind.NAMED_STAFF_ONLY, staff=FFION.id, stand_in=STAND_IN)

# The steps of 5.4-5.5 in their order, minutes into the call.
THE_WHOLE_LADDER = (StepKind.TOLD_WHY, StepKind.CHANCE_GIVEN, StepKind.TOLD_IT_WILL_END, StepKind.ENDED)


def steps(*kinds: StepKind, since: datetime, by: Actor = ASHA, **said: Any) -> tuple[StepTaken, ...]:
    """Steps a minute apart."""
    return tuple(StepTaken(kind, since + timedelta(minutes=n), by.id, **said) for n, kind in enumerate(kinds))


def an_entry(person: Actor, **said: Any) -> EnterStaffMember:
    given = {"staff": person.id, "login": person.id, "roles": person.roles, "team": "homes", "name": "A Name"}
    return EnterStaffMember(**{**given, "email": "name@example.org", **said})
