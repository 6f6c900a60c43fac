"""What is owed to the housing management system, and what has become of it (9.1)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.names import EntryId

if TYPE_CHECKING:  # the state of a case holds both
    from domain.case.state import Decision


class EntryChange(StrEnum):
    """What a start, change or end of a restriction is called in the housing management system; 9.1."""

    IMPOSED = "imposed"
    CONTINUED = "continued"
    VARIED = "varied"
    IN_FORCE = "in-force"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    DATES_MOVED = "dates-moved"
    VARIED_ON_APPEAL = "varied-on-appeal"
    LIFTED = "lifted"
    LAPSED = "lapsed"
    SUPERSEDED = "superseded"
    QUASHED = "quashed"  # the entry is withdrawn, as if never made (8.6)


class NotTaken(StrEnum):
    """Why the housing management system has not taken an entry."""

    NOT_CONFIGURED = "not-configured"
    AWAY = "away"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry owed to the housing management system: which change of which decision, as that stood after it (9.1).

    `on` is the day of the change. `not_taken`: why it is outstanding still, where that is known.
    """

    id: EntryId
    change: EntryChange
    decision: "Decision"
    on: date
    reference: str | None = None
    left_out: bool = False
    not_taken: NotTaken | None = None
    status: int | None = None

    @property
    def is_outstanding(self) -> bool:
        """Whether it has yet to be entered."""
        return self.reference is None and not self.left_out
