"""The figures of the policy, dated: a changed figure is a new set from a new day, and a case keeps its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.calendar import Calendar


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Every number of the policy, each with its clause in the file they come from (*Never* a figure in code).

    *wd*: working days.
    """

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
    employees_told_before_end_wd: tuple[int, ...]
    employees_told_within_wd: int
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
    """Who writes the letters, from a day on: shown to customers, never read by a rule."""

    effective: date
    name: str
    address: tuple[str, ...]
    phone: str
    email: str
    out_of_hours: str  # a number that is answered at any hour: the emergency route of 1.6, 6.2
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
    """Every version of the policy, the calendar as it is known now, and who the organisation is.

    `superseded` are versions as they were proclaimed before a later word changed them: what somebody could have
    reckoned with once goes on to count for a customer (*Time*, "every reckoning since"). `words`: how many events of
    the policy's stream it holds.
    """

    policies: tuple[Policy, ...]  # oldest first
    calendar: Calendar
    organisations: tuple[Organisation, ...]  # oldest first
    superseded: tuple[Policy, ...] = ()
    words: int = 0

    def on(self, day: date) -> Policy:
        """Return the policy in effect on a day; the oldest for a day before all of them."""
        in_effect = [policy for policy in self.policies if policy.effective <= day]
        return in_effect[-1] if in_effect else self.policies[0]

    def version(self, version: str) -> Policy:
        """Return a version by its name. Raises KeyError for one that never was."""
        return {policy.version: policy for policy in self.policies}[version]

    def organisation_on(self, day: date) -> Organisation:
        """Return who the organisation is on a day; the oldest entry for a day before all of them."""
        so_far = [organisation for organisation in self.organisations if organisation.effective <= day]
        return so_far[-1] if so_far else self.organisations[0]

    def ever(self) -> tuple[Policy, ...]:
        """Return every version that was ever proclaimed, also as it was before a later word changed it."""
        return (*self.policies, *self.superseded)
