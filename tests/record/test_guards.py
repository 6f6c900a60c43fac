"""Append-only: by role, and by trigger even against the owner."""

from uuid import uuid4

import asyncpg
import pytest

from record.store import Record
from record.verify import verify_database
from tests.record.servers import Place
from tests.record.toys import ASHA, Take, a_note, somebody

CHANGES = [
    "insert into record.event select * from record.event",
    "update record.event set actor = 'x'",
    "delete from record.event",
    "truncate record.event",
    "insert into record.tag values ('a', 1)",
    "delete from record.tag",
    "insert into record.payload values (9, gen_random_uuid(), '')",
    "update record.payload set sealed = ''",
    "delete from record.payload",
    "insert into record.erasure values (1, 1)",
    "delete from record.checkpoint",
    "update record.clock set ahead = '1 day'",
    "select record.set_clock_ahead('1 day')",
    "alter table record.event disable trigger all",
    "drop table record.event",
]
# Otherwise in order, and meant for an event that is there already, or not yet.
FORGED = [
    {"g_event": [-8], "g_tag": ["customer/forged"]},
    {"g_event": [50], "g_tag": ["customer/forged"]},
    {"p_event": [0], "p_key": [uuid4()], "p_sealed": [b"forged"]},
    {"p_event": [1], "p_key": [uuid4()], "p_sealed": [b"forged"]},
]
OWNER_CHANGES = [
    "update record.event set actor = 'x'",
    "delete from record.event",
    "truncate record.event",
    "delete from record.tag",
    "truncate record.tag",
    "update record.payload set sealed = ''",
    "delete from record.payload",
    "truncate record.payload",
    "delete from record.erasure",
    "delete from record.checkpoint",
    "insert into record.erasure values (1, 2); delete from record.payload",  # no event says so
]


@pytest.fixture
async def filled(record: Record) -> Record:
    await record.act(a_note(), Take(text="t", about=somebody()), by=ASHA, command_id=uuid4())
    return record


@pytest.mark.parametrize("change", CHANGES)
async def test_the_application_can_change_nothing_but_through_the_functions(
    filled: Record, place: Place, change: str
) -> None:
    connection = await asyncpg.connect(place.app)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(change)
    finally:
        await connection.close()
    assert await filled.position() == 1


@pytest.mark.parametrize("columns", FORGED)
async def test_an_append_adds_nothing_to_what_others_have_appended(
    filled: Record, place: Place, columns: dict[str, object]
) -> None:
    connection = await asyncpg.connect(place.app)
    try:
        names = await connection.fetchval(
            "select proargnames[:35] from pg_proc where oid = 'record.append_batch'::regproc"
        )
        places = ", ".join(f"${n}" for n in range(1, 36))
        with pytest.raises(asyncpg.PostgresError) as caught:
            await connection.fetch(
                f"select * from record.append_batch({places})",  # noqa: S608
                *(columns.get(name) for name in names),
            )
    finally:
        await connection.close()
    assert caught.value.sqlstate == "EH003"
    assert (await verify_database(filled.database, [], [])).whole


@pytest.mark.parametrize("change", OWNER_CHANGES)
@pytest.mark.usefixtures("filled")
async def test_even_the_owner_is_refused(place: Place, change: str) -> None:
    connection = await asyncpg.connect(place.owner)
    try:
        with pytest.raises(asyncpg.PostgresError) as caught:
            await connection.execute(change)
    finally:
        await connection.close()
    assert caught.value.sqlstate == "EH001"


@pytest.mark.usefixtures("filled")
async def test_auditors_read_the_envelope_in_columns(place: Place) -> None:
    connection = await asyncpg.connect(place.app)
    try:
        row = await connection.fetchrow("select * from record.audit")
    finally:
        await connection.close()
    assert row is not None
    assert (row["type"], row["clause"], row["policy_version"], row["calendar_version"], row["personal"]) == (
        "NoteTaken",
        "9.1",
        "2026-1",
        "c1",
        "sealed",
    )
    assert row["roles"] == '["manager", "staff"]'


@pytest.mark.usefixtures("filled")
async def test_the_application_reads_no_keys_and_the_keeper_deletes_none(place: Place) -> None:
    stranger = place.server.url_of(f"{place.name}_keys", "app", "app-secret")
    connection = await asyncpg.connect(stranger)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("select * from keys.data_key")
    finally:
        await connection.close()
    connection = await asyncpg.connect(place.keys)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("delete from keys.data_key")
    finally:
        await connection.close()
