"""Secrets that a folder keeps: made once, for their owner alone, and then whole on the disk or not there at all."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept(file: Path, make: Callable[[], str]) -> str:
    """Return what a file keeps; where it is missing or empty, make it."""
    if file.exists() and (found := file.read_text().strip()):
        return found
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    draft.touch(0o600)
    with draft.open("w") as output:
        output.write(make())
        output.flush()
        os.fsync(output.fileno())  # what it opens is on the disk at once: a power cut must not part the two
    draft.rename(file)
    return file.read_text().strip()
