"""Early reviews and new incidents over HTTP (9.2). The linking is the worker's; here its command is sent by hand."""

from typing import Any
from uuid import uuid4

import pytest

from domain.calendar import local_day
from domain.case.new_incidents import LinkIncident
from domain.names import THE_SYSTEM, IncidentId, named
from tests.api.bodies import in_days, terms
from tests.api.callers import Desk
from tests.api.people import uuid
from tests.api.stories import Story, a_restriction

REQUEST = {"how": "telephone", "asked_by": "customer", "points": "I have kept to it."}


async def today(story: Story) -> str:
    return local_day(await story.parts.record.now()).isoformat()


async def a_request(desk: Desk, **changes: Any) -> Story:
    story = await a_restriction(desk, review_on=in_days(300))
    await story.tell("asha", "/early-review-requests", REQUEST | {"received_on": await today(story)} | changes)
    return story


async def early(desk: Desk, story: Story) -> Any:
    return (await desk.get("asha", story.path))["early_reviews"][-1]


@pytest.mark.clause("9.2")
async def test_anybody_who_works_here_records_a_request_and_the_case_says_by_when_it_is_answered(desk: Desk) -> None:
    story = await a_request(desk)
    shown = await early(desk, story)
    assert (shown["why"], shown["answer"], shown["conclude_by"]) == ("asked-for", None, None)
    owed = {duty["kind"]: duty for duty in (await desk.get("asha", story.path))["next_dates"]}
    duty = owed["answer-early-review-request"]
    assert (duty["due_on"], duty["person"], duty["clause"]) == (shown["answer_by"], uuid("carys"), "9.2")
    assert duty["why"] == "A request for an early review is answered within 5 working days of its receipt."
    assert "opens by itself" in owed["open-unanswered-early-review"]["why"]


@pytest.mark.clause("9.2")
async def test_a_request_of_a_day_to_come_is_refused(desk: Desk) -> None:
    story = await a_restriction(desk)
    body = REQUEST | {"received_on": in_days(2)}
    problem = await desk.refused("asha", "POST", f"{story.path}/early-review-requests", body)
    assert (problem["status"], problem["clause"], problem["field"]) == (422, "9.2", "received_on")


@pytest.mark.clause("9.2")
async def test_a_request_is_opened_and_concluded_by_a_new_decision(desk: Desk) -> None:
    story = await a_request(desk)
    receipt = await story.tell("carys", "/early-reviews/1/opening", {})
    assert receipt["events"] == ["EarlyReviewOpened"]
    assert (await early(desk, story))["conclude_by"] is not None
    again = await desk.refused("carys", "POST", f"{story.path}/early-reviews/1/opening", {}, read=await story.version())
    assert again["status"] == 409
    body = terms(*story.incidents, review_on=in_days(300))
    assert (await story.tell("carys", "/continuations", body))["events"] == ["RestrictionContinued"]
    assert (await early(desk, story))["answer"] == "continued"
    notices = (await desk.get("asha", story.path))["notices"]
    assert [notice["kind"] for notice in notices] == ["decision", "early-review", "decision"]


@pytest.mark.clause("9.2")
async def test_a_request_is_refused_with_reasons_on_the_version_that_was_read(desk: Desk) -> None:
    story = await a_request(desk)
    path, body = f"{story.path}/early-reviews/1/refusal", {"reasons": "Two more calls since."}
    assert (await desk.refused("carys", "POST", path, body))["type"] == "/problems/version-missing"
    stale = await desk.refused("carys", "POST", path, body, read=1)
    assert stale["type"] == "/problems/changed-meanwhile"
    assert (await story.tell("carys", "/early-reviews/1/refusal", body))["events"] == ["EarlyReviewRefused"]
    assert (await early(desk, story))["answer"] == "refused"
    gone = await desk.refused(
        "carys", "POST", f"{story.path}/early-reviews/7/refusal", body, read=await story.version()
    )
    assert gone["status"] == 404


@pytest.mark.clause("9.2")
async def test_a_new_incident_is_shown_in_the_case_and_in_the_managers_work_until_it_is_seen(desk: Desk) -> None:
    story = await a_restriction(desk)
    incident = await story.has_an_incident()
    record = story.parts.record
    link = LinkIncident(incident=IncidentId(f"incident/{incident}"), recorded_at=await record.now())
    case = named("case", story.case)  # type: ignore[arg-type]
    await record.act(case, link, by=THE_SYSTEM, command_id=uuid4())
    (new,) = (await desk.get("asha", story.path))["new_incidents"]
    assert (new["incident"], new["assessment"], new["seen"]) == (incident, "unacceptable", False)

    async def work() -> list[str]:
        await story.parts.views.prepare()
        await story.parts.views.catch_up()
        rows = (await desk.get("carys", "/queue"))["duties"]
        return [row["about"] for row in rows if row["case"] == story.case and row["kind"] == "look-at-new-incident"]

    assert await work() == [f"incident/{incident}"]
    assert (await story.tell("carys", f"/new-incidents/{incident}/seen", {}))["events"] == ["NewIncidentSeen"]
    assert await work() == []
    assert (await desk.get("asha", story.path))["new_incidents"][0]["seen"] is True
    unknown = await desk.refused("carys", "POST", f"{story.path}/new-incidents/{uuid4()}/seen", {})
    assert unknown["status"] == 404
