"""`./run test`: every check of the code, then every test; nothing is left out because something before it failed."""

import subprocess
import sys
import time
from collections.abc import Sequence

from local.place import ROOT

CHECKS: dict[str, tuple[str, ...]] = {
    "ruff": ("ruff", "check", "--quiet", "."),
    "format": ("ruff", "format", "--check", "--quiet", "."),
    "mypy --strict": ("mypy", "--no-error-summary"),
    "imports": ("importlinter.cli", "lint", "--no-timings"),
}
IMPORTS = "from importlinter.cli import lint_imports_command as run; run()"


def test(arguments: Sequence[str]) -> int:
    """Run everything; with arguments, only pytest with them. Returns the exit code: 0 where all passed."""
    if arguments:
        return _run("-m", "pytest", *arguments)
    failed = [name for name, words in CHECKS.items() if not _passes(name, words)]
    code = _run("-m", "pytest", "-q")
    if failed:
        print(f"Checks that failed: {', '.join(failed)} (see above).", file=sys.stderr)
    return code or len(failed)


def _passes(name: str, words: Sequence[str]) -> bool:
    began = time.monotonic()
    code = _run("-c", IMPORTS) if name == "imports" else _run("-m", *words)
    print(f"{name}: {'passed' if code == 0 else 'FAILED'} ({time.monotonic() - began:.1f} s)", flush=True)
    return code == 0


def _run(*words: str) -> int:
    return subprocess.run([sys.executable, *words], cwd=ROOT, check=False).returncode
