"""The streams in which something may be owed: what the reconciler compares with the workflows that run."""

from collections.abc import Sequence

from domain.case.appealing import CaseReopened
from domain.case.notices import NoticeFailed, NoticeLeft
from domain.case.referral import CaseReferred
from domain.case.steps import CaseClosed
from domain.letter import LetterOwed
from domain.names import StreamId, kind_of
from domain.referral.said import EngagedUnanswered, ReferralAnswered, ReferralFellAway, ReferralOpened
from record.database import Connection, Database
from record.entry import Recorded

OPENS = (CaseReferred, CaseReopened, ReferralOpened, LetterOwed)
CLOSES = (CaseClosed, ReferralAnswered, EngagedUnanswered, ReferralFellAway)


class OpenStreams:
    """The view. A rule never reads it; a stream wrongly in it costs a look, one that is missing a delay."""

    name = "open_streams"
    version = 1
    tables = ("open_stream",)
    ddl = "create table views.open_stream (stream text primary key)"

    async def apply(self, connection: Connection, entries: Sequence[Recorded]) -> None:
        """Enter what opens, reopens or comes back; strike what closes, or has left."""
        for entry in entries:
            of_its_own = kind_of(entry.stream) == "letter"  # a case's letters do not close it
            if isinstance(entry.event, OPENS) or (of_its_own and isinstance(entry.event, NoticeFailed)):
                await connection.execute(
                    "insert into views.open_stream values ($1) on conflict do nothing", entry.stream
                )
            elif isinstance(entry.event, CLOSES) or (of_its_own and isinstance(entry.event, NoticeLeft)):
                await connection.execute("delete from views.open_stream where stream = $1", entry.stream)


async def open_streams(database: Database) -> list[StreamId]:
    """Return what has not closed, as far as the view has come. Raises Unavailable."""
    rows = await database.fetch("select stream from views.open_stream order by stream")
    return [StreamId(row["stream"]) for row in rows]
