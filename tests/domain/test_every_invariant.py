"""For every check of the record, and for every breach that a check can tell of, a planted bug that it finds.

The bugs stand in the tables `PLANTED` of the tests beside this one, each with the life that is doctored and what must
be found in it. Here each is planted once more, to see which checks find it and by which of their sentences.
"""

import ast
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

import pytest

from domain import invariants
from domain.case.referral import CaseReferred
from domain.incident import IncidentRecorded
from domain.invariants import Breach, breaches, checks
from domain.invariants.proclaiming import proclaimed_as_it_may
from domain.invariants.recording import incidents
from tests.clauses import clause
from tests.domain.doctors import Doctor, a_whole_life, both, changing, without
from tests.domain.story import Story

FOLDER = Path(invariants.__file__).parent
CHECKS: tuple[Callable[..., Any], ...] = (
    *checks.CHECKS,
    *checks.IN_THE_END,
    *checks.OUTSIDE_CASES,
    proclaimed_as_it_may,
    incidents,
)
Sentence = tuple[str, int]  # where a breach is told of: module, line
Planted = tuple[str | None, str, Callable[[], Story], Doctor]


def modules() -> Iterator[ModuleType]:
    for path in sorted(FOLDER.glob("*.py")):
        yield importlib.import_module(f"domain.invariants.{path.stem}")


def sentences() -> dict[Sentence, range]:
    """Every place at which a check tells of a breach, with the lines that it takes."""
    found = {}
    for module in modules():
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "breach":
                lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                found[(module.__name__, node.lineno)] = lines
    return found


def planted() -> Iterator[Planted]:
    """Every planted bug of every test beside this one."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        module = importlib.import_module(f"tests.domain.{path.stem}")
        for row in getattr(module, "PLANTED", ()):
            yield row if len(row) == 4 else (None, *row)


class Listener:
    """Hears each breach as it is told of, and by whom."""

    def __init__(self) -> None:
        self.told: dict[int, tuple[Breach, Sentence, str]] = {}
        self.codes = {check.__code__: check.__name__ for check in CHECKS}
        self.places = {
            (module, line): (module, start) for (module, start), lines in sentences().items() for line in lines
        }

    def instead_of(self, breach: Callable[..., Breach]) -> Callable[..., Breach]:
        def heard(*said: Any) -> Breach:
            made = breach(*said)
            frame = sys._getframe(1)
            place = self.places[(frame.f_globals["__name__"], frame.f_lineno)]
            above: FrameType | None = frame
            while above is not None and above.f_code not in self.codes:
                above = above.f_back
            self.told[id(made)] = (made, place, self.codes[above.f_code] if above else "nobody")
            return made

        return heard


@pytest.fixture(scope="module")
def found() -> tuple[set[Sentence], set[str]]:
    """Plant every bug; return the sentences that told of one, and the checks that they belong to."""
    listener = Listener()
    seen: set[Sentence] = set()
    by: set[str] = set()
    with pytest.MonkeyPatch.context() as patch:
        for module in modules():
            if hasattr(module, "breach"):
                patch.setattr(module, "breach", listener.instead_of(module.breach))
        for clause, what, life, doctor in planted():
            story = life()
            for breach in breaches(doctor(story.record), story.book, now=story.now):
                if clause in {None, breach.clause} and what in breach.what:
                    _, place, check = listener.told[id(breach)]
                    seen.add(place)
                    by.add(check)
    return seen, by


def test_every_check_finds_a_planted_bug(found: tuple[set[Sentence], set[str]]) -> None:
    assert [check.__name__ for check in CHECKS if check.__name__ not in found[1]] == []


def test_every_breach_that_can_be_told_of_is_told_of_a_planted_bug(found: tuple[set[Sentence], set[str]]) -> None:
    assert sorted(set(sentences()) - found[0]) == []


def test_whatever_tells_of_a_breach_is_a_check_or_is_called_by_one(found: tuple[set[Sentence], set[str]]) -> None:
    assert len({check.__name__ for check in CHECKS}) == len(CHECKS)
    assert found[1] == {check.__name__ for check in CHECKS}


@clause("9.1")
def test_whatever_is_missing_from_a_record_it_is_checked_to_the_end_and_said() -> None:
    story = a_whole_life()
    assert breaches(story.record, story.book, now=story.now) == []
    doctor = both(without(CaseReferred), changing(IncidentRecorded, criteria=()))
    found = breaches(doctor(story.record), story.book, now=story.now)
    assert {b.what for b in found} >= {
        "our_deadlines_are_the_figures could not read this to its end (TypeError): something is missing",
        "an incident without a criterion",
    }


@clause("9.1")
def test_an_auditors_program_does_not_stop_at_a_broken_record() -> None:
    for life in {life for _, _, life, _ in planted()}:
        story = life()
        for kind in {type(fact.event) for fact in story.record}:
            breaches(without(kind)(story.record), story.book, now=story.now)
