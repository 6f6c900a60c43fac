"""The list of missed deadlines: rows of a table of the work queue's view, made from every case's facts."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.case.duties import DutyKind
from domain.case.missed import missed
from domain.case.state import Case
from domain.names import CaseId, CustomerId
from domain.policy import PolicyBook

DDL = """
    create table views.missed (
      case_id text not null, customer text not null, kind text not null, about text not null, due_on date not null,
      clause text not null, done_on date, escalated int not null,
      primary key (due_on, case_id, kind, about));
    create index on views.missed (case_id);
"""
INSERT = "insert into views.missed values ($1, $2, $3, $4, $5, $6, $7, $8)"
SELECT = """
select * from views.missed m
 where ($1::date is null or m.due_on >= $1) and (m.due_on, m.case_id, m.kind, m.about) > ($2, $3, $4, $5)
 order by m.due_on, m.case_id, m.kind, m.about limit $6"""


@dataclass(frozen=True, kw_only=True)
class MissedRow:
    """One missed deadline of one case, as `domain.case.missed.Missed` has it."""

    case: CaseId
    customer: CustomerId
    kind: DutyKind
    about: str
    due_on: date
    clause: str
    done_on: date | None
    escalated: int

    @property
    def place(self) -> tuple[date, str, str, str]:
        """Where it stands in the list: what comes after it is asked for by this."""
        return (self.due_on, self.case, self.kind, self.about)


def rows_of(case: Case, book: PolicyBook) -> list[tuple[Any, ...]]:
    """Return a case's rows."""
    return [
        (case.id, case.customer, each.kind, each.about, each.due_on, each.clause, each.done_on, each.escalated)
        for each in missed(case, book)
    ]


def row_from(row: Any) -> MissedRow:
    """Read a row."""
    return MissedRow(
        case=row["case_id"],
        customer=row["customer"],
        kind=DutyKind(row["kind"]),
        about=row["about"],
        due_on=row["due_on"],
        clause=row["clause"],
        done_on=row["done_on"],
        escalated=row["escalated"],
    )
