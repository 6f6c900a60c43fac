import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from local.__main__ import COMMANDS, main, saying_why
from local.place import PORTS
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


def test_an_installation_that_was_killed_before_it_had_pip_is_made_again(tmp_path: Path) -> None:
    shutil.copy(ROOT / "run", tmp_path)
    (tmp_path / "requirements-dev.lock").write_text("")
    left = tmp_path / ".venv/bin/python"
    left.parent.mkdir(parents=True)
    left.write_text('#!/bin/sh\n[ "$1" = -c ]\n')  # it runs, and has no pip
    left.chmod(0o755)
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\necho "made again: $*"\n')
    python.chmod(0o755)
    done = subprocess.run(
        [tmp_path / "run", "help"],
        env={**os.environ, "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"made again: -m venv {tmp_path}/.venv" in done.stdout
    assert not left.exists()


@pytest.mark.parametrize("script", ["run", ".ci/run"])
def test_the_scripts_can_be_executed(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    subprocess.run(["bash", "-n", ROOT / script], check=True)


def test_a_word_that_is_no_command_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["upp"]) == 2
    assert capsys.readouterr().err.startswith("There is no command upp.\n")


@pytest.mark.parametrize("port", ["0", "65531", "99999", "-1", "http"])
def test_a_port_without_five_after_it_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["up"], ["token", "carys"]):
        with pytest.raises(SystemExit):
            main([*command, f"--port={port}"])
        assert "from 1 to 65529" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["audit", "rebuild-views"])
def test_where_there_is_no_record_none_is_made_and_called_whole(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main([command, "--folder", str(tmp_path / "other")]) == 1
    assert capsys.readouterr().err == f"There is no record in {tmp_path / 'other'}: ./run up begins one.\n"
    assert not (tmp_path / "other").exists()


def test_a_stranger_gets_no_token_and_is_told_who_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["token", "nobody"])
    assert "carys" in capsys.readouterr().err


def test_another_program_where_the_issuer_should_be_is_no_issuer(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:

        def answer() -> None:
            asking, _ = other.accept()
            with asking:
                asking.recv(4096)
                asking.sendall(b"220 no web server\r\n")

        threading.Thread(target=answer, daemon=True).start()
        assert main(["token", "carys", "--port", str(other.getsockname()[1] - PORTS["token issuer"])]) == 1
    assert "is ./run up running?" in capsys.readouterr().err


@pytest.mark.parametrize("sigint", ["signal.SIG_IGN", "signal.default_int_handler"])
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_ends_in_good_order(how: signal.Signals, sigint: str) -> None:
    code = f"""if True:
        import asyncio, signal
        from local.__main__ import end_as_by_ctrl_c, saying_why
        signal.signal(signal.SIGINT, {sigint})
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        end_as_by_ctrl_c()
        async def wait():
            try:
                print("waits", flush=True)
                await asyncio.sleep(60)
            finally:
                print("in good order", flush=True)
        raise SystemExit(saying_why(lambda: asyncio.run(wait())))"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "waits\n"
        process.send_signal(how)
        assert process.stdout.read() == "in good order\n"
        assert process.wait(20) == 130
