"""A contact that is taken back gives no cause any more: nobody is answered who never asked (10.1)."""

import pytest

from domain.case.verdict import Purpose
from domain.event import Event
from domain.names import ContactId, StreamId, same_id
from domain.referral.kinds import Outcome, ReferralKind
from domain.referral.said import AnswerReferral
from domain.referral.state import Referral
from domain.triage import Done, Matter
from tests.clauses import clause
from tests.domain.cast import DELYTH, NO_CONTACT
from tests.domain.contacts import PROHIBITED, a_contact, a_restricted_customer, retract
from tests.domain.refusing import refused
from tests.domain.story import Story


def a_new_issue() -> tuple[Story, ContactId, StreamId]:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    had = a_contact(story, Matter(Purpose.NEW_ISSUE, Done.REFERRED))
    (found,) = (s for s in story.states.values() if isinstance(s, Referral) and s.about == StreamId(had))
    assert found.kind is ReferralKind.SUBSEQUENT_CONTACT
    return story, had, StreamId(found.id)


def answer(story: Story, referral: StreamId, outcome: Outcome, said: str | None) -> tuple[Event, ...]:
    return story.do(referral, AnswerReferral(outcome=outcome, reasons="Her brother's.", to_customer=said), DELYTH)


@clause("10.1")
@pytest.mark.parametrize("taken_back", [True, False])
def test_whoever_never_brought_a_matter_is_not_written_to_about_it(taken_back: bool) -> None:
    story, had, referral = a_new_issue()
    if taken_back:
        retract(story, had)
        answer(story, referral, Outcome.NOT_ONE, None)
        assert same_id("letter", referral) not in story.states
    else:
        with refused("10.1", "to_customer"):
            answer(story, referral, Outcome.NOT_ONE, None)


@clause("10.1")
def test_no_letter_goes_out_about_what_was_taken_back() -> None:
    story, had, referral = a_new_issue()
    retract(story, had)
    with refused("10.1", "to_customer"):
        answer(story, referral, Outcome.NOT_ONE, "We will look at it.")
    answer(story, referral, Outcome.ENGAGE, "We will look at it.")
    assert same_id("letter", referral) in story.states, "whoever decides to engage all the same says so"


@clause("10.1", "reading.md, Never: the customer's loss")
@pytest.mark.parametrize("taken_back", [True, False])
def test_where_nobody_decides_we_engage_with_what_was_brought_and_with_nothing_else(taken_back: bool) -> None:
    story, had, referral = a_new_issue()
    if taken_back:
        retract(story, had)
    story.until("2026-12-20")
    state = story.states[referral]
    assert isinstance(state, Referral)
    assert state.outcome is (Outcome.NOT_ONE if taken_back else Outcome.ENGAGE)
    assert (same_id("letter", referral) in story.states) is not taken_back


@clause("4.5", "10.1")
def test_a_request_for_data_does_not_fall_away_by_itself() -> None:
    story = a_restricted_customer(NO_CONTACT, **PROHIBITED)
    had = a_contact(story, Matter(Purpose.DATA_SUBJECT_REQUEST, Done.REFERRED))
    retract(story, had, "It stands twice.")
    story.until("2027-03-01")
    (found,) = (s for s in story.states.values() if isinstance(s, Referral) and s.about == StreamId(had))
    assert not found.closed, "Governance says what becomes of it"
