from datetime import date

from domain.case.force import bites
from domain.case.state import Outcome
from domain.invariants import breaches
from domain.invariants.force import forces
from domain.invariants.history import world_of
from domain.names import StreamId
from tests.domain.story import Story, a_story


def no_breach(story: Story) -> None:
    found = breaches(story.record, story.book, now=story.now)
    assert found == [], "\n".join(f"{b.position} {b.clause} {b.what}" for b in found)


def test_a_case_from_its_first_incident_to_its_lapse_shows_no_breach() -> None:
    story = a_story("2026-09-01")
    case = story.refer(story.an_assessed_incident())
    story.warn(case)
    story.until("2026-09-10")
    story.add(case, story.an_assessed_incident())
    story.restrict(case)
    story.until("2026-09-15")
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    story.until("2027-03-01")
    assert story.case(case).closed
    no_breach(story)


def test_what_rested_for_a_late_appeal_is_in_force_again_once_its_refusal_was_told() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2027, 6, 30))
    story.on("2026-12-08").appeal(case)
    story.until("2027-01-09 00:01")
    story.refuse(case)
    for told in (False, True):
        if told:
            story.post_all()
        derived = forces(world_of(story.record, None).cases[StreamId(case)])
        assert derived["decision/1"].at(story.now) is bites(story.case(case).decisions[0], story.now) is told
    no_breach(story)


def test_a_letter_about_a_rest_that_came_back_in_the_next_rest_is_needless_once_that_ends() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.suspend(case)
    story.resume(case)
    story.post_all(case)
    first_rest = story.case(case).notices[1].id
    story.until("2026-11-24")
    story.suspend(case)
    story.resume(case)
    story.bounce(case, first_rest)
    story.until("2026-12-20")
    assert story.case(case).notices[-1].needless
    no_breach(story)


def test_a_letter_about_a_rest_that_came_back_is_needless_once_what_concluded_the_early_review_is_told() -> None:
    story = a_story("2026-02-23")
    case = story.a_restriction(expires_on=date(2026, 12, 18))
    story.until("2026-07-20")
    rest = story.case(case).notices[1].id
    assert "RestrictionSuspended" in story.events(case), "nobody concluded the early review that was proposed"
    story.continue_(case, expires_on=date(2026, 12, 18), our_handling="Weighed.")
    story.bounce(case, rest)
    story.until("2026-09-30")
    assert story.case(case).notices[-1].needless
    no_breach(story)
