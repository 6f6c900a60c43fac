"""The checker, too, reckons ours by what was known as they began: a holiday that is heard of later hides no breach."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.case.deciding import Decided
from domain.case.steps import DutyEscalated
from domain.invariants import breaches
from domain.referral.kinds import ReferralKind
from tests.clauses import clause
from tests.domain.doctors import Record
from tests.domain.story import Story, a_story
from tests.domain.test_deadlines_never_later import unlinked
from tests.domain.test_policy_changes import proclaimed
from tests.domain.test_referrals import refer


def a_referral(story: Story) -> None:
    refer(story, ReferralKind.VULNERABILITY)


def a_review_date(story: Story) -> None:
    story.a_restriction(review_on=date(2027, 1, 29))


def never_told_again(record: Record) -> Record:
    return [fact for fact in record if not (isinstance(fact.event, DutyEscalated) and fact.event.level > 1)]


def a_day_longer(record: Record) -> Record:
    def longer(event: Any) -> Any:
        return replace(event, lapses_on=date(2027, 2, 15)) if isinstance(event, Decided) else event

    return [replace(fact, event=longer(fact.event)) for fact in record]


@clause("Time", "Never")
@pytest.mark.parametrize(
    ("life", "holiday", "until", "doctor"),
    [
        (a_referral, "2026-12-02", "2026-12-09", never_told_again),
        (unlinked, "2026-12-02", "2026-12-09", never_told_again),
        (a_review_date, "2027-02-03", "2026-11-30", a_day_longer),
    ],
    ids=["a referral", "after unlinking", "a review date"],
)
def test_what_is_late_by_what_was_known_as_it_began_is_late(
    life: Callable[[Story], None], holiday: str, until: str, doctor: Callable[[Record], Record]
) -> None:
    story = a_story("2026-11-23")
    life(story)
    story.until("2026-11-24")
    proclaimed(story, holiday)
    story.until(until)
    assert breaches(story.record, story.book, now=story.now) == []
    assert breaches(doctor(story.record), story.book, now=story.now)
