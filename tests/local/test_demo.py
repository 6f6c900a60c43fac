"""The demo is the product's own whole case: it must end as it should, each time."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.clauses import clause

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@clause("7.2", "7.3", "8.2", "8.5", "8.6", "9.2", "9.3")
def test_a_case_goes_from_the_first_incident_to_the_lapse_of_its_restriction() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "local", "demo", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    came_of_it = json.loads(done.stdout.splitlines()[-1])
    assert came_of_it["breaches"] == 0
    assert came_of_it["sealed"] is True
    assert came_of_it["notices"] == 6
    assert came_of_it["stages"][-1] == "closed"
    assert "9.2" in done.stdout
    assert "telephone, general: refuse" in done.stdout


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ended_while_it_starts_it_leaves_nothing_behind(folder: Path, how: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "local", "demo"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.DEVNULL,
    ) as demo:
        while not list(folder.glob("*/temporal/temporal.pid")):
            assert demo.poll() is None
            time.sleep(0.01)
        demo.send_signal(how)
        assert demo.wait(60) == 130
    assert list(folder.iterdir()) == []
    assert [pid for pid in Path("/proc").glob("[0-9]*") if os.fsencode(folder) in command_of(pid)] == []


def command_of(process: Path) -> bytes:
    """What a process was started with; nothing, where it has gone."""
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""
