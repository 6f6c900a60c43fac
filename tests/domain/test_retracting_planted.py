"""Each check of what was taken back finds the bug that is planted for it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.case.ending import RestrictionLifted
from domain.case.referral import CaseReferred
from domain.incident import Assessment, IncidentAssessed
from domain.letter import LetterTakenBack
from domain.retraction import IncidentRetracted, WhyRetracted
from tests.domain.cast import ASHA
from tests.domain.doctors import Doctor, Record, changing, finds, without
from tests.domain.story import Story, a_story
from tests.domain.test_retracting import TWICE, retract
from tests.domain.test_retracting_letters import advised


def taken_back() -> Story:
    story = a_story("2026-11-23")
    retract(story, story.an_assessed_incident(), instead=story.an_incident(customer=story.a_customer()))
    return story


def stands_once() -> Story:
    story = a_story("2026-11-23")
    retract(story, story.an_incident(), why=TWICE, instead=story.an_incident())
    return story


def after_a_restriction() -> Story:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.lift(case)
    story.post_all()
    retract(story, story.case(case).decisions[0].basis[0])
    return story


def assessed_anew_after_a_restriction() -> Story:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.lift(case)
    story.post_all()
    (incident,) = story.case(case).decisions[0].basis
    story.assess(incident, assessment=Assessment.NOT_UNACCEPTABLE, criteria=(), anew=True)
    return story


def after_advice() -> Story:
    story = a_story("2026-11-23")
    incident, _ = advised(story)
    story.post_all()
    retract(story, incident)
    story.post_all()
    return story


def before_advice_left() -> Story:
    story = a_story("2026-11-23")
    incident, _ = advised(story)
    retract(story, incident)
    return story.until("2026-11-30")


def a_new_incident() -> Story:
    story = a_story("2026-11-23")
    story.a_restriction()
    retract(story, story.an_incident())
    return story.until("2026-11-27")


def after_a_warning() -> Story:
    story = a_story("2026-11-23")
    case = story.refer(story.an_assessed_incident())
    story.warn(case)
    return story


def early(kind: type) -> Doctor:
    """Move every retraction to before the first event of a kind."""

    def doctor(record: Record) -> Record:
        facts = [f for f in record if not isinstance(f.event, IncidentRetracted)]
        back = next(f for f in record if isinstance(f.event, IncidentRetracted))
        at = next(n for n, f in enumerate(facts) if isinstance(f.event, kind))
        moved = [*facts[:at], back, *facts[at:]]
        return [replace(fact, position=n) for n, fact in enumerate(moved, 1)]

    return doctor


def by_somebody_else(record: Record) -> Record:
    kind = IncidentRetracted
    return [
        replace(f, roles=ASHA.roles, actor=ASHA.id, event=replace(f.event, retracted_by=ASHA.id))
        if isinstance(f.event, kind)
        else f
        for f in record
    ]


def not_linked_again(record: Record) -> Record:
    return [f for f in record if not getattr(f.event, "retracted", False)]


PLANTED: list[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("9.1", "in another's name", taken_back, changing(IncidentRetracted, retracted_by=ASHA.id)),
    ("9.1", "by somebody who may not", taken_back, by_somebody_else),
    ("reading.md, Never", "a retraction does not say", taken_back, changing(IncidentRetracted, corrects=())),
    ("9.1", "and nothing stands", stands_once, changing(IncidentRetracted, instead=None)),
    ("1.3", "in place of an incident", stands_once, changing(IncidentRetracted, why=WhyRetracted.ANOTHER_PERSON)),
    ("9.1", "something is said of", taken_back, early(IncidentAssessed)),
    ("2.4", "what a standing restriction", after_a_restriction, without(RestrictionLifted)),
    ("4.1", "is left", assessed_anew_after_a_restriction, without(RestrictionLifted)),
    ("9.1", "was brought into a case", after_a_restriction, early(CaseReferred)),
    ("9.3", "stands", before_advice_left, without(LetterTakenBack)),
    ("9.3", "is not told", after_advice, changing(LetterTakenBack, notice=None)),
    ("9.3", "goes on its way", after_advice, changing(LetterTakenBack, notice="notice/3")),
    ("9.1", "is shown as a new", a_new_incident, not_linked_again),
    ("4.1", "a warning rests on conduct", after_a_warning, without(IncidentAssessed)),
]


@pytest.mark.parametrize(
    ("number", "what", "life", "doctor"), PLANTED, ids=[f"{n}-{row[1]}" for n, row in enumerate(PLANTED)]
)
def test_a_planted_bug_is_found(number: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    finds(life(), doctor, number, what)
