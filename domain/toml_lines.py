"""Reading TOML so that every mistake is known by its line, also several in one text.

The standard library's reader stops at the first mistake and keeps no lines. So a text is cut into its statements, each
is read by that reader alone, and what it says is remembered with the line on which it begins.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_HEADER = re.compile(r"^\s*\[")
_STATEMENT = re.compile(r"""^\s*([A-Za-z0-9_-]+|"[^"]*"|'[^']*')(\s*\.\s*[A-Za-z0-9_"'-]+)*\s*=""")
_TEXTS = re.compile(r'"(?:[^"\\]|\\.)*"' + r"|'[^']*'|#.*")
_WHERE = re.compile(r"\s*\(at .*\)$")


@dataclass(frozen=True, order=True)
class Mistake:
    """Something that a file says wrongly: in which file, on which line (1: the first), and what."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.what}"


@dataclass
class Table:
    """A table of a file: its values, and the line of each; `line` is that of its header."""

    line: int = 1
    values: dict[str, Any] = field(default_factory=dict)  # plain values, Tables, and lists of Tables
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, key: str) -> int:
        """Return the line of a key; of the table, where the key is not there."""
        return self.lines.get(key, self.line)


def read(text: str, file: str, mistakes: list[Mistake]) -> Table:
    """Read a text, and add to `mistakes` whatever is not TOML in it: the rest is read all the same."""
    root = Table()
    current = root
    for line, statement in _statements(text):
        if _HEADER.match(statement):
            current = _opened(root, statement, Mistake(file, line, "this is no table's header"), mistakes)
            continue
        try:
            said = tomllib.loads(statement)
        except tomllib.TOMLDecodeError as error:
            mistakes.append(Mistake(file, line, f"this is not TOML: {_WHERE.sub('', str(error))}"))
            continue
        for key, value in said.items():
            if key in current.values:
                mistakes.append(Mistake(file, line, f"{key} has been said on line {current.lines[key]}"))
                continue
            current.values[key], current.lines[key] = value, line
    return root


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Cut a text into statements, each with its line; one goes on over further lines while a bracket is open."""
    lines = text.splitlines()
    at = 0
    while at < len(lines):
        begin = at
        at += 1
        if not lines[begin].strip() or lines[begin].lstrip().startswith("#"):
            continue
        if not _HEADER.match(lines[begin]):
            while _is_open("\n".join(lines[begin:at])) and at < len(lines) and not _begins(lines[at]):
                at += 1
        yield begin + 1, "\n".join(lines[begin:at])


def _is_open(text: str) -> bool:
    bare = _TEXTS.sub("", text)
    return sum(map(bare.count, "[{")) > sum(map(bare.count, "]}"))


def _begins(line: str) -> bool:
    return bool(_STATEMENT.match(line)) or bool(re.match(r"^\s*\[\[?[A-Za-z]", line))


def _opened(root: Table, statement: str, wrong: Mistake, mistakes: list[Mistake]) -> Table:
    """Return the table that a header opens; one that nobody looks into, where it is none."""
    try:
        names = tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        mistakes.append(wrong)
        return Table()
    table = root
    while names:
        ((name, inner),) = names.items()
        here = table.values.get(name)
        tables = [here] if isinstance(here, Table) else here if isinstance(here, list) else []
        if not all(isinstance(one, Table) for one in tables) or (here is not None and not tables):
            mistakes.append(Mistake(wrong.file, wrong.line, f"{name} has been said on line {table.lines[name]}"))
            return Table()
        if isinstance(inner, list):
            table.values[name] = tables = [*tables, Table(wrong.line)]
            inner = {}
        elif not tables:
            table.values[name] = Table(wrong.line)
            tables = [table.values[name]]
        elif not inner:
            mistakes.append(Mistake(wrong.file, wrong.line, f"[{name}] has been opened on line {tables[-1].line}"))
        table.lines.setdefault(name, wrong.line)
        table, names = tables[-1], inner
    return table
