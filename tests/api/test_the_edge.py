"""What stands around the operations: health, figures, the document and its pages, request names, and the log."""

import re
from typing import Any

import jsonschema_rs
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from api.look import Look
from domain.event import Event
from record.entry import Recorded
from tests.api.bodies import a_customer, a_moment_ago, an_incident
from tests.api.callers import Desk
from tests.api.people import uuid
from tests.api.test_who_may import filled_in, operations

JSON, PROBLEM = "application/json", "application/problem+json"
SAYS_NO_MORE = {"unexpected", "unavailable", "stranger", "already-so", "erased"}


def answers_in_json(operation: dict[str, Any]) -> list[dict[str, Any]]:
    return [answer for answer in operation["responses"].values() if JSON in answer.get("content", {})]


def fits(document: dict[str, Any], schema: dict[str, Any], example: Any) -> bool:
    return jsonschema_rs.is_valid(schema | {"components": document["components"]}, example, validate_formats=True)


async def test_it_is_alive_and_ready(desk: Desk) -> None:
    assert (await desk.client.get("/health/live")).json() == {"alive": True}
    ready = (await desk.client.get("/health/ready")).json()
    assert ready["parts"] == {"record": "ready", "keys": "ready", "issuer": "ready"}
    assert set(ready["views"]) == {"people", "queue"}


async def test_figures_name_routes_and_clauses_and_nobody(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    await desk.refused("asha", "POST", "/incidents", an_incident(customer, happened_at=a_moment_ago(hours=-1)))
    await desk.get("asha", f"/customers/{customer}")
    figures = (await desk.client.get("/metrics")).text
    assert 'evenhand_answers_total{method="GET",route="/v1/customers/{customer}",status="200"}' in figures
    assert 'evenhand_refusals_total{clause="9.1"}' in figures
    assert customer not in figures


async def test_the_documents_pages_need_nothing_from_outside(desk: Desk) -> None:
    for page in ("/docs", "/redoc"):
        answer = await desk.client.get(page)
        assert answer.status_code == 200
        assert "https://" not in answer.text
    script = await desk.client.get("/static-offline-docs/swagger-ui-bundle.js")
    assert script.status_code == 200
    assert (await desk.client.get("/openapi.json")).json()["info"]["title"] == "Evenhand"


async def test_every_example_in_the_document_has_the_shape_that_is_asked_for(app: FastAPI, desk: Desk) -> None:
    schemas = app.openapi()["components"]["schemas"]
    for method, template, operation in operations(app):
        if "application/json" not in operation.get("requestBody", {}).get("content", ()):
            continue
        name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
        path = filled_in(template)
        who = {"staff": "asha", "manager": "carys", "governance": "gareth", "policy-administrator": "huw"}
        who["head-of-service"] = "eleri"
        name_of = next(name for role, name in who.items() if role in operation["x-roles"])
        for example in schemas[name]["examples"]:
            answer = await desk.ask(name_of, method, path, example, read=1)
            assert answer.status_code < 500, answer.text
            assert answer.json().get("type") != "/problems/invalid", f"{method} {template}: {answer.text}"


async def test_every_answer_and_every_parameter_has_an_example_that_is_one(app: FastAPI) -> None:
    document = app.openapi()
    of_answers: set[str] = set()
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                shown = parameter.get("example", *parameter["schema"].get("examples", [{}]))
                assert fits(document, parameter["schema"], shown), parameter
            of_answers |= {answer["content"][JSON]["schema"]["$ref"] for answer in answers_in_json(operation)}
    assert len(of_answers) > 12
    for reference in of_answers:
        (example,) = document["components"]["schemas"][reference.rsplit("/", 1)[1]]["examples"]
        assert fits(document, {"$ref": reference}, example), reference


async def test_every_problem_in_the_document_says_what_is_accepted(app: FastAPI) -> None:
    for _, _, operation in operations(app):
        for status, answer in operation["responses"].items():
            for name, each in answer["content"][PROBLEM]["examples"].items() if status >= "400" else ():
                assert fits(app.openapi(), {"$ref": "#/components/schemas/Problem"}, each["value"]), name
                assert name in SAYS_NO_MORE or {"accepted", "errors", "needed", "version"} & set(each["value"]), name


async def test_a_request_keeps_its_name_and_the_record_knows_it(desk: Desk) -> None:
    named = await desk.ask("asha", "POST", "/customers", a_customer(), X_Request_ID="4BF92F3577B34DA6-00f067aa")
    assert named.headers["x-request-id"] == "4BF92F3577B34DA6-00f067aa"
    record = desk.client._transport.app.state.parts.record  # type: ignore[attr-defined]
    (entry,) = await record.history(f"customer/{named.json()['id']}")
    assert entry.meta.correlation == "4BF92F3577B34DA6-00f067aa"
    unfit = await desk.ask("asha", "GET", "/queue", X_Request_ID="ceri.example")
    assert unfit.headers["x-request-id"] not in {"", "ceri.example"}


async def test_the_log_tells_who_what_and_why_not_and_no_text(desk: Desk) -> None:
    with capture_logs() as lines:
        customer = (await desk.post("asha", "/customers", a_customer()))["id"]
        future = an_incident(customer, happened_at=a_moment_ago(hours=-1), narrative="Secret words.")
        await desk.refused("asha", "POST", "/incidents", future)
        await desk.refused("asha", "POST", "/customers", a_customer(means="Secret words."))
        await desk.client.get("/v1/Secret/words?name=Secret")
    requests = [line for line in lines if line["event"] == "api.request"]
    assert [(line["status"], line.get("clause"), line.get("problem")) for line in requests] == [
        (201, None, None),
        (422, "9.1", "refused"),
        (422, None, "invalid"),
        (404, None, "no-such-place"),
    ]
    assert requests[1]["actor"] == f"staff/{uuid('asha')}"
    assert requests[1]["route"] == "/v1/incidents"
    assert "Gwen" not in str(lines)
    assert "Secret" not in str(lines)


async def test_what_nobody_foresaw_is_loud_inside_and_says_nothing_outside(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]

    async def fails(_look: Look, stream: str) -> list[tuple[Recorded, Event]]:
        raise RuntimeError(f"Gwen Prys of {stream}")

    monkeypatch.setattr(Look, "opened", fails)
    with capture_logs() as lines:
        answer: Any = await desk.refused("asha", "GET", f"/customers/{customer}")
    assert answer == {
        "type": "/problems/unexpected",
        "title": "Something went wrong that nobody foresaw",
        "status": 500,
    }
    loud = next(line for line in lines if line["event"] == "api.unexpected")
    assert (loud["error"], loud["log_level"]) == ("RuntimeError", "error")
    assert loud["where"][-1].endswith("fails")
    assert "Gwen" not in str(lines)


async def test_every_answer_says_how_long_it_took_within_the_server(desk: Desk) -> None:
    for path in ("/directory", "/nowhere"):
        answer = await desk.ask("asha", "GET", path)
        told = re.fullmatch(r"app;dur=(\d+\.\d\d)", answer.headers["server-timing"])
        assert told, answer.headers
        assert 0 < float(told[1]) < 60_000
