from datetime import date, timedelta

import pytest

from domain.case.duties import Act, DutyKind, agenda
from domain.case.state import Case
from domain.case.verdict import Answer
from domain.incident import Assessment, CorrectIncident
from domain.invariants import breaches
from domain.names import CaseId, Channel, IncidentId
from domain.refusal import Conflict, NotFound
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DIGITAL_ONLY, NO_CONTACT, READ_AND_FILE, WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story


def a_restriction_that_stands() -> tuple[Story, CaseId]:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 2, 26))
    story.until("2026-12-01")
    return story, case


def to_look_at(story: Story, case: CaseId) -> list[tuple[str, str, object]]:
    duties = agenda(story.case(case), story.book)
    return [(d.about, str(d.due_on), d.person) for d in duties if d.kind is DutyKind.LOOK_AT_NEW_INCIDENT]


def known(story: Story, case: CaseId) -> list[tuple[IncidentId, Assessment | None]]:
    return [(new.incident, new.assessment) for new in story.case(case).new_incidents]


def without_what_was_linked(case: Case) -> tuple[object, ...]:
    return (case.decisions, case.notices, case.decide_by, case.incidents, case.appeals)


@clause("9.2")
def test_a_new_incident_during_a_restriction_is_linked_and_shown_to_the_manager_who_decided() -> None:
    story, case = a_restriction_that_stands()
    incident = story.an_incident()
    assert known(story, case) == [(incident, None)]
    assert to_look_at(story, case) == [(incident, "2026-12-08", BRYN.id)]
    story.assess(incident)
    assert known(story, case) == [(incident, Assessment.UNACCEPTABLE)]


@clause("9.2")
def test_a_new_incident_changes_nothing_by_itself() -> None:
    story, case = a_restriction_that_stands()
    before = without_what_was_linked(story.case(case))
    verdict = story.ask("2027-01-15")
    story.an_assessed_incident()
    assert without_what_was_linked(story.case(case)) == before
    assert story.ask("2027-01-15") == verdict


@clause("9.2")
def test_the_manager_is_reminded_of_it_once_and_nobody_is_told_over_their_head() -> None:
    story, case = a_restriction_that_stands()
    incident = story.an_incident()
    story.until("2026-12-07 23:59")
    assert story.tries(case, DutyKind.LOOK_AT_NEW_INCIDENT, Act.REMIND) == "not yet"
    story.until("2027-01-20")
    about = [
        (f.event.TOPIC, getattr(f.event, "due_on", None))
        for f in story.record
        if getattr(f.event, "about", "") == incident
    ]
    assert about == [("DutyReminded", date(2026, 12, 8))]
    assert to_look_at(story, case)
    assert breaches(story.record, story.book, now=story.now) == []


@clause("9.2")
@pytest.mark.parametrize("how", ["seen", "brought in", "not unacceptable"])
def test_it_is_looked_at_once_it_was_seen_or_brought_into_the_case_or_found_to_be_nothing(how: str) -> None:
    story, case = a_restriction_that_stands()
    incident = story.an_incident()
    if how == "seen":
        story.see(case, incident, by=CARYS)
        with pytest.raises(Conflict):
            story.see(case, incident)
    elif how == "brought in":
        story.add(case, incident)
    else:
        story.assess(incident, assessment=Assessment.NOT_UNACCEPTABLE)
    assert to_look_at(story, case) == []
    assert [new.incident for new in story.case(case).new_incidents] == [incident]


@clause("9.2", "9.1")
def test_what_is_found_or_corrected_later_is_shown_anew() -> None:
    story, case = a_restriction_that_stands()
    incident = story.an_incident()
    story.see(case, incident)
    story.assess(incident)
    assert [about for about, *_ in to_look_at(story, case)] == [incident]
    story.see(case, incident)
    earlier = story.now - timedelta(days=2)
    story.do(incident, CorrectIncident(reason="The day was wrong.", happened_at=earlier), ASHA)
    assert [about for about, *_ in to_look_at(story, case)] == [incident]
    assert story.case(case).new_incidents[0].happened_on == date(2026, 11, 29)


@clause("9.2", "reading.md, Time")
def test_what_is_corrected_before_anybody_has_looked_gives_nobody_more_time_to_look() -> None:
    story, case = a_restriction_that_stands()
    incident = story.an_incident()
    story.until("2026-12-03")
    story.do(incident, CorrectIncident(reason="The day was wrong.", happened_at=story.now), ASHA)
    assert to_look_at(story, case) == [(incident, "2026-12-08", BRYN.id)]
    story.see(case, incident)
    story.assess(incident)
    assert to_look_at(story, case) == [(incident, "2026-12-10", BRYN.id)], "what was looked at is shown anew"


@clause("9.2", "reading.md, Never: the customer's loss")
def test_corrected_again_and_again_the_manager_is_reminded_of_it_before_the_restriction_ends() -> None:
    story = a_story("2026-11-23")
    story.a_restriction(expires_on=date(2026, 12, 9))
    story.until("2026-12-01")
    incident = story.an_incident()
    story.until("2026-12-04")
    story.do(incident, CorrectIncident(reason="The day was wrong.", happened_at=story.now), ASHA)
    story.until("2027-01-20")
    reminded = [f.event for f in story.record if f.event.TOPIC == "DutyReminded"]
    assert incident in [getattr(event, "about", "") for event in reminded]
    assert breaches(story.record, story.book, now=story.now) == []


@clause("9.2", "4.1")
def test_that_part_of_what_a_decision_rests_on_was_found_not_unacceptable_after_all_is_shown() -> None:
    story = a_story("2026-11-23")
    first, second = story.an_assessed_incident(), story.an_assessed_incident()
    case = story.refer(first, second)
    story.dispense(case)
    story.restrict(case, basis=(first, second))
    story.post_all(case)
    story.assess(first, assessment=Assessment.NOT_UNACCEPTABLE, anew=True)
    assert [about for about, *_ in to_look_at(story, case)] == [first]


@clause("4.1")
@pytest.mark.parametrize("found", [Assessment.NOT_UNACCEPTABLE, Assessment.NEEDS_INFORMATION])
def test_nobody_stays_restricted_for_what_counts_for_nothing_the_restriction_is_lifted_first(found: Assessment) -> None:
    story, case = a_restriction_that_stands()
    (basis,) = story.decision(case).basis
    with pytest.raises(Conflict, match="decision/1"):
        story.assess(basis, assessment=found, criteria=(), anew=True)
    story.assess(basis, anew=True)
    story.lift(case)
    story.assess(basis, assessment=found, criteria=(), anew=True)


@clause("9.2")
def test_what_was_recorded_before_the_decision_or_after_the_end_or_of_somebody_else_is_not_linked() -> None:
    story = a_story("2026-11-23")
    story.an_assessed_incident()
    case = story.a_restriction(expires_on=date(2026, 12, 11))
    story.an_incident(customer=story.a_customer())
    story.until("2026-12-11 23:59")
    last = story.an_incident()
    with pytest.raises(NotFound):
        story.see(case, IncidentId("incident/00000000-0000-0000-0000-000000000001"))
    story.until("2026-12-12 00:01")
    story.an_incident()
    assert known(story, case) == [(last, None)]
    assert to_look_at(story, case) == []


@clause("9.2")
def test_it_is_linked_in_every_case_in_which_a_restriction_stands() -> None:
    story, case = a_restriction_that_stands()
    other = story.a_restriction(measures=(READ_AND_FILE,))
    incident = story.an_incident()
    assert incident in {name for name, _ in known(story, case)}
    assert incident in {name for name, _ in known(story, other)}


@clause("9.2", "9.3")
def test_at_the_review_a_new_incident_is_the_basis_of_a_harsher_variation_and_not_before() -> None:
    story, case = a_restriction_that_stands()
    incident = story.an_assessed_incident()
    with refused("2.4", "basis.0"):
        story.vary(case, basis=(incident,), measures=(WRITING_ONLY, READ_AND_FILE))
    story.add(case, incident)
    assert story.case(case).decide_by is None, "it makes no decision due"
    with refused("9.2", "measures"):
        story.vary(case, basis=(incident,), measures=(WRITING_ONLY, READ_AND_FILE))
    story.until("2027-02-01")
    story.vary(case, basis=(incident,), measures=(DIGITAL_ONLY,), expires_on=date(2027, 6, 30))
    story.post_all()
    assert story.ask(channel=Channel.WRITING).answer is Answer.REFUSE
    assert story.decision(case).basis == (incident,)


@clause("7.2", "6.1")
def test_before_the_review_a_new_incident_is_referred_and_decided_as_a_case_of_its_own_and_both_combine() -> None:
    story, case = a_restriction_that_stands()
    warned = story.refer(story.an_assessed_incident())
    with refused("7.2"):
        story.restrict(warned, measures=(READ_AND_FILE,))
    story.warn(warned)
    story.until("2026-12-03")
    story.add(warned, story.an_assessed_incident())
    story.restrict(warned, basis=story.case(warned).incidents[-1:], measures=(READ_AND_FILE,))
    story.post_all()
    assert story.ask(channel=Channel.TELEPHONE).answer is Answer.REFUSE
    assert story.ask(channel=Channel.WRITING).answer is Answer.READ_AND_FILE
    assert {part.case for part in story.ask(channel=Channel.TELEPHONE).parts} == {case, warned}
    story.until("2027-02-27 00:01")  # the first has lapsed
    assert story.ask(channel=Channel.TELEPHONE).answer is Answer.READ_AND_FILE
    assert breaches(story.record, story.book, now=story.now) == []


@clause("6.1")
def test_together_they_leave_an_ordinary_route_unless_the_decision_ends_all_contact() -> None:
    story, _case = a_restriction_that_stands()
    other = story.a_case_to_decide()
    with refused("6.1", "ends_all_contact"):
        story.restrict(other, measures=(DIGITAL_ONLY,))
    story.restrict(other, measures=(NO_CONTACT,), ends_all_contact=True, extreme_reason="Nothing else will do.")
    assert story.decision(other).ends_all_contact
