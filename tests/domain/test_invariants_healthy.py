from domain.case.state import Outcome
from domain.invariants import breaches
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
