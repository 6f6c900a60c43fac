"""What a case records of what other streams say: a link undone, a representative gone, no route left (1.3, 6.1).

The process takes these steps, and each eases, or tells. What is to be decided falls to a manager.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from domain.calendar import local_day
from domain.case.deadlines import notice_leave_by
from domain.case.duty import Duty, DutyKind
from domain.case.ending import RestrictionEvent, suspended
from domain.case.notice import Change, NoticeKind, next_notice
from domain.case.parts import owing, with_decision
from domain.case.referral import CaseEvent
from domain.case.state import Case, HoldReason
from domain.event import Event
from domain.frozen import changed
from domain.names import DecisionId, NoticeId, RepresentativeId
from domain.streams import Given

FOLLOWING = frozenset(
    {
        DutyKind.SUSPEND_AS_UNLINKED,
        DutyKind.RECORD_REPRESENTATIVE_GONE,
        DutyKind.RECORD_NO_ROUTE,
        DutyKind.RECORD_ROUTE_AGAIN,
    }
)


@dataclass(frozen=True, kw_only=True)
class RepresentativeNoLongerActs(RestrictionEvent):
    """Whoever contact was to go through acts no longer, since `freed_at`: the customer writes directly (6.1).

    No notice is owed of a restriction that the customer never met.
    """

    clause: ClassVar[str] = "6.1"
    representative: RepresentativeId
    freed_at: datetime
    notice: NoticeId | None
    notice_leave_by: date


@dataclass(frozen=True, kw_only=True)
class NoRouteLeftTogether(CaseEvent):
    """With those of a linked record this case's restrictions leave no ordinary route: the more open applies."""

    clause: ClassVar[str] = "6.1"
    found_on: date


@dataclass(frozen=True, kw_only=True)
class RouteLeftAgain(CaseEvent):
    """They leave one again: something was varied or has ended, or the link was undone."""

    clause: ClassVar[str] = "6.1"


def follow(case: Case, duty: Duty, given: Given) -> tuple[Event, ...]:
    """Record what another stream says, whose moment has come."""
    named: dict[str, Any] = {"case": case.id, "customer": case.customer}
    match duty.kind:
        case DutyKind.RECORD_NO_ROUTE:
            return (NoRouteLeftTogether(**named, found_on=local_day(given.as_of)),)
        case DutyKind.RECORD_ROUTE_AGAIN:
            return (RouteLeftAgain(**named),)
        case DutyKind.SUSPEND_AS_UNLINKED:
            decision = case.decision(duty.about)
            return (suspended(case, decision, HoldReason.UNLINKED, given, appeal=None, reasons=None),)
        case DutyKind.RECORD_REPRESENTATIVE_GONE:
            decision = case.decision(duty.about)
            return (
                RepresentativeNoLongerActs(
                    **named,
                    decision=DecisionId(duty.about),
                    representative=case.representative(duty.about) or RepresentativeId(""),
                    freed_at=decision.freed_at or given.as_of,
                    notice=next_notice(case) if decision.in_force_from else None,
                    notice_leave_by=notice_leave_by(case, given),
                ),
            )
    raise TypeError(duty)


def freed(case: Case, event: RepresentativeNoLongerActs) -> Case:
    """The customer writes directly."""
    case = with_decision(case, event.decision, freed_at=event.freed_at, freed_recorded=True)
    if event.notice is None:
        return case
    return owing(case, event, NoticeKind.CHANGE, event.decision, Change.REPRESENTATIVE_GONE)


def without_route(case: Case, event: NoRouteLeftTogether) -> Case:
    """A manager is to see to it."""
    return changed(case, without_route=event.found_on)


def with_route(case: Case, _event: RouteLeftAgain) -> Case:
    """There is nothing more to see to."""
    return changed(case, without_route=None)
