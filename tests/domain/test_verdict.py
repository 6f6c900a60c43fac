"""May I speak to this customer now? For each measure and purpose; and statutory rights under every combination."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.comparing import answer, everything_that_can_be_asked, is_not_harsher, leaves_an_ordinary_route
from domain.case.state import Decision, Outcome
from domain.case.verdict import ORDINARY, STATUTORY, Answer, Asked, Purpose, RouteKind, SoFar, judge
from domain.measures import ACTS, HAS_AN_EXTREME_FORM, Measure, MeasureKind, Per
from domain.names import Channel, StaffId
from tests.clauses import clause
from tests.domain.cast import (
    ASHA,
    DIGITAL_ONLY,
    FFION,
    NAMED_ONLY,
    NO_CONTACT,
    READ_AND_FILE,
    STAND_IN,
    WRITING_ONLY,
)
from tests.domain.desk import at
from tests.domain.story import a_story

ALLOW, REFER, FILE, REFUSE = Answer
OPEN = dict.fromkeys(ORDINARY, ALLOW)
TWICE_A_WEEK = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=2, per=Per.WEEK)


@clause("6.1")
@pytest.mark.parametrize(
    ("measure", "answers"),
    [
        (WRITING_ONLY, dict.fromkeys(ORDINARY, REFUSE)),
        (NAMED_ONLY, dict.fromkeys(ORDINARY, REFER)),
        (TWICE_A_WEEK, OPEN),
        (Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE), dict.fromkeys(ORDINARY, REFUSE)),
        (Measure(kind=MeasureKind.RETURN_DOCUMENTS), OPEN),
        (READ_AND_FILE, {**OPEN, Purpose.EXISTING_COMPLAINT: FILE, Purpose.GENERAL: FILE}),
        (
            Measure(kind=MeasureKind.SUSPEND_COMPLAINT, reference="C"),
            {**OPEN, Purpose.EXISTING_COMPLAINT: REFUSE},
        ),
        (Measure(kind=MeasureKind.END_COMPLAINT, reference="C"), {**OPEN, Purpose.EXISTING_COMPLAINT: REFUSE}),
        (
            Measure(kind=MeasureKind.END_COMPLAINT, reference="C", extreme=True),
            {**OPEN, Purpose.EXISTING_COMPLAINT: REFUSE, Purpose.NEW_COMPLAINT: REFER},
        ),
        (Measure(kind=MeasureKind.OTHER), dict.fromkeys(ORDINARY, REFER)),
        (
            NO_CONTACT,
            {**dict.fromkeys(ORDINARY, REFUSE), Purpose.NEW_ISSUE: REFER, Purpose.NEW_COMPLAINT: REFER},
        ),
        *((Measure(kind=kind, reference="R"), OPEN) for kind in sorted(ACTS)),
    ],
)
def test_each_measure_answers_a_phone_call_for_each_purpose(measure: Measure, answers: dict[Purpose, Answer]) -> None:
    for purpose, expected in answers.items():
        assert judge(measure, Asked(channel=Channel.TELEPHONE, purpose=purpose))[0] is expected, purpose
    for purpose in STATUTORY:
        assert judge(measure, Asked(channel=Channel.TELEPHONE, purpose=purpose))[0] is ALLOW


@clause("6.1")
@pytest.mark.parametrize("channel", Channel)
def test_one_method_only_closes_every_other_and_names_it(channel: Channel) -> None:
    answered, route = judge(DIGITAL_ONLY, Asked(channel=channel, purpose=Purpose.GENERAL))
    assert answered is (ALLOW if channel is Channel.DIGITAL else REFUSE)
    assert (route and route.method) is (None if channel is Channel.DIGITAL else Channel.DIGITAL)


@clause("6.1")
@pytest.mark.parametrize(("staff", "expected"), [(FFION.id, ALLOW), (STAND_IN, ALLOW), (ASHA.id, REFER), (None, REFER)])
def test_a_named_staff_member_and_the_stand_in_may_be_spoken_to(staff: StaffId | None, expected: Answer) -> None:
    asked = Asked(channel=Channel.TELEPHONE, purpose=Purpose.GENERAL, staff=staff)
    assert judge(NAMED_ONLY, asked)[0] is expected


@clause("6.1")
@pytest.mark.parametrize(("week", "expected"), [(1, ALLOW), (2, REFUSE), (3, REFUSE)])
def test_how_often_is_counted_over_its_period(week: int, expected: Answer) -> None:
    asked = Asked(channel=Channel.TELEPHONE, purpose=Purpose.GENERAL, so_far=SoFar(week=week, month=9))
    assert judge(TWICE_A_WEEK, asked)[0] is expected


@clause("6.1")
def test_a_frequency_of_one_method_counts_no_other() -> None:
    calls = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=1, per=Per.DAY, method=Channel.TELEPHONE)
    used_up = SoFar(day=1, week=1, month=1)
    for channel, expected in ((Channel.TELEPHONE, REFUSE), (Channel.WRITING, ALLOW)):
        assert judge(calls, Asked(channel=channel, purpose=Purpose.GENERAL, so_far=used_up))[0] is expected


@clause("6.1")
@pytest.mark.parametrize(
    ("per", "so_far", "again"),
    [
        (Per.DAY, SoFar(day=1, week=1, month=1), "2026-11-26 00:00"),
        (Per.WEEK, SoFar(week=1, month=1), "2026-11-30 00:00"),
        (Per.MONTH, SoFar(month=1), "2026-12-01 00:00"),
    ],
)
def test_a_frequency_used_up_says_when_counting_begins_again(per: Per, so_far: SoFar, again: str) -> None:
    story = a_story("2026-11-25")
    story.a_restriction(measures=(Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=1, per=per),))
    verdict = story.ask(so_far=so_far)
    assert (verdict.answer, verdict.next_change) == (REFUSE, at(again))


@clause("6.1")
def test_through_a_representative_the_representative_is_spoken_to() -> None:
    measure = Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE)
    asked = Asked(channel=Channel.TELEPHONE, purpose=Purpose.GENERAL, by_representative=True)
    assert judge(measure, asked)[0] is ALLOW


@clause("10.1")
def test_a_prohibited_customer_with_a_new_complaint_or_issue_is_referred_to_a_head_of_service() -> None:
    story = a_story()
    story.a_restriction(measures=(NO_CONTACT,), ends_all_contact=True, extreme_reason="Threats.")
    verdict = story.ask(purpose=Purpose.NEW_ISSUE)
    assert (verdict.answer, verdict.clause) == (REFER, "10.1")
    assert verdict.route is not None
    assert verdict.route.kind is RouteKind.HEAD_OF_SERVICE
    assert story.ask().answer is REFUSE
    assert story.ask(channel=Channel.WRITING).answer is FILE


@clause("6.1")
def test_the_answer_is_the_most_restrictive_and_says_the_event_it_rests_on() -> None:
    story = a_story()
    case = story.a_restriction(measures=(READ_AND_FILE,))
    other = story.a_restriction(measures=(WRITING_ONLY,))
    verdict = story.ask()
    assert verdict.answer is REFUSE
    assert {(part.case, part.measure) for part in verdict.parts} == {
        (case, MeasureKind.READ_AND_FILE),
        (other, MeasureKind.ONE_METHOD_ONLY),
    }
    part = verdict.parts[-1]
    assert story.streams[part.case][part.event - 1].TOPIC == "RestrictionImposed"


@clause("2.2")
def test_without_a_restriction_everybody_is_heard() -> None:
    verdict = a_story().ask()
    assert (verdict.answer, verdict.clause, verdict.next_change) == (ALLOW, "2.2", None)


STAFF = st.sampled_from((ASHA.id, FFION.id, STAND_IN))


@st.composite
def a_measure(draw: Any) -> Measure:
    kind = draw(st.sampled_from(MeasureKind))
    match kind:
        case MeasureKind.ONE_METHOD_ONLY:
            return Measure(kind=kind, method=draw(st.sampled_from(Channel)))
        case MeasureKind.CONTACT_FREQUENCY:
            method = draw(st.none() | st.sampled_from(Channel))
            return Measure(kind=kind, times=draw(st.integers(1, 3)), per=draw(st.sampled_from(Per)), method=method)
        case MeasureKind.NAMED_STAFF_ONLY:
            staff, stand_in = draw(st.lists(STAFF, min_size=2, max_size=2, unique=True))
            return Measure(kind=kind, staff=staff, stand_in=stand_in)
        case MeasureKind.SUSPEND_COMPLAINT | MeasureKind.END_COMPLAINT:
            return Measure(kind=kind, reference=draw(st.sampled_from("AB")), extreme=draw(st.booleans()))
    if kind in ACTS:
        return Measure(kind=kind, reference="R")
    return Measure(kind=kind, extreme=kind in HAS_AN_EXTREME_FORM and draw(st.booleans()))


MEASURES = st.lists(a_measure(), min_size=1, max_size=4)
COUNTS = st.builds(
    lambda day, more, rest: SoFar(day=day, week=day + more, month=day + rest),
    st.integers(0, 5),
    st.integers(0, 5),
    st.integers(0, 5),
)
QUESTIONS = st.builds(
    Asked,
    channel=st.sampled_from(Channel),
    purpose=st.sampled_from(Purpose),
    staff=st.none() | STAFF,
    by_representative=st.booleans(),
    so_far=COUNTS,
)


@clause("1.6", "6.2")
@settings(deadline=None)
@given(measures=MEASURES, asked=QUESTIONS)
def test_statutory_rights_stay_open_under_every_combination_of_measures(measures: list[Measure], asked: Asked) -> None:
    for purpose in STATUTORY:
        question = Asked(
            channel=asked.channel, purpose=purpose, staff=asked.staff, by_representative=asked.by_representative
        )
        assert answer(measures, question) is ALLOW


@clause("1.6", "6.2")
@pytest.mark.parametrize(("channel", "purpose"), list(product(Channel, sorted(STATUTORY))))
def test_a_statutory_purpose_is_answered_with_a_usable_route_also_to_a_prohibited_customer(
    channel: Channel, purpose: Purpose
) -> None:
    story = a_story()
    story.a_restriction(measures=(NO_CONTACT,), ends_all_contact=True, extreme_reason="Threats.")
    verdict = story.ask(channel=channel, purpose=purpose)
    assert (verdict.answer, verdict.clause) == (ALLOW, "1.6")
    assert verdict.route is not None
    assert verdict.route.kind is RouteKind.ANY


@clause("8.6")
@settings(max_examples=150, deadline=None)
@given(before=MEASURES, after=MEASURES, asked=QUESTIONS)
def test_what_is_called_not_harsher_is_at_no_point_less_open(
    before: list[Measure], after: list[Measure], asked: Asked
) -> None:
    decision = a_decision(tuple(before))
    if is_not_harsher(after, decision.lapses_on, decision):
        assert answer(after, asked) <= answer(before, asked)
    assert not is_not_harsher(before, date(2027, 1, 2), decision)


@clause("8.6")
@settings(max_examples=30, deadline=None)
@given(before=MEASURES)
def test_fewer_of_the_same_measures_are_never_harsher(before: list[Measure]) -> None:
    decision = a_decision(tuple(before))
    for kept in range(len(before) + 1):
        assert is_not_harsher(before[:kept], decision.lapses_on, decision)


@clause("6.1")
@settings(max_examples=100, deadline=None)
@given(measures=MEASURES)
def test_a_route_found_is_one_by_which_nothing_refuses(measures: list[Measure]) -> None:
    found = any(
        answer(measures, asked) in {ALLOW, REFER}
        for asked in everything_that_can_be_asked(measures)
        if asked.so_far == SoFar()
    )
    assert found or not leaves_an_ordinary_route(measures)
    assert not leaves_an_ordinary_route([*measures, NO_CONTACT])


def a_decision(measures: tuple[Measure, ...]) -> Decision:
    story = a_story()
    case = story.a_restriction(expires_on=date(2027, 1, 1))
    decision = story.decision(case)
    return Decision(**{**vars(decision), "measures": measures})


@clause("8.6", "6.1")
def test_what_an_appeal_eased_is_eased_from_then_on_and_not_backwards() -> None:
    story = a_story()
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.until("2026-11-27")
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.VARY, measures=(READ_AND_FILE,))
    assert story.ask("2026-11-26").answer is Answer.REFUSE
    assert story.ask("2026-11-26").next_change == story.now
    assert story.ask("2026-11-27 09:59").answer is Answer.REFUSE
    assert story.ask("2026-11-27 10:00").answer is Answer.READ_AND_FILE
