"""Who was there: an incident's reporter, targets and witnesses, and who read its account; apart from the incident."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.event import Command, Event
from domain.frozen import changed
from domain.names import SEALED, IncidentId, PersonalList, StaffId, same_id
from domain.refusal import NotFound, Refused
from domain.staff import DIRECTORY, check_known
from domain.streams import Decider, Given, Needs


@dataclass(frozen=True, kw_only=True)
class NameWitnesses(Command):
    """Add witnesses who became known later."""

    witnesses: tuple[StaffId, ...] = ()
    other_witnesses: PersonalList = ()


@dataclass(frozen=True, kw_only=True)
class ReadNarrative(Command):
    """Somebody opens the account of an incident or a case; reading it makes them not independent (8.5)."""

    about: str


@dataclass(frozen=True, kw_only=True)
class PeopleNamed(Event):
    """The people of an incident were named when it was recorded."""

    kind: ClassVar[str] = "people"
    clause: ClassVar[str] = "8.5"
    tagged: ClassVar[tuple[str, ...]] = ("incident",)
    concerns: ClassVar[tuple[str, ...]] = ("incident",)
    incident: IncidentId
    reporter: StaffId
    recorded_by: StaffId  # who wrote it down knows it, also where somebody else reported it
    targets: tuple[StaffId, ...]
    witnesses: tuple[StaffId, ...]
    other_witnesses: PersonalList = SEALED


@dataclass(frozen=True, kw_only=True)
class WitnessesNamed(Event):
    """Witnesses were added."""

    kind: ClassVar[str] = "people"
    clause: ClassVar[str] = "8.5"
    tagged: ClassVar[tuple[str, ...]] = ("incident",)
    concerns: ClassVar[tuple[str, ...]] = ("incident",)
    incident: IncidentId
    witnesses: tuple[StaffId, ...]
    other_witnesses: PersonalList = SEALED


@dataclass(frozen=True, kw_only=True)
class NarrativeRead(Event):
    """Somebody opened the account."""

    kind: ClassVar[str] = "reading"
    clause: ClassVar[str] = "8.5"
    tagged: ClassVar[tuple[str, ...]] = ("about",)
    about: str  # the incident or the case whose account it was
    reader: StaffId


@dataclass(frozen=True)
class People:
    """The people of an incident, by pseudonym."""

    incident: IncidentId
    reporter: StaffId
    recorded_by: StaffId
    targets: tuple[StaffId, ...]
    witnesses: tuple[StaffId, ...]

    @property
    def parties(self) -> frozenset[StaffId]:
        """Who suffered or reported it: they do not decide on it (7.2)."""
        return frozenset({self.reporter, *self.targets})


@dataclass(frozen=True)
class Reading:
    """Who has read an account."""

    readers: frozenset[StaffId] = frozenset()


def fold_people(people: People | None, event: Event) -> People:
    """Apply an event."""
    match event:
        case PeopleNamed():
            return People(event.incident, event.reporter, event.recorded_by, event.targets, event.witnesses)
        case WitnessesNamed() if people:
            return changed(people, witnesses=people.witnesses + event.witnesses)
    raise TypeError(event)


def needs_who_works_here(_people: People | None, _command: Command, _others: Mapping[str, Any]) -> Needs:
    """Whoever is named is looked up in the staff directory."""
    return Needs(streams=frozenset({DIRECTORY}))


def decide_people(people: People | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Decide about the people of an incident. Raises NotFound, Refused."""
    if people is None:
        raise NotFound("incident")
    if not isinstance(command, NameWitnesses):
        raise TypeError(command)
    if not command.witnesses and not command.other_witnesses:
        raise Refused(
            "9.1", "somebody is named", field="witnesses", accepted="at least one of witnesses and other_witnesses"
        )
    check_known(command.witnesses, given, field="witnesses.{}", clause="9.1")
    return (
        WitnessesNamed(incident=people.incident, witnesses=command.witnesses, other_witnesses=command.other_witnesses),
    )


def fold_reading(reading: Reading | None, event: Event) -> Reading:
    """Apply an event."""
    if not isinstance(event, NarrativeRead):
        raise TypeError(event)
    return Reading((reading or Reading()).readers | {event.reader})


def decide_reading(_reading: Reading | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Record every reading, also the same person's second, where independence looks for it. Raises NotFound."""
    if not isinstance(command, ReadNarrative):
        raise TypeError(command)
    if given.others.get(command.about) is None or given.stream != same_id("reading", command.about):
        raise NotFound(command.about)
    return (NarrativeRead(about=command.about, reader=given.by.id),)


def needs_what_is_read(_reading: Reading | None, command: Command, _others: Mapping[str, Any]) -> Needs:
    """What is read must be there; that it changes meanwhile does not matter."""
    about = command.about if isinstance(command, ReadNarrative) else ""
    return Needs(streams=frozenset({about}), types=frozenset({NarrativeRead}))


PEOPLE_DECIDER = Decider(
    kind="people",
    events=(PeopleNamed, WitnessesNamed),
    commands=(NameWitnesses,),
    fold=fold_people,
    decide=decide_people,
    needs=needs_who_works_here,
)
READING_DECIDER = Decider(
    kind="reading",
    events=(NarrativeRead,),
    commands=(ReadNarrative,),
    fold=fold_reading,
    decide=decide_reading,
    needs=needs_what_is_read,
)
