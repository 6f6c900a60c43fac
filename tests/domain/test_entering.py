"""Where it is decided to restrict, an entry is made in the case file and in the housing system (9.1, 8.6)."""

from datetime import date

import pytest

from domain.case.entering import (
    HousingSystemEntered,
    RecordEntered,
    next_entry,
)
from domain.case.state import Outcome
from domain.names import THE_SYSTEM, CaseId, EntryId
from tests.clauses import clause
from tests.domain.cast import READ_AND_FILE, WRITING_ONLY
from tests.domain.story import Story, a_story

FIRST = EntryId("entry/1")


def a_story_while_nobody_enters(now: str = "2026-11-23") -> Story:
    story = a_story(now)
    story.entering = False
    return story


def owed(story: Story, case: CaseId) -> list[str]:
    """The entries of a case, in order: "imposed decision/1"."""
    return [f"{entry.change} {entry.decision.id}" for entry in story.case(case).entries]


def enter(story: Story, case: CaseId, entry: EntryId = FIRST, reference: str = "H-1") -> None:
    story.do(case, RecordEntered(entry=entry, reference=reference), THE_SYSTEM)


def enter_all(story: Story, case: CaseId) -> None:
    while entry := next_entry(story.case(case)):
        enter(story, case, entry.id)


@clause("9.1")
def test_a_restriction_is_entered_when_it_is_decided_and_when_it_comes_into_force() -> None:
    story = a_story()
    case = story.a_restriction(posted=False)
    assert owed(story, case) == ["imposed decision/1"]
    story.post_all(case)
    assert owed(story, case) == ["imposed decision/1", "in-force decision/1"]
    entered = [event for event in story.streams[case] if isinstance(event, HousingSystemEntered)]
    assert [(event.change, event.decision) for event in entered] == [
        ("imposed", "decision/1"),
        ("in-force", "decision/1"),
    ]
    assert all(event.reference and not event.by_hand for event in entered)


@clause("9.1", "8.2")
def test_where_safety_cannot_wait_one_entry_says_that_it_is_decided_and_in_force() -> None:
    story = a_story()
    case = story.a_restriction(posted=False, safety_reason="Danger.")
    (entry,) = story.case(case).entries
    assert entry.decision.in_force_from == story.now
    story.post_all(case)
    assert len(story.case(case).entries) == 1


@clause("9.1", "9.2")
@pytest.mark.parametrize(("how", "change"), [("lift", "lifted"), ("lapse", "lapsed")])
def test_the_end_of_a_restriction_is_entered_by_its_cause(how: str, change: str) -> None:
    story = a_story()
    case = story.a_restriction()
    if how == "lift":
        story.lift(case)
    else:
        story.until("2027-03-01")
    assert owed(story, case)[2:] == [f"{change} decision/1"]


@clause("9.1", "8.6")
def test_a_suspension_and_its_end_are_entered_the_latter_when_the_customer_has_been_told() -> None:
    story = a_story()
    case = story.a_restriction()
    story.suspend(case)
    story.post_all(case)
    assert owed(story, case)[2:] == ["suspended decision/1"]
    story.resume(case)
    assert owed(story, case)[2:] == ["suspended decision/1"]
    story.post_all(case)
    assert owed(story, case)[2:] == ["suspended decision/1", "resumed decision/1"]


@clause("9.1", "8.2")
def test_a_letter_that_comes_back_is_entered_as_a_suspension_until_another_leaves() -> None:
    story = a_story()
    case = story.a_restriction()
    story.bounce(case)
    assert owed(story, case)[-1] == "suspended decision/1"
    story.post_all(case)
    assert owed(story, case)[-1] == "resumed decision/1"


@clause("9.1", "9.2")
def test_a_continuation_is_entered_and_the_end_of_what_it_follows() -> None:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.until("2026-11-09")
    story.continue_(case)
    story.post_all(case)
    assert owed(story, case)[2:] == ["continued decision/2", "superseded decision/1", "in-force decision/2"]


@clause("9.1", "9.2")
def test_an_easing_is_entered_at_once_with_the_end_of_what_it_eases() -> None:
    story = a_story()
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.vary(case, expires_on=story.decision(case).lapses_on)
    assert owed(story, case)[2:] == ["superseded decision/1", "varied decision/2"]


@clause("9.1", "9.2")
def test_a_restriction_with_a_review_date_that_is_left_to_lapse_has_its_nearer_last_day_entered() -> None:
    story = a_story("2026-09-01")
    case = story.a_restriction(review_on=date(2026, 11, 30))
    story.until("2026-11-16")
    story.leave_to_lapse(case)
    assert owed(story, case)[2:] == ["dates-moved decision/1"]
    assert story.case(case).entries[-1].decision.lapses_on == date(2026, 11, 30)


@clause("8.6", "9.1")
def test_a_variation_on_appeal_is_entered_with_the_measures_that_are_left() -> None:
    story = a_story()
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,))
    assert owed(story, case)[2:] == ["varied-on-appeal decision/1"]
    assert story.case(case).entries[-1].decision.measures == (WRITING_ONLY,)
    assert story.case(case).entries[0].decision.measures == (WRITING_ONLY, READ_AND_FILE)


@clause("8.6", "9.1")
def test_a_decision_that_is_upheld_changes_nothing_and_owes_no_entry() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    assert owed(story, case) == ["imposed decision/1", "in-force decision/1"]


@clause("8.6", "9.1")
def test_quashing_withdraws_the_entry_and_those_of_what_rested_on_it() -> None:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.until("2026-11-09", posting=False)
    story.continue_(case)
    story.decide_appeal(case, Outcome.QUASH)
    assert owed(story, case)[-2:] == ["quashed decision/1", "quashed decision/2"]


@clause("8.6", "9.1")
def test_quashing_after_a_restriction_has_ended_withdraws_its_entry_all_the_same() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 30))
    story.an_appeal_under_review(case)
    story.until("2026-12-02")
    story.decide_appeal(case, Outcome.QUASH)
    assert owed(story, case)[-2:] == ["lapsed decision/1", "quashed decision/1"]


@clause("9.1", "7.2")
def test_a_warning_or_no_action_restricts_nothing_and_owes_no_entry() -> None:
    story = a_story()
    warned, none = story.a_referred_case(), story.a_referred_case()
    story.warn(warned)
    story.no_action(none)
    assert owed(story, warned) == owed(story, none) == []
