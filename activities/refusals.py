"""How the record's noes reach a workflow: a refusal is final, an absence is not."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.exceptions import ApplicationError

from domain.refusal import Conflict, NoError, Refused


@contextmanager
def final_refusals() -> Iterator[None]:
    """Raise a refusal as an error that is not tried again, named by its kind; the text of a refusal is not personal.

    A conflict means that somebody else was quicker: it is tried again, as is everything that is not a refusal.
    """
    try:
        yield
    except Conflict:
        raise
    except NoError as no:
        clause = no.clause if isinstance(no, Refused) else ""
        raise ApplicationError(str(no), clause, type=type(no).__name__, non_retryable=True) from no
