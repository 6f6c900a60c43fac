"""What the code says of each clause: the rules that cite it where they stand, read from the source itself."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from local.place import ROOT
from local.policy_clauses import ABOUT, NEVER, READING, SPOKEN_OF

_NUMBER = r"\d{1,2}\.\d{1,2}"
_CITED = re.compile(rf"(?<![\d-])({_NUMBER})(?:-({_NUMBER}))?(?![\d.]\d)")
_ONLY_CITED = re.compile(rf"{_NUMBER}(-{_NUMBER})?")
# What a sentence cites: numbers in brackets, at its head before a colon, or behind a semicolon or full stop at its end.
_BRACKETS = re.compile(rf"\(([^()]*)\)|^((?:{_NUMBER}[-, ]*|\*\w+\*[, ]*)+):|[;.] ({_NUMBER}(?:[-, ]+{_NUMBER})*)\.?$")
_NAMED = re.compile(r"\*(Time|Who)\*|\*Never\*[,:]? ?([\w' -]*)|(One person, two records)")
_ROWS = frozenset(row for row in ABOUT if row.startswith(READING))
# Which exceptions a function lets through is of no interest here: what refuses is shown where it refuses.
_RAISES = re.compile(r" ?Raises (?:[^.]|\.\d)*\.?")
TOO_WIDE = 4  # a range of more clauses says what a function is about, and not which rule it holds


class Rule(NamedTuple):
    """One thing that carries a clause out: its dotted name, what it says of itself, and what it refuses with."""

    clause: str
    name: str
    says: str
    refuses: tuple[str, ...] = ()


def cited(text: str) -> Iterator[str]:
    """Yield the clauses that a text cites, each of a range among them; a range that is too wide cites none."""
    numbers = list(ABOUT)
    for first, last in _CITED.findall(text):
        if first in numbers and (not last or last in numbers):
            found = numbers[numbers.index(first) : numbers.index(last or first) + 1]
            yield from found if len(found) <= TOO_WIDE else ()


def cited_by(sentence: str) -> frozenset[str]:
    """Return what a docstring's or a comment's sentence cites; a row of *Never* by what is said behind it."""
    found = set(cited(" ".join(" ".join(groups) for groups in _BRACKETS.findall(sentence))))
    for row, never, persons in _NAMED.findall(sentence):
        if row or persons:
            found.add(f"{READING}{row or persons}")
        else:
            said = [bullet for words, bullet in SPOKEN_OF.items() if never.startswith(words)]
            found.add(said[0] if said else NEVER)
    return frozenset(found)


def is_citation(value: object) -> bool:
    """Say whether a value in the code is nothing but a clause, or a row of reading.md."""
    return isinstance(value, str) and (value in _ROWS or bool(_ONLY_CITED.fullmatch(value)))


def clauses_of(value: str) -> Iterator[str]:
    """Yield the clauses that a value names which is nothing but a citation."""
    if value in _ROWS:
        yield value
    else:
        yield from cited(value)


def rules(*folders: str) -> Iterator[Rule]:
    """Yield each function, class and table that names a clause, in its text or in what it says of itself."""
    for path in (path for folder in folders for path in files(ROOT / folder)):
        if "invariants" not in path.parts:
            yield from _Module(path).rules()


def files(folder: Path) -> list[Path]:
    """Return the modules under a folder."""
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


class _Module:
    def __init__(self, path: Path) -> None:
        self.name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        text = path.read_text(encoding="utf-8")
        self.tree, self.lines = ast.parse(text), text.splitlines()
        self.values = vars(importlib.import_module(self.name))

    def rules(self) -> Iterator[Rule]:
        says = (ast.get_docstring(self.tree) or "").replace("\n", " ")
        for row in sorted(cited_by(says) & _ROWS):  # of the clauses with a number, its rules speak themselves
            yield Rule(row, self.name, says.split("  ", 1)[0])
        for node in self.tree.body:
            yield from self._of(node, self.name)
            if isinstance(node, ast.ClassDef):
                for method in node.body:
                    yield from self._of(method, f"{self.name}.{node.name}")

    def _of(self, node: ast.stmt, where: str) -> Iterator[Rule]:
        refusals: tuple[tuple[str, str], ...] = ()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            says = _RAISES.sub("", (ast.get_docstring(node) or "").split("\n\n", 1)[0].replace("\n", " ")).strip()
            name, named = node.name, frozenset[str]()
            if isinstance(node, ast.FunctionDef):
                refusals, named = tuple(self._refusals(node)), frozenset(self._named(node))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            name = target.id if isinstance(target, ast.Name) else ""
            if not name.isupper() or is_citation(self.values.get(name)):
                return
            says, named, refusals = self._comment(node), frozenset(self._named(node)), tuple(self._told(node))
        else:
            return
        for clause in sorted({*named, *cited_by(says), *(clause for clause, _ in refusals)}):
            refuses = tuple(dict.fromkeys(reason for number, reason in refusals if number == clause))
            if says or refuses:  # what says nothing of itself shows an auditor nothing
                yield Rule(clause, f"{where}.{name}", says, refuses)

    def value(self, node: ast.expr) -> Any:
        """Return what an expression is, where the source alone tells: a constant, or a name of the module's own."""
        if isinstance(node, ast.Constant):
            return node.value
        return self.values.get(node.id) if isinstance(node, ast.Name) else None

    def _named(self, node: ast.AST) -> Iterator[str]:
        for part in ast.walk(node):
            value = self.value(part) if isinstance(part, ast.Constant | ast.Name) else None
            if is_citation(value):
                yield from clauses_of(str(value))

    def _refusals(self, node: ast.FunctionDef) -> Iterator[tuple[str, str]]:
        """Yield each clause and reason with which a function refuses."""
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "Refused" and len(call.args) > 1:
                clause, reason = self.value(call.args[0]), _words(call.args[1])
                if is_citation(clause) and reason:
                    yield from ((number, reason) for number in clauses_of(clause))

    def _told(self, node: ast.stmt) -> Iterator[tuple[str, str]]:
        """Yield each clause and reason that stand side by side in a table."""
        for pair in ast.walk(node):
            if isinstance(pair, ast.Tuple) and len(pair.elts) > 1 and is_citation(self.value(pair.elts[0])):
                reason = self.value(pair.elts[1])
                if isinstance(reason, str) and " " in reason:
                    yield from ((number, reason) for number in clauses_of(str(self.value(pair.elts[0]))))

    def _comment(self, node: ast.stmt) -> str:
        """Return what is said of a table: behind its first line, or in the lines of comment above it."""
        _, _, behind = self.lines[node.lineno - 1].partition("  # ")
        above: list[str] = []
        number = node.lineno - 2
        while number >= 0 and self.lines[number].startswith("# "):
            above.insert(0, self.lines[number].removeprefix("# "))
            number -= 1
        return behind or " ".join(above)


def _words(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
        return "".join(str(part) for part in parts)
    return ""


def checks() -> Iterator[tuple[str, str]]:
    """Yield each clause and what a breach of it is called by the program that checks the record alone."""
    for path in files(ROOT / "domain/invariants"):
        module = _Module(path)
        for call in ast.walk(module.tree):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "breach" and len(call.args) > 1:
                clause, what = module.value(call.args[0]), _words(call.args[1])
                if is_citation(clause) and what:
                    yield from ((number, what) for number in clauses_of(clause))


def marked(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each clause, file and title of a test that is marked as evidence for it."""
    for path in files(folder):
        file, tree = str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))
        said = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        said |= _pairs(tree)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                title = node.name.removeprefix("test_").replace("_", " ")
                marks = {n for mark in node.decorator_list for part in ast.walk(mark) for n in _marked(part, said)}
                for number in marks:
                    yield number, file, title
            if isinstance(node, ast.Assign):
                for number in {n for call in ast.walk(node.value) for n in _marked(call, said)}:
                    yield number, file, "whatever random people do, the policy is kept"


def _pairs(tree: ast.Module) -> dict[str, Any]:
    """Return what several names on one line stand for: `TIME, NEVER = "…", "…"`."""
    found: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
            for target in node.targets:
                if isinstance(target, ast.Tuple):
                    for name, value in zip(target.elts, node.value.elts, strict=False):
                        if isinstance(name, ast.Name) and isinstance(value, ast.Constant):
                            found[name.id] = value.value
    return found


def _marked(node: ast.AST, said: dict[str, Any]) -> Iterator[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"clause", "pytest.mark.clause"}:
        for argument in node.args:
            value = said.get(argument.id) if isinstance(argument, ast.Name) else getattr(argument, "value", None)
            if is_citation(value):
                yield from clauses_of(str(value))
