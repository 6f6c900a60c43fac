"""How long a warm start takes: from the command to API and worker being ready, in a folder that has served before."""

import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from local.parts import answers
from local.place import ROOT, Place
from local.ports import free_ports

ROUNDS = 3
PATIENCE = 120.0  # seconds


def seconds_to_ready(place: Place) -> float:
    """Start everything, wait until it is ready, end it; return the seconds until it was ready."""
    began = time.perf_counter()
    with (place.folder / "up.log").open("ab") as log:
        up = subprocess.Popen(
            [sys.executable, "-m", "local", "up", "--folder", str(place.folder), "--port", str(place.port)],
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
    try:
        for part in ("API", "worker's health"):
            while not answers(f"{place.url(part)}/health/ready"):
                if up.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise RuntimeError((place.folder / "up.log").read_text())
                time.sleep(0.02)
        return time.perf_counter() - began
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(60)


def run() -> dict[str, float]:
    """Measure: the first start, and the median of the warm ones after it."""
    with tempfile.TemporaryDirectory(prefix="evenhand-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        place = Place(folder, free_ports(7))
        first = seconds_to_ready(place)
        warm = statistics.median(seconds_to_ready(place) for _ in range(ROUNDS))
    return {"first start to ready, s": first, "warm start to ready, s": warm}


if __name__ == "__main__":
    for name, value in run().items():
        print(f"{name}: {value:.3f}")
