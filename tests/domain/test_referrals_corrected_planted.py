"""Each check of corrected referrals finds the bug that is planted for it."""

from collections.abc import Callable
from datetime import date

import pytest

from domain.case.verdict import Purpose
from domain.contact import ContactRetracted
from domain.incident import CorrectIncident
from domain.names import Channel, StreamId
from domain.referral.kinds import ReferralKind
from domain.referral.said import CorrectReferral, OpenReferral, ReferralCorrected
from domain.triage import Done, Matter
from tests.domain.cast import ASHA, NO_CONTACT
from tests.domain.contacts import PROHIBITED, a_contact, a_restricted_customer, retract
from tests.domain.desk import at
from tests.domain.doctors import Doctor, Record, changing, finds, without
from tests.domain.story import Story, a_story


def a_corrected_request() -> Story:
    story = a_story("2026-11-23")
    stream = StreamId(story._new("referral"))
    kind = ReferralKind.SUBJECT_ACCESS
    story.do(
        stream,
        OpenReferral(customer=story.customer, referral_kind=kind, received_on=story.today, concern="Why."),
        ASHA,
    )
    story.do(stream, CorrectReferral(reason="Misread.", received_on=date(2026, 11, 10)), ASHA)
    return story


def a_message_that_came_earlier() -> Story:
    story = a_story("2026-11-23")
    incident = story.an_incident(channel=Channel.DIGITAL, raises=(ReferralKind.SUBJECT_ACCESS,))
    story.do(incident, CorrectIncident(reason="It came before.", happened_at=at("2026-11-10")), ASHA)
    return story


def a_new_issue_taken_back() -> Story:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    retract(story, a_contact(story, Matter(Purpose.NEW_ISSUE, Done.REFERRED)))
    return story.until("2026-12-20")


def not_taken_back(record: Record) -> Record:
    return [f for f in record if getattr(f.event, "received_on", None) != date(2026, 11, 10)]


PLANTED: list[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("4.5", "not 2026-12-10", a_corrected_request, changing(ReferralCorrected, due_on=date(2026, 12, 23))),
    ("4.5", "has not come", a_corrected_request, changing(ReferralCorrected, received_on=date(2026, 11, 24))),
    ("reading.md, Never", "of a referral", a_corrected_request, changing(ReferralCorrected, corrects=())),
    (
        "4.5",
        "a later day than its message",
        a_message_that_came_earlier,
        not_taken_back,
    ),
    ("10.1", "nobody took back, fell away", a_new_issue_taken_back, without(ContactRetracted)),
]


@pytest.mark.parametrize(
    ("number", "what", "life", "doctor"), PLANTED, ids=[f"{n}-{row[1]}" for n, row in enumerate(PLANTED)]
)
def test_a_planted_bug_is_found(number: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    finds(life(), doctor, number, what)
