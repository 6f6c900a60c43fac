"""The figures of the policy, dated: a changed figure is a new set from a new day, and a case keeps its own."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from domain.calendar import Calendar


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Every number of the policy. *wd*: working days. The clause stands beside each in the file they come from."""

    warning_period_wd: int
    warning_counts_months: int
    decide_within_wd: int
    close_undecided_after_wd: int
    agreement_beyond_months: int
    appeal_window_wd: int
    verbal_appeal_call_wd: int
    verbal_appeal_tries: int
    appeal_review_wd: int
    outcome_notice_wd: int
    suspend_overdue_review_wd: int
    review_opens_before_wd: int
    review_missed_lapses_wd: int
    alert_before_end_wd: tuple[int, ...]
    good_conduct_months: int
    early_review_answer_wd: int
    early_review_opens_unanswered_wd: int
    early_review_conclude_wd: int
    early_review_overdue_suspends_wd: int
    look_at_incident_wd: int
    subsequent_contact_wd: int
    subsequent_contact_engage_wd: int
    reminder_before_wd: int
    escalate_again_wd: int
    notice_leaves_within_wd: int
    refusals_repeated: int
    reviewer_assigned_within_wd: int
    decided_after_unlinking_within_wd: int
    varied_without_representative_within_wd: int
    route_left_again_within_wd: int
    housing_entry_within_wd: int
    subject_access_months: int
    vulnerability_wd: int
    police_decision_wd: int
    anti_social_behaviour_wd: int
    ombudsman_wd: int


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """Who writes the letters: shown to customers, never read by a rule."""

    name: str
    address: tuple[str, ...]
    phone: str
    email: str
    ombudsman: tuple[str, ...]
    equality_assessment: str  # its reference; 11.1


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One dated version of the policy: what a case keeps from the day it began."""

    version: str
    effective: date
    figures: Figures
    clauses: Mapping[str, str]  # figure's name → the clause it belongs to


@dataclass(frozen=True)
class PolicyBook:
    """Every version of the policy, and the calendar as it is known now."""

    policies: tuple[Policy, ...]  # oldest first
    calendar: Calendar
    organisation: Organisation

    def on(self, day: date) -> Policy:
        """Return the policy in effect on a day; the oldest for a day before all of them."""
        in_effect = [policy for policy in self.policies if policy.effective <= day]
        return in_effect[-1] if in_effect else self.policies[0]

    def version(self, version: str) -> Policy:
        """Return a version by its name. Raises KeyError for one that never was."""
        return {policy.version: policy for policy in self.policies}[version]


class PolicyMistakes(Exception):  # noqa: N818
    """The policy files do not say what they must; `mistakes` lists every one, each with where it stands."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("the policy files hold mistakes:\n" + "\n".join(f"- {m}" for m in mistakes))
        self.mistakes = mistakes


def figures_from(tables: Mapping[str, Any]) -> tuple[Policy, ...]:
    """Read the dated tables of figures, each inheriting what it does not change. Raises PolicyMistakes.

    Shape: `{"version": [{"name": str, "effective": date, "figures": {name: {"value": …, "clause": str}}}]}`.
    """
    mistakes: list[str] = []
    policies: list[Policy] = []
    values: dict[str, Any] = {}
    clauses: dict[str, str] = {}
    names = {f.name for f in fields(Figures)}
    for version in tables.get("version", []):
        where = f"version {version.get('name', '?')}"
        for name, entry in version.get("figures", {}).items():
            problem = _mistake_in(name, entry, names)
            if problem:
                mistakes.append(f"{where}, {name}: {problem}")
                continue
            values[name] = tuple(entry["value"]) if isinstance(entry["value"], list) else entry["value"]
            clauses[name] = entry["clause"]
        missing = sorted(names - set(values))
        mistakes += [f"{where}: {name} is missing" for name in missing]
        if not isinstance(version.get("effective"), date) or not isinstance(version.get("name"), str):
            mistakes.append(f"{where}: a version has a name and a date from which it is effective")
        elif not missing:
            figures = Figures(**values)
            policies.append(
                Policy(version=version["name"], effective=version["effective"], figures=figures, clauses=dict(clauses))
            )
    if not tables.get("version"):
        mistakes.append("there is no version")
    if mistakes:
        raise PolicyMistakes(mistakes)
    return tuple(sorted(policies, key=lambda policy: policy.effective))


def _mistake_in(name: str, entry: Any, names: set[str]) -> str | None:
    if name not in names:
        return "no such figure"
    if not isinstance(entry, Mapping) or not isinstance(entry.get("clause"), str):
        return "a figure is {value, clause}"
    value = entry.get("value")
    several = name == "alert_before_end_wd"
    numbers = value if several and isinstance(value, list) else [value]
    if not all(isinstance(n, int) and not isinstance(n, bool) and n > 0 for n in numbers):
        return "the value is " + ("a list of positive whole numbers" if several else "a positive whole number")
    return None


def calendar_from(table: Mapping[str, Any], closures: Mapping[str, Any]) -> Calendar:
    """Read the calendar: bank holidays with a version, and the organisation's closure days. Raises PolicyMistakes."""
    mistakes = [
        f"{key}: every entry of `days` is a date"
        for key, source in (("bank holidays", table), ("closures", closures))
        if not all(isinstance(day, date) for day in source.get("days", []))
    ]
    if not isinstance(table.get("known_to"), date) or not isinstance(table.get("version"), str):
        mistakes.append("bank holidays: `version` and the date `known_to` are missing")
    if mistakes:
        raise PolicyMistakes(mistakes)
    return Calendar(
        version=f"{table['version']}+{closures.get('version', '0')}",
        bank_holidays=frozenset(table["days"]),
        closures=frozenset(closures.get("days", [])),
        known_to=table["known_to"],
    )
