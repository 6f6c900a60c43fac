from datetime import UTC, date, datetime, timedelta

import pytest

from domain.calendar import ends, local_day
from domain.case.duties import Act, DutyKind
from domain.case.employees import Occasion
from domain.case.state import End, Outcome
from domain.case.telling import EmployeesTold
from domain.case.verdict import Answer
from domain.refusal import Conflict
from tests.clauses import clause
from tests.domain.cast import BRYN, DELYTH, EMRYS
from tests.domain.refusing import refused
from tests.domain.story import a_story


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


@clause("9.2", "reading.md, Never: a timer that worsens")
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
    announced = [event for event in story.streams[case] if isinstance(event, EmployeesTold)]
    assert announced[-2].what is Occasion.ENDS_SOON
    above = {DELYTH.id, EMRYS.id}
    assert not any(above & set(event.people) for event in announced)


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
