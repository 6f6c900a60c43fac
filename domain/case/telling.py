"""Employees are told: who suffered what a restriction rests on, and whom it names as the customer's contact (2.1).

*Told* means: recorded here, by pseudonym; shown in the person's own list; and e-mailed, without a word about the
customer. Who reported or saw an incident is not told: nothing makes them known beyond it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.case.employees import Occasion, Reached, Telling
from domain.case.referral import CaseEvent
from domain.case.state import Case, Decision
from domain.event import Command, Event
from domain.names import DecisionId, Role, StaffId, StreamId, TellingId, same_id
from domain.people import People
from domain.refusal import AlreadySo, NotFound
from domain.staff import DIRECTORY, Directory
from domain.streams import Given


@dataclass(frozen=True, kw_only=True)
class TellEmployees(Command):
    """The moment has come to tell the people whom something concerns."""

    telling: TellingId


@dataclass(frozen=True, kw_only=True)
class RecordEmployeeReached(Command):
    """It is known what became of the e-mail to one of them."""

    telling: TellingId
    person: StaffId
    reached: Reached


@dataclass(frozen=True, kw_only=True)
class EmployeesTold(CaseEvent):
    """Some employees were told of a start, a change or an end of a restriction, or that its end is near.

    `people` is empty where nobody who works here is concerned. `last_day`: the last on which it can be in force.
    """

    clause: ClassVar[str] = "2.1"
    coded: ClassVar[str | None] = "what"
    tagged: ClassVar[tuple[str, ...]] = ("people",)
    telling: TellingId
    decision: DecisionId
    what: Occasion
    people: tuple[StaffId, ...]
    last_day: date


@dataclass(frozen=True, kw_only=True)
class EmployeeReached(CaseEvent):
    """What became of the e-mail to one employee: recorded once."""

    clause: ClassVar[str] = "2.1"
    coded: ClassVar[str | None] = "reached"
    telling: TellingId
    person: StaffId
    reached: Reached


def streams_of_the_concerned(case: Case) -> frozenset[str]:
    """Return the streams that say who is concerned: the people of what was decided on, and who works here."""
    incidents = {incident for decision in case.decisions for incident in decision.basis}
    return frozenset({DIRECTORY, *(same_id("people", incident) for incident in incidents)})


def tell(case: Case, command: TellEmployees, given: Given) -> tuple[Event, ...]:
    """Record who is told. Raises NotFound, AlreadySo."""
    telling = _telling(case, command.telling)
    if telling.people is not None:
        raise AlreadySo
    return (
        EmployeesTold(
            case=case.id,
            customer=case.customer,
            decision=telling.decision.id,
            telling=telling.id,
            what=telling.what,
            people=_here(_concerned(case, telling, given), given),
            last_day=telling.decision.lapses_on,
        ),
    )


def reached(case: Case, command: RecordEmployeeReached, _given: Given) -> tuple[Event, ...]:
    """Record what became of an e-mail. Raises NotFound, AlreadySo."""
    telling = _telling(case, command.telling)
    if command.person not in (telling.people or ()):
        raise NotFound(command.person)
    if command.person in telling.reached:
        raise AlreadySo
    return (
        EmployeeReached(
            case=case.id,
            customer=case.customer,
            telling=telling.id,
            person=command.person,
            reached=command.reached,
        ),
    )


def next_telling(case: Case) -> Telling | None:
    """Return what is to be told next: the oldest that is outstanding."""
    return next((telling for telling in case.tellings if telling.is_outstanding), None)


def told_to(case: Case, person: StaffId) -> Iterator[Telling]:
    """Yield what somebody was told in a case, oldest first."""
    return (telling for telling in case.tellings if person in (telling.people or ()))


def _telling(case: Case, name: TellingId) -> Telling:
    telling = next((telling for telling in case.tellings if telling.id == name), None)
    if telling is None:
        raise NotFound(name)
    return telling


def _concerned(case: Case, telling: Telling, given: Given) -> Iterator[StaffId]:
    """Yield whom it concerns: as employees, or as those who hear of the end of one for violence or threats (9.2)."""
    figures = given.book.version(case.policy).figures
    if telling.ahead is None or telling.ahead in figures.employees_told_before_end_wd:
        yield from _employees(case, telling.decision, given)
    if telling.ahead in figures.alert_before_end_wd and telling.decision.violent:
        directory: Directory = given.others.get(DIRECTORY) or Directory()
        yield from directory.holders(Role.HEAD_OF_SERVICE)
        yield from directory.holders(Role.DIRECTOR)


def _employees(case: Case, decision: Decision, given: Given) -> Iterator[StaffId]:
    """Yield targets, named contacts, and who was told of the decision, or of what it follows, as one of those."""
    for incident in decision.basis:
        people: People | None = given.others.get(StreamId(same_id("people", incident)))
        yield from people.targets if people else ()
    for measure in decision.measures:
        yield from (person for person in (measure.staff, measure.stand_in) if person)
    line = _line(case, decision)
    for earlier in case.tellings:
        if earlier.decision.id in line and earlier.what is not Occasion.ENDS_SOON:
            yield from earlier.people or ()


def _line(case: Case, decision: Decision) -> frozenset[DecisionId]:
    """Return a decision, and all that it follows."""
    line = {decision.id}
    while decision.follows is not None:
        decision = case.decision(decision.follows)
        line.add(decision.id)
    return frozenset(line)


def _here(people: Iterable[StaffId], given: Given) -> tuple[StaffId, ...]:
    """Return those who still work here, each once."""
    directory: Directory = given.others.get(DIRECTORY) or Directory()
    here = {member.id for member in directory.members.values() if member.here}
    return tuple(sorted(set(people) & here))
