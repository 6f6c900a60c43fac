"""Every way in which an answer is no, in one table: which problem (RFC 9457), which status, which words.

The domain and the record raise their own errors and know no HTTP; the edge raises `No` with a problem's name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi_problem.error import Problem, StatusProblem
from fastapi_problem.handler import add_exception_handler, new_exception_handler
from starlette.exceptions import HTTPException

from api.schemas.words import IN_WORDS
from domain.refusal import AlreadySo, ChangedMeanwhile, Conflict, NoError, NotAllowed, NotFound, NotYet, Refused
from record.errors import Reused, Unavailable
from record.vault import Erased, Missing

log = structlog.get_logger()
RETRY_AFTER = "1"  # seconds
JSON = "application/problem+json"
MOST_ERRORS = 20  # told of one body
LONGEST_FIELD = 100  # characters of a field's name, as it was sent


@dataclass(frozen=True)
class Sort:
    """One sort of problem: its status, and what it always says."""

    status: int
    title: str


SORTS: dict[str, Sort] = {
    "unreadable": Sort(400, "The body is not JSON"),
    "too-deep": Sort(400, "The JSON is nested too deeply"),
    "bad-header": Sort(400, "A header does not say what it must"),
    "idempotency-key-missing": Sort(400, "A change carries an Idempotency-Key"),
    "unauthenticated": Sort(401, "Nobody is signed in"),
    "not-allowed": Sort(403, "Your role does not admit this"),
    "stranger": Sort(403, "The staff directory does not know you"),
    "not-found": Sort(404, "There is no such thing"),
    "no-such-place": Sort(404, "There is nothing at this address"),
    "method-not-allowed": Sort(405, "This cannot be asked here"),
    "conflict": Sort(409, "Somebody else was first"),
    "already-so": Sort(409, "This is so already"),
    "not-yet": Sort(409, "The moment has not come"),
    "erased": Sort(410, "It has been erased"),
    "changed-meanwhile": Sort(412, "It has changed since you read it"),
    "too-large": Sort(413, "The body is too large"),
    "not-json": Sort(415, "A body is JSON"),
    "not-octets": Sort(415, "A file is sent as it is"),
    "refused": Sort(422, "The policy does not allow it"),
    "invalid": Sort(422, "What was sent is not what is expected"),
    "idempotency-key-reused": Sort(422, "This Idempotency-Key has been used for another request"),
    "version-missing": Sort(428, "Say which version you have read, in If-Match"),
    "unexpected": Sort(500, "Something went wrong that nobody foresaw"),
    "unavailable": Sort(503, "A part of the service is away"),
}
WHICH: dict[type[Exception], str] = {
    Refused: "refused",
    NotAllowed: "not-allowed",
    NotFound: "not-found",
    Conflict: "conflict",
    ChangedMeanwhile: "changed-meanwhile",
    NotYet: "not-yet",
    AlreadySo: "already-so",
    Reused: "idempotency-key-reused",
    Unavailable: "unavailable",
    asyncpg.UndefinedTableError: "unavailable",  # a view that nobody has made yet
    Missing: "not-found",
    Erased: "erased",
}


_STREAM = re.compile(r"\b[a-z]+/(?=[0-9a-f]{8}-)")  # what stands before an identifier where it is not in a URL


def as_urls_name(said: str) -> str:
    """Return a sentence of the domain with identifiers as URLs name them: without what stands before the stroke."""
    return _STREAM.sub("", said)


class No(Exception):  # noqa: N818 - an answer, not a mishap
    """The edge says no. `name` is a problem of `SORTS`; the rest becomes members of the answer."""

    def __init__(self, name: str, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any) -> None:
        super().__init__(detail)
        self.name, self.detail, self.headers, self.members = name, detail, dict(headers or {}), members


def problem(
    name: str, detail: str | None = None, *, headers: Mapping[str, str] | None = None, **members: Any
) -> Problem:
    """Return a problem of the table; members that are None are left out."""
    sort = SORTS[name]
    given = {key: value for key, value in members.items() if value is not None}
    sent = dict(headers or {})
    if name == "unavailable":
        sent["Retry-After"] = RETRY_AFTER
    return Problem(sort.title, type_=f"/problems/{name}", detail=detail, status=sort.status, headers=sent, **given)


def problem_of(error: Exception) -> Problem:
    """Return what an error is to whoever asked. Raises KeyError for one that is not in the table."""
    if isinstance(error, No):
        return problem(error.name, error.detail, headers=error.headers, **error.members)
    detail, members = _said(error)
    return problem(WHICH[type(error)], detail, **members)


def _said(error: Exception) -> tuple[str | None, dict[str, Any]]:
    detail: str | None = getattr(error, "reason", str(error)) or None
    members: dict[str, Any] = {}
    match error:
        case Refused():
            members = {"clause": error.clause, "field": error.field, "accepted": as_urls_name(error.accepted)}
        case NotAllowed():
            members = {"clause": error.clause, "needed": sorted(error.needed) or None}
        case ChangedMeanwhile():
            members = {"version": error.version, "field": "if-match", "accepted": f'"{error.version}"'}
        case Conflict():
            by = error.by.partition("/")[2] if error.by else None
            members = {"version": error.version, "by": by, "on": error.on.isoformat() if error.on else None}
        case NotYet():
            members = {"at": error.at.isoformat()}
        case Reused():
            members = {"field": "idempotency-key", "accepted": "another key, or the request that it was used for"}
        case Unavailable() | asyncpg.UndefinedTableError():
            detail = "ask again in a moment: a change under the same Idempotency-Key, since it may have been recorded"
    return detail, members


def install(app: FastAPI) -> None:
    """Answer every error with its problem, through fastapi-problem."""
    kinds = (NoError, No, Unavailable, asyncpg.UndefinedTableError, Missing, Erased)
    handler = new_exception_handler(
        handlers=dict.fromkeys(kinds, _known),
        request_validation_handler=_validation,
        http_exception_handler=_http,
        unhandled_wrappers={"default": _Unexpected},
        post_hooks=[_noted],
    )
    add_exception_handler(app, handler, generic_swagger_defaults=False)  # each operation says which it may answer
    for kind in kinds:
        app.add_exception_handler(kind, handler)


class _Unexpected(StatusProblem):
    """What is told of an error that is not in the table: nothing of what it says."""

    type_ = "/problems/unexpected"
    title = SORTS["unexpected"].title
    status = 500

    def __init__(self, _detail: str | None = None, **_: Any) -> None:
        super().__init__()


def _noted(said: dict[str, Any], request: Request, response: Response) -> tuple[dict[str, Any], Response]:
    """Leave the problem's name and clause for the log."""
    request.state.problem, request.state.clause = said["type"].rpartition("/")[2], said.get("clause")
    return said, response


def _known(_handler: object, request: Request, error: Exception) -> Problem:
    if isinstance(error, NotFound):
        said = {f"path.{name}": f"{name}/{value}" for name, value in request.path_params.items()}
        said |= getattr(request.state, "said", {})  # what the body named
        field = next((name for name, what in said.items() if what == error.what), None)
        kind = error.what.partition("/")[0]
        return problem("not-found", str(error), field=field, accepted=f"a {kind} that is there")
    return problem_of(error)


def _http(_handler: object, request: Request, error: HTTPException) -> Problem:
    names = {400: "unreadable", 404: "no-such-place", 405: "method-not-allowed"}
    name = names.get(error.status_code, "unexpected")
    detail, headers = SORTS[name].title.lower(), dict(error.headers or {})
    if name != "method-not-allowed":
        return problem(name, detail, headers=headers)
    # Each method is a route of its own here, and the router tells of the first alone; the document knows them all.
    template = getattr(request.scope.get("route"), "path", "")
    if methods := request.app.openapi()["paths"].get(template):
        headers["Allow"] = ", ".join(sorted(method.upper() for method in methods))
    return problem(name, detail, headers=headers, accepted=headers.get("Allow"))


def _validation(_handler: object, _request: Request, error: RequestValidationError) -> Problem:
    """Say what was wrong with which field, and never repeat what was sent."""
    errors = error.errors()[:MOST_ERRORS]
    wrong = [{"field": _field(e["loc"]), "accepted": _accepted(e)} for e in errors]
    first = errors[0]
    if first["type"] == "json_invalid":
        return problem("unreadable", "it could not be read", accepted="a JSON object in UTF-8")
    for each, said in zip(errors, wrong, strict=True):
        if each["loc"][0] == "header":
            return _of_header(each, said)
    return problem("invalid", "some fields are not as expected", field=wrong[0]["field"], errors=wrong)


def _of_header(error: Any, said: dict[str, str]) -> Problem:
    header = str(error["loc"][1]).lower()
    if error["type"] == "missing" and header == "idempotency-key":
        accepted = "your own name for this change, the same whenever you send it again"
        return problem(
            "idempotency-key-missing",
            "so that it is done once, however often it is sent",
            field=header,
            accepted=accepted,
        )
    if error["type"] == "missing" and header == "if-match":
        accepted = 'the `ETag` that you have read, as "7"'
        return problem("version-missing", "somebody else may be acting on this too", field=header, accepted=accepted)
    return problem("bad-header", f"the header {header} is not as expected", field=header, accepted=said["accepted"])


def _field(loc: tuple[Any, ...]) -> str:
    where = [str(part) for part in loc]
    return shortened(".".join(where[1:] if where[0] == "body" and len(where) > 1 else where))


def shortened(field: str) -> str:
    """Return a field's name, as it was sent, no longer than names are."""
    return field[:LONGEST_FIELD].encode(errors="replace").decode()


_ACCEPTED = {
    "missing": "a value: it must be given",
    "extra_forbidden": "nothing under this name",
    "model_attributes_type": "a JSON object",
}


def _accepted(error: Any) -> str:
    plain = _ACCEPTED.get(error["type"]) or IN_WORDS.get(error.get("ctx", {}).get("pattern"))
    return plain or str(error["msg"]).removeprefix("Value error, ")
