"""9.3: any change of a restriction is notified, in either language, by a letter that says which change it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.case.duties import DutyKind
from domain.case.state import Outcome
from domain.names import CaseId, Language
from letters.letter import EarlyReviewAnswered, LeftToLapse, Letter, Lifted
from letters.passages import Routes
from letters.phrases import phrases
from letters.render import render
from letters.told import Meanwhile, Terms
from tests.domain.cast import READ_AND_FILE, WRITING_ONLY
from tests.domain.story import Story, a_story
from tests.letters.builders import words_of
from tests.process.telling import the_letter

LONG = date(2027, 9, 19)
Changes = Callable[[Story, CaseId], object]


def varied(story: Story, case: CaseId) -> None:
    story.vary(case, measures=(WRITING_ONLY,), expires_on=LONG)


def continued(story: Story, case: CaseId) -> None:
    story.until("2027-08-30")
    story.continue_(case, expires_on=date(2027, 12, 1))


def lapsed(story: Story, case: CaseId) -> None:
    story.until("2027-09-19 23:59")
    story.now += timedelta(minutes=2)
    story.step(case, DutyKind.LAPSE)


def quashed(story: Story, case: CaseId) -> None:
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.QUASH)


def varied_on_appeal(story: Story, case: CaseId) -> None:
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,), last_day=date(2027, 3, 1))


def suspended_for_an_appeal(story: Story, case: CaseId) -> None:
    story.appeal(case)
    story.suspend(case, for_appeal=True)


def suspended_as_its_appeal_is_overdue(story: Story, case: CaseId) -> None:
    story.an_appeal_under_review(case)
    story.until("2026-12-21 23:59")
    story.now += timedelta(minutes=2)
    story.step(case, DutyKind.SUSPEND_FOR_OVERDUE_REVIEW)


def suspended_as_its_early_review_is_overdue(story: Story, case: CaseId) -> None:
    story.until("2027-04-09 23:59")
    story.now += timedelta(minutes=2)
    story.step(case, DutyKind.SUSPEND_FOR_OVERDUE_EARLY_REVIEW)


def resumed(story: Story, case: CaseId) -> None:
    story.suspend(case)
    story.post_all()
    story.resume(case)


def a_date_moved(story: Story, case: CaseId) -> None:
    closed = story.book.calendar.closures | {date(2026, 12, 3)}
    story.book = replace(story.book, calendar=replace(story.book.calendar, version="newer", closures=closed))
    story.step(case, DutyKind.TELL_LATER_DATE)


def asked_and_opened(story: Story, case: CaseId) -> None:
    story.ask_early(case)
    story.open_early(case)


def asked_and_refused(story: Story, case: CaseId) -> None:
    story.ask_early(case)
    story.refuse_early(case)


CHANGES: list[tuple[str, Changes, str, str]] = [
    # what changed → which letter is owed, and the phrase that only this letter says
    ("varied", varied, "decision", "decision.title-vary"),
    ("continued", continued, "decision", "decision.title-continue"),
    ("lifted", lambda story, case: story.lift(case), "lifted", "lifted.title"),
    ("left to lapse", lambda story, case: story.leave_to_lapse(case), "left-to-lapse", "left-to-lapse.title"),
    ("lapsed", lapsed, "lapsed", "lapsed.title"),
    ("quashed", quashed, "appeal-outcome", "outcome.quash"),
    ("varied on appeal", varied_on_appeal, "appeal-outcome", "outcome.vary"),
    ("suspended", lambda story, case: story.suspend(case), "suspended", "suspended-because.by-a-manager"),
    ("suspended for an appeal", suspended_for_an_appeal, "suspended", "suspended-because.until-appeal"),
    ("appeal overdue", suspended_as_its_appeal_is_overdue, "suspended", "suspended-because.review-overdue"),
    ("early overdue", suspended_as_its_early_review_is_overdue, "suspended", "suspended-because.early-review-overdue"),
    ("resumed", resumed, "resumed", "resumed.title"),
    ("date moved", a_date_moved, "date-moved", "moved.title"),
    ("request answered with yes", asked_and_opened, "early-review", "early-review.title-opened"),
    ("request answered with no", asked_and_refused, "early-review", "early-review.refused"),
]


def changed(how: Changes) -> tuple[Story, CaseId]:
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE), expires_on=LONG)
    how(story, case)
    return story, case


def on_the_page(letter: Letter) -> str:
    return words_of(render(letter))


@pytest.mark.clause("9.3")
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("how", "which", "phrase"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_any_change_is_notified_in_either_language(how: Changes, which: str, phrase: str, language: Language) -> None:
    story, case = changed(how)
    words = on_the_page(replace(the_letter(story, case, which), language=language))
    said = phrases(language)
    assert said.say(phrase).replace("\u00a0", " ") in words
    assert f"{said.say('frame.reference', reference='')[:8]}" in words


@pytest.mark.clause("9.3", "1.6")
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("how", "which"), [row[1:3] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_whatever_changes_the_letter_says_that_legal_rights_are_not_affected(
    how: Changes, which: str, language: Language
) -> None:
    story, case = changed(how)
    letter = replace(the_letter(story, case, which), language=language)
    words, said = on_the_page(letter), phrases(language)
    rights = said.say("frame.rights", out_of_hours=Routes.of(letter).out_of_hours).replace("\u00a0", " ")
    assert rights in words or said.say("open.intro")[:40] in words


@pytest.mark.clause("9.2", "9.3")
def test_a_yes_says_by_when_and_that_nothing_gets_stricter_and_a_no_says_why_and_that_one_may_ask_again() -> None:
    story, case = changed(asked_and_opened)
    words = on_the_page(the_letter(story, case, "early-review"))
    assert "A manager will decide by Monday 21 December 2026." in words
    assert "cannot become stricter or longer" in words
    assert "On Monday 23 November 2026 we were asked to look again" in words
    assert "Meanwhile this still applies:" in words
    story, case = changed(asked_and_refused)
    words = on_the_page(the_letter(story, case, "early-review"))
    assert "It is too soon." in words
    assert "You can ask us again at any time." in words
    assert "Sunday 19 September 2027" in words


@pytest.mark.clause("9.2")
def test_a_request_that_joins_the_review_that_is_open_is_not_promised_that_nothing_gets_stricter() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 2, 26))
    story.until("2027-02-10")
    story.ask_early(case)
    words = on_the_page(the_letter(story, case, "early-review"))
    assert "We are looking at it again already. A manager will decide by Friday 26 February 2027." in words
    assert "stricter" not in words


@pytest.mark.clause("9.2", "reading.md, Never: the customer's loss")
def test_where_nobody_answered_the_letter_says_that_we_should_have() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=LONG)
    story.ask_early(case)
    story.until("2026-12-14 23:59")
    story.now += timedelta(minutes=2)
    story.step(case, DutyKind.OPEN_UNANSWERED_EARLY_REVIEW)
    assert "We did not answer in the time that we had. We should have" in on_the_page(
        the_letter(story, case, "early-review")
    )


@pytest.mark.clause("9.2", "9.3")
def test_lifted_after_good_conduct_or_because_somebody_asked_the_letter_says_so() -> None:
    for asked in (True, False):
        story = a_story("2026-11-23")
        case = story.a_restriction(expires_on=LONG)
        if asked:
            story.ask_early(case)
        else:
            story.until("2027-02-24 09:00")
        story.lift(case)
        matter = the_letter(story, case, "lifted").matter
        assert isinstance(matter, Lifted)
        assert (matter.good_conduct, matter.asked) == (not asked, date(2026, 11, 23) if asked else None)


@pytest.mark.clause("9.2", "9.3")
def test_that_it_was_left_to_lapse_says_the_last_day_and_that_no_review_will_come() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(review_on=date(2027, 2, 26))
    story.leave_to_lapse(case)
    letter = the_letter(story, case, "left-to-lapse")
    words = on_the_page(letter)
    assert "Friday 26 February 2027 They end at midnight at the end of that day." in words
    assert "We had told you that we would look at them again by Friday 26 February 2027." in words
    assert isinstance(letter.matter, LeftToLapse)
    assert letter.matter.now is Meanwhile.STANDS
    story.suspend(case)
    assert "The limits do not apply for now." in on_the_page(the_letter(story, case, "left-to-lapse"))


@pytest.mark.clause("9.2", "9.3")
def test_a_letter_that_leaves_after_the_midnight_says_that_the_limits_have_ended() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 2, 26))
    story.until("2027-01-20")
    story.leave_to_lapse(case)
    story.on("2027-02-27 00:00")
    words = on_the_page(the_letter(story, case, "left-to-lapse"))
    assert "have already ended" in words
    assert "still applies" not in words


@pytest.mark.clause("9.3")
@pytest.mark.parametrize("ending", ["lift", "lapse", "continue"])
def test_an_answer_that_something_newer_has_overtaken_is_not_sent_any_more(ending: str) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 2, 26))
    story.ask_early(case)
    story.open_early(case)
    story.leave_to_lapse(case) if ending == "lapse" else None
    if ending == "lift":
        story.lift(case)
    elif ending == "continue":
        story.continue_(case, expires_on=date(2027, 2, 26))
    else:
        story.until("2027-02-27 00:01", posting=False)
    owed = {str(notice.kind) for notice in story.owed(case)}
    assert "early-review" not in owed
    assert "left-to-lapse" not in {str(notice.change) for notice in story.owed(case)}


@pytest.mark.clause("9.2")
def test_an_answer_that_waits_past_the_end_is_still_a_letter() -> None:
    letter = EarlyReviewAnswered(
        decision_day=date(2026, 11, 23),
        asked=date(2026, 12, 1),
        terms=the_terms(),
        decide_by=date(2026, 12, 29),
        now=Meanwhile.ENDED,
    )
    story, case = changed(asked_and_opened)
    words = on_the_page(replace(the_letter(story, case, "early-review"), matter=letter))
    assert "have already ended" in words


def the_terms() -> Terms:
    story, case = changed(asked_and_opened)
    matter = the_letter(story, case, "early-review").matter
    assert isinstance(matter, EarlyReviewAnswered)
    return matter.terms
