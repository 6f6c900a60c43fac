"""Tampering by somebody who may change anything in the database is found against a checkpoint kept elsewhere."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.names import named
from record.chain import NOTHING, Envelope, content_hash, leaf_hash
from record.checkpoint import key_id, saved
from record.errors import Damaged
from record.export import export
from record.seal import Sealer
from record.store import Record
from record.verify import Report, verify_database, verify_lines
from tests.record.servers import Place
from tests.record.toys import ASHA, Count, Erase, Take, a_note, somebody

KEY = Ed25519PrivateKey.generate()
UNGUARDED = "alter table record.event disable trigger all; alter table record.payload disable trigger all;"

SWAP = """
update record.event set position = case position when 5 then -6 else -5 end where position in (5, 6);
update record.event set position = -position where position < 0"""

# An event below the first: whoever reads its stream finds it, whoever reads from position 1 on does not.
HIDDEN = """
insert into record.event
  select {}, recorded_at - interval '1 hour', 'note/hidden', 1, gen_random_uuid(), 1, 1, type, class_version, actor,
         meta, facts, null, null, content_hash, leaf_hash from record.event where position = 5"""

OTHER_CLAUSE = "update record.event set meta = replace(encode(meta, 'escape'), '9.1', '9.2')::bytea where position = 4"


@pytest.fixture
async def superuser(place: Place) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(place.owner)
    await connection.execute(UNGUARDED + "alter table record.tag disable trigger all")
    await connection.execute("alter table record.erasure disable trigger all")
    await connection.execute("alter table record.event drop constraint event_position_check")
    yield connection
    await connection.close()


@pytest.fixture
async def sealed(record: Record, tmp_path: Path) -> Record:
    streams = [a_note(), a_note()]
    for n in range(12):
        command = Take(text=f"text {n}", about=somebody()) if n % 3 == 0 else Count(by=n)
        await record.act(streams[n % 2], command, by=ASHA, command_id=uuid4())
    await Sealer(record, KEY, tmp_path).seal()
    return record


async def both_ways(record: Record, folder: Path) -> Report:
    """Verify the database and its export; they must find the same."""
    checkpoints, keys = saved(folder), [KEY.public_key()]
    report = await verify_database(record.database, checkpoints, keys)
    lines = [line async for line in export(record.database)]
    exported = verify_lines(lines, checkpoints, keys)
    assert [f.what for f in exported.findings] == [f.what for f in report.findings]
    return report


async def test_an_untouched_record_is_whole(sealed: Record, tmp_path: Path) -> None:
    await sealed.act(a_note(), Count(), by=ASHA, command_id=uuid4())  # after the seal
    report = await both_ways(sealed, tmp_path)
    assert report.whole
    assert (report.events, report.sealed_to) == (13, 12)


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ("update record.event set facts = '{\"by\":99}' where position = 5", 5),
        ("update record.event set actor = 'staff/other' where position = 5", 5),
        (OTHER_CLAUSE, 4),
        ("update record.event set recorded_at = recorded_at + interval '1 microsecond' where position = 5", 5),
        ("update record.event set fingerprint = sha256('x') where position = 5", 5),
        ("update record.payload set sealed = sealed || 'x'::bytea where position = 4", 4),
        ("update record.payload set key_id = gen_random_uuid() where position = 4", 4),
        ("delete from record.payload where position = 4", 4),
        ("delete from record.tag where position = 4", 4),
        ("insert into record.tag values ('customer/other', 4)", 4),
        ("delete from record.event where position = 5", 6),
        ("delete from record.event where position > 10", 12),
        (SWAP, 5),
        (HIDDEN.format(0), 0),
        (HIDDEN.format(-(2**63)), -(2**63)),
        ("update record.event set stream = 'note/other' where position = 5", 5),
        ("update record.event set version = 77 where position = 5", 5),
        ("update record.event set command_id = gen_random_uuid() where position = 5", 5),
        ("update record.event set ordinal = 2 where position = 5", 5),
        ("update record.event set size = 2 where position = 5", 5),
        ("update record.event set type = 'Counted2' where position = 5", 5),
        ("update record.event set class_version = 2 where position = 5", 5),
        ("update record.event set class_version = -1 where position = 5", 5),
        ("update record.event set sealed_hash = null where position = 4", 4),
        ("update record.event set content_hash = sha256('x') where position = 5", 5),
        ("update record.event set leaf_hash = sha256('x') where position = 5", 5),
        ("update record.event set meta = 'no JSON' where position = 5", 5),
        ("update record.event set meta = '\\xff' where position = 5", 5),
        ("update record.event set facts = '\\xff' where position = 5", 5),
        ("update record.event set recorded_at = 'infinity' where position = 12", 12),
        ("update record.event set recorded_at = '-infinity' where position = 5", 5),
        ("update record.event set position = 99 where position = 12", 99),
        ("insert into record.payload values (5, gen_random_uuid(), 'x')", 5),
    ],
)  # fmt: skip
async def test_a_change_is_found(
    sealed: Record, superuser: asyncpg.Connection, tmp_path: Path, change: str, at: int
) -> None:
    await superuser.execute(change)
    report = await both_ways(sealed, tmp_path)
    assert at in {finding.position for finding in report.findings}


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ("insert into record.tag values ('customer/other', 99)", 99),
        ("insert into record.payload values (99, gen_random_uuid(), 'x')", 99),
        ("insert into record.erasure values (4, 5)", 4),
    ],
)
async def test_what_stands_beside_the_events_and_belongs_to_none_is_found(
    sealed: Record, superuser: asyncpg.Connection, tmp_path: Path, change: str, at: int
) -> None:
    await superuser.execute(change)
    report = await verify_database(sealed.database, saved(tmp_path), [KEY.public_key()])
    assert [finding.position for finding in report.findings] == [at]


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ("update record.event set version = 77 where position = 12", 12),
        ("update record.event set position = 99 where position = 12", 99),
        ("update record.event set recorded_at = recorded_at - interval '1 day' where position = 5", 5),
    ],
)
async def test_an_order_that_cannot_be_is_found_without_a_checkpoint_in_a_record_rehashed_as_a_whole(
    sealed: Record, superuser: asyncpg.Connection, change: str, at: int
) -> None:
    await superuser.execute(change)
    await rehash(superuser)
    report = await verify_database(sealed.database, [], [])
    assert [finding.position for finding in report.findings] == [at]


async def test_a_certificate_covers_nothing_that_came_after_it(
    sealed: Record, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    """Prepared by somebody who may write, for a text that is to vanish later."""
    await sealed.erase(named("erasure", uuid4()), Erase(why="asked"), positions=[1], by=ASHA, command_id=uuid4())
    late = await sealed.act(a_note(), Take(text="t", about=somebody()), by=ASHA, command_id=uuid4())
    await superuser.execute(
        "update record.event set meta = replace(encode(meta, 'escape'), '[1]', '[1,14]')::bytea where position = 13"
    )
    await rehash(superuser)
    await superuser.execute("delete from record.payload where position = 14")
    report = await both_ways(sealed, tmp_path)
    assert [finding.position for finding in report.findings] == [late.position] == [14]


async def test_a_record_rehashed_as_a_whole_is_consistent_in_itself_and_found_by_the_checkpoint(
    sealed: Record, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    await superuser.execute("update record.event set facts = '{\"by\":99}' where position = 5")
    await rehash(superuser)
    alone = await verify_database(sealed.database, [], [])
    assert alone.whole
    report = await both_ways(sealed, tmp_path)
    assert [(f.position, f.what) for f in report.findings] == [(12, "the record up to here is not what was sealed")]
    assert report.sealed_to == 0


async def rehash(superuser: asyncpg.Connection) -> None:
    heads: dict[str, bytes] = {}
    for row in await superuser.fetch("select * from record.event order by position"):
        envelope = Envelope(*(row[name] for name in Envelope._fields))
        tags = await superuser.fetch("select tag from record.tag where position = $1 order by tag", row["position"])
        content = content_hash(envelope, [t["tag"] for t in tags], heads.get(row["stream"], NOTHING))
        heads[row["stream"]] = content
        leaf = leaf_hash(row["position"], row["recorded_at"], content)
        await superuser.execute(
            "update record.event set content_hash = $2, leaf_hash = $3 where position = $1",
            row["position"],
            content,
            leaf,
        )


async def test_a_checkpoint_signed_by_another_or_changed_is_found(sealed: Record, tmp_path: Path) -> None:
    report = await verify_database(sealed.database, saved(tmp_path), [Ed25519PrivateKey.generate().public_key()])
    assert [f.what for f in report.findings] == [
        f"the checkpoint at 12 is signed with an unknown key, {key_id(KEY.public_key())}"
    ]
    path = tmp_path / f"{12:020}.json"
    values = json.loads(path.read_text())
    path.write_text(json.dumps(values | {"root": "00" * 32}))
    report = await verify_database(sealed.database, saved(tmp_path), [KEY.public_key()])
    assert [f.what for f in report.findings] == ["the checkpoint at 12 has a false signature"]


async def test_the_sealer_goes_on_from_the_last_checkpoint_and_repeats_none(sealed: Record, tmp_path: Path) -> None:
    again = Sealer(sealed, KEY, tmp_path)
    assert await again.seal() is None
    for _ in range(5):
        await sealed.act(a_note(), Count(), by=ASHA, command_id=uuid4())
        await again.seal()
    report = await both_ways(sealed, tmp_path)
    assert report.whole
    assert report.sealed_to == 17
    rows = await sealed.database.fetch("select tree_size, root from record.checkpoint order by tree_size")
    assert [(row["tree_size"], row["root"]) for row in rows] == [(c.tree_size, c.root) for c in saved(tmp_path)]


async def test_a_new_sealing_key_goes_on_where_the_one_before_left_and_a_strangers_is_not_trusted(
    sealed: Record, tmp_path: Path
) -> None:
    new, believed = Ed25519PrivateKey.generate(), [KEY.public_key()]
    await sealed.act(a_note(), Count(), by=ASHA, command_id=uuid4())
    with pytest.raises(Damaged, match=key_id(KEY.public_key())):
        await Sealer(sealed, new, tmp_path).seal()
    for _ in range(2):  # also after a restart
        await Sealer(sealed, new, tmp_path, earlier=believed).seal()
        await sealed.act(a_note(), Count(), by=ASHA, command_id=uuid4())
    report = await verify_database(sealed.database, saved(tmp_path), [new.public_key(), *believed])
    assert report.whole
    assert report.sealed_to == 14


async def test_the_sealer_refuses_to_seal_a_record_cut_short(
    sealed: Record, superuser: asyncpg.Connection, tmp_path: Path
) -> None:
    await superuser.execute("delete from record.event where position > 10")
    with pytest.raises(Damaged):
        await Sealer(sealed, KEY, tmp_path).seal()


async def test_an_export_with_lines_missing_moved_or_broken_is_found(sealed: Record, tmp_path: Path) -> None:
    lines = [line async for line in export(sealed.database)]
    checkpoints, keys = saved(tmp_path), [KEY.public_key()]
    for wrong in (lines[1:], lines[:-1], [lines[1], lines[0], *lines[2:]], [*lines[:3], b"{}", *lines[4:]], [b"\x00x"]):
        assert not verify_lines(wrong, checkpoints, keys).whole
    assert verify_lines(lines, checkpoints, keys).whole
    assert UUID(json.loads(lines[0])["command_id"])
