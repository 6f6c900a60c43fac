"""The work queue and the register of restrictions: views, made from every agenda as the record has left it.

Both tell by pseudonyms, codes and dates only. Rows of the queue are the duties of `domain.owed.agenda`: a case, a
referral or a letter has those that its newest event left it. They depend on the policy too: a word of its stream writes
those of whatever is open anew, and other files make the view another version, which is rebuilt at the next start.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zlib import crc32

from domain.calendar import ends
from domain.case.duties import DutyKind
from domain.case.stage import Stage
from domain.case.state import Case, Decision, DecisionKind
from domain.measures import MeasureKind
from domain.names import CaseId, CustomerId, DecisionId, Role, StaffId, StreamId, kind_of
from domain.owed import KINDS, Owes, agenda, stage_of
from domain.policy import PolicyBook
from domain.policy_changes import POLICY, POLICY_DECIDER
from domain.policy_in_force import in_force
from domain.register import DECIDERS
from record import missed
from record.around import as_it_is, cases_of, people_in
from record.database import Connection
from record.entry import Recorded
from record.reading import COLUMNS
from record.store import Record

_DECIDERS = {decider.kind: decider for decider in DECIDERS}
SHAPE = 4  # raised when tables or rows change meaning
AT_ONCE = 500  # streams written anew in one go
_EVENTS = (
    f"select {COLUMNS} from record.event e where e.stream = any($1) and e.position <= $2"  # noqa: S608 - our own columns
    " order by e.stream, e.version"
)
_DUTIES = """
select * from views.duty d
 where (d.owner = any($1) and (d.person is null or d.person = any($3)) -- a role's; also that of somebody who has left
        or d.person = any($2)
        or d.escalated >= 1 and d.person = any($4) -- told to the line manager
        or d.escalated >= (case when d.person is null then 1 else 2 end) and 'head-of-service' = any($1)
        or d.escalated >= 3 and 'director' = any($1))
   and ($5::date is null or d.due_on <= $5)
   and (d.due_on, d.stream, d.kind, d.about) > ($6, $7, $8, $9)
 order by d.due_on, d.stream, d.kind, d.about limit $10"""
_RESTRICTIONS = """
select * from views.restriction r
 where (r.case_id, r.number) > ($1, $2) and r.ends_at > record.now() and ($3::text[] is null or r.customer = any($3))
 order by r.case_id, r.number limit $4"""


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """One duty of one open case, referral or letter; `about` and the rest as in `domain.case.duties.Duty`."""

    stream: StreamId
    customer: CustomerId
    stage: Stage
    kind: DutyKind
    about: str
    due_on: date
    at: datetime
    clause: str
    owner: Role
    person: StaffId | None
    escalated: int  # how far up the line it has been told: line manager, Head of Service, Director

    @property
    def place(self) -> "Place":
        """Where it stands in the list: what comes after it is asked for by this."""
        return (self.due_on, self.stream, self.kind, self.about)


Place = tuple[date, str, str, str]
START: Place = (date.min, "", "", "")


@dataclass(frozen=True, kw_only=True)
class RestrictionRow:
    """One restriction that has not ended. `stage` is that of its case."""

    case: CaseId
    decision: DecisionId
    customer: CustomerId
    stage: Stage
    kind: DecisionKind
    measures: tuple[MeasureKind, ...]
    decided_on: date
    in_force_from: datetime | None
    on_hold: bool
    expires_on: date | None
    review_on: date | None
    ends_at: datetime

    @property
    def place(self) -> tuple[str, int]:
        """Where it stands in the list."""
        return (self.case, int(self.decision.partition("/")[2]))


class WorkQueue:
    """The view. `duties` and `restrictions` read it; how far it is, `Views.wait_for` tells."""

    name = "queue"
    tables = ("duty", "restriction", "missed")
    ddl = (
        """
    create table views.duty (
      stream text not null, customer text not null, stage text not null, kind text not null, about text not null,
      due_on date not null, at timestamptz not null, clause text not null, owner text not null, person text,
      escalated int not null,
      primary key (due_on, stream, kind, about));
    create index on views.duty (stream);
    create table views.restriction (
      case_id text not null, number int not null, customer text not null, stage text not null, kind text not null,
      measures text[] not null, decided_on date not null, in_force_from timestamptz, on_hold boolean not null,
      expires_on date, review_on date, ends_at timestamptz not null,
      primary key (case_id, number));
    create index on views.restriction (customer);
    """
        + missed.DDL
    )

    def __init__(self, record: Record) -> None:
        self._record = record

    @property
    def version(self) -> int:
        """Of the program, and of the policy's files: other files, other rows."""
        files = self._record.book.files()
        days = sorted(files.calendar.bank_holidays), sorted(files.calendar.closures), files.calendar.known_to
        figures = [(policy.version, policy.effective, policy.figures) for policy in files.policies]
        return (SHAPE << 24) | (crc32(repr((days, figures)).encode()) & 0xFFFFFF)

    async def apply(self, connection: Connection, entries: Sequence[Recorded]) -> None:
        """Write anew what the streams of a batch owe, and which restrictions stand; of all, by a new policy."""
        upto = entries[-1].position
        touched = {entry.stream for entry in entries if kind_of(entry.stream) in KINDS}
        if people := people_in(entry.event for entry in entries):
            touched |= (await cases_of(self._record, people)).keys()
        if any(entry.stream == POLICY for entry in entries):
            touched |= {row["stream"] for row in await connection.fetch("select distinct stream from views.duty")}
        if not touched:
            return
        book = await self._book_at(connection, upto)
        for some in _in_parts(sorted(touched)):
            await self._write(connection, some, upto, book)

    async def _book_at(self, connection: Connection, upto: int) -> PolicyBook:
        """Return the policy as it was in force at a position: same events, same rows."""
        rows = await connection.fetch(_EVENTS, [POLICY], upto)
        changes = POLICY_DECIDER.replay([self._record.reader.recorded(row).event for row in rows])
        return in_force(self._record.book.files(), changes)

    async def _write(self, connection: Connection, touched: Sequence[str], upto: int, book: PolicyBook) -> None:
        rows = await connection.fetch(_EVENTS, touched, upto)
        recorded = (self._record.reader.recorded(row) for row in rows)
        folded = [_folded(stream, events) for stream, events in groupby(recorded, key=lambda entry: entry.stream)]
        owing = [await as_it_is(self._record, each) for each in folded]
        await connection.execute("delete from views.duty where stream = any($1)", touched)
        await connection.execute("delete from views.restriction where case_id = any($1)", touched)
        await connection.execute("delete from views.missed where case_id = any($1)", touched)
        await connection.executemany(
            "insert into views.duty values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            [row for each in owing for row in _duty_rows(each, book)],
        )
        cases = [each for each in owing if isinstance(each, Case)]
        await connection.executemany(missed.INSERT, [row for case in cases for row in missed.rows_of(case, book)])
        await connection.executemany(
            "insert into views.restriction values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            [_restriction_row(case, d, book) for case in cases for d in case.decisions if d.ended is None],
        )

    async def duties(
        self,
        *,
        roles: Sequence[Role],
        people: Sequence[StaffId],
        gone: Sequence[StaffId] = (),
        reports: Sequence[StaffId] = (),
        due_by: date | None = None,
        after: Place = START,
        limit: int = 50,
    ) -> list[DutyRow]:
        """Return what falls to some roles at large, or to some people by name, soonest first. Raises Unavailable.

        What falls to one who is `gone` falls to the role. What has been escalated falls also to whom it was told: to
        the line manager of one of `reports`, then to the Head of Service, then to the Director (reading.md, *Who*).
        """
        rows = await self._record.database.fetch(
            _DUTIES, list(roles), list(people), list(gone), list(reports), due_by, *after, limit
        )
        return [_duty(row) for row in rows]

    async def missed_deadlines(
        self, *, since: date | None = None, after: Place = START, limit: int = 50
    ) -> list[missed.MissedRow]:
        """Return deadlines of ours that were missed, by their day, closed cases included. Raises Unavailable."""
        rows = await self._record.database.fetch(missed.SELECT, since, *after, limit)
        return [missed.row_from(row) for row in rows]

    async def restrictions(
        self, *, customers: Sequence[CustomerId] | None = None, after: tuple[str, int] = ("", 0), limit: int = 50
    ) -> list[RestrictionRow]:
        """Return the restrictions that stand, by case. Raises Unavailable."""
        rows = await self._record.database.fetch(_RESTRICTIONS, *after, customers, limit)
        return [_restriction(row) for row in rows]


def _in_parts(streams: Sequence[str]) -> Iterator[Sequence[str]]:
    return (streams[at : at + AT_ONCE] for at in range(0, len(streams), AT_ONCE))


def _folded(stream: str, entries: Iterable[Recorded]) -> Owes:
    owing: Owes | None = _DECIDERS[kind_of(stream)].replay([entry.event for entry in entries])
    assert owing is not None  # noqa: S101 - there were events
    return owing


def _duty_rows(owing: Owes, book: PolicyBook) -> list[tuple[Any, ...]]:
    where = stage_of(owing, book)
    return [
        (
            *(owing.id, owing.customer, where, d.kind, d.about, d.due_on, d.at, d.clause, d.owner, d.person),
            owing.escalated.get(d.name, 0),
        )
        for d in agenda(owing, book)
    ]


def _restriction_row(case: Case, decision: Decision, book: PolicyBook) -> tuple[Any, ...]:
    return (
        case.id,
        int(decision.id.partition("/")[2]),
        case.customer,
        stage_of(case, book),
        decision.kind,
        [measure.kind for measure in decision.measures],
        decision.decided_on,
        decision.in_force_from,
        any(hold.until is None for hold in decision.holds),
        decision.expires_on,
        decision.review_on,
        ends(decision.lapses_on),
    )


def _duty(row: Any) -> DutyRow:
    values = dict(row)
    kinds = {"stage": Stage, "kind": DutyKind, "owner": Role}
    return DutyRow(**(values | {name: kind(values[name]) for name, kind in kinds.items()}))


def _restriction(row: Any) -> RestrictionRow:
    values = dict(row)
    decision = DecisionId(f"decision/{values.pop('number')}")
    kinds = {"stage": Stage, "kind": DecisionKind}
    given = values | {name: kind(values[name]) for name, kind in kinds.items()}
    given["measures"] = tuple(MeasureKind(kind) for kind in values["measures"])
    return RestrictionRow(case=CaseId(given.pop("case_id")), decision=decision, **given)
