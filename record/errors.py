"""How the record says that it could not, or would not, take something."""

from domain.refusal import NoError


class Unavailable(Exception):  # noqa: N818
    """The database could not be reached, or went away.

    Whether a change was recorded is not known: ask again with the same command id, which never does anything twice.
    """


class Reused(NoError):  # noqa: N818
    """The command id has been used for another request."""


class UnknownEvent(Exception):  # noqa: N818
    """The record holds an event of a type, or of a version, that this program does not know."""


class Damaged(Exception):  # noqa: N818
    """What is stored is not what was written."""
