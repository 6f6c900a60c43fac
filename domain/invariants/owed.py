"""What was owed by a day, as the checker reads it off the record."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.invariants.fact import Fact


@dataclass(frozen=True)
class Owed:
    """Something owed by a day: since which fact, and when (if ever) it was done or became needless."""

    clause: str
    duty: str
    about: str
    since: Fact
    due: date
    done: datetime | None
