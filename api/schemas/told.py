"""What employees were told (2.1)."""

from datetime import date

from pydantic import Field

from api.schemas.words import Id, Number, Shown
from domain.case.employees import Occasion, Reached


class ToldRow(Shown):
    """One thing that you were told."""

    case: Id
    customer: Id
    decision: Number
    telling: Number
    what: Occasion
    on: date = Field(description="The day on which it happened; of an end to come, on which it was announced.")
    last_day: date = Field(description="The last day on which the restriction could be in force, as it then stood.")
    e_mail: Reached | None = Field(description="What became of the e-mail to you; null: it is under way.")


class WhatWasTold(Shown):
    """A part of what you were told, the newest first. `next_after` asks for what follows; null: nothing does."""

    told: tuple[ToldRow, ...]
    next_after: str | None
