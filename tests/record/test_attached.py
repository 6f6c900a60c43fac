"""`./run audit` says of every attachment whether its bytes are there, and are those that were recorded (9.1)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

import house
from domain.attachment import AttachFile, EraseAttachment, ErasureGround, MediaType
from domain.names import IncidentId, StreamId, named
from record import attached
from record.attached import check_attachments
from record.attachments import Attachments
from record.store import Record
from settings import Settings
from tests.clauses import clause
from tests.process.story import ASHA, GWEN, Story
from tests.record.buckets import BUCKET, Bucket
from tests.record.servers import ROOT, Place
from tests.record.test_attachments import CALL, bucket, sent

__all__ = ["bucket"]  # a fixture


@pytest.fixture
def settings(place: Place, tmp_path: Path) -> Settings:
    folders = {"attachments_folder": tmp_path / "files", "checkpoint_folder": tmp_path / "checkpoints"}
    given = {"database_url": place.app, "keys_database_url": place.keys, **folders}
    return Settings.model_validate({"mode": "development", **given})


@pytest.fixture
async def story(settings: Settings) -> AsyncIterator[Story]:
    async with house.record(settings, house.policy_book(ROOT / "policy")) as record:
        story = Story(record)
        await story.begins()
        yield story


async def attach(record: Record, store: Attachments, story: Story, incident: IncidentId, file: bytes) -> StreamId:
    attachment = named("attachment", uuid4())
    async with store.received(sent(file), attachment, [story.customer]) as received:
        document = await store.keep(received)
    command = AttachFile(about=incident, document=document, size=len(file), media_type=MediaType.MP3, name="call.mp3")
    await record.act(attachment, command, by=ASHA, command_id=uuid4())
    return attachment


@clause("9.1")
async def test_an_audit_tells_which_attachment_is_missing_or_is_not_what_was_recorded(
    settings: Settings, story: Story, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, store = story.record, house.attachments(settings, story.record)
    incident = await story.an_incident()
    whole, changed, gone, erased = [await attach(record, store, story, incident, CALL + bytes([n])) for n in range(4)]
    found = await check_attachments(record, store)
    assert (found.there, found.erased, found.unclaimed, found.findings) == (4, 0, 0, [])

    def path_of(attachment: StreamId, document: str) -> Path:
        assert attachment
        return tmp_path / "files" / document[:2] / document

    documents = {a: (await record.load(a)).state.document for a in (whole, changed, gone, erased)}
    path_of(changed, documents[changed]).write_bytes(path_of(changed, documents[changed]).read_bytes()[:-1] + b"\0")
    path_of(gone, documents[gone]).unlink()
    (first,) = await record.history(erased)
    await record.erase(
        erased,
        EraseAttachment(ground=ErasureGround.RETENTION_ENDED),
        positions=[first.position],
        by=GWEN,
        command_id=uuid4(),
    )
    found = await check_attachments(record, store)
    assert [finding.what for finding in found.findings] == [
        f"of {changed} its bytes are not what was recorded",
        f"of {gone} its bytes are missing",
    ]
    assert (found.there, found.erased) == (1, 1)
    # What the erasure did not come to remove is found, once nothing can be on its way any more.
    assert found.unclaimed == 0
    monkeypatch.setattr(attached, "SETTLED", timedelta(seconds=-5))
    assert (await check_attachments(record, store)).unclaimed == 1
    await store.erase(documents[erased])
    found = await check_attachments(record, store)
    assert (found.unclaimed, len(found.findings)) == (0, 2)


@clause("9.1")
async def test_a_store_that_cannot_be_asked_is_a_finding_for_each_attachment(settings: Settings, story: Story) -> None:
    store = house.attachments(settings, story.record)
    await attach(story.record, store, story, await story.an_incident(), CALL)
    named = {"attachments_bucket": "b", "s3_endpoint": "http://127.0.0.1:9", "s3_access_key_id": "x"}
    away = settings.model_copy(update={**named, "s3_secret_access_key": SecretStr("y")})
    found = await check_attachments(story.record, house.attachments(away, story.record))
    assert found.there == 0
    assert all("does not answer" in finding.what for finding in found.findings)
    assert len(found.findings) == 2


@clause("9.1")
async def test_by_its_settings_a_bucket_takes_gives_back_lists_and_forgets(
    settings: Settings,
    story: Story,
    bucket: Bucket,
    tmp_path: Path,
) -> None:
    named = {"attachments_bucket": BUCKET, "s3_endpoint": bucket.endpoint, "s3_access_key_id": "x"}
    there = settings.model_copy(update={**named, "s3_secret_access_key": SecretStr("y")})
    record, store = story.record, house.attachments(there, story.record)
    attachment = await attach(record, store, story, await story.an_incident(), CALL * 900)  # more than one part of it
    document = (await record.load(attachment)).state.document
    assert b"".join([piece async for piece in await store.opened(document)]) == CALL * 900
    assert (await check_attachments(record, store)).there == 1
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == [], "nothing is left on the way"
    await store.erase(document)
    found = await check_attachments(record, store)
    assert [finding.what for finding in found.findings] == [f"of {attachment} its bytes are missing"]
