"""`./run test`: every check of the code, then every test; nothing is left out because something before it failed."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from local.place import ROOT

CHECKS: dict[str, tuple[str, ...]] = {
    "ruff": ("ruff", "check", "--quiet", "."),
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "mypy --strict": ("mypy", "--no-error-summary"),
    "imports": ("lint-imports", "--no-logo"),
}


# Two processes share the files, each with servers of its own; in their order: the longest have the fewest tests.
APART = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def test(arguments: Sequence[str]) -> int:
    """Run everything; with arguments, only pytest with them. Returns the exit code: 0 where all passed."""
    if arguments:
        return _pytest(*arguments)
    failed = [name for name, words in CHECKS.items() if not _passes(name, words)]
    if failed:  # said before the tests, whose closing line comes last
        print(f"Checks that failed: {', '.join(failed)} (see above).", file=sys.stderr)
    return _pytest("-q", *APART) or len(failed)


def test_long() -> int:
    """Play random lives against the rules until 200,000 steps have been taken; the checker must find nothing.

    Returns the exit code. It fails also where the lives were too short for so many steps.
    """
    asked = {"RANDOM_LIVES": "3200", "RANDOM_STEPS": "200000"}
    return _pytest("-q", "tests/domain/test_random_lives.py", **asked)


def _passes(name: str, words: Sequence[str]) -> bool:
    began = time.monotonic()
    program = Path(sys.executable).parent / words[0]
    done = subprocess.run([program, *words[1:]], cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout, done.stderr, sep="", file=sys.stderr)
    print(f"{name}: {'passed' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)", flush=True)
    return done.returncode == 0


def _pytest(*arguments: str, **asked: str) -> int:
    words = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(words, cwd=ROOT, check=False, env=os.environ | asked).returncode
