"""Where a case stands, in the policy's order; and which of its parts are still waited for, each on its own.

A stage is a word for people, read off the facts. Nothing is decided by it: what is owed stands in the agenda.
"""

from enum import StrEnum

from domain.case.appeal_window import last_day_to_appeal
from domain.case.duties import agenda
from domain.case.entering import EntryEvent
from domain.case.notices import (
    NoticeHandOverDeferred,
    NoticeHandOverStarted,
    NoticeHandOverUncertain,
    NoticePrepared,
)
from domain.case.owed_in_order import ENTRIES, TELLINGS
from domain.case.state import Case, Decision
from domain.case.steps import CaseClosed, DutyEscalated, DutyReminded
from domain.case.telling import EmployeeReached, EmployeesTold
from domain.event import Event
from domain.policy import PolicyBook

IN_ORDER = {"entry": ENTRIES, "telling": TELLINGS}  # parts that see to one thing after the other
RESTRICTION = "restriction"  # the part that is not a notice's or an appeal's own


class Stage(StrEnum):
    """The stages of a case. Several clocks may run at once: the first that applies, from the last upwards, is said."""

    WARNING_PERIOD = "warning-period"  # 7.2
    MANAGER_DECISION = "manager-decision"  # 7.2
    WRITTEN_NOTICE = "written-notice"  # 7.3
    APPEAL_WINDOW = "appeal-window"  # 8.2
    INDEPENDENT_REVIEW = "independent-review"  # 8.5
    REVIEW_AND_EXPIRY = "review-and-expiry"  # 9.2
    REFERRED = "referred"  # to somebody who is to answer: 3.2, 4.5, 5.6, 6.1, 10.1
    CLOSING = "closing"  # nothing is in force any more; the customer is yet to be told, or the case to close
    CLOSED = "closed"


def stage_of(case: Case, book: PolicyBook) -> Stage:
    """Return the stage of a case."""
    if case.closed:
        return Stage.CLOSED
    if any(appeal.is_open for appeal in case.appeals):
        return Stage.INDEPENDENT_REVIEW
    if case.current:
        return _after_a_decision(case, case.current, book)
    if case.decide_by:
        return Stage.MANAGER_DECISION
    if any(not warning.period_ended for warning in case.warnings) and not case.decisions:
        return Stage.WARNING_PERIOD
    return Stage.CLOSING


def _after_a_decision(case: Case, decision: Decision, book: PolicyBook) -> Stage:
    if decision.notice_left_on is None:
        return Stage.WRITTEN_NOTICE
    if last_day_to_appeal(decision, case, book) and not decision.window_closed:
        return Stage.APPEAL_WINDOW
    return Stage.REVIEW_AND_EXPIRY


def open_parts(case: Case, book: PolicyBook) -> frozenset[str]:
    """Return the parts in which something is owed: "restriction", "notice/2", "appeal/1"; none once closed."""
    if case.closed:
        return frozenset()
    return frozenset({RESTRICTION, *(duty.part for duty in agenda(case, book))})


def concerned(case: Case, event: Event, book: PolicyBook) -> frozenset[str]:
    """Return the parts for which an event of the case may have changed what comes next; `case` has it folded in.

    A part that the event may have ended is among them, though nothing is owed in it any more.
    """
    match event:
        case NoticePrepared() | NoticeHandOverStarted() | NoticeHandOverUncertain() | NoticeHandOverDeferred():
            return frozenset({event.notice})
        case DutyReminded() | DutyEscalated():
            kind = event.about.partition("/")[0]
            if kind in IN_ORDER:
                return frozenset({IN_ORDER[kind]})
            own = event.about.startswith(("notice/", "appeal/"))
            return frozenset({event.about if own else RESTRICTION})
        case EntryEvent() | EmployeesTold() | EmployeeReached():
            part = ENTRIES if isinstance(event, EntryEvent) else TELLINGS
            return frozenset({part, RESTRICTION})  # the last one lets the case close
        case CaseClosed():
            own_clocks = {*(notice.id for notice in case.notices), *(appeal.id for appeal in case.appeals)}
            return frozenset({RESTRICTION, *IN_ORDER.values(), *own_clocks})
    named = {getattr(event, name, None) for name in ("notice", "appeal")}
    decisions = [d.notice for d in case.decisions if d.id == getattr(event, "decision", None)]
    return open_parts(case, book) | {RESTRICTION, *(part for part in named if part), *decisions}
