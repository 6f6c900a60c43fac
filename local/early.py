"""Starts a program of ours before the servers that it needs: `python -m local.early MODULE`.

Loading its modules is what takes a program longest. So it does that while the servers start, and then waits for its
settings: one line of JSON on standard input, the environment.
"""

import importlib
import json
import os
import sys


def main(module: str) -> None:
    """Load a module, wait for the settings, and run its `main`; nothing, where whoever would tell them has gone."""
    program = importlib.import_module(module)
    if line := sys.stdin.readline():
        os.environ.update(json.loads(line))
        program.main()


if __name__ == "__main__":
    main(sys.argv[1])
