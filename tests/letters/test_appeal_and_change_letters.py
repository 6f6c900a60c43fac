"""What the letters about an appeal or a change say: asserted on the words that stand on the printed page."""

from datetime import date

import pytest

from domain.case.state import HoldReason, Outcome
from domain.names import Language
from letters.letter import Lapsed, Letter, Suspended
from letters.phrases import phrases
from letters.render import render
from letters.told import Meanwhile
from tests.letters.builders import (
    KINDS,
    LAST_DAY,
    MONDAY,
    OUT_OF_TIME,
    TERMS,
    a_letter,
    an_acknowledgement,
    an_outcome,
    words_of,
)


def the_words_of(letter: Letter) -> str:
    return words_of(render(letter))


@pytest.mark.clause("8.5", "8.6")
@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [
        (Meanwhile.STANDS, "still applies while we look at your appeal"),
        (Meanwhile.SUSPENDED, "does not apply while we look at your appeal"),
        (Meanwhile.ENDED, "have already ended. We will still look at your appeal"),
    ],
)
def test_an_acknowledgement_says_what_holds_meanwhile(meanwhile: Meanwhile, said: str) -> None:
    words = the_words_of(a_letter(an_acknowledgement(meanwhile)))
    assert said in words
    assert "We received your appeal on Friday 4 December 2026." in words
    assert "They will decide by Friday 18 December 2026." in words


@pytest.mark.clause("8.3")
def test_an_appeal_asked_for_by_phone_is_acknowledged_with_the_day_of_the_call() -> None:
    words = the_words_of(a_letter(an_acknowledgement(Meanwhile.STANDS, call_by=date(2026, 12, 11))))
    assert "We will phone you by Friday 11 December 2026" in words
    assert "read them back to you" in words


@pytest.mark.clause("8.2")
def test_a_late_appeal_is_refused_with_the_reckoning_of_its_last_day() -> None:
    words = the_words_of(a_letter(OUT_OF_TIME))
    assert "The last day to appeal was Thursday 7 January 2027" in words
    assert "We sent you our letter about the decision on Friday 18 December 2026." in words
    for day in ("Friday 25 December 2026", "Monday 28 December 2026", "Tuesday 29 December 2026"):
        assert day in words
    assert "Public Services Ombudsman for Wales" in words


@pytest.mark.clause("8.6")
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_gives_reasons_names_the_ombudsman_and_no_new_appeal(outcome: Outcome, language: Language) -> None:
    terms = None if outcome is Outcome.QUASH else TERMS
    words = the_words_of(a_letter(an_outcome(outcome, terms=terms), language=language))
    said = phrases(language)
    assert said.say(f"outcome.{outcome}") in words
    assert "The limit on letters went further" in words
    assert said.say("open.ombudsman-name") in words
    assert said.say("appeal.last-day") not in words


@pytest.mark.clause("8.6")
def test_a_quashed_decision_is_as_if_never_made_and_leaves_no_terms() -> None:
    words = the_words_of(a_letter(an_outcome(Outcome.QUASH, terms=None)))
    assert "as if it had never been made" in words
    assert "You may contact us in one way only" not in words
    with pytest.raises(ValueError, match=r"8\.6"):
        an_outcome(Outcome.QUASH, terms=TERMS)


@pytest.mark.clause("8.6")
def test_an_outcome_says_what_applies_now_or_that_nothing_does() -> None:
    assert "This still applies:" in the_words_of(a_letter(an_outcome(Outcome.UPHOLD, terms=TERMS)))
    resumed = an_outcome(Outcome.UPHOLD, terms=TERMS, now=Meanwhile.AGAIN)
    assert "this applies again:" in the_words_of(a_letter(resumed))
    nothing = an_outcome(Outcome.UPHOLD, terms=None, now=Meanwhile.ENDED)
    assert "You may now contact us as anybody else may." in the_words_of(a_letter(nothing))
    assert "this applies:" in the_words_of(a_letter(an_outcome(Outcome.VARY, terms=TERMS)))


@pytest.mark.clause("9.3")
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("lifted", "On Monday 1 March 2027 a manager decided to lift the limits."),
        ("lapsed", "The last day on which the limits applied was Monday 24 May 2027."),
        ("suspended", "The limits do not apply from Wednesday 9 December 2026."),
        ("resumed", "They apply again from Monday 21 December 2026."),
        ("moved", "The new date Tuesday 8 December 2026"),
    ],
)
def test_a_change_is_told_with_its_day(kind: str, said: str) -> None:
    words = the_words_of(a_letter(KINDS[kind]))
    assert said in words
    assert "our decision of Monday 23 November 2026" in words


@pytest.mark.clause("8.2", "8.6")
def test_a_suspension_says_why() -> None:
    overdue = Suspended(decision_day=MONDAY, day=LAST_DAY, because=HoldReason.REVIEW_OVERDUE, until_appeal=True)
    failed = Suspended(decision_day=MONDAY, day=LAST_DAY, because=HoldReason.NOTICE_FAILED)
    assert "We have not decided your appeal in the time that we had." in the_words_of(a_letter(overdue))
    assert "did not reach you" in the_words_of(a_letter(failed))


@pytest.mark.clause("9.2")
def test_a_lapse_because_we_missed_the_review_says_so() -> None:
    missed = Lapsed(decision_day=MONDAY, last_day=LAST_DAY, review_missed=True)
    assert "We did not look at them again" in the_words_of(a_letter(missed))
    assert "We did not look at them again" not in the_words_of(a_letter(KINDS["lapsed"]))
