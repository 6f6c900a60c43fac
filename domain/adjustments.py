"""Reasonable adjustments in place for a customer: what, since when, until when; shown to every employee (3.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from domain.calendar import local_day
from domain.event import Command, Event
from domain.names import SEALED, AdjustmentId, CustomerId, Personal, StaffId, is_said
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Given


@dataclass(frozen=True, kw_only=True)
class MakeAdjustment(Command):
    """Put a reasonable adjustment in place. `until` is its last day; None: until it is withdrawn."""

    what: Personal
    since: date
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawAdjustment(Command):
    """An adjustment is no longer in place, and why."""

    adjustment: AdjustmentId
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class AdjustmentMade(Event):
    """A reasonable adjustment was put in place."""

    kind: ClassVar[str] = "customer"
    clause: ClassVar[str] = "3.1"
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    happened: ClassVar[str | None] = "since"
    customer: CustomerId
    adjustment: AdjustmentId
    since: date
    until: date | None
    made_by: StaffId
    what: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class AdjustmentWithdrawn(Event):
    """An adjustment is no longer in place; `withdrawn_on` is the first day without it."""

    kind: ClassVar[str] = "customer"
    clause: ClassVar[str] = "3.1"
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    customer: CustomerId
    adjustment: AdjustmentId
    withdrawn_on: date
    withdrawn_by: StaffId
    reason: Personal = SEALED


@dataclass(frozen=True)
class Adjustment:
    """What rules know of an adjustment: when. What it is stands in words."""

    id: AdjustmentId
    since: date
    until: date | None
    withdrawn_on: date | None = None

    def in_place(self, day: date) -> bool:
        """Say whether it is in place on a day."""
        over = self.withdrawn_on is not None and day >= self.withdrawn_on
        return self.since <= day and not over and (self.until is None or day <= self.until)


def make(customer: Any, command: MakeAdjustment, given: Given) -> tuple[Event, ...]:
    """Put an adjustment in place for a customer who has been entered. Raises Refused (3.1)."""
    today = local_day(given.as_of)
    if not is_said(command.what):
        raise Refused("3.1", "an adjustment says what is done differently", field="what", accepted="this, in words")
    if command.until is not None and command.until < max(command.since, today):
        raise Refused(
            "3.1",
            "an adjustment that is put in place has not ended",
            field="until",
            accepted=f"{max(command.since, today)} or later; none, where it stays until it is withdrawn",
        )
    made = AdjustmentMade(
        customer=customer.id,
        adjustment=AdjustmentId(f"adjustment/{len(customer.adjustments) + 1}"),
        since=command.since,
        until=command.until,
        made_by=given.by.id,
        what=command.what,
    )
    return (made,)


def withdraw(customer: Any, command: WithdrawAdjustment, given: Given) -> tuple[Event, ...]:
    """Take an adjustment back. Raises NotFound; Refused (3.1) without a reason; Conflict where it has ended."""
    today = local_day(given.as_of)
    found = next((a for a in customer.adjustments if a.id == command.adjustment), None)
    if found is None:
        raise NotFound(command.adjustment)
    if not is_said(command.reason):
        raise Refused("3.1", "why an adjustment ends is recorded", field="reason", accepted="the reason, in words")
    if found.withdrawn_on is not None or (found.until is not None and found.until < today):
        raise Conflict("this adjustment is no longer in place")
    withdrawn = AdjustmentWithdrawn(
        customer=customer.id,
        adjustment=found.id,
        withdrawn_on=today,
        withdrawn_by=given.by.id,
        reason=command.reason,
    )
    return (withdrawn,)


def in_place(adjustments: Iterable[Adjustment], day: date) -> tuple[Adjustment, ...]:
    """Return the adjustments that are in place on a day."""
    return tuple(adjustment for adjustment in adjustments if adjustment.in_place(day))
