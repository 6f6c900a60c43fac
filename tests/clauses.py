"""The mark that says which clauses of the policy a test is evidence for."""

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

F = TypeVar("F", bound=Callable[..., Any])


def clause(*numbers: str) -> Callable[[F], F]:
    """Mark a test with the clauses it is evidence for."""

    def mark(test: F) -> F:
        marked: F = pytest.mark.clause(*numbers)(test)
        return marked

    return mark
