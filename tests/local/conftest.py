import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def _as_at_a_terminal() -> None:
    """What is started here hears Ctrl-C and a closed terminal, also where the tests themselves run behind nohup."""
    for each in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(each) is signal.SIG_IGN:
            signal.signal(each, signal.SIG_DFL)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may enter, so that root can hand it to somebody else; its name has a space."""
    made = Path(tempfile.mkdtemp(prefix="even hand "))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)
