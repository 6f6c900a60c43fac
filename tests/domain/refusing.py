"""Saying in a test that the answer is no, by which clause, and about which field."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.refusal import Refused


@contextmanager
def refused(clause: str, field: str | None = None) -> Iterator[None]:
    """Expect the refusal that names this clause and, where given, this field."""
    with pytest.raises(Refused) as no:
        yield
    assert no.value.clause == clause
    if field is not None:
        assert no.value.field == field
