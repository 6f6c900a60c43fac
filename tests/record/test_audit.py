"""`./run audit` says what is wrong with a record, however wrong it is: it never breaks off before it has told."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from pydantic import SecretStr

import house
from local.auditing import audited
from record.checkpoint import files
from record.store import Record
from settings import Settings
from tests.process.story import Story
from tests.record.servers import ROOT, Place

ANOTHER_KEY = SecretStr("QW5vdGhlciBrZXksIG9mIHRoaXJ0eS10d28gYnl0ZXM=")


@pytest.fixture
def settings(place: Place, tmp_path: Path) -> Settings:
    given = {"database_url": place.app, "keys_database_url": place.keys, "checkpoint_folder": tmp_path}
    return Settings.model_validate({"mode": "development", **given})


@pytest.fixture
async def told(settings: Settings) -> AsyncIterator[Record]:
    """The record of a case that has been referred, sealed."""
    async with house.record(settings, house.policy_book(ROOT / "policy")) as record:
        story = Story(record)
        await story.begins()
        await story.refers(await story.an_incident())
        await house.sealer(settings, record).seal()
        yield record


async def found(settings: Settings, record: Record) -> list[str]:
    report, _ = await audited(settings, record)
    return [finding.what for finding in report.findings]


async def test_a_record_that_nobody_touched_is_whole(settings: Settings, told: Record) -> None:
    report, breaches = await audited(settings, told)
    assert report.whole
    assert report.sealed_to == report.events > 0
    assert breaches == []


@pytest.mark.parametrize(
    "change",
    [
        "delete from record.event where type = 'IncidentRecorded'",
        "update record.event set facts = '{' where type = 'CaseReferred'",
        "update record.event set facts = '{}' where type = 'CaseReferred'",
        "update record.event set meta = '[]' where type = 'CaseReferred'",
        "update record.event set type = 'Dragon' where type = 'CaseReferred'",
    ],
)
async def test_what_was_done_to_it_is_told_also_where_it_can_no_longer_be_read(
    settings: Settings, told: Record, place: Place, change: str
) -> None:
    owner = await asyncpg.connect(place.owner)
    await owner.execute(f"alter table record.event disable trigger all; {change}")
    await owner.close()
    whats = await found(settings, told)
    assert any("hashed" in what or "expected" in what for what in whats)
    assert any("nobody can tell" in what for what in whats)


async def test_checkpoints_that_are_gone_from_where_they_are_kept_are_missed(
    settings: Settings, told: Record, tmp_path: Path
) -> None:
    (path,) = files(tmp_path)
    path.unlink()
    assert any("knows only of 0" in what for what in await found(settings, told))
    path.write_text("{")
    assert f"{path.name} is no checkpoint" in await found(settings, told)


async def test_a_replaced_sealing_key_is_believed_where_it_is_named(settings: Settings, told: Record) -> None:
    replaced = settings.model_copy(update={"checkpoint_key": ANOTHER_KEY})
    assert len(await found(replaced, told)) == 1
    named = replaced.model_copy(update={"old_checkpoint_keys": (settings.checkpoint_key,)})
    await house.sealer(named, told).seal()
    assert await found(named, told) == []
