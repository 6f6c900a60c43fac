"""Where two people act at once, the second is told, and nothing of theirs is written."""

import asyncio

import pytest

from tests.api.bodies import a_customer, an_assessment, an_incident, terms
from tests.api.callers import Desk
from tests.api.people import uuid
from tests.api.stories import a_case_to_decide


@pytest.mark.clause("7.2")
async def test_the_second_of_two_managers_writes_nothing(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    read = await story.version()
    await desk.post("carys", f"{story.path}/decisions", terms(*story.incidents), read=read)
    before = await desk.position()
    second = await desk.refused("dafydd", "POST", f"{story.path}/decisions", terms(*story.incidents), read=read)
    assert (second["status"], second["type"], second["version"]) == (409, "/problems/conflict", read + 1)
    third = await desk.refused("dafydd", "POST", f"{story.path}/decisions", terms(*story.incidents), read=read + 1)
    assert (third["status"], third["type"]) == (409, "/problems/conflict")
    assert await desk.position() == before


@pytest.mark.clause("7.2")
async def test_of_two_managers_at_the_same_moment_one_decides(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    path, read = f"{story.path}/decisions", await story.version()
    sent = [desk.ask(name, "POST", path, terms(*story.incidents), read=read) for name in ("carys", "dafydd", "eleri")]
    assert sorted(answer.status_code for answer in await asyncio.gather(*sent)) == [200, 409, 409]
    assert len((await desk.get("asha", story.path))["decisions"]) == 1
    assert await story.version() == read + 1


async def test_a_decision_names_the_version_that_was_read(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    path, body = f"{story.path}/decisions", terms(*story.incidents)
    missing = await desk.refused("carys", "POST", path, body)
    assert (missing["status"], missing["type"]) == (428, "/problems/version-missing")
    assert missing["accepted"] == 'the `ETag` that you have read, as "7"'
    unreadable = await desk.refused("carys", "POST", path, body, If_Match="2")
    assert (unreadable["status"], unreadable["field"]) == (400, "if-match")


async def test_something_else_that_changed_meanwhile_is_read_before_deciding(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    path, read = f"{story.path}/decisions", await story.version()
    await story.tell("asha", "/incidents", {"incident": await story.has_an_incident()})
    problem = await desk.refused("carys", "POST", path, terms(*story.incidents), read=read)
    assert (problem["status"], problem["type"], problem["version"]) == (412, "/problems/changed-meanwhile", read + 1)
    assert (problem["field"], problem["accepted"]) == ("if-match", f'"{read + 1}"')


@pytest.mark.clause("2.3")
async def test_of_two_managers_who_assess_at_once_the_second_is_told(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    incident = (await desk.post("asha", "/incidents", an_incident(customer)))["id"]
    path, other = f"/incidents/{incident}/assessments", an_assessment(assessment="not-unacceptable")
    sent = [desk.ask("carys", "POST", path, an_assessment()), desk.ask("dafydd", "POST", path, other)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*sent)) == [200, 409]
    version = int((await desk.ask("dafydd", "GET", f"/incidents/{incident}")).headers["etag"].strip('"'))
    assert (await desk.refused("dafydd", "POST", path, other, read=version - 1))["status"] == 412
    anew = other | {"reasons": "There was no swearing on the recording."}
    assert (await desk.post("dafydd", path, anew, read=version))["events"] == ["IncidentAssessed"]


async def test_what_is_replaced_whole_names_the_version_that_was_read(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    path, details = f"/customers/{customer}/contact-details", {"name": "Gwen Prys", "phones": ["01792 000222"]}
    assert (await desk.refused("asha", "PUT", path, details))["status"] == 428
    assert (await desk.ask("asha", "PUT", path, details | {"address": ["2 Stryd Fawr"]}, read=1)).status_code == 200
    lost = await desk.refused("ben", "PUT", path, details | {"emails": ["gwen@example.org"]}, read=1)
    assert (lost["status"], lost["version"]) == (412, 2)
    entry = {"subject": "ben", "roles": ["staff"], "team": "housing", "name": "Ben"}
    assert (await desk.refused("gareth", "PUT", f"/staff/{uuid('ben')}", entry))["status"] == 428


async def test_an_optional_if_match_is_honoured(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    further = await story.has_an_incident()
    problem = await desk.refused("asha", "POST", f"{story.path}/incidents", {"incident": further}, read=1)
    assert (problem["status"], problem["version"]) == (412, 2)
