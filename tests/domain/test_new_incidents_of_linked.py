"""Incidents of a linked record while a restriction stands: shown as the person's, and no longer once unlinked (9.2)."""

from datetime import date

import pytest

from domain.case.duties import DutyKind
from domain.case.new_incidents import LinkIncident
from domain.invariants import breaches
from domain.names import THE_SYSTEM, CaseId, CustomerId, IncidentId, LinkId
from domain.refusal import AlreadySo
from tests.clauses import clause
from tests.domain.story import Story, a_story

LINKING = "reading.md, One person, two records"


def a_restriction_and_a_linked_record() -> tuple[Story, CaseId, CustomerId, LinkId]:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 9, 19))
    story.until("2026-12-01")
    other = story.a_customer(identified=False, name=None, description="Calls at night.")
    return story, case, other, story.link(story.customer, other)


def shown(story: Story, case: CaseId) -> set[IncidentId]:
    """The new incidents of a case as it is in the light of what is around it."""
    return {new.incident for new in story.as_seen(story.case(case)).new_incidents}


def owed(story: Story, case: CaseId, kind: DutyKind) -> list[str]:
    return [t.duty.about for stream, t in story.all_timers() if (str(stream), t.duty.kind) == (case, kind)]


@clause("9.2", "1.3", LINKING)
def test_a_new_incident_of_any_record_of_the_person_is_shown_to_whoever_decided() -> None:
    story, case, other, _ = a_restriction_and_a_linked_record()
    incident = story.an_incident(customer=other)
    assert shown(story, case) == {incident}
    assert owed(story, case, DutyKind.LOOK_AT_NEW_INCIDENT) == [incident]
    assert story.case(case).new_incidents[0].recorded_of == other


@clause("9.2", "1.3", LINKING)
def test_a_link_carries_over_what_was_recorded_of_the_other_while_the_restriction_stood() -> None:
    story = a_story("2026-11-23")
    other = story.a_customer()
    before = story.an_incident(customer=other)
    story.until("2026-11-24")
    case = story.a_restriction(expires_on=date(2027, 9, 19))
    story.until("2026-12-01")
    since = story.an_incident(customer=other)
    assert shown(story, case) == set()
    story.link(story.customer, other)
    assert shown(story, case) == {since}
    assert before not in shown(story, case)


@clause("9.2", "1.3", LINKING)
def test_what_somebody_else_did_after_all_is_shown_no_longer_until_the_two_are_one_again() -> None:
    story, case, other, link = a_restriction_and_a_linked_record()
    incident, own = story.an_incident(customer=other), story.an_incident()
    story.unlink(link)
    assert shown(story, case) == {own}
    assert owed(story, case, DutyKind.LOOK_AT_NEW_INCIDENT) == [own]
    story.link(story.customer, other)
    assert shown(story, case) == {incident, own}


@clause("9.2", LINKING)
@pytest.mark.parametrize(("unlinked", "proposed"), [(False, "2027-04-11 00:01"), (True, "2027-02-24 00:01")])
def test_an_early_review_is_not_put_off_by_what_somebody_else_did(unlinked: bool, proposed: str) -> None:
    story, case, other, link = a_restriction_and_a_linked_record()
    story.until("2027-01-10")
    story.assess(story.an_incident(customer=other))
    if unlinked:
        story.until("2027-01-20")
        story.unlink(link)
    story.until(proposed)
    events = [f for f in story.record if str(f.stream) == case and f.event.TOPIC == "EarlyReviewProposed"]
    assert [str(f.event.proposed_on) for f in events] == [proposed[:10]]  # type: ignore[attr-defined]
    assert breaches(story.record, story.book, now=story.now) == []


@clause("9.2", LINKING)
def test_an_early_review_that_was_put_off_is_proposed_as_soon_as_the_two_are_unlinked() -> None:
    story, case, other, link = a_restriction_and_a_linked_record()
    story.until("2027-01-10")
    story.assess(story.an_incident(customer=other))
    story.until("2027-03-01")
    assert "EarlyReviewProposed" not in story.events(case)
    story.unlink(link)
    story.until("2027-03-01 10:05")
    assert story.events(case).count("EarlyReviewProposed") == 1
    assert breaches(story.record, story.book, now=story.now) == []


@clause("9.2", LINKING)
def test_what_a_standing_decision_rests_on_of_an_unlinked_record_puts_off_no_early_review_either() -> None:
    story = a_story("2026-11-23")
    other = story.a_customer()
    link = story.link(story.customer, other)
    case = story.refer(story.an_assessed_incident(), story.an_assessed_incident(customer=other))
    story.dispense(case)
    story.restrict(case, expires_on=date(2027, 9, 19))
    story.post_all()
    story.until("2026-12-01")
    story.unlink(link)
    story.until("2026-12-02")
    story.resume(case)
    story.until("2027-01-10")
    story.assess(story.an_incident(customer=other))
    story.until("2027-02-24 00:01")
    assert "EarlyReviewProposed" in story.events(case)


@clause("9.2", LINKING)
def test_an_incident_of_a_record_that_is_not_the_persons_is_not_linked_however_late_a_follower_asks() -> None:
    story, case, other, link = a_restriction_and_a_linked_record()
    story.following = False
    incident = story.an_incident(customer=other)
    story.unlink(link)
    with pytest.raises(AlreadySo):
        story.do(case, LinkIncident(incident=incident, recorded_at=story.now), THE_SYSTEM)
    assert story.case(case).new_incidents == ()
