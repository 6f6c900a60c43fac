"""What is owed to the housing management system: every start, change and end of a restriction (9.1)."""

from collections.abc import Iterator

from domain.calendar import Counts, ends
from domain.case.duty import Duty, DutyKind
from domain.case.state import Case
from domain.names import Role
from domain.policy import PolicyBook

ENTRIES = "entries"  # the part of the process that makes them, one after the other


def owed_entries(case: Case, book: PolicyBook) -> Iterator[Duty]:
    """Yield a duty for each entry that is outstanding. Until they are made, the case does not close."""
    within = book.version(case.policy).figures.housing_entry_within_wd
    for entry in case.entries:
        if entry.is_outstanding:
            day = book.calendar.working_days_after(entry.on, within, Counts.AGAINST_US, since=entry.on)
            yield Duty(
                kind=DutyKind.ENTER_IN_HOUSING_SYSTEM,
                about=entry.id,
                part=ENTRIES,
                at=ends(day),
                due_on=day,
                clause="9.1",
                owner=Role.GOVERNANCE,
            )
