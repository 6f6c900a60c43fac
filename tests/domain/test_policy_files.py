"""The policy's files: every number dated, with its clause; every mistake listed by its file and line."""

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain import policy_files
from domain.policy import Figures
from domain.policy_files import CLOSURES, FIGURES, HOLIDAYS, ORGANISATION, PolicyMistakes, book_from
from domain.toml_lines import Mistake
from tests.clauses import clause
from tests.domain.desk import BOOK, policy_texts

NEVER = "reading.md, Never"
RULES = Path(policy_files.__file__).parent
RECKONING = {"timedelta", "working_days_after", "working_days_before", "working_days_between", "months_after"}
NO_FIGURES = {  # what is written in the code all the same, and why it is none of the policy's numbers
    "book.calendar.working_days_after(start, term // 2, Counts.AGAINST_US)": "half-way is half of the term",
    "timedelta(days=366)": "how far back a proclaimed day can still move a date that runs",
    "timedelta(minutes=5)": "what the checker lets lie between deciding and recording",
}
LATER = """
[[version]]
name = "2027-04"
effective = 2027-04-01

[version.figures]
appeal_window_wd = { value = 15, clause = "8.2" }
"""


def mistakes(**changed: str) -> list[str]:
    """What is found, without the file, where one file is other than ours."""
    ((name, text),) = changed.items()
    with pytest.raises(PolicyMistakes) as wrong:
        book_from({**policy_texts(), f"{name}.toml": text})
    assert all(mistake.file == f"{name}.toml" for mistake in wrong.value.mistakes)
    return [f"{mistake.line}: {mistake.what}" for mistake in wrong.value.mistakes]


@clause("reading.md, Never: a figure in code")
def test_every_figure_is_a_dated_parameter_with_its_clause() -> None:
    for policy in BOOK.policies:
        assert set(policy.clauses) == set(Figures.__dataclass_fields__)
        assert all(number[0].isdigit() for number in policy.clauses.values())


@clause("reading.md, Never: a figure in code")
def test_no_rule_reckons_with_a_number_of_days_or_months_that_is_no_figure() -> None:
    """A day is a day, and half of something is half of it; any other number of days is the policy's to change."""
    written = []
    for path in sorted(RULES.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] in RECKONING:
                numbers = [n.value for part in reckoned(call) for n in ast.walk(part) if isinstance(n, ast.Constant)]
                written += [ast.unparse(call) for n in numbers if type(n) is int and n not in {0, 1}]
    assert set(written) == set(NO_FIGURES)


def reckoned(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args
    yield from (named.value for named in call.keywords)


@clause("reading.md, Never: a figure in code")
def test_a_later_version_names_only_what_changes_and_a_day_has_the_version_in_effect() -> None:
    texts = policy_texts()
    book = book_from({**texts, FIGURES: texts[FIGURES] + LATER})
    first, second = book.policies
    assert (first.figures.appeal_window_wd, second.figures.appeal_window_wd) == (10, 15)
    assert second.figures.warning_period_wd == first.figures.warning_period_wd
    assert book.on(date(2027, 3, 31)) is first
    assert book.on(date(2027, 4, 1)) is second
    assert book.on(date(2020, 1, 1)) is first
    assert book.version("2027-04") is second


@clause("7.3", "8.1")
def test_who_the_organisation_is_depends_on_the_day_too() -> None:
    moved = """
[[version]]
effective = 2027-03-01
[version.entries]
address = { value = ["2 New Street", "Caerphilly"], clause = "8.2" }
"""
    texts = policy_texts()
    book = book_from({**texts, ORGANISATION: texts[ORGANISATION] + moved})
    before, after = book.organisation_on(date(2027, 2, 28)), book.organisation_on(date(2027, 3, 1))
    assert (before.address[0], after.address[0]) == ("1 Example Road", "2 New Street")
    assert (before.email, before.out_of_hours) == (after.email, after.out_of_hours)
    assert book.organisation_on(date(2020, 1, 1)) == before


@clause(NEVER)
def test_a_file_with_ten_mistakes_lists_ten_each_with_its_line() -> None:
    lines = policy_texts()[FIGURES].splitlines()
    place = {line.split(" ")[0]: number for number, line in enumerate(lines)}
    wrong = {
        "warning_period_wd": 'warning_period_wd = { value = "20", clause = "7.2" }',
        "warning_counts_months": 'warning_counts_months = { value = 0, clause = "7.2" }',
        "decide_within_wd": 'decide_within_wd = { value = 20, clause = "somewhere" }',
        "close_undecided_after_wd": "close_undecided_after_wd = 10",
        "agreement_beyond_months": 'agreement_beyond_months = { value = 12, clause = "7.2" ',
        "appeal_window_wd": 'apeal_window_wd = { value = 10, clause = "8.2" }',
        "verbal_appeal_call_wd": 'verbal_appeal_call_wd = { value = true, clause = "8.3" }',
        "alert_before_end_wd": 'alert_before_end_wd = { value = [10, 5, -1], clause = "9.2" }',
        "good_conduct_months": 'good_conduct_months = { value = 3, clause = "9.2", because = "of it" }',
        "early_review_answer_wd": 'early_review_answer_wd = { value = 100000, clause = "9.2" }',
    }
    for name, line in wrong.items():
        lines[place[name]] = line
    found = mistakes(figures="\n".join(lines))
    header = place["[version.figures]"] + 1
    expected = {place[name] + 1 for name in wrong}
    missing = {f"{header}: appeal_window_wd is missing", f"{header}: agreement_beyond_months is missing"}
    assert missing <= set(found)
    rest = [line for line in found if line not in missing]
    assert len(rest) == 10
    assert {int(line.partition(":")[0]) for line in rest} == expected


@clause("reading.md, Time")
@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("2026-02-30 = 'No such day'", "no day of the calendar"),
        ("christmas = 'Christmas'", "no day of the calendar"),
        ("2031-01-01 = 'Too far'", "beyond known_to, 2030-12-31"),
        ("2029-01-02 = ''", "a text"),
        ("2029-01-02 = 3", "a text"),
        ("2029-01-01 = 'Again'", "2029-01-01 has been said on line"),
        ("2029-01-02", "not TOML"),
        ("[days]", "has been opened on line"),
        ("[else]", "else is not expected here"),
        ("[[broken", "no table's header"),
    ],
)
def test_each_mistake_in_the_days_is_named_with_its_line(line: str, what: str) -> None:
    text = policy_texts()[HOLIDAYS]
    found = mistakes(bank_holidays=f"{text}{line}\n")
    assert len(found) == 1
    assert found[0].startswith(f"{len(text.splitlines()) + 1}: ")
    assert what in found[0]


@clause("reading.md, Time")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {"1: clause names", "1: days is a table", "1: version is a text: missing"}),
        ("version = 3\nclause = '8'\ndays = [2026-01-01]", {"1: version is a text", "3: days is a table"}),
        (
            "version = 'x'\nclause = ''\n\n[days]\n\n2026-01-01 = [\n'a',\n'b']",
            {"2: clause", "6: 2026-01-01 is a text"},
        ),
        ("known_to = 2026-01-01\nversion = 'x'\nclause = '8.2'\n[days]", {"1: known_to is not expected"}),
    ],
)
def test_closure_days_say_their_version_and_clause(text: str, found: set[str]) -> None:
    listed = mistakes(closures=text)
    assert len(listed) == len(found)
    assert all(any(line.startswith(start) for line in listed) for start in found), listed


@clause("8.1")
def test_an_organisation_without_a_way_to_reach_it_is_refused_by_name() -> None:
    text = policy_texts()[ORGANISATION]
    kept = [line for line in text.splitlines() if not line.startswith("out_of_hours")]
    header = next(number for number, line in enumerate(kept, 1) if line == "[version.entries]")
    assert mistakes(organisation="\n".join(kept)) == [f"{header}: out_of_hours is missing"]
    for line, what in (
        ("phone = { value = [], clause = '8.3' }", "phone: the value is a line of text"),
        ("address = { value = 'One Road', clause = '8.3' }", "address: the value is a list of lines, two or more"),
        ("fax = { value = '1', clause = '8.3' }", "fax: nothing is known by this name"),
    ):
        name = line.partition(" ")[0]
        changed = [kept_line for kept_line in text.splitlines() if not kept_line.startswith(f"{name} ")] + [line]
        assert mistakes(organisation="\n".join(changed))[0].startswith(f"{len(changed)}: {what}")


@clause(NEVER)
def test_versions_stand_in_order_each_with_a_name_and_day_of_its_own() -> None:
    text = policy_texts()[FIGURES]
    size = len(text.splitlines())
    for change, line, what in (
        ("2027-04-01", 4, "effective is a day"),
        ('"2027-04"', 3, "two versions are named 2026-01"),
    ):
        later = LATER.replace(change, '"soon"' if line == 4 else '"2026-01"')
        assert mistakes(figures=text + later)[0].startswith(f"{size + line}: {what}")
    assert "a version of 2026-01-01 stands" in mistakes(figures=text + LATER.replace("2027-04-01", "2026-01-01"))[0]
    assert "in the order of their days" in mistakes(figures=text + LATER.replace("2027-04-01", "2025-04-01"))[0]
    assert "named like its day" in mistakes(figures=text + LATER.replace('"2027-04"', '"2027-04-01"'))[0]
    assert mistakes(figures="effective = 2026-01-01")[0] == "1: effective is not expected here; version are"


@clause(NEVER)
def test_mistakes_in_all_files_are_told_at_once_and_in_order() -> None:
    with pytest.raises(PolicyMistakes) as wrong:
        book_from(dict.fromkeys((FIGURES, HOLIDAYS, CLOSURES, ORGANISATION), "nonsense"))
    files = [mistake.file for mistake in wrong.value.mistakes]
    assert files == sorted(files)
    assert len(set(files)) == 4
    assert str(Mistake(FIGURES, 3, "what")) == "figures.toml, line 3: what"
    assert str(wrong.value).count("not TOML") == 4
