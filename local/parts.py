"""Keeps the parts of a running Evenhand alive on one machine: what dies is started again until it is told to stop."""

import asyncio
import contextlib
import ctypes
import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from local.refusal import CannotStart

PR_SET_PDEATHSIG = 1
LOOK = 0.2  # seconds between two looks at whether a part lives
PAUSE, LONGEST_PAUSE = 0.2, 30.0  # seconds between a death and the next start; doubled for what dies at once
STEADY = 10.0  # seconds: what has lived for longer did not die at once
_c_library = ctypes.CDLL(None)


class Part(Protocol):
    """Something that runs."""

    name: str

    def start(self) -> None:
        """Start it. Raises CannotStart."""

    def is_running(self) -> bool:
        """Say whether it lives."""

    def is_ready(self) -> bool:
        """Say whether it answers."""

    def stop(self) -> None:
        """End it, and wait until it has ended."""

    def last_words(self) -> str:
        """Return what it said last, where it is known."""


@dataclass
class Program:
    """A program of ours: its command, its settings, its log, and how to see that it is ready.

    One that `listens_first` takes its settings as a line of JSON from its standard input (`local.early`), so that it
    can be started before they are known: `environment` is None until it is `told`.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] | None
    log: Path
    ready: Callable[[], bool]
    folder: Path
    listens_first: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it. It ends with us, also where we are killed. Raises CannotStart."""
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            output = self.log.open("ab")
        except OSError as error:
            raise CannotStart(f"The log {self.log} cannot be written: {error.strerror}.") from error
        with output:
            self.process = subprocess.Popen(
                list(self.command),
                env=None if self.listens_first else dict(self.environment or {}),
                cwd=self.folder,
                stdin=subprocess.PIPE if self.listens_first else subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one thread starts
            )
        if self.listens_first and self.environment is not None:
            self.told(self.environment)

    def told(self, environment: Mapping[str, str]) -> None:
        """Tell it its settings, now and at every later start."""
        self.environment = environment
        if self.process is not None and self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError), self.process.stdin as line:  # broken: whoever keeps it sees that
                line.write(json.dumps(dict(environment)).encode() + b"\n")

    def is_running(self) -> bool:
        """Say whether it lives."""
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        """Say whether it answers: it, and not another that listens in its place."""
        return self.is_running() and self.ready()

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
        """Return what killed it, or the end of its log."""
        if self.process is not None and (self.process.poll() or 0) < 0:
            return f"killed by signal {-self.process.returncode}"
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return lines[-1] if lines else "it said nothing"


class Running(Protocol):
    """A server that `local.postgres` or `local.temporal` started."""

    def is_running(self) -> bool:
        """Say whether it lives."""

    def stop(self) -> None:
        """End it."""


@dataclass
class Server:
    """A server that a function of ours starts, and that accepts connections when the function returns."""

    name: str
    begin: Callable[[], Running]
    log: Path
    running: Running | None = field(default=None, init=False)
    _over: bool = field(default=False, init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)

    def start(self) -> None:
        """Start it and wait until it answers; after `stop` no more. Raises CannotStart."""
        with self._turn:
            if not self._over:
                self.running = self.begin()

    def is_running(self) -> bool:
        """Say whether it lives."""
        return self.running is not None and self.running.is_running()

    def is_ready(self) -> bool:
        """It is ready from its start on."""
        return self.is_running()

    def stop(self) -> None:
        """End it; where it is just starting, when it has started."""
        with self._turn:
            self._over = True
            if self.running is not None:
                self.running.stop()

    def last_words(self) -> str:
        """Return where they stand: whoever started it says why it could not start."""
        return f"see {self.log}"


async def begin(part: Part) -> None:
    """Start a part. Raises CannotStart.

    A program starts on this thread, which is the one that it is to end with; a server may take a while.
    """
    if isinstance(part, Program):
        part.start()
    else:
        await asyncio.to_thread(part.start)


async def until_ready(part: Part, patience: float = 60) -> None:
    """Wait until a part answers. Raises CannotStart where it has died, or not answered for `patience` s."""
    until = time.monotonic() + patience
    while not await asyncio.to_thread(part.is_ready):
        if not part.is_running():
            raise CannotStart(f"The {part.name} did not start: {part.last_words()}")
        if time.monotonic() > until:
            raise CannotStart(f"The {part.name} has not become ready in {patience:.0f} s: {part.last_words()}")
        await asyncio.sleep(0.05)


async def keep(part: Part, say: Callable[[str], None]) -> None:
    """Start a part again whenever it dies, without end; what dies at once is tried less and less often."""
    pause, begun = PAUSE, time.monotonic()
    while True:
        await _death(part)
        pause = PAUSE if time.monotonic() - begun > STEADY else min(pause * 2, LONGEST_PAUSE)
        say(f"The {part.name} ended ({part.last_words()}): starting it again.")
        await asyncio.sleep(pause)
        begun = time.monotonic()
        try:
            await begin(part)
        except CannotStart as error:
            say(str(error))


async def _death(part: Part) -> None:
    while part.is_running():  # noqa: ASYNC110 - it may be no child of ours: nobody tells us
        await asyncio.sleep(LOOK)


async def end(parts: Sequence[Part]) -> None:
    """End parts, all at the same time, and wait until they have ended."""
    await asyncio.gather(*(asyncio.to_thread(part.stop) for part in parts))


def answers(url: str) -> bool:
    """Say whether an address on this machine answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:  # noqa: S310 - loopback
            return bool(reply.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False


def listens(port: int) -> bool:
    """Say whether somebody listens at a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


def _end_with_parent() -> None:
    """Ask the kernel to end this child when its parent dies, however it dies; at once, so that its port is free."""
    _c_library.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
