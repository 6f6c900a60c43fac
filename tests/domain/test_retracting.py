"""What was recorded of the wrong person, or twice, is taken back: it stays in the record and counts nowhere (9.1)."""

from datetime import date
from typing import Any

import pytest

from domain.attachment import AttachFile, MediaType
from domain.case.early import EarlyReviewProposed
from domain.case.new_incidents import IncidentLinked, LinkIncident
from domain.case.quashing import warning_counts
from domain.incident import Assessment, CorrectIncident, Incident
from domain.invariants import breaches
from domain.names import THE_SYSTEM, Actor, IncidentId, Role, same_id
from domain.people import ReadNarrative
from domain.refusal import AlreadySo, Conflict, NotAllowed, NotFound
from domain.retraction import IncidentRetracted, RetractIncident, WhyRetracted
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, DELYTH, GWEN, someone
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

IWAN = someone("Iwan", Role.AUDITOR)
ANOTHER, TWICE = WhyRetracted.ANOTHER_PERSON, WhyRetracted.RECORDED_TWICE


def retract(story: Story, incident: IncidentId, by: Actor = BRYN, **said: Any) -> list[str]:
    command = RetractIncident(**({"why": ANOTHER, "reason": "It was Mr Davies."} | said))
    return [type(event).__name__ for event in story.do(incident, command, by)]


def state(story: Story, incident: IncidentId) -> Incident:
    known = story.states[incident]
    assert isinstance(known, Incident)
    return known


@clause("9.1", "Never")
def test_what_is_taken_back_says_what_it_corrects_and_counts_nowhere() -> None:
    story = a_story()
    incident = story.an_assessed_incident()
    said = state(story, incident).said
    assert state(story, incident).counts
    assert retract(story, incident) == ["IncidentRetracted"]
    assert not state(story, incident).counts
    event = story.record[-1].event
    assert isinstance(event, IncidentRetracted)
    assert (event.corrects, event.why, event.retracted_by) == (said, ANOTHER, BRYN.id)


@clause("9.1")
def test_whoever_typed_it_wrong_takes_it_back_until_somebody_has_assessed_it() -> None:
    story = a_story()
    fresh, judged = story.an_incident(), story.an_incident()
    story.assess(judged, assessment=Assessment.NEEDS_INFORMATION, criteria=(), reasons="Who called?")
    assert retract(story, fresh, ASHA) == ["IncidentRetracted"]
    with pytest.raises(NotAllowed):
        retract(story, judged, ASHA)
    retract(story, judged, GWEN)


@clause("9.1")
def test_the_reason_is_said_and_it_is_taken_back_once() -> None:
    story = a_story()
    incident = story.an_incident()
    with refused("9.1", "reason"):
        retract(story, incident, reason=" ")
    retract(story, incident)
    with pytest.raises(Conflict):
        retract(story, incident)


@clause("9.1")
def test_nothing_more_is_said_of_it_and_it_comes_into_no_case() -> None:
    story = a_story()
    incident = story.an_incident()
    retract(story, incident)
    with pytest.raises(Conflict):
        story.assess(incident)
    with pytest.raises(Conflict):
        story.do(incident, CorrectIncident(reason="Why.", narrative="Else."), ASHA)
    file = AttachFile(about=incident, document="a" * 64, size=9, media_type=MediaType.PNG, name="a.png")
    with pytest.raises(Conflict):
        story.do(story._new("attachment"), file, ASHA)
    with refused("9.1", "incidents"):
        story.refer(incident)
    case = story.a_referred_case()
    with refused("9.1", "incidents"):
        story.add(case, incident)


@clause("9.1", "1.3")
def test_its_account_is_read_by_those_alone_who_answer_for_the_record() -> None:
    story = a_story()
    incident = story.an_incident()
    story.reads(incident, ASHA)
    retract(story, incident)
    read = ReadNarrative(about=incident)
    with pytest.raises(NotAllowed):
        story.do(same_id("reading", incident), read, ASHA)
    for by in (BRYN, GWEN, IWAN):
        story.do(same_id("reading", incident), read, by)


@clause("2.4", "9.1")
def test_no_restriction_that_stands_loses_its_ground_unseen_it_is_lifted_first() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    incident = story.case(case).decisions[0].basis[0]
    with pytest.raises(Conflict, match="decision/1"):
        retract(story, incident)
    story.lift(case)
    assert retract(story, incident) == ["IncidentRetracted"]


@clause("2.4", "9.1")
def test_what_a_variation_no_longer_rests_on_is_taken_back() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    first = story.case(case).decisions[0].basis[0]
    story.add(case, other := story.an_assessed_incident())
    story.vary(case, basis=(other,))
    story.post_all(case)
    assert retract(story, first) == ["IncidentRetracted"]
    with pytest.raises(Conflict, match="decision/2"):
        retract(story, other)


@clause("4.1", "9.1")
def test_no_decision_rests_on_what_was_taken_back() -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    incident = story.case(case).incidents[0]
    retract(story, incident)
    with refused("4.1", "basis.0"):
        story.restrict(case, basis=(incident,))


@clause("4.1", "7.2")
@pytest.mark.parametrize("found", ["taken back", "not unacceptable", "left as it was"])
def test_a_warning_counts_while_anything_is_left_of_what_it_was_about(found: str) -> None:
    story = a_story("2026-11-23")
    first = story.an_assessed_incident()
    case = story.refer(first)
    story.warn(case)
    story.post_all(case)
    story.until("2026-11-25")
    if found == "taken back":
        retract(story, first)
    if found == "not unacceptable":
        story.assess(first, assessment=Assessment.NOT_UNACCEPTABLE, criteria=(), anew=True, reasons="The recording.")
    later = story.an_assessed_incident()
    story.add(case, later)
    stays = found == "left as it was"
    assert warning_counts(story.case(case).warnings[0], [story.case(case)], story.states) is stays
    if stays:
        story.restrict(case, basis=(later,))
    else:
        with refused("7.2", "basis"):
            story.restrict(case, basis=(later,))


@clause("4.1", "7.2")
def test_a_warning_in_another_case_about_what_was_taken_back_counts_no_longer() -> None:
    story = a_story("2026-11-23")
    first = story.an_assessed_incident()
    warned = story.refer(first)
    story.warn(warned)
    story.post_all(warned)
    story.until("2026-11-25")
    case = story.refer(story.an_assessed_incident())
    retract(story, first)
    with refused("7.2", "basis"):
        story.restrict(case)


@clause("9.2", "9.1")
def test_what_was_taken_back_is_nothing_new_and_does_not_break_good_conduct() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 8, 31))
    story.until("2026-12-01")
    incident = story.an_assessed_incident()
    assert [new.incident for new in story.case(case).new_incidents] == [incident]
    retract(story, incident)
    assert story.case(case).new_incidents == ()
    with pytest.raises(AlreadySo):
        story.do(case, LinkIncident(incident=incident, recorded_at=story.now), THE_SYSTEM)
    story.until("2027-03-01")
    proposed = next(f.event for f in story.record if isinstance(f.event, EarlyReviewProposed))
    assert proposed.good_since == date(2026, 11, 23)


@clause("9.1")
@pytest.mark.parametrize(
    ("why", "whose", "right"),
    [(ANOTHER, "theirs", True), (ANOTHER, "hers", False), (TWICE, "hers", True), (TWICE, "theirs", False)],
)
def test_in_its_place_stands_what_the_person_did_in_truth(why: WhyRetracted, whose: str, right: bool) -> None:
    story = a_story()
    incident = story.an_incident()
    customer = story.a_customer() if whose == "theirs" else story.customer
    instead = story.an_incident(customer=customer)
    if right:
        retract(story, incident, why=why, instead=instead)
    else:
        with refused("1.3", "instead"):
            retract(story, incident, why=why, instead=instead)


@clause("9.1")
def test_what_stands_twice_goes_on_standing_once() -> None:
    story = a_story()
    first, second, gone = story.an_incident(), story.an_incident(), story.an_incident()
    retract(story, gone)
    for instead in (None, first, gone):
        with refused("9.1", "instead"):
            retract(story, first, why=TWICE, instead=instead)
    with pytest.raises(NotFound):
        retract(story, first, why=TWICE, instead=IncidentId(story._new("incident")))
    retract(story, first, why=TWICE, instead=second)


@clause("9.1")
@pytest.mark.parametrize("by", [ASHA, DELYTH, GWEN])
def test_any_employee_takes_back_and_no_auditor_does(by: Actor) -> None:
    story = a_story()
    retract(story, story.an_incident(), by)
    with pytest.raises(NotAllowed):
        retract(story, story.an_incident(), IWAN)


@clause("9.1", "1.3")
def test_what_was_somebody_elses_after_all_and_is_taken_back_then_concerns_no_case_of_this_customer() -> None:
    story = a_story("2026-11-23")
    other = story.a_customer()
    link = story.link(story.customer, other)
    case = story.a_restriction()
    incident = story.an_incident(customer=other)
    story.unlink(link)
    retract(story, incident)
    story.until("2026-11-27")
    assert [new.retracted for new in story.streams[case] if isinstance(new, IncidentLinked)] == [False]
    assert breaches(story.record, story.book, now=story.now) == []
