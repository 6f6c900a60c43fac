"""How open measures leave a contact, said a second time as a table; and which of two sets is harsher (8.6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from domain.measures import Measure, MeasureKind
from domain.names import Channel, StaffId

ISSUES = ("issue", "complaint", "information", "running complaint", "anything")
OPEN, REFERRED, FILED, REFUSED = range(4)


@dataclass(frozen=True)
class Contact:
    """One sort of ordinary contact: its channel, issue and person, and how many came before it in its periods."""

    channel: Channel
    issue: str
    staff: StaffId | None
    by_representative: bool
    before: tuple[int, int, int]  # in its day, week and month


def closed(measure: Measure, contact: Contact) -> int:  # noqa: PLR0911 - a line a measure
    """Return how far one measure closes a contact: 0 open, 1 referred, 2 filed, 3 refused."""
    kind, issue = measure.kind, contact.issue
    if kind is MeasureKind.ONE_METHOD_ONLY:
        return OPEN if contact.channel == measure.method else REFUSED
    if kind is MeasureKind.CONTACT_FREQUENCY:
        counted = measure.method in {None, contact.channel}
        periods = dict(zip(("day", "week", "month"), contact.before, strict=True))
        return REFUSED if counted and periods[str(measure.per)] >= (measure.times or 0) else OPEN
    if kind is MeasureKind.NAMED_STAFF_ONLY:
        return OPEN if contact.staff in {measure.staff, measure.stand_in} else REFERRED
    if kind is MeasureKind.THROUGH_REPRESENTATIVE:
        return OPEN if contact.by_representative else REFUSED
    if kind is MeasureKind.READ_AND_FILE:
        return FILED if issue in {"running complaint", "anything"} else OPEN
    if kind in {MeasureKind.SUSPEND_COMPLAINT, MeasureKind.END_COMPLAINT}:
        return {"running complaint": REFUSED, "complaint": REFERRED if measure.extreme else OPEN}.get(issue, OPEN)
    if kind is MeasureKind.OTHER:
        return REFERRED
    if kind is MeasureKind.END_ALL_CONTACT:
        spoken = contact.channel in {Channel.TELEPHONE, Channel.FACE_TO_FACE}
        return REFERRED if issue in {"issue", "complaint"} else (REFUSED if spoken else FILED)
    return OPEN


def leaves_a_way(measures: Sequence[Measure]) -> bool:
    """Say whether an ordinary matter can still be brought some way: openly, or to a case's manager (6.1)."""
    return any(
        all(closed(m, contact) == OPEN or m.kind is MeasureKind.OTHER for m in measures)
        for contact in _contacts(measures)
        if contact.before == (0, 0, 0)
    )


def is_harsher(after: Sequence[Measure], before: Sequence[Measure]) -> bool:
    """Say whether anything is less open after than before, or something that no contact shows was added."""
    unseen = {MeasureKind.RETURN_DOCUMENTS, MeasureKind.END_COMPLAINT, MeasureKind.OTHER}
    had = {(m.kind, m.reference) for m in before}
    if any(m.kind in unseen and (m.kind, m.reference) not in had for m in after):
        return True
    return any(
        max((closed(m, contact) for m in after), default=OPEN) > max((closed(m, contact) for m in before), default=OPEN)
        for contact in _contacts([*after, *before])
    )


def _contacts(measures: Sequence[Measure]) -> Iterator[Contact]:
    people = {m.staff for m in measures} | {m.stand_in for m in measures} | {None}
    most = max((m.times or 0 for m in measures), default=0)
    befores = [(d, w, m) for d, w, m in product(range(most + 1), repeat=3) if d <= w and d <= m]
    for channel, issue, staff, through, before in product(Channel, ISSUES, people, (False, True), befores):
        yield Contact(channel, issue, staff, through, before)
