from datetime import date

import pytest

from domain.case.duties import Act, DutyKind
from domain.case.state import End
from domain.case.verdict import Answer
from domain.names import CaseId, Channel
from domain.refusal import Conflict, NotFound
from tests.clauses import clause
from tests.domain.cast import DIGITAL_ONLY, READ_AND_FILE, WRITING_ONLY
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
