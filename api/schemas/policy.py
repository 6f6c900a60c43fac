"""The policy as data: figures with their clauses, the calendar, the organisation; and what is proclaimed."""

from datetime import date
from typing import Annotated

from pydantic import Field

from api.schemas.words import Body, Day, Line, Shown, Times, example
from domain.calendar import Counts, DayKind


class BankHoliday(Body):
    """A day that has been proclaimed a bank holiday."""

    model_config = example(day="2027-06-18", name="A royal wedding", source="Royal Proclamation of 4 January 2027")

    day: Day
    name: Line = Field(description="What is kept on it: it is told to whoever asks why a date is the date.")
    source: Line = Field(description="Where it is proclaimed. Nothing about a person.")


class Withdrawal(Body):
    """That a day is no bank holiday after all."""

    model_config = example(source="Royal Proclamation of 1 March 2027")

    source: Line


class ClosureDay(Body):
    """A day on which we are closed."""

    model_config = example(day="2027-02-11", name="Snow")

    day: Day
    name: Line = Field(description="Why. Nothing about a person.")


class KnownDays(Body):
    """That every bank holiday up to a day has been entered."""

    model_config = example(known_to="2031-12-31", source="gov.uk/bank-holidays, read on 5 January 2030")

    known_to: Day
    source: Line


class Figure(Body):
    """A figure that is another from a day on."""

    model_config = example(
        figure="appeal_window_wd",
        values=[15],
        effective="2027-04-01",
        reason="The Board decided so on 3 February 2027.",
    )

    figure: Annotated[str, Field(max_length=60, description="Its name, as GET /v1/policy shows it.")]
    values: Annotated[tuple[Times, ...], Field(max_length=9, description="One number; several, where it is a list.")]
    effective: Day = Field(description="The first day of it: a later day than today.")
    reason: Line = Field(description="Why. Nothing about a person.")


class FigureShown(Shown):
    """A figure in force. *wd*: working days."""

    name: str
    value: int | tuple[int, ...]
    clause: str


class PolicyVersion(Shown):
    """A version of the figures, and from when it is in effect."""

    version: str
    effective: date


class ClosedDay(Shown):
    """A day that does not count. `proclaimed_on`: the day on which that came to be known while cases ran."""

    day: date
    name: str
    proclaimed_on: date | None


class CalendarShown(Shown):
    """The calendar. A date after `known_to` is provisional."""

    version: str
    known_to: date
    bank_holidays: tuple[ClosedDay, ...] = Field(description="From the year before on.")
    closure_days: tuple[ClosedDay, ...] = Field(description="They give customers more time, and us none.")
    withdrawn: tuple[ClosedDay, ...] = Field(
        description="Proclaimed once and withdrawn: they stay out of a customer's count."
    )


class OrganisationShown(Shown):
    """Who writes, and how we are reached."""

    effective: date
    name: str
    address: tuple[str, ...]
    phone: str
    email: str
    out_of_hours: str = Field(description="Answered at any hour: the emergency route (1.6, 6.2).")
    ombudsman: tuple[str, ...]
    equality_assessment: str = Field(description="The equality impact assessment's reference (11.1).")


class PolicyShown(Shown):
    """The policy in force on a day, as it is known now."""

    on: date
    version: str
    figures: tuple[FigureShown, ...]
    versions: tuple[PolicyVersion, ...] = Field(description="Every version, oldest first.")
    calendar: CalendarShown
    organisation: OrganisationShown
    words: int = Field(description="How many words of the policy the record holds, its files' included: the ETag.")


class DayShown(Shown):
    """One day: the `count`-th that counts, or left out (null), and why."""

    day: date
    kind: DayKind
    count: int | None
    name: str | None


class ReckoningShown(Shown):
    """One way in which a date is reckoned. The day `after` which is counted does not count itself."""

    after: date
    figure: str
    value: int
    clause: str
    policy: str
    calendar: str
    counts: Counts | None = Field(description="For whom; null for calendar months, of which no days are counted.")
    backwards: bool = Field(description="Counted from `gives`, which is fixed, back to `after`.")
    days: tuple[DayShown, ...]
    gives: date


class WhyShown(Shown):
    """Why something falls on a day."""

    name: str
    about: str
    day: date
    fixed: date | None = Field(
        description="What was told, or recorded as it began: a floor for the customer, and for us a ceiling."
    )
    clause: str
    provisional: bool
    reckonings: tuple[ReckoningShown, ...] = Field(description="Every reckoning since; none of a date that was chosen.")


class Whys(Shown):
    """Each date of a name in the case, and why."""

    said: str | None = Field(description="In a sentence, where it is a duty.")
    dates: tuple[WhyShown, ...]
