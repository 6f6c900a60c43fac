from datetime import UTC, date, datetime, timedelta

import pytest

from domain.calendar import ends, local_day
from domain.case.duties import Act, DutyKind
from domain.case.state import End, Outcome
from domain.case.verdict import Answer
from domain.names import CaseId, Channel
from domain.refusal import Conflict, NotFound
from tests.clauses import clause
from tests.domain.cast import BRYN, DIGITAL_ONLY, READ_AND_FILE, WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story


def opens(story: Story, case: CaseId) -> date:
    return story.decision(case).review_opens_on


@clause("9.2")
@pytest.mark.parametrize(
    ("expires_on", "opens_on"),
    [
        (date(2026, 8, 28), date(2026, 7, 31)),  # 64 working days: 20 before the end
        (date(2026, 7, 24), date(2026, 6, 26)),  # 40 exactly
        (date(2026, 7, 23), date(2026, 6, 25)),  # 39: half-way, 19 on
        (date(2026, 6, 2), date(2026, 6, 1)),  # 2: half-way, 1 on
        (date(2026, 6, 1), date(2026, 5, 29)),  # 1: at once
    ],
)
def test_a_review_opens_twenty_working_days_before_the_date_or_half_way(expires_on: date, opens_on: date) -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=expires_on)
    assert opens(story, case) == opens_on


@clause("9.2")
def test_the_review_opens_on_its_day_and_a_decision_is_owed_by_the_date() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(review_on=date(2026, 8, 28))
    story.until("2026-07-30 23:59")
    assert story.tries(case, DutyKind.OPEN_REVIEW) == "not yet"
    story.until("2026-07-31 00:01")
    assert "ReviewOpened" in story.events(case)
    assert story.tries(case, DutyKind.RECONSIDER, Act.REMIND) == "not yet"


@clause("9.2")
@pytest.mark.parametrize("timer_fired", [True, False])
def test_a_restriction_is_continued_at_its_review_and_not_before(timer_fired: bool) -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 8, 28))
    story.until("2026-07-30")
    with refused("9.2"):
        story.continue_(case)
    story = story.until("2026-07-31") if timer_fired else story.on("2026-07-31")
    story.continue_(case)
    assert story.events(case)[-1] == "RestrictionContinued"


@clause("9.2", "8.1")
def test_continuing_is_a_new_decision_with_its_own_notice_and_right_to_appeal() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 8, 28))
    story.until("2026-08-03")
    story.continue_(case, expires_on=date(2026, 11, 27))
    story.on("2026-08-05 12:00").post_all()
    first, second = story.case(case).decisions
    assert (first.ended, first.ended_at) == (End.SUPERSEDED, story.now)
    assert (second.follows, second.appeal_by, second.lapses_on) == (
        first.id,
        date(2026, 8, 19),
        date(2026, 11, 27),
    )
    story.appeal(case, decision="decision/2")
    assert story.last_appeal(case).decision == "decision/2"


@clause("9.2")
def test_a_continuation_whose_notice_has_not_left_does_not_keep_the_old_one_from_lapsing() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 8, 28))
    story.until("2026-08-28")
    story.continue_(case)
    story.until("2026-08-29 00:01", posting=False)
    assert story.case(case).decisions[0].ended is End.LAPSED
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE


@clause("9.2")
def test_before_its_review_a_restriction_can_only_be_eased_and_then_at_once() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 8, 28), measures=(WRITING_ONLY, READ_AND_FILE))
    for harsher in ((DIGITAL_ONLY,), (WRITING_ONLY, READ_AND_FILE)):
        with refused("9.2", "measures"):
            story.vary(case, measures=harsher, expires_on=date(2026, 8, 31))
    story.vary(case, measures=(WRITING_ONLY,), expires_on=date(2026, 8, 28))
    assert story.decision(case).in_force_from == story.now
    assert story.case(case).decisions[0].ended is End.SUPERSEDED
    assert story.told(case)[-1] == "decision"


@clause("9.2", "9.3")
def test_at_its_review_a_restriction_is_varied_as_is_right_and_bites_once_told() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 8, 28))
    story.until("2026-08-03")
    story.vary(case, measures=(DIGITAL_ONLY,), expires_on=date(2026, 12, 31))
    assert story.decision(case).in_force_from is None
    assert story.ask(channel=Channel.DIGITAL).answer is Answer.REFUSE
    story.post_all()
    assert story.ask(channel=Channel.DIGITAL).answer is Answer.ALLOW


@clause("9.2")
@pytest.mark.parametrize("ending", ["lapse", "lift"])
def test_what_has_ended_is_neither_continued_nor_varied_nor_lifted_even_if_no_timer_has_fired(ending: str) -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 6, 30))
    story.on("2026-06-30 23:59")
    if ending == "lift":
        story.lift(case)
    else:
        story.on("2026-07-01 00:00")
    for act in (story.continue_, story.vary, story.lift, story.leave_to_lapse, story.suspend, story.resume):
        with pytest.raises(Conflict):
            act(case)
    with pytest.raises(NotFound):
        story.lift(case, decision="decision/9")


@clause("9.2")
@pytest.mark.parametrize(
    ("last_day", "midnight"),
    [
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, tzinfo=UTC)),  # the night before the clocks go back
        (date(2026, 10, 25), datetime(2026, 10, 26, 0, tzinfo=UTC)),  # the day of twenty-five hours
        (date(2027, 3, 27), datetime(2027, 3, 28, 0, tzinfo=UTC)),  # the night before they go forward
        (date(2027, 3, 28), datetime(2027, 3, 28, 23, tzinfo=UTC)),  # the day of twenty-three
        (date(2028, 2, 29), datetime(2028, 3, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_fixed_term_lapses_at_the_local_midnight_that_ends_its_last_day(last_day: date, midnight: datetime) -> None:
    story = a_story((last_day - timedelta(days=40)).isoformat())
    case = story.a_restriction(expires_on=last_day)
    second = timedelta(seconds=1)
    assert ends(last_day) == midnight
    assert story.ask(midnight - second).answer is Answer.REFUSE
    assert story.ask(midnight).answer is Answer.ALLOW
    assert story.ask(midnight - second).next_change == midnight
    story.now = midnight - second
    assert story.tries(case, DutyKind.LAPSE) == "not yet"
    story.now = midnight + timedelta(hours=7)
    lapsed = story.step(case, DutyKind.LAPSE)[0]
    assert (lapsed.lapsed_at, lapsed.last_day) == (midnight, last_day)  # type: ignore[attr-defined]
    assert story.told(case)[-1] == "change:lapsed"
    assert story.tries(case, DutyKind.LAPSE) == "already so"


@clause("9.2")
def test_a_review_date_missed_is_escalated_and_lapses_ten_working_days_later() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(review_on=date(2026, 8, 28))
    story.until("2026-08-28 23:59")
    assert story.tries(case, DutyKind.RECONSIDER, Act.ESCALATE) == "not yet"
    story.until("2026-08-29 00:01")
    assert story.events(case)[-1] == "DutyEscalated"
    story.until("2026-09-14 23:59")  # over the bank holiday on 31 August
    assert story.ask().answer is Answer.REFUSE
    story.until("2026-09-15 00:01")
    assert story.decision(case).ended is End.LAPSED


@clause("9.2")
def test_left_to_lapse_it_ends_on_its_date_and_is_not_owed_a_reconsideration() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(review_on=date(2026, 8, 28))
    story.until("2026-08-03")
    story.leave_to_lapse(case)
    with pytest.raises(Conflict):
        story.leave_to_lapse(case)
    story.until("2026-08-29 00:01")
    assert story.decision(case).ended is End.LAPSED
    assert "DutyEscalated" not in story.events(case)


@clause("9.2", "reading.md, Never")
def test_left_to_lapse_after_a_review_date_was_missed_it_ends_today_and_not_in_the_past() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(review_on=date(2026, 8, 28))
    story.until("2026-09-03")
    story.leave_to_lapse(case)
    assert story.decision(case).lapses_on == date(2026, 9, 3)
    assert story.ask("2026-09-02").answer is Answer.REFUSE


@clause("9.2")
def test_head_of_service_and_director_are_alerted_ten_five_and_one_working_days_before_a_violent_one_ends() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 9, 4), violent=True)
    story.until("2026-09-05")
    alerts = [str(local_day(f.recorded_at)) for f in story.record if f.event.TOPIC == "EndAnnounced"]
    assert alerts == ["2026-08-20", "2026-08-27", "2026-09-03"]  # over the bank holiday on 31 August
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 9, 4))
    story.until("2026-09-05")
    assert "EndAnnounced" not in story.events(case)


@clause("9.3")
def test_lifting_ends_it_at_once_and_the_customer_is_told() -> None:
    story = a_story()
    case = story.a_restriction()
    with refused("9.3", "reasons"):
        story.lift(case, reasons=" ")
    story.lift(case)
    assert story.ask().answer is Answer.ALLOW
    assert story.told(case)[-1] == "change:lifted"


@clause("9.3")
def test_of_a_restriction_that_the_customer_never_met_no_change_is_told() -> None:
    story = a_story()
    case = story.a_restriction(posted=False)
    story.lift(case)
    assert story.owed(case) == []


@clause("8.6", "9.3")
def test_a_suspended_restriction_rests_and_bites_again_once_its_resuming_was_told() -> None:
    story = a_story()
    case = story.a_restriction()
    with refused("8.6", "decision"):
        story.resume(case)
    story.suspend(case)
    assert story.ask().answer is Answer.ALLOW
    assert story.told(case)[-1] == "change:suspended"
    story.resume(case)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    assert story.told(case)[-1] == "change:resumed"


@clause("8.6")
def test_a_suspension_never_blocks_a_lapse() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 12, 11))
    story.suspend(case)
    story.until("2026-12-12 00:01")
    assert story.decision(case).ended is End.LAPSED


@clause("8.6", "9.3")
def test_a_variation_of_what_is_suspended_is_suspended_too() -> None:
    story = a_story()
    case = story.a_restriction()
    story.suspend(case)
    story.vary(case, expires_on=story.decision(case).lapses_on)
    story.post_all()
    assert story.ask().answer is Answer.ALLOW
    story.resume(case, decision="decision/2")
    story.post_all()
    assert story.ask().answer is Answer.REFUSE


@clause("9.2")
def test_a_case_closes_when_nothing_is_in_force_or_pending_and_its_last_window_has_ended() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 12, 1))
    story.until("2026-12-07 23:59")
    assert story.decision(case).ended is End.LAPSED
    assert not story.case(case).closed
    story.until("2026-12-08 00:01")
    assert story.events(case)[-2:] == ["AppealWindowEnded", "CaseClosed"]
    with pytest.raises(Conflict):
        story.no_action(case, by=BRYN)


@clause("9.2", "8.5")
def test_a_case_does_not_close_while_an_appeal_is_under_review() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 12, 1))
    story.an_appeal_under_review(case)
    story.until("2027-03-01")
    assert not story.case(case).closed
    story.decide_appeal(case, Outcome.UPHOLD)
    story.until("2027-03-02")
    assert story.case(case).closed


@clause("7.2")
def test_a_case_that_nobody_decides_does_not_close_over_a_letter_that_is_owed() -> None:
    story = a_story("2026-11-23")
    case = story.a_referred_case()
    story.warn(case)
    story.add(case, story.an_assessed_incident())
    story.until("2027-01-20", posting=False)
    assert not story.case(case).closed
    story.post_all()
    story.until("2027-03-20")
    assert story.case(case).closed
