"""Why this date? Day by day, with the figure, its clause, and the versions of policy and calendar (*Time*)."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path

from api.look import Looking
from api.operation import reading
from api.schemas.policy import Whys, WhyShown
from api.schemas.words import CaseRef
from api.why import sentence
from domain.calendar import local_day
from domain.case.why import NAMES, why
from domain.permissions import Reading
from domain.refusal import NotFound

router = APIRouter(prefix="/v1/cases", tags=["cases"])
DateName = StrEnum("DateName", {name.replace("-", "_").upper(): name for name in NAMES})  # type: ignore[misc]


@router.get("/{case}/why/{name}", **reading(Reading.CASE, "Why does it fall on this date?"))
async def why_this_date(
    case: Annotated[CaseRef, Path(description="The case.")],
    name: Annotated[DateName, Path(description="A duty's kind, or `warning-counts-until`.")],
    look: Looking,
) -> Whys:
    """Read each date of that name in the case: what was told, and every reckoning since, day by day."""
    loaded = await look.as_it_is(case)
    book = await look.parts.record.book.now()
    history = await look.parts.record.history(case)
    dated = [(local_day(entry.recorded_at), entry.event) for entry in history if entry.version <= loaded.version]
    found = why(name.value, loaded.state, dated, book)
    if not found:
        raise NotFound(f"{name.value} in this case")
    figures = book.version(loaded.state.policy).figures
    return Whys(said=sentence(name.value, figures), dates=tuple(WhyShown.model_validate(each) for each in found))
