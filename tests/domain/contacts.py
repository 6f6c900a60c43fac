"""Contacts as they are told at a desk: whatever the sentence does not say has been done properly."""

from datetime import date
from typing import Any

from domain.case.verdict import Purpose
from domain.contact import Contact, CorrectTriage, RecordContact, RetractContact
from domain.measures import Measure, MeasureKind, Per
from domain.names import Actor, Channel, ContactId
from domain.referral.kinds import ReferralKind
from domain.referral.state import Referral
from domain.triage import Done, Matter, Triaged
from tests.domain.cast import ASHA
from tests.domain.story import Story, a_story

TWICE_A_WEEK = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=2, per=Per.WEEK)
PROHIBITED: dict[str, Any] = {"ends_all_contact": True, "extreme_reason": "Threats."}


def matter(purpose: Purpose = Purpose.GENERAL, done: Done = Done.ANSWERED) -> Matter:
    return Matter(purpose, done)


def a_contact(story: Story, *matters: Matter, by: Actor = ASHA, **said: Any) -> ContactId:
    """A phone call, just now, answered by whoever records it."""
    given = {
        "customer": story.customer,
        "channel": Channel.TELEPHONE,
        "happened_at": story.now,
        "staff": by.id,
        "matters": matters or (matter(),),
        "note": "What was said and done.",
    }
    stream = story._new("contact")
    story.do(stream, RecordContact(**{**given, **said}), by)
    return ContactId(stream)


def correct(story: Story, contact: ContactId, *matters: Matter, reason: str = "Read again.", by: Actor = ASHA) -> None:
    story.do(contact, CorrectTriage(matters=matters, reason=reason), by)


def retract(story: Story, contact: ContactId, reason: str = "Somebody else's call.", by: Actor = ASHA) -> None:
    story.do(contact, RetractContact(reason=reason), by)


def contact(story: Story, which: ContactId) -> Contact:
    state = story.states[which]
    assert isinstance(state, Contact)
    return state


def referred(story: Story, which: ContactId) -> list[tuple[ReferralKind, date]]:
    """What has been referred because of a contact, and by when each is to be answered."""
    found = [state for state in story.states.values() if isinstance(state, Referral) and str(state.about) == which]
    return [(each.kind, each.due_on) for each in found]


def only_matter(story: Story, which: ContactId) -> Triaged:
    (found,) = contact(story, which).matters
    return found


def a_restricted_customer(*measures: Measure, **said: Any) -> Story:
    story = a_story("2026-11-25")  # a Wednesday
    story.a_restriction(measures=measures, **said)
    return story
