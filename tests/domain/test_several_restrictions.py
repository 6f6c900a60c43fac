"""Several restrictions of one customer at once: the verdict combines them, each part says from which case it comes."""

from datetime import date

import pytest

from domain.case.deciding import Decided
from domain.case.state import Case, Outcome
from domain.case.verdict import Answer, Asked, Purpose, RouteKind, Verdict, verdict
from domain.contact import Contact
from domain.counting import so_far
from domain.measures import Measure, MeasureKind, Per
from domain.names import CaseId, Channel
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, DIGITAL_ONLY, FFION, NAMED_ONLY, NO_CONTACT, READ_AND_FILE, WRITING_ONLY
from tests.domain.contacts import PROHIBITED, a_contact
from tests.domain.desk import at
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

PHONE_ONLY = Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.TELEPHONE)
ENDED = Measure(kind=MeasureKind.END_COMPLAINT, reference="C-1")
TWICE_A_WEEK = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=2, per=Per.WEEK)
ONE_CALL_A_DAY = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=1, per=Per.DAY, method=Channel.TELEPHONE)
OTHERS_ONLY = Measure(kind=MeasureKind.NAMED_STAFF_ONLY, staff=ASHA.id, stand_in=BRYN.id)


def said_by(answered: Verdict) -> dict[CaseId, set[tuple[MeasureKind, Answer]]]:
    """What each case says in a verdict, measure by measure."""
    said: dict[CaseId, set[tuple[MeasureKind, Answer]]] = {}
    for part in answered.parts:
        said.setdefault(part.case, set()).add((part.measure, part.answer))
    return said


def as_counted(story: Story, channel: Channel) -> Verdict:
    """The verdict on a contact, with the contact log at hand."""
    cases = [state for state in story.states.values() if isinstance(state, Case)]
    contacts = [state for state in story.states.values() if isinstance(state, Contact)]
    asked = Asked(channel=channel, purpose=Purpose.GENERAL)
    return verdict(cases, asked, story.now, so_far=so_far(contacts, story.now))


def two(story: Story, one: Measure, other: Measure) -> tuple[CaseId, CaseId]:
    return story.a_restriction(measures=(one,)), story.a_restriction(measures=(other,))


@clause("6.1")
@pytest.mark.parametrize(
    ("channel", "staff", "expected"),
    [
        (Channel.WRITING, FFION, Answer.ALLOW),
        (Channel.WRITING, ASHA, Answer.REFER),
        (Channel.TELEPHONE, FFION, Answer.REFUSE),
        (Channel.TELEPHONE, ASHA, Answer.REFUSE),
    ],
)
def test_two_restrictions_bind_together_and_each_part_says_from_which_case_it_comes(
    channel: Channel, staff: object, expected: Answer
) -> None:
    story = a_story()
    writing, named = two(story, WRITING_ONLY, NAMED_ONLY)
    answered = story.ask(channel=channel, staff=staff.id)  # type: ignore[attr-defined]
    assert answered.answer is expected
    closed = Answer.ALLOW if channel is Channel.WRITING else Answer.REFUSE
    elsewhere = Answer.ALLOW if staff is FFION else Answer.REFER
    assert said_by(answered) == {
        writing: {(MeasureKind.ONE_METHOD_ONLY, closed)},
        named: {(MeasureKind.NAMED_STAFF_ONLY, elsewhere)},
    }


@clause("6.1")
def test_each_part_names_the_decision_and_the_event_that_it_rests_on() -> None:
    story = a_story()
    first, second = two(story, WRITING_ONLY, READ_AND_FILE)
    story.until("2027-01-25")
    story.continue_(first)
    story.post_all(first)
    rests_on = {part.case: part for part in story.ask().parts}
    assert (rests_on[first].decision, rests_on[second].decision) == ("decision/2", "decision/1")
    for part in rests_on.values():
        event = story.streams[part.case][part.event - 1]
        assert isinstance(event, Decided)
        assert event.decision == part.decision


@clause("6.1", "9.2")
def test_what_ends_in_one_case_goes_on_in_the_other() -> None:
    story = a_story("2026-11-23")
    first = story.a_restriction(measures=(WRITING_ONLY,), expires_on=date(2026, 12, 18))
    second = story.a_restriction(measures=(READ_AND_FILE,), expires_on=date(2027, 1, 29))
    answered = story.ask()
    assert (answered.answer, answered.next_change) == (Answer.REFUSE, at("2026-12-19 00:00"))
    story.until("2026-12-19 09:00")
    answered = story.ask()
    assert (answered.answer, answered.next_change) == (Answer.READ_AND_FILE, at("2027-01-30 00:00"))
    assert set(said_by(answered)) == {second}
    assert first not in said_by(answered)


@clause("6.1", "8.6")
@pytest.mark.parametrize("how", ["suspended", "quashed", "lifted"])
def test_what_rests_or_is_undone_in_one_case_says_nothing_and_the_other_still_binds(how: str) -> None:
    story = a_story()
    first, second = two(story, WRITING_ONLY, READ_AND_FILE)
    if how == "suspended":
        story.suspend(first)
    elif how == "lifted":
        story.lift(first)
    else:
        story.an_appeal_under_review(first)
        story.decide_appeal(first, Outcome.QUASH)
    answered = story.ask()
    assert answered.answer is Answer.READ_AND_FILE
    assert set(said_by(answered)) == {second}


@clause("6.1")
def test_how_often_is_counted_for_each_restriction_by_itself() -> None:
    story = a_story("2026-11-25")
    weekly, daily = two(story, TWICE_A_WEEK, ONE_CALL_A_DAY)
    a_contact(story)
    counted = said_by(as_counted(story, Channel.TELEPHONE))
    assert counted[weekly] == {(MeasureKind.CONTACT_FREQUENCY, Answer.ALLOW)}
    assert counted[daily] == {(MeasureKind.CONTACT_FREQUENCY, Answer.REFUSE)}
    assert as_counted(story, Channel.WRITING).answer is Answer.ALLOW


@clause("6.1", "10.1")
def test_with_all_contact_ended_in_one_case_a_new_issue_is_referred_whatever_the_other_names() -> None:
    story = a_story()
    writing = story.a_restriction(measures=(WRITING_ONLY,))
    ended = story.a_restriction(measures=(NO_CONTACT,), **PROHIBITED)
    answered = story.ask(purpose=Purpose.NEW_ISSUE)
    assert (answered.answer, answered.clause) == (Answer.REFER, "10.1")
    assert answered.route is not None
    assert answered.route.kind is RouteKind.HEAD_OF_SERVICE
    assert set(said_by(answered)) == {writing, ended}


@clause("6.1")
def test_a_decision_that_with_everything_in_force_leaves_no_ordinary_route_is_refused() -> None:
    story = a_story()
    first = story.a_restriction(measures=(WRITING_ONLY,))
    second = story.a_case_to_decide()
    for closes in (PHONE_ONLY, DIGITAL_ONLY):
        with refused("6.1", "ends_all_contact"):
            story.restrict(second, measures=(closes,))
    with refused("6.1", "ends_all_contact"):
        story.restrict(second, measures=(NO_CONTACT,), extreme_reason="Threats.")
    story.lift(first)
    story.restrict(second, measures=(PHONE_ONLY,))


@clause("6.1")
def test_what_rests_in_another_case_may_bite_again_and_is_reckoned_with() -> None:
    story = a_story()
    story.suspend(story.a_restriction(measures=(WRITING_ONLY,)))
    second = story.a_case_to_decide()
    with refused("6.1", "ends_all_contact"):
        story.restrict(second, measures=(PHONE_ONLY,))
    story.restrict(second, measures=(READ_AND_FILE,))


@clause("6.1")
def test_three_restrictions_of_which_no_two_close_every_way_may_do_so_together() -> None:
    story = a_story()
    two(story, READ_AND_FILE, NAMED_ONLY)
    third = story.a_case_to_decide()
    with refused("6.1", "ends_all_contact"):
        story.restrict(third, measures=(OTHERS_ONLY,))
    story.restrict(third, measures=(WRITING_ONLY,))
    story.post_all(third)
    assert len(said_by(story.ask())) == 3


@clause("6.1", "9.2")
def test_a_variation_or_a_continuation_too_leaves_a_route_with_everything_in_force() -> None:
    story = a_story()
    first, _ = two(story, READ_AND_FILE, WRITING_ONLY)
    story.until("2027-01-25")
    for act in (story.continue_, story.vary):
        with refused("6.1", "ends_all_contact"):
            act(first, measures=(PHONE_ONLY,))
    story.continue_(first, measures=(WRITING_ONLY,))


@clause("6.1")
def test_the_restriction_of_another_customer_is_no_part_of_the_verdict() -> None:
    story = a_story()
    story.a_restriction(measures=(WRITING_ONLY,))
    neighbour, story.customer = story.customer, story.a_customer()
    own = story.a_restriction(measures=(PHONE_ONLY,))
    assert neighbour != story.customer
    for channel, expected in ((Channel.WRITING, Answer.REFUSE), (Channel.TELEPHONE, Answer.ALLOW)):
        answered = story.ask(channel=channel, of=story.customer)
        assert (set(said_by(answered)), answered.answer) == ({own}, expected)


@clause("1.6", "6.2")
@pytest.mark.parametrize("purpose", [Purpose.EMERGENCY_OR_SAFETY, Purpose.DATA_SUBJECT_REQUEST, Purpose.APPEAL])
def test_with_several_restrictions_a_statutory_matter_is_taken_and_every_part_says_so(purpose: Purpose) -> None:
    story = a_story()
    story.a_restriction(measures=(WRITING_ONLY,))
    story.a_restriction(measures=(NO_CONTACT,), **PROHIBITED)
    for channel in Channel:
        answered = story.ask(channel=channel, purpose=purpose)
        assert (answered.answer, answered.clause) == (Answer.ALLOW, "1.6")
        assert {answer for said in said_by(answered).values() for _, answer in said} == {Answer.ALLOW}
