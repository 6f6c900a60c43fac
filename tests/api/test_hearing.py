"""An appeal heard over HTTP: by phone, on all that is about the restriction, by somebody independent; and breaches."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest

from domain.names import THE_SYSTEM
from domain.staff import DIRECTORY
from tests.api.bodies import an_appeal, in_days
from tests.api.callers import Desk
from tests.api.conftest import a_record, an_app
from tests.api.people import entries, uuid
from tests.api.stories import Story, a_restriction, an_appealed_restriction
from tests.record.servers import Server, a_place


async def a_verbal_appeal(desk: Desk) -> Story:
    story = await a_restriction(desk)
    await story.tell("asha", "/appeals", an_appeal(how="verbally", grounds=[], points=[]))
    return story


def a_call(**changes: Any) -> dict[str, Any]:
    soon = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    return {"at": soon, "caller": uuid("ben"), "reason": "As it suits her."} | changes


def points(**changes: Any) -> dict[str, Any]:
    return {
        "held_on": in_days(0),
        "grounds": ["personal-circumstances"],
        "points": ["Letters are hard for me.", "My tap drips."],
        "read_back": "corrected",
        "read_back_by": uuid("ben"),
        "corrections": "The kitchen tap.",
    } | changes


async def assigned(story: Story, to: str = "dafydd") -> None:
    body, read = {"reviewer": uuid(to)}, await story.version()
    await story.desk.ask("eleri", "PUT", f"{story.path}/appeals/1/reviewer", body, read=read)


@pytest.mark.clause("8.3")
async def test_a_verbal_appeal_is_arranged_heard_and_decided(desk: Desk) -> None:
    story = await a_verbal_appeal(desk)
    owed = [each["kind"] for each in (await desk.get("asha", story.path))["next_dates"]]
    assert "arrange-call" in owed
    await assigned(story)
    outcome = {"outcome": "uphold", "reasons": "As decided.", "declares_no_involvement": True}
    path, read = f"{story.path}/appeals/1/outcome", await story.version()
    problem = await desk.refused("dafydd", "POST", path, outcome, read=read)
    assert (problem["status"], problem["clause"]) == (422, "8.3")
    arranged = await desk.ask("asha", "PUT", f"{story.path}/appeals/1/call", a_call(), read=read)
    assert arranged.json()["events"] == ["AppealCallArranged"]
    call = (await desk.get("asha", story.path))["appeals"][0]["call"]
    assert (call["caller"], call["held_on"]) == (uuid("ben"), None)
    taken = await story.tell("ben", "/appeals/1/call/points", points())
    assert taken["events"] == ["AppealPointsTakenDown"]
    passed = {"passed_to": "repairs", "reference": "R-1042", "reason": "It is about a repair."}
    assert (await story.tell("dafydd", "/appeals/1/points/2/out-of-scope", passed))["events"] == [
        "PointMarkedOutOfScope"
    ]
    appeal = (await desk.get("asha", story.path))["appeals"][0]
    assert appeal["points"] == [
        {"number": 1, "passed_to": None, "reference": None},
        {"number": 2, "passed_to": "repairs", "reference": "R-1042"},
    ]
    reason = {"reason": "It bears on the calls."}
    await story.tell("dafydd", "/appeals/1/points/2/in-scope", reason)
    assert (await story.tell("dafydd", "/appeals/1/outcome", outcome))["events"] == ["DecisionUpheld"]
    told = (await desk.get("iwan", f"{story.path}/narrative"))["told"]
    heard = next(each for each in told if each["told_by"] == "AppealPointsTakenDown")
    assert heard["texts"]["points"] == ["Letters are hard for me.", "My tap drips."]
    assert heard["texts"]["corrections"] == "The kitchen tap."


@pytest.mark.clause("8.3")
async def test_two_who_arrange_a_call_at_once_do_not_overwrite_one_another(desk: Desk) -> None:
    story = await a_verbal_appeal(desk)
    path, read = f"{story.path}/appeals/1/call", await story.version()
    assert (await desk.ask("asha", "PUT", path, a_call(), read=read)).status_code == 200
    assert (await desk.ask("ben", "PUT", path, a_call(), read=read)).status_code == 412


@pytest.mark.clause("8.3")
async def test_a_call_is_not_given_up_by_somebody_who_does_not_review(desk: Desk) -> None:
    story = await a_verbal_appeal(desk)
    await assigned(story)
    body = {"why": "not-reached", "reason": "Nobody answered."}
    assert (await desk.refused("carys", "POST", f"{story.path}/appeals/1/call/none", body))["status"] == 403
    problem = await desk.refused("dafydd", "POST", f"{story.path}/appeals/1/call/none", body)
    assert (problem["status"], problem["clause"], problem["field"]) == (422, "8.3", "why")
    missed = {"missed": "not-reached", "reason": "Nobody answered."}
    assert (await desk.refused("ben", "POST", f"{story.path}/appeals/1/call/missed", missed))["status"] == 409


@pytest.mark.clause("8.5")
async def test_a_conflict_is_declared_by_anybody_and_the_candidates_show_it(desk: Desk) -> None:
    story = await an_appealed_restriction(desk)
    await assigned(story)
    body = {"staff": uuid("dafydd"), "reason": "The customer is his neighbour."}
    assert (await story.tell("asha", "/appeals/1/conflicts", body))["events"] == ["ConflictDeclared"]
    judged = await desk.get("eleri", f"{story.path}/appeals/1/candidates")
    assert {"staff": uuid("dafydd"), "may_review": False, "reasons": ["conflict"]} in judged["candidates"]
    assert (await desk.get("asha", story.path))["appeals"][0]["reviewer"] is None


@pytest.mark.clause("8.6", "4.1")
async def test_conduct_found_not_unacceptable_is_named_with_the_outcome(desk: Desk) -> None:
    story = await an_appealed_restriction(desk)
    await assigned(story)
    quash = {
        "outcome": "quash",
        "reasons": "It was a misunderstanding.",
        "declares_no_involvement": True,
        "not_unacceptable": story.incidents,
    }
    assert (await story.tell("dafydd", "/appeals/1/outcome", quash))["events"] == ["DecisionQuashed"]
    history = (await desk.get("iwan", f"{story.path}/history?limit=200"))["entries"]
    facts = next(each for each in history if each["type"] == "DecisionQuashed")["facts"]
    assert facts["not_unacceptable"] == [f"incident/{incident}" for incident in story.incidents]


@pytest.fixture
async def weeks_later(server: Server, tmp_path: Path) -> AsyncIterator[Story]:
    """An appeal under review in a record of its own, whose clock then went on for 45 days."""
    place = await a_place(server)
    app = an_app(a_record(place), tmp_path)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test") as client,
    ):
        parts = app.state.parts
        for entry in await entries(parts.record.keys):
            await parts.record.act(DIRECTORY, entry, by=THE_SYSTEM, command_id=uuid4())
        views = asyncio.create_task(parts.views.run())
        story = await an_appealed_restriction(Desk(client))
        await assigned(story)
        owner = await asyncpg.connect(place.owner)
        await owner.fetchval("select record.set_clock_ahead(make_interval(days => 45))")
        await owner.close()
        yield story
        views.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await views


@pytest.mark.clause("8.5", "8.6")
async def test_a_missed_deadline_is_listed_for_governance_and_auditors_and_stands_in_the_case(
    weeks_later: Story,
) -> None:
    story, desk = weeks_later, weeks_later.desk
    outcome = {"outcome": "uphold", "reasons": "As decided.", "declares_no_involvement": True}
    await story.tell("dafydd", "/appeals/1/outcome", outcome)
    read = await desk.get("gareth", story.path)
    (missed,) = (each for each in read["missed"] if each["kind"] == "review-appeal")
    assert (missed["clause"], missed["escalated"]) == ("8.5", 0)
    assert missed["done_on"] > missed["due_on"]
    seen = {"Evenhand_Position": str((await story.parts.record.load(f"case/{story.case}")).head)}
    for who in ("gareth", "iwan", "eleri", "ffion"):
        listed = await desk.get(who, "/missed-deadlines", **seen)
        (row,) = (each for each in listed["missed"] if each["kind"] == "review-appeal")
        assert row == missed | {"case": story.case, "customer": story.customer}
    later = (date.fromisoformat(missed["due_on"]) + timedelta(days=1)).isoformat()
    assert (await desk.get("iwan", f"/missed-deadlines?since={missed['due_on']}"))["missed"] != []
    assert (await desk.get("iwan", f"/missed-deadlines?since={later}"))["missed"] == []
    for who in ("asha", "carys"):
        assert (await desk.refused(who, "GET", "/missed-deadlines"))["status"] == 403
