import contextlib
import json
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from local.issuer import LIFE, Issuer, Server, fresh_key, key_in
from local.people import everybody

ROOT = Path(__file__).parents[2]


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(0, fresh_key()) as serving:
        thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def get(url: str, said: Any = None) -> Any:
    body = None if said is None else json.dumps(said).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body), timeout=5) as reply:  # noqa: S310 - loopback
        return json.load(reply)


def test_whoever_follows_the_discovery_can_check_a_token(server: Server) -> None:
    found = get(f"{server.issuer.name}/.well-known/openid-configuration")
    token = get(found["token_endpoint"], {"person": "carys"})["access_token"]
    checked = jwt.decode(token, KeySet.import_key_set(get(found["jwks_uri"])), algorithms=["ES256"])
    assert checked.claims["iss"] == found["issuer"]
    assert checked.claims["sub"] == everybody()["carys"].subject
    assert checked.claims["exp"] - checked.claims["iat"] == LIFE
    assert set(checked.claims) == {"iss", "aud", "sub", "exp", "iat", "nbf"}


def test_a_form_asks_as_well_as_json_does(server: Server) -> None:
    with urllib.request.urlopen(f"{server.issuer.name}/token", b"person=print-house", timeout=5) as reply:  # noqa: S310 - loopback
        token = json.load(reply)["access_token"]
    assert (
        jwt.decode(token, server.issuer.key, algorithms=["ES256"]).claims["sub"] == everybody()["print-house"].subject
    )


def test_a_token_is_for_the_audience_that_was_named() -> None:
    token = Issuer("http://here", key := fresh_key(), "another-service").token("somebody")
    assert jwt.decode(token, key, algorithms=["ES256"]).claims["aud"] == "another-service"


def test_the_keys_that_are_shown_cannot_sign(server: Server) -> None:
    assert [key for key in get(f"{server.issuer.name}/jwks")["keys"] if "d" in key] == []


@pytest.mark.parametrize("said", [{"person": "nobody"}, {}, [], {"person": ["carys"]}, 5])
def test_a_stranger_gets_no_token_and_hears_who_might(server: Server, said: Any) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        get(f"{server.issuer.name}/token", said)
    with contextlib.closing(refused.value):
        assert refused.value.code == 400
        assert "carys" in json.load(refused.value)["error_description"]


def test_a_token_outlives_a_restart_and_its_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    token = Issuer("http://here", key_in(tmp_path / "issuer")).token("somebody")
    assert jwt.decode(token, key_in(tmp_path / "issuer"), algorithms=["ES256"]).claims["sub"] == "somebody"
    assert (tmp_path / "issuer/key.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("said", ["{", "[]", '{"kty": "EC"}', "nothing"])
def test_what_is_no_key_is_named(tmp_path: Path, said: str) -> None:
    (tmp_path / "key.json").write_text(said)
    with pytest.raises(ValueError, match=r"/key\.json holds no key: move it away"):
        key_in(tmp_path)


def test_a_key_that_a_power_cut_left_empty_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text("")
    assert key_in(tmp_path).thumbprint() == key_in(tmp_path).thumbprint()


def test_another_key_s_token_does_not_pass() -> None:
    token = Issuer("http://here", fresh_key()).token("somebody")
    with pytest.raises(BadSignatureError):
        jwt.decode(token, fresh_key(), algorithms=["ES256"])


def test_it_does_not_start_without_the_word_development(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "local.issuer", "--port", "0", "--folder", str(tmp_path)]
    refused = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (refused.returncode, "--development" in refused.stderr) == (2, True)


def test_it_ends_when_it_is_told_to(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "local.issuer", "--development", "--port", "0", "--folder", str(tmp_path)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        assert "http://127.0.0.1:" in serving.stdout.readline()
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(10) == 0
