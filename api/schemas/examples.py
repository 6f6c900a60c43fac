"""The document's examples: of answers, by schema; of parameters and of problems, by name. One case, from one record."""

import json
from pathlib import Path
from typing import Any

_ALL: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "examples.json").read_text("utf-8"))
ANSWERS, PARAMETERS, PROBLEMS = _ALL["answers"], _ALL["parameters"], _ALL["problems"]
