"""Decisions that follow one another: which of them bites, which can still be appealed against, what is told of it."""

from dataclasses import replace
from datetime import date

import pytest

from domain.case.duties import DutyKind
from domain.case.notice import Change
from domain.case.state import End, Outcome
from domain.case.verdict import Answer
from domain.invariants import breaches
from domain.names import CaseId, Channel
from tests.clauses import clause
from tests.domain.cast import READ_AND_FILE, WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

BOTH = (WRITING_ONLY, READ_AND_FILE)


def a_continuation_eased_before_its_letter_left() -> tuple[Story, CaseId]:
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=BOTH, expires_on=date(2027, 2, 26))
    story.until("2027-02-15")
    story.continue_(case, measures=BOTH, expires_on=date(2027, 5, 28))
    story.vary(case, measures=(WRITING_ONLY,), expires_on=date(2027, 5, 28))
    return story, case


@clause("9.3")
def test_everything_that_a_decision_follows_gives_way_to_it_also_over_one_whose_letter_never_left() -> None:
    story, case = a_continuation_eased_before_its_letter_left()
    story.post(case, story.decision(case).notice)
    assert [d.ended for d in story.case(case).decisions] == [End.SUPERSEDED, End.SUPERSEDED, None]
    assert story.ask(channel=Channel.WRITING).answer is Answer.ALLOW
    assert story.owed(case) == []


@clause("8.6")
def test_an_overdue_review_rests_the_restriction_also_where_it_goes_on_under_a_later_decision() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=BOTH)
    story.appeal(case)
    story.vary(case, measures=(WRITING_ONLY,), expires_on=date(2027, 2, 11))
    story.until("2026-12-22")
    assert story.ask().answer is Answer.ALLOW


@clause("8.6")
def test_a_reviewer_varies_what_a_restriction_has_since_become() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=BOTH)
    story.an_appeal_under_review(case)
    story.vary(case, measures=(WRITING_ONLY,), expires_on=date(2027, 2, 11))
    with refused("8.6", "measures"):
        story.decide_appeal(case, Outcome.VARY, measures=BOTH)
    story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,), last_day=date(2026, 12, 4))
    assert story.decision(case).lapses_on == date(2026, 12, 4)
    assert story.ask("2026-12-07").answer is Answer.ALLOW


@clause("9.2")
def test_a_variation_on_appeal_that_moves_no_date_leaves_the_review_to_open_when_it_would_have() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(review_on=date(2027, 6, 1), measures=BOTH)
    opens = story.decision(case).review_opens_on
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,))
    assert story.decision(case).review_opens_on == opens


@clause("8.6", "9.3")
def test_once_a_restriction_has_been_quashed_or_lifted_no_letter_says_that_it_applies_again() -> None:
    for ending in ("quashed", "lifted"):
        story = a_story("2026-11-23")
        case = story.a_restriction()
        story.an_appeal_under_review(case)
        story.suspend(case)
        story.post_all(case)
        story.resume(case)
        story.decide_appeal(case, Outcome.QUASH) if ending == "quashed" else story.lift(case)
        assert Change.RESUMED not in {notice.change for notice in story.owed(case)}


@clause("8.2")
def test_what_eased_a_restriction_at_once_rests_where_the_letter_of_that_comes_back_before_its_own_has_left() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=BOTH)
    told = story.decision(case).notice
    story.vary(case, measures=(WRITING_ONLY,), expires_on=date(2027, 2, 11))
    assert story.ask().answer is Answer.REFUSE
    story.bounce(case, told)
    assert story.ask().answer is Answer.ALLOW
    story.post(case, story.decision(case).notice)
    assert story.ask().answer is Answer.REFUSE
    story.until("2027-04-01")
    assert breaches(story.record, story.book, now=story.now) == []


@clause("9.3")
def test_a_suspension_that_was_over_before_its_letter_left_is_not_told_any_more() -> None:
    for ending in ("resumed", "outcome"):
        story = a_story("2026-11-23")
        case = story.a_restriction()
        story.an_appeal_under_review(case)
        story.suspend(case, for_appeal=True)
        story.resume(case) if ending == "resumed" else story.decide_appeal(case, Outcome.UPHOLD)
        assert Change.SUSPENDED in {notice.change for notice in story.owed(case)}, "the customer may be told still"
        story.post(case, story.case(case).notices[-1].id)
        assert story.ask().answer is Answer.REFUSE
        assert Change.SUSPENDED not in {notice.change for notice in story.owed(case)}
        story.until("2027-04-01")
        assert breaches(story.record, story.book, now=story.now) == []


@clause("9.3")
@pytest.mark.parametrize("since", ["lifted", "quashed", "suspended again"])
def test_a_letter_that_came_back_is_not_sent_again_where_it_is_so_no_longer(since: str) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.suspend(case)
    story.post_all()
    suspended = story.case(case).notices[-1].id
    story.resume(case)
    story.post_all()
    resumed = story.case(case).notices[-1].id
    if since == "lifted":
        story.lift(case)
    elif since == "quashed":
        story.decide_appeal(case, Outcome.QUASH)
    else:
        story.suspend(case)
    story.post_all()
    story.bounce(case, resumed)
    if since != "suspended again":
        story.bounce(case, suspended)
    assert story.owed(case) == []
    assert story.ask().answer is Answer.ALLOW
    if since == "suspended again":
        story.resume(case)
        story.post_all()
        assert story.ask().answer is Answer.REFUSE
    story.until("2027-04-01")
    assert breaches(story.record, story.book, now=story.now) == []


@clause("8.2", "8.6")
def test_an_appeal_is_not_acknowledged_any_more_once_it_has_been_answered() -> None:
    for answer in ("decided", "withdrawn", "refused"):
        story = a_story("2026-11-23")
        case = story.a_restriction()
        story.on("2026-12-08" if answer == "refused" else "2026-11-24").appeal(case)
        if answer == "refused":
            story.refuse(case)
        elif answer == "withdrawn":
            story.withdraw(case)
        else:
            story.assign(case)
            story.decide_appeal(case, Outcome.UPHOLD)
        assert "appeal-acknowledged" not in {notice.kind for notice in story.owed(case)}
        story.until("2027-04-01")
        assert breaches(story.record, story.book, now=story.now) == []


@clause("8.2")
def test_a_later_last_day_is_not_told_any_more_once_its_window_is_void() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    proclaimed = story.book.calendar.bank_holidays | {date(2026, 12, 2)}
    story.book = replace(story.book, calendar=replace(story.book.calendar, version="newer", bank_holidays=proclaimed))
    story.step(case, DutyKind.TELL_LATER_DATE)
    story.bounce(case)
    assert [str(notice.kind) for notice in story.owed(case)] == ["decision"]
    story.until("2027-04-01")
    assert breaches(story.record, story.book, now=story.now) == []
