"""`./run bench`: every figure that the design names, measured in one run, as ratios where machines differ."""

import argparse
import importlib
import json
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Aim:
    """What a figure is meant to reach: at least, or at most."""

    figure: str
    least: float | None = None
    most: float | None = None

    def met(self, value: float) -> bool:
        """Say whether a value reaches it."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


PROGRAMS = ("append", "replay", "http", "verdict", "process", "start")
AIMS = (
    Aim("append, 1 caller, times raw", least=0.6),
    Aim("append, 8 callers, times raw", least=0.9),
    Aim("append, 32 callers, times raw", least=2),
    Aim("append, 128 callers, times raw", least=2.5),
    Aim("append, 32 callers, times eventsourcing's save", least=12),
    Aim("append, 2 processes with 64 callers, times raw", least=2.5),
    Aim("HTTP action, 1 connection, p50 times raw", most=2),
    Aim("HTTP actions, 32 connections, rate times raw", least=0.6),
    Aim("replay, events a second", least=200_000),
    Aim("replay, times eventsourcing's select and fold", least=5),
    Aim("commit to seen by the workflow, p50 ms", most=60),
    Aim("cases rebuilt a second", least=80),
    Aim("1,000 waiting cases, % of a core", most=2),
    Aim("1,000 waiting cases, transactions a second", most=10),
    Aim("verdict, unrestricted, p99 ms in the server", most=5),
    Aim("verdict, restricted, p99 ms in the server", most=5),
    Aim("verdict, contacts counted, p99 ms in the server", most=5),
    Aim("warm start to ready, s", most=5),
)


def main(arguments: Sequence[str]) -> int:
    """Measure and print. Returns the exit code: 0 also where an aim is missed; it is a measurement, not a test."""
    options = argparse.ArgumentParser("./run bench", description="Measure, and print the figures.")
    options.add_argument("programs", nargs="*", choices=[*PROGRAMS, []], help="which; all where none is named")
    options.add_argument("--json", action="store_true", help="print one JSON object on the last line")
    given = options.parse_args(arguments)
    console = Console(stderr=True)
    figures: dict[str, float] = {}
    began = time.monotonic()
    for name in given.programs or PROGRAMS:
        console.print(f"bench/{name}.py …")
        figures |= importlib.import_module(f"bench.{name}").run()
    Console().print(_table(figures, time.monotonic() - began))
    if given.json:
        machine = {"machine": platform.machine(), "python": platform.python_version()}
        print(json.dumps({"machine": machine, "figures": figures}))
    return 0


def _table(figures: dict[str, float], seconds: float) -> Table:
    aims = {aim.figure: aim for aim in AIMS}
    table = Table(title=f"Measured in {seconds:.0f} s on {platform.machine()}, Python {platform.python_version()}")
    for heading in ("figure", "measured", "aim"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    for name, value in figures.items():
        aim = aims.get(name)
        mark = "" if aim is None else f"{aim} {'met' if aim.met(value) else 'MISSED'}"
        table.add_row(name, f"{value:,.2f}" if value < 1000 else f"{value:,.0f}", mark)
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
