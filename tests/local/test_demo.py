"""The demo is the product's own whole case: it must end as it should, each time."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.clauses import clause

ROOT = Path(__file__).parents[2]
LONGEST = 120  # seconds, on a machine that does much else; alone it takes a quarter of that


@pytest.mark.slow
@clause("4.5", "7.2", "7.3", "8.2", "8.3", "8.5", "8.6", "9.2", "9.3", "10.1")
def test_a_case_goes_from_the_first_incident_to_the_lapse_of_its_restriction(tmp_path: Path) -> None:
    picture = tmp_path / "demo.svg"
    done = subprocess.run(
        [sys.executable, "-m", "local", "demo", "--json", "--picture", str(picture)],
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
    assert came_of_it["notices"] == 10
    assert came_of_it["stages"].count("closed") == 1, "the first case is over, the second goes on"
    assert came_of_it["seconds"] < LONGEST
    shown = written_in(picture)
    for words in (
        "records an abusive e-mail",
        "everything you hold on me",
        "types in a request to appeal by phone",
        "writes the points down and reads them back",
        "digital, new-issue: refer (10.1",
        "engages, and answers the customer",
        "telephone, general: refuse",
    ):
        assert any(words in line for line in shown), words
    made_anew = "./run demo --picture docs/demo.svg makes the picture anew"
    assert written_in(ROOT / "docs/demo.svg") == shown, made_anew


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


def written_in(picture: Path) -> list[str]:
    """What stands in a picture of a terminal, each line once, without what differs from run to run.

    That is a PDF's size, what came first, and the minute at which something was seen.
    """
    words: dict[float, list[str]] = {}
    for text in ET.parse(picture).iter("{http://www.w3.org/2000/svg}text"):  # noqa: S314 - our own
        line = (text.text or "").replace("\N{NO-BREAK SPACE}", " ")
        words.setdefault(float(text.get("y", "0")), []).append(line)
    varies = re.compile(r"PDF|of \d+$|of \d+ KiB|KiB|^│ *\d+ *│|(\w{3} )?\d{2} \w{3} \d{4} \d{2}:\d{2}|^\d+ events.*")
    return sorted({varies.sub("", "".join(line)).strip() for line in words.values()})


def command_of(process: Path) -> bytes:
    """What a process was started with; nothing, where it has gone."""
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""
