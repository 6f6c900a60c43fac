"""What is seen to one thing after the other: entries in the housing system, and what employees are told (2.1, 9.1)."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Protocol

from domain.calendar import Counts, ends
from domain.case.duty import Duty, DutyKind
from domain.case.state import Case
from domain.names import Role
from domain.policy import PolicyBook

ENTRIES, TELLINGS = "entries", "tellings"  # the parts of the process that see to them


class Outstanding(Protocol):
    """What an entry and a telling say of themselves: whether they are outstanding, since which day."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def on(self) -> date: ...  # noqa: D102
    @property
    def is_outstanding(self) -> bool: ...  # noqa: D102


def owed_in_order(case: Case, book: PolicyBook) -> Iterator[Duty]:
    """Yield a duty for each entry and telling that is outstanding. Until they are made, the case does not close."""
    figures = book.version(case.policy).figures

    def each(things: Iterable[Outstanding], kind: DutyKind, part: str, clause: str, within: int) -> Iterator[Duty]:
        for thing in things:
            if thing.is_outstanding:
                day = book.calendar.working_days_after(thing.on, within, Counts.AGAINST_US)
                yield Duty(
                    kind=kind,
                    about=thing.id,
                    part=part,
                    at=ends(day),
                    due_on=day,
                    clause=clause,
                    owner=Role.GOVERNANCE,
                )

    yield from each(case.entries, DutyKind.ENTER_IN_HOUSING_SYSTEM, ENTRIES, "9.1", figures.housing_entry_within_wd)
    yield from each(case.tellings, DutyKind.TELL_EMPLOYEES, TELLINGS, "2.1", figures.employees_told_within_wd)
