from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.case.duties import DutyKind, agenda
from domain.incident import Assessment, CorrectIncident
from domain.invariants import breaches
from domain.names import CaseId
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, READ_AND_FILE, WRITING_ONLY
from tests.domain.story import Story, a_story

A_SECOND = timedelta(seconds=1)
BOTH = (WRITING_ONLY, READ_AND_FILE)


def a_long_restriction(decided: str = "2026-11-23", **said: Any) -> tuple[Story, CaseId]:
    """A restriction of ten months, so that its review opens long after three months of good conduct."""
    story = a_story(decided)
    end = story.today + timedelta(days=300)
    return story, story.a_restriction(**{"expires_on": end, **said})


def proposed_on(story: Story, case: CaseId) -> str | None:
    facts = [f for f in story.record if str(f.stream) == case and f.event.TOPIC == "EarlyReviewProposed"]
    return str(facts[-1].event.proposed_on) if facts else None  # type: ignore[attr-defined]


def healthy(story: Story) -> bool:
    found = breaches(story.record, story.book, now=story.now)
    assert found == [], "\n".join(f"{b.position} {b.clause} {b.what}" for b in found)
    return True


@clause("9.2")
@pytest.mark.parametrize(
    ("decided", "moment"),
    [
        ("2026-11-23", datetime(2027, 2, 24, tzinfo=UTC)),
        ("2026-11-30", datetime(2027, 3, 1, tzinfo=UTC)),  # February has no thirtieth
        ("2027-11-29", datetime(2028, 3, 1, tzinfo=UTC)),  # the corresponding day is 29 February
        ("2027-11-30", datetime(2028, 3, 1, tzinfo=UTC)),
        ("2026-07-25", datetime(2026, 10, 26, tzinfo=UTC)),  # the day of twenty-five hours
        ("2026-12-28", datetime(2027, 3, 28, 23, tzinfo=UTC)),  # the day of twenty-three
        ("2026-09-25", datetime(2026, 12, 26, tzinfo=UTC)),  # Christmas Day: months end on closed days too
        ("2026-12-26", datetime(2027, 3, 26, 0, tzinfo=UTC) + timedelta(days=1)),  # Good Friday
        ("2022-06-19", datetime(2022, 9, 19, 23, tzinfo=UTC)),  # the late Queen's funeral
        ("2023-02-08", datetime(2023, 5, 8, 23, tzinfo=UTC)),  # the coronation
    ],
)
def test_an_early_review_is_proposed_after_three_months_of_good_conduct(decided: str, moment: datetime) -> None:
    story, case = a_long_restriction(decided)
    story.until_moment(moment - A_SECOND)
    assert story.tries(case, DutyKind.PROPOSE_EARLY_REVIEW) == "not yet"
    story.until_moment(moment)
    assert "EarlyReviewProposed" in story.events(case)
    assert story.tries(case, DutyKind.PROPOSE_EARLY_REVIEW) == "already so"
    assert healthy(story)


@clause("9.2")
def test_the_three_months_run_from_the_last_incident_assessed_as_unacceptable_by_the_day_it_happened() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    incident = story.an_incident()
    story.until("2027-01-20")
    story.assess(incident)
    story.until("2027-04-10 23:59")
    assert proposed_on(story, case) is None
    story.until("2027-04-11 00:01")
    assert proposed_on(story, case) == "2027-04-11"
    assert healthy(story)


@clause("9.2", "4.1")
@pytest.mark.parametrize("what", ["upset", "not yet judged", "more to be known", "before the decision"])
def test_what_was_not_found_unacceptable_since_the_decision_resets_nothing(what: str) -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    happened: dict[str, Any] = {"happened_at": story.now - timedelta(days=90)} if what == "before the decision" else {}
    incident = story.an_incident(**happened)
    if what != "not yet judged":
        findings = {"upset": Assessment.NOT_UNACCEPTABLE, "more to be known": Assessment.NEEDS_INFORMATION}
        story.assess(incident, assessment=findings.get(what, Assessment.UNACCEPTABLE))
    story.until("2027-02-24 00:01")
    assert proposed_on(story, case) == "2027-02-24"
    assert healthy(story)


@clause("9.2", "4.5")
def test_a_referral_of_the_customer_resets_nothing() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    incident = story.an_incident()
    story.refer(incident)
    story.until("2027-02-24 00:01")
    assert proposed_on(story, case) == "2027-02-24"


@clause("9.2", "4.1")
def test_an_incident_found_not_unacceptable_after_all_no_longer_stands_in_the_way() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    incident = story.an_assessed_incident()
    story.until("2027-03-15")
    assert proposed_on(story, case) is None
    story.assess(incident, assessment=Assessment.NOT_UNACCEPTABLE, anew=True)
    story.until("2027-03-15 10:01")
    assert proposed_on(story, case) == "2027-03-15"
    assert healthy(story)


@clause("9.2")
def test_an_incident_of_which_the_case_has_not_heard_yet_is_found_as_the_moment_comes() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    story.following = False
    story.an_assessed_incident()
    story.until("2027-02-24 00:01")
    assert story.events(case)[-1] == "IncidentLinked"
    assert proposed_on(story, case) is None
    story.until("2027-04-11 00:01")
    assert proposed_on(story, case) == "2027-04-11"


@clause("9.2", "9.1")
def test_a_corrected_day_moves_the_three_months() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-20")
    incident = story.an_assessed_incident()
    earlier = story.now - timedelta(days=10)
    story.do(incident, CorrectIncident(reason="It was the Sunday before.", happened_at=earlier), ASHA)
    story.until("2027-04-11 00:01")
    assert proposed_on(story, case) == "2027-04-11"


@clause("9.2", "9.1")
def test_what_was_decided_on_and_is_said_by_now_to_have_happened_later_is_shown_and_no_step_is_taken_for_ever() -> None:
    story, case = a_long_restriction()
    basis = story.case(case).incidents[0]
    story.until("2027-01-20")
    later = CorrectIncident(reason="It was in January.", happened_at=story.now - timedelta(days=5))
    story.do(basis, later, ASHA)
    story.until("2027-02-24 00:01")
    assert proposed_on(story, case) is None
    assert [(new.incident, str(new.happened_on)) for new in story.case(case).new_incidents] == [(basis, "2027-01-15")]
    story.until("2027-04-16 00:01")
    assert proposed_on(story, case) == "2027-04-16"
    assert healthy(story)


@clause("9.2")
def test_another_customers_incident_resets_nothing() -> None:
    story, case = a_long_restriction()
    story.until("2027-01-10")
    story.an_assessed_incident(customer=story.a_customer())
    story.until("2027-02-24 00:01")
    assert proposed_on(story, case) == "2027-02-24"


@clause("9.2")
@pytest.mark.parametrize(("expires_on", "proposes"), [(date(2027, 3, 24), True), (date(2027, 3, 23), False)])
def test_none_is_proposed_where_the_review_itself_opens_by_then(expires_on: date, proposes: bool) -> None:
    story, case = a_long_restriction(expires_on=expires_on)
    assert story.decision(case).review_opens_on == (date(2027, 2, 24) if proposes else date(2027, 2, 23))
    story.until("2027-02-25")
    assert ("EarlyReviewProposed" in story.events(case)) is False
    story, case = a_long_restriction(expires_on=expires_on + timedelta(days=1))
    story.until("2027-02-25")
    assert ("EarlyReviewProposed" in story.events(case)) is proposes


@clause("9.2")
def test_none_is_proposed_of_what_a_manager_has_left_to_lapse() -> None:
    story, case = a_long_restriction()
    story.leave_to_lapse(case)
    story.until("2027-03-24")
    assert proposed_on(story, case) is None
    assert healthy(story)


@clause("9.2")
def test_a_proposed_review_is_a_managers_to_conclude_within_twenty_working_days() -> None:
    story, case = a_long_restriction()
    story.until("2027-02-24 09:00")
    duty = next(d for d in agenda(story.case(case), story.book) if d.kind is DutyKind.CONCLUDE_EARLY_REVIEW)
    assert (duty.due_on, duty.person, duty.clause) == (date(2027, 3, 24), BRYN.id, "9.2")
