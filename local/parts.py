"""Keeps the parts of a running Evenhand alive on one machine: what dies is started again until it is told to stop."""

import asyncio
import contextlib
import ctypes
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from local.postgres import CannotStart

PR_SET_PDEATHSIG = 1
PAUSE = 0.5  # seconds between a death and the next start


class Part(Protocol):
    """Something that runs."""

    name: str

    def start(self) -> None: ...  # noqa: D102
    def is_running(self) -> bool: ...  # noqa: D102
    def is_ready(self) -> bool: ...  # noqa: D102
    def stop(self) -> None: ...  # noqa: D102


@dataclass
class Program:
    """A program of ours: its command, its settings, its log, and the address that answers 200 when it is ready."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    ready: str
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it. It ends with us, also where we are killed."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                list(self.command),
                env=dict(self.environment),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread starts
            )

    def is_running(self) -> bool:
        """Say whether it lives."""
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        """Say whether it answers."""
        return answers(self.ready)

    def stop(self) -> None:
        """End it: asked first, then not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self) -> str:
        """Return the end of its log."""
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return lines[-1] if lines else "it said nothing"


class Running(Protocol):
    """A server that `local.postgres` or `local.temporal` started."""

    def stop(self) -> None: ...  # noqa: D102


@dataclass
class Server:
    """A server that a function of ours starts."""

    name: str
    begin: Callable[[], Running]
    lives: Callable[[Running], bool]
    running: Running | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it and wait until it answers. Raises CannotStart."""
        self.running = self.begin()

    def is_running(self) -> bool:
        """Say whether it lives."""
        return self.running is not None and self.lives(self.running)

    def is_ready(self) -> bool:
        """It is ready from its start on."""
        return self.is_running()

    def stop(self) -> None:
        """End it."""
        if self.running is not None:
            self.running.stop()


async def begin(part: Part) -> None:
    """Start a part. Raises CannotStart.

    A program starts on this thread, which is the one that it is to end with; a server may take a while.
    """
    if isinstance(part, Program):
        part.start()
    else:
        await asyncio.to_thread(part.start)


async def until_ready(parts: Sequence[Part], patience: float = 60) -> None:
    """Wait until every part answers. Raises CannotStart for one that has died, or not answered for `patience` s."""
    until = time.monotonic() + patience
    for part in parts:
        while not await asyncio.to_thread(part.is_ready):
            if not part.is_running() or time.monotonic() > until:
                said = part.last_words() if isinstance(part, Program) else ""
                raise CannotStart(f"The {part.name} did not start: {said}")
            await asyncio.sleep(0.05)


async def keep(parts: Sequence[Part], say: Callable[[str], None]) -> None:
    """Start again whatever dies, without end."""
    while True:
        for part in parts:
            if not part.is_running():
                say(f"The {part.name} ended: starting it again.")
                with contextlib.suppress(CannotStart):
                    await begin(part)
        await asyncio.sleep(PAUSE)


def answers(url: str) -> bool:
    """Say whether an address on this machine answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:  # noqa: S310 - loopback
            return bool(reply.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False


def _end_with_parent() -> None:
    """Ask the kernel to end this child when its parent dies, however it dies."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
