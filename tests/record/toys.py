"""A small domain: notes about people. It stands in for the policy, and breaks nothing when that changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from domain.calendar import Calendar
from domain.event import Command, Event
from domain.names import SEALED, Actor, Personal, PersonalList, Role, StaffId, StreamId, kind_of, named
from domain.policy import Figures, Organisation, Policy, PolicyBook
from domain.refusal import AlreadySo, NotFound, Refused
from domain.streams import Decider, Given, Needs


@dataclass(frozen=True, kw_only=True)
class Take(Command):
    text: Personal
    about: str
    witnesses: tuple[str, ...] = ()
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Claim(Command):
    """Succeeds once among all notes about one person."""

    about: str


@dataclass(frozen=True, kw_only=True)
class CountFirst(Command):
    """Counts only while another note has counted nothing."""

    before: str


@dataclass(frozen=True, kw_only=True)
class Count(Command):
    by: int = 1


@dataclass(frozen=True, kw_only=True)
class Nothing(Command): ...


@dataclass(frozen=True, kw_only=True)
class Erase(Command):
    why: str


@dataclass(frozen=True, kw_only=True)
class NoteTaken(Event):
    kind: ClassVar[str] = "note"
    clause: ClassVar[str] = "9.1"
    tagged: ClassVar[tuple[str, ...]] = ("about",)
    concerns: ClassVar[tuple[str, ...]] = ("about",)
    happened: ClassVar[str | None] = "on"
    about: str
    on: date | None
    has_witnesses: bool
    text: Personal = SEALED
    phones: PersonalList = SEALED


@dataclass(frozen=True, kw_only=True)
class OnlookersNamed(Event):
    """Founds the stream of who saw it."""

    kind: ClassVar[str] = "people"
    clause: ClassVar[str] = "9.1"
    witnesses: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Claimed(Event):
    kind: ClassVar[str] = "note"
    clause: ClassVar[str] = "7.2"
    tagged: ClassVar[tuple[str, ...]] = ("about",)
    coded: ClassVar[str | None] = "code"
    about: str
    code: str


@dataclass(frozen=True, kw_only=True)
class Counted(Event):
    kind: ClassVar[str] = "note"
    clause: ClassVar[str] = "4.8"
    by: int


@dataclass(frozen=True, kw_only=True)
class TextErased(Event):
    kind: ClassVar[str] = "erasure"
    clause: ClassVar[str] = "9.1"
    why: str


@dataclass(frozen=True)
class Note:
    about: str = ""
    count: int = 0
    claimed: bool = False
    text: Any = None


def fold(note: Note | None, event: Event) -> Note:
    note = note or Note()
    match event:
        case NoteTaken():
            return replace(note, about=event.about, text=event.text)
        case Claimed():
            return replace(note, about=event.about, claimed=True)
        case Counted():
            return replace(note, count=note.count + event.by)
    return note


def needs(_note: Note | None, command: Command, _others: Mapping[str, Any]) -> Needs:
    if isinstance(command, Claim):
        return Needs(tags=frozenset({command.about}), types=frozenset({Claimed}))
    if isinstance(command, Take) and kind_of(command.about) == "note":
        return Needs(streams=frozenset({command.about}), types=frozenset({Counted}))
    if isinstance(command, CountFirst):
        return Needs(streams=frozenset({command.before}), types=frozenset({Counted}))
    return Needs()


def decide(_note: Note | None, command: Command, given: Given) -> Sequence[Event]:
    match command:
        case Take():
            taken = NoteTaken(
                about=command.about,
                on=command.on,
                has_witnesses=bool(command.witnesses),
                text=command.text,
                phones=("1",),
            )
            return (taken, OnlookersNamed(witnesses=command.witnesses)) if command.witnesses else (taken,)
        case Claim():
            if any(other.claimed for other in given.of_kind("note").values()):
                raise AlreadySo("claimed")
            return (Claimed(about=command.about, code="first"),)
        case CountFirst():
            other = given.others[command.before]
            if other is not None and other.count:
                raise AlreadySo("counted")
            return (Counted(by=1),)
        case Count():
            if command.by > 100:
                raise Refused("4.8", "too many", field="by", accepted="at most 100")
            return (Counted(by=command.by),)
        case Nothing():
            return ()
    raise NotFound(given.stream)


def decide_erasure(_state: Any, command: Command, _given: Given) -> Sequence[Event]:
    assert isinstance(command, Erase)
    return (TextErased(why=command.why),)


NOTES = Decider(
    kind="note",
    events=(NoteTaken, Claimed, Counted),
    commands=(Take, Claim, CountFirst, Count, Nothing),
    fold=fold,
    decide=decide,
    needs=needs,
)
PEOPLE = Decider(kind="people", events=(OnlookersNamed,), commands=(), fold=lambda _s, e: e, decide=lambda *_: ())
ERASURES = Decider(kind="erasure", events=(TextErased,), commands=(Erase,), fold=lambda _s, e: e, decide=decide_erasure)
DECIDERS = (NOTES, PEOPLE, ERASURES)

ASHA = Actor(StaffId("staff/6f3c0a52-1f5e-4a8e-9f5c-0d1b8f4f2a11"), frozenset({Role.STAFF, Role.MANAGER}))


def a_book() -> PolicyBook:
    names = Figures.__dataclass_fields__
    figures = Figures(**{name: (1,) if name == "alert_before_end_wd" else 1 for name in names})  # type: ignore[arg-type]
    policy = Policy(version="2026-1", effective=date(2026, 1, 1), figures=figures, clauses={})
    calendar = Calendar(version="c1", bank_holidays=frozenset(), closures=frozenset(), known_to=date(2030, 12, 31))
    said: dict[str, Any] = {"name": "", "address": (), "phone": "", "email": "", "out_of_hours": "", "ombudsman": ()}
    house = Organisation(effective=date(2026, 1, 1), equality_assessment="", **said)
    return PolicyBook((policy,), calendar, (house,))


BOOK = a_book()


def a_note() -> StreamId:
    return named("note", uuid4())


def somebody() -> str:
    return named("customer", uuid4())
