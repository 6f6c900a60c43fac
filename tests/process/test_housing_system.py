"""What a housing management system may answer, and how it is heard (9.1)."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from activities.housing import Away, HousingSystem, Refused, Taken
from local.housing import HousingSystem as StandIn


@pytest.fixture
def odd_server() -> Iterator[Callable[[bytes], str]]:
    """A server that says exactly some bytes; a hang where there are none."""
    servers: list[ThreadingHTTPServer] = []

    def serving(reply: bytes) -> str:
        class Odd(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                if not reply:
                    threading.Event().wait(3)
                self.wfile.write(reply)

            def log_message(self, *_: object) -> None: ...

        server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield serving
    for server in servers:
        server.shutdown()
        server.server_close()


HEAD = b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        (HEAD + b'{"reference": "H-1"}', Taken("H-1")),
        (HEAD + b'["H-1"]', Away()),
        (HEAD + b"<html>", Away()),
        (HEAD + b'{"reference": "' + b"x" * 100_000 + b'"}', Away()),
        (b"", Away()),
        (b"no HTTP at all\r\n\r\n", Away()),
        (b"HTTP/1.0 401 Unauthorized\r\n\r\n", Refused(401)),
        (b"HTTP/1.0 409 Conflict\r\n\r\n", Away()),
        (b"HTTP/1.0 307 Elsewhere\r\nLocation: http://127.0.0.1:9/\r\n\r\n", Away()),
    ],
)
async def test_whatever_is_answered_is_taken_refused_or_not_known(
    odd_server: Callable[[bytes], str], reply: bytes, answer: Taken | Refused | Away
) -> None:
    system = HousingSystem(url=odd_server(reply), token="s3cret", timeout=1)  # noqa: S106 - of the test
    assert await system.enter("key", {}) == answer


async def test_where_nobody_listens_nobody_knows() -> None:
    assert await HousingSystem(url="http://127.0.0.1:9", timeout=1).enter("key", {}) == Away()


async def test_the_token_and_the_key_are_shown(tmp_path: Path) -> None:
    seen: list[dict[str, str]] = []

    class Looking(StandIn):
        def handler(self) -> Any:
            plain: Any = super().handler()

            class Handler(plain):  # type: ignore[misc]
                def do_POST(self) -> None:  # noqa: N802 - the library's name
                    seen.append(dict(self.headers.items()))
                    super().do_POST()

            return Handler

    with Looking(tmp_path) as stand_in:
        answer = await HousingSystem(url=stand_in.url + "/", token="s3cret").enter("k.entry.1", {})  # noqa: S106
    assert answer == Taken("H-000001")
    assert (seen[0]["Authorization"], seen[0]["Idempotency-Key"]) == ("Bearer s3cret", "k.entry.1")
