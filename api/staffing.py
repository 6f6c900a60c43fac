"""From an issuer's subject to an actor of ours, by the staff directory as it stands in the record."""

import asyncio
import time

from api.problems import No
from domain.names import Actor
from domain.staff import DIRECTORY, Directory
from record.login import login_of
from record.store import Record

LASTS = 1.0  # seconds: as long as a follower waits who missed a ring


class Staffing:
    """Keeps the folded directory until the record's bell rings, and no longer than a second."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._directory = Directory()
        self._rung: asyncio.Event | None = None
        self._looked = 0.0
        self._turn = asyncio.Lock()

    async def directory(self) -> Directory:
        """Return the directory. Raises Unavailable."""
        if not self._fresh():
            async with self._turn:  # whoever waits here shares the one look
                if not self._fresh():
                    rung, looked = self._record.bell.listen(), time.monotonic()
                    loaded = await self._record.load(DIRECTORY)
                    self._directory = loaded.state or Directory()
                    self._rung, self._looked = rung, looked
        return self._directory

    async def login(self, subject: str) -> str:
        """Return the login that the directory knows a subject by. Raises Unavailable."""
        return await login_of(self._record.keys, subject)

    async def actor(self, subject: str) -> Actor:
        """Return who a subject is. Raises No (stranger), Unavailable."""
        actor = (await self.directory()).actor(await self.login(subject))
        if actor is None:
            raise No("stranger", "the token is good, but its subject is nobody in the staff directory")
        return actor

    def _fresh(self) -> bool:
        return self._rung is not None and not self._rung.is_set() and time.monotonic() - self._looked < LASTS
