"""What letters tell where much has gone on since they were owed: nothing that is no longer so (8.2, 8.6, 9.3)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.case.duties import DutyKind
from domain.case.notices import Proof, RecordNoticeLeft
from domain.case.referral import DispenseWithWarning, NoWarningReason
from domain.case.state import Outcome
from letters.appeal_told import AppealAcknowledged, AppealOutcome, AppealOutOfTime
from letters.compose import compose
from letters.letter import DateMoved, Decision, Lapsed, Letter, MovedBecause, Resumed, Start
from letters.phrases import phrases
from letters.plain import as_text
from letters.told import Meanwhile
from tests.domain.cast import BRYN, GWEN, READ_AND_FILE, WRITING_ONLY
from tests.domain.story import Story, a_story
from tests.process.telling import the_letter

LONG = date(2027, 6, 30)


def words(letter: Letter) -> str:
    return " ".join(as_text(compose(letter, phrases(letter.language))).split())


@pytest.mark.clause("8.6")
@pytest.mark.parametrize("outcome", [Outcome.UPHOLD, Outcome.VARY])
def test_an_outcome_tells_the_terms_under_which_the_restriction_goes_on(outcome: Outcome) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.an_appeal_under_review(case)
    story.vary(case, measures=(WRITING_ONLY,), expires_on=date(2027, 2, 11))
    varied: dict[str, Any] = (
        {"measures": (WRITING_ONLY,), "last_day": date(2027, 1, 29)} if outcome is Outcome.VARY else {}
    )
    story.decide_appeal(case, outcome, **varied)
    matter = the_letter(story, case, "appeal-outcome").matter
    assert isinstance(matter, AppealOutcome)
    assert matter.terms is not None
    assert [measure.kind for measure in matter.terms.measures] == [WRITING_ONLY.kind]
    assert matter.terms.expires_on == (date(2027, 1, 29) if varied else date(2027, 2, 11))


@pytest.mark.clause("9.3")
@pytest.mark.parametrize("ending", ["lift", "suspend"])
def test_nobody_is_told_to_be_free_whom_another_decision_limits(ending: str) -> None:
    story = a_story("2026-11-23")
    case, change = story.a_restriction(), {"lift": "lifted", "suspend": "suspended"}[ending]
    getattr(story, ending)(case)
    assert "You may now contact us as anybody else may." in words(the_letter(story, case, change))
    story.a_restriction(measures=(READ_AND_FILE,))
    told = words(the_letter(story, case, change))
    assert "as anybody else may" not in told
    assert "Another decision of ours still limits your contact with us." in told
    assert "What stays open to you" in told


@pytest.mark.clause("9.2", "9.3")
def test_a_lapse_told_after_the_continuation_has_begun_says_neither_free_nor_that_nobody_looked() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(review_on=date(2026, 12, 21))
    story.until("2026-12-31")
    story.continue_(case, expires_on=LONG)
    story.until("2027-01-09", posting=False)
    story.post(case, story.decision(case).notice)
    letter = the_letter(story, case, "lapsed")
    assert isinstance(letter.matter, Lapsed)
    assert not letter.matter.review_missed
    assert letter.limited


@pytest.mark.clause("7.3", "8.2")
def test_a_decision_says_from_when_it_applies_as_it_is_when_its_letter_leaves() -> None:
    def start(story: Story, case: Any) -> Start:
        letter = the_letter(story, case, "decision")
        assert isinstance(letter.matter, Decision)
        assert ("when we send you this letter" in words(letter)) is (letter.matter.start is Start.WITH_THE_LETTER)
        return letter.matter.start

    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False, measures=(WRITING_ONLY, READ_AND_FILE))
    assert start(story, case) is Start.WITH_THE_LETTER
    story.appeal(case)
    story.suspend(case, for_appeal=True)
    assert start(story, case) is Start.SUSPENDED
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    first = story.decision(case).notice
    story.vary(case, expires_on=story.decision(case).lapses_on)
    assert start(story, case) is Start.AT_ONCE
    story.post_all()
    story.bounce(case, first)
    assert start(story, case) is Start.REPLACED
    story.lift(case, "decision/2")
    story.post_all()
    story.bounce(case, story.decision(case).notice)
    assert start(story, case) is Start.OVER
    assert "The last day on which it applies" not in words(the_letter(story, case, "decision"))
    assert "last day to appeal" in words(the_letter(story, case, "decision")).lower()


@pytest.mark.clause("8.2", "8.6")
def test_an_outcome_does_not_say_that_a_decision_applies_which_rests_or_was_never_told() -> None:
    for never_told in (True, False):
        story = a_story("2026-11-23")
        case = story.a_restriction(posted=not never_told)
        story.an_appeal_under_review(case)
        acknowledged = the_letter(story, case, "appeal-acknowledged").matter
        assert isinstance(acknowledged, AppealAcknowledged)
        assert acknowledged.meanwhile is (Meanwhile.NOT_NOW if never_told else Meanwhile.STANDS)
        if not never_told:
            story.suspend(case)  # whatever the outcome will be
        story.decide_appeal(case, Outcome.UPHOLD)
        assert "This still applies" not in words(the_letter(story, case, "appeal-outcome"))
        assert "does not apply at the moment" in words(the_letter(story, case, "appeal-outcome"))


@pytest.mark.clause("8.2")
def test_a_late_appeal_is_not_promised_a_review_before_somebody_has_let_it_in() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-08").appeal(case)
    told = words(the_letter(story, case, "appeal-acknowledged"))
    assert "A manager will decide whether we can look at it all the same." in told
    assert "If we can, a manager who had no part" in told
    story.admit(case)
    assert "A manager has decided to look at it all the same." in words(the_letter(story, case, "appeal-acknowledged"))


@pytest.mark.clause("8.2")
def test_a_refusal_says_what_applies_from_now_and_counts_from_the_letter_that_was_counted_from() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=LONG)
    story.on("2026-12-08").appeal(case)
    story.until("2027-01-10")  # nobody judges it: the restriction rests
    story.refuse(case)
    letter = the_letter(story, case, "appeal-refused")
    assert isinstance(letter.matter, AppealOutOfTime)
    assert letter.matter.now is Meanwhile.AGAIN
    story.bounce(case)
    story.post(case, story.decision(case).notice)
    letter = the_letter(story, case, "appeal-refused")
    assert isinstance(letter.matter, AppealOutOfTime)
    assert (letter.matter.left, letter.matter.last_day) == (date(2026, 11, 23), date(2026, 12, 7))


@pytest.mark.clause("9.3")
def test_a_resumption_tells_the_terms_under_which_the_restriction_goes_on() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.suspend(case)
    story.post_all()
    story.resume(case)
    story.vary(case, expires_on=story.decision(case).lapses_on)
    matter = the_letter(story, case, "resumed").matter
    assert isinstance(matter, Resumed)
    assert [measure.kind for measure in matter.terms.measures] == [WRITING_ONLY.kind]
    assert not matter.waits
    story.bounce(case, story.decision(case, 0).notice)
    matter = the_letter(story, case, "resumed").matter
    assert isinstance(matter, Resumed)
    assert matter.waits, "the customer has been told of no decision that could apply again"


@pytest.mark.clause("8.2", "reading.md, Time")
@pytest.mark.parametrize("because", MovedBecause)
def test_a_later_last_day_to_appeal_is_told_with_its_true_cause(because: MovedBecause) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=because is not MovedBecause.LEFT_LATER)
    if because is MovedBecause.LEFT_LATER:
        posted = story.print_(case)
        story.on("2026-11-24")  # typed in on the next morning
        story.do(case, RecordNoticeLeft(notice=posted, proof=Proof.POSTING_RECORDED, on=date(2026, 11, 23)), GWEN)
    elif because is MovedBecause.NEW_HOLIDAY:
        closed = replace(story.book.calendar, version="newer", closures=frozenset({date(2026, 12, 3)}))
        story.book = replace(story.book, calendar=closed)
    else:
        figures = replace(story.book.policies[0].figures, appeal_window_wd=15)
        longer = replace(story.book.policies[0], version="longer", effective=date(2026, 12, 1), figures=figures)
        story.book = replace(story.book, policies=(*story.book.policies, longer))
    story.step(case, DutyKind.TELL_LATER_DATE)
    matter = the_letter(story, case, "date-moved").matter
    assert isinstance(matter, DateMoved)
    assert matter.because is because


@pytest.mark.clause("7.2")
def test_a_decision_gives_the_reason_for_no_warning_that_was_given_for_it() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 12, 1))
    story.until("2026-12-03")
    story.add(case, story.an_assessed_incident())
    unreachable = NoWarningReason.CUSTOMER_CANNOT_BE_REACHED
    story.do(case, DispenseWithWarning(reason=unreachable, explanation="No address."), BRYN)
    story.restrict(case)
    matter = the_letter(story, case, "decision").matter
    assert isinstance(matter, Decision)
    assert matter.unwarned is unreachable
