"""The cases that have not closed: what the reconciler compares with the workflows that run."""

from collections.abc import Sequence

from domain.case.appealing import CaseReopened
from domain.case.referral import CaseReferred
from domain.case.steps import CaseClosed
from domain.names import CaseId
from record.database import Connection, Database
from record.entry import Recorded


class OpenCases:
    """The view. A rule never reads it; a case that is wrongly in it costs a look, one that is missing a delay."""

    name = "open_cases"
    version = 1
    tables = ("open_case",)
    ddl = "create table views.open_case (stream text primary key)"

    async def apply(self, connection: Connection, entries: Sequence[Recorded]) -> None:
        """Enter what was referred or reopened; strike what closed."""
        for entry in entries:
            match entry.event:
                case CaseReferred() | CaseReopened():
                    await connection.execute(
                        "insert into views.open_case values ($1) on conflict do nothing", entry.stream
                    )
                case CaseClosed():
                    await connection.execute("delete from views.open_case where stream = $1", entry.stream)


async def open_cases(database: Database) -> list[CaseId]:
    """Return the cases that have not closed, as far as the view has come. Raises Unavailable."""
    rows = await database.fetch("select stream from views.open_case order by stream")
    return [CaseId(row["stream"]) for row in rows]
