"""A desk: the real rules over an in-memory record, with a clock that is set by hand. It does what `record.act` does."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from domain.calendar import LONDON
from domain.case.employees import Reached, Telling
from domain.case.entering import RecordEntered, next_entry
from domain.case.entry import Entry
from domain.case.state import Case
from domain.case.telling import RecordEmployeeReached, TellEmployees, next_telling
from domain.event import Command, Event
from domain.invariants import Fact
from domain.names import THE_SYSTEM, Actor, StreamId, kind_of
from domain.permissions import check
from domain.policy import PolicyBook
from domain.policy_changes import POLICY
from domain.policy_files import FILES as NAMES
from domain.policy_files import book_from
from domain.policy_in_force import in_force
from domain.register import DECIDERS
from domain.streams import Decider, Given, Needs

FILES = Path(__file__).parents[2] / "policy"
COMMAND_IDS = UUID("5f0c9a52-9f4e-4f8b-9a77-0d5f6f0c2a11")
TICK = timedelta(microseconds=1)


def policy_texts() -> dict[str, str]:
    return {name: (FILES / name).read_text(encoding="utf-8") for name in NAMES}


BOOK = book_from(policy_texts())
BY_KIND: dict[str, Decider[Any]] = {decider.kind: decider for decider in DECIDERS}


def at(text: str) -> datetime:
    """Read a local moment, "2026-11-23 10:00", or the tenth hour of a day, "2026-11-23"."""
    moment = datetime.fromisoformat(text if ":" in text else f"{text} 10:00")
    return moment.replace(tzinfo=LONDON).astimezone(UTC)


class Desk:
    """Streams as lists of events, folded as they grow; `needs` asked until nothing new; then decided and appended."""

    def __init__(self, now: datetime, book: PolicyBook = BOOK) -> None:
        self.now = now
        self._files = book
        self._book: tuple[Any, PolicyBook] = (None, book)
        self.record: list[Fact] = []
        self.streams: dict[str, list[Event]] = defaultdict(list)
        self.states: dict[str, Any] = {}
        self.tags: dict[str, list[str]] = defaultdict(list)
        self.acts = 0
        self.telling = True  # employees are told, and e-mailed, at once
        self.entering = True  # the housing management system takes every entry at once

    @property
    def book(self) -> PolicyBook:
        """The policy in force: the files, and what has been proclaimed at this desk."""
        changes = self.states.get(POLICY)
        if self._book[0] is not changes:
            self._book = (changes, in_force(self._files, changes))
        return self._book[1]

    @book.setter
    def book(self, files: PolicyBook) -> None:
        """Have other files."""
        self._files = files
        self._book = (None, files)

    def do(self, stream: str, command: Command, by: Actor) -> tuple[Event, ...]:
        """Act on a stream, as the record does; what that owes is entered and told at once."""
        events = self._act(stream, command, by)
        while self.entering and (entry := self.next_entry(stream)):
            self._act(stream, RecordEntered(entry=entry.id, reference=f"H-{entry.id}"), THE_SYSTEM)
        while self.telling and (telling := self.next_telling(stream)):
            self.tell(stream, telling)
        return events

    def tell(self, stream: str, telling: Telling) -> None:
        """Tell and e-mail whoever is to be told of something."""
        if telling.people is None:
            self._act(stream, TellEmployees(telling=telling.id), THE_SYSTEM)
        for person in self.states[stream].tellings[int(telling.id.partition("/")[2]) - 1].to_be_mailed:
            reached = RecordEmployeeReached(telling=telling.id, person=person, reached=Reached.E_MAILED)
            self._act(stream, reached, THE_SYSTEM)

    def next_telling(self, stream: str) -> Telling | None:
        state = self.states.get(stream)
        return next_telling(state) if isinstance(state, Case) else None

    def next_entry(self, stream: str) -> Entry | None:
        state = self.states.get(stream)
        return next_entry(state) if isinstance(state, Case) else None

    def _act(self, stream: str, command: Command, by: Actor) -> tuple[Event, ...]:
        """Act on a stream: permission, load, needs, decide, append."""
        check(type(command), by)
        self.acts += 1
        decider = BY_KIND[kind_of(stream)]
        assert type(command) in decider.commands, f"{decider.kind} does not know {type(command).__name__}"
        given = Given(
            stream=StreamId(stream),
            as_of=self.now,
            by=by,
            book=self.book,
            command_id=uuid5(COMMAND_IDS, str(self.acts)),
            others=self._others(decider, self.states.get(stream), command),
        )
        events = tuple(decider.decide(self.states.get(stream), command, given))
        companions = {event.stands_in(StreamId(stream)) for event in events} - {StreamId(stream)}
        assert not companions & self.states.keys(), "a command writes its own stream, and founds its companions"
        for event in events:
            self._append(event.stands_in(StreamId(stream)), event, by)
        return events

    def _others(self, decider: Decider[Any], state: Any, command: Command) -> dict[str, Any]:
        asked, others = Needs(), dict[str, Any]()
        while (needs := asked | decider.needs(state, command, others)) != asked:
            asked = needs
            tagged = [stream for tag in needs.tags for stream in self.tags[tag]]
            others = {stream: self.states.get(stream) for stream in (*needs.streams, *tagged)}
        return others

    def _append(self, stream: str, event: Event, by: Actor) -> None:
        decider = BY_KIND[kind_of(stream)]
        assert type(event) in decider.events, f"{decider.kind} does not know {event.TOPIC}"
        self.states[stream] = decider.fold(self.states.get(stream), event)
        self.streams[stream].append(event)
        for name in event.tagged:
            value = getattr(event, name)
            for tag in value if isinstance(value, tuple) else (value,):
                if stream not in self.tags[tag]:
                    self.tags[tag].append(stream)
        last = self.record[-1].recorded_at if self.record else self.now - TICK
        self.record.append(
            Fact(
                position=len(self.record) + 1,
                recorded_at=max(self.now, last + TICK),
                stream=StreamId(stream),
                version=len(self.streams[stream]),
                actor=by.id,
                roles=by.roles,
                event=event,
            )
        )
