"""The key database: a data key for each set of people, wrapped under a master key that is never stored with it.

A text about several people is sealed under the key of exactly that set; a person's own key is the set of one.
Destroying a key is the only erasure that also reaches backups of the record. Whoever destroys it honours it at once;
other processes keep a key for at most `life` seconds (what they seal under it in that time is erased with it).
"""

import asyncio
import os
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid4

import asyncpg
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from record.database import Connection, Database
from record.errors import Damaged

People = tuple[str, ...]  # identifiers, sorted, each once
KEY_BYTES = 32
NONCE_BYTES = 12


def people(names: Iterable[str]) -> People:
    """Bring a set of people into the form under which its key is found."""
    return tuple(sorted(set(names)))


class Masters:
    """The master keys, 32 bytes each: one that wraps, and earlier ones that can still unwrap."""

    def __init__(self, current: bytes, *earlier: bytes) -> None:
        self._ciphers = {_name(key): AESGCM(_whole(key)) for key in (*earlier, current)}
        self.current = _name(current)

    def wrap(self, key: bytes, about: bytes) -> bytes:
        """Encrypt a key under the current master; `about` binds it to its row."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._ciphers[self.current].encrypt(nonce, key, about)

    def unwrap(self, wrapped: bytes, master: str, about: bytes) -> bytes:
        """Decrypt a key. Raises Damaged where the master is not at hand or the bytes were changed."""
        if master not in self._ciphers:
            raise Damaged(f"the master key {master} is not at hand")
        try:
            return self._ciphers[master].decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], about)
        except InvalidTag as error:
            raise Damaged("a wrapped key does not open") from error


@dataclass(frozen=True, slots=True)
class DataKey:
    """A key as used: its id, whom it concerns, its bytes, and the cipher made of them."""

    id: UUID
    people: People
    bytes: bytes
    cipher: AESGCM
    until: float  # monotonic seconds


class Keys:
    """Finds, makes and destroys data keys. `life` bounds how long (s) one is kept in memory, `room` how many."""

    def __init__(self, database: Database, masters: Masters, *, life: float = 10, room: int = 10_000) -> None:
        self._database, self._masters, self._life, self._room = database, masters, life, room
        self._by_people: OrderedDict[People, DataKey] = OrderedDict()
        self._by_id: OrderedDict[UUID, DataKey | None] = OrderedDict()
        self._secrets: dict[str, bytes] = {}

    async def start(self) -> None:
        """Open the database. Raises Unavailable."""
        await self._database.start()

    async def close(self) -> None:
        """Close the database and forget every key."""
        self._by_people.clear()
        self._by_id.clear()
        self._secrets.clear()
        await self._database.close()

    async def ready(self) -> None:
        """Look whether the database is there: what is in memory says nothing of it. Raises Unavailable."""
        await self._database.fetch("select 1")

    async def secret(self, name: str) -> bytes:
        """Return a key of the whole installation, made when first asked for. Raises Unavailable, Damaged."""
        if name not in self._secrets:
            fresh = self._masters.wrap(os.urandom(KEY_BYTES), name.encode())
            rows = await self._database.fetch(
                "with made as (insert into keys.secret values ($1, $2, $3) on conflict do nothing"
                " returning wrapped, master) select * from made"
                " union all select wrapped, master from keys.secret where name = $1",
                name,
                fresh,
                self._masters.current,
            )
            if not rows:  # somebody else made it while we were about to: it is there now
                return await self.secret(name)
            self._secrets[name] = self._masters.unwrap(rows[0]["wrapped"], rows[0]["master"], name.encode())
        return self._secrets[name]

    def at_hand(self, whom: People) -> DataKey | None:
        """Return the set's key where it is in memory and still fresh."""
        key = self._by_people.get(whom)
        if key is not None and key.until > time.monotonic():
            self._by_people.move_to_end(whom)
            return key
        return None

    async def key_for(self, whom: People) -> DataKey:
        """Return the key of a set of people, made when first asked for. Raises Unavailable, Damaged."""
        if key := self.at_hand(whom):
            return key
        key_id = uuid4()
        wrapped = self._masters.wrap(os.urandom(KEY_BYTES), bound_to(key_id, whom))
        query = (
            "with made as (insert into keys.data_key (id, people, wrapped, master) values ($1, $2, $3, $4)"
            " on conflict (people) where wrapped is not null do nothing returning id, people, wrapped, master)"
            " select * from made union all"
            " select id, people, wrapped, master from keys.data_key where people = $2 and wrapped is not null"
        )
        rows = await self._database.fetch(query, key_id, list(whom), wrapped, self._masters.current)
        if not rows:  # made by somebody else between the two halves of the statement
            return await self.key_for(whom)
        return self._keep(rows[0]) or await self.key_for(whom)

    async def keys_by_id(self, ids: Iterable[UUID]) -> dict[UUID, DataKey | None]:
        """Return keys by their ids; None for one that was destroyed. Raises Unavailable, Damaged.

        Damaged: there is no such key, as in a key database brought back from before it was made. That is no erasure.
        """
        found: dict[UUID, DataKey | None] = {}
        unknown: list[UUID] = []
        for key_id in set(ids):
            key = self._by_id.get(key_id)
            if key is None and key_id in self._by_id:
                found[key_id] = None  # destroyed: for ever
            elif key is not None and key.until > time.monotonic():
                found[key_id] = key
            else:
                unknown.append(key_id)
        if unknown:
            rows = await self._database.fetch(
                "select id, people, wrapped, master from keys.data_key where id = any($1)", unknown
            )
            if lost := sorted(map(str, set(unknown) - {row["id"] for row in rows})):
                raise Damaged(f"the key database does not know the key {lost[0]}")
            found |= {row["id"]: None if row["wrapped"] is None else self._keep(row) for row in rows}
        return found

    async def concerning(self, person: str) -> list[tuple[UUID, People]]:
        """Return the keys in being whose texts concern a person, alone or with others. Raises Unavailable."""
        rows = await self._database.fetch(
            "select id, people from keys.data_key where people @> array[$1] and wrapped is not null order by made_at",
            person,
        )
        return [(row["id"], tuple(row["people"])) for row in rows]

    async def destroy(self, ids: Sequence[UUID], *, by: str) -> None:
        """Destroy keys for ever; `by` is the pseudonym of whoever decided it. Raises Unavailable."""
        await self._database.execute(
            "update keys.data_key set wrapped = null, master = null, destroyed_at = now(), destroyed_by = $2"
            " where id = any($1) and wrapped is not null",
            list(ids),
            by,
        )
        for key in [key for key in self._by_people.values() if key.id in ids]:  # each table forgets in its own order
            del self._by_people[key.people]
        self._by_id |= dict.fromkeys(ids)

    async def rewrap(self) -> int:
        """Wrap everything under the current master that is not yet; return how many keys. Raises Unavailable, Damaged.

        May be run at any time and again after a breach: each key is one row changed at once.
        """
        count = 0
        async with self._database.connection() as connection:
            while rows := await connection.fetch(
                "select id, people, wrapped, master from keys.data_key where master <> $1 limit 500",
                self._masters.current,
            ):
                for row in rows:
                    about = bound_to(row["id"], tuple(row["people"]))
                    fresh = self._masters.wrap(self._masters.unwrap(row["wrapped"], row["master"], about), about)
                    await connection.execute(
                        "update keys.data_key set wrapped = $2, master = $3 where id = $1 and wrapped is not null",
                        row["id"],
                        fresh,
                        self._masters.current,
                    )
                    count += 1
                await asyncio.sleep(0)
            count += await self._rewrap_secrets(connection)
        return count

    async def _rewrap_secrets(self, connection: Connection) -> int:
        rows = await connection.fetch("select * from keys.secret where master <> $1", self._masters.current)
        for row in rows:
            about = row["name"].encode()
            fresh = self._masters.wrap(self._masters.unwrap(row["wrapped"], row["master"], about), about)
            await connection.execute(
                "update keys.secret set wrapped = $2, master = $3 where name = $1",
                row["name"],
                fresh,
                self._masters.current,
            )
        return len(rows)

    def _keep(self, row: asyncpg.Record) -> DataKey | None:
        if row["id"] in self._by_id and self._by_id[row["id"]] is None:
            return None  # destroyed here while its row was on the way
        whom = tuple(row["people"])
        plain = self._masters.unwrap(row["wrapped"], row["master"], bound_to(row["id"], whom))
        key = DataKey(row["id"], whom, plain, AESGCM(plain), time.monotonic() + self._life)
        self._by_people[whom] = self._by_id[key.id] = key
        self._by_people.move_to_end(whom)
        self._by_id.move_to_end(key.id)
        while len(self._by_people) > self._room:
            self._by_people.popitem(last=False)
        while len(self._by_id) > self._room:
            self._by_id.popitem(last=False)
        return key


def _name(master: bytes) -> str:
    return sha256(b"evenhand master key" + master).hexdigest()[:16]


def _whole(master: bytes) -> bytes:
    if len(master) != KEY_BYTES:
        raise ValueError(f"a master key has {KEY_BYTES} bytes")
    return master


def bound_to(key_id: UUID, whom: People) -> bytes:
    """Return what binds a wrapped key to its row."""
    return key_id.bytes + "\n".join(whom).encode()
