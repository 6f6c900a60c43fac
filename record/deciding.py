"""Deciding on what has been read: the other streams that a rule needs, the decision, and the request it becomes."""

import asyncio
from collections.abc import Sequence
from typing import Any

from domain.event import Command, Event
from domain.policy_changes import POLICY
from domain.streams import Decider, Given, Needs
from record.book import BookInForce
from record.reading import topics
from record.request import Ask, Basis, NoNewer, Preparer, Request
from record.states import Folded, Look, States

ROUNDS = 8  # of needs: a rule that asks for ever is a mistake


class Deliberation:
    """Lets a decider decide. Raises whatever it refuses with, NotFound, Unavailable."""

    def __init__(self, states: States, preparer: Preparer, book: BookInForce) -> None:
        self._states, self._preparer, self._book = states, preparer, book

    async def request(self, look: Look, ask: Ask, mark: bytes) -> Request | None:
        """Decide on what has been read; None where there is nothing to do."""
        events, basis = await self.decided(look, ask)
        return await self._preparer.request(ask, basis, mark, events) if events else None

    async def given(self, look: Look, ask: Ask) -> Given:
        """Return what a command would be decided on, as it stands; nothing is decided."""
        decider, state = self._states.decider(ask.stream), look.folded.state
        others, _, _ = await self._gather(decider, state, ask.command)
        return Given(
            stream=ask.stream, as_of=look.now, by=ask.by, book=self._book(), command_id=ask.command_id, others=others
        )

    async def decided(self, look: Look, ask: Ask) -> tuple[Sequence[Event], Basis]:
        """Decide on what has been read, and say what that rests on; nothing is made ready to be written."""
        decider, state = self._states.decider(ask.stream), look.folded.state
        others, tags_quiet, streams_quiet = await self._gather(decider, state, ask.command)
        # What changes the policy is decided by the policy as its own stream leaves it.
        own = ask.stream == POLICY
        book, unchanged = (self._book.with_changes(state), ()) if own else (self._book(), self._book.unchanged)
        given = Given(stream=ask.stream, as_of=look.now, by=ask.by, book=book, command_id=ask.command_id, others=others)
        events = decider.decide(state, ask.command, given)
        return events, Basis(
            lead=look.at,
            as_of=look.now,
            book=book,
            tags_quiet=tags_quiet,
            streams_quiet=[*streams_quiet, *unchanged],
        )

    async def _gather(
        self, decider: Decider[Any], state: Any, command: Command
    ) -> tuple[dict[str, Any], list[NoNewer], list[NoNewer]]:
        """Fold whatever the rule needs, asked until it needs nothing new; with the conditions that it stays so."""
        found: dict[str, Folded] = {}
        tags: dict[str, int] = {}
        asked = Needs()
        for _ in range(ROUNDS):
            needs = decider.needs(state, command, {stream: f.state for stream, f in found.items()}) | asked
            if needs == asked:
                break
            new_streams, new_tags = needs.streams - found.keys(), needs.tags - tags.keys()
            if new_tags:
                _, head, read = await self._states.others(new_streams, new_tags)
                tags |= dict.fromkeys(new_tags, head)
            else:  # each has a condition of its own, so one moment is not needed: they share others' round trips
                looks = await asyncio.gather(*map(self._states.look, new_streams))
                read = {look.stream: look.folded for look in looks}
            found = read | found  # what was read first is what the first answers rested on
            asked = needs
        else:
            raise RuntimeError(f"{type(command).__name__} goes on asking for other streams")
        types = topics(asked.types)
        return (
            {stream: f.state for stream, f in found.items()},
            [NoNewer(tag, head, types) for tag, head in tags.items()],
            [NoNewer(stream, f.version, types) for stream, f in found.items()],
        )
