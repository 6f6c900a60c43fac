"""Every kind of duty has its sentence: why this date (*Time*)."""

import pytest

from api.why import sentence
from domain.case.duties import DutyKind
from tests.domain.desk import BOOK


@pytest.mark.parametrize("kind", DutyKind)
def test_every_duty_says_why_it_is_due_then(kind: DutyKind) -> None:
    said = sentence(kind, BOOK.policies[-1].figures)
    assert said is not None
    assert said.endswith(".")
    assert "{" not in said
