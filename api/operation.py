"""What the document says of an operation: its clause and roles from the one table, and every answer it may give."""

from collections.abc import Iterable
from typing import Any

from fastapi import Depends

from api.caller import may
from api.problems import JSON, SORTS, problem
from api.schemas.examples import PROBLEMS
from domain.event import Command
from domain.permissions import MAY, Reading

ANY = ("unauthenticated", "stranger", "not-allowed", "invalid", "bad-header", "unexpected", "unavailable")
OF_ONE = ("not-found",)
OF_A_CHANGE = (
    *("unreadable", "too-deep", "idempotency-key-missing", "idempotency-key-reused", "refused"),
    *("not-found", "conflict", "already-so", "too-large", "not-json"),
)
OF_A_VERSION = ("changed-meanwhile",)
ETAG = {"description": "The version, for If-Match.", "schema": {"type": "string"}}
POSITION = {"description": "The answer shows the record up to here.", "schema": {"type": "integer"}}
REPLAYED = {"description": "`true`: this had been done before, and is answered again.", "schema": {"type": "string"}}
LOCATION = {"description": "Where the new thing is.", "schema": {"type": "string"}}


def change(
    what: type[Command], summary: str, *, founds: bool = False, read_first: bool = False, also: Iterable[str] = ()
) -> dict[str, Any]:
    """Describe a change. `read_first`: If-Match is required, since two people may act at once."""
    names = [*OF_A_CHANGE, *OF_A_VERSION, *(("version-missing",) if read_first else ()), *also]
    status = 201 if founds else 200
    headers = {"ETag": ETAG, "Evenhand-Position": POSITION, "Idempotency-Replayed": REPLAYED}
    if founds:
        headers["Location"] = LOCATION
    said = _described(what, summary, names)
    said["responses"][status] = {"description": "It is recorded.", "headers": headers}
    return said | {"status_code": status}


def file_change(what: type[Command], summary: str) -> dict[str, Any]:
    """Describe a change whose body is a file; it founds what it is of."""
    said = change(what, summary, founds=True)
    said["responses"].pop(415)
    said["responses"] |= answers(["not-octets"])
    body = {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
    said["openapi_extra"] |= {"requestBody": body}
    return said


def reading(
    what: Reading, summary: str, *, one: bool = True, also: Iterable[str] = (), media: str | None = None
) -> dict[str, Any]:
    """Describe a look at something. `one`: at one thing, which may not be there."""
    said = _described(what, summary, [*(OF_ONE if one else ()), *also])
    headers = {"Evenhand-Position": POSITION} | ({"ETag": ETAG} if one else {})
    said["responses"][200] = {"description": "As it stands.", "headers": headers}
    if media:
        said["responses"][200]["content"] = {media: {"schema": {"type": "string", "format": "binary"}}}
    return said


def _described(what: type[Command] | Reading, summary: str, names: Iterable[str]) -> dict[str, Any]:
    clause, roles = MAY[what]
    name = what.value if isinstance(what, Reading) else what.__name__
    return {
        "summary": summary,
        "dependencies": [Depends(may(what))],
        "responses": answers([*ANY, *names]),
        "openapi_extra": {"x-asks": name, "x-clause": clause, "x-roles": sorted(roles)},
    }


def answers(names: Iterable[str]) -> dict[int | str, dict[str, Any]]:
    """Return the responses of an operation that may answer with these problems, by status."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for name in dict.fromkeys(names):
        sort = SORTS[name]
        said = by_status.setdefault(
            sort.status,
            {
                "description": "",
                "content": {JSON: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}},
            },
        )
        said["description"] = "; ".join(filter(None, (said["description"], sort.title)))
        said["content"][JSON]["examples"][name] = {"value": problem(name, **PROBLEMS.get(name, {})).marshal()}
    return by_status
