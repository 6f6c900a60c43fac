"""What a contact calls for is referred with it, whatever was done, once, from its day (4.5, 5.9, 10.1)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.case.verdict import Purpose
from domain.names import Channel, StreamId
from domain.referral.kinds import ReferralKind
from domain.referral.said import CorrectReferral, OpenReferral
from domain.triage import Done, Matter
from tests.clauses import clause
from tests.domain.cast import ASHA, NO_CONTACT, READ_AND_FILE
from tests.domain.contacts import PROHIBITED, a_contact, a_restricted_customer, correct, matter, referred
from tests.domain.desk import at
from tests.domain.refusing import refused
from tests.domain.story import a_story

REQUEST = Matter(Purpose.DATA_SUBJECT_REQUEST, Done.REFERRED)


@clause("4.5", "5.9")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-25 23:59", date(2026, 12, 25)),
        ("2026-11-26 00:00", date(2026, 12, 26)),
        ("2027-01-31 09:00", date(2027, 2, 28)),
        ("2028-01-29 09:00", date(2028, 2, 29)),
    ],
)
def test_a_request_for_data_is_referred_from_the_local_day_it_came_in(received: str, due: date) -> None:
    story = a_story(received)
    story.on("2028-03-01")
    assert referred(story, a_contact(story, REQUEST, happened_at=at(received))) == [(ReferralKind.SUBJECT_ACCESS, due)]


@clause("10.1")
@pytest.mark.parametrize("done", [Done.REFERRED, Done.ANSWERED])
def test_a_prohibited_customers_new_issue_is_before_a_head_of_service_whatever_was_done(done: Done) -> None:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    found = referred(story, a_contact(story, matter(Purpose.NEW_ISSUE, done)))
    assert found == [(ReferralKind.SUBSEQUENT_CONTACT, date(2026, 12, 2))]


@clause("4.5", "10.1")
def test_a_contact_refers_each_kind_once() -> None:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    new = [Matter(purpose, Done.REFERRED) for purpose in (Purpose.NEW_ISSUE, Purpose.NEW_COMPLAINT)]
    kinds = [kind for kind, _ in referred(story, a_contact(story, REQUEST, *new))]
    assert kinds == [ReferralKind.SUBJECT_ACCESS, ReferralKind.SUBSEQUENT_CONTACT]


@clause("4.5", "5.9")
def test_a_request_found_later_is_referred_from_the_day_it_came_in_and_not_a_second_time() -> None:
    story = a_restricted_customer(READ_AND_FILE)
    had = a_contact(story, matter(done=Done.FILED), channel=Channel.WRITING)
    story.until("2026-12-10")
    correct(story, had, REQUEST)
    due = [(ReferralKind.SUBJECT_ACCESS, date(2026, 12, 25))]
    assert referred(story, had) == due
    correct(story, had, REQUEST, matter(done=Done.FILED))
    assert referred(story, had) == due


@clause("4.5", "5.9")
def test_a_referral_whose_day_somebody_made_later_does_not_stand_in_for_its_clock() -> None:
    story = a_restricted_customer(READ_AND_FILE)
    had = a_contact(story, matter(done=Done.FILED), channel=Channel.WRITING)
    story.until("2026-12-10")
    by_hand = OpenReferral(
        customer=story.customer,
        referral_kind=ReferralKind.SUBJECT_ACCESS,
        received_on=story.today,
        about=StreamId(had),
        concern="It reads like one.",
    )
    with refused("4.5", "received_on"):
        story.do(story._new("referral"), by_hand, ASHA)
    referral = story._new("referral")
    story.do(referral, replace(by_hand, received_on=date(2026, 11, 25)), ASHA)
    story.do(referral, CorrectReferral(reason="Misread.", received_on=story.today), ASHA)
    correct(story, had, REQUEST)
    assert [due for _, due in referred(story, had)] == [date(2026, 12, 25), date(2026, 12, 25)]


@clause("10.1")
def test_what_calls_for_no_referral_raises_none() -> None:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    assert referred(story, a_contact(story, matter(Purpose.GENERAL, Done.ROUTE_TOLD))) == []
    assert referred(story, a_contact(story, matter(Purpose.DISREPAIR))) == []
