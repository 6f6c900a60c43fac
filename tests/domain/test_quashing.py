"""8.6: what a review undoes, what it leaves, and what it must ask; at each boundary of a restriction's life."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.case.quashing import counts, warning_counts, with_what_rests_on_it
from domain.case.reviewing import DecisionQuashed, DecisionVaried
from domain.case.state import End, Outcome
from domain.case.verdict import Answer
from domain.incident import Assessment
from domain.invariants import breaches
from domain.names import CaseId, IncidentId
from domain.refusal import Conflict
from domain.retraction import RetractIncident, WhyRetracted
from tests.clauses import clause
from tests.domain.cast import BRYN, CARYS, DELYTH, EMRYS, READ_AND_FILE, WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

ASKED = ("characteristic", "adjustments_considered", "adjustments_made", "why_still")


def under_review(*, incidents: int = 1) -> tuple[Story, CaseId, tuple[IncidentId, ...]]:
    """A restriction for one incident or more, appealed against and given to Carys."""
    story = a_story("2026-11-23")
    case = story.refer(*(story.an_assessed_incident() for _ in range(incidents)))
    story.dispense(case)
    story.restrict(case, measures=(WRITING_ONLY, READ_AND_FILE))
    story.post_all(case)
    story.an_appeal_under_review(case)
    return story, case, story.case(case).incidents


@clause("3.1", "8.6")
@pytest.mark.parametrize("field", ASKED)
def test_a_variation_on_appeal_asks_about_adjustments_anew(field: str) -> None:
    story, case, _ = under_review()
    unsaid: dict[str, Any] = {field: None}
    with refused("3.1", field):
        story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,), **unsaid)
    blank: dict[str, Any] = {field: "  "}
    if field != "characteristic":
        with refused("3.1", field):
            story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,), **blank)
    (event,) = story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,))
    assert isinstance(event, DecisionVaried)
    assert event.adjustments_considered == "A quieter line."


@clause("3.1", "8.6")
@pytest.mark.parametrize("outcome", [Outcome.QUASH, Outcome.UPHOLD])
def test_who_neither_restricts_nor_varies_is_not_asked(outcome: Outcome) -> None:
    story, case, _ = under_review()
    story.decide_appeal(case, outcome)


@clause("3.1", "8.6", "9.2")
@pytest.mark.parametrize(("day", "asks"), [("2027-02-21 23:59", True), ("2027-02-22 00:00", False)])
def test_a_variation_of_what_has_ended_is_a_finding_and_restricts_nobody(day: str, asks: bool) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    assert story.decision(case).lapses_on == date(2027, 2, 21)
    story.appeal(case)
    story.assign(case)
    story.on(day)
    unasked: dict[str, Any] = dict.fromkeys(ASKED)
    if asks:
        with refused("3.1"):
            story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,), **unasked)
        return
    (event,) = story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,), **unasked)
    assert isinstance(event, DecisionVaried)
    assert event.finding_only


@clause("8.6", "4.1")
def test_a_quash_because_conduct_was_not_unacceptable_takes_it_out_of_the_history_that_counts() -> None:
    story, case, (incident,) = under_review()
    (event,) = story.decide_appeal(case, Outcome.QUASH, not_unacceptable=(incident,))
    assert isinstance(event, DecisionQuashed)
    assert event.not_unacceptable == (incident,)
    assert story.states[incident].counts, "the assessment stays as it was recorded"
    assert not counts(story.states[incident], [story.case(case)])
    story.add(case, story.an_assessed_incident())
    story.dispense(case)
    with refused("8.6", "basis.0"):
        story.restrict(case)
    story.restrict(case, basis=story.case(case).incidents[1:])


@clause("8.6", "4.1")
def test_it_counts_for_nothing_in_any_other_case_either() -> None:
    story, case, (incident,) = under_review()
    story.decide_appeal(case, Outcome.QUASH, not_unacceptable=(incident,))
    story.until_moment(story.now + timedelta(days=1))
    assert story.case(case).closed
    other = story.refer(incident, story.an_assessed_incident())
    with refused("8.6", "incidents.0"):
        story.warn(other, incident)
    story.dispense(other)
    with refused("8.6", "basis.0"):
        story.restrict(other)


@clause("8.6", "4.1")
def test_a_quash_for_another_reason_leaves_the_conduct_what_it_was() -> None:
    story, case, (incident,) = under_review()
    story.decide_appeal(case, Outcome.QUASH)
    assert counts(story.states[incident], [story.case(case)])
    story.add(case, story.an_assessed_incident())
    story.dispense(case)
    story.restrict(case)


@clause("8.6")
@pytest.mark.parametrize("outcome", [Outcome.UPHOLD, Outcome.VARY])
def test_a_decision_of_which_no_conduct_is_left_is_quashed(outcome: Outcome) -> None:
    story, case, both = under_review(incidents=2)
    said: dict[str, Any] = {"measures": (WRITING_ONLY,)} if outcome is Outcome.VARY else {}
    with refused("8.6", "outcome"):
        story.decide_appeal(case, outcome, not_unacceptable=both, **said)
    story.decide_appeal(case, outcome, not_unacceptable=both[:1], **said)
    assert story.case(case).not_unacceptable == {both[0]}
    assert story.decision(case).ended is None


@clause("8.6")
def test_a_review_finds_about_what_the_decision_rests_on() -> None:
    story, case, _ = under_review()
    stranger = story.an_assessed_incident()
    with refused("8.6", "not_unacceptable.0"):
        story.decide_appeal(case, Outcome.QUASH, not_unacceptable=(stranger,))


@clause("8.6", "7.2")
@pytest.mark.parametrize("found", [True, False])
def test_a_warning_of_which_nothing_is_left_counts_no_longer(found: bool) -> None:
    story = a_story("2026-11-23")
    first = story.an_assessed_incident()
    case = story.refer(first)
    story.warn(case)
    story.post_all(case)
    story.until("2026-11-25")
    story.add(case, story.an_assessed_incident())
    story.restrict(case)
    story.post_all(case)
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.QUASH, not_unacceptable=(first,) if found else ())
    assert warning_counts(story.case(case).warnings[0], [story.case(case)], story.states) is not found
    later = story.an_assessed_incident()
    story.add(case, later)
    if found:
        with refused("7.2", "basis"):
            story.restrict(case, basis=(later,))
    else:
        story.restrict(case, basis=(later,))


@clause("8.6")
def test_what_rests_on_a_quashed_decision_is_undone_with_it_and_what_came_before_is_not() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    for day in ("2027-02-01", "2027-04-15"):
        story.until(day)
        story.continue_(case)
        story.post_all(case)
    assert list(with_what_rests_on_it(story.case(case), story.decision(case, 1).id)) == ["decision/2", "decision/3"]
    story.appeal(case, "2027-02-10", decision="decision/2")
    story.assign(case)
    story.decide_appeal(case, Outcome.QUASH)
    assert [d.ended for d in story.case(case).decisions] == [End.SUPERSEDED, End.QUASHED, End.QUASHED]
    assert story.ask().answer is Answer.ALLOW


@clause("8.6")
def test_an_appeal_against_what_was_quashed_with_another_decision_is_answered_so() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.until("2027-02-01")
    story.continue_(case)
    story.post_all(case)
    story.appeal(case, decision="decision/2")
    story.assign(case)
    story.appeal(case, "2026-12-01", decision="decision/1")
    story.assign(case, DELYTH, by=EMRYS)
    story.decide_appeal(case, Outcome.QUASH, by=DELYTH)
    against_the_second = {"appeal": story.case(case).appeals[0].id}
    for outcome in (Outcome.UPHOLD, Outcome.VARY):
        said: dict[str, Any] = {"measures": (WRITING_ONLY,)} if outcome is Outcome.VARY else {}
        with refused("8.6", "outcome"):
            story.decide_appeal(case, outcome, by=CARYS, **against_the_second, **said)
    story.decide_appeal(case, Outcome.QUASH, by=CARYS, **against_the_second)
    assert all(appeal.outcome is Outcome.QUASH for appeal in story.case(case).appeals)


@clause("8.6", "8.2")
@pytest.mark.parametrize("ended", ["lapsed", "lifted", "closed"])
def test_an_appeal_after_the_end_is_reviewed_and_a_quash_clears_the_history(ended: str) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 30))
    if ended == "lifted":
        story.lift(case)
    story.until("2027-03-01" if ended == "closed" else "2026-12-07")
    assert story.case(case).closed is (ended == "closed")
    was = story.decision(case).ended_at
    story.appeal(case, "2026-12-04")
    assert not story.case(case).closed
    story.assign(case)
    story.decide_appeal(case, Outcome.QUASH)
    decision = story.decision(case)
    assert (decision.ended, decision.ended_at) == (End.QUASHED, was)
    story.until_moment(story.now)
    story.until(story.today.replace(year=2028).isoformat())
    assert story.case(case).closed


@clause("8.6")
def test_a_decision_reviewed_is_not_appealed_against_again() -> None:
    story, case, _ = under_review()
    story.decide_appeal(case, Outcome.UPHOLD)
    story.post_all(case)
    with pytest.raises(Conflict):
        story.appeal(case)


@clause("8.1", "8.2", "8.6")
@pytest.mark.parametrize("left_again", [True, False])
def test_a_decision_told_anew_after_an_outcome_may_be_appealed_against_as_its_letter_says(left_again: bool) -> None:
    story, case, _ = under_review()
    story.decide_appeal(case, Outcome.UPHOLD)
    story.post_all(case)
    story.until("2026-11-30")
    story.bounce(case)
    if left_again:
        story.post_all(case)
        assert story.decision(case).appeal_by == date(2026, 12, 14), "the letter tells of a window of its own"
    story.appeal(case)
    appeal = story.last_appeal(case)
    assert (appeal.id, appeal.in_time, appeal.review_by) == ("appeal/2", True, date(2026, 12, 14))
    with refused("8.5", "reviewer"):
        story.assign(case, CARYS)
    story.assign(case, DELYTH, by=EMRYS)
    story.decide_appeal(case, Outcome.QUASH, by=DELYTH)
    with pytest.raises(Conflict):
        story.appeal(case)


@clause("8.1", "8.2")
def test_a_quashed_decision_is_not_told_anew() -> None:
    story, case, _ = under_review()
    story.decide_appeal(case, Outcome.QUASH)
    story.post_all(case)
    story.bounce(case)
    assert story.owed(case) == []
    with pytest.raises(Conflict):
        story.appeal(case)


@clause("7.2", "8.6")
def test_what_was_not_found_otherwise_still_needs_a_manager_who_was_not_a_party() -> None:
    story, case, (first, second) = under_review(incidents=2)
    story.decide_appeal(case, Outcome.QUASH, not_unacceptable=(first,))
    story.add(case, story.an_assessed_incident())
    story.dispense(case)
    story.restrict(case, by=BRYN, basis=(second,))
    assert story.decision(case).basis == (second,)


@clause("8.6", "4.1", "9.1")
@pytest.mark.parametrize("how", ["taken back", "assessed anew"])
def test_a_decision_whose_conduct_counts_no_longer_is_quashed_on_appeal_and_nothing_else(how: str) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    (incident,) = story.case(case).decisions[0].basis
    story.an_appeal_under_review(case)
    story.lift(case)
    if how == "taken back":
        story.do(incident, RetractIncident(why=WhyRetracted.BY_MISTAKE, reason="A test."), BRYN)
    else:
        found = Assessment.NOT_UNACCEPTABLE
        story.assess(incident, assessment=found, criteria=(), anew=True, reasons="The recording.")
    with refused("8.6", "outcome"):
        story.decide_appeal(case, Outcome.UPHOLD)
    story.decide_appeal(case, Outcome.QUASH)
    assert breaches(story.record, story.book, now=story.now) == []
