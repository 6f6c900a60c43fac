"""A mistake in the policy's files keeps every program from starting, and is said in a line with its place."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATABASE = "postgresql://nobody:Wq7vR2@127.0.0.1:1/nothing"


@pytest.mark.clause("reading.md, Never")
@pytest.mark.parametrize(
    "program", [("worker",), ("api",), ("api.first_person", "somebody", "Some Body")], ids=lambda words: words[0]
)
def test_a_mistake_is_a_line_with_file_and_number_and_no_traceback(program: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "policy"
    shutil.copytree(ROOT / "policy", folder)
    figures = folder / "figures.toml"
    lines = figures.read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if line.startswith("appeal_window_wd"))
    lines[number - 1] = "appeal_window_wd = 10"
    figures.write_text("\n".join(lines), "utf-8")
    (folder / "closures.toml").unlink()
    environment = {
        **os.environ,
        "EVENHAND_MODE": "development",
        "DATABASE_URL": DATABASE,
        "KEYS_DATABASE_URL": DATABASE,
        "EVENHAND_POLICY_FOLDER": str(folder),
    }
    ended = subprocess.run(
        [sys.executable, "-m", *program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    said = [line for line in ended.stderr.splitlines() if line.startswith("Cannot start")]
    assert said[0].startswith(f"Cannot start: {folder}/closures.toml, line 1: it cannot be read")
    assert said[1].startswith(f"Cannot start: {folder}/figures.toml, line {number}: appeal_window_wd is written")
    assert len(said) == 2
    assert "Traceback" not in ended.stderr
