import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may enter, so that root can hand it to somebody else; its name has a space."""
    made = Path(tempfile.mkdtemp(prefix="even hand "))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)
