from datetime import date

import pytest

from domain.case.duties import Act, DutyKind
from domain.incident import Assessment
from domain.names import IncidentId
from domain.refusal import Conflict, NotAllowed, NotFound
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, FFION
from tests.domain.refusing import refused
from tests.domain.story import a_story


@clause("5.7", "7.2")
def test_any_employee_refers_and_a_decision_is_owed_within_twenty_working_days() -> None:
    story = a_story("2026-11-23")
    case = story.refer(story.an_incident(), by=FFION)
    # 20 working days from Monday 23 November: four whole weeks. The closure days are not ours to take.
    assert story.case(case).decide_by == date(2026, 12, 21)


@clause("7.2")
def test_a_case_rests_on_incidents_of_one_person_each_named_once() -> None:
    story = a_story()
    incident = story.an_incident()
    of_another = story.an_incident(customer=story.a_customer())
    with refused("7.2", "incidents"):
        story.refer()
    with refused("7.2", "incidents"):
        story.refer(incident, incident)
    with refused("1.3", "incidents"):
        story.refer(incident, of_another)
    case = story.refer(incident)
    with refused("1.3", "incidents"):
        story.add(case, of_another)
    with pytest.raises(Conflict):
        story.add(case, incident)
    with pytest.raises(NotFound):
        story.add(case, IncidentId("incident/00000000-0000-0000-0000-00000000000f"))


@clause("7.2")
def test_a_case_nobody_decides_is_escalated_and_ten_working_days_later_closes_without_action() -> None:
    story = a_story("2026-11-23")
    case = story.a_referred_case()
    story.until("2026-12-21 23:59")
    assert story.tries(case, DutyKind.DECIDE, Act.ESCALATE) == "not yet"
    story.until("2026-12-22 00:01")
    assert "DutyEscalated" in story.events(case)
    # Over Christmas and New Year; the closure days between give us nothing: Thursday 7 January is the tenth.
    story.until("2027-01-07 23:59")
    assert not story.case(case).closed
    story.until("2027-01-08 00:01")
    assert story.case(case).closed
    assert story.events(case)[-1] == "CaseClosed"


@clause("7.2")
def test_when_the_time_to_decide_is_over_a_late_manager_is_refused_even_if_no_timer_has_fired() -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    with refused("7.2"):
        story.on("2027-01-08 00:00").restrict(case)
    story.on("2027-01-07 23:59").restrict(case)


@clause("7.2")
def test_a_warning_says_why_and_what_must_change_and_only_a_manager_who_was_no_party_warns() -> None:
    story = a_story()
    case = story.a_referred_case()
    with pytest.raises(NotAllowed):
        story.warn(case, by=ASHA)
    party = story.refer(story.an_incident(by=ASHA, targets=(BRYN.id,)))
    story.assess(story.case(party).incidents[0], by=CARYS)
    with refused("7.2"):
        story.warn(party, by=BRYN)
    story.warn(party, by=CARYS)


@clause("4.1", "7.2")
def test_a_warning_rests_on_conduct_found_unacceptable() -> None:
    story = a_story()
    incident = story.an_incident()
    case = story.refer(incident)
    with refused("4.1", "incidents.0"):
        story.warn(case)
    story.assess(incident, assessment=Assessment.NEEDS_INFORMATION)
    with refused("4.1", "incidents.0"):
        story.warn(case)
    story.assess(incident)
    story.warn(case)


@clause("7.2")
def test_the_warning_period_begins_when_its_notice_has_left_and_runs_twenty_working_days() -> None:
    story = a_story("2026-11-20")
    case = story.a_referred_case()
    story.warn(case)
    assert story.case(case).warnings[0].period_ends is None
    story.on("2026-11-23").post(case)
    warning = story.case(case).warnings[0]
    assert (warning.period_ends, warning.counts_until) == (date(2026, 12, 21), date(2027, 5, 23))


@clause("7.2")
def test_after_a_warning_and_its_period_without_a_further_incident_the_case_closes() -> None:
    story = a_story("2026-11-23")
    case = story.a_referred_case()
    story.warn(case)
    story.until("2026-12-21 23:59")
    assert not story.case(case).closed
    story.until("2026-12-22 00:01")
    assert story.events(case)[-2:] == ["WarningPeriodEnded", "CaseClosed"]


@clause("7.2")
def test_who_was_warned_has_the_chance_to_change_before_anything_is_decided() -> None:
    story = a_story()
    case = story.a_referred_case()
    story.warn(case)
    story.post_all(case)
    with refused("7.2"):
        story.restrict(case)
    with pytest.raises(Conflict):
        story.dispense(case)
    with pytest.raises(Conflict):
        story.warn(case)


@clause("7.2")
def test_a_further_incident_after_the_warning_left_makes_a_decision_due_and_possible() -> None:
    story = a_story("2026-11-23")
    case = story.a_referred_case()
    story.warn(case)
    story.post_all(case)
    story.on("2026-12-01")
    story.add(case, story.an_assessed_incident())
    assert story.case(case).decide_by == date(2026, 12, 31)
    story.restrict(case)
    assert story.decision(case)


@clause("7.2")
def test_an_incident_before_the_warning_left_is_no_answer_to_it() -> None:
    story = a_story("2026-11-23")
    case = story.a_referred_case()
    story.warn(case)
    story.on("2026-11-24 10:00")
    before = story.an_assessed_incident(happened_at=story.now)
    story.on("2026-11-24 10:01").post_all(case)
    story.add(case, before)
    with refused("7.2", "basis"):
        story.restrict(case)
    at_that_instant = story.an_assessed_incident(happened_at=story.now)
    story.add(case, at_that_instant)
    story.restrict(case)


@clause("7.2")
def test_a_warning_counts_for_six_months_also_in_a_later_case() -> None:
    for day, counts in (("2027-05-23", True), ("2027-05-24", False)):
        story = a_story("2026-11-23")
        case = story.a_referred_case()
        story.warn(case)
        story.until("2027-05-20")
        later = story.refer(story.an_assessed_incident())
        assert story.case(case).closed
        story.on(day)
        if counts:
            story.restrict(later)
        else:
            with refused("7.2", "basis"):
                story.restrict(later)


@clause("7.2", "8.2")
def test_a_warning_that_came_back_does_not_count_until_it_has_left_again() -> None:
    story = a_story("2026-11-23")
    case = story.a_referred_case()
    story.warn(case)
    first = story.post(case)
    story.on("2026-11-27").bounce(case, first)
    story.add(case, story.an_assessed_incident())
    with refused("7.2", "basis"):
        story.restrict(case)
    story.on("2026-11-30").post_all(case)
    assert story.case(case).warnings[0].period_ends == date(2027, 1, 5)
    story.add(case, story.an_assessed_incident(happened_at=story.now))
    story.restrict(case)


@clause("7.2")
def test_without_a_warning_the_reason_is_recorded_and_serves_one_decision() -> None:
    story = a_story()
    case = story.a_referred_case()
    with refused("7.2", "basis"):
        story.restrict(case)
    with refused("7.2", "explanation"):
        story.dispense(case, explanation=" ")
    story.dispense(case)
    story.restrict(case)
    story.lift(case)
    story.add(case, story.an_assessed_incident())
    with refused("7.2", "basis"):
        story.restrict(case)


@clause("7.2")
def test_a_warning_does_not_come_while_a_restriction_stands() -> None:
    story = a_story()
    case = story.a_restriction()
    with refused("7.2", "incidents"):
        story.warn(case)


@clause("7.2")
def test_a_reason_for_no_warning_does_not_outlast_a_warning() -> None:
    story = a_story("2026-11-23")
    case = story.a_referred_case()
    before = story.case(case).incidents
    story.dispense(case)
    story.warn(case)
    story.post_all(case)
    story.on("2026-11-25")
    story.add(case, story.an_assessed_incident())
    with refused("7.2", "basis"):
        story.restrict(case, basis=before)
