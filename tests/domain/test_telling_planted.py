"""For every check of what employees were told a planted bug, and the breach that is found in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.case.duties import DutyKind
from domain.case.employees import Occasion
from domain.case.state import Outcome
from domain.case.steps import CaseClosed, DutyEscalated, EndAnnounced
from domain.case.telling import EmployeeReached, EmployeesTold
from domain.invariants import Fact, breaches
from tests.clauses import clause
from tests.domain.cast import ASHA, CARYS, DELYTH, EMRYS, NAMED_ONLY
from tests.domain.doctors import Doctor, a_variation_on_appeal, a_whole_life, changing, without
from tests.domain.story import Story, a_story


def for_threats() -> Story:
    story = a_story("2026-09-01")
    story.a_restriction(violent=True, expires_on=date(2026, 11, 27))
    return story.until("2027-03-01")


def continued_and_quashed() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.until("2026-11-09")
    story.continue_(case)
    story.until("2026-11-12")
    story.appeal(case, decision="decision/2")
    story.assign(case)
    story.decide_appeal(case, Outcome.QUASH)
    return story.until("2027-03-01")


def with_a_named_contact() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction(measures=(NAMED_ONLY,))
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    return story.until("2027-03-01")


def never_told(record: list[Fact]) -> list[Fact]:
    """Nobody was told, nobody heard of that, and so nothing closed."""
    late = [f for f in record if isinstance(f.event, DutyEscalated) and f.event.duty is DutyKind.TELL_EMPLOYEES]
    kept = [fact for fact in record if fact not in late]
    return without(EmployeesTold, EmployeeReached, CaseClosed)(kept)


def without_telling_of(what: Occasion) -> Doctor:
    return lambda record: [fact for fact in record if getattr(fact.event, "what", None) is not what]


def twice(record: list[Fact]) -> list[Fact]:
    second = [f for f in record if isinstance(f.event, EmployeesTold)][1]
    return [replace(f, event=replace(second.event, telling="telling/1")) if f is second else f for f in record]  # type: ignore[call-arg]


def telling(which: int, **fields: Any) -> Doctor:
    return changing(EmployeesTold, which, **fields)


PLANTED: Sequence[tuple[str, Callable[[], Story], Doctor]] = [
    ("not told that decision/1 was started", a_whole_life, never_told),
    ("not told that decision/1 was lapsed", a_whole_life, never_told),
    ("not told that decision/1 was varied-on-appeal", a_variation_on_appeal, never_told),
    ("not told that decision/2 was continued", continued_and_quashed, never_told),
    ("not told that decision/2 was quashed", continued_and_quashed, never_told),
    ("closed before employees were told that decision/1 was lapsed", a_whole_life, without_telling_of(Occasion.LAPSED)),
    ("closed before an employee was e-mailed", a_whole_life, without(EmployeeReached)),
    ("telling/1 was told twice", a_whole_life, twice),
    ("of a decision that had not been made", a_whole_life, telling(0, decision="decision/9")),
    ("was not told to everybody", a_whole_life, telling(0, people=())),
    ("was not told to everybody", with_a_named_contact, telling(0, people=(ASHA.id,))),
    ("somebody whom it does not concern", a_whole_life, telling(0, people=(ASHA.id, CARYS.id))),
    ("somebody whom it does not concern", a_whole_life, telling(1, people=(ASHA.id, DELYTH.id))),
    ("nobody above was told ahead", for_threats, telling(1, people=())),
    ("was not told to everybody", for_threats, telling(2, people=(DELYTH.id, EMRYS.id))),
    ("was not announced 5 working days ahead", a_whole_life, without(EndAnnounced)),
    ("was not announced 10 working days ahead", for_threats, without(EndAnnounced)),
]


@clause("2.1", "9.2")
@pytest.mark.parametrize(("what", "life", "doctor"), PLANTED, ids=[f"{n}-{row[0]}" for n, row in enumerate(PLANTED)])
def test_a_planted_bug_is_found(what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    story = life()
    assert breaches(story.record, story.book, now=story.now) == []
    found = breaches(doctor(list(story.record)), story.book, now=story.now)
    assert any(what in breach.what for breach in found), [breach.what for breach in found]
