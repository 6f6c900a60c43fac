"""Tokens: only the issuer's, only for us, only for now."""

import json
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from api import authentication
from api.authentication import Authenticator, FetchedKeys, KeysInFile
from api.problems import No
from record.errors import Unavailable
from tests.api.callers import Desk
from tests.api.people import AUDIENCE, ISSUER, KEY, KEYS, token

OTHER = ECKey.generate_key("P-256", {"kid": "first", "use": "sig", "alg": "ES256"})


async def test_no_token_is_asked_for_one(desk: Desk) -> None:
    answer = await desk.client.get("/v1/queue")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="evenhand"'
    assert answer.json()["type"] == "/problems/unauthenticated"


now = int(time.time())
BAD: dict[str, str] = {
    "expired": token("asha", exp=now - 60),
    "not yet": token("asha", nbf=now + 600),
    "another audience": token("asha", aud="somebody-else"),
    "another issuer": token("asha", iss="https://evil.test"),
    "no expiry": token("asha", exp=None),
    "no subject": token("asha", sub=None),
    "another key under the same name": token("asha", key=OTHER),
    "a key nobody knows": token("asha", key=ECKey.generate_key("P-256", {"kid": "unknown"})),
    "a secret for a key": jwt.encode(
        {"alg": "HS256", "kid": "first"},
        {"iss": ISSUER, "aud": AUDIENCE, "sub": "asha", "exp": now + 600},
        OctKey.import_key(json.dumps(KEY.as_dict(private=False), sort_keys=True)),
        algorithms=["HS256"],
    ),
    "no signature": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhc2hhIn0.",
    "no token": "hello",
    "no claims": jws.serialize_compact({"alg": "ES256", "kid": "first"}, b"[]", KEY, algorithms=["ES256"]),
    "very long": "x" * 9_000,
}


@pytest.mark.parametrize("why", BAD)
async def test_a_bad_token_is_refused(desk: Desk, why: str) -> None:
    answer = await desk.client.get("/v1/queue", headers={"Authorization": f"Bearer {BAD[why]}"})
    assert answer.status_code == 401, answer.text
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert "has not expired" in answer.json()["accepted"]


async def test_a_token_that_expires_is_refused_though_it_was_good() -> None:
    class Source:
        async def keys(self, *, again: bool = False) -> KeySet:  # noqa: ARG002
            return KEYS

        async def close(self) -> None: ...

    began = int(time.time())
    clock = [float(began)]
    authenticator = Authenticator(Source(), issuer=ISSUER, audience=AUDIENCE, now=lambda: clock[0])
    good = token("asha", exp=began + 60)
    assert await authenticator.subject(good) == "asha"
    clock[0] += 60 + authentication.LEEWAY - 1
    assert await authenticator.subject(good) == "asha"
    clock[0] += 2
    with pytest.raises(No, match="expired"):
        await authenticator.subject(good)


async def test_an_rsa_key_serves_too(tmp_path: Path) -> None:
    key = RSAKey.generate_key(2048, {"kid": "rsa"})
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(KeySet([key]).as_dict(private=False)))
    authenticator = Authenticator(KeysInFile(file), issuer=ISSUER, audience=AUDIENCE)
    signed = token("asha", key=key, algorithm="RS256")  # type: ignore[arg-type]
    assert await authenticator.subject(signed) == "asha"
    file.unlink()
    with pytest.raises(Unavailable):
        await authenticator.subject(signed)


class Issuer:
    """An issuer's addresses, answered in this process."""

    def __init__(self) -> None:
        self.keys: list[Any] = [KEY]
        self.asked: list[str] = []
        self.away = False

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        if self.away:
            raise httpx.ConnectError("away")
        if request.url.path == "/.well-known/openid-configuration":
            return httpx.Response(200, json={"jwks_uri": f"{ISSUER}/jwks"})
        return httpx.Response(200, json=KeySet(self.keys).as_dict(private=False))


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def fetched(issuer: Issuer, monkeypatch: pytest.MonkeyPatch) -> FetchedKeys:
    monkeypatch.setattr(authentication, "BETWEEN_FETCHES", 0.0)
    keys = FetchedKeys(issuer=ISSUER)
    keys._client = httpx.AsyncClient(transport=httpx.MockTransport(issuer.answer))
    return keys


async def test_keys_are_discovered_fetched_once_and_outlive_the_issuer(issuer: Issuer, fetched: FetchedKeys) -> None:
    authenticator = Authenticator(fetched, issuer=ISSUER, audience=AUDIENCE)
    for name in ("asha", "ben", "carys"):
        assert await authenticator.subject(token(name)) == name
    assert issuer.asked == ["/.well-known/openid-configuration", "/jwks"]
    issuer.away = True
    assert await authenticator.subject(token("dafydd")) == "dafydd"
    await authenticator.close()


async def test_a_new_key_is_fetched_when_a_token_names_it_and_the_old_one_goes(
    issuer: Issuer, fetched: FetchedKeys
) -> None:
    authenticator = Authenticator(fetched, issuer=ISSUER, audience=AUDIENCE)
    old = token("asha")
    assert await authenticator.subject(old) == "asha"
    new_key = ECKey.generate_key("P-256", {"kid": "second"})
    issuer.keys = [new_key]
    assert await authenticator.subject(token("asha", key=new_key)) == "asha"
    with pytest.raises(No, match="does not show"):
        await authenticator.subject(old)
    await authenticator.close()


async def test_an_issuer_that_was_never_reached_makes_signing_in_unavailable(
    issuer: Issuer, fetched: FetchedKeys
) -> None:
    issuer.away = True
    with pytest.raises(Unavailable):
        await Authenticator(fetched, issuer=ISSUER, audience=AUDIENCE).subject(token("asha"))
    await fetched.close()
