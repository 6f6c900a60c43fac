"""Each role at each operation, by the one table."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from domain.event import Command
from domain.names import Role
from domain.permissions import MAY, Reading
from tests.api.callers import Desk
from tests.api.people import BY_ROLE

BY_NAME: dict[str, type[Command] | Reading] = {
    what.value if isinstance(what, Reading) else what.__name__: what for what in MAY
}
# What only the process does, or the record does by the way.
NOT_OVER_HTTP = {
    *("PrepareNotice", "StartHandOver", "RecordHandOverUncertain", "RecordHandOverDeferred", "TakeStep"),
    "LinkIncident",
    "ReadPolicyFiles",
    "TakeBackLetter",
    "WithdrawWarning",
    "ReadNarrative",
    "RecordNotTaken",
    *("TellEmployees", "RecordEmployeeReached"),
}
A_FILE = {"schema": {"type": "string", "format": "binary"}}


def operations(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/v1"):
                yield method.upper(), path, operation


def filled_in(template: str) -> str:
    """A path with something in the place of each parameter: a number in a case, else an identifier of nothing."""
    inside = "decision|appeal|notice|point|entry|early_review|adjustment"
    numbered = re.sub(rf"\{{({inside})\}}", "1", template.removeprefix("/v1"))
    numbered = numbered.replace("{day}", "2026-12-02").replace("{name}", "lapse")
    return re.sub(r"\{\w+\}", lambda _: str(uuid4()), numbered)


@pytest.mark.parametrize("role", sorted(BY_ROLE))
async def test_a_role_may_ask_what_the_table_says_and_nothing_else(app: FastAPI, desk: Desk, role: Role) -> None:
    for method, template, operation in operations(app):
        path = filled_in(template)
        clause, roles = MAY[BY_NAME[operation["x-asks"]]]
        answer = await desk.ask(BY_ROLE[role], method, path, {} if method != "GET" else None, read=1)
        refused = answer.status_code == 403
        assert refused == (role not in roles), f"{role} {method} {template}: {answer.text}"
        if refused:
            assert (answer.json()["clause"], answer.json()["needed"]) == (clause, sorted(roles))


async def test_everything_in_the_table_is_asked_over_http_or_by_the_process(app: FastAPI) -> None:
    asked = {operation["x-asks"] for _, _, operation in operations(app)}
    assert asked | NOT_OVER_HTTP == set(BY_NAME)
    assert asked.isdisjoint(NOT_OVER_HTTP)


async def test_every_operation_is_described(app: FastAPI) -> None:
    problem = app.openapi()["components"]["schemas"]["Problem"]
    assert {"type", "clause", "field", "accepted", "errors"} <= set(problem["properties"])
    for method, path, operation in operations(app):
        where = f"{method} {path}"
        assert operation["summary"], where
        assert f"Clause {operation['x-clause']}." in operation["description"], where
        assert {"401", "403", "422", "503"} <= set(operation["responses"]), where
        assert not {"4XX", "5XX", "default"} & set(operation["responses"]), where
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], where
        if "not-octets" in str(operation["responses"].get("415")):
            assert operation["requestBody"]["content"] == {"application/octet-stream": A_FILE}, where
        elif "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            body = app.openapi()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
            assert body["examples"], where
            assert body["additionalProperties"] is False, where
