"""Points of an appeal that are not about the restriction: marked so by its reviewer, and passed on (8.3)."""

from dataclasses import dataclass
from typing import ClassVar

from domain.case.appealing import AppealEvent
from domain.case.hearing import PassedTo, Point
from domain.case.receiving import find_appeal
from domain.case.state import Case
from domain.event import Command, Event
from domain.names import SEALED, AppealId, Personal, StaffId, is_said
from domain.refusal import Conflict, NotAllowed, NotFound, Refused
from domain.streams import Given


@dataclass(frozen=True, kw_only=True)
class MarkPointOutOfScope(Command):
    """A point is not about the restriction. It is passed on: to whom, under which reference."""

    appeal: AppealId
    point: int
    passed_to: PassedTo
    reference: str
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class MarkPointInScope(Command):
    """A point that had been marked out of scope is about the restriction after all."""

    appeal: AppealId
    point: int
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class PointMarkedOutOfScope(AppealEvent):
    """The reviewer found that a point is not about the restriction; it has been passed on."""

    clause: ClassVar[str] = "8.3"
    coded: ClassVar[str | None] = "passed_to"
    point: int
    passed_to: PassedTo
    reference: str
    marked_by: StaffId
    reason: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class PointMarkedInScope(AppealEvent):
    """The reviewer considers a point after all; that it was passed on stays so."""

    clause: ClassVar[str] = "8.3"
    point: int
    marked_by: StaffId
    reason: Personal = SEALED


def mark_out(case: Case, command: MarkPointOutOfScope, given: Given) -> tuple[Event, ...]:
    """Mark a point out of scope. Raises Refused (8.3), NotFound, NotAllowed, Conflict."""
    if not _of_an_open_appeal(case, command, given).is_in_scope:
        raise Conflict("this point has been marked out of scope", version=case.version)
    if not command.reference.strip():
        raise Refused(
            "8.3", "a point is passed on, and not away", field="reference", accepted="the reference it has there"
        )
    return (
        PointMarkedOutOfScope(
            case=case.id,
            customer=case.customer,
            appeal=command.appeal,
            point=command.point,
            passed_to=command.passed_to,
            reference=command.reference,
            marked_by=given.by.id,
            reason=command.reason,
        ),
    )


def mark_in(case: Case, command: MarkPointInScope, given: Given) -> tuple[Event, ...]:
    """Consider a point after all. Raises Refused (8.3), NotFound, NotAllowed, Conflict."""
    if _of_an_open_appeal(case, command, given).is_in_scope:
        raise Conflict("this point is in scope", version=case.version)
    return (
        PointMarkedInScope(
            case=case.id,
            customer=case.customer,
            appeal=command.appeal,
            point=command.point,
            marked_by=given.by.id,
            reason=command.reason,
        ),
    )


def _of_an_open_appeal(case: Case, command: MarkPointOutOfScope | MarkPointInScope, given: Given) -> Point:
    """Return the point. What an appeal is about is its reviewer's to say, not a party's to the decision."""
    appeal = find_appeal(case, command.appeal)
    if not appeal.is_open:
        raise Conflict("this appeal is no longer open", version=case.version)
    if given.by.id != appeal.reviewer:
        raise NotAllowed("8.3", "only the reviewer assigned says which points are about the restriction")
    found = next((point for point in appeal.points if point.number == command.point), None)
    if found is None:
        raise NotFound(f"point/{command.point}")
    if not is_said(command.reason):
        raise Refused("8.3", "why a point is in scope or out of it is recorded", field="reason", accepted="the reason")
    return found
