"""How long a restriction may last, who agrees to more, and what its last day is (7.2, 7.3, 9.2)."""

from datetime import date
from typing import Any

import pytest

from domain.names import Actor
from tests.clauses import clause
from tests.domain.cast import (
    ASHA,
    BRYN,
    CARYS,
    DELYTH,
    EMRYS,
)
from tests.domain.refusing import refused
from tests.domain.story import a_story


@clause("7.3", "2.4")
def test_an_open_ended_restriction_is_refused() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    with refused("7.3", "expires_on"):
        story.restrict(case, expires_on=None)
    with refused("7.3", "expires_on"):
        story.restrict(case, expires_on=date(2027, 1, 1), review_on=date(2027, 1, 1))


@clause("7.3")
@pytest.mark.parametrize("which", ["expires_on", "review_on"])
def test_a_restriction_ends_after_the_day_it_is_decided(which: str) -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    today: dict[str, Any] = {which: date(2026, 11, 23)}
    tomorrow: dict[str, Any] = {which: date(2026, 11, 24)}
    with refused("7.3", which):
        story.restrict(case, **today)
    story.restrict(case, **tomorrow)


@clause("7.2")
@pytest.mark.parametrize("which", ["expires_on", "review_on"])
def test_a_term_beyond_twelve_months_needs_a_head_of_services_agreement(which: str) -> None:
    story = a_story("2026-11-23")
    twelve: dict[str, Any] = {which: date(2027, 11, 23)}
    beyond: dict[str, Any] = {which: date(2027, 11, 24)}
    story.restrict(story.a_case_to_decide(), **twelve)
    case = story.a_case_to_decide()
    for agreed_by in (None, CARYS.id):
        with refused("7.2", "agreed_by"):
            story.restrict(case, **beyond, agreed_by=agreed_by)
    for head in (DELYTH, EMRYS):
        story.restrict(story.a_case_to_decide(), **beyond, agreed_by=head.id)
        story.restrict(story.a_case_to_decide(), by=head, **beyond)


@clause("7.2")
def test_a_head_of_service_who_suffered_or_reported_it_does_not_agree() -> None:
    story = a_story("2026-11-23")
    incident = story.an_assessed_incident(by=DELYTH)
    case = story.refer(incident)
    story.dispense(case)
    with refused("7.2", "agreed_by"):
        story.restrict(case, expires_on=date(2027, 12, 1), agreed_by=DELYTH.id)
    story.restrict(case, expires_on=date(2027, 12, 1), agreed_by=EMRYS.id)


@clause("7.2")
@pytest.mark.parametrize("by", [BRYN, EMRYS])
def test_nobody_is_recorded_as_having_agreed_who_may_not_agree_though_nobody_need(by: Actor) -> None:
    story = a_story()
    incident = story.an_incident(by=ASHA, targets=(DELYTH.id,))
    story.assess(incident)
    case = story.refer(incident)
    story.dispense(case)
    for nobody in (DELYTH, CARYS, ASHA):  # who suffered it; who is no Head of Service; who reported it
        with refused("7.2", "agreed_by"):
            story.restrict(case, by=by, agreed_by=nobody.id)
    story.restrict(case, by=by, agreed_by=None if by is EMRYS else EMRYS.id)


@clause("7.2", "reading.md, Time")
def test_twelve_months_from_the_29_of_february_end_on_the_28_of_the_next() -> None:
    story = a_story("2028-02-29")
    story.restrict(story.a_case_to_decide(), expires_on=date(2029, 2, 28))
    with refused("7.2", "agreed_by"):
        story.restrict(story.a_case_to_decide(), expires_on=date(2029, 3, 1))
