import os
import subprocess
from pathlib import Path

import pytest

from local.__main__ import COMMANDS, main, saying_why
from local.refusal import CannotStart

ROOT = Path(__file__).parents[2]


def test_without_a_command_it_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    said = capsys.readouterr().err
    assert [name for name in COMMANDS if name not in said] == []
    assert all(command.__doc__ for command in COMMANDS.values())


def test_asked_for_help_it_is_no_failure() -> None:
    assert main(["help"]) == 0


def test_what_keeps_it_from_starting_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    def cannot() -> int:
        raise CannotStart("The port is taken.")

    assert saying_why(cannot) == 1
    assert capsys.readouterr().err == "The port is taken.\n"


def test_ended_at_the_terminal_it_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    def ended() -> int:
        raise KeyboardInterrupt

    assert saying_why(ended) == 130
    assert capsys.readouterr().err == ""


def test_without_a_python_it_says_what_to_install(tmp_path: Path) -> None:
    for name in ("dirname", "sh", "cksum"):
        (tmp_path / name).symlink_to(f"/usr/bin/{name}")
    done = subprocess.run(
        ["/bin/sh", ROOT / "run", "help"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "needs python3, 3.11 or newer, with venv" in done.stderr


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_the_scripts_can_be_executed(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["bash", "-n", ROOT / script], check=True)
