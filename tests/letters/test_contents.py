"""What each letter says: asserted on the words that stand on the printed page, and in the e-mail."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from domain.case.referral import NoWarningReason
from domain.case.state import DecisionKind
from domain.criteria import Criterion
from domain.measures import MeasureKind, Per
from domain.names import Channel, Language, StaffId
from letters import letter as letter_module
from letters import told as told_module
from letters.appeal_told import AppealOutcome
from letters.letter import Advice, ContactAnswered, Decision, Letter
from letters.phrases import phrases
from letters.render import render
from letters.told import IncidentTold, MeasureTold, Terms
from tests.letters.builders import (
    ADVICE,
    KINDS,
    LAST_DAY,
    MEASURES,
    MONDAY,
    RARER,
    RIGHT,
    TERMS,
    WARNING,
    a_decision,
    a_letter,
    words_of,
)


def the_words_of(letter: Letter) -> str:
    return words_of(render(letter))


def squeezed(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_the_page_and_the_e_mail_say_the_same(kind: str, language: Language) -> None:
    rendered = render(a_letter(KINDS[kind], language=language))
    page = squeezed(words_of(rendered)).casefold()
    for paragraph in rendered.text.split("\n\n"):
        for line in paragraph.splitlines():
            assert squeezed(line).casefold() in page


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("number", range(len(RARER)))
def test_what_is_rarely_said_can_be_printed(number: int, language: Language) -> None:
    rendered = render(a_letter(RARER[number], language=language, large_print=True))
    assert rendered.unprintable == ()


@pytest.mark.clause("2.4", "7.3")
def test_a_decision_tells_the_decision_its_reasons_its_basis_and_how_long_it_lasts() -> None:
    words = the_words_of(a_letter(a_decision()))
    assert "You may contact us in one way only: by letter, to 1 Example Road, Caerphilly, CF83 0AA." in words
    assert "twice a week" in words
    assert "Your calls and messages kept two people from their work" in words
    assert "On Monday 14 September 2026, by phone: you swore; you made threats." in words
    assert "The last day on which it applies is Monday 24 May 2027." in words
    assert "This starts when we send you this letter, on Monday 23 November 2026." in words


@pytest.mark.clause("2.4")
def test_an_open_ended_restriction_cannot_be_told() -> None:
    with pytest.raises(ValueError, match=r"2\.4"):
        Terms(measures=MEASURES[:1])


@pytest.mark.clause("6.1")
def test_a_restriction_without_a_measure_cannot_be_told() -> None:
    with pytest.raises(ValueError, match=r"6\.1"):
        Terms(measures=(), expires_on=LAST_DAY)


@pytest.mark.clause("6.1")
@pytest.mark.parametrize("language", Language)
def test_every_measure_stands_in_plain_words_with_its_particulars(language: Language) -> None:
    assert {measure.kind for measure in MEASURES} == set(MeasureKind)
    words = the_words_of(a_letter(a_decision(terms=Terms(measures=MEASURES, expires_on=LAST_DAY)), language=language))
    for particular in ("Asha Rees", "Huw Parry", "Mair Lewis", "CP-881", "REF-77", "sheltered housing lounge"):
        assert particular in words


@pytest.mark.clause("6.1")
def test_a_measure_without_its_particular_is_not_printed_with_a_gap() -> None:
    nameless = Terms(measures=(MeasureTold(kind=MeasureKind.NAMED_STAFF_ONLY, staff="Asha Rees"),), expires_on=LAST_DAY)
    with pytest.raises(KeyError, match="stand_in"):
        render(a_letter(a_decision(terms=nameless)))


@pytest.mark.clause("6.1")
@pytest.mark.parametrize(
    ("times", "per", "said"),
    [(1, Per.DAY, "once a day"), (2, Per.WEEK, "twice a week"), (3, Per.MONTH, "3 times a month")],
)
def test_how_often_contact_is_allowed_reads_as_it_is_spoken(times: int, per: Per, said: str) -> None:
    terms = Terms(measures=(MeasureTold(kind=MeasureKind.CONTACT_FREQUENCY, times=times, per=per),), review_on=LAST_DAY)
    assert f"The most you may contact us is {said}." in the_words_of(a_letter(a_decision(terms=terms)))


@pytest.mark.clause("6.1", "10.1")
def test_ending_all_contact_gives_its_justification_and_says_who_answers_a_new_issue() -> None:
    ended = MeasureTold(kind=MeasureKind.END_ALL_CONTACT, extreme=True, why_extreme="Somebody was hurt.")
    words = the_words_of(a_letter(a_decision(terms=Terms(measures=(ended,), review_on=LAST_DAY))))
    assert "Our decision to end contact with you" in words
    assert "We decided this because: Somebody was hurt." in words
    assert "A Head of Service or a Director will decide whether we deal with it" in words


@pytest.mark.clause("8.1", "8.2", "8.3", "8.4")
@pytest.mark.parametrize("kind", DecisionKind)
def test_every_decision_tells_of_the_right_to_appeal_how_and_by_which_day(kind: DecisionKind) -> None:
    words = the_words_of(a_letter(a_decision(kind=kind)))
    assert "Last day to appeal Monday 7 December 2026 The whole of that day counts" in words
    assert "You have 10 working days to appeal." in words
    for way in ("In writing: write to", "By phone: if you cannot write", "Through somebody else"):
        assert way in words
    for ground in ("not unacceptable", "too far for what happened", "your own circumstances", "for another reason"):
        assert ground in words


@pytest.mark.clause("8.1")
def test_a_decision_cannot_be_made_without_a_right_to_appeal() -> None:
    with pytest.raises(TypeError, match="appeal"):
        Decision(  # type: ignore[call-arg]
            kind=DecisionKind.RESTRICT, decided=MONDAY, terms=TERMS, reasons="-", incidents=(), warned_on=MONDAY
        )


TOLD = {
    "decision": LAST_DAY,
    "warning": WARNING.period_ends,
    "moved": date(2026, 12, 8),
    "period-moved": date(2026, 12, 8),
}


def parts_of(value: Any) -> Iterator[Any]:
    """Every value in a letter that has fields of its own."""
    if is_dataclass(value):
        yield value
        for field in fields(value):
            yield from parts_of(getattr(value, field.name))
    elif isinstance(value, tuple):
        for each in value:
            yield from parts_of(each)


@pytest.mark.clause("8.2")
def test_a_restriction_that_could_not_wait_says_when_it_started_and_why() -> None:
    words = the_words_of(a_letter(a_decision(safety="A threat to come with a knife.")))
    assert "This started on Monday 23 November 2026, the day of our decision" in words
    assert "A threat to come with a knife." in words
    assert "when we send you this letter" not in words


@pytest.mark.clause("7.2")
def test_a_decision_says_that_a_warning_came_first_or_why_none_did() -> None:
    assert "We warned you about your conduct on Monday 21 September 2026." in the_words_of(a_letter(a_decision()))
    unwarned = a_decision(warned_on=None, unwarned=NoWarningReason.OTHER, unwarned_words="Your letters came back.")
    words = the_words_of(a_letter(unwarned))
    assert "We did not warn you first. The reason: Your letters came back." in words
    with pytest.raises(ValueError, match=r"7\.2"):
        a_decision(warned_on=None)


@pytest.mark.clause("9.2")
def test_a_decision_at_a_review_names_the_one_before_it() -> None:
    assert "our decision of Monday 25 May 2026" in the_words_of(a_letter(a_decision(kind=DecisionKind.CONTINUE)))
    with pytest.raises(ValueError, match=r"9\.2"):
        Decision(kind=DecisionKind.VARY, decided=MONDAY, terms=TERMS, reasons="-", incidents=(), appeal=RIGHT)


@pytest.mark.clause("7.2")
def test_a_warning_says_what_happened_what_must_change_until_when_and_what_may_follow() -> None:
    words = the_words_of(a_letter(KINDS["warning"]))
    assert "On Friday 2 October 2026, by email, web form or text message: you contacted us so often" in words
    assert "Please do not swear or threaten." in words
    assert "The warning period runs until the end of Monday 21 December 2026." in words
    assert "The warning counts until the end of Sunday 23 May 2027." in words
    assert "limit how often you contact us" in words
    assert "Last day to appeal" not in words


@pytest.mark.clause("5.9", "5.12")
def test_advice_says_why_and_what_to_change_and_answers_a_legitimate_request() -> None:
    words = the_words_of(a_letter(RARER[0]))
    assert "You also asked us for something that we can deal with." in words
    assert "You also asked" not in the_words_of(a_letter(ADVICE))
    assert "If your conduct does not change, we will consider limiting it." in words


@pytest.mark.clause("10.1", "1.6")
def test_a_prohibited_customer_is_answered_about_a_new_matter_and_told_what_stays_open() -> None:
    words = the_words_of(a_letter(KINDS["contact-answered"]))
    assert "We will not deal with it." in words
    assert "The new complaint is about the same repair" in words
    assert "What stays open to you" in words
    engaged, unanswered = (the_words_of(a_letter(m)) for m in RARER if isinstance(m, ContactAnswered))
    assert "We will deal with it." in engaged
    assert "You will not lose by that: we will deal with it" in unanswered


@pytest.mark.clause("10.1")
def test_whoever_is_answered_is_told_of_a_limit_where_there_is_one() -> None:
    letter = a_letter(KINDS["contact-answered"])
    assert "contact between you and us" not in the_words_of(letter), "it may have ended before the answer leaves"
    assert "contact between you and us is limited or has ended" in the_words_of(replace(letter, limited=True))


@pytest.mark.clause("10.1")
def test_where_nobody_decided_no_letter_says_that_somebody_looked() -> None:
    words = the_words_of(a_letter(ContactAnswered(received=MONDAY, engage=True, answer=None)))
    assert "was to decide whether we deal with what you brought" in words
    assert "looked at" not in words.partition("What stays open")[0]


@pytest.mark.clause("10.1", "1.6")
def test_what_turned_out_to_be_another_matter_is_not_turned_away() -> None:
    words = the_words_of(a_letter(ContactAnswered(received=MONDAY, engage=None, answer="It is a repair, and booked.")))
    assert "It is a repair, and booked." in words
    assert "We will not deal with it." not in words


@pytest.mark.clause("6.1")
def test_whoever_is_restricted_is_not_told_that_they_may_write_about_anything_else() -> None:
    letter = a_letter(KINDS["to-ombudsman"])
    assert "You can still write to us about anything else." in the_words_of(letter)
    assert "anything else." not in the_words_of(replace(letter, limited=True)).partition("If you are still")[0]


@pytest.mark.clause("6.1")
def test_the_letter_to_the_ombudsman_says_that_our_procedure_is_exhausted() -> None:
    words = the_words_of(a_letter(KINDS["to-ombudsman"]))
    assert "You have used every step of our complaints procedure." in words
    assert "We will not write to you again about that complaint." in words
    assert "Public Services Ombudsman for Wales, who is independent of us" in words
    assert "CP-881" in words


@pytest.mark.clause("2.3", "4.7")
@pytest.mark.parametrize("criterion", Criterion)
@pytest.mark.parametrize("language", Language)
def test_every_criterion_has_words_in_both_languages(criterion: Criterion, language: Language) -> None:
    told = IncidentTold(day=MONDAY, channel=Channel.WRITING, criteria=(criterion,), other="parking on our roof")
    words = the_words_of(a_letter(Advice(incidents=(told,), why="Why.", change="Change."), language=language))
    assert phrases(language).say(f"criterion.{criterion}") in words
    assert ("parking on our roof" in words) == (criterion is Criterion.OTHER_UNREASONABLE_DEMAND)


def every_dataclass() -> list[type]:
    modules = (letter_module, told_module)
    named = {c for module in modules for c in vars(module).values() if isinstance(c, type) and is_dataclass(c)}
    return [c for c in named if c.__module__.startswith("letters.")]


def every_field() -> set[str]:
    return {field.name for told in every_dataclass() for field in fields(told)}


def test_no_letter_has_a_place_for_a_reporter_a_witness_or_a_target() -> None:
    names = every_field()
    assert "addressee" in names  # the fields are really found
    forbidden = ("report", "witness", "target", "victim", "narrative", "decider", "reviewer", "recorded", "decided_by")
    assert {name for name in names if any(word in name for word in forbidden)} == set()


def test_no_letter_holds_a_pseudonym_of_staff() -> None:
    told = every_dataclass()
    assert {AppealOutcome, MeasureTold} <= set(told)
    for c in told:
        for hint in get_type_hints(c).values():
            assert StaffId not in (hint, *get_args(hint))
