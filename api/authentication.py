"""Who asks: a bearer token of an OIDC issuer, checked against the issuer's keys.

Only ES256 and RS256 are taken, and only with the issuer, the audience and the times that they must carry. What a token
says of roles is not read: roles are the staff directory's.
"""

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Protocol

import httpx
import structlog
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from api.problems import No
from record.errors import Unavailable

ALGORITHMS = ("ES256", "RS256")
LEEWAY = 10  # seconds by which clocks may differ
KEYS_LAST = 600.0  # seconds for which fetched keys are used without looking again
BETWEEN_FETCHES = 5.0  # seconds: an unknown key's name does not make us fetch more often
SECONDS_TO_FETCH = 5.0
ROOM = 2_000  # tokens remembered
LONGEST_TOKEN = 8_192  # characters
A_TOKEN = "in Authorization, as Bearer: a token of the issuer, for this service, that has not expired"  # noqa: S105 - words
log = structlog.get_logger()


class KeySource(Protocol):
    """Where the issuer's public keys come from."""

    async def keys(self, *, again: bool = False) -> KeySet:
        """Return the keys; `again`: a token names one that was not among them. Raises Unavailable."""

    async def close(self) -> None:
        """Let go of whatever is open."""


class FetchedKeys:
    """The keys at the issuer's JWKS address, kept for a while; fetched again when a token names an unknown one."""

    def __init__(self, *, issuer: str, url: str | None = None) -> None:
        self._client = httpx.AsyncClient(timeout=SECONDS_TO_FETCH)
        self._issuer, self._url = issuer.rstrip("/"), url
        self._keys: KeySet | None = None
        self._fetched = self._tried = -KEYS_LAST
        self._turn = asyncio.Lock()

    async def keys(self, *, again: bool = False) -> KeySet:
        """Return the keys. Known ones outlive an issuer that is away. Raises Unavailable where none are known."""
        now = time.monotonic()
        wanted = self._keys is None or now - self._fetched > KEYS_LAST or again
        if wanted and (now - self._tried > BETWEEN_FETCHES or self._keys is None):
            async with self._turn:
                if self._tried < now:  # nobody has asked while we waited
                    await self._fetch()
        if self._keys is None:
            raise Unavailable("the issuer's keys are not known")
        return self._keys

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _fetch(self) -> None:
        self._tried = time.monotonic()
        try:
            if self._url is None:
                found = await self._client.get(f"{self._issuer}/.well-known/openid-configuration")
                self._url = str(found.raise_for_status().json()["jwks_uri"])
            answer = await self._client.get(self._url)
            self._keys = KeySet.import_key_set(answer.raise_for_status().json())
            self._fetched = time.monotonic()
        except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
            log.warning("api.keys_not_fetched", error=type(error).__name__)


class KeysInFile:
    """The keys in a JWKS file, read again when the file changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_at: int | None = None
        self._keys: KeySet | None = None

    async def keys(self, *, again: bool = False) -> KeySet:  # noqa: ARG002 - a changed file is seen each time
        """Return the keys. Raises Unavailable where the file cannot be read."""
        try:
            changed = (await asyncio.to_thread(self._path.stat)).st_mtime_ns
            if self._keys is None or changed != self._read_at:
                self._keys = KeySet.import_key_set(json.loads(await asyncio.to_thread(self._path.read_text)))
                self._read_at = changed
        except (OSError, ValueError, KeyError, JoseError) as error:
            raise Unavailable("the issuer's keys cannot be read") from error
        return self._keys

    async def close(self) -> None:
        """Nothing is open."""


class Authenticator:
    """Checks tokens. `now` is the world's clock, in seconds: tokens live by it, whatever the record's clock says."""

    def __init__(self, keys: KeySource, *, issuer: str, audience: str, now: Callable[[], float] = time.time) -> None:
        self._source, self._now = keys, now
        self._claims = jwt.JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        # A signature is checked once: what is remembered is dropped with the keys that it was checked with.
        self._checked: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._checked_with: KeySet | None = None

    async def subject(self, token: str) -> str:
        """Return whom a token is about. Raises No (unauthenticated), Unavailable."""
        if len(token) > LONGEST_TOKEN:
            raise refused("the token is too long")
        claims = await self._signed(token)
        try:
            self._claims.validate(claims)
        except ExpiredTokenError as error:
            raise refused("the token has expired") from error
        except JoseError as error:
            raise refused("the token is not for this service, or not for now") from error
        return str(claims["sub"])

    async def ready(self) -> None:
        """Look whether keys are at hand. Raises Unavailable."""
        await self._source.keys()

    async def close(self) -> None:
        """Let go of the source of keys."""
        await self._source.close()

    async def _signed(self, token: str) -> dict[str, Any]:
        keys = await self._source.keys()
        if keys is not self._checked_with:
            self._checked.clear()
            self._checked_with = keys
        if (claims := self._checked.get(token)) is not None:
            return claims
        try:
            claims = _decode(token, keys)
        except InvalidKeyIdError:
            claims = await self._with_new_keys(token, self._source.keys)
        self._checked[token] = claims
        while len(self._checked) > ROOM:
            self._checked.popitem(last=False)
        return claims

    async def _with_new_keys(self, token: str, fetch: Callable[..., Awaitable[KeySet]]) -> dict[str, Any]:
        try:
            return _decode(token, await fetch(again=True))
        except InvalidKeyIdError as error:
            raise refused("the token is signed with a key that its issuer does not show") from error


def _decode(token: str, keys: KeySet) -> dict[str, Any]:
    """Check a signature. Raises InvalidKeyIdError, No (unauthenticated)."""
    try:
        claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
    except InvalidKeyIdError:
        raise
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise refused("the token is not one of the issuer's") from error
    if not isinstance(claims, dict):
        raise refused("the token carries no claims")
    return claims


def refused(detail: str) -> No:
    """Return the answer to whoever does not show a good token."""
    challenge = f'Bearer realm="evenhand", error="invalid_token", error_description="{detail}"'
    return No("unauthenticated", detail, headers={"WWW-Authenticate": challenge}, accepted=A_TOKEN)
