"""The ways in which the answer is no. Each is normal business; which HTTP status it becomes is said once, in `api`."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import update_wrapper
from typing import Generic, ParamSpec

P = ParamSpec("P")


class NoError(Exception):
    """A no that the caller can understand and act on. Nothing was recorded."""


class Refused(NoError):  # noqa: N818 - the policy refuses; nothing went wrong
    """A rule of the policy does not allow it.

    `clause` is the rule's; `field` is the command's field it is about (dotted), `accepted` what would be accepted.
    """

    def __init__(self, clause: str, reason: str, *, field: str | None = None, accepted: str) -> None:
        super().__init__(f"{reason} ({clause})")
        self.clause, self.reason, self.field, self.accepted = clause, reason, field, accepted


class NotAllowed(NoError):  # noqa: N818
    """The actor's roles do not admit it; `needed` says which do."""

    def __init__(self, clause: str, reason: str, needed: frozenset[str] = frozenset()) -> None:
        super().__init__(f"{reason} ({clause})")
        self.clause, self.reason, self.needed = clause, reason, needed


class NotFound(NoError):  # noqa: N818
    """There is no such thing; `what` is its identifier as it was given, `so` what follows from that."""

    def __init__(self, what: str, so: str = "") -> None:
        super().__init__(f"there is no {what}" + (f": {so}" if so else ""))
        self.what = what


class Conflict(NoError):  # noqa: N818
    """Somebody else was first: the stream is not where the caller believed, or the step has been taken.

    `by` and `on`: who took it, and on which day, where that is known.
    """

    def __init__(
        self, reason: str, *, version: int | None = None, by: str | None = None, on: date | None = None
    ) -> None:
        super().__init__(reason)
        self.reason, self.version, self.by, self.on = reason, version, by, on


class ChangedMeanwhile(Conflict):
    """The stream is no longer at the version that the caller has read, though what is asked is still to be done."""


class NotYet(NoError):  # noqa: N818
    """A duty asked for before its moment; `at` (aware, UTC) says when."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"not before {at.isoformat()}")
        self.at = at


class AlreadySo(NoError):  # noqa: N818
    """A duty asked for that is no longer owed."""


class Check(Generic[P]):
    """A rule that finds everything that stands against something. Called, it raises the first of it; `each` yields all.

    So one rule refuses a decision, and tells beforehand of all that is missing in a draft of it.
    """

    def __init__(self, each: Callable[P, Iterator[NoError]]) -> None:
        self.each = each
        update_wrapper(self, each)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Raise what it finds first."""
        for no in self.each(*args, **kwargs):
            raise no
