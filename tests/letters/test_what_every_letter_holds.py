"""What every letter holds, and what none does (1.6, 6.2, 7.3, 11.1, Never)."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from domain.names import Language
from letters.phrases import phrases
from tests.letters.builders import (
    KINDS,
    a_decision,
    a_letter,
)
from tests.letters.test_contents import TOLD, parts_of, the_words_of


@pytest.mark.clause("1.6", "6.2")
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", ["warning", "decision", "continued", "acknowledged", "upheld", "resumed", "moved"])
def test_a_letter_about_a_restriction_lists_what_stays_open_each_with_a_route(kind: str, language: Language) -> None:
    words = the_words_of(a_letter(KINDS[kind], language=language))
    said = phrases(language)
    assert said.say("open.heading") in words
    for right in ("emergency", "disrepair", "safeguarding", "data", "adjustment", "tenancy"):
        begins = said.texts[f"open.{right}"].partition(":")[0]
        after = words.partition(begins)[2]
        assert any(route in after[:120] for route in ("029 2000 000", "conduct@example.org", "1 Example Road"))


@pytest.mark.clause("1.6", "6.2")
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_names_the_route_that_is_open_at_any_hour(kind: str, language: Language) -> None:
    words = the_words_of(a_letter(KINDS[kind], language=language))
    at_any_hour = words.partition("029 2000 0001")[2]
    assert ("at any hour" if language is Language.ENGLISH else "ar unrhyw awr") in at_any_hour[:20]


@pytest.mark.clause("8.2", "7.2", "reading.md, Time")
@pytest.mark.parametrize("kind", TOLD)
def test_a_customers_date_beyond_the_known_bank_holidays_is_marked_provisional(kind: str) -> None:
    letter = a_letter(KINDS[kind])
    told = TOLD[kind]
    said = "A bank holiday that is announced later may still move this date"
    assert said in the_words_of(replace(letter, known_to=told - timedelta(days=30)))
    assert said not in the_words_of(replace(letter, known_to=told))
    assert said not in the_words_of(letter)


@pytest.mark.clause("7.2", "9.3")
def test_a_warning_that_gives_longer_says_from_when_to_when_and_that_it_counts_as_long_as_before() -> None:
    words = the_words_of(a_letter(KINDS["period-moved"]))
    assert "the warning that we gave you on Monday 23 November 2026" in words
    assert "We had told you: Monday 7 December 2026" in words
    assert "Tuesday 8 December 2026" in words
    assert "How long the warning counts has not changed." in words


@pytest.mark.clause("3.1", "7.3", "11.1")
@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_offers_other_means_and_names_the_equality_assessment(kind: str) -> None:
    words = the_words_of(a_letter(KINDS[kind]))
    for offer in ("large print", "in Welsh", "read to you over the phone", "a disability", "EIA-2026-04"):
        assert offer in words


@pytest.mark.clause("11.1")
@pytest.mark.parametrize("reference", ["EIA-2026-04", "EIA-2031-01"])
@pytest.mark.parametrize("language", Language)
def test_whoever_is_written_to_can_ask_for_the_equality_impact_assessment_that_is_in_force(
    reference: str, language: Language
) -> None:
    letter = a_letter(a_decision(), language=language)
    letter = replace(letter, organisation=replace(letter.organisation, equality_assessment=reference))
    words = the_words_of(letter)
    assert reference in words
    assert ("EIA-2026-04" in words) is (reference == "EIA-2026-04")


@pytest.mark.clause("reading.md, Never: a reporter or witness named")
@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_has_no_place_for_who_reported_suffered_or_saw_something(kind: str) -> None:
    for part in parts_of(a_letter(KINDS[kind])):
        names = {field.name for field in fields(part)}
        assert not names & {"reporter", "reported_by", "recorded_by", "target", "targets", "witness", "witnesses"}
        if type(part).__name__ in {"IncidentTold", "Matter"}:
            assert not names & {"staff", "by", "name", "narrative"}
