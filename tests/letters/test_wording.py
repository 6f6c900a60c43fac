"""The wording: both languages say the same things, everything written is used, and dates read as they are spoken."""

from dataclasses import replace
from datetime import date
from string import Formatter
from typing import get_args

import pytest

from domain.names import Language
from letters import compose as composing
from letters.compose import compose, subject
from letters.letter import Matter
from letters.phrases import Phrases, phrases
from tests.letters.builders import KINDS, RARER, a_letter

ENGLISH, WELSH = phrases(Language.ENGLISH), phrases(Language.WELSH)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


class Listening(Phrases):
    """Phrases that remember which of them were said."""

    def __init__(self, words: Phrases) -> None:
        super().__init__(words.language, words.texts)
        self.said: set[str] = set()

    def say(self, key: str, **values: str | int | date) -> str:
        self.said.add(key)
        return super().say(key, **values)


def test_both_languages_hold_the_same_phrases() -> None:
    assert set(ENGLISH.texts) == set(WELSH.texts)


def test_a_phrase_is_filled_in_with_the_same_things_in_both_languages() -> None:
    different = {key for key in ENGLISH.texts if placeholders(ENGLISH.texts[key]) != placeholders(WELSH.texts[key])}
    assert different == set()


def test_no_phrase_is_left_untranslated() -> None:
    same = {key for key in ENGLISH.texts if ENGLISH.texts[key] == WELSH.texts[key]}
    assert same == {"date.long", "incident.described", "measure.other"}


@pytest.mark.parametrize("language", Language)
def test_every_phrase_is_said_in_some_letter_and_none_is_missing(language: Language) -> None:
    listening = Listening(phrases(language))
    for matter in (*KINDS.values(), *RARER):
        letter = a_letter(matter, language=language)
        compose(letter, listening)
        compose(replace(letter, limited=True, known_to=date(2020, 1, 1)), listening)
        subject(letter, listening)
    for number in range(7):
        listening.day(date(2026, 11, 23 + number))
    listening.say("frame.filename", reference="-")
    assert set(listening.texts) - listening.said == set()


def test_every_kind_of_letter_has_a_body_and_an_example() -> None:
    assert set(composing._BODIES) == set(get_args(Matter)) == {type(matter) for matter in KINDS.values()}


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        (Language.ENGLISH, date(2026, 12, 7), "Monday 7 December 2026"),
        (Language.WELSH, date(2026, 12, 7), "Dydd Llun 7 Rhagfyr 2026"),
        (Language.WELSH, date(2027, 3, 2), "Dydd Mawrth 2 Mawrth 2027"),
        (Language.WELSH, date(2028, 2, 29), "Dydd Mawrth 29 Chwefror 2028"),
    ],
)
def test_a_date_stands_in_its_long_form(language: Language, day: date, written: str) -> None:
    assert phrases(language).day(day).replace("\u00a0", " ") == written


def test_a_welsh_date_mutates_after_a_preposition() -> None:
    said = WELSH.say("decision.warned", day=date(2026, 9, 21)).replace("\u00a0", " ")
    assert said.endswith("ar ddydd Llun 21 Medi 2026.")
    assert WELSH.say("terms.expires", day=date(2026, 9, 21)).count("ddydd") == 0


@pytest.mark.parametrize("preposition", ["ar", "i", "o", "hyd at", "tan", "am"])
def test_no_welsh_date_follows_a_mutating_preposition_unmutated(preposition: str) -> None:
    fields = (
        "day",
        "decided",
        "previous",
        "received",
        "decision_day",
        "left",
        "printed",
        "was",
        "last_day",
        "call_by",
        "exhausted",
        "warned",
        "sent",
    )
    wrong = [
        key
        for key, text in WELSH.texts.items()
        if any(f" {preposition} {{{field}}}" in f" {text.lower()}" for field in fields)
    ]
    assert wrong == []


def test_one_working_day_is_not_plural() -> None:
    assert ENGLISH.working_days(1) == "1 working day"
    assert ENGLISH.working_days(10) == "10 working days"


def test_a_date_has_no_other_forms() -> None:
    words = Phrases(Language.WELSH, {**WELSH.texts, "odd": "{day:hard}"})
    with pytest.raises(ValueError, match="no form"):
        words.say("odd", day=date(2026, 1, 1))


def test_a_value_is_never_read_as_wording() -> None:
    assert ENGLISH.say("frame.dear", name="{reference} {0}") == "Dear {reference} {0},"
