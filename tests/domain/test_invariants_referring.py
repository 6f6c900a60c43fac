"""Each check of referrals and of letters outside cases finds the bug that is planted for it."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.case.notices import NoticeFailed
from domain.case.steps import DutyEscalated
from domain.conclusion import AdviseCustomer, CloseIncident
from domain.criteria import Criterion
from domain.incident import Assessment, IncidentAssessed
from domain.letter import LetterOwed
from domain.names import Role, StreamId, same_id
from domain.referral.kinds import Outcome, ReferralKind
from domain.referral.said import AnswerReferral, EngagedUnanswered, OpenReferral, ReferralAnswered, ReferralOpened
from domain.referral.state import Referral
from tests.domain.cast import ASHA, BRYN, DELYTH, GWEN
from tests.domain.desk import at
from tests.domain.doctors import Doctor, after, changing, finds, without
from tests.domain.story import Story, a_story


def a_referred_matter(kind: ReferralKind) -> tuple[Story, StreamId]:
    story = a_story("2026-11-23")
    stream = story._new("referral")
    story.do(
        stream,
        OpenReferral(customer=story.customer, referral_kind=kind, received_on=story.today, concern="Why."),
        ASHA,
    )
    return story, stream


def an_answered_request() -> Story:
    story, referral = a_referred_matter(ReferralKind.SUBJECT_ACCESS)
    story.until("2026-12-01")
    story.do(referral, AnswerReferral(outcome=Outcome.PROVIDED, reasons="Sent.", reference="DP-1"), GWEN)
    return story.until("2027-02-01")


def an_answered_contact() -> Story:
    story, referral = a_referred_matter(ReferralKind.SUBSEQUENT_CONTACT)
    story.do(referral, AnswerReferral(outcome=Outcome.ENGAGE, reasons="Cold.", to_customer="We come."), DELYTH)
    return story.until("2027-02-01")


def a_contact_nobody_decides() -> Story:
    story, _ = a_referred_matter(ReferralKind.SUBSEQUENT_CONTACT)
    return story.until("2027-02-01")


def a_request_nobody_answers() -> Story:
    story, _ = a_referred_matter(ReferralKind.SUBJECT_ACCESS)
    return story.until("2027-03-01")


def a_closed_incident_of_violence() -> Story:
    story = a_story("2026-11-23")
    incident = story.an_assessed_incident(criteria=(Criterion.THREATS,))
    referral = next(s.id for s in story.states.values() if isinstance(s, Referral))
    story.do(referral, AnswerReferral(outcome=Outcome.NOT_REPORTED, reasons="Words only."), BRYN)
    story.do(incident, CloseIncident(), BRYN)
    return story


def advice_that_came_back() -> Story:
    story = a_story("2026-11-23")
    incident = story.an_assessed_incident()
    story.do(incident, AdviseCustomer(why="Why.", what_must_change="What."), BRYN)
    letter = StreamId(same_id("letter", incident))
    story.post(letter)
    story.bounce(letter, story.states[letter].notices[0].id)
    return story.until("2026-12-10")


def advice_that_waits() -> Story:
    story = a_story("2026-11-23")
    story.do(story.an_assessed_incident(), AdviseCustomer(why="Why.", what_must_change="What."), BRYN)
    return story.until("2026-12-20", posting=False)


PLANTED: list[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("5.6", "referred to nobody", a_closed_incident_of_violence, without(ReferralOpened)),
    ("5.6", "before the police decision", a_closed_incident_of_violence, without(ReferralAnswered)),
    ("2.3", "without an assessment", a_closed_incident_of_violence, without(IncidentAssessed)),
    (
        "2.3",
        "without an assessment",
        a_closed_incident_of_violence,
        changing(IncidentAssessed, assessment=Assessment.NEEDS_INFORMATION),
    ),
    ("4.5", "not 2026-12-23", an_answered_request, changing(ReferralOpened, due_on=date(2026, 12, 24))),
    ("4.5", "before it came", an_answered_request, changing(ReferralOpened, received_on=date(2026, 11, 24))),
    (
        "6.1",
        "answered by somebody else",
        an_answered_request,
        changing(ReferralAnswered, envelope={"roles": frozenset({Role.MANAGER})}),
    ),
    (
        "6.1",
        "answered by somebody else",
        an_answered_contact,
        changing(ReferralAnswered, envelope={"roles": frozenset({Role.MANAGER})}),
    ),
    ("6.1", "answered twice", an_answered_request, after(ReferralAnswered, lambda event: event)),
    ("10.1", "the customer was not answered", an_answered_contact, without(LetterOwed)),
    (
        "10.1",
        "before the time to decide was over",
        a_contact_nobody_decides,
        changing(EngagedUnanswered, envelope={"recorded_at": at("2026-12-07 23:59")}),
    ),
    ("10.1", "and we did not", a_contact_nobody_decides, without(EngagedUnanswered)),
    ("6.1", "nobody was told", a_request_nobody_answers, without(DutyEscalated)),
    ("7.3", "not owed again", advice_that_came_back, changing(NoticeFailed, again=None)),
    ("6.1", "nobody was told", advice_that_waits, without(DutyEscalated)),
]


@pytest.mark.parametrize(
    ("number", "what", "life", "doctor"), PLANTED, ids=[f"{n}-{row[1]}" for n, row in enumerate(PLANTED)]
)
def test_a_planted_bug_is_found(number: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    finds(life(), doctor, number, what)
