"""An incident that was recorded in error is taken back over HTTP: whose file it is not in any more (9.1)."""

from dataclasses import fields
from uuid import uuid4

import pytest

from api.schemas.incidents import IncidentRetraction
from domain.retraction import RetractIncident
from tests.api.bodies import a_customer, an_assessment, an_incident
from tests.api.callers import Desk
from tests.api.people import uuid

WHY = {"why": "another-person", "reason": "It was her neighbour who called."}


async def two_customers(desk: Desk) -> tuple[str, str]:
    first, second = [(await desk.post("asha", "/customers", a_customer()))["id"] for _ in range(2)]
    return first, second


async def recorded(desk: Desk, customer: str) -> str:
    return str((await desk.post("asha", "/incidents", an_incident(customer)))["id"])


@pytest.mark.clause("9.1", "1.3")
async def test_it_is_in_nobodys_file_any_more_and_stays_in_the_record(desk: Desk) -> None:
    wrong, right = await two_customers(desk)
    incident, instead = await recorded(desk, wrong), await recorded(desk, right)
    receipt = await desk.post("asha", f"/incidents/{incident}/retraction", WHY | {"instead": instead}, read=1)
    assert receipt["events"] == ["IncidentRetracted"]
    assert (await desk.get("asha", f"/customers/{wrong}"))["incidents"] == []
    assert (await desk.get("asha", f"/customers/{right}"))["incidents"] == [instead]
    assert (await desk.get("iwan", f"/incidents/{incident}"))["retracted"] is True
    history = await desk.get("iwan", f"/incidents/{incident}/history?texts=true")
    last = history["entries"][-1]
    assert (last["type"], last["reason"], last["actor"]) == ("IncidentRetracted", "another-person", uuid("asha"))
    assert last["facts"]["instead"] == f"incident/{instead}"
    problem = await desk.refused("asha", "GET", f"/incidents/{incident}/narrative")
    assert (problem["status"], problem["clause"]) == (403, "9.1")
    assert (await desk.get("iwan", f"/incidents/{incident}/narrative"))["told"]


@pytest.mark.clause("9.1")
async def test_whoever_takes_it_back_has_read_it_and_once_it_was_assessed_is_a_manager(desk: Desk) -> None:
    customer, _ = await two_customers(desk)
    incident = await recorded(desk, customer)
    await desk.post("carys", f"/incidents/{incident}/assessments", an_assessment())
    path = f"/incidents/{incident}/retraction"
    assert (await desk.refused("carys", "POST", path, WHY))["status"] == 428
    assert (await desk.refused("carys", "POST", path, WHY, read=1))["status"] == 412
    nowhere = f"/incidents/{uuid4()}/retraction"
    assert (await desk.refused("carys", "POST", nowhere, WHY, read=1))["status"] == 404, "not: changed meanwhile"
    assert (await desk.refused("asha", "POST", path, WHY, read=2))["status"] == 403
    assert (await desk.refused("carys", "POST", path, WHY | {"why": "recorded-twice"}, read=2))["field"] == "instead"
    await desk.post("carys", path, WHY, read=2)
    assert (await desk.refused("carys", "POST", path, WHY, read=3))["status"] == 409


@pytest.mark.clause("9.1", "5.3")
async def test_what_was_flagged_of_it_is_nothing_to_look_at_any_more(desk: Desk) -> None:
    customer, _ = await two_customers(desk)
    ended = [{"kind": "ended", "at": an_incident(customer)["happened_at"]}]
    incident = str((await desk.post("asha", "/incidents", an_incident(customer, steps=ended)))["id"])
    listed = (await desk.get("eleri", "/queue/handling?limit=200"))["flagged"]
    assert incident in {row["incident"] for row in listed}
    await desk.post("asha", f"/incidents/{incident}/retraction", WHY, read=4)
    listed = (await desk.get("eleri", "/queue/handling?limit=200"))["flagged"]
    assert incident not in {row["incident"] for row in listed}


async def test_a_body_says_all_that_the_command_can() -> None:
    assert {field.name for field in fields(RetractIncident)} == set(IncidentRetraction.model_fields)
