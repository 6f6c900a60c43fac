"""Who was there: an incident's reporter, targets and witnesses, and who read its account; apart from the incident."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from domain.event import Command, Event
from domain.frozen import changed
from domain.names import SEALED, IncidentId, Personal, PersonalList, Role, StaffId, is_said, same_id
from domain.refusal import NotAllowed, NotFound, Refused
from domain.staff import DIRECTORY, check_known
from domain.streams import Decider, Given, Needs

WHO_ANSWERS_FOR_IT = (Role.MANAGER, Role.HEAD_OF_SERVICE, Role.DIRECTOR, Role.GOVERNANCE, Role.AUDITOR)
LISTS = ("reporter", "targets", "witnesses", "other_witnesses")  # what is said of who was there


@dataclass(frozen=True, kw_only=True)
class NameWitnesses(Command):
    """Add witnesses who became known later."""

    witnesses: tuple[StaffId, ...] = ()
    other_witnesses: PersonalList = ()


@dataclass(frozen=True, kw_only=True)
class CorrectPeople(Command):
    """Correct who was there: each list given is the whole of it. Nobody takes themselves out of an incident."""

    reason: Personal
    reporter: StaffId | None = None
    targets: tuple[StaffId, ...] | None = None
    witnesses: tuple[StaffId, ...] | None = None
    other_witnesses: PersonalList | None = None


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


@dataclass(frozen=True)
class CorrectedList:
    """Which of `LISTS` a correction corrects, and the version of the event that told it."""

    what: str
    version: int


@dataclass(frozen=True, kw_only=True)
class PeopleCorrected(Event):
    """Who was there was corrected; `corrects` says which lists, and which events told them. None: unchanged."""

    kind: ClassVar[str] = "people"
    clause: ClassVar[str] = "9.1"
    tagged: ClassVar[tuple[str, ...]] = ("incident",)
    concerns: ClassVar[tuple[str, ...]] = ("incident",)
    incident: IncidentId
    corrects: tuple[CorrectedList, ...]
    reporter: StaffId | None
    targets: tuple[StaffId, ...] | None
    witnesses: tuple[StaffId, ...] | None
    corrected_by: StaffId
    reason: Personal = SEALED
    other_witnesses: PersonalList | None = SEALED


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
    events: int = 1
    said: tuple[CorrectedList, ...] = ()  # the events whose word stands
    corrected_by: frozenset[StaffId] = frozenset()

    @property
    def parties(self) -> frozenset[StaffId]:
        """Who suffered or reported it: they do not decide on it (7.2)."""
        return frozenset({self.reporter, *self.targets})

    @property
    def there(self) -> frozenset[StaffId]:
        """Who was there in whatever part."""
        return self.parties | frozenset(self.witnesses)


@dataclass(frozen=True)
class Reading:
    """Who has read an account."""

    readers: frozenset[StaffId] = frozenset()


def fold_people(people: People | None, event: Event) -> People:
    """Apply an event."""
    match event:
        case PeopleNamed():
            said = tuple(CorrectedList(what, 1) for what in LISTS)
            return People(event.incident, event.reporter, event.recorded_by, event.targets, event.witnesses, said=said)
        case WitnessesNamed() if people:
            events = people.events + 1
            more = (CorrectedList("witnesses", events), CorrectedList("other_witnesses", events))
            return changed(people, witnesses=people.witnesses + event.witnesses, events=events, said=people.said + more)
        case PeopleCorrected() if people:
            return _corrected(people, event)
    raise TypeError(event)


def _corrected(people: People, event: PeopleCorrected) -> People:
    given = {"reporter": event.reporter, "targets": event.targets, "witnesses": event.witnesses}
    what = {corrected.what for corrected in event.corrects}
    events = people.events + 1
    return changed(
        people,
        **{name: value for name, value in given.items() if value is not None},
        events=events,
        said=(
            *(said for said in people.said if said.what not in what),
            *(CorrectedList(name, events) for name in sorted(what)),
        ),
        corrected_by=people.corrected_by | {event.corrected_by},
    )


def needs_who_works_here(_people: People | None, _command: Command, _others: Mapping[str, Any]) -> Needs:
    """Whoever is named is looked up in the staff directory."""
    return Needs(streams=frozenset({DIRECTORY}))


def decide_people(people: People | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Decide about the people of an incident. Raises NotFound, Refused."""
    if people is None:
        raise NotFound("incident")
    match command:
        case NameWitnesses():
            return _name(people, command, given)
        case CorrectPeople():
            return _correct(people, command, given)
    raise TypeError(command)


def _name(people: People, command: NameWitnesses, given: Given) -> tuple[Event, ...]:
    if not command.witnesses and not command.other_witnesses:
        raise Refused(
            "9.1", "somebody is named", field="witnesses", accepted="at least one of witnesses and other_witnesses"
        )
    check_known(command.witnesses, given, field="witnesses.{}", clause="9.1")
    return (
        WitnessesNamed(incident=people.incident, witnesses=command.witnesses, other_witnesses=command.other_witnesses),
    )


def _correct(people: People, command: CorrectPeople, given: Given) -> tuple[Event, ...]:
    if not is_said(command.reason):
        raise Refused("9.1", "why it is corrected is said", field="reason", accepted="the reason, in words")
    said = [name for name in LISTS if getattr(command, name) is not None]
    if not said:
        raise Refused(
            "9.1",
            "a correction says what is different",
            field="targets",
            accepted="any of reporter, targets, witnesses and other_witnesses",
        )
    check_known([command.reporter] if command.reporter else [], given, field="reporter", clause="9.1")
    check_known(command.targets or (), given, field="targets.{}", clause="9.1")
    check_known(command.witnesses or (), given, field="witnesses.{}", clause="9.1")
    event = PeopleCorrected(
        incident=people.incident,
        corrects=tuple(told for told in people.said if told.what in said),
        reporter=command.reporter,
        targets=command.targets,
        witnesses=command.witnesses,
        corrected_by=given.by.id,
        reason=command.reason,
        other_witnesses=command.other_witnesses,
    )
    if given.by.id in people.there - fold_people(people, event).there:
        raise Refused(
            "7.2",
            "nobody takes themselves out of an incident: who was in it does not judge it",
            field=said[0],
            accepted="a correction by somebody else",
        )
    return (event,)


def fold_reading(reading: Reading | None, event: Event) -> Reading:
    """Apply an event."""
    if not isinstance(event, NarrativeRead):
        raise TypeError(event)
    return Reading((reading or Reading()).readers | {event.reader})


def decide_reading(_reading: Reading | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Record every reading, also the same person's second, where independence looks for it.

    Raises NotFound, NotAllowed (9.1).
    """
    if not isinstance(command, ReadNarrative):
        raise TypeError(command)
    if given.others.get(command.about) is None or given.stream != same_id("reading", command.about):
        raise NotFound(command.about)
    if getattr(given.others[command.about], "retracted", False) and not given.by.has(*WHO_ANSWERS_FOR_IT):
        roles = frozenset(str(role) for role in WHO_ANSWERS_FOR_IT)
        raise NotAllowed("9.1", "what was taken back is read by those who answer for the record", roles)
    return (NarrativeRead(about=command.about, reader=given.by.id),)


def needs_what_is_read(_reading: Reading | None, command: Command, _others: Mapping[str, Any]) -> Needs:
    """What is read must be there; that it changes meanwhile does not matter."""
    about = command.about if isinstance(command, ReadNarrative) else ""
    return Needs(streams=frozenset({about}), types=frozenset({NarrativeRead}))


PEOPLE_DECIDER = Decider(
    kind="people",
    events=(PeopleNamed, WitnessesNamed, PeopleCorrected),
    commands=(NameWitnesses, CorrectPeople),
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
