"""The coverage page is what the code says, and no clause is without its rule and its tests."""

from dataclasses import replace

import pytest

from domain.permissions import MAY
from local.place import ROOT
from local.policy_clauses import ABOUT, NEVER, READING, STATES_ONLY
from local.policy_coverage import ENOUGH_TESTS, PAGE, Carried, coverage, lacking, page
from local.policy_reading import Rule, cited, cited_by, marked, rules

# How many clauses each section of the policy has.
SECTIONS = {1: 6, 2: 4, 3: 2, 4: 14, 5: 14, 6: 2, 7: 3, 8: 6, 9: 3, 10: 1, 11: 1}
RULE = Rule("8.2", "domain.somewhere.rule", "It is so (8.2)")


@pytest.fixture(scope="module")
def found() -> dict[str, Carried]:
    return coverage()


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "./run policy-coverage makes it anew"


def test_every_clause_has_its_rule_and_at_least_three_tests(found: dict[str, Carried]) -> None:
    assert lacking(found) == []


def test_every_clause_of_the_policy_and_every_row_of_its_reading_is_on_the_page() -> None:
    numbered = [f"{section}.{number}" for section, last in SECTIONS.items() for number in range(1, last + 1)]
    assert [row for row in ABOUT if not row.startswith(READING)] == numbered
    assert len([row for row in ABOUT if row.startswith(f"{NEVER}: ")]) == 7
    assert {f"{READING}Time", f"{READING}Who", f"{READING}One person, two records"} <= set(ABOUT)
    assert set(STATES_ONLY) <= set(numbered)


def a_clause(*, carried_out: bool = True, shown: int = ENOUGH_TESTS) -> Carried:
    return Carried(
        rules={RULE.name: RULE} if carried_out else {},
        tests={"tests/test_it.py": [f"it is so {n}" for n in range(shown)]},
    )


@pytest.mark.parametrize(
    ("number", "carried", "lack"),
    [
        ("8.2", a_clause(), None),
        ("8.2", a_clause(shown=ENOUGH_TESTS - 1), "has 2 tests, and needs 3"),
        ("8.2", a_clause(carried_out=False), "has no rule"),
        ("8.2", replace(a_clause(carried_out=False), events=["AppealReceived"], checked=["a window"]), "has no rule"),
        ("8.2", replace(a_clause(carried_out=False), figures=["appeal_window_wd = 10"]), None),
        ("1.1", a_clause(carried_out=False, shown=0), None),
        ("1.1", a_clause(shown=0), "only to state something, and has a rule"),
    ],
)
def test_a_clause_that_lacks_something_is_found(number: str, carried: Carried, lack: str | None) -> None:
    said = lacking({number: carried})
    assert said == [] if lack is None else len(said) == 1 and lack in said[0]


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        ("Check that somebody may (8.5). Raises Refused.", {"8.5"}),
        ("Say how it ends; 9.2, 9.3.", {"9.2", "9.3"}),
        ("4.1, 4.6: what is weighed.", {"4.1", "4.6"}),
        ("5.4-5.6: each step, in its order.", {"5.4", "5.5", "5.6"}),
        ("Say whether it was unacceptable (4.1-4.14).", set()),  # so wide a range says nothing of any of them
        ("A house built in 4.5 days.", set()),
        ("*Never* back-dating: made as it is recorded.", {f"{NEVER}: back-dating"}),
        ("It is a floor (*Time*).", {f"{READING}Time"}),
        ("An exact figure (8.20).", set()),
    ],
)
def test_a_rule_cites_its_clause_where_it_stands(sentence: str, clauses: set[str]) -> None:
    assert cited_by(sentence) == clauses


def test_what_is_cited_is_a_clause_that_there_is() -> None:
    assert list(cited("8.7, 12.1, 8.6")) == ["8.6"]


def test_a_rule_says_what_it_is_or_with_which_words_it_refuses() -> None:
    assert [rule for rule in rules("domain", "letters") if not rule.says and not rule.refuses] == []
    by_name = {(rule.clause, rule.name): rule for rule in rules("domain")}
    assert (
        "a restriction has an expiry date or a review date"
        in by_name[("7.3", "domain.case.considering.check_duration")].refuses
    )


def test_every_mark_of_a_test_names_clauses_of_the_policy() -> None:
    named = {number for number, _, _ in marked(ROOT / "tests")}
    assert named <= set(ABOUT)
    assert {number for number, _ in MAY.values()} <= set(ABOUT)
