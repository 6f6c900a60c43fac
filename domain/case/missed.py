"""Deadlines of ours that were missed: kept as breaches, for whoever audits us (*Never* the customer's loss).

Derived from the case's facts, never stored: what was escalated because its day was over, and what was done after its
day, also where no timer had been there to notice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.calendar import Counts, local_day
from domain.case.duties import DutyKind
from domain.case.state import Appeal, Case
from domain.policy import PolicyBook

# The clause that was breached by missing a duty of this kind.
CLAUSES: dict[DutyKind, str] = {
    DutyKind.DECIDE: "7.2",
    DutyKind.SEND_NOTICE: "7.3",
    DutyKind.JUDGE_LATE_APPEAL: "8.2",
    DutyKind.ARRANGE_CALL: "8.3",
    DutyKind.HOLD_CALL: "8.3",
    DutyKind.ASSIGN_REVIEWER: "8.5",
    DutyKind.REVIEW_APPEAL: "8.5",
    DutyKind.RECONSIDER: "9.2",
}
OUTCOME = "8.6"  # an outcome's letter is owed by its own clause


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A duty not done by the end of `due_on`. `done_on`: when it was, as far as known; `escalated`: how far up."""

    kind: DutyKind
    about: str
    due_on: date
    clause: str
    done_on: date | None
    escalated: int

    @property
    def name(self) -> str:
        """Its duty's name in the case."""
        return f"{self.kind}:{self.about}:{self.due_on}"


def missed(case: Case, book: PolicyBook) -> tuple[Missed, ...]:
    """Return every deadline that was missed in a case, by its day."""
    done = {(kind, about): on for kind, about, _, on in _done(case, book)}
    found = {
        name: Missed(
            kind=kind, about=about, due_on=day, clause=_clause(case, kind, about), done_on=late, escalated=level
        )
        for name, level in case.escalated.items()
        for kind, about, day in _named(name)
        for on in [done.get((kind, about))]
        for late in [on if on and on > day else None]
    }
    for kind, about, due, on in _done(case, book):
        if on > due:
            name = f"{kind}:{about}:{due}"
            found.setdefault(
                name,
                Missed(kind=kind, about=about, due_on=due, clause=_clause(case, kind, about), done_on=on, escalated=0),
            )
    return tuple(sorted(found.values(), key=lambda each: (each.due_on, each.kind, each.about)))


def _named(name: str) -> Iterator[tuple[DutyKind, str, date]]:
    """Read a duty's name. A Director who is asked daily is asked beside a review's deadline, and misses none."""
    kind, about, *day = name.split(":")
    if day:
        yield DutyKind(kind), about, date.fromisoformat(day[0])


def _clause(case: Case, kind: DutyKind, about: str) -> str:
    outcomes = {appeal.outcome_notice for appeal in case.appeals}
    return OUTCOME if kind is DutyKind.SEND_NOTICE and about in outcomes else CLAUSES.get(kind, "7.2")


def _done(case: Case, book: PolicyBook) -> Iterator[tuple[DutyKind, str, date, date]]:
    """Yield what has been done, with the day by which it was owed and the day on which it was done."""
    for notice in case.notices:
        if notice.left_at is not None:
            # A posting that was typed in later happened on its printed day.
            on = notice.printed_on or local_day(notice.left_at)
            yield DutyKind.SEND_NOTICE, notice.id, notice.leave_by, on
    for appeal in case.appeals:
        yield from _done_about(case, appeal, book)


def _done_about(case: Case, appeal: Appeal, book: PolicyBook) -> Iterator[tuple[DutyKind, str, date, date]]:
    if appeal.judged_on and not appeal.in_time:
        yield DutyKind.JUDGE_LATE_APPEAL, appeal.id, appeal.review_by, appeal.judged_on
    call = appeal.call
    if call and (arranged := call.arranged_on or call.held_on):
        yield DutyKind.ARRANGE_CALL, appeal.id, call.promised_by, arranged
    if call and call.at and call.held_on:
        yield DutyKind.HOLD_CALL, appeal.id, local_day(call.at), call.held_on
    if appeal.assigned_on and appeal.in_time:
        within = book.version(case.policy).figures.reviewer_assigned_within_wd
        assign_by = book.calendar.working_days_after(appeal.received_on, within, Counts.AGAINST_US)
        yield DutyKind.ASSIGN_REVIEWER, appeal.id, assign_by, appeal.assigned_on
    if appeal.decided_at:
        yield DutyKind.REVIEW_APPEAL, appeal.id, appeal.review_by, local_day(appeal.decided_at)
