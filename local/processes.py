"""Processes that may not be our children any more."""

import os
import signal
import subprocess
import time
from pathlib import Path

PAUSE = 0.02  # seconds between two looks

_ours: set[int] = set()  # children whose exit status nobody has fetched


def keep(process: subprocess.Popen[bytes]) -> int:
    """Let a child that may outlive us be known by its number from now on; return it."""
    process.returncode = 0  # its handle, which is dropped now, would complain of a process that runs
    _ours.add(process.pid)
    return process.pid


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that has died and is only waiting to be fetched does not."""
    _fetch(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        # The first of several threads may have died while others still hold the files and ports.
        return state != "Z" or len(os.listdir(f"/proc/{pid}/task")) > 1  # noqa: PTH208 - numbers, not paths
    except (FileNotFoundError, ProcessLookupError):
        return not Path("/proc/self").exists()


def works_in(pid: int, folder: Path) -> bool:
    """Say whether a process runs and has the folder as its working directory: a number alone may be reused."""
    try:
        return is_alive(pid) and Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except (FileNotFoundError, PermissionError):
        return False


def ended(pid: int, how: signal.Signals, patience: float) -> bool:
    """Send a signal and wait up to `patience` seconds; say whether the process has gone."""
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return True
    end = time.monotonic() + patience
    while is_alive(pid):
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True


def _fetch(pid: int) -> None:
    """Take a dead child's exit status, so that it does not linger."""
    if pid in _ours:
        try:
            gone, _ = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            gone = pid
        _ours.discard(gone)
