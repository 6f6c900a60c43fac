"""The policy in force, as a process knows it: its files, and what has been proclaimed since, folded from the record.

Every process hears of a proclamation by the record's bell, and within a second where it missed that. A decision rests
on what its process knows *and* on the condition that nothing newer has been proclaimed: with a stale book nothing is
recorded; it is decided again.
"""

import asyncio
import contextlib
from collections.abc import Callable

import structlog

from domain.policy import PolicyBook
from domain.policy_changes import POLICY
from domain.policy_in_force import Changes, in_force
from record.bell import Bell
from record.errors import Unavailable
from record.request import NoNewer
from record.states import States

PAUSE = 0.05  # seconds between two looks at least: appends ring often, proclamations are rare
log = structlog.get_logger()


class BookInForce:
    """Callable: the book as last read. `files()` returns the policy's files, as this process has them."""

    def __init__(self, states: States, bell: Bell, files: Callable[[], PolicyBook]) -> None:
        self._states, self._bell, self.files = states, bell, files
        self._known = states.knows(POLICY)  # a record of tests may have no such stream
        self._changes: Changes | None = None
        self._version = 0
        self._made: tuple[PolicyBook, Changes | None, PolicyBook] | None = None
        self._task: asyncio.Task[None] | None = None

    def __call__(self) -> PolicyBook:
        """Return the book as it was last read."""
        return self.with_changes(self._changes)

    def with_changes(self, changes: Changes | None) -> PolicyBook:
        """Return the files with what has been proclaimed."""
        files = self.files()
        if self._made is None or self._made[0] is not files or self._made[1] is not changes:
            self._made = (files, changes, in_force(files, changes))
        return self._made[2]

    @property
    def unchanged(self) -> tuple[NoNewer, ...]:
        """What an append rests on that was decided by the book as it was last read."""
        return (NoNewer(POLICY, self._version, None),) if self._known else ()

    async def now(self) -> PolicyBook:
        """Read what has been proclaimed, and return the book. Raises Unavailable."""
        if self._known:
            folded = (await self._states.look(POLICY)).folded
            if folded.version > self._version:
                self._version, self._changes = folded.version, folded.state
                log.info("policy.changed", version=folded.version)
        return self()

    async def start(self) -> None:
        """Read it, and go on doing so whenever the bell rings. Raises Unavailable."""
        await self.now()
        if self._known and self._task is None:
            self._task = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Read no more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _follow(self) -> None:
        while True:
            heard = self._bell.listen()
            with contextlib.suppress(Unavailable):  # whoever decides meanwhile hears so itself
                await self.now()
            await asyncio.sleep(PAUSE)
            await self._bell.wait(heard)
