"""Finding people: a blind index over names, phone numbers, e-mail addresses and tenancy numbers.

The index holds HMACs of normalised texts, never a text. Which events feed it is said by the domain, as a mapping from
an event class to how an *opened* event of it is read:

    def texts(event): return [("name", event.name), *(("phone", phone) for phone in event.phones)]
    FINDERS = {CustomerEntered: Finder(person="customer", texts=texts)}

`person` is the field that holds whom the texts are about; the kinds are those of `Kind`. What such an event says is the
whole of what is known of the person from then on: it replaces what earlier events gave. Texts that are None, empty or
sealed are passed over (`opened_list` reads a field that may be erased). A certificate that erases an event takes what
came from it out of the index.
"""

import hmac
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from domain.event import Event
from domain.names import PersonalList, Sealed
from record.database import Connection
from record.entry import Recorded
from record.keys import Keys
from record.store import Record

SECRET = "blind-index"  # noqa: S105 - the name of a key, not a key
SHORTEST_PHONE = 6  # digits
UK = "44"


class Kind(StrEnum):
    """What a text is, and so how it is normalised."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    TENANCY_NUMBER = "tenancy-number"


Texts = Iterable[tuple[str, Any]]


@dataclass(frozen=True)
class Finder:
    """How one event class feeds the index: the field that names the person, and the texts of an opened event."""

    person: str
    texts: Callable[[Any], Texts]


def opened_list(texts: PersonalList) -> tuple[str, ...]:
    """Return a list of personal texts; none where they are sealed or erased."""
    return () if isinstance(texts, Sealed) else texts


class PeopleIndex:
    """The view. `find` answers with customers' identifiers."""

    name = "people"
    version = 1
    tables = ("person_text",)
    ddl = """
    create table views.person_text (
      kind text not null, mark bytea not null, person text not null, position bigint not null,
      primary key (kind, mark, person));
    create index on views.person_text (person);
    create index on views.person_text (position);
    """

    def __init__(self, record: Record, finders: Mapping[type[Event], Finder]) -> None:
        self._record, self._finders = record, finders

    async def apply(self, connection: Connection, entries: Sequence[Recorded]) -> None:
        """Keep each person's marks as their newest event gives them."""
        key = await self._record.keys.secret(SECRET)
        feeding = [entry for entry in entries if type(entry.event) in self._finders]
        opened = dict(
            zip((e.position for e in feeding), await self._record.reader.open(feeding, connection), strict=True)
        )
        for entry in entries:
            if entry.meta.erases:
                await connection.execute(
                    "delete from views.person_text where position = any($1)", list(entry.meta.erases)
                )
            if entry.position in opened:
                event = opened[entry.position]
                finder = self._finders[type(event)]
                marks = sorted(_marks(key, finder.texts(event)))
                person = getattr(event, finder.person)
                await connection.execute("delete from views.person_text where person = $1", person)
                await connection.executemany(
                    "insert into views.person_text values ($1, $2, $3, $4)",
                    [(kind, mark, person, entry.position) for kind, mark in marks],
                )

    async def find(self, kind: Kind, text: str, *, after: str = "", limit: int = 50) -> list[str]:
        """Return who is known by a text, exactly but for spelling habits, by identifier. Raises Unavailable."""
        return await find(self._record, self._record.keys, kind, text, after=after, limit=limit)


async def find(record: Record, keys: Keys, kind: Kind, text: str, *, after: str = "", limit: int = 50) -> list[str]:
    """Return who is known by a text (a name: by all of its words), by identifier. Raises Unavailable."""
    marks = _marks(await keys.secret(SECRET), [(kind, text)])
    rows = await record.database.fetch(
        "select person from views.person_text where kind = $1 and mark = any($2) and person > $5"
        " group by person having count(*) = $3 order by person limit $4",
        kind,
        [mark for _, mark in marks],
        max(len(marks), 1),
        limit,
        after,
    )
    return [row["person"] for row in rows]


def _marks(key: bytes, texts: Texts) -> set[tuple[str, bytes]]:
    marks = set()
    for kind, text in texts:
        if isinstance(text, str):
            for plain in normalised(Kind(kind), text):
                marks.add((str(kind), hmac.digest(key, f"{kind}\n{plain}".encode(), "sha256")))
    return marks


def normalised(kind: Kind, text: str) -> list[str]:
    """Bring a text into a form in which two spellings of one thing are alike; empty where nothing is left.

    Names: their words, in lower case without marks ("Siân O'Neill": "sian", "oneill"). Phone numbers: digits, without
    the UK's 44 or the leading 0. Others: lower case without spaces; tenancy numbers without punctuation.
    """
    text = unicodedata.normalize("NFKD", text).casefold()
    match kind:
        case Kind.NAME:
            letters = (c if c.isalnum() else " " for c in text if not unicodedata.combining(c) and c not in "'’")
            return sorted(set("".join(letters).split()))
        case Kind.PHONE:
            digits = "".join(c for c in text.replace("(0)", "") if c.isdigit()).lstrip("0")
            national = digits.removeprefix(UK).lstrip("0") if len(digits) > SHORTEST_PHONE + len(UK) else digits
            return [national] if len(national) >= SHORTEST_PHONE else []
        case Kind.EMAIL:
            return ["".join(text.split())] if text.strip() else []
        case Kind.TENANCY_NUMBER:
            number = "".join(c for c in text if c.isalnum())
            return [number] if number else []
