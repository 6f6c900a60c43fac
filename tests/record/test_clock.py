"""One clock: strictly increasing in the record, whatever happens to the server's."""

from datetime import date, timedelta
from uuid import uuid4

import asyncpg
import pytest

from domain.calendar import local_day
from record.store import Record
from record.writer import Fate
from tests.record.servers import Place
from tests.record.toys import ASHA, Count, a_note


async def set_ahead(place: Place, ahead: timedelta) -> None:
    owner = await asyncpg.connect(place.owner)
    try:
        await owner.fetchval("select record.set_clock_ahead($1)", ahead)
    finally:
        await owner.close()


async def test_moments_increase_strictly_also_when_the_clock_steps_back(record: Record, place: Place) -> None:
    stream = a_note()
    for ahead in (timedelta(), timedelta(days=3), timedelta(hours=1), timedelta(days=-9), timedelta(days=4)):
        await set_ahead(place, ahead)
        before = await record.now()
        receipt = await record.act(stream, Count(), by=ASHA, command_id=uuid4())
        assert receipt.recorded_at >= before
    moments = [entry.recorded_at for entry in await record.history(stream)]
    assert moments == sorted(set(moments))
    assert len(moments) == 5


async def test_virtual_time_moves_the_one_clock(record: Record, place: Place) -> None:
    before = await record.now()
    await set_ahead(place, timedelta(days=9))
    assert timedelta(days=9) <= await record.now() - before < timedelta(days=9, minutes=1)


async def test_what_was_decided_before_a_london_midnight_is_decided_again_after_it(
    record: Record, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    fates: list[Fate] = []
    days: list[date] = []
    append = record.writer.append

    async def midnight_passes_once(request):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        days.append(local_day(request.basis.as_of))
        if not fates:
            await set_ahead(place, timedelta(days=1))
        outcome = await append(request)
        fates.append(outcome.fate)
        return outcome

    monkeypatch.setattr(record.writer, "append", midnight_passes_once)
    receipt = await record.act(a_note(), Count(), by=ASHA, command_id=uuid4(), if_match=0)
    assert fates == [Fate.MIDNIGHT, Fate.APPENDED]
    assert days[1] == days[0] + timedelta(days=1) == local_day(receipt.recorded_at)
