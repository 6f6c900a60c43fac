"""What workflows and activities say to one another, and so what stands in Temporal's history: ids, codes and moments.

Nothing here is personal, and nothing imports a database: the workflows' sandbox reads this module.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.case.duties import Act, DutyKind
from domain.case.stage import RESTRICTION, Stage


@dataclass(frozen=True)
class Part:
    """A part of a stream that is waited for on its own, of "case/…": "restriction", "entries", "tellings", "notice/2".

    `case` is the stream: a case, or a referral or a letter of its own.
    """

    case: str
    name: str = RESTRICTION

    @property
    def workflow_id(self) -> str:
        """The id under which its workflow runs, at most one at a time: restriction/<uuid>, notice/<uuid>/2."""
        kind, _, number = self.name.partition("/")
        pseudonym = self.case.partition("/")[2]
        return f"{kind}/{pseudonym}/{number}" if number else f"{kind}/{pseudonym}"


@dataclass(frozen=True, kw_only=True)
class Step:
    """The next moment (UTC, the one clock's) at which the process acts about a duty."""

    duty: DutyKind
    about: str
    act: Act
    at: datetime
    clause: str

    @property
    def name(self) -> str:
        """Its name: "lapse:decision/1:perform"."""
        return f"{self.duty}:{self.about}:{self.act}"


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """What a part of a case was waiting for at a version of the case, read at the one clock's `now`.

    `owed` is whether anything is owed in the part; `next_at` is when the soonest duty of the whole case is due.
    """

    version: int
    now: datetime
    stage: Stage
    owed: bool
    decisions: int
    next_at: datetime | None
    step: Step | None


@dataclass(frozen=True)
class Taking:
    """A step to take, believed due at a version of the case."""

    part: Part
    step: Step
    version: int

    @property
    def command(self) -> str:
        """What its command id is made from: the same step at the same version is the same command."""
        return f"{self.step.name}@{self.version}"


class Taken(StrEnum):
    """What the record said to a step."""

    DONE = "done"
    NOT_YET = "not-yet"
    ALREADY_SO = "already-so"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What became of a step, at the one clock's `now`. `at` is the step's moment where that has not come."""

    taken: Taken
    now: datetime
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A letter that is printed and good until the local midnight `good_until` (UTC). None: nothing could be printed."""

    by_email: bool
    document: str
    now: datetime
    good_until: datetime


class Fate(StrEnum):
    """What became of an attempt to hand a letter to the mail server."""

    SETTLED = "settled"  # the record knows: it left, or it is no longer owed
    REFUSED = "refused"  # for ever: it goes by post
    LATER = "later"  # not taken now
    PRINT_ANEW = "print-anew"  # its printed day is over, or what it tells has changed


class Became(StrEnum):
    """What became of the next thing that is seen to in order: an entry in the housing system, a telling."""

    SETTLED = "settled"  # done and recorded, or no longer outstanding
    LATER = "later"  # nobody answered: whether it was taken is not known
    REFUSED = "refused"  # by the other side: somebody has to look
    NOT_CONFIGURED = "not-configured"
