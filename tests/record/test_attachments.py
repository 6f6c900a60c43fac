"""Files beside the record, in a folder and in a bucket: sealed, named by what is stored, whole or refused."""

import shutil
import tempfile
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from domain.attachment import Limits, MediaType
from record.attachments import Attachments, TooLarge
from record.errors import Damaged, Unavailable
from record.keys import people
from record.pieces import PIECE, SEALED_PIECE
from record.shelf import BucketShelf, FolderShelf, Shelf
from record.store import Record
from record.vault import Erased, Missing
from tests.clauses import clause
from tests.record.buckets import Bucket
from tests.record.toys import somebody

CALL = b"ID3\x03\x00\x00\x00\x00\x00\x00" + bytes(range(256)) * 40
A = "attachment/00000000-0000-0000-0000-00000000000a"
B = "attachment/00000000-0000-0000-0000-00000000000b"
LARGEST = 40_000_000
SIZES = [1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7]


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    folder = Path(tempfile.mkdtemp(prefix="evenhand-bucket-"))
    running = Bucket(folder)
    running.start()
    yield running
    running.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["folder", "bucket"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    if request.param == "folder":
        return FolderShelf(tmp_path / "files")
    running: Bucket = request.getfixturevalue("bucket")
    return BucketShelf(running.store())


@pytest.fixture
def store(record: Record, shelf: Shelf, tmp_path: Path) -> Attachments:
    return Attachments(shelf, record.keys, tmp_path / "files", Limits(LARGEST))


async def sent(*portions: bytes) -> AsyncIterator[bytes]:
    for portion in portions:
        yield portion


async def kept(store: Attachments, data: bytes, person: str, attachment: str = A) -> str:
    portions = [data[n : n + 60_000] for n in range(0, len(data), 60_000)]
    async with store.received(sent(*portions), attachment, [person]) as received:
        return await store.keep(received)


async def back(store: Attachments, name: str) -> bytes:
    return b"".join([piece async for piece in await store.opened(name)])


async def stored(shelf: Shelf, name: str) -> bytes:
    return b"".join([portion async for portion in shelf.read(name)])


@clause("9.1")
@pytest.mark.parametrize("size", SIZES)
async def test_a_file_of_any_size_comes_back_as_it_was_and_lies_under_the_hash_of_what_is_stored(
    store: Attachments, shelf: Shelf, size: int
) -> None:
    data = (CALL * (size // len(CALL) + 1))[:size]
    name = await kept(store, data, somebody())
    assert await back(store, name) == data
    lies = await stored(shelf, name)
    assert sha256(lies).hexdigest() == name
    assert data[:64] not in lies or size < 8
    assert await store.wrong_with(name) is None


@clause("9.1")
async def test_sent_again_after_a_crash_it_is_stored_once_and_for_another_it_is_other_bytes(
    store: Attachments,
) -> None:
    person = somebody()
    name = await kept(store, CALL, person)
    assert await kept(store, CALL, person) == name
    others = {
        await kept(store, CALL, person, attachment=B),
        await kept(store, CALL, somebody()),
        await kept(store, CALL + b"\0", person),
    }
    assert len(others - {name}) == 3
    assert sha256(CALL).hexdigest() not in {name, *others}


async def test_a_file_that_is_not_kept_leaves_nothing(store: Attachments, tmp_path: Path) -> None:
    async with store.received(sent(CALL), A, [somebody()]):
        pass
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []


async def test_what_waits_on_the_disk_is_not_the_plaintext(store: Attachments) -> None:
    async with store.received(sent(CALL), A, [somebody()]) as received:
        received.file.flush()
        received.file.seek(0)
        assert CALL[:64] not in received.file.read()


async def test_more_than_is_taken_is_not_read_to_its_end(record: Record, tmp_path: Path) -> None:
    few = Attachments(FolderShelf(tmp_path), record.keys, tmp_path, Limits(1000))
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while True:
            given += 400
            yield bytes(400)

    with pytest.raises(TooLarge):
        async with few.received(endless(), A, [somebody()]):
            pass
    assert given == 1200
    async with few.received(sent(bytes(1000)), A, [somebody()]) as received:
        assert received.size == 1000


async def test_a_large_file_is_taken_and_given_in_bounded_memory(store: Attachments) -> None:
    portion = bytes(100_000)
    size = LARGEST - LARGEST % len(portion)

    async def many() -> AsyncIterator[bytes]:
        for _ in range(size // len(portion)):
            yield portion

    person = somebody()
    tracemalloc.start()
    async with store.received(many(), A, [person]) as received:
        name = await store.keep(received)
    given = 0
    async for piece in await store.opened(name):
        given += len(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert given == size
    assert peak < 16 * PIECE, f"{peak} bytes"


async def test_a_file_goes_with_its_key_or_by_itself(store: Attachments, record: Record) -> None:
    person = somebody()
    name, other = await kept(store, CALL, person), await kept(store, CALL, somebody())
    key = await record.keys.key_for(people([person]))
    await record.keys.destroy([key.id], by="staff/x")
    with pytest.raises(Erased):
        await store.opened(name)
    for _ in range(2):
        await store.erase(other)
    with pytest.raises(Missing):
        await store.opened(other)
    assert await store.wrong_with(other) == "its bytes are missing"


@clause("9.1", "reading.md, Never")
async def test_a_file_that_was_changed_cut_short_or_put_together_anew_does_not_open(
    record: Record, tmp_path: Path
) -> None:
    store, person = Attachments(FolderShelf(tmp_path), record.keys, tmp_path, Limits(LARGEST)), somebody()
    name = await kept(store, CALL * 60, person)
    path = tmp_path / name[:2] / name
    whole = path.read_bytes()
    head, first, rest = whole[:48], whole[48 : 48 + SEALED_PIECE], whole[48 + SEALED_PIECE :]
    for doctored in (
        whole[:-1] + bytes([whole[-1] ^ 1]),
        whole[:-20],
        head + first,
        head + rest + first,
        head[:20] + bytes(28) + whole[48:],
        whole[:10],
    ):
        path.write_bytes(doctored)
        with pytest.raises(Damaged):
            await back(store, name)
        assert await store.wrong_with(name) == "its bytes are not what was recorded"
    path.write_bytes(whole)
    assert await back(store, name) == CALL * 60


@clause("9.1")
async def test_what_a_crash_left_is_found_and_what_an_event_cites_is_not_among_it(
    record: Record, tmp_path: Path
) -> None:
    store = Attachments(FolderShelf(tmp_path), record.keys, tmp_path, Limits(LARGEST))
    cited, left = await kept(store, CALL, somebody()), await kept(store, CALL, somebody())
    soon = datetime.now(UTC) + timedelta(seconds=5)
    assert await store.unclaimed(frozenset({cited}), soon) == 1
    assert await store.unclaimed(frozenset({cited, left}), soon) == 0
    assert await store.unclaimed(frozenset({cited}), soon - timedelta(hours=1)) == 0  # it may be on its way


async def test_what_lies_in_a_bucket_is_listed_too(record: Record, bucket: Bucket, tmp_path: Path) -> None:
    store = Attachments(BucketShelf(bucket.store()), record.keys, tmp_path, Limits(LARGEST))
    soon = datetime.now(UTC) + timedelta(minutes=1)
    before = await store.unclaimed(frozenset(), soon)
    await kept(store, CALL, somebody())
    assert await store.unclaimed(frozenset(), soon) == before + 1


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "0" * 63, "G" * 64, "0" * 64])
async def test_what_is_no_attachment_is_missing(store: Attachments, name: str) -> None:
    with pytest.raises(Missing):
        await store.opened(name)


async def test_a_store_that_is_away_says_so(record: Record, tmp_path: Path) -> None:
    away = Bucket(tmp_path)
    away.port = 9
    store = Attachments(BucketShelf(away.store()), record.keys, tmp_path, Limits(LARGEST))
    with pytest.raises(Unavailable):
        await kept(store, CALL, somebody())
    (tmp_path / "no folder").write_text("")
    full = Attachments(FolderShelf(tmp_path / "no folder"), record.keys, tmp_path / "no folder", Limits(LARGEST))
    with pytest.raises(Unavailable):
        await kept(full, CALL, somebody())


async def test_the_type_is_found_in_what_has_come(store: Attachments) -> None:
    async with store.received(sent(CALL[:5], CALL[5:]), A, [somebody()]) as received:
        assert received.media_type is MediaType.MP3
