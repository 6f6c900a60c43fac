"""An account: what was told in words, of an incident or in a case."""

from datetime import datetime

from pydantic import Field

from api.schemas.words import Id, Shown


class Told(Shown):
    """The texts of one event; null where one was not given, or is erased."""

    version: int
    told_by: str = Field(description="The event's name.")
    recorded_at: datetime
    texts: dict[str, str | tuple[str, ...] | None]
    erased: bool


class Account(Shown):
    """Everything that was told in words, in order."""

    id: Id
    told: tuple[Told, ...]
