"""What employees are told of a restriction: what became of it, who is told, and what became of the e-mail (2.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from domain.names import StaffId, TellingId

if TYPE_CHECKING:  # the state of a case holds both
    from domain.case.state import Decision


class Occasion(StrEnum):
    """What there is to tell: every start, change and end of a restriction, and an end ahead of its time."""

    STARTED = "started"
    CONTINUED = "continued"
    VARIED = "varied"
    VARIED_ON_APPEAL = "varied-on-appeal"
    DATES_MOVED = "dates-moved"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ENDS_SOON = "ends-soon"
    LIFTED = "lifted"
    LAPSED = "lapsed"
    QUASHED = "quashed"


class Reached(StrEnum):
    """What became of an e-mail to an employee; whatever it was, they find it in their own list."""

    E_MAILED = "e-mailed"
    NO_ADDRESS = "no-address"
    REFUSED = "refused"  # by the mail server, for ever


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Something that the people whom a decision concerns are to be told: what, of which decision as it then stood.

    `on` is the day on which it happened, or is announced. `ahead`: for an end to come, how many working days before.
    `people` is None until it is recorded who was told; those of them not in `reached` have yet to be e-mailed.
    """

    id: TellingId
    what: Occasion
    decision: "Decision"
    on: date
    ahead: int | None = None
    people: tuple[StaffId, ...] | None = None
    reached: Mapping[StaffId, Reached] = field(default_factory=dict)

    @property
    def to_be_mailed(self) -> tuple[StaffId, ...]:
        """Who was told and has yet to be e-mailed."""
        return tuple(person for person in self.people or () if person not in self.reached)

    @property
    def is_outstanding(self) -> bool:
        """Whether somebody has yet to be told, or e-mailed."""
        return self.people is None or bool(self.to_be_mailed)
