"""The API as it is really served: `python -m api`, with an issuer's keys fetched over HTTP."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from local.ports import free_port
from tests.api.people import AUDIENCE, KEYS
from tests.record.servers import ROOT, Place


class _Issuer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        here = f"http://{self.headers['Host']}"
        known = {
            "/.well-known/openid-configuration": {"issuer": here, "jwks_uri": f"{here}/keys"},
            "/keys": KEYS.as_dict(private=False),
        }
        body = json.dumps(known[self.path]).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def an_issuer() -> Iterator[str]:
    """Serve the tests' keys; gives the issuer's address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Issuer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def the_api(place: Place, folder: Path, issuer: str) -> Iterator[tuple[str, Path]]:
    """Serve the API; gives its address and its log. It is told to stop, and must do so in order."""
    port = free_port()
    log = folder / "api.log"
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": place.app,
        "KEYS_DATABASE_URL": place.keys,
        "EVENHAND_MODE": "development",
        "EVENHAND_API_PORT": str(port),
        "EVENHAND_VAULT_FOLDER": str(folder / "vault"),
        "EVENHAND_OIDC_ISSUER": issuer,
        "EVENHAND_OIDC_AUDIENCE": AUDIENCE,
    }
    with log.open("wb") as out:
        api = subprocess.Popen([sys.executable, "-m", "api"], cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/health/live", api, log)
        yield address, log
    finally:
        api.terminate()
        assert api.wait(15) in {0, -15}, log.read_text()


def _wait_for(address: str, api: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        assert api.poll() is None, log.read_text()
        try:
            if httpx.get(address).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(log.read_text())
