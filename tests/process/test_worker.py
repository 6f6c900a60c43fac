"""The worker as a process: it waits for what is away, says how it is, and ends when told to."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http import HTTPStatus
from pathlib import Path

from local.ports import free_port

ROOT = Path(__file__).parents[2]


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return 0


def test_a_worker_whose_servers_are_away_waits_and_says_so_and_ends_cleanly(tmp_path: Path) -> None:
    port, nobody = free_port(), free_port()
    environment = {
        **os.environ,
        "EVENHAND_MODE": "development",
        "DATABASE_URL": f"postgresql://a:b@127.0.0.1:{nobody}/a",
        "KEYS_DATABASE_URL": f"postgresql://a:b@127.0.0.1:{nobody}/b",
        "TEMPORAL_ADDRESS": f"127.0.0.1:{nobody}",
        "EVENHAND_WORKER_HEALTH_PORT": str(port),
        "EVENHAND_VAULT_FOLDER": str(tmp_path / "vault"),
        "EVENHAND_CHECKPOINT_FOLDER": str(tmp_path / "checkpoints"),
    }
    with (tmp_path / "log").open("wb") as log:
        worker = subprocess.Popen([sys.executable, "-m", "worker"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        until = time.monotonic() + 20
        while status(port, "/health/live") != HTTPStatus.OK and time.monotonic() < until:
            time.sleep(0.1)
        assert status(port, "/health/live") == HTTPStatus.OK
        assert status(port, "/health/ready") == HTTPStatus.SERVICE_UNAVAILABLE
        assert status(port, "/elsewhere") == HTTPStatus.NOT_FOUND
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0, (tmp_path / "log").read_text()
    finally:
        worker.kill()
        worker.wait()
