"""The page that shows, clause by clause, what carries the policy out and which tests are its evidence.

Everything on it is read from the code: the rules of `domain/` and `letters/` by the clauses that they cite where they
stand, with the words in which they refuse; who may ask for what; the figures of `policy/`; the checks of the record;
and the tests by their marks. `tests/local/test_policy_coverage.py` compares the page with what is read, and fails for a
clause that has no rule, or fewer than three tests, and is not one of the few that only state something.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from domain.criteria import CLAUSES
from domain.permissions import MAY
from domain.register import DECIDERS
from local.place import ROOT
from local.policy_clauses import ABOUT, READING, STATES_ONLY
from local.policy_reading import Rule, checks, cited, clauses_of, is_citation, marked, rules

PAGE = ROOT / "docs/policy-coverage.md"
ENOUGH_TESTS = 3
TABLES = ("domain.permissions.MAY", "domain.criteria.CLAUSES")  # each of their lines is shown in its own place
HEAD = """# How the policy is carried out

Clause by clause: what carries it out, and the tests that are its evidence.

- *Rules* are functions, classes and tables of `domain/` and `letters/` that cite the clause where they stand, with what
  they say of themselves and the words in which they refuse. *May* is who may ask for what.
- *Figures* stand in `policy/figures.toml`, each with its value from each day on.
- *Checked* is what `./run audit` looks for in the record alone, by a program that shares no rule with these.
- Behind the clauses stand the rows of the policy's reading that have no number: *Time*, *Who*, *One person, two
  records*, and what must *never* be.

Made by `./run policy-coverage` from the code. A test fails where this page is not what the code says, where a clause
has no rule or fewer than three tests, and where a clause that only states something has come to have a rule.

"""


@dataclass
class Carried:
    """What carries one clause out, and what shows it."""

    rules: dict[str, Rule] = field(default_factory=dict)  # by dotted name
    may: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    criteria: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    tests: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))  # by file

    @property
    def is_carried_out(self) -> bool:
        """Whether a rule carries it out; that it is checked, or that an event names it, is none."""
        return bool(self.rules or self.may or self.figures or self.criteria)

    @property
    def evidence(self) -> int:
        """How many tests there are."""
        return sum(len(titles) for titles in self.tests.values())


def coverage() -> dict[str, Carried]:
    """Read the code, and return what carries each clause out."""
    found = {number: Carried() for number in ABOUT}
    for rule in rules("domain", "letters"):
        if rule.name not in TABLES:
            found[rule.clause].rules.setdefault(rule.name, rule)
    lists: tuple[tuple[str, Iterator[tuple[str, str]]], ...] = (
        ("may", _may()),
        ("events", _events()),
        ("figures", _figures(ROOT / "policy/figures.toml")),
        ("criteria", ((number, str(criterion)) for criterion, number in CLAUSES.items())),
        ("checked", checks()),
    )
    for name, told in lists:
        for number, what in told:
            if what not in (so_far := getattr(found[number], name)):
                so_far.append(what)
    for number, file, title in marked(ROOT / "tests"):
        if title not in (titles := found[number].tests[file]):
            titles.append(title)
    return found


def _may() -> Iterator[tuple[str, str]]:
    for what, (clause, roles) in MAY.items():
        name = getattr(what, "__name__", f"read: {what}")
        yield from ((number, f"`{name}`: {', '.join(sorted(roles))}") for number in clauses_of(clause))


def _events() -> Iterator[tuple[str, str]]:
    for event in (event for decider in DECIDERS for event in decider.events):
        if is_citation(event.clause):
            yield from ((number, event.TOPIC) for number in clauses_of(event.clause))


def lacking(found: dict[str, Carried]) -> list[str]:
    """Return what the coverage lacks, a sentence each; nothing where every clause is carried out and shown."""
    lacks = []
    for number, carried in found.items():
        if number in STATES_ONLY:
            if carried.is_carried_out:
                lacks.append(f"{number} is said only to state something, and has a rule: {sorted(carried.rules)}")
            continue
        if not carried.is_carried_out:
            lacks.append(f"{number} ({ABOUT[number]}) has no rule")
        if carried.evidence < ENOUGH_TESTS:
            lacks.append(f"{number} ({ABOUT[number]}) has {carried.evidence} tests, and needs {ENOUGH_TESTS}")
    return lacks


def page() -> str:
    """Return the whole page."""
    parts = [HEAD, "| clause | about | rules | figures | checks | tests |\n|---|---|---|---|---|---|\n"]
    found = coverage()
    for number, carried in found.items():
        counts = (
            len(carried.rules) + len(carried.may) + len(carried.criteria),
            len(carried.figures),
            len(carried.checked),
            carried.evidence,
        )
        shown = " | ".join(str(count) for count in counts)
        if number in STATES_ONLY:
            shown = f"states only: {STATES_ONLY[number][0].lower()}{STATES_ONLY[number][1:]} | | | "
        parts.append(f"| [{_shown(number)}](#{_anchor(number)}) | {ABOUT[number]} | {shown} |\n")
    parts += [_section(number, carried) for number, carried in found.items()]
    return "".join(parts)


def _shown(number: str) -> str:
    return number.removeprefix(READING)


def _anchor(number: str) -> str:
    kept = (letter for letter in _shown(number).lower().replace(" ", "-") if letter.isalnum() or letter == "-")
    return "".join(kept)


def _section(number: str, carried: Carried) -> str:
    said = [f"\n## {_shown(number)}\n\n*{ABOUT[number][0].upper()}{ABOUT[number][1:]}.*"]
    if number in STATES_ONLY:
        said.append(f" {STATES_ONLY[number]}")
    said.append("\n")
    if carried.rules:
        said.append("\nRules:\n\n")
        said += [_rule(rule) for _, rule in sorted(carried.rules.items())]
    lists = (
        ("May", carried.may, "; "),
        ("Events", [f"`{name}`" for name in carried.events], ", "),
        ("Figures", [f"`{figure}`" for figure in carried.figures], ", "),
        ("Criteria", [f"`{name}`" for name in carried.criteria], ", "),
        ("Checked", [f"“{what}”" for what in carried.checked], "; "),
    )
    said += [f"\n{what}: {between.join(names)}.\n" for what, names, between in lists if names]
    if carried.tests:
        said.append("\nTests:\n\n")
        said += [f"- `{file}`: {'; '.join(titles)}\n" for file, titles in sorted(carried.tests.items()) if titles]
    return "".join(said)


def _rule(rule: Rule) -> str:
    refuses = "; ".join(f"“{reason}”" for reason in rule.refuses)
    says = [f"{rule.says.rstrip('.')}."] * bool(rule.says) + [f"Refuses: {refuses}."] * bool(refuses)
    return f"- `{rule.name}`: {' '.join(says)}\n"


def _figures(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each clause and figure, with its value from each day on."""
    values: dict[tuple[str, str], list[str]] = {}
    for version in tomllib.loads(path.read_text(encoding="utf-8"))["version"]:
        for name, figure in version["figures"].items():
            for number in cited(figure["clause"]):
                values.setdefault((number, name), []).append(f"{figure['value']} from {version['effective']}")
    for (number, name), since in values.items():
        yield number, f"{name} = {', '.join(since)}"
