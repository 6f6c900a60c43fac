"""A Temporal server of our own in a folder: the command line's development server, with what it knows in a file."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from local.ports import free_port
from local.processes import ended
from local.refusal import CannotStart

ORPHANS_PATIENCE = 10.0  # seconds for which a server that was left behind may take to end
BINARY = Path(sys.executable).parent / "temporal"
# The record is the truth and Temporal can be rebuilt from it: it need not wait for the disk at each step.
SPEED = (
    "--sqlite-pragma",
    "journal_mode=WAL",
    "--sqlite-pragma",
    "synchronous=NORMAL",
    "--dynamic-config-value",
    'history.timerProcessorMaxTimeShift="10ms"',
)
# Lets `local.virtual_time` move the clocks of workflows.
TIME_SKIPPING = ("--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true")


@dataclass(frozen=True)
class Temporal:
    """A running server."""

    process: subprocess.Popen[bytes]
    address: str
    ui: str

    def is_running(self) -> bool:
        """Say whether it lives."""
        return self.process.poll() is None

    def kill(self) -> None:
        """End it as a power cut would: for tests."""
        self.process.kill()
        self.process.wait(30)

    def stop(self) -> None:
        """End it cleanly."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()


def command(
    folder: Path,
    port: int,
    ui_port: int,
    namespace: str,
    search_attributes: Mapping[str, str],
    *,
    virtual_time: bool = False,
) -> list[str | Path]:
    """Return the command that runs the server; `search_attributes`: name → type, as Temporal names types."""
    attributes = [f"{name}={kind}" for name, kind in search_attributes.items()]
    return [
        BINARY,
        *("server", "start-dev", "--ip", "127.0.0.1", "--port", str(port), "--ui-port", str(ui_port)),
        "--ui-disable-news-fetch",
        *("--db-filename", folder / "temporal.db", "--namespace", namespace),
        *(word for attribute in attributes for word in ("--search-attribute", attribute)),
        *("--dynamic-config-value", "limit.maxIDLength=255", *SPEED, *(TIME_SKIPPING if virtual_time else ())),
        *("--log-level", "warn", "--log-format", "json", "--disable-config-file", "--disable-config-env"),
    ]


def start(
    folder: Path,
    *,
    namespace: str,
    search_attributes: Mapping[str, str],
    port: int = 0,
    ui_port: int = 0,
    patience: float = 60,
    virtual_time: bool = False,
) -> Temporal:
    """Start the server in a folder. Ports of 0 take free ones; `patience` is in seconds. Raises CannotStart.

    `virtual_time` lets the clocks of its workflows be moved (`local.virtual_time`).
    """
    folder = folder.resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "temporal.log").touch()
    except OSError as error:
        raise CannotStart(f"Cannot write in {folder}: {error.strerror}.") from error
    end_orphan(folder)
    port, ui_port = port or free_port(), ui_port or free_port()
    with (folder / "temporal.log").open("ab") as output:
        process = subprocess.Popen(
            command(folder, port, ui_port, namespace, search_attributes, virtual_time=virtual_time),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder,
        )
    (folder / "temporal.pid").write_text(str(process.pid))
    server = Temporal(process, f"127.0.0.1:{port}", f"http://127.0.0.1:{ui_port}")
    until = time.monotonic() + patience
    while not answers(server.ui, namespace):
        if process.poll() is not None or time.monotonic() > until:
            server.stop()
            raise CannotStart(
                f"Temporal did not start in {folder}: see {folder / 'temporal.log'}. Where its database is damaged,"
                " move that folder away: open cases are rebuilt from the record."
            )
        time.sleep(0.05)
    return server


def end_orphan(folder: Path) -> None:
    """End a server that a killed parent has left behind in a folder, if there is one. Raises CannotStart."""
    try:
        pid = int((folder / "temporal.pid").read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return
    if os.fsencode(folder.resolve() / "temporal.db") not in command:
        return  # another process has come by the number
    if not ended(pid, signal.SIGKILL, ORPHANS_PATIENCE):
        raise CannotStart(f"A Temporal server (pid {pid}) that was left in {folder} does not end.")


def answers(ui: str, namespace: str) -> bool:
    """Say whether the server behind a user interface knows its namespace."""
    try:
        with urllib.request.urlopen(f"{ui}/api/v1/namespaces/{namespace}", timeout=2) as reply:  # noqa: S310 - loopback
            return bool(reply.status == HTTPStatus.OK)
    except (urllib.error.URLError, OSError):
        return False
