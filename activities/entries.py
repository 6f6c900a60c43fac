"""Making the entries of a case in the housing management system, the oldest first, and recording what it answered."""

from typing import Any

import structlog
from temporalio import activity

from activities.acting import act, surely
from activities.heart import beating
from activities.housing import Away, HousingSystem, Refused, Taken
from activities.messages import Became, Part
from activities.refusals import final_refusals
from domain.case.entering import RecordEntered, RecordNotTaken, next_entry
from domain.case.entry import Entry, EntryChange, NotTaken
from domain.case.state import Case, End
from domain.customer import ContactDetailsChanged, CustomerEntered
from domain.measures import Measure
from domain.refusal import AlreadySo, NotFound
from record.store import Record

LONG = 3  # attempts after which it is recorded that the system is away
log = structlog.get_logger()


class EntryActivities:
    """What the workflow of a case's entries asks for. `system` is None where none is configured."""

    def __init__(self, record: Record, system: HousingSystem | None) -> None:
        self._record, self._system = record, system

    @activity.defn(name="enter_in_housing_system")
    async def enter(self, part: Part, attempt: int) -> Became:
        """Make the oldest outstanding entry. Raises ApplicationError (final), Unavailable."""
        async with beating():
            with final_refusals():
                try:
                    return await self._enter(part, attempt)
                except AlreadySo:
                    return Became.SETTLED

    async def _enter(self, part: Part, attempt: int) -> Became:
        loaded = await self._record.load(part.case)
        case: Case | None = loaded.state
        if case is None:
            raise NotFound(part.case)
        entry = next_entry(case)
        if entry is None:
            return Became.SETTLED
        if self._system is None:
            await self._not_taken(part, loaded.version, entry, NotTaken.NOT_CONFIGURED)
            return Became.NOT_CONFIGURED
        answer = await self._system.enter(key_of(case, entry), body_of(case, entry, await self._tenancy(case)))
        match answer:
            case Taken():
                await surely(
                    self._record, part, f"entered:{entry.id}", RecordEntered(entry=entry.id, reference=answer.reference)
                )
                log.info("process.entered", case=part.case, entry=entry.id, clause="9.1")
                return Became.SETTLED
            case Refused():
                await self._not_taken(part, loaded.version, entry, NotTaken.REFUSED, answer.status)
                return Became.REFUSED
            case Away():
                if attempt >= LONG:
                    await self._not_taken(part, loaded.version, entry, NotTaken.AWAY)
                return Became.LATER

    async def _not_taken(
        self, part: Part, version: int, entry: Entry, why: NotTaken, status: int | None = None
    ) -> None:
        if (entry.not_taken, entry.status) != (why, status):
            command = RecordNotTaken(entry=entry.id, why=why, status=status)
            await act(self._record, part, f"not-taken:{entry.id}:{why}:{status}@{version}", command)

    async def _tenancy(self, case: Case) -> str | None:
        """Return the number by which a housing system knows its tenants, where this customer is one."""
        said = [
            entry
            for entry in await self._record.history(case.customer)
            if isinstance(entry.event, CustomerEntered | ContactDetailsChanged)
        ]
        newest = (await self._record.open(said[-1:]))[0] if said else None
        number = getattr(newest, "tenancy_number", None)
        return number if isinstance(number, str) else None


def key_of(case: Case, entry: Entry) -> str:
    """Return the Idempotency-Key of an entry: the same however often it is sent."""
    return f"{case.id.partition('/')[2]}.{entry.id.replace('/', '.')}"


def body_of(case: Case, entry: Entry, tenancy_number: str | None) -> dict[str, Any]:
    """Return an entry as it is sent: references, codes and dates, and nothing that anybody wrote.

    A quashed decision is withdrawn as if never made: what it had said is not said again (8.6).
    """
    decision = entry.decision
    withdrawn = entry.change is EntryChange.QUASHED
    said = {
        "entry": int(entry.id.partition("/")[2]),
        "case": case.id.partition("/")[2],
        "customer": {"id": case.customer.partition("/")[2], "tenancy_number": tenancy_number},
        "decision": int(decision.id.partition("/")[2]),
        "change": entry.change.value,
        "changed_on": entry.on.isoformat(),
        "withdrawn": withdrawn,
    }
    if withdrawn:
        return said
    return said | {
        "kind": decision.kind.value,
        "follows": int(decision.follows.partition("/")[2]) if decision.follows else None,
        "measures": [_measure(measure) for measure in decision.measures],
        "ends_all_contact": decision.ends_all_contact,
        "decided_on": decision.decided_on.isoformat(),
        "in_force_from": decision.in_force_from.isoformat() if decision.in_force_from else None,
        "suspended": decision.ended is None and any(hold.until is None for hold in decision.holds),
        "expires_on": decision.expires_on.isoformat() if decision.expires_on else None,
        "review_on": decision.review_on.isoformat() if decision.review_on else None,
        "last_day": decision.lapses_on.isoformat(),
        "ended": decision.ended.value if decision.ended and decision.ended is not End.QUASHED else None,
        "ended_at": decision.ended_at.isoformat() if decision.ended_at else None,
    }


def _measure(measure: Measure) -> dict[str, Any]:
    """Return a measure in codes: its kind, and how contact goes on under it."""
    return {
        "kind": measure.kind.value,
        "method": measure.method.value if measure.method else None,
        "times": measure.times,
        "per": measure.per.value if measure.per else None,
        "staff": measure.staff.partition("/")[2] if measure.staff else None,
        "stand_in": measure.stand_in.partition("/")[2] if measure.stand_in else None,
    }
