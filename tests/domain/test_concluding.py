"""An incident is concluded: the customer is advised in writing, the police decision is made, and it is closed."""

from typing import Any

import pytest

from domain.conclusion import AdviseCustomer, CloseIncident
from domain.criteria import Criterion
from domain.handling import Shortfall, StepKind, StepTaken
from domain.incident import Assessment, CorrectIncident
from domain.measures import Authority
from domain.names import Channel, IncidentId, StreamId, same_id
from domain.referral.kinds import Outcome, ReferralKind
from domain.referral.said import AnswerReferral
from domain.referral.state import Referral
from domain.refusal import Conflict, NotAllowed
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

ADVICE = AdviseCustomer(why="You swore.", what_must_change="Please do not.")


def police_referral(story: Story, incident: IncidentId) -> StreamId:
    found = [s for s in story.states.values() if isinstance(s, Referral) and s.about == StreamId(incident)]
    assert [referral.kind for referral in found] == [ReferralKind.POLICE]
    return StreamId(found[0].id)


@clause("5.12", "5.9")
def test_the_customer_is_told_in_writing_why_it_is_unacceptable_and_what_must_change() -> None:
    story = a_story()
    incident = story.an_assessed_incident()
    story.do(incident, ADVICE, BRYN)
    letter = same_id("letter", incident)
    assert story.events(letter) == ["LetterOwed"]
    story.post_all()
    assert story.events(letter) == ["LetterOwed", "NoticePrepared", "NoticeLeft"]
    assert story.states[letter].closed


@clause("5.12")
def test_advice_restricts_nothing_and_warns_of_nothing() -> None:
    story = a_story()
    story.do(story.an_assessed_incident(), ADVICE, BRYN)
    story.post_all()
    assert story.ask().parts == ()
    case = story.a_referred_case()
    with refused("7.2", "basis"):
        story.restrict(case)


@clause("5.12")
@pytest.mark.parametrize("field", ["why", "what_must_change"])
def test_advice_says_both(field: str) -> None:
    story = a_story()
    incident = story.an_assessed_incident()
    with refused("5.12", field):
        story.do(incident, AdviseCustomer(**{**vars(ADVICE), field: " "}), BRYN)


@clause("5.12")
@pytest.mark.parametrize("found", [None, Assessment.NOT_UNACCEPTABLE, Assessment.NEEDS_INFORMATION])
def test_nobody_is_advised_about_what_was_not_found_unacceptable(found: Assessment | None) -> None:
    story = a_story()
    incident = story.an_incident()
    if found:
        story.assess(incident, assessment=found, criteria=())
    with refused("5.12"):
        story.do(incident, ADVICE, BRYN)


@clause("5.9", "5.12")
def test_the_letter_of_advice_is_the_advice_that_goes_with_a_legitimate_request() -> None:
    story = a_story()
    said: dict[str, Any] = {"holds_legitimate_request": True, "legitimate_request": "When is the repair?"}
    incident = story.an_assessed_incident(channel=Channel.DIGITAL, **said)
    assert story.states[incident].outside == (Shortfall.REQUEST_NOT_ANSWERED, Shortfall.NO_ADVICE_GIVEN)
    story.do(incident, ADVICE, BRYN)
    assert story.states[incident].outside == (Shortfall.REQUEST_NOT_ANSWERED,), "the request still wants its answer"


@clause("5.14")
def test_whoever_could_not_be_challenged_is_written_to_by_the_letter_of_advice() -> None:
    story = a_story()
    unsafe = StepTaken(StepKind.NOT_SAFE_TO_CHALLENGE, story.now, ASHA.id)
    incident = story.an_assessed_incident(channel=Channel.FACE_TO_FACE, steps=(unsafe,))
    assert story.states[incident].outside == (Shortfall.NEITHER_WRITTEN_NOR_POLICE,)
    story.do(incident, ADVICE, BRYN)
    assert story.states[incident].outside == ()
    corrected = CorrectIncident(reason="He was calmer.", criteria=(Criterion.OFFENSIVE_REMARKS,))
    story.do(incident, corrected, ASHA)
    assert story.states[incident].outside == (), "a later correction does not take the letter away"


@clause("5.9")
def test_what_was_never_missing_is_not_found_again_by_a_letter_of_advice() -> None:
    story = a_story()
    incident = story.an_assessed_incident(channel=Channel.DIGITAL)
    assert story.events(incident).count("HandlingFoundWithinSteps") == 0
    story.do(incident, ADVICE, BRYN)
    assert story.events(incident)[-1] == "CustomerAdvised"


@clause("5.12")
def test_one_incident_is_advised_about_once() -> None:
    story = a_story()
    incident = story.an_assessed_incident()
    story.do(incident, ADVICE, BRYN)
    with pytest.raises(Conflict):
        story.do(incident, ADVICE, BRYN)


@clause("7.3")
def test_advice_that_comes_back_is_sent_again_by_post() -> None:
    story = a_story()
    incident = story.an_assessed_incident()
    story.do(incident, ADVICE, BRYN)
    letter = StreamId(same_id("letter", incident))
    story.post(letter)
    story.bounce(letter, story.states[letter].notices[0].id)
    first, again = story.states[letter].notices
    assert (first.failed_at is not None, again.is_owed, again.by_post) == (True, True, True)
    story.post(letter)
    assert story.states[letter].closed


@clause("7.3")
def test_advice_that_does_not_leave_is_reminded_of_and_escalated() -> None:
    story = a_story("2026-11-23")
    incident = story.an_assessed_incident()
    story.do(incident, ADVICE, BRYN)
    story.until("2026-11-25 23:59", posting=False)
    letter = same_id("letter", incident)
    assert story.events(letter)[-1] == "DutyReminded"
    story.until("2026-11-26 00:00", posting=False)
    assert story.events(letter)[-1] == "DutyEscalated"


@clause("5.6")
def test_where_violence_was_threatened_the_police_decision_comes_before_closing() -> None:
    story = a_story()
    incident = story.an_assessed_incident(criteria=(Criterion.THREATS,))
    with refused("5.6"):
        story.do(incident, CloseIncident(), BRYN)
    answer = AnswerReferral(
        outcome=Outcome.REPORTED, reasons="He named a day.", reference="CAD-17", authority=Authority.POLICE
    )
    story.do(police_referral(story, incident), answer, BRYN)
    story.do(incident, CloseIncident(), BRYN)
    assert story.states[incident].closed


@clause("5.6")
def test_a_decision_not_to_report_is_a_decision_too() -> None:
    story = a_story()
    incident = story.an_assessed_incident(criteria=(Criterion.VIOLENCE,))
    answer = AnswerReferral(outcome=Outcome.NOT_REPORTED, reasons="Asha does not want it, and is safe.")
    story.do(police_referral(story, incident), answer, BRYN)
    story.do(incident, CloseIncident(), BRYN)
    assert story.states[incident].closed


@clause("2.3")
@pytest.mark.parametrize(
    ("found", "closes"),
    [
        (None, False),
        (Assessment.NEEDS_INFORMATION, False),
        (Assessment.NOT_UNACCEPTABLE, True),
        (Assessment.UNACCEPTABLE, True),
    ],
)
def test_an_incident_is_closed_once_it_has_been_assessed(found: Assessment | None, closes: bool) -> None:
    story = a_story()
    incident = story.an_incident()
    if found:
        story.assess(incident, assessment=found)
    if closes:
        story.do(incident, CloseIncident(), BRYN)
        with pytest.raises(Conflict):
            story.do(incident, CloseIncident(), BRYN)
    else:
        with refused("2.3"):
            story.do(incident, CloseIncident(), BRYN)


@clause("5.6")
def test_what_is_recorded_of_a_closed_incident_opens_it_again() -> None:
    story = a_story()
    incident = story.an_assessed_incident()
    story.do(incident, CloseIncident(), BRYN)
    story.do(incident, CorrectIncident(reason="He threatened her too.", criteria=(Criterion.THREATS,)), ASHA)
    assert not story.states[incident].closed
    police_referral(story, incident)
    with refused("5.6"):
        story.do(incident, CloseIncident(), BRYN)


@clause("5.12", "5.6")
@pytest.mark.parametrize("command", [ADVICE, CloseIncident()])
def test_a_manager_advises_and_closes(command: AdviseCustomer | CloseIncident) -> None:
    story = a_story()
    incident = story.an_assessed_incident()
    with pytest.raises(NotAllowed):
        story.do(incident, command, ASHA)
