"""What a body must be: JSON of a known shape, each thing said once; a wrong one names its field, and writes nothing."""

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.bodies import a_customer, an_appeal, an_incident
from tests.api.callers import Desk

NOBODY = str(uuid4())


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
    before = await desk.position()
    problem = await desk.refused("asha", "POST", "/incidents", an_incident(NOBODY) | change)
    assert (problem["status"], problem["type"], problem["field"]) == (422, "/problems/invalid", field)
    assert problem["errors"][0]["accepted"]
    assert "match pattern" not in problem["errors"][0]["accepted"]
    assert "unexpected" not in problem["errors"][0]["accepted"]
    assert await desk.position() == before


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
    before = await desk.position()
    whole = json.dumps(a_customer())[:-1]
    for twice, field in ((', "name": "Somebody Else"}', "name"), (', "x": {"\\ud800": 1, "\\ud800": 2}}', "?")):
        answer = await raw(desk, (whole + twice).encode())
        assert (answer.status_code, answer.json()["field"], answer.json()["accepted"]) == (400, field, "each name once")
    assert await desk.position() == before


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
