"""A stand-in for the organisation's housing management system: takes the entries of docs/housing-system.md on loopback.

Each entry is kept in a folder as it was sent, `<key>.json`, with the reference it was answered with. The same
Idempotency-Key is answered with the same reference, however often it comes.
"""

import argparse
import json
import re
import signal
import sys
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

from record.files import write_whole

HOST = "127.0.0.1"
LARGEST = 64 * 1024
_KEY = re.compile(r"[A-Za-z0-9.-]{1,128}", re.ASCII)


class HousingSystem:
    """The stand-in, on a thread of its own: `with HousingSystem(folder) as system:`."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._turn = threading.Lock()
        self._server = ThreadingHTTPServer((HOST, port), self.handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://{HOST}:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def entries(self) -> list[dict[str, Any]]:
        """Return what has been entered, in the order in which it first came."""
        kept = [json.loads(path.read_text("utf-8")) for path in self.folder.glob("*.json")]
        return sorted(kept, key=lambda entry: str(entry["reference"]))

    def take(self, key: str, entry: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Answer an entry: the status, and the body."""
        path = self.folder / f"{key}.json"
        with self._turn:
            if path.exists():
                return 200, {"reference": json.loads(path.read_text("utf-8"))["reference"]}
            reference = f"H-{len(list(self.folder.glob('*.json'))) + 1:06}"
            write_whole(path, json.dumps({"reference": reference, **entry}, indent=1).encode())
            return 201, {"reference": reference}

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """Return what speaks HTTP."""
        system = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 30

            def do_GET(self) -> None:
                self._answer(200, {"entries": len(list(system.folder.glob("*.json")))})

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(min(length, LARGEST))
                key = self.headers.get("Idempotency-Key", "")
                if self.path != "/entries" or not _KEY.fullmatch(key):
                    self._answer(404 if self.path != "/entries" else 400, {})
                    return
                try:
                    entry = json.loads(body)
                except ValueError:
                    self._answer(400, {})
                    return
                self._answer(*system.take(key, entry))

            def _answer(self, status: int, body: dict[str, Any]) -> None:
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: object) -> None: ...

        return Handler


def main(arguments: Sequence[str]) -> int:
    """Serve until told to stop. Returns the exit code."""
    options = argparse.ArgumentParser("python -m local.housing", description="Stand in for a housing system.")
    options.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options.add_argument("--folder", type=Path, required=True, help="where each entry becomes a .json file")
    given = options.parse_args(arguments)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        system = HousingSystem(given.folder, given.port)
    except OSError as error:
        print(f"The housing system cannot listen on {given.port} or use {given.folder}: {error}", file=sys.stderr)
        return 1
    with system:
        print(f"Entries: {system.url}/entries, kept in {system.folder}", flush=True)
        stopping.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
