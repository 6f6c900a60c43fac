from datetime import date

import pytest

from domain.case.state import End, Outcome
from domain.case.verdict import Answer
from domain.measures import Measure, MeasureKind, Per
from domain.names import Channel
from domain.refusal import Conflict
from tests.clauses import clause
from tests.domain.cast import DIGITAL_ONLY, NAMED_ONLY, READ_AND_FILE, WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import a_story

WEEKLY = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=2, per=Per.WEEK)


@clause("8.6")
def test_the_restriction_stands_while_an_appeal_is_reviewed() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    assert story.ask().answer is Answer.REFUSE


@clause("8.6")
def test_the_appellant_is_owed_the_outcome_within_five_working_days() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    outcome = story.case(case).notices[-1]
    assert (outcome.kind, outcome.leave_by) == ("appeal-outcome", date(2026, 11, 30))
    assert not outcome.printings


@clause("8.6")
def test_upheld_the_decision_stands_and_the_appellant_did_not_succeed() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    assert story.events(case)[-1] == "DecisionUpheld"
    assert story.ask().answer is Answer.REFUSE


@clause("8.6")
def test_quashed_a_decision_is_as_if_never_made() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.QUASH)
    assert story.ask().answer is Answer.ALLOW
    assert story.decision(case).ended is End.QUASHED
    with pytest.raises(Conflict):
        story.restrict(case)
    with pytest.raises(Conflict):
        story.lift(case)


@clause("8.6")
def test_what_rested_on_a_quashed_decision_ends_too() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.until("2027-02-01")
    story.continue_(case)
    story.post_all()
    story.vary(case, expires_on=story.decision(case).lapses_on)
    story.post_all()
    story.appeal(case, received="2026-12-07")
    story.assign(case)
    story.decide_appeal(case, Outcome.QUASH)
    assert [d.ended for d in story.case(case).decisions] == [End.QUASHED] * 3
    assert story.ask().answer is Answer.ALLOW


@clause("8.6")
def test_quashing_a_continuation_leaves_the_decision_before_it_in_history() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.until("2027-02-01")
    story.continue_(case)
    story.post_all()
    story.appeal(case, decision="decision/2")
    story.assign(case)
    story.decide_appeal(case, Outcome.QUASH)
    assert [d.ended for d in story.case(case).decisions] == [End.SUPERSEDED, End.QUASHED]


@clause("8.6")
def test_a_letter_not_yet_sent_of_a_quashed_decision_is_owed_no_longer() -> None:
    story = a_story()
    case = story.a_restriction(posted=False)
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.QUASH)
    assert [n.kind for n in story.owed(case)] == ["appeal-outcome"]


@clause("8.6", "8.2")
def test_a_letter_of_a_quashed_decision_that_comes_back_is_not_sent_again() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.QUASH)
    story.post_all()
    story.bounce(case)
    assert story.owed(case) == []


@clause("8.6")
@pytest.mark.parametrize(
    ("before", "after", "harsher"),
    [
        ((WRITING_ONLY,), (WRITING_ONLY,), False),
        ((WRITING_ONLY,), (DIGITAL_ONLY,), True),
        ((WRITING_ONLY,), (WRITING_ONLY, READ_AND_FILE), True),
        ((WRITING_ONLY, READ_AND_FILE), (WRITING_ONLY,), False),
        ((WRITING_ONLY,), (NAMED_ONLY,), True),
        ((WEEKLY,), (Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=3, per=Per.WEEK),), False),
        ((WEEKLY,), (Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=1, per=Per.WEEK),), True),
        ((WEEKLY,), (Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=2, per=Per.DAY),), False),
        ((WEEKLY,), (Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=1, per=Per.DAY),), True),
        ((WEEKLY,), (Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=2, per=Per.MONTH),), True),
        (
            (WEEKLY,),
            (Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=2, per=Per.WEEK, method=Channel.TELEPHONE),),
            False,
        ),
        ((WRITING_ONLY,), (WRITING_ONLY, Measure(kind=MeasureKind.RETURN_DOCUMENTS)), True),
        (
            (Measure(kind=MeasureKind.END_COMPLAINT, reference="C-1"),),
            (Measure(kind=MeasureKind.SUSPEND_COMPLAINT, reference="C-1"),),
            False,
        ),
        (
            (Measure(kind=MeasureKind.SUSPEND_COMPLAINT, reference="C-1"),),
            (Measure(kind=MeasureKind.END_COMPLAINT, reference="C-1"),),
            True,
        ),
        (
            (Measure(kind=MeasureKind.SUSPEND_COMPLAINT, reference="C-1"),),
            (Measure(kind=MeasureKind.SUSPEND_COMPLAINT, reference="C-2"),),
            True,
        ),
    ],
)
def test_a_variation_on_appeal_is_nowhere_harsher(
    before: tuple[Measure, ...], after: tuple[Measure, ...], harsher: bool
) -> None:
    story = a_story()
    case = story.a_restriction(measures=before)
    story.an_appeal_under_review(case)
    if harsher:
        with refused("8.6", "measures"):
            story.decide_appeal(case, Outcome.VARY, measures=after, measure_words=("In words.",) * len(after))
    else:
        story.decide_appeal(case, Outcome.VARY, measures=after)
        assert story.decision(case).measures == after


@clause("8.6")
@pytest.mark.parametrize(
    ("last_day", "accepted"), [(date(2027, 2, 21), True), (date(2027, 2, 22), False), (date(2026, 11, 22), False)]
)
def test_a_variation_on_appeal_ends_no_later_and_is_not_back_dated(last_day: date, accepted: bool) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 2, 21))
    story.an_appeal_under_review(case)
    if accepted:
        story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,), last_day=last_day)
        assert story.decision(case).lapses_on == last_day
    else:
        with refused("8.6"):
            story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,), last_day=last_day)


@clause("8.6", "9.2")
def test_a_nearer_end_on_appeal_is_the_last_day_in_force() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(review_on=date(2027, 2, 26))
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,), last_day=date(2026, 12, 11))
    assert story.ask("2026-12-11 23:59").answer is Answer.REFUSE
    assert story.ask("2026-12-12 00:00").answer is Answer.ALLOW
    story.until("2026-12-12 00:01")
    assert story.decision(case).ended is End.LAPSED


@clause("8.6")
def test_no_end_on_appeal_takes_the_place_of_an_earlier_review_date() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(review_on=date(2027, 2, 26))
    story.an_appeal_under_review(case)
    with refused("8.6", "last_day"):
        story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,), last_day=date(2027, 2, 27))
    story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,), last_day=date(2027, 2, 26))
    assert story.decision(case).lapses_on == date(2027, 2, 26)


@clause("8.6")
def test_only_a_variation_has_measures() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    for outcome in (Outcome.QUASH, Outcome.UPHOLD):
        with refused("8.6", "measures"):
            story.decide_appeal(case, outcome, measures=(WRITING_ONLY,))
    with refused("6.1", "measures"):
        story.decide_appeal(case, Outcome.VARY)


@clause("8.6")
@pytest.mark.parametrize("timer_fired", [True, False])
def test_after_the_restriction_has_ended_vary_only_records_a_finding_and_quash_clears_the_history(
    timer_fired: bool,
) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 30))
    story.an_appeal_under_review(case)
    story = story.until("2026-12-02") if timer_fired else story.on("2026-12-02")
    event = story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,))[0]
    assert event.finding_only  # type: ignore[attr-defined]
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 30))
    story.an_appeal_under_review(case)
    story.until("2026-12-02")
    story.decide_appeal(case, Outcome.QUASH)
    assert story.decision(case).ended is End.QUASHED
