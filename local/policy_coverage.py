"""The page that shows, clause by clause, what carries the policy out and which tests are its evidence.

Everything on it is read from the code: the rules and events of `domain/` and the figures of `policy/` by the clauses
that they name, the tests by their marks. A test compares the page with what is read, and fails for a clause that has
no rule, or fewer than three tests, and is not one of the few that only state something.
"""

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from domain.criteria import CLAUSES
from domain.register import DECIDERS
from local.place import ROOT

PAGE = ROOT / "docs/policy-coverage.md"
ENOUGH_TESTS = 3
ABOUT: dict[str, str] = {
    "1.1": "why there is a policy",
    "1.2": "whom it is about: anyone with reason to contact an employee",
    "1.3": "who a customer is",
    "1.4": "by which channels conduct may show itself",
    "1.5": "we act to protect our employees",
    "1.6": "statutory rights stay open",
    "2.1": "employees are protected, and told",
    "2.2": "customers are dealt with fairly",
    "2.3": "conduct is assessed against criteria",
    "2.4": "restricting is told in writing, with its reasons",
    "3.1": "protected characteristics and reasonable adjustments",
    "3.2": "concerns about risk: the vulnerability indicator",
    "4.1": "forceful or upset is not unacceptable by itself",
    "4.2": "frustration that turns into aggression or abuse",
    "4.3": "violence, aggression and verbal abuse",
    "4.4": "discriminatory language, allegations without evidence, remarks at third parties, inflammatory statements",
    "4.5": "unreasonable demands; what may be a subject access request goes to Governance",
    "4.6": "circumstances and seriousness are weighed",
    "4.7": "the listed examples of unreasonable demands, and others",
    "4.8": "unreasonable persistence: volume and duration",
    "4.9": "persistence that takes the time meant for others",
    "4.10": "persistence out of proportion to the issue",
    "4.11": "requests to work with us",
    "4.12": "repeated refusal to cooperate",
    "4.13": "specific, genuine difficulty is asked about",
    "4.14": "unreasonable use of the complaints process",
    "5.1": "the right to take action",
    "5.2": "proportionate, and the minimum",
    "5.3": "the steps depend on the channel and the conduct",
    "5.4": "on hold; told why and given the chance",
    "5.5": "told that the call will end; ended",
    "5.6": "extreme behaviour; threats of violence and the police",
    "5.7": "repeated incidents may lead to a restriction",
    "5.8": "abuse in correspondence",
    "5.9": "a legitimate request inside it is answered, with advice",
    "5.10": "without one, no reply is required",
    "5.11": "physical threats and allegations in writing are not accepted",
    "5.12": "the advice letter",
    "5.13": "face to face: challenged only where safe",
    "5.14": "otherwise written to, or the police",
    "6.1": "the measures",
    "6.2": "statutory rights are unaffected",
    "7.1": "employees deal at once with what they experience",
    "7.2": "a manager decides, after a chance to change wherever possible",
    "7.3": "the written decision, its basis and how long it lasts",
    "8.1": "the right to appeal is told",
    "8.2": "in writing, within ten working days",
    "8.3": "a verbal appeal by phone; points about the restriction only",
    "8.4": "grounds",
    "8.5": "reviewed by somebody without involvement, within ten working days",
    "8.6": "quash, vary or uphold; told within five working days",
    "9.1": "everything is recorded; the housing system has its entry",
    "9.2": "reconsidered at its date, or earlier on good conduct",
    "9.3": "every change is told",
    "10.1": "a prohibited customer's new complaint or issue",
    "11.1": "the equality impact assessment is available",
}
STATES_ONLY: dict[str, str] = {
    "1.1": "An introduction: it asks for nothing.",
    "1.2": "It names those whom 1.3 defines.",
    "1.5": "An aim: sections 5 to 9 carry it out.",
    "5.1": "A right that sections 6 and 7 make use of.",
    "5.3": "A heading: 5.4 to 5.14 carry it out.",
}
_NUMBER = r"\d{1,2}\.\d{1,2}"
_CITED = re.compile(rf"({_NUMBER})(?:-({_NUMBER}))?")
_ONLY_CITED = re.compile(rf"{_NUMBER}(-{_NUMBER})?")
_BRACKETS = re.compile(rf"\(([^()]*)\)|; ({_NUMBER}(?:, {_NUMBER})*)\.?$")
HEAD = """# How the policy is carried out

Clause by clause: what carries it out, and the tests that are its evidence. Rules and events are those of `domain/`,
passages those of `letters/`; figures stand in `policy/figures.toml`. Made by `./run policy-coverage` from the code; a
test fails where this page is not what the code says, or where a clause has neither.

"""


@dataclass
class Carried:
    """What carries one clause out, and what shows it; names with what each says of itself."""

    rules: dict[str, str] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)
    tests: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by file

    @property
    def is_carried_out(self) -> bool:
        """Whether anything carries it out."""
        return bool(self.rules or self.events or self.figures or self.criteria)

    @property
    def evidence(self) -> int:
        """How many tests there are."""
        return sum(len(titles) for titles in self.tests.values())


def coverage() -> dict[str, Carried]:
    """Read the code, and return what carries each clause out."""
    found: dict[str, Carried] = {number: Carried() for number in ABOUT}
    for number, name, says in _rules(ROOT / "domain", ROOT / "letters"):
        found[number].rules.setdefault(name, says)
    for decider in DECIDERS:
        for event in decider.events:
            for number in cited(event.clause):
                if event.TOPIC not in found[number].events:
                    found[number].events.append(event.TOPIC)
    for criterion, number in CLAUSES.items():
        found[number].criteria.append(str(criterion))
    for number, figure in _figures(ROOT / "policy/figures.toml"):
        found[number].figures.append(figure)
    for number, file, title in _tests(ROOT / "tests"):
        found[number].tests[file].append(title)
    return found


def page() -> str:
    """Return the whole page."""
    parts = [HEAD, "| clause | about | rules | events | tests |\n|---|---|---|---|---|\n"]
    found = coverage()
    for number, carried in found.items():
        anchor = f"[{number}](#{number.replace('.', '')})"
        counts = f"{len(carried.rules)} | {len(carried.events)} | {carried.evidence}"
        parts.append(f"| {anchor} | {ABOUT[number]} | {counts} |\n")
    parts += [_section(number, carried) for number, carried in found.items()]
    return "".join(parts)


def cited(text: str) -> Iterator[str]:
    """Yield the clauses that a text cites, each of a range among them."""
    for first, last in _CITED.findall(text):
        numbers = list(ABOUT)
        if first in numbers and (not last or last in numbers):
            yield from numbers[numbers.index(first) : numbers.index(last or first) + 1]


def _section(number: str, carried: Carried) -> str:
    said = [f"\n## {number}\n\n*{ABOUT[number].capitalize()}.*"]
    if number in STATES_ONLY:
        said.append(f" {STATES_ONLY[number]}")
    said.append("\n")
    if carried.rules:
        said.append("\nRules:\n\n")
        said += [f"- `{name}`: {says}\n" for name, says in sorted(carried.rules.items())]
    for what, names in (("Events", carried.events), ("Figures", carried.figures), ("Criteria", carried.criteria)):
        if names:
            said.append(f"\n{what}: {', '.join(f'`{name}`' for name in names)}.\n")
    if carried.tests:
        said.append("\nTests:\n\n")
        for file, titles in sorted(carried.tests.items()):
            said.append(f"- `{file}`: {'; '.join(titles)}\n")
    return "".join(said)


def _rules(*folders: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each function, class and table that names a clause, in its text or in what it says of itself."""
    for path in (path for folder in folders for path in _files(folder)):
        if "invariants" in path.parts:
            continue
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            yield from _of(node, module)
            if isinstance(node, ast.ClassDef):
                for method in node.body:
                    yield from _of(method, f"{module}.{node.name}")


def _of(node: ast.stmt, where: str) -> Iterator[tuple[str, str, str]]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        says = (ast.get_docstring(node) or "").split("\n", 1)[0]
        name = node.name
        in_text = _named_in(node) if isinstance(node, ast.FunctionDef) else ()
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        name = target.id if isinstance(target, ast.Name) else ""
        says, in_text = "a table", _named_in(node) if name.isupper() else ()
    else:
        return
    for number in sorted({*in_text, *cited(_in_brackets(says))}):
        yield number, f"{where}.{name}", says or name.strip("_").replace("_", " ")


def _in_brackets(says: str) -> str:
    """Return what a docstring cites: numbers in brackets, or behind a semicolon at its end."""
    return " ".join(" ".join(groups) for groups in _BRACKETS.findall(says))


def _named_in(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and _ONLY_CITED.fullmatch(part.value):
            yield from cited(part.value)


def _figures(path: Path) -> Iterator[tuple[str, str]]:
    seen = set()
    for version in tomllib.loads(path.read_text(encoding="utf-8"))["version"]:
        for name, figure in version["figures"].items():
            for number in cited(figure["clause"]):
                if (number, name) not in seen:
                    seen.add((number, name))
                    yield number, name


def _tests(folder: Path) -> Iterator[tuple[str, str, str]]:
    for path in _files(folder):
        file = str(path.relative_to(ROOT))
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                title = node.name.removeprefix("test_").replace("_", " ")
                for number in {n for mark in node.decorator_list for n in _marked(mark)}:
                    yield number, file, title
            if isinstance(node, ast.Assign):
                for number in {n for call in ast.walk(node.value) for n in _marked(call)}:
                    yield number, file, "whatever random people do, the policy is kept"


def _marked(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"clause", "pytest.mark.clause"}:
        for argument in node.args:
            if isinstance(argument, ast.Constant):
                yield from cited(str(argument.value))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)
