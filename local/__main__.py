"""The commands of `./run`."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from local.place import DEFAULT_PORT, ROOT
from local.ports import first_of_seven
from local.refusal import CannotStart

Command = Callable[[Sequence[str]], int]


def up(arguments: Sequence[str]) -> int:
    """Serve everything on this machine until Ctrl-C."""
    from local.evenhand import EVENHAND  # noqa: PLC0415 - each command loads what it needs
    from local.up import serve  # noqa: PLC0415

    options = argparse.ArgumentParser("./run up", description=up.__doc__)
    options.add_argument("--folder", type=Path, default=ROOT / ".evenhand", help="where the data stays")
    options.add_argument("--port", type=first_of_seven, default=DEFAULT_PORT, help="the first of seven ports in a row")
    given = options.parse_args(arguments)
    asyncio.run(serve(given.folder.resolve(), given.port, EVENHAND))
    return 0


def test(arguments: Sequence[str]) -> int:
    """Run every check and every test; with arguments, pytest with them."""
    from local.checks import test as run  # noqa: PLC0415

    return run(arguments)


def random_lives(_arguments: Sequence[str]) -> int:
    """Play random staff and customers against the rules for 200,000 steps."""
    from local.checks import test_long as run  # noqa: PLC0415

    return run()


def demo(arguments: Sequence[str]) -> int:
    """Play two cases on virtual time: an abusive e-mail that asks for data, and a verbal appeal; --picture draws it."""
    from local.demo import main  # noqa: PLC0415

    return main(arguments)


def bench(arguments: Sequence[str]) -> int:
    """Measure, and print the figures."""
    from bench.__main__ import main  # noqa: PLC0415

    return main(arguments)


def token(arguments: Sequence[str]) -> int:
    """Print a token for one of the demo people: ./run token carys."""
    from local.tokens import main  # noqa: PLC0415

    return main(arguments)


def rebuild_views(arguments: Sequence[str]) -> int:
    """Drop the views and make them again from the record."""
    from local.auditing import rebuild  # noqa: PLC0415

    return rebuild(arguments)


def audit(arguments: Sequence[str]) -> int:
    """Verify the record against its checkpoints, and look for breaches of the policy."""
    from local.auditing import audit as run  # noqa: PLC0415

    return run(arguments)


def settings_doc(_arguments: Sequence[str]) -> int:
    """Write docs/settings.md anew from settings.py."""
    from local.settings_doc import PAGE, page  # noqa: PLC0415

    PAGE.write_text(page())
    return 0


def policy_coverage(_arguments: Sequence[str]) -> int:
    """Write docs/policy-coverage.md anew: each clause, what carries it out, its tests."""
    from local.policy_coverage import PAGE, page  # noqa: PLC0415

    PAGE.write_text(page(), encoding="utf-8")
    return 0


COMMANDS: dict[str, Command] = {
    "up": up,
    "demo": demo,
    "test": test,
    "test-long": random_lives,
    "bench": bench,
    "token": token,
    "rebuild-views": rebuild_views,
    "audit": audit,
    "settings-doc": settings_doc,
    "policy-coverage": policy_coverage,
}


def main(words: Sequence[str]) -> int:
    """Run a command; without one, say which there are."""
    if not words or words[0] not in COMMANDS:
        asked = words[:1] in (["help"], ["--help"], ["-h"])
        if words and not asked:
            print(f"There is no command {words[0]}.", file=sys.stderr)
        print("Usage: ./run COMMAND\n", file=sys.stderr)
        for name, command in COMMANDS.items():
            print(f"  {name:14} {command.__doc__}", file=sys.stderr)
        return 0 if asked else 2
    return saying_why(lambda: COMMANDS[words[0]](words[1:]))


def saying_why(do: Callable[[], int | None]) -> int:
    """Do something and return the exit code; what keeps it from starting is said in its own sentence."""
    try:
        return do() or 0
    except CannotStart as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def end_as_by_ctrl_c() -> None:
    """From now on end in good order when asked to, and when the terminal closes: servers of ours would outlive us."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # ignored, as under nohup, it stays ignored
            signal.signal(number, _ctrl_c)


def _ctrl_c(_number: int, frame: FrameType | None) -> None:
    usual = signal.getsignal(signal.SIGINT)
    if not callable(usual):  # it is ignored, as in the background of a script
        raise KeyboardInterrupt
    usual(signal.SIGINT, frame)


if __name__ == "__main__":
    end_as_by_ctrl_c()
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))
