"""How an early review is concluded, and what becomes of one that nobody concludes (9.2, Never)."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.case.duties import Act, DutyKind, agenda
from domain.case.looking_again import EarlyAnswer
from domain.case.verdict import Answer
from domain.refusal import Conflict
from tests.clauses import clause
from tests.domain.cast import WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import a_story
from tests.domain.test_early_reviews import BOTH, a_long_restriction, healthy


@clause("9.2", "3.1", "8.1")
def test_continuing_at_an_early_review_is_a_new_decision_with_its_own_right_to_appeal() -> None:
    story, case = a_long_restriction()
    end = story.decision(case).lapses_on
    with refused("9.2"):
        story.continue_(case, expires_on=end)
    story.until("2027-02-24 09:00")
    with refused("3.1", "adjustments_made"):
        story.continue_(case, expires_on=end, adjustments_made="")
    story.continue_(case, expires_on=end)
    story.post_all()
    assert story.decision(case).appeal_by == date(2027, 3, 10)
    assert story.case(case).early_reviews[-1].answer is EarlyAnswer.CONTINUED
    story.until("2027-05-24 23:59")
    assert story.events(case).count("EarlyReviewProposed") == 1
    story.until("2027-05-25 00:01")  # after another three months of good conduct
    assert story.events(case).count("EarlyReviewProposed") == 2
    assert healthy(story)


@clause("9.2")
@pytest.mark.parametrize("how", ["harsher", "longer", "a later date told"])
def test_at_an_early_review_a_restriction_goes_on_nowhere_harsher_and_no_longer(how: str) -> None:
    if how == "a later date told":  # its lapse is no later, but the customer was told of an earlier review
        story, case = a_long_restriction(review_on=date(2027, 9, 1), expires_on=None)
        said: dict[str, Any] = {"measures": (WRITING_ONLY,), "expires_on": date(2027, 9, 2)}
    else:
        story, case = a_long_restriction()
        end = story.decision(case).lapses_on
        said = {"measures": BOTH, "expires_on": end}
        if how == "longer":
            said = {"measures": (WRITING_ONLY,), "expires_on": end + timedelta(days=1)}
    story.until("2027-02-24 09:00")
    with refused("9.2", "measures"):
        story.continue_(case, **said)
    story.continue_(case, measures=(WRITING_ONLY,), expires_on=date(2027, 9, 1))
    assert story.events(case)[-1] == "RestrictionContinued"


@clause("9.2", "9.3")
@pytest.mark.parametrize(
    ("how", "answer", "told"),
    [
        ("vary", EarlyAnswer.VARIED, "decision"),
        ("lift", EarlyAnswer.LIFTED, "change:lifted"),
        ("leave_to_lapse", EarlyAnswer.LEFT_TO_LAPSE, "change:left-to-lapse"),
    ],
)
def test_an_early_review_is_concluded_by_easing_lifting_or_letting_it_lapse(
    how: str, answer: EarlyAnswer, told: str
) -> None:
    story, case = a_long_restriction(measures=BOTH)
    story.until("2027-02-24 09:00")
    said = {"measures": (WRITING_ONLY,), "expires_on": story.decision(case).lapses_on} if how == "vary" else {}
    getattr(story, how)(case, **said)
    assert story.case(case).early_reviews[-1].answer is answer
    assert story.told(case)[-1] == told
    assert not [d for d in agenda(story.case(case), story.book) if d.kind is DutyKind.CONCLUDE_EARLY_REVIEW]
    story.until("2027-03-25")
    assert healthy(story)


@clause("9.2", "reading.md, Never: the customer's loss")
def test_one_that_nobody_concludes_is_reminded_of_and_escalated_and_then_the_restriction_rests() -> None:
    story, case = a_long_restriction()
    story.until("2027-03-22 00:01")
    assert story.events(case)[-1] == "DutyReminded"
    story.until("2027-03-24 23:59")
    assert story.tries(case, DutyKind.CONCLUDE_EARLY_REVIEW, Act.ESCALATE) == "not yet"
    story.until("2027-03-25 00:01")
    assert story.events(case)[-1] == "DutyEscalated"
    story.until("2027-04-09 23:59")  # ten working days on, over Easter
    assert story.ask().answer is Answer.REFUSE
    story.until("2027-04-10 00:01")
    assert story.ask().answer is Answer.ALLOW
    assert story.told(case)[-1] == "change:suspended"
    to = [f.event.to for f in story.record if f.event.TOPIC == "DutyEscalated"]  # type: ignore[attr-defined]
    assert to == ["line-manager", "head-of-service", "director"]
    with refused("9.2", "decision"):
        story.resume(case)
    story.continue_(case, expires_on=story.decision(case).lapses_on)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    assert healthy(story)


@clause("9.2", "8.2")
def test_what_eases_a_restriction_that_rests_for_its_early_review_bites_once_told_and_not_at_once() -> None:
    story, case = a_long_restriction(measures=BOTH)
    story.until("2027-04-12")
    assert story.ask().answer is Answer.ALLOW
    story.vary(case, measures=(WRITING_ONLY,), expires_on=story.decision(case).lapses_on)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    assert healthy(story)


@clause("9.2", "9.3")
def test_left_to_lapse_what_rests_for_its_early_review_bites_again_once_that_is_told() -> None:
    story, case = a_long_restriction()
    story.until("2027-04-12")
    story.leave_to_lapse(case)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    story.bounce(case, story.case(case).notices[-1].id)
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    assert healthy(story)


@clause("9.2")
def test_for_threats_time_lets_nothing_rest_and_the_director_has_been_told() -> None:
    story, case = a_long_restriction(violent=True)
    story.until("2027-04-30")
    assert story.ask().answer is Answer.REFUSE
    assert "RestrictionSuspended" not in story.events(case)
    assert "director" in {getattr(f.event, "to", None) for f in story.record}
    assert healthy(story)


@clause("9.2")
def test_what_has_been_decided_anew_is_no_longer_left_to_lapse() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 2, 26))
    story.until("2027-02-10")
    story.continue_(case, expires_on=date(2027, 5, 28))
    with pytest.raises(Conflict):
        story.leave_to_lapse(case)
    story.lift(case, "decision/2")  # before the customer had met it: the first stands again, alone
    story.leave_to_lapse(case)
    assert [str(notice.change) for notice in story.owed(case)] == ["left-to-lapse"]
    story.until("2027-04-01")
    assert healthy(story)
