"""The wording of one language: looked up by key, filled in with values, dates written out."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from domain.names import Language

WORDING = Path(__file__).parent / "wording"
_BREAKS = re.compile(r"[^\S\u00A0]+")  # a no-break space stays: it holds a telephone number together


class Phrases:
    """The phrases of a language. Keys are dotted: "decision.reasons"."""

    def __init__(self, language: Language, texts: Mapping[str, str]) -> None:
        self.language = language
        self.texts = texts

    def say(self, key: str, **values: str | int | date) -> str:
        """Return a phrase with its values filled in. Raises KeyError for a key or value that is missing.

        Values are inserted as they are and never read as wording; line ends in them become spaces.
        """
        filled = {name: self._insertable(value) for name, value in values.items()}
        return self.texts[key].format_map(filled)

    def day(self, day: date) -> str:
        """Write a day out as it begins a line: "Monday 7 December 2026", "Dydd Llun 7 Rhagfyr 2026"."""
        text = self._long(day)
        return text[0].upper() + text[1:]

    def working_days(self, number: int) -> str:
        """Return "10 working days"."""
        return self.say("count.one-working-day") if number == 1 else self.say("count.working-days", number=number)

    def how_often(self, times: int) -> str:
        """Return "once", "twice", "3 times"."""
        words = {1: "count.once", 2: "count.twice"}
        return self.say(words[times]) if times in words else self.say("count.times", number=times)

    def _long(self, day: date) -> str:
        return self.say(
            "date.long",
            weekday=self.say(f"weekday.{day.weekday()}"),
            day=day.day,
            month=self.say(f"month.{day.month}"),
            year=day.year,
        )

    def _insertable(self, value: str | int | date) -> Any:
        if isinstance(value, date):
            return Day(self._long(value), self.language)
        return _BREAKS.sub(" ", value).strip() if isinstance(value, str) else value


class Day:
    """A day within a sentence. The format `soft` gives the Welsh soft mutation: "ar ddydd Llun"; English has none."""

    def __init__(self, text: str, language: Language) -> None:
        self.text, self.language = text, language

    def __format__(self, spec: str) -> str:
        if spec not in {"", "soft"}:
            raise ValueError(f"a day has no form {spec!r}")
        # Every day of the week begins with "dydd".
        return "d" + self.text if spec == "soft" and self.language is Language.WELSH else self.text


@cache
def phrases(language: Language) -> Phrases:
    """Return the wording of a language, read once from its file."""
    tables = tomllib.loads((WORDING / f"{language}.toml").read_text(encoding="utf-8"))
    return Phrases(language, dict(_flat(tables)))


def _flat(tables: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tables.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield before + key, value
