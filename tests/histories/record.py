"""Records the histories anew: `python tests/histories/record.py`, after a change that old ones need not survive.

Add to them rather than replace them where workflows of the old kind may still be running.
"""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
STORIES = [f"tests/process/test_{name}.py" for name in ("whole_case", "branches", "referrals", "entries", "tellings")]

if __name__ == "__main__":
    environment = {**os.environ, "RECORD_HISTORIES": str(HERE)}
    sys.exit(subprocess.call([sys.executable, "-m", "pytest", "-q", *STORIES], cwd=HERE.parents[1], env=environment))
