"""Many callers at once over plain HTTP/1.1 on loopback: as thin as can be, so that the server is what is measured."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4


@dataclass
class Load:
    """What a run of callers found: seconds each took, and how many were done a second."""

    took: list[float] = field(default_factory=list)
    rate: float = 0.0

    @property
    def median(self) -> float:
        """The median of the seconds each request took."""
        return sorted(self.took)[len(self.took) // 2]


async def load(
    port: int, path: str, body: Callable[[], Any], headers: dict[str, str], *, callers: int, seconds: float
) -> Load:
    """POST for so many seconds from so many connections. Raises RuntimeError on an answer that is not 2xx."""
    found = Load()
    until = time.perf_counter() + seconds
    said = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    async def caller() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            content = json.dumps(body()).encode()
            head = (
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{said}"
                f"Idempotency-Key: {uuid4()}\r\nContent-Length: {len(content)}\r\n\r\n"
            )
            start = time.perf_counter()
            writer.write(head.encode() + content)
            await _answer(reader)
            found.took.append(time.perf_counter() - start)
        writer.close()

    start = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(callers)))
    found.rate = len(found.took) / (time.perf_counter() - start)
    return found


async def _answer(reader: asyncio.StreamReader) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    lines = head.split("\r\n")
    length = next(int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:"))
    content = await reader.readexactly(length)
    if not lines[0].split(" ")[1].startswith("2"):
        raise RuntimeError(f"{lines[0]}: {content.decode(errors='replace')}")
