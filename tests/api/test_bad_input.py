"""Every bad input gets a clear answer: the clause, the field, what would be accepted; and nothing is written."""

from typing import Any

import pytest

from tests.api.bodies import a_customer, a_moment_ago, an_appeal, an_incident, in_days, terms
from tests.api.callers import Desk
from tests.api.people import token, uuid
from tests.api.stories import a_case_to_decide, a_referred_case, a_restriction, an_appealed_restriction

NOBODY = "0f0e0d0c-0b0a-4908-8706-050403020100"  # names tests, so the same in every run


@pytest.mark.parametrize(
    "path",
    [
        *(f"/customers/{NOBODY}", f"/incidents/{NOBODY}", f"/cases/{NOBODY}", f"/incidents/{NOBODY}/narrative"),
        *(f"/customers/{NOBODY}/verdict?channel=telephone&purpose=general", f"/cases/{NOBODY}/history"),
        *(f"/incidents/{NOBODY}/people", f"/cases/{NOBODY}/appeals/1/candidates"),
    ],
)
async def test_an_unknown_id_is_not_found(desk: Desk, path: str) -> None:
    problem = await desk.refused("carys", "GET", path)
    assert (problem["status"], problem["type"]) == (404, "/problems/not-found")
    assert NOBODY in problem["detail"]
    kind = path.split("/")[1].rstrip("s")
    if not path.endswith("/people"):
        assert (problem["field"], problem["accepted"]) == (f"path.{kind}", f"a {kind} that is there")


async def test_an_unknown_number_in_a_case_is_not_found(desk: Desk) -> None:
    story = await a_restriction(desk)
    for path in ("/appeals/7/candidates", "/notices/7/letter"):
        assert (await desk.refused("carys", "GET", story.path + path))["status"] == 404
    lift = await desk.refused(
        "carys", "POST", f"{story.path}/decisions/7/lift", {"reasons": "x"}, read=await story.version()
    )
    assert lift["status"] == 404


async def test_an_incident_of_an_unknown_customer_is_not_found(desk: Desk) -> None:
    problem = await desk.refused("asha", "POST", "/incidents", an_incident(NOBODY))
    assert (problem["status"], problem["field"]) == (404, "customer")


async def test_which_of_several_is_not_there_is_said(desk: Desk) -> None:
    story = await a_referred_case(desk)
    unreferred = await story.has_an_incident()
    body = {"customer": story.customer, "incidents": [unreferred, NOBODY], "reason": "Again."}
    problem = await desk.refused("asha", "POST", "/cases", body)
    assert (problem["status"], problem["field"]) == (404, "incidents.1")


@pytest.mark.clause("9.1", "8.5")
@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("reporter", {"reporter": NOBODY}),
        ("targets.0", {"targets": [NOBODY]}),
        ("witnesses.0", {"witnesses": [NOBODY]}),
    ],
)
async def test_nobody_unknown_reported_suffered_or_saw_an_incident(
    desk: Desk, field: str, change: dict[str, Any]
) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    before = await desk.position()
    problem = await desk.refused("asha", "POST", "/incidents", an_incident(customer) | change)
    assert (problem["status"], problem["clause"], problem["field"]) == (422, "9.1", field)
    assert problem["accepted"]
    assert await desk.position() == before


async def test_somebody_elses_role_is_named(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    before = await desk.position()
    problem = await desk.refused("asha", "POST", f"{story.path}/decisions", terms(*story.incidents), read=2)
    assert (problem["status"], problem["clause"]) == (403, "7.2")
    assert problem["needed"] == ["director", "head-of-service", "manager"]
    assert await desk.position() == before


@pytest.mark.clause("9.1")
async def test_an_incident_lies_in_the_past(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    body = an_incident(customer, happened_at=a_moment_ago(hours=-1))
    problem = await desk.refused("asha", "POST", "/incidents", body)
    assert problem["status"] == 422
    said = {name: problem[name] for name in ("type", "clause", "field", "accepted")}
    assert said == {"type": "/problems/refused", "clause": "9.1", "field": "happened_at", "accepted": "up to now"}


@pytest.mark.clause("8.2")
@pytest.mark.parametrize("days", [-30, 2])
async def test_an_appeal_is_received_between_the_decision_and_today(desk: Desk, days: int) -> None:
    story = await a_restriction(desk)
    problem = await desk.refused("asha", "POST", f"{story.path}/appeals", an_appeal(received_on=in_days(days)))
    assert (problem["clause"], problem["field"]) == ("8.2", "received_on")


@pytest.mark.clause("7.3")
async def test_an_open_ended_restriction_is_refused(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    body = terms(*story.incidents, review_on=None)
    problem = await desk.refused("carys", "POST", f"{story.path}/decisions", body, read=await story.version())
    assert (problem["clause"], problem["field"], problem["accepted"]) == ("7.3", "expires_on", "one of the two")


@pytest.mark.clause("8.5")
async def test_a_reviewer_who_was_involved_is_refused_with_who_may(desk: Desk) -> None:
    story = await an_appealed_restriction(desk)
    path, read = f"{story.path}/appeals/1/reviewer", await story.version()
    problem = await desk.refused("eleri", "PUT", path, {"reviewer": uuid("carys")}, read=read)
    assert (problem["clause"], problem["field"]) == ("8.5", "reviewer")
    assert "decider" in problem["detail"]
    assert uuid("dafydd") in problem["accepted"].split(", "), "as a body names them"


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", "/nowhere", 404, "no-such-place"),
        ("GET", "/queue/", 404, "no-such-place"),
        ("DELETE", "/incidents", 405, "method-not-allowed"),
        ("GET", "/cases/42", 422, "invalid"),
        ("GET", "/queue?limit=0", 422, "invalid"),
        ("GET", "/queue?after=Zm9v", 422, "invalid"),
        ("GET", "/register?after=WzEsMl0=", 422, "invalid"),
    ],
)
async def test_an_address_that_is_not_one(desk: Desk, method: str, path: str, status: int, name: str) -> None:
    problem = await desk.refused("asha", method, path)
    assert (problem["status"], problem["type"]) == (status, f"/problems/{name}")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/customers", "POST"),
        ("PUT", "/queue", "GET"),
        ("GET", f"/staff/{NOBODY}", "DELETE, PUT"),
        ("HEAD", "/queue", "GET"),
        ("OPTIONS", f"/cases/{NOBODY}", "GET"),
    ],
)
async def test_what_cannot_be_asked_here_is_told_what_can(desk: Desk, method: str, path: str, allowed: str) -> None:
    answer = await desk.ask("asha", method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    assert method == "HEAD" or answer.json()["accepted"] == allowed


async def test_a_change_carries_an_idempotency_key(desk: Desk) -> None:
    answer = await desk.client.post("/v1/customers", json=a_customer(), headers=desk.headers("asha"))
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/idempotency-key-missing")
    assert answer.json()["accepted"]
    spaced = await desk.refused("asha", "POST", "/customers", a_customer(), Idempotency_Key="a b")
    assert (spaced["status"], spaced["type"]) == (400, "/problems/bad-header")


async def test_whoever_is_not_in_the_directory_is_a_stranger(desk: Desk) -> None:
    desk.tokens["nobody"] = token("nobody")
    problem = await desk.refused("nobody", "GET", "/queue")
    assert (problem["status"], problem["type"]) == (403, "/problems/stranger")
