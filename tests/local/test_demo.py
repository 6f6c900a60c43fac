"""The demo is the product's own whole case: it must end as it should, each time."""

import json
import subprocess
import sys
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
    assert came_of_it["notices"] == 5
    assert came_of_it["stages"][-1] == "closed"
    assert "9.2" in done.stdout
    assert "telephone, general: refuse" in done.stdout
