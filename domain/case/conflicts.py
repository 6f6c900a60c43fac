"""A conflict of interest declared by a reviewer or found by anybody: another reviewer is assigned (8.5)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.calendar import Counts, local_day
from domain.case.appealing import AppealEvent
from domain.case.receiving import find_appeal
from domain.case.state import Case, Involvement
from domain.event import Command, Event
from domain.names import SEALED, AppealId, Personal, StaffId, is_said
from domain.refusal import Conflict, Refused
from domain.staff import check_member
from domain.streams import Given


@dataclass(frozen=True, kw_only=True)
class DeclareConflict(Command):
    """Somebody (`staff`) knows or has to do with the matter or the customer, as the record does not show."""

    appeal: AppealId
    staff: StaffId
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class ConflictDeclared(AppealEvent):
    """Somebody is not independent in this case. `reassign_by`: they had the appeal; another reviewer is owed by then.

    The day by which the appeal is reviewed stays what it was.
    """

    clause: ClassVar[str] = "8.5"
    staff: StaffId
    declared_by: StaffId
    reassign_by: date | None
    reason: Personal = SEALED


def declare(case: Case, command: DeclareConflict, given: Given) -> tuple[Event, ...]:
    """Record a conflict of interest. Raises Refused (8.5), NotFound, Conflict."""
    appeal = find_appeal(case, command.appeal)
    if not appeal.is_open:
        raise Conflict("this appeal is no longer open", version=case.version)
    if (command.staff, Involvement.CONFLICT) in case.involved:
        raise Conflict("this conflict has been declared", version=case.version)
    if command.staff != appeal.reviewer:
        check_member(command.staff, given, field="staff", clause="8.5")
    if not is_said(command.reason):
        raise Refused("8.5", "what the conflict is, is recorded", field="reason", accepted="what it is, in words")
    reassign_by = None
    if command.staff == appeal.reviewer:
        within = given.book.version(case.policy).figures.reviewer_assigned_within_wd
        today = local_day(given.as_of)
        # Never later than the review itself: the clock runs on.
        soon = given.book.calendar.working_days_after(today, within, Counts.AGAINST_US)
        reassign_by = min(soon, appeal.review_by)
    return (
        ConflictDeclared(
            case=case.id,
            customer=case.customer,
            appeal=appeal.id,
            staff=command.staff,
            declared_by=given.by.id,
            reassign_by=reassign_by,
            reason=command.reason,
        ),
    )
