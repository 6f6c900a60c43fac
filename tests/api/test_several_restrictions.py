"""Several restrictions of one customer over HTTP: the verdict says which part comes from which case (6.1)."""

import asyncio
from typing import Any

import pytest

from tests.api.bodies import terms
from tests.api.callers import Desk
from tests.api.people import uuid
from tests.api.stories import Story, a_case_to_decide, a_restriction

WRITING, PHONE = ({"kind": "one-method-only", "method": method} for method in ("writing", "telephone"))
NAMED = {"kind": "named-staff-only", "staff": uuid("ben"), "stand_in": uuid("asha")}


async def another_case(desk: Desk, first: Story) -> Story:
    """A second case of the same customer, in which a decision may be made."""
    story = Story(desk, customer=first.customer)
    await story.has_an_incident()
    body = {"customer": story.customer, "incidents": story.incidents, "reason": "It happens again."}
    story.case = (await desk.post("asha", "/cases", body))["id"]
    await story.tell("carys", "/warning-dispensation", {"reason": "danger-to-somebody", "explanation": "A threat."})
    return story


async def asks(desk: Desk, story: Story, channel: str, **said: str) -> Any:
    query = "&".join(f"{name}={value}" for name, value in {"channel": channel, "purpose": "general", **said}.items())
    return await desk.get("asha", f"/customers/{story.customer}/verdict?{query}")


@pytest.mark.clause("6.1")
async def test_the_verdict_combines_two_restrictions_and_says_which_part_comes_from_which_case(desk: Desk) -> None:
    first = await a_restriction(desk, measures=[WRITING])
    second = await another_case(desk, first)
    await second.tell("carys", "/decisions", terms(*second.incidents, measures=[NAMED]))
    await second.letter_leaves(1)
    said = await asks(desk, first, "telephone", staff=uuid("ben"))
    assert said["answer"] == "refuse"
    assert {(part["case"], part["measure"], part["answer"], part["decision"]) for part in said["parts"]} == {
        (first.case, "one-method-only", "refuse", 1),
        (second.case, "named-staff-only", "allow", 1),
    }
    assert said["rests_on"]["case"] == first.case
    said = await asks(desk, first, "writing", staff=uuid("carys"))
    assert (said["answer"], said["rests_on"]["case"]) == ("refer", second.case)
    assert (await asks(desk, first, "writing", staff=uuid("ben")))["answer"] == "allow"
    for part in said["parts"]:
        events = (await desk.get("iwan", f"/cases/{part['case']}/history"))["entries"]
        assert events[part["event"] - 1]["type"] == "RestrictionImposed"


@pytest.mark.clause("6.1")
async def test_the_end_of_one_restriction_leaves_the_other(desk: Desk) -> None:
    first = await a_restriction(desk, measures=[WRITING])
    second = await another_case(desk, first)
    await second.tell("carys", "/decisions", terms(*second.incidents, measures=[NAMED]))
    await second.letter_leaves(1)
    await first.tell("carys", "/decisions/1/lift", {"reasons": "Calm for a month."})
    said = await asks(desk, first, "telephone", staff=uuid("ben"))
    assert (said["answer"], [part["case"] for part in said["parts"]]) == ("allow", [second.case])


@pytest.mark.clause("6.1")
async def test_a_second_decision_that_leaves_no_ordinary_route_is_refused_until_it_says_that_it_ends_all_contact(
    desk: Desk,
) -> None:
    first = await a_restriction(desk, measures=[WRITING])
    second = await another_case(desk, first)
    body = terms(*second.incidents, measures=[PHONE])
    path = f"{second.path}/decisions"
    refused = await desk.refused("carys", "POST", path, body, read=await second.version())
    assert (refused["status"], refused["clause"], refused["field"]) == (422, "6.1", "ends_all_contact")
    ended = {"measures": [{"kind": "end-all-contact"}], "why_extreme": ["Threats to come round."]}
    await second.tell("carys", "/decisions", terms(*second.incidents, **ended, ends_all_contact=True))


@pytest.mark.clause("6.1")
async def test_two_decisions_at_the_same_moment_do_not_close_together_what_neither_closes_alone(desk: Desk) -> None:
    first = await a_case_to_decide(desk)
    second = await another_case(desk, first)
    sent = [
        desk.ask(name, "POST", f"{story.path}/decisions", terms(*story.incidents, measures=[measure]), read=version)
        for name, story, measure, version in (
            ("carys", first, WRITING, await first.version()),
            ("dafydd", second, PHONE, await second.version()),
        )
    ]
    answers = await asyncio.gather(*sent)
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    (refused,) = [answer.json() for answer in answers if answer.status_code == 422]
    assert (refused["clause"], refused["field"]) == ("6.1", "ends_all_contact")
