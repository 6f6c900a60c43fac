"""Where a list goes on: the place of its last row, written so that it is passed on and not made up."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query

from api.problems import No
from api.schemas.words import in_words

# Days, identifiers and codes; numbers of things in a case: nothing that a database refuses to look for.
_WRITTEN: dict[type, re.Pattern[str]] = {str: re.compile(r"[a-z0-9/-]{0,60}"), int: re.compile(r"[0-9]{1,9}")}
ANSWERED = "a `next_after` that was answered"
After = Annotated[
    str | None,
    Query(
        max_length=400,
        pattern=in_words(r"^[A-Za-z0-9_=-]+$", ANSWERED),
        description="`next_after` of the part before this one.",
        examples=["WyJjYXNlLzEiLCAxXQ=="],
    ),
]
Limit = Annotated[int, Query(ge=1, le=200, description="How many rows at most.")]


def written(place: Sequence[Any]) -> str:
    """Write a place: text and numbers, days as text."""
    return urlsafe_b64encode(json.dumps([p if isinstance(p, int) else str(p) for p in place]).encode()).decode()


def read(after: str, *shape: type) -> list[Any]:
    """Read a place of a shape (`str`, `int`). Raises No (invalid) for what was not written so."""
    try:
        place = json.loads(urlsafe_b64decode(after.encode()))
        if [type(part) for part in place] == list(shape) and all(_WRITTEN[type(p)].fullmatch(str(p)) for p in place):
            return list(place)
    except (ValueError, TypeError):
        pass
    raise No("invalid", "this is no place in the list", field="query.after", accepted=ANSWERED)
