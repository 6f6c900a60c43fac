"""What the bench of the verdict measures on is a record like any other: whole, open to its keys, and by the policy."""

from bench.filling import Filling
from domain.case.state import Case
from domain.customer import CustomerEntered
from domain.invariants import Fact, breaches
from domain.names import Role, StaffId
from domain.permissions import check
from domain.register import DECIDERS
from record.database import Database
from record.keys import Keys, Masters
from record.store import Record
from record.verify import verify_database
from tests.domain.desk import BOOK
from tests.record.conftest import MASTER
from tests.record.servers import Place


async def test_a_record_that_was_filled_quickly_is_whole_and_shows_no_breach(place: Place) -> None:
    made = await Filling(place.owner, place.server.url(f"{place.name}_keys"), Masters(MASTER)).fill(30, 6)
    assert [len(names) for names in made.restricted.values()] == [1] * 6
    keys = Keys(Database(place.keys, size=2), Masters(MASTER))
    async with Record(place.app, keys=keys, deciders=DECIDERS, permit=check, book=lambda: BOOK) as record:
        report = await verify_database(record.database, [], [])
        assert (report.findings, report.events) == ([], made.events)
        entries = await record.reader.after(0, made.events)
        opened = await record.open(entries)
        assert sum(isinstance(event, CustomerEntered) and event.name == "A Tenant" for event in opened) == 30
        tagged = await record.load_tagged(f"customer/{made.restricted[0][0]}")
        (case,) = [loaded.state for loaded in tagged.values() if isinstance(loaded.state, Case)]
        assert case.decisions[0].in_force_from is not None
    facts = [
        Fact(
            position=entry.position,
            recorded_at=entry.recorded_at,
            stream=entry.stream,
            version=entry.version,
            actor=StaffId(entry.actor),
            roles=frozenset(Role(role) for role in entry.meta.roles),
            event=entry.event,
        )
        for entry in entries
    ]
    assert breaches(facts, BOOK) == []
