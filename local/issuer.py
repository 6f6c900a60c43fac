"""A token issuer for development: it gives anybody who asks a token for a demo person. `python -m local.issuer`.

It speaks as much of OpenID Connect as the API needs to check a token: discovery, and the keys. Its tokens say who
somebody is and nothing of what they may do: that stands in the staff directory.
"""

import argparse
import json
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from local.people import everybody
from local.secret import kept

AUDIENCE = "evenhand"
LIFE = 3600  # seconds for which a token holds
LARGEST_REQUEST = 4096  # bytes


@dataclass(frozen=True)
class Issuer:
    """What issues: its name, which is its address, and the key that it signs with."""

    name: str
    key: ECKey
    audience: str = AUDIENCE

    def token(self, subject: str, *, life: int = LIFE, now: float | None = None, **other: Any) -> str:
        """Return a token (ES256) for a subject, from now on for `life` seconds; `other` claims replace or join ours."""
        issued = int(time.time() if now is None else now)
        times = {"iat": issued, "nbf": issued, "exp": issued + life}
        claims = {"iss": self.name, "aud": self.audience, "sub": subject, **times, **other}
        return jwt.encode({"alg": "ES256", "kid": self.key.kid, "typ": "JWT"}, claims, self.key)

    def keys(self) -> dict[str, Any]:
        """Return the public keys, as a JWKS."""
        return {"keys": [dict(self.key.as_dict(private=False))]}

    def discovery(self) -> dict[str, Any]:
        """Return what says where everything is."""
        return {
            "issuer": self.name,
            "jwks_uri": f"{self.name}/jwks",
            "token_endpoint": f"{self.name}/token",
            "id_token_signing_alg_values_supported": ["ES256"],
            "response_types_supported": ["token"],
            "subject_types_supported": ["public"],
        }


def key_in(folder: Path) -> ECKey:
    """Return the key of a folder, made when it is first asked for: tokens outlive a restart. Raises ValueError."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "key.json"
    said = kept(file, lambda: json.dumps(fresh_key().as_dict(private=True)))
    try:
        return ECKey.import_key(json.loads(said))
    except (ValueError, TypeError, KeyError, JoseError) as error:
        raise ValueError(f"{file} holds no key: move it away, and a new one is made") from error


def fresh_key() -> ECKey:
    """Return a new key."""
    return ECKey.generate_key("P-256", parameters={"alg": "ES256", "use": "sig"}, auto_kid=True)


class _Conversation(BaseHTTPRequestHandler):
    """Answers one request."""

    server: "Server"

    def do_GET(self) -> None:
        issuer = self.server.issuer
        pages = {"/.well-known/openid-configuration": issuer.discovery, "/jwks": issuer.keys}
        if self.path in pages:
            self._answer(HTTPStatus.OK, pages[self.path]())
        else:
            self._answer(HTTPStatus.NOT_FOUND, {"error": "there is no such page"})

    def do_POST(self) -> None:
        if self.path != "/token":
            return self._answer(HTTPStatus.NOT_FOUND, {"error": "there is no such page"})
        try:
            person = everybody()[self._asked()["person"]]
        except (ValueError, KeyError, TypeError):
            who = ", ".join(sorted(everybody()))
            error = {"error": "invalid_request", "error_description": f"send person, one of {who}, as JSON or a form"}
            return self._answer(HTTPStatus.BAD_REQUEST, error)
        token = {
            "access_token": self.server.issuer.token(person.subject),
            "token_type": "Bearer",
            "expires_in": LIFE,
        }
        return self._answer(HTTPStatus.OK, token)

    def _asked(self) -> dict[str, Any]:
        """Read the request, a form or JSON. Raises ValueError, TypeError."""
        length = int(self.headers.get("Content-Length", "0"))
        said = self.rfile.read(min(length, LARGEST_REQUEST))
        if self.headers.get_content_type() == "application/x-www-form-urlencoded" and not said.startswith(b"{"):
            return dict(parse_qsl(said.decode()))
        return dict(json.loads(said))

    def _answer(self, status: HTTPStatus, said: Mapping[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, message: str, *values: Any) -> None:
        """Write a request as a line of JSON, as the other programs do."""
        print(json.dumps({"event": message % values, "logger": "local.issuer"}), file=sys.stderr, flush=True)


class Server(ThreadingHTTPServer):
    """Serves an issuer on 127.0.0.1; its address is the issuer's name. Port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, port: int, key: ECKey, audience: str = AUDIENCE) -> None:
        super().__init__(("127.0.0.1", port), _Conversation)
        self.issuer = Issuer(f"http://127.0.0.1:{self.server_address[1]}", key, audience)

    def until_told_to_stop(self) -> None:
        """Say where, and serve until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=self.shutdown).start())
        print(f"Tokens for the demo people: {self.issuer.name}/token", flush=True)  # from now on it may be told
        self.serve_forever(poll_interval=0.1)


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop. Returns the exit code."""
    options = argparse.ArgumentParser("python -m local.issuer", description="Issue tokens to anybody who asks.")
    options.add_argument("--development", action="store_true", required=True, help="say that this is what you want")
    options.add_argument("--port", type=int, required=True, help="0 takes a free one")
    options.add_argument("--folder", type=Path, required=True, help="where the key is kept")
    options.add_argument(
        "--audience", default=AUDIENCE, help="what the tokens are for: the API's EVENHAND_OIDC_AUDIENCE"
    )
    given = options.parse_args(arguments)
    try:
        server = Server(given.port, key_in(given.folder), given.audience)
    except (OSError, ValueError) as error:
        print(f"The issuer cannot listen on {given.port} or use {given.folder}: {error}", file=sys.stderr)
        return 1
    with server:
        server.until_told_to_stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
