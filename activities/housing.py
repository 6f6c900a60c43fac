"""Speaking to the housing management system, by the contract of docs/housing-system.md, with an honest answer."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx
import structlog

LARGEST = 64 * 1024  # bytes of an answer
NOT_NOW = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.CONFLICT,  # the same entry is under way
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
_REFERENCE = re.compile(r"[\x21-\x7e]([\x20-\x7e]{0,98}[\x21-\x7e])?", re.ASCII)
log = structlog.get_logger()


@dataclass(frozen=True)
class Taken:
    """It has been entered, and is known there by a reference."""

    reference: str


@dataclass(frozen=True)
class Refused:
    """It was not taken as it is, and somebody has to look: the status says why."""

    status: int


@dataclass(frozen=True)
class Away:
    """Nobody knows whether it was taken: it is sent again under its key."""


@dataclass(frozen=True, kw_only=True)
class HousingSystem:
    """Where entries are made. `timeout` (s) is for the whole of one answer."""

    url: str
    token: str | None = None
    timeout: float = 10

    async def enter(self, key: str, entry: Mapping[str, Any]) -> Taken | Refused | Away:
        """Send one entry under its key."""
        headers = {"Idempotency-Key": key, "Content-Type": "application/json", "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            async with asyncio.timeout(self.timeout):
                status, body = await self._sent(json.dumps(entry).encode(), headers)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            log.warning("housing.away", error=type(error).__name__)
            return Away()
        if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            reference = _reference(body)
            if reference is None:
                log.warning("housing.answered_no_reference", status=status)
            return Taken(reference) if reference else Away()
        if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in NOT_NOW:
            return Refused(status)
        log.warning("housing.not_now", status=status)
        return Away()

    async def _sent(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        address = f"{self.url.rstrip('/')}/entries"
        async with (
            httpx.AsyncClient(timeout=self.timeout, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", address, content=body, headers=dict(headers)) as answer,
        ):
            found = b""
            async for portion in answer.aiter_bytes():
                found += portion
                if len(found) > LARGEST:
                    return answer.status_code, b""
            return answer.status_code, found


def _reference(body: bytes) -> str | None:
    """Return the reference in an answer, if it holds one that can be kept."""
    try:
        said = json.loads(body)
    except ValueError:
        return None
    reference = said.get("reference") if isinstance(said, dict) else None
    return reference if isinstance(reference, str) and _REFERENCE.fullmatch(reference) else None
