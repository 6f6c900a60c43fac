"""What a call handler reads aloud: for every answer and route a sentence, which names nobody and gives no account."""

from itertools import product

import pytest

from api.spoken import spoken
from domain.case.state import Case
from domain.case.verdict import Asked, Purpose, verdict
from domain.contact import Contact
from domain.counting import so_far
from domain.measures import Measure, MeasureKind, Per
from domain.names import Channel
from tests.clauses import clause
from tests.domain.cast import DIGITAL_ONLY, NAMED_ONLY, NO_CONTACT, READ_AND_FILE, WRITING_ONLY
from tests.domain.contacts import PROHIBITED, a_contact, a_restricted_customer
from tests.domain.story import Story, a_story

CALLS_ONCE_A_WEEK = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=1, per=Per.WEEK, method=Channel.TELEPHONE)
ENDED = Measure(kind=MeasureKind.END_COMPLAINT, reference="C")


def said(story: Story, purpose: Purpose = Purpose.GENERAL, channel: Channel = Channel.TELEPHONE) -> str:
    cases = [state for state in story.states.values() if isinstance(state, Case)]
    contacts = [state for state in story.states.values() if isinstance(state, Contact)]
    asked = Asked(channel=channel, purpose=purpose)
    return spoken(verdict(cases, asked, story.now, so_far=so_far(contacts, story.now)), purpose, story.now)


@clause("6.1", "2.2")
def test_without_a_restriction_the_customer_is_told_that_they_may() -> None:
    assert said(a_story()) == "You may bring this to us now."


@clause("6.1")
@pytest.mark.parametrize(
    ("measure", "sentence"),
    [
        (WRITING_ONLY, "I cannot take this now. You may contact us in writing, by letter."),
        (DIGITAL_ONLY, "I cannot take this now. You may contact us by e-mail or online."),
        (NAMED_ONLY, "Please speak to the person whom we have named to you. I will pass this on to them."),
        (READ_AND_FILE, "You may send us this. It will be read and kept; we answer only what is new."),
    ],
)
def test_each_measure_has_its_sentence(measure: Measure, sentence: str) -> None:
    assert said(a_restricted_customer(measure)) == sentence


@clause("6.1")
def test_contacts_used_up_are_told_when_they_begin_again() -> None:
    story = a_restricted_customer(CALLS_ONCE_A_WEEK)  # on Wednesday 25 November 2026
    a_contact(story)
    assert said(story) == (
        "You have had the contacts that were agreed for this week. "
        "You may contact us by telephone again on Monday 30 November."
    )
    assert said(story, channel=Channel.WRITING) == "You may bring this to us now."


@clause("6.1")
def test_a_complaint_that_was_ended_is_told_so_and_something_new_may_come() -> None:
    story = a_restricted_customer(ENDED)
    assert said(story, Purpose.EXISTING_COMPLAINT).endswith("You may bring something new to us.")


@clause("10.1")
def test_a_prohibited_customer_with_something_new_is_told_who_decides() -> None:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    assert "a Head of Service" in said(story, Purpose.NEW_ISSUE)
    assert said(story) == "I cannot take this now. You may write to us: what you write is read."


@clause("1.6", "6.2")
def test_a_statutory_matter_is_always_taken() -> None:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    for purpose, words in (
        (Purpose.EMERGENCY_OR_SAFETY, "report an emergency"),
        (Purpose.APPEAL, "appeal"),
        (Purpose.DISREPAIR, "bring this to us"),
    ):
        assert said(story, purpose) == (
            f"You may always {words}, by any route: by telephone, or as you choose. I will see that it is acted on."
        )
    assert "any route: in writing, by letter, or" in said(story, Purpose.APPEAL, Channel.FACE_TO_FACE)


@clause("reading.md, Never: a reporter or witness named")
def test_no_sentence_names_anybody() -> None:
    stories = [a_restricted_customer(measure) for measure in (WRITING_ONLY, NAMED_ONLY, READ_AND_FILE, ENDED)]
    for story, purpose, channel in product(stories, Purpose, Channel):
        sentence = said(story, purpose, channel)
        assert sentence.endswith(".")
        assert "staff/" not in sentence
        assert "customer/" not in sentence
