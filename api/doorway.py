"""What every request passes first and every answer last: its size and shape, its name, its line in the log."""

import json
import re
import time
import traceback
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

import structlog
from fastapi_problem.error import Problem
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems
from api.metrics import Metrics
from api.problems import No
from record.errors import Unavailable

LARGEST = 256 * 1024  # bytes of a body
DEEPEST = 32  # brackets within brackets
# It stands in the envelope for ever, in clear, so it is nothing in which somebody could be named.
_REQUEST_ID = re.compile(r"[0-9a-fA-F-]{16,64}", re.ASCII)
# A file is read by its route, piece by piece, once it is known who sends it; its size has a limit of its own.
_IS_FILE = re.compile(r"/v1/(incidents|cases)/[^/]+/attachments")
_STRINGS_OUT = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
log = structlog.get_logger()


class Doorway:
    """The outermost middleware of ours."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer that it is too large, too deep or no JSON."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = headers.get("x-request-id", "")
        request_id = asked if _REQUEST_ID.fullmatch(asked) else str(uuid4())
        scope.setdefault("state", {})["request_id"] = request_id
        began = time.perf_counter()
        answer = _Answer(send, request_id, began)
        try:
            if not _IS_FILE.fullmatch(scope["path"]) or scope["method"] != "POST":
                receive = _again(await _body(headers, receive), receive)
            await self._app(scope, receive, answer)
        except No as no:
            scope["state"]["problem"] = no.name
            await _tell(problems.problem_of(no), scope, receive, answer)
        except Unavailable as away:
            scope["state"]["problem"] = "unavailable"
            await _tell(problems.problem_of(away), scope, receive, answer)
        except Exception as error:  # noqa: BLE001 - told to nobody outside, and loud inside
            scope["state"]["problem"] = "unexpected"
            said = {"error": type(error).__name__, "where": _where(error)}
            log.error("api.unexpected", request_id=request_id, **said)  # noqa: TRY400 - its message may quote a text
            if not answer.started:
                await _tell(problems.problem("unexpected"), scope, receive, answer)
        finally:
            self._note(scope, answer.status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """Write the log line: the route and pseudonyms only; an address asked for may hold anything."""
        state: dict[str, Any] = scope["state"]
        route = getattr(scope.get("route"), "path", "none")
        self._metrics.answered(scope["method"], route, status, seconds)
        if clause := state.get("clause"):
            self._metrics.refused(clause)
        said = {
            "request_id": state["request_id"],
            "method": scope["method"],
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "actor": state.get("actor"),
            "position": state.get("position"),
            "problem": state.get("problem"),
            "clause": clause,
        }
        log.info("api.request", **{name: value for name, value in said.items() if value is not None})


class _Answer:
    """Passes an answer on, with the headers that every answer carries."""

    def __init__(self, send: Send, request_id: str, began: float) -> None:
        self._send, self._request_id, self._began = send, request_id, began
        self.started = False
        self.status = 500

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started, self.status = True, message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-ID"] = self._request_id
            headers["Server-Timing"] = f"app;dur={(time.perf_counter() - self._began) * 1000:.2f}"
            headers.setdefault("Cache-Control", "no-store")
            headers.setdefault("X-Content-Type-Options", "nosniff")
        await self._send(message)


async def _body(headers: Headers, receive: Receive) -> bytes:
    """Read a body whole. Raises No."""
    length = headers.get("content-length", "0")
    if length.isdigit() and int(length) > LARGEST:
        raise _too_large()
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST:
            raise _too_large()
        if not message.get("more_body", False):
            break
    body = b"".join(parts)
    if body:
        _check_json(headers.get("content-type", ""), body)
    return body


def _check_json(content_type: str, body: bytes) -> None:
    kind, _, parameters = content_type.partition(";")
    charset = re.search(r"charset\s*=\s*\"?([\w-]+)", parameters, re.IGNORECASE)
    if kind.strip().lower() != "application/json" or (charset and charset[1].lower() != "utf-8"):
        raise No("not-json", "the body is of another kind", accepted="application/json, in UTF-8")
    if body.count(b"[") + body.count(b"{") > DEEPEST and depth(_STRINGS_OUT.sub(b"", body)) > DEEPEST:
        raise No("too-deep", "brackets stand in brackets", accepted=f"at most {DEEPEST} levels")
    try:
        json.loads(body.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_number)
    except ValueError as error:
        raise No("unreadable", "it could not be read", accepted="a JSON object in UTF-8") from error


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    """See that no name stands twice in an object: one of the two values would be lost without a word. Raises No."""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        twice = next(name for n, name in enumerate(names) if name in names[:n])
        raise No(
            "unreadable",
            "a name stands twice in one object",
            field=problems.shortened(twice),
            accepted="each name once",
        )


def _no_number(word: str) -> None:
    raise ValueError(word)


def depth(outline: Iterable[int]) -> int:
    """Return how deep brackets stand in brackets, in JSON without its strings."""
    deepest = level = 0
    for byte in outline:
        if byte in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif byte in b"]}":
            level -= 1
    return deepest


def _too_large() -> No:
    return No("too-large", "the body was not read", accepted=f"at most {LARGEST} bytes")


def _again(body: bytes, receive: Receive) -> Receive:
    """Give the body that has been read, then what comes after it."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _tell(problem: Problem, scope: Scope, receive: Receive, send: Send) -> None:
    headers = {**(problem.headers or {}), "content-type": problems.JSON}
    await JSONResponse(problem.marshal(), problem.status, headers)(scope, receive, send)


def _where(error: BaseException) -> list[str]:
    """Return where an error arose: places in the program, without its message, which may quote what was sent."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
