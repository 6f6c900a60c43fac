"""Correspondence in the policy's words; and that only persons are restricted (5.8, 5.10, Never)."""

from datetime import date
from typing import Any

import pytest

from domain.case.verdict import Answer, Purpose
from domain.handling import Shortfall, StepKind
from domain.names import Channel, StreamId, same_id
from domain.referral.kinds import ReferralKind
from domain.triage import Done, Matter
from tests.clauses import clause
from tests.domain.cast import CARYS, READ_AND_FILE, steps
from tests.domain.contacts import a_contact, referred
from tests.domain.incidents import handle, judged, outside
from tests.domain.refusing import refused
from tests.domain.story import a_story
from tests.domain.test_conduct_in_the_policys_words import WRITTEN, found


@clause("5.8")
@pytest.mark.parametrize("channel", WRITTEN)
def test_our_employees_do_not_have_to_tolerate_abuse_in_a_letter_an_e_mail_or_on_social_media(
    channel: Channel,
) -> None:
    story = a_story()
    incident = found(story, channel=channel, steps=steps(StepKind.NOT_ANSWERED, since=story.now))
    assert outside(story, incident) == ()
    case = story.refer(incident)
    story.warn(case)
    assert story.events(case)[-1] == "WarningIssued"


@clause("5.8", "5.9")
@pytest.mark.parametrize("channel", WRITTEN)
def test_in_every_kind_of_correspondence_a_request_is_looked_for_before_it_is_left(channel: Channel) -> None:
    assert judged(channel, StepKind.NOT_ANSWERED, holds_request=None) == {Shortfall.REQUEST_NOT_LOOKED_FOR}
    assert judged(channel, StepKind.NOT_ANSWERED, holds_request=False) == set()
    assert judged(Channel.FACE_TO_FACE, StepKind.NOT_ANSWERED) == set()


@clause("5.10", "5.9")
@pytest.mark.parametrize(("holds", "flagged"), [(False, False), (True, True)])
def test_an_abusive_social_media_post_without_a_request_need_not_be_answered(holds: bool, flagged: bool) -> None:
    story = a_story()
    asked: dict[str, Any] = {"legitimate_request": "When is the repair?"} if holds else {}
    left = steps(StepKind.NOT_ANSWERED, since=story.now)
    incident = story.an_incident(channel=Channel.SOCIAL_MEDIA, steps=left, holds_legitimate_request=holds, **asked)
    assert (Shortfall.REQUEST_NOT_ANSWERED in outside(story, incident)) is flagged
    assert StreamId(same_id("letter", incident)) not in story.states, "no letter is owed by itself"


@clause("5.10", "5.12")
def test_where_no_reply_is_required_we_may_tell_them_all_the_same_what_must_change() -> None:
    story = a_story()
    incident = found(story, channel=Channel.DIGITAL)
    handle(story, incident, StepKind.NOT_ANSWERED)
    handle(story, incident, StepKind.ADVICE_SENT, by=CARYS)
    assert outside(story, incident) == ()
    assert story.ask(channel=Channel.DIGITAL).answer is Answer.ALLOW, "advice restricts nobody"


@clause("5.9", "4.5")
def test_what_an_abusive_e_mail_asks_for_is_dealt_with_as_if_it_had_been_asked_politely() -> None:
    story = a_story()
    polite = a_contact(story, Matter(Purpose.DATA_SUBJECT_REQUEST, Done.REFERRED), channel=Channel.DIGITAL)
    abusive = a_contact(
        story,
        Matter(Purpose.GENERAL, Done.ANSWERED),
        Matter(Purpose.DATA_SUBJECT_REQUEST, Done.REFERRED),
        channel=Channel.DIGITAL,
        note="Full of insults, and asks for everything that we hold.",
    )
    assert (
        referred(story, abusive)
        == referred(story, polite)
        == [
            (ReferralKind.SUBJECT_ACCESS, date(2026, 12, 23)),
        ]
    )


@clause("reading.md, Never: a household", "1.3")
def test_whoever_lives_with_a_restricted_person_is_not_restricted() -> None:
    story = a_story()
    neighbour = story.a_customer(name="A Daughter", address=("1 Road",), tenancy_number="T-1")
    story.a_restriction(measures=(READ_AND_FILE,))
    assert story.ask(of=story.customer).answer is Answer.READ_AND_FILE
    assert story.ask(of=neighbour).answer is Answer.ALLOW


@clause("reading.md, Never: a household", "1.3")
def test_what_somebody_else_at_the_same_address_did_is_held_against_nobody_but_them() -> None:
    story = a_story()
    daughter = story.a_customer(name="A Daughter", address=("1 Road",), tenancy_number="T-1")
    theirs = story.an_incident(customer=daughter)
    story.assess(theirs)
    with refused("1.3", "incidents"):
        story.refer(theirs)
    case = story.a_case_to_decide()
    with refused("1.3", "incidents"):
        story.add(case, theirs)
    story.link(story.customer, daughter)  # where a manager says that they are one person, it is theirs
    story.add(case, theirs)
    assert theirs in story.case(case).incidents


@clause("reading.md, Never: a household", "6.1")
def test_a_restriction_names_one_customer_and_a_contact_of_another_is_judged_by_their_own() -> None:
    story = a_story()
    daughter = story.a_customer(name="A Daughter", address=("1 Road",))
    case = story.a_restriction(measures=(READ_AND_FILE,))
    theirs = a_contact(story, customer=daughter, channel=Channel.TELEPHONE)
    assert [str(matter.said.answer) for matter in story.states[theirs].matters] == ["allow"]
    assert {getattr(event, "customer", story.customer) for event in story.streams[case]} == {story.customer}
