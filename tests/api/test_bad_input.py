"""Every bad input gets a clear answer: the clause, the field, what would be accepted; and nothing is written."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.bodies import a_customer, a_moment_ago, an_appeal, an_assessment, an_incident, in_days, terms
from tests.api.callers import Desk
from tests.api.people import token, uuid
from tests.api.stories import a_case_to_decide, a_restriction, an_appealed_restriction

NOBODY = str(uuid4())


async def position(desk: Desk) -> int:
    record = desk.client._transport.app.state.parts.record  # type: ignore[attr-defined]
    return int(await record.position())


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
    story = await a_case_to_decide(desk)
    body = {"customer": story.customer, "incidents": [*story.incidents, NOBODY], "reason": "Again."}
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
    before = await position(desk)
    problem = await desk.refused("asha", "POST", "/incidents", an_incident(customer) | change)
    assert (problem["status"], problem["clause"], problem["field"]) == (422, "9.1", field)
    assert problem["accepted"]
    assert await position(desk) == before


async def test_somebody_elses_role_is_named(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    before = await position(desk)
    problem = await desk.refused("asha", "POST", f"{story.path}/decisions", terms(*story.incidents), read=2)
    assert (problem["status"], problem["clause"]) == (403, "7.2")
    assert problem["needed"] == ["director", "head-of-service", "manager"]
    assert await position(desk) == before


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


@pytest.mark.clause("7.2")
async def test_the_second_of_two_managers_writes_nothing(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    read = await story.version()
    await desk.post("carys", f"{story.path}/decisions", terms(*story.incidents), read=read)
    before = await position(desk)
    second = await desk.refused("dafydd", "POST", f"{story.path}/decisions", terms(*story.incidents), read=read)
    assert (second["status"], second["type"], second["version"]) == (409, "/problems/conflict", read + 1)
    third = await desk.refused("dafydd", "POST", f"{story.path}/decisions", terms(*story.incidents), read=read + 1)
    assert (third["status"], third["type"]) == (409, "/problems/conflict")
    assert await position(desk) == before


@pytest.mark.clause("7.2")
async def test_of_two_managers_at_the_same_moment_one_decides(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    path, read = f"{story.path}/decisions", await story.version()
    sent = [desk.ask(name, "POST", path, terms(*story.incidents), read=read) for name in ("carys", "dafydd", "eleri")]
    assert sorted(answer.status_code for answer in await asyncio.gather(*sent)) == [200, 409, 409]
    assert len((await desk.get("asha", story.path))["decisions"]) == 1
    assert await story.version() == read + 1


SHAPES: list[tuple[str, dict[str, Any]]] = [
    ("narrative", {"narrative": "a NUL: \x00"}),
    ("narrative", {"narrative": "a bell: \x07"}),
    ("narrative", {"narrative": "   "}),
    ("narrative", {"narrative": "x" * 20_001}),
    ("narrative", {"narrative": 7}),
    ("narrative", {"narrative": None}),
    ("happened_at", {"happened_at": "2026-11-20T10:15:00"}),
    ("happened_at", {"happened_at": 1_700_000_000}),
    ("happened_at", {"happened_at": "0001-01-01T00:00:00Z"}),
    ("happened_at", {"happened_at": "2026-02-30T00:00:00Z"}),
    ("happened_at", {"happened_at": "2026-02-20T24:00:00Z"}),
    ("happened_at", {"happened_at": "2026-02-20T10:00:00+24:00"}),
    ("criteria.0", {"criteria": ["rudeness"]}),
    ("criteria", {"criteria": "swearing"}),
    ("extreme", {"extreme": "yes"}),
    ("reporter", {"reporter": "asha"}),
    ("customer", {"customer": f"customer/{NOBODY}"}),
    ("surprise", {"surprise": 1}),
    ("steps.0.at", {"steps": [{"kind": "ended", "at": "yesterday"}]}),
]


@pytest.mark.parametrize(("field", "change"), SHAPES)
async def test_a_body_of_another_shape_is_told_which_field(desk: Desk, field: str, change: dict[str, Any]) -> None:
    before = await position(desk)
    problem = await desk.refused("asha", "POST", "/incidents", an_incident(NOBODY) | change)
    assert (problem["status"], problem["type"], problem["field"]) == (422, "/problems/invalid", field)
    assert problem["errors"][0]["accepted"]
    assert "match pattern" not in problem["errors"][0]["accepted"]
    assert "unexpected" not in problem["errors"][0]["accepted"]
    assert await position(desk) == before


@pytest.mark.parametrize(("field", "day"), [("received_on", "2026-02-30"), ("received_on", "2026-13-01")])
async def test_a_day_that_no_calendar_has_is_told_how_a_day_is_written(desk: Desk, field: str, day: str) -> None:
    problem = await desk.refused("ben", "POST", f"/cases/{NOBODY}/appeals", an_appeal() | {field: day})
    assert (problem["status"], problem["field"]) == (422, field)
    assert "YYYY-MM-DD" in problem["errors"][0]["accepted"]


async def test_what_was_sent_is_never_sent_back(desk: Desk) -> None:
    whom = "Gwen Prys, 01792"
    body = a_customer(means=whom, phones=[whom], name=f"{whom}\x00", identified=whom)
    answer = await desk.ask("asha", "POST", "/customers", body)
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 4
    assert "Gwen" not in answer.text


async def test_a_field_that_is_not_expected_is_named_no_longer_than_a_name_is(desk: Desk) -> None:
    answer = await desk.ask(
        "asha", "POST", "/customers", a_customer() | {"x" * 5_000: 1} | {f"y{n}": 1 for n in range(99)}
    )
    assert answer.status_code == 422
    assert len(answer.text) < 5_000


async def test_a_lone_surrogate_is_no_text(desk: Desk) -> None:
    body = b'{"customer_kind": "tenant", "identified": true, "name": "\\ud800"}'
    answer = await raw(desk, body)
    assert (answer.status_code, answer.json()["field"]) == (422, "name")


async def raw(desk: Desk, body: bytes, content_type: str | None = "application/json") -> httpx.Response:
    headers = desk.headers("asha") | {"Idempotency-Key": str(uuid4())}
    if content_type:
        headers["Content-Type"] = content_type
    return await desk.client.post("/v1/customers", content=body, headers=headers)


@pytest.mark.parametrize(
    ("body", "content_type", "status", "name"),
    [
        (b"{", "application/json", 400, "unreadable"),
        (b'{"n": ' + b"9" * 5_000 + b"}", "application/json", 400, "unreadable"),
        (b'{"n": NaN}', "application/json", 400, "unreadable"),
        ('{"name": "x"}'.encode("utf-16"), "application/json", 400, "unreadable"),
        ('{"name": "x"}'.encode("utf-16-le"), "application/json", 400, "unreadable"),
        (b'{"name": "\xe9"}', "application/json", 400, "unreadable"),
        (b"", "application/json", 422, "invalid"),
        (b"\xff\xfe", "application/json", 400, "unreadable"),
        (b"{}", "text/plain", 415, "not-json"),
        (b"{}", None, 415, "not-json"),
        (b"{}", "application/json; charset=latin-1", 415, "not-json"),
        (b"name=x", "application/x-www-form-urlencoded", 415, "not-json"),
        (b"[" * 33 + b"]" * 33, "application/json", 400, "too-deep"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "application/json", 400, "too-deep"),
        (b'{"name": "' + b"x" * 256 * 1024 + b'"}', "application/json", 413, "too-large"),
        (b'"' + b"[" * 100 + b'"', "application/json", 422, "invalid"),
    ],
)
async def test_a_body_that_is_no_such_json(
    desk: Desk, body: bytes, content_type: str | None, status: int, name: str
) -> None:
    answer = await raw(desk, body, content_type)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{name}")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_name_that_stands_twice_is_told_so_and_neither_value_is_taken(desk: Desk) -> None:
    before = await position(desk)
    whole = json.dumps(a_customer())[:-1]
    for twice, field in ((', "name": "Somebody Else"}', "name"), (', "x": {"\\ud800": 1, "\\ud800": 2}}', "?")):
        answer = await raw(desk, (whole + twice).encode())
        assert (answer.status_code, answer.json()["field"], answer.json()["accepted"]) == (400, field, "each name once")
    assert await position(desk) == before


async def test_a_body_that_grows_too_large_is_not_read_to_its_end(desk: Desk) -> None:
    sent = 0

    async def chunks() -> Any:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * 32 * 1024

    headers = desk.headers("asha") | {"Idempotency-Key": "k", "Content-Type": "application/json"}
    answer = await desk.client.post("/v1/customers", content=chunks(), headers=headers)
    assert answer.status_code == 413
    assert sent < 20


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
    assert (await desk.post("dafydd", path, other, read=version))["events"] == ["IncidentAssessed"]


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


async def test_whoever_is_not_in_the_directory_is_a_stranger(desk: Desk) -> None:
    desk.tokens["nobody"] = token("nobody")
    problem = await desk.refused("nobody", "GET", "/queue")
    assert (problem["status"], problem["type"]) == (403, "/problems/stranger")
