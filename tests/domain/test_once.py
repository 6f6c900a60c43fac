"""An incident is decided on once, and what 3.1 asks is asked afresh at every decision (3.1, 7.2)."""

from datetime import date

import pytest

from domain.case.state import Outcome
from tests.clauses import clause
from tests.domain.cast import READ_AND_FILE, WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import a_story


@clause("7.2")
def test_an_incident_that_waits_in_an_open_case_is_brought_into_no_other() -> None:
    story = a_story()
    incident = story.an_assessed_incident()
    first = story.refer(incident)
    with refused("7.2", "incidents.0"):
        story.refer(incident)
    second = story.a_referred_case()
    with refused("7.2", "incident"):
        story.add(second, incident)
    story.no_action(first)
    story.until("2026-11-24")
    assert story.case(first).closed
    story.add(second, incident)


@clause("7.2")
def test_the_refusal_names_the_case_in_which_the_incident_stands() -> None:
    story = a_story()
    incident = story.an_assessed_incident()
    first = story.refer(incident)
    with pytest.raises(Exception, match="one case at a time") as no:
        story.refer(story.an_assessed_incident(), incident)
    assert first in str(getattr(no.value, "accepted", ""))
    assert getattr(no.value, "field", None) == "incidents.1"


@clause("7.2")
def test_no_two_decisions_of_different_cases_rest_on_one_incident_unless_the_first_was_quashed() -> None:
    def brought_again(*, quashed: bool) -> tuple[object, object]:
        story = a_story("2026-11-23")
        first = story.a_restriction(expires_on=date(2026, 12, 1))
        if quashed:
            story.an_appeal_under_review(first)
            story.decide_appeal(first, Outcome.QUASH)
        story.until("2027-01-05")
        assert story.case(first).closed
        second = story.refer(*story.case(first).incidents, story.an_assessed_incident())
        story.dispense(second)
        return story, second

    story, second = brought_again(quashed=False)
    with refused("7.2", "basis.0"):
        story.restrict(second)  # type: ignore[attr-defined]
    story.restrict(second, basis=story.case(second).incidents[1:])  # type: ignore[attr-defined]
    story, second = brought_again(quashed=True)
    story.restrict(second)  # type: ignore[attr-defined]


@clause("7.2")
@pytest.mark.parametrize("before", ["restricted", "let be"])
def test_what_was_decided_on_before_in_a_case_is_not_decided_on_again_by_itself(before: str) -> None:
    story = a_story("2026-11-23")
    if before == "restricted":
        case = story.a_restriction(expires_on=date(2026, 12, 1))
        story.until("2026-12-03")
    else:
        case = story.a_case_to_decide()
        story.no_action(case)
    old, new = story.case(case).incidents[0], story.an_assessed_incident()
    story.add(case, new)
    story.dispense(case)
    with refused("7.2", "basis"):
        story.restrict(case, basis=(old,))
    story.restrict(case, basis=(old, new))


@clause("9.2")
def test_a_continuation_and_a_variation_rest_on_what_the_decision_rested_on() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.vary(case, expires_on=story.decision(case).lapses_on)
    story.until("2027-02-01")
    story.continue_(case)
    assert {decision.basis for decision in story.case(case).decisions} == {story.case(case).incidents}


@clause("3.1")
@pytest.mark.parametrize(
    ("asked", "afresh"),
    [
        (None, False),
        (date(2026, 11, 20), False),  # before the case was referred
        (date(2026, 11, 23), True),
        (date(2026, 11, 25), True),
        (date(2026, 11, 26), False),  # has not come
    ],
)
def test_adjustments_are_asked_about_for_the_decision_in_hand(asked: date | None, afresh: bool) -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    story.on("2026-11-25")
    if afresh:
        story.restrict(case, adjustments_asked_on=asked)
        return
    with refused("3.1", "adjustments_asked_on"):
        story.restrict(case, adjustments_asked_on=asked)


@clause("3.1", "9.2")
@pytest.mark.parametrize(("asked", "afresh"), [(date(2026, 11, 23), False), (date(2026, 11, 24), True)])
def test_what_was_asked_at_the_last_decision_is_not_copied_into_a_continuation(asked: date, afresh: bool) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.until("2027-02-01")
    if afresh:
        story.continue_(case, adjustments_asked_on=asked)
        return
    with refused("3.1", "adjustments_asked_on"):
        story.continue_(case, adjustments_asked_on=asked)


@clause("5.2")
def test_a_lesser_measure_is_named_once_and_ending_all_contact_is_none() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    for lesser in (("contact-frequency", "contact-frequency"), ("end-all-contact",)):
        with refused("5.2", "lesser"):
            story.restrict(case, lesser=lesser, why_not_lesser=("Why.",) * len(lesser))
