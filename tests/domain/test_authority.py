"""An authority to act for a customer: how long it is good, extended, ended sooner, ended (6.1)."""

from datetime import date, timedelta

import pytest

from domain.authority import (
    AuthorityEnd,
    ExtendAuthority,
    ShortenAuthority,
)
from domain.case.verdict import Answer
from domain.refusal import Conflict
from tests.clauses import clause
from tests.domain.cast import ASHA
from tests.domain.refusing import refused
from tests.domain.story import a_story
from tests.domain.test_invariants_healthy import no_breach
from tests.domain.test_representing import restricted_to_a_sister


@clause("6.1")
def test_an_authority_is_good_until_the_whole_of_its_last_day_is_over() -> None:
    story, case, _ = restricted_to_a_sister(until=date(2026, 12, 24))
    assert story.ask("2026-12-24 23:59").answer is Answer.REFUSE
    assert story.ask("2026-12-25 00:00").answer is Answer.ALLOW
    assert story.ask("2026-12-24 23:59").next_change == story.ask("2026-12-01").next_change
    story.until("2026-12-24 23:59")
    assert "RepresentativeNoLongerActs" not in story.events(case)
    story.until("2026-12-25 00:00")
    assert "RepresentativeNoLongerActs" in story.events(case)


@clause("6.1")
def test_an_authority_for_a_time_is_extended_before_it_is_over_and_binds_on() -> None:
    story, case, sister = restricted_to_a_sister(until=date(2026, 12, 24))
    story.until("2026-12-24 23:00")
    story.do(sister, ExtendAuthority(until=date(2027, 1, 15), authority="A new letter."), ASHA)
    assert story.ask("2026-12-25 00:00").answer is Answer.REFUSE
    story.until("2027-01-16 00:01")
    assert story.ask().answer is Answer.ALLOW
    assert story.events(case).count("RepresentativeNoLongerActs") == 1
    no_breach(story)


@clause("6.1")
def test_what_has_ended_is_not_extended_and_nothing_is_extended_to_an_earlier_day() -> None:
    story, _, sister = restricted_to_a_sister(until=date(2026, 12, 24))
    for until in (date(2026, 12, 23), date(2026, 12, 24)):
        with refused("6.1", "until"):
            story.do(sister, ExtendAuthority(until=until, authority="A new letter."), ASHA)
    with refused("6.1", "authority"):
        story.do(sister, ExtendAuthority(until=None, authority=" "), ASHA)
    story.until("2026-12-25 00:00")
    with pytest.raises(Conflict):
        story.do(sister, ExtendAuthority(until=None, authority="A new letter."), ASHA)
    another = story.a_representative()
    with pytest.raises(Conflict):  # it has no last day
        story.do(another, ExtendAuthority(until=None, authority="A new letter."), ASHA)


@clause("6.1")
@pytest.mark.parametrize("until", [None, date(2027, 1, 15)])
def test_an_authority_that_is_to_end_sooner_binds_until_that_day_is_over(until: date | None) -> None:
    story, case, sister = restricted_to_a_sister(until=until)
    story.do(sister, ShortenAuthority(until=date(2026, 12, 24), reason="She moves away."), ASHA)
    assert story.ask("2026-12-24 23:59").answer is Answer.REFUSE
    assert story.ask("2026-12-25 00:00").answer is Answer.ALLOW
    story.until("2026-12-25 00:00")
    assert "RepresentativeNoLongerActs" in story.events(case)
    no_breach(story)


@clause("6.1")
def test_sooner_is_before_what_was_known_and_not_in_the_past() -> None:
    story, _, sister = restricted_to_a_sister(until=date(2026, 12, 24))
    for until in (story.today - timedelta(days=1), date(2026, 12, 24), date(2026, 12, 25)):
        with refused("6.1", "until"):
            story.do(sister, ShortenAuthority(until=until, reason="She moves away."), ASHA)
    with refused("6.1", "reason"):
        story.do(sister, ShortenAuthority(until=story.today, reason=" "), ASHA)
    story.do(sister, ShortenAuthority(until=story.today, reason="She moves away."), ASHA)
    story.until(str(story.today + timedelta(days=1)))
    with pytest.raises(Conflict):
        story.do(sister, ShortenAuthority(until=story.today, reason="She moves away."), ASHA)


@clause("6.1")
def test_an_authority_ends_once_with_the_reason_and_on_a_day_that_has_come() -> None:
    story = a_story()
    sister = story.a_representative(since=date(2026, 11, 20))
    for wrong in (date(2026, 11, 19), date(2026, 11, 24)):
        with refused("6.1", "on"):
            story.ends_authority(sister, on=wrong)
    with refused("6.1", "reason"):
        story.ends_authority(sister, reason="")
    story.ends_authority(sister, on=date(2026, 11, 20), why=AuthorityEnd.CUSTOMER_WITHDREW)
    with pytest.raises(Conflict):
        story.ends_authority(sister)
    over = story.a_representative(until=story.today)
    story.on("2026-11-24")
    with pytest.raises(Conflict):
        story.ends_authority(over)
