"""How the record's noes reach a workflow: a refusal is final, an absence is not."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio import activity
from temporalio.exceptions import ApplicationError

from domain.refusal import Conflict, NoError, Refused

CONFLICTS = 5  # attempts at what others overtake, before the workflow is told so and looks at the case anew


@contextmanager
def final_refusals() -> Iterator[None]:
    """Raise a refusal as an error that is not tried again, named by its kind; the text of a refusal is not personal.

    A conflict means that somebody else was quicker: it is tried again a few times. What is no refusal passes through.
    """
    try:
        yield
    except NoError as no:
        overtaken = isinstance(no, Conflict) and activity.info().attempt < CONFLICTS
        clause = no.clause if isinstance(no, Refused) else ""
        raise ApplicationError(str(no), clause, type=type(no).__name__, non_retryable=not overtaken) from no
