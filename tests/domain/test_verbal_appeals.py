"""8.3: who cannot write, or would rather speak, is phoned; the points are written down and read back."""

from datetime import date, timedelta

import pytest

from domain.case.appealing import AppealReceived, Ground
from domain.case.calling import AppealPointsTakenDown
from domain.case.duties import DutyKind, agenda
from domain.case.hearing import ReadBack
from domain.case.state import Outcome
from domain.names import CaseId
from domain.refusal import Conflict
from tests.clauses import clause
from tests.domain.cast import FFION, OUTSIDER
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story


def a_call_asked_for(day: str = "2026-11-25") -> tuple[Story, CaseId]:
    """A restriction of Monday 23 November, and a call asked for on Wednesday: promised by Wednesday 2 December."""
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.until(day)
    story.a_verbal_appeal(case)
    return story, case


def duties(story: Story, case: CaseId) -> dict[DutyKind, date]:
    return {duty.kind: duty.due_on for duty in agenda(story.case(case), story.book)}


@clause("8.3", "8.2")
@pytest.mark.parametrize(("asked", "in_time"), [("2026-12-07", True), ("2026-12-08", False)])
def test_a_call_asked_for_in_time_counts_as_in_time_whenever_it_is_held(asked: str, in_time: bool) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.until("2026-12-09")
    story.a_verbal_appeal(case, received=asked)
    assert story.last_appeal(case).in_time is in_time
    story.until("2026-12-11")
    story.take_down(case)
    assert story.last_appeal(case).in_time is in_time


@clause("8.3", "8.5")
def test_the_review_clock_runs_from_the_request_and_not_from_the_call() -> None:
    story, case = a_call_asked_for()
    assert story.last_appeal(case).review_by == date(2026, 12, 9)
    story.arrange_call(case, timedelta(days=2))
    story.until("2026-11-27 16:00")
    story.take_down(case)
    assert story.last_appeal(case).review_by == date(2026, 12, 9)


@clause("8.3")
@pytest.mark.parametrize(
    ("asked", "by"),
    [
        ("2026-11-25", date(2026, 12, 2)),
        ("2026-12-21", date(2026, 12, 30)),  # Christmas Day and Monday 28 December do not count
        ("2027-03-24", date(2027, 4, 2)),  # Good Friday and Easter Monday do not either
    ],
)
def test_a_call_is_promised_and_owed_within_five_working_days_of_the_request(asked: str, by: date) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 10, 29))
    story.on(asked)
    event = story.a_verbal_appeal(case)[-1]
    assert isinstance(event, AppealReceived)
    assert event.call_by == by
    assert duties(story, case)[DutyKind.ARRANGE_CALL] == by


@clause("8.3")
def test_an_appeal_in_writing_owes_no_call() -> None:
    story = a_story()
    case = story.a_restriction()
    story.appeal(case)
    assert DutyKind.ARRANGE_CALL not in duties(story, case)
    with refused("8.3", "appeal"):
        story.arrange_call(case)
    with refused("8.3", "appeal"):
        story.take_down(case)


@clause("8.3", "8.4")
def test_who_asks_for_a_call_may_leave_grounds_and_points_to_it() -> None:
    story, case = a_call_asked_for()
    assert story.last_appeal(case).points == ()
    with refused("8.4", "grounds"):
        story.take_down(case, grounds=())
    with refused("8.3", "points"):
        story.take_down(case, points=())
    with refused("8.3", "points.1"):
        story.take_down(case, points=("Said.", " "))
    story.take_down(case)
    appeal = story.last_appeal(case)
    assert [point.number for point in appeal.points] == [1, 2]
    assert appeal.grounds == (Ground.PERSONAL_CIRCUMSTANCES,)


@clause("8.3")
def test_a_call_is_arranged_with_somebody_who_works_here_and_ahead() -> None:
    story, case = a_call_asked_for()
    with refused("8.3", "caller"):
        story.arrange_call(case, caller=OUTSIDER.id)
    with refused("8.3", "at"):
        story.arrange_call(case, timedelta(0))
    story.arrange_call(case, timedelta(seconds=1))
    assert duties(story, case)[DutyKind.HOLD_CALL] == date(2026, 11, 25)
    assert DutyKind.ARRANGE_CALL not in duties(story, case)


@clause("8.3")
def test_the_call_falls_to_whom_it_was_arranged_with() -> None:
    story, case = a_call_asked_for()
    story.arrange_call(case, caller=FFION.id)
    held = next(duty for duty in agenda(story.case(case), story.book) if duty.kind is DutyKind.HOLD_CALL)
    assert (held.person, held.due_on) == (FFION.id, date(2026, 11, 26))


@clause("8.3")
@pytest.mark.parametrize(("days", "needs_a_reason"), [(7, False), (8, True)])
def test_a_call_later_than_was_promised_has_a_reason(days: int, needs_a_reason: bool) -> None:
    story, case = a_call_asked_for()  # by Wednesday 2 December, seven days on
    if needs_a_reason:
        with refused("8.3", "reason"):
            story.arrange_call(case, timedelta(days=days))
    story.arrange_call(case, timedelta(days=days), reason="She is away until then." if needs_a_reason else None)


@clause("8.3")
def test_a_call_may_be_rearranged_with_the_reason() -> None:
    story, case = a_call_asked_for()
    story.arrange_call(case, timedelta(days=1))
    with refused("8.3", "reason"):
        story.arrange_call(case, timedelta(days=2))
    story.arrange_call(case, timedelta(days=2), reason="Her shift changed.")
    assert duties(story, case)[DutyKind.HOLD_CALL] == date(2026, 11, 27)


@clause("8.3")
def test_the_points_are_read_back_and_what_the_customer_corrected_is_recorded() -> None:
    story, case = a_call_asked_for()
    with refused("8.3", "corrections"):
        story.take_down(case, read_back=ReadBack.CORRECTED)
    with refused("8.3", "corrections"):
        story.take_down(case, read_back=ReadBack.AGREED, corrections="Not Monday: Tuesday.")
    with refused("8.3", "read_back_by"):
        story.take_down(case, read_back_by=OUTSIDER.id)
    (event,) = story.take_down(case, read_back=ReadBack.CORRECTED, corrections="Not Monday: Tuesday.")
    assert isinstance(event, AppealPointsTakenDown)
    assert (event.read_back, event.read_back_by) == (ReadBack.CORRECTED, FFION.id)
    with pytest.raises(Conflict):
        story.take_down(case)


@clause("8.3", "reading.md, Never: back-dating")
def test_a_call_is_held_between_its_request_and_today() -> None:
    story, case = a_call_asked_for("2026-11-25")
    for day in (date(2026, 11, 24), date(2026, 11, 26)):
        with refused("8.3", "held_on"):
            story.take_down(case, held_on=day)
    story.take_down(case, held_on=date(2026, 11, 25))


@clause("8.3", "8.5")
@pytest.mark.parametrize("outcome", [Outcome.UPHOLD, Outcome.QUASH])
def test_a_verbal_appeal_is_not_decided_before_its_points_were_taken_down(outcome: Outcome) -> None:
    story, case = a_call_asked_for()
    story.assign(case)
    with refused("8.3", "appeal"):
        story.decide_appeal(case, outcome)
    story.arrange_call(case)
    with refused("8.3", "appeal"):
        story.decide_appeal(case, outcome)
    story.take_down(case)
    story.decide_appeal(case, outcome)
