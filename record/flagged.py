"""Handling found outside the steps, waiting to be looked at: a view, for the reporter's manager (5.4-5.14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.handled import HandlingFoundOutsideSteps, HandlingFoundWithinSteps, HandlingNoted
from domain.handling import Shortfall
from domain.names import CustomerId, IncidentId, StaffId
from domain.retraction import IncidentRetracted
from record.database import Connection, Database
from record.entry import Recorded

_ROWS = """
select incident, customer, missing, clause, found_at, position, person from views.flagged f
 where (f.person = any($1) or $2 and (f.person is null or f.person = any($3))) and f.position > $4
 order by f.position limit $5"""


@dataclass(frozen=True, kw_only=True)
class FlaggedRow:
    """One shortfall of one incident. `person`: to whom it is flagged; None: to the Heads of Service."""

    incident: IncidentId
    customer: CustomerId
    missing: Shortfall
    clause: str
    found_at: datetime
    position: int  # of the event that found it: where it stands in the list
    person: StaffId | None


class FlaggedHandling:
    """The view. It tells of incidents by pseudonyms, codes and moments only."""

    name = "flagged"
    version = 1
    tables = ("flagged",)
    ddl = """
    create table views.flagged (
      incident text not null, missing text not null, customer text not null, clause text not null,
      found_at timestamptz not null, position bigint not null unique, person text,
      primary key (incident, missing));
    """

    async def apply(self, connection: Connection, entries: Sequence[Recorded]) -> None:
        """Enter what was found outside the steps; strike what was found within them, looked at, or taken back."""
        for entry in entries:
            match entry.event:
                case HandlingFoundOutsideSteps() as found:
                    await connection.execute(
                        "insert into views.flagged values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
                        *(found.incident, found.missing, found.customer, found.outside),
                        *(entry.recorded_at, entry.position, found.flagged_to),
                    )
                case HandlingFoundWithinSteps() as found:
                    await connection.execute(
                        "delete from views.flagged where incident = $1 and missing = $2", found.incident, found.missing
                    )
                case HandlingNoted() | IncidentRetracted() as done:
                    await connection.execute("delete from views.flagged where incident = $1", done.incident)


async def flagged(
    database: Database,
    *,
    people: Sequence[StaffId],
    gone: Sequence[StaffId] = (),
    at_large: bool = False,
    after: int = 0,
    limit: int = 50,
) -> list[FlaggedRow]:
    """Return what waits for some people, oldest first; `at_large`: also what nobody else is there for.

    Raises Unavailable.
    """
    rows = await database.fetch(_ROWS, list(people), at_large, list(gone), after, limit)
    return [FlaggedRow(**(dict(row) | {"missing": Shortfall(row["missing"])})) for row in rows]
