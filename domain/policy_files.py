"""The policy's files, read from their texts: figures, bank holidays, closure days and the organisation, all dated.

Every mistake is found at once, each with its file and line. Every number is a dated value with its clause (*Never* a
figure in code).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from domain.calendar import Calendar
from domain.policy import Figures, Organisation, Policy, PolicyBook
from domain.toml_lines import Mistake, Table, read

FIGURES, HOLIDAYS, CLOSURES, ORGANISATION = "figures.toml", "bank_holidays.toml", "closures.toml", "organisation.toml"
FILES = (FIGURES, HOLIDAYS, CLOSURES, ORGANISATION)
MOST = 1_000  # of any figure: working days or months
SEVERAL = frozenset({"alert_before_end_wd", "employees_told_before_end_wd"})  # figures that are lists
_CLAUSE = re.compile(r"\d+(\.\d+)?(-\d+(\.\d+)?)?(, \d+(\.\d+)?(-\d+(\.\d+)?)?)*|reading\.md, \w+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class PolicyMistakes(Exception):  # noqa: N818
    """The policy's files do not say what they must; `mistakes` lists every one, each with where it stands."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = sorted(set(mistakes))
        super().__init__("the policy's files hold mistakes:\n" + "\n".join(f"- {m}" for m in self.mistakes))


def book_from(texts: Mapping[str, str]) -> PolicyBook:
    """Read the files, given by name. Raises PolicyMistakes, which lists every mistake in all of them."""
    mistakes: list[Mistake] = []
    tables = {name: _File(name, read(texts[name], name, mistakes), mistakes) for name in FILES}
    figures = _policies(tables[FIGURES])
    holidays, closures = tables[HOLIDAYS].calendar(known=True), tables[CLOSURES].calendar(known=False)
    organisations = _organisations(tables[ORGANISATION])
    if mistakes or holidays is None or closures is None:
        raise PolicyMistakes(mistakes)
    version, known_to, days = holidays
    calendar = Calendar(
        version=f"{version}+{closures[0]}",
        bank_holidays=frozenset(days),
        closures=frozenset(closures[2]),
        known_to=known_to,
        names={**closures[2], **days},
    )
    return PolicyBook(figures, calendar, organisations)


def figure_mistake(name: str, value: Any) -> str | None:
    """Say what is wrong with the value of a figure of this name, or None."""
    if name not in {f.name for f in fields(Figures)}:
        return "there is no such figure"
    numbers = value if name in SEVERAL and isinstance(value, list | tuple) else [value]
    right = all(isinstance(n, int) and not isinstance(n, bool) and 0 < n <= MOST for n in numbers)
    if right and numbers and len(set(numbers)) == len(numbers):
        return None
    one = f"a whole number from 1 to {MOST}"
    return f"the value is a list, each {one}, none twice" if name in SEVERAL else f"the value is {one}"


class _File:
    """One file as it was read, and where its mistakes go."""

    def __init__(self, name: str, root: Table, mistakes: list[Mistake]) -> None:
        self.name, self.root, self._mistakes = name, root, mistakes

    def wrong(self, line: int, what: str) -> None:
        self._mistakes.append(Mistake(self.name, line, what))

    def only(self, table: Table, *keys: str) -> None:
        """Find what a table may not hold."""
        for key in table.values.keys() - set(keys):
            self.wrong(table.line_of(key), f"{key} is not expected here; {', '.join(keys)} are")

    def is_day(self, table: Table, key: str) -> date | None:
        value = table.values.get(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.wrong(table.line_of(key), f"{key} is a day, as 2026-01-31" + ("" if key in table.values else ": missing"))
        return None

    def is_said(self, table: Table, key: str) -> str | None:
        value = table.values.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.wrong(table.line_of(key), f"{key} is a text" + ("" if key in table.values else ": missing"))
        return None

    def calendar(self, *, known: bool) -> tuple[str, date, dict[date, str]] | None:
        """Read a file of days: its version, the day to which it is `known`, and what is kept on each day."""
        root, mistakes = self.root, len(self._mistakes)
        self.only(root, "version", "clause", "days", *(("known_to",) if known else ()))
        version = self.is_said(root, "version")
        known_to = self.is_day(root, "known_to") if known else date.max
        self.clause(root.line_of("clause"), root.values.get("clause"))
        table = root.values.get("days")
        days: dict[date, str] = {}
        if not isinstance(table, Table):
            self.wrong(root.line_of("days"), "days is a table: [days], and in it a line for each day")
            table = Table()
        for key in table.values:
            day = _day(key)
            if day is None:
                self.wrong(table.line_of(key), f"{key} is no day of the calendar")
            elif known_to and day > known_to:
                self.wrong(table.line_of(key), f"{key} lies beyond known_to, {known_to}")
            name = self.is_said(table, key)
            if day and name:
                days[day] = name
        if not version or not known_to or len(self._mistakes) > mistakes:
            return None
        return version, known_to, days

    def clause(self, line: int, clause: Any) -> None:
        if not isinstance(clause, str) or not _CLAUSE.fullmatch(clause):
            self.wrong(line, "clause names where the policy says so, as 8.2 or reading.md, Time")

    def versions(
        self, inner: str, names: frozenset[str], mistake_in: Callable[[str, Any], str | None], *keys: str
    ) -> Iterator[tuple[Table, date, dict[str, Any], dict[str, str]]]:
        """Read dated [[version]]s: of each the day, the values and the clauses, with those that it leaves as they were.

        A version with a mistake is not among them.
        """
        versions = self.root.values.get("version")
        self.only(self.root, "version")
        if not isinstance(versions, list):
            self.wrong(self.root.line_of("version"), "there is no [[version]]")
            return
        values: dict[str, Any] = {}
        clauses: dict[str, str] = {}
        days: dict[date, int] = {}
        for version in versions:
            mistakes = len(self._mistakes)
            self.only(version, inner, "effective", *keys)
            day = self._effective(version, days)
            table = version.values.get(inner)
            if not isinstance(table, Table):
                self.wrong(version.line, f"a version has its [version.{inner}]")
                table = Table(version.line)
            for name, entry in table.values.items():
                self._entry(table, name, entry, mistake_in)
                if name in names:  # also with a mistake: it is not missing beside
                    value = _of(entry, "value")
                    values[name] = tuple(value) if isinstance(value, list) else value
                    clauses[name] = _of(entry, "clause")
            for name in sorted(names - values.keys()):
                self.wrong(table.line, f"{name} is missing")
            if day and len(self._mistakes) == mistakes:
                yield version, day, dict(values), dict(clauses)

    def _effective(self, version: Table, days: dict[date, int]) -> date | None:
        """Return the day from which a version is in effect: later than those before it, whose lines `days` holds."""
        day, line = self.is_day(version, "effective"), version.line_of("effective")
        if day and day in days:
            self.wrong(line, f"a version of {day} stands on line {days[day]}")
        elif day and days and day < max(days):
            self.wrong(line, "versions stand in the order of their days")
        if day:
            days.setdefault(day, version.line)
        return day

    def _entry(self, table: Table, name: str, entry: Any, mistake_in: Callable[[str, Any], str | None]) -> None:
        line = table.line_of(name)
        if not isinstance(entry, Mapping) or entry.keys() != {"value", "clause"}:
            self.wrong(line, f"{name} is written {{ value = …, clause = … }}")
            return
        self.clause(line, entry["clause"])
        if mistake := mistake_in(name, entry["value"]):
            self.wrong(line, f"{name}: {mistake}")


def _policies(file: _File) -> tuple[Policy, ...]:
    names = frozenset(f.name for f in fields(Figures))
    found: list[Policy] = []
    for table, day, values, clauses in file.versions("figures", names, figure_mistake, "name"):
        name = file.is_said(table, "name")
        if name is None:
            continue
        if name in {policy.version for policy in found}:
            file.wrong(table.line_of("name"), f"two versions are named {name}")
        if name == day.isoformat():
            file.wrong(table.line_of("name"), "a version is not named like its day: those proclaimed later are")
        found.append(Policy(version=name, effective=day, figures=Figures(**values), clauses=clauses))
    return tuple(found)


_LINES = frozenset({"address", "ombudsman"})  # what is said in several lines; of the rest each is one


def _organisations(file: _File) -> tuple[Organisation, ...]:
    names = frozenset(f.name for f in fields(Organisation)) - {"effective"}

    def mistake_in(name: str, value: Any) -> str | None:
        if name not in names:
            return f"nothing is known by this name; {', '.join(sorted(names))} are"
        several = name in _LINES
        lines = value if several and isinstance(value, list) and len(value) > 1 else [value]
        if all(isinstance(line, str) and line.strip() for line in lines):
            return None if several == isinstance(value, list) else "the value is a list of lines, two or more"
        return "the value is a list of lines, two or more" if several else "the value is a line of text"

    return tuple(
        Organisation(effective=day, **values) for _, day, values, _ in file.versions("entries", names, mistake_in)
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _of(entry: Any, key: str) -> Any:
    return entry.get(key) if isinstance(entry, Mapping) else None
