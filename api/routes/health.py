"""Whether the service lives, whether it can do its work, and its figures."""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.parts import Given, Parts
from record.errors import Unavailable

PATIENCE = 2.0  # seconds for each part
router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process answers."""

    alive: bool = True


class Ready(BaseModel):
    """Whether every part is there; each by name, `ready` or `away`; and how far the views are."""

    ready: bool
    parts: dict[str, str]
    position: int | None
    views: dict[str, int]


@router.get("/health/live", summary="Is the process alive?")
async def live() -> Alive:
    """Answer, and nothing more."""
    return Alive()


@router.get(
    "/health/ready", summary="Can it do its work?", responses={503: {"model": Ready, "description": "Not now."}}
)
async def ready(parts: Given, response: Response) -> Ready:
    """Look at each part: the record, the keys, the issuer's keys. Views that lag make nothing unready."""
    checks: dict[str, Callable[[], Awaitable[object]]] = {
        "record": parts.record.position,
        "keys": parts.record.keys.ready,
        "issuer": parts.authenticator.ready,
    }
    found = dict(zip(checks, await asyncio.gather(*(_is_there(check) for check in checks.values())), strict=True))
    all_there = all(found.values())
    if not all_there:
        response.status_code = 503
    return Ready(
        ready=all_there,
        parts={name: "ready" if there else "away" for name, there in found.items()},
        position=await parts.record.position() if found["record"] else None,
        views=await _views(parts) if found["record"] else {},
    )


@router.get("/metrics", summary="Figures", response_class=Response, include_in_schema=False)
async def metrics(parts: Given) -> Response:
    """Return figures in Prometheus' text format."""
    return Response(parts.metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def _is_there(check: Callable[[], Awaitable[object]]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await check()
    except (Unavailable, TimeoutError):
        return False
    return True


async def _views(parts: Parts) -> dict[str, int]:
    names = (parts.people.name, parts.queue.name)
    return {name: await parts.views.position(name) for name in names}
