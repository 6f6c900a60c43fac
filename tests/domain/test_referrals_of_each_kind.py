"""The police, the Ombudsman, anti-social behaviour, a prohibited customer: each kind answered (5.6, 6.1, 10.1)."""

from datetime import date
from typing import Any

import pytest

from domain.case.duties import Act, DutyKind
from domain.case.verdict import Answer, Purpose
from domain.criteria import Criterion
from domain.incident import CorrectIncident
from domain.letter import Letter
from domain.measures import Authority
from domain.names import Actor, Role, same_id
from domain.referral.kinds import Outcome, ReferralKind
from domain.referral.state import Referral
from domain.refusal import Conflict, NotAllowed, NotYet
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, DELYTH, EMRYS, GWEN
from tests.domain.refusing import refused
from tests.domain.story import a_story
from tests.domain.test_referrals import REPORTED, a_prohibited_customer_with_a_new_repair, about, answer, refer, the


@clause("5.6")
@pytest.mark.parametrize("criterion", [Criterion.THREATS, Criterion.VIOLENCE, Criterion.SWEARING])
def test_a_threat_of_violence_asks_for_a_decision_about_the_police(criterion: Criterion) -> None:
    story = a_story("2026-11-23")
    incident = story.an_incident(criteria=(criterion,))
    asked = ReferralKind.POLICE in about(story, incident)
    assert asked is (criterion is not Criterion.SWEARING)
    if asked:
        assert about(story, incident)[ReferralKind.POLICE].due_on == date(2026, 11, 24)


@clause("5.6")
@pytest.mark.parametrize("how", ["assessed", "corrected"])
def test_what_turns_out_to_be_a_threat_asks_for_it_too_and_once(how: str) -> None:
    story = a_story()
    incident = story.an_incident()
    if how == "assessed":
        story.assess(incident, criteria=(Criterion.THREATS,))
        story.assess(incident, criteria=(Criterion.THREATS,), anew=True)
    else:
        for _ in range(2):
            story.do(incident, CorrectIncident(reason="It was worse.", criteria=(Criterion.THREATS,)), ASHA)
    found = [s for s in story.states.values() if isinstance(s, Referral)]
    assert [referral.kind for referral in found] == [ReferralKind.POLICE]


@clause("5.6")
def test_reported_names_the_reference_and_the_authority_and_not_reported_the_reason() -> None:
    story = a_story()
    first, second = (story.an_incident(criteria=(Criterion.THREATS,)) for _ in range(2))
    police = about(story, first)[ReferralKind.POLICE].id
    with refused("5.6", "reference"):
        answer(story, police, BRYN, Outcome.REPORTED, authority=Authority.POLICE)
    with refused("6.1", "authority"):
        answer(story, police, BRYN, Outcome.REPORTED, reference="CAD-17")
    with refused("5.6", "reasons"):
        answer(story, police, BRYN, Outcome.NOT_REPORTED, reasons=" ")
    with refused("5.6", "outcome"):
        answer(story, police, BRYN, Outcome.NOT_ONE)
    answer(story, police, BRYN, **REPORTED)
    other = about(story, second)[ReferralKind.POLICE].id
    with refused("6.1", "authority"):
        answer(story, other, BRYN, Outcome.NOT_REPORTED, authority=Authority.POLICE)
    answer(story, other, BRYN, Outcome.NOT_REPORTED)
    assert the(story, other).closed


@clause("6.1")
def test_a_matter_under_the_anti_social_behaviour_procedure_is_taken_up_or_not() -> None:
    story = a_story("2026-11-23")
    referral = refer(story, ReferralKind.ANTI_SOCIAL_BEHAVIOUR)
    assert the(story, referral).due_on == date(2026, 12, 21)
    with refused("6.1", "reference"):
        answer(story, referral, BRYN, Outcome.TAKEN_UP)
    answer(story, referral, BRYN, Outcome.TAKEN_UP, reference="ASB-9")
    with pytest.raises(Conflict):
        answer(story, referral, BRYN, Outcome.NOT_TAKEN_UP)


@clause("6.1")
def test_a_customer_is_sent_to_the_ombudsman_only_when_our_procedure_is_exhausted_and_is_told_so() -> None:
    story = a_story("2026-11-23")
    referral = refer(story, ReferralKind.OMBUDSMAN)
    said: dict[str, Any] = {"reference": "CP-881", "to_customer": "We found no fault."}
    for exhausted in (None, date(2026, 11, 24)):
        with refused("6.1", "exhausted_on"):
            answer(story, referral, GWEN, Outcome.CUSTOMER_REFERRED, exhausted_on=exhausted, **said)
    with refused("6.1", "to_customer"):
        answer(story, referral, GWEN, Outcome.CUSTOMER_REFERRED, exhausted_on=date(2026, 11, 23), reference="CP-881")
    answer(story, referral, GWEN, Outcome.CUSTOMER_REFERRED, exhausted_on=date(2026, 11, 23), **said)
    letter = story.states[same_id("letter", referral)]
    assert isinstance(letter, Letter)
    assert [notice.is_owed for notice in letter.notices] == [True]
    assert letter.notices[0].leave_by == date(2026, 11, 25)


@clause("6.1")
def test_where_our_procedure_is_not_exhausted_nobody_is_sent_away() -> None:
    story = a_story("2026-11-23")
    referral = refer(story, ReferralKind.OMBUDSMAN)
    with refused("6.1", "exhausted_on"):
        answer(story, referral, GWEN, Outcome.NOT_EXHAUSTED, exhausted_on=date(2026, 11, 1))
    answer(story, referral, GWEN, Outcome.NOT_EXHAUSTED)
    assert same_id("letter", referral) not in story.states


@clause("10.1")
def test_a_new_matter_of_a_prohibited_customer_goes_to_a_head_of_service_for_five_working_days() -> None:
    story, referral = a_prohibited_customer_with_a_new_repair()
    assert story.ask(purpose=Purpose.NEW_ISSUE).answer is Answer.REFER
    assert the(story, referral).sort.owner is Role.HEAD_OF_SERVICE
    assert the(story, referral).due_on == date(2026, 11, 30)


@clause("10.1")
@pytest.mark.parametrize(("by", "may"), [(BRYN, False), (GWEN, False), (DELYTH, True), (EMRYS, True)])
def test_a_head_of_service_or_a_director_decides_whether_to_engage(by: Actor, may: bool) -> None:
    story, referral = a_prohibited_customer_with_a_new_repair()
    if may:
        answer(story, referral, by, Outcome.ENGAGE, to_customer="We will come on Tuesday.")
        assert the(story, referral).outcome is Outcome.ENGAGE
    else:
        with pytest.raises(NotAllowed):
            answer(story, referral, by, Outcome.ENGAGE, to_customer="We will come on Tuesday.")


@clause("10.1")
@pytest.mark.parametrize("outcome", [Outcome.ENGAGE, Outcome.DO_NOT_ENGAGE, Outcome.NOT_ONE])
def test_the_customer_is_answered_whatever_is_decided(outcome: Outcome) -> None:
    story, referral = a_prohibited_customer_with_a_new_repair()
    with refused("10.1", "to_customer"):
        answer(story, referral, DELYTH, outcome)
    answer(story, referral, DELYTH, outcome, to_customer="What we decided.")
    letter = story.states[same_id("letter", referral)]
    assert not letter.closed
    story.until("2026-11-24")
    assert story.states[same_id("letter", referral)].closed, "the letter left"


@clause("10.1")
def test_unanswered_it_is_escalated_and_five_working_days_later_we_engage() -> None:
    story, referral = a_prohibited_customer_with_a_new_repair()
    story.until("2026-11-30 23:59")
    assert "DutyEscalated" not in story.events(referral)
    story.until("2026-12-01 00:00")
    assert "DutyEscalated" in story.events(referral)
    story.until("2026-12-07 23:59")
    assert "EngagedUnanswered" not in story.events(referral)
    with pytest.raises(NotYet):
        story.step(referral, DutyKind.ENGAGE_UNANSWERED, Act.PERFORM, referral)
    story.until("2026-12-08 00:00")
    assert story.events(referral)[-1] == "EngagedUnanswered"
    assert the(story, referral).outcome is Outcome.ENGAGE
    assert same_id("letter", referral) in story.states, "and the customer is answered"
