"""The entry in the housing management system beside the one in the case file, which is the record itself (9.1)."""

from dataclasses import dataclass
from typing import Any, ClassVar

from domain.case.entry import Entry, EntryChange, NotTaken
from domain.case.referral import CaseEvent
from domain.case.state import Case
from domain.event import Command, Event
from domain.names import SEALED, DecisionId, EntryId, Personal, Role, StaffId, is_said
from domain.refusal import AlreadySo, Conflict, NotFound, Refused
from domain.streams import Given


@dataclass(frozen=True, kw_only=True)
class RecordEntered(Command):
    """The entry has been made: `reference` is what the housing management system knows it by."""

    entry: EntryId
    reference: str


@dataclass(frozen=True, kw_only=True)
class RecordNotTaken(Command):
    """The housing management system did not take the entry; `status` is the HTTP status it refused with."""

    entry: EntryId
    why: NotTaken
    status: int | None = None


@dataclass(frozen=True, kw_only=True)
class LeaveOutOfHousingSystem(Command):
    """This entry is not to be made there: the system does not know this customer, for instance."""

    entry: EntryId
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class EntryEvent(CaseEvent):
    """What every event of an entry names."""

    clause: ClassVar[str] = "9.1"
    entry: EntryId
    decision: DecisionId
    change: EntryChange


@dataclass(frozen=True, kw_only=True)
class HousingSystemEntered(EntryEvent):
    """A start, change or end of a restriction was entered; by the process, or by hand."""

    coded: ClassVar[str | None] = "change"
    reference: str
    by_hand: bool
    entered_by: StaffId


@dataclass(frozen=True, kw_only=True)
class HousingSystemDidNotTake(EntryEvent):
    """An entry is outstanding, and why. It is tried again."""

    coded: ClassVar[str | None] = "why"
    why: NotTaken
    status: int | None


@dataclass(frozen=True, kw_only=True)
class LeftOutOfHousingSystem(EntryEvent):
    """Governance decided that an entry is not to be made."""

    coded: ClassVar[str | None] = "change"
    left_out_by: StaffId
    reason: Personal = SEALED


def entered(case: Case, command: RecordEntered, given: Given) -> tuple[Event, ...]:
    """Record an entry as made: the process in order, people in any. Raises Refused, NotFound, AlreadySo, Conflict."""
    entry = _outstanding(case, command.entry)
    if not command.reference.strip():
        raise Refused("9.1", "an entry can be found again", field="reference", accepted="the entry's reference")
    by_hand = not given.by.has(Role.SYSTEM)
    if not by_hand and entry is not next_entry(case):
        raise Conflict("an earlier entry of this case is outstanding", version=case.version)
    return (
        HousingSystemEntered(
            **_named(case, entry), reference=command.reference, by_hand=by_hand, entered_by=given.by.id
        ),
    )


def not_taken(case: Case, command: RecordNotTaken, _given: Given) -> tuple[Event, ...]:
    """Record why an entry is outstanding, once for each reason. Raises NotFound, AlreadySo."""
    entry = _outstanding(case, command.entry)
    if (entry.not_taken, entry.status) == (command.why, command.status):
        raise AlreadySo
    return (HousingSystemDidNotTake(**_named(case, entry), why=command.why, status=command.status),)


def leave_out(case: Case, command: LeaveOutOfHousingSystem, given: Given) -> tuple[Event, ...]:
    """Record that an entry is not to be made. Raises Refused, NotFound, AlreadySo."""
    entry = _outstanding(case, command.entry)
    if not is_said(command.reason):
        raise Refused("9.1", "why it is not entered is said", field="reason", accepted="the reason, in words")
    return (LeftOutOfHousingSystem(**_named(case, entry), left_out_by=given.by.id, reason=command.reason),)


def next_entry(case: Case) -> Entry | None:
    """Return the entry to be made next: the oldest that is outstanding."""
    return next((entry for entry in case.entries if entry.is_outstanding), None)


def _outstanding(case: Case, name: EntryId) -> Entry:
    entry = next((entry for entry in case.entries if entry.id == name), None)
    if entry is None:
        raise NotFound(name)
    if not entry.is_outstanding:
        raise AlreadySo
    return entry


def _named(case: Case, entry: Entry) -> dict[str, Any]:
    return {
        "case": case.id,
        "customer": case.customer,
        "entry": entry.id,
        "decision": entry.decision.id,
        "change": entry.change,
    }
