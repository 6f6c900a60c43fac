"""A referral is corrected: the day on which it came in, and where it is to be found again (4.5, 9.1)."""

from datetime import date
from typing import Any

import pytest

from domain.event import Event
from domain.incident import CorrectIncident
from domain.measures import Authority
from domain.names import Actor, Channel, IncidentId, StreamId
from domain.referral.kinds import Outcome, ReferralKind
from domain.referral.said import (
    AnswerReferral,
    CorrectReferral,
    OpenReferral,
    ReferralCorrected,
    ReferralOpened,
    ReferralStatement,
)
from domain.referral.state import Referral
from domain.refusal import Conflict, NotAllowed
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, GWEN
from tests.domain.desk import at
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

TODAY = "2026-11-23"


def refer(story: Story, kind: ReferralKind = ReferralKind.SUBJECT_ACCESS, **said: Any) -> StreamId:
    given = {"customer": story.customer, "received_on": story.today, "concern": "Asks for his file."}
    stream = story._new("referral")
    story.do(stream, OpenReferral(**{"referral_kind": kind, **given, **said}), ASHA)
    return stream


def the(story: Story, referral: str) -> Referral:
    state = story.states[referral]
    assert isinstance(state, Referral)
    return state


def correct(story: Story, referral: StreamId, by: Actor = ASHA, **said: Any) -> tuple[Event, ...]:
    return story.do(referral, CorrectReferral(**{"reason": "Misread.", **said}), by)


def a_reported_threat(story: Story) -> StreamId:
    referral = refer(story, ReferralKind.POLICE)
    reported = AnswerReferral(
        outcome=Outcome.REPORTED, reasons="He named a day.", reference="CAD-71", authority=Authority.POLICE
    )
    story.do(referral, reported, BRYN)
    return referral


def requests_about(story: Story, incident: IncidentId) -> list[Referral]:
    found = [s for s in story.states.values() if isinstance(s, Referral) and s.about == StreamId(incident)]
    return sorted((r for r in found if r.kind is ReferralKind.SUBJECT_ACCESS), key=lambda r: r.received_on)


# 4.5: the day of receipt decides, whatever was typed in first


@clause("4.5", "reading.md, Never: edited history")
def test_the_month_runs_from_the_day_on_which_it_came_in_truth() -> None:
    story = a_story(TODAY)
    referral = refer(story)
    (corrected,) = correct(story, referral, received_on=date(2026, 11, 10))
    assert isinstance(corrected, ReferralCorrected)
    assert [(part.what, part.version) for part in corrected.corrects] == [(ReferralStatement.RECEIVED_ON, 1)]
    assert (the(story, referral).received_on, the(story, referral).due_on) == (date(2026, 11, 10), date(2026, 12, 10))


@clause("4.5")
def test_what_turns_out_to_be_overdue_escalates_at_once() -> None:
    story = a_story(TODAY)
    referral = refer(story)
    correct(story, referral, received_on=date(2026, 10, 20))
    story.until("2026-11-23 23:00")
    assert "DutyEscalated" in story.events(referral)


@clause("4.5", "reading.md, Time")
def test_our_own_day_to_answer_moves_no_later_by_a_correction() -> None:
    story = a_story(TODAY)
    referral = refer(story, received_on=date(2026, 11, 10))
    correct(story, referral, received_on=date(2026, 11, 20))
    assert (the(story, referral).received_on, the(story, referral).due_on) == (date(2026, 11, 20), date(2026, 12, 10))


@clause("4.5", "9.1")
def test_a_second_correction_says_that_it_corrects_the_first() -> None:
    story = a_story(TODAY)
    referral = refer(story)
    correct(story, referral, received_on=date(2026, 11, 10))
    (again,) = correct(story, referral, received_on=date(2026, 11, 9))
    assert isinstance(again, ReferralCorrected)
    assert [(part.what, part.version) for part in again.corrects] == [(ReferralStatement.RECEIVED_ON, 2)]


@clause("4.5")
@pytest.mark.parametrize(("day", "fits"), [(date(2026, 11, 24), False), (date(2026, 11, 22), True)])
def test_what_is_corrected_came_in_up_to_today(day: date, fits: bool) -> None:
    story = a_story(TODAY)
    referral = refer(story)
    if fits:
        correct(story, referral, received_on=day)
    else:
        with refused("4.5", "received_on"):
            correct(story, referral, received_on=day)


@clause("9.1")
def test_a_correction_of_a_referral_says_what_and_why() -> None:
    story = a_story(TODAY)
    referral = refer(story)
    with refused("9.1", "reason"):
        correct(story, referral, received_on=date(2026, 11, 10), reason=" ")
    with refused("9.1", "received_on"):
        correct(story, referral)
    with refused("9.1", "received_on"):
        correct(story, referral, received_on=story.today)


@clause("4.5")
def test_the_day_of_what_has_been_answered_is_corrected_no_more() -> None:
    story = a_story(TODAY)
    referral = a_reported_threat(story)
    with pytest.raises(Conflict):
        correct(story, referral, received_on=date(2026, 11, 10))


# 5.6, 6.1: where it is to be found again


@clause("5.6", "9.1")
def test_a_wrong_reference_is_corrected_and_says_which_answer_gave_it() -> None:
    story = a_story(TODAY)
    referral = a_reported_threat(story)
    (corrected,) = correct(story, referral, BRYN, reference="CAD-17")
    assert isinstance(corrected, ReferralCorrected)
    assert [(part.what, part.version) for part in corrected.corrects] == [(ReferralStatement.REFERENCE, 2)]
    state = the(story, referral)
    assert (state.reference, state.outcome, state.due_on) == ("CAD-17", Outcome.REPORTED, date(2026, 11, 24))


@clause("5.6")
def test_a_reference_is_corrected_by_whoever_may_answer() -> None:
    story = a_story(TODAY)
    referral = a_reported_threat(story)
    with pytest.raises(NotAllowed):
        correct(story, referral, ASHA, reference="CAD-17")


@clause("9.1")
def test_where_no_reference_was_given_there_is_none_to_correct() -> None:
    story = a_story(TODAY)
    referral = refer(story)
    with refused("9.1", "reference"):
        correct(story, referral, GWEN, reference="DP-1")


@clause("9.1")
def test_the_same_reference_corrects_nothing() -> None:
    story = a_story(TODAY)
    referral = a_reported_threat(story)
    with refused("9.1", "reference"):
        correct(story, referral, BRYN, reference="CAD-71")


# 4.5, 5.9: a request inside what is an incident too


@clause("4.5", "5.9")
def test_a_message_that_came_earlier_than_was_recorded_carries_its_request_back_with_it() -> None:
    story = a_story(TODAY)
    incident = story.an_incident(channel=Channel.DIGITAL, raises=(ReferralKind.SUBJECT_ACCESS,))
    came = at("2026-11-10")
    events = story.do(incident, CorrectIncident(reason="It came on the 10th.", happened_at=came), ASHA)
    assert any(isinstance(event, ReferralOpened) for event in events)
    first, second = requests_about(story, incident)
    assert (first.received_on, first.due_on) == (date(2026, 11, 10), date(2026, 12, 10))
    assert second.received_on == date(2026, 11, 23), "the one that was opened stays in the record, and is answered"


@clause("4.5")
@pytest.mark.parametrize("answered", [True, False])
def test_nothing_is_referred_anew_where_it_was_answered_or_the_day_is_later(answered: bool) -> None:
    story = a_story(TODAY)
    incident = story.an_incident(
        channel=Channel.DIGITAL, raises=(ReferralKind.SUBJECT_ACCESS,), happened_at=at("2026-11-12")
    )
    (request,) = requests_about(story, incident)
    if answered:
        answer = AnswerReferral(outcome=Outcome.PROVIDED, reasons="Sent.", reference="DP-1")
        story.do(StreamId(request.id), answer, GWEN)
    came = at("2026-11-10" if answered else "2026-11-16")
    story.do(incident, CorrectIncident(reason="Misread.", happened_at=came), ASHA)
    assert len(requests_about(story, incident)) == 1


@clause("4.5", "5.9")
@pytest.mark.parametrize(("day", "fits"), [(date(2026, 11, 2), True), (date(2026, 11, 3), False)])
def test_a_request_found_later_in_a_message_came_no_later_than_the_message(day: date, fits: bool) -> None:
    story = a_story(TODAY)
    incident = story.an_incident(channel=Channel.DIGITAL, happened_at=at("2026-11-02"))
    if fits:
        refer(story, about=incident, received_on=day)
    else:
        with refused("4.5", "received_on"):
            refer(story, about=incident, received_on=day)


@clause("3.2")
def test_other_concerns_about_an_incident_may_come_later_than_it() -> None:
    story = a_story(TODAY)
    incident = story.an_incident(happened_at=at("2026-11-02"))
    referral = refer(story, ReferralKind.VULNERABILITY, about=incident, received_on=story.today)
    assert the(story, referral).received_on == story.today
