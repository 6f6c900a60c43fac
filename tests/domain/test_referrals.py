"""Referrals: each kind with its owner, its clock and its outcome; no restriction delays or closes one."""

from datetime import date
from typing import Any

import pytest

from domain.case.verdict import Answer, Purpose
from domain.criteria import Criterion
from domain.event import Event
from domain.incident import Assessment
from domain.measures import Authority, MeasureKind
from domain.names import Actor, Channel, Role, StreamId
from domain.referral.kinds import Outcome, ReferralKind
from domain.referral.said import AnswerReferral, AssignReferral, OpenReferral
from domain.referral.sorts import SORTS
from domain.referral.state import Referral
from domain.refusal import Conflict, NotAllowed, NotFound
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, EMRYS, FFION, GWEN, NO_CONTACT
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

REPORTED: dict[str, Any] = {"outcome": Outcome.REPORTED, "reference": "CAD-17", "authority": Authority.POLICE}


def refer(story: Story, kind: ReferralKind, by: Actor = ASHA, **said: Any) -> StreamId:
    given = {"customer": story.customer, "received_on": story.today, "concern": "What it is about."}
    stream = story._new("referral")
    story.do(stream, OpenReferral(**{"referral_kind": kind, **given, **said}), by)
    return stream


def the(story: Story, referral: str) -> Referral:
    state = story.states[referral]
    assert isinstance(state, Referral)
    return state


def answer(story: Story, referral: str, by: Actor, outcome: Outcome, **said: Any) -> tuple[Event, ...]:
    return story.do(referral, AnswerReferral(**{"outcome": outcome, "reasons": "Why.", **said}), by)


def about(story: Story, cause: str) -> dict[ReferralKind, Referral]:
    return {s.kind: s for s in story.states.values() if isinstance(s, Referral) and s.about == cause}


# 4.5, 5.9: subject access requests


@clause("4.5")
@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-23", "2026-12-23"),
        ("2026-11-25", "2026-12-25"),  # Christmas Day: also when it ends on a closed day
        ("2027-01-29", "2027-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2027-01-31", "2027-02-28"),
        ("2026-02-28", "2026-03-28"),
        ("2026-03-31", "2026-04-30"),
    ],
)
def test_a_subject_access_request_is_due_one_calendar_month_from_the_day_of_receipt(received: str, due: str) -> None:
    story = a_story(received)
    referral = refer(story, ReferralKind.SUBJECT_ACCESS)
    assert the(story, referral).due_on == date.fromisoformat(due)
    assert the(story, referral).sort.owner is Role.GOVERNANCE


@clause("4.5")
def test_the_month_runs_from_receipt_whenever_it_is_typed_in() -> None:
    story = a_story("2026-11-23")
    referral = refer(story, ReferralKind.SUBJECT_ACCESS, received_on=date(2026, 10, 20))
    assert the(story, referral).due_on == date(2026, 11, 20)
    story.until("2026-11-23 11:00")
    assert "DutyEscalated" in story.events(referral), "what is overdue when typed in escalates at once"


@clause("4.5")
@pytest.mark.parametrize("late_by", [0, 1])
def test_what_is_received_lies_in_the_past(late_by: int) -> None:
    story = a_story("2026-11-23")
    day = date(2026, 11, 23 + late_by)
    if late_by:
        with refused("4.5", "received_on"):
            refer(story, ReferralKind.SUBJECT_ACCESS, received_on=day)
    else:
        refer(story, ReferralKind.SUBJECT_ACCESS, received_on=day)


@clause("4.5", "5.9")
def test_a_request_inside_an_abusive_message_goes_to_governance_from_the_day_it_came() -> None:
    story = a_story("2026-11-23")
    incident = story.an_incident(
        channel=Channel.DIGITAL,
        raises=(ReferralKind.SUBJECT_ACCESS,),
        happened_at=story.on("2026-11-21").now,
    )
    referral = about(story, incident)[ReferralKind.SUBJECT_ACCESS]
    assert referral.received_on == date(2026, 11, 21)
    assert referral.due_on == date(2026, 12, 21)
    assert story.states[incident].recorded_criteria == (Criterion.SWEARING,), "asking is never a criterion"


@clause("4.5", "6.2")
def test_no_restriction_delays_or_closes_a_subject_access_request() -> None:
    story = a_story("2026-11-23")
    referral = refer(story, ReferralKind.SUBJECT_ACCESS)
    before = the(story, referral)
    case = story.a_restriction(measures=(NO_CONTACT,), ends_all_contact=True, extreme_reason="Three were hurt.")
    story.until("2026-12-20")
    assert story.ask(purpose=Purpose.DATA_SUBJECT_REQUEST).answer is Answer.ALLOW
    assert the(story, referral).due_on == before.due_on
    story.lift(case)
    assert not the(story, referral).closed
    refer(story, ReferralKind.SUBJECT_ACCESS, concern="Another.")


@clause("4.5")
@pytest.mark.parametrize("by", [BRYN, DELYTH, EMRYS])
def test_only_governance_answers_a_subject_access_request(by: Actor) -> None:
    story = a_story()
    referral = refer(story, ReferralKind.SUBJECT_ACCESS)
    with pytest.raises(NotAllowed) as no:
        answer(story, referral, by, Outcome.PROVIDED, reference="DP-1")
    assert no.value.needed == {"governance"}
    answer(story, referral, GWEN, Outcome.PROVIDED, reference="DP-1")
    assert the(story, referral).outcome is Outcome.PROVIDED


@clause("4.5")
def test_governance_is_reminded_before_its_day_and_the_line_is_told_after_it() -> None:
    story = a_story("2026-11-23")
    referral = refer(story, ReferralKind.SUBJECT_ACCESS)
    story.until("2026-12-20")
    assert "DutyReminded" not in story.events(referral)
    story.until("2026-12-21")
    assert story.events(referral)[-1] == "DutyReminded"
    story.until("2026-12-23 23:59")
    assert "DutyEscalated" not in story.events(referral)
    story.until("2026-12-24 00:00")
    assert story.events(referral)[-1] == "DutyEscalated"


# 3.2: vulnerability


@clause("3.2")
def test_a_concern_about_risk_raises_a_vulnerability_indicator_referral() -> None:
    story = a_story("2026-11-23")
    referral = refer(story, ReferralKind.VULNERABILITY, by=FFION)
    assert the(story, referral).due_on == date(2026, 11, 30)
    answer(story, referral, BRYN, Outcome.INDICATOR_SET, reference="VI-4")
    assert the(story, referral).closed


@clause("3.2")
def test_a_vulnerability_indicator_never_counts_as_misconduct() -> None:
    story = a_story("2026-11-23")
    incident = story.an_incident(raises=(ReferralKind.VULNERABILITY,))
    story.assess(incident, assessment=Assessment.NOT_UNACCEPTABLE, criteria=())
    answer(story, about(story, incident)[ReferralKind.VULNERABILITY].id, BRYN, Outcome.INDICATOR_SET, reference="VI-4")
    assert not story.states[incident].counts
    case = story.a_restriction()
    assert all(about(story, name) == {} for name in story.case(case).incidents)


@clause("3.2")
def test_a_flag_that_was_set_names_where_it_is_found() -> None:
    story = a_story()
    referral = refer(story, ReferralKind.VULNERABILITY)
    with refused("3.2", "reference"):
        answer(story, referral, BRYN, Outcome.INDICATOR_SET)
    answer(story, referral, BRYN, Outcome.INDICATOR_NOT_SET)
    assert the(story, referral).outcome is Outcome.INDICATOR_NOT_SET


# 10.1: a prohibited customer's new matter


def a_prohibited_customer_with_a_new_repair() -> tuple[Story, StreamId]:
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=(NO_CONTACT,), ends_all_contact=True, extreme_reason="Three were hurt.")
    return story, refer(story, ReferralKind.SUBSEQUENT_CONTACT, about=case, concern="The boiler is out.")


# what every kind asks


@clause("6.1")
def test_a_referral_is_about_something_of_the_same_customer_that_is_there() -> None:
    story = a_story()
    incident = story.an_incident()
    stranger = story.a_customer()
    with refused("3.2", "about"):
        refer(story, ReferralKind.VULNERABILITY, customer=stranger, about=incident)
    with pytest.raises(NotFound):
        refer(story, ReferralKind.VULNERABILITY, about=story._new("incident"))
    with pytest.raises(NotFound):
        refer(story, ReferralKind.VULNERABILITY, customer=story._new("customer"))
    refer(story, ReferralKind.VULNERABILITY, about=incident)


@clause("6.1")
def test_one_thing_is_referred_once_of_a_kind_until_that_is_answered() -> None:
    story = a_story()
    incident = story.an_incident()
    first = refer(story, ReferralKind.VULNERABILITY, about=incident)
    refer(story, ReferralKind.ANTI_SOCIAL_BEHAVIOUR, about=incident)
    with pytest.raises(Conflict):
        refer(story, ReferralKind.VULNERABILITY, about=incident)
    answer(story, first, BRYN, Outcome.INDICATOR_NOT_SET)
    refer(story, ReferralKind.VULNERABILITY, about=incident)


@clause("6.1")
def test_a_referral_is_given_to_somebody_who_may_answer_it_and_its_clock_goes_on() -> None:
    story = a_story()
    referral = refer(story, ReferralKind.POLICE)
    with refused("5.6", "person"):
        story.do(referral, AssignReferral(person=GWEN.id), BRYN)
    due = the(story, referral).due_on
    story.do(referral, AssignReferral(person=CARYS.id), BRYN)
    assert (the(story, referral).person, the(story, referral).due_on) == (CARYS.id, due)
    with pytest.raises(Conflict):
        story.do(referral, AssignReferral(person=CARYS.id), BRYN)


@clause("6.1")
@pytest.mark.parametrize("kind", ReferralKind)
def test_every_kind_has_a_clause_an_owner_who_may_answer_and_a_time(kind: ReferralKind) -> None:
    sort = SORTS[kind]
    story = a_story()
    referral = refer(story, kind)
    assert sort.owner in sort.answered_by
    assert the(story, referral).due_on > story.today
    assert sort.referenced | sort.letters.keys() <= sort.outcomes
    foreign = next(outcome for outcome in Outcome if outcome not in sort.outcomes)
    by = next(p for p in (GWEN, DELYTH) if p.has(*sort.answered_by))
    with refused(sort.clause, "outcome"):
        answer(story, referral, by, foreign)
    with refused(sort.clause, "concern"):
        refer(story, kind, concern=" ")


@clause("6.1")
def test_reporting_and_referring_are_measures_of_their_own_and_restrict_nothing() -> None:
    story = a_story()
    refer(story, ReferralKind.OMBUDSMAN)
    refer(story, ReferralKind.POLICE)
    assert story.ask().answer is Answer.ALLOW
    assert {MeasureKind.POLICE_REPORT, MeasureKind.OMBUDSMAN_REFERRAL} <= set(MeasureKind)


@clause("1.3", "4.5")
def test_what_a_linked_record_holds_may_be_referred_for_the_person() -> None:
    story = a_story()
    other = story.a_customer(name="The same tenant")
    incident = story.an_incident(customer=other)
    with refused("4.5", "about"):
        refer(story, ReferralKind.SUBJECT_ACCESS, about=incident)
    link = story.link(story.customer, other)
    refer(story, ReferralKind.SUBJECT_ACCESS, about=incident)
    story.unlink(link)
    with refused("10.1", "about"):
        refer(story, ReferralKind.SUBSEQUENT_CONTACT, about=incident)
