"""What is asked and recorded of an appeal: received, let in late or refused, withdrawn (8.1-8.4)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.case.referral import CaseEvent
from domain.event import Command
from domain.names import SEALED, AppealId, DecisionId, NoticeId, Personal, PersonalList, StaffId


class How(StrEnum):
    """How an appeal is made; 8.2, 8.3."""

    IN_WRITING = "in-writing"
    VERBALLY = "verbally"  # asked for; the call is arranged and its points written down


class AppealedBy(StrEnum):
    """Who appeals; 8.3."""

    CUSTOMER = "customer"
    REPRESENTATIVE = "representative"


class Ground(StrEnum):
    """What an appeal rests on; 8.4."""

    NOT_UNACCEPTABLE = "not-unacceptable"
    DISPROPORTIONATE = "disproportionate"
    PERSONAL_CIRCUMSTANCES = "personal-circumstances"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class ReceiveAppeal(Command):
    """An appeal has come. `received_on` is the day it was received, whenever it is typed in.

    One asked for verbally may leave grounds and points to the call. `other_ground` describes the ground *other*;
    `representative` says who appeals for the customer.
    """

    decision: DecisionId
    received_on: date
    how: How = How.IN_WRITING
    appealed_by: AppealedBy = AppealedBy.CUSTOMER
    grounds: tuple[Ground, ...] = ()
    points: PersonalList = ()
    other_ground: Personal | None = None
    representative: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class AdmitLateAppeal(Command):
    """Let an appeal in although it is out of time."""

    appeal: AppealId
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class RefuseLateAppeal(Command):
    """Refuse an appeal that is out of time; the customer is told in writing."""

    appeal: AppealId
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class WithdrawAppeal(Command):
    """The customer takes the appeal back."""

    appeal: AppealId
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class AppealEvent(CaseEvent):
    """What every event of an appeal names."""

    clause: ClassVar[str] = "8.2"
    appeal: AppealId


@dataclass(frozen=True, kw_only=True)
class AppealReceived(AppealEvent):
    """An appeal came. `last_day` is the day by which timeliness was judged; None: no window was running (8.2).

    `numbers` are those that its points bear in the appeal; `call_by` is the day promised for a call asked for (8.3).
    """

    happened: ClassVar[str | None] = "received_on"
    decision: DecisionId
    received_on: date
    how: How
    appealed_by: AppealedBy
    grounds: tuple[Ground, ...]
    in_time: bool
    last_day: date | None
    review_by: date
    notice: NoticeId
    notice_leave_by: date
    recorded_by: StaffId
    calendar: str
    numbers: tuple[int, ...]
    call_by: date | None
    points: PersonalList = SEALED
    other_ground: Personal | None = SEALED
    representative: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class CaseReopened(CaseEvent):
    """An appeal came, or a notice came back, after the case had closed, and opens it again (8.2)."""

    clause: ClassVar[str] = "8.2"


@dataclass(frozen=True, kw_only=True)
class AppealJoined(AppealEvent):
    """Another letter came before the outcome, and joins the appeal (8.6). One in time brings a late appeal in."""

    clause: ClassVar[str] = "8.6"
    happened: ClassVar[str | None] = "received_on"
    received_on: date
    in_time: bool
    last_day: date | None
    review_by: date
    how: How
    appealed_by: AppealedBy
    grounds: tuple[Ground, ...]
    numbers: tuple[int, ...]
    call_by: date | None
    recorded_by: StaffId
    points: PersonalList = SEALED
    other_ground: Personal | None = SEALED
    representative: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class AppealAdmittedLate(AppealEvent):
    """A manager let a late appeal in."""

    admitted_by: StaffId
    judged_on: date
    reason: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class AppealRefusedLate(AppealEvent):
    """A manager refused a late appeal; the customer is owed the refusal in writing."""

    refused_by: StaffId
    judged_on: date
    notice: NoticeId
    notice_leave_by: date
    reason: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class AppealWithdrawn(AppealEvent):
    """The customer took the appeal back; within the window it may be made again (8.6)."""

    clause: ClassVar[str] = "8.6"
    recorded_by: StaffId
    reason: Personal = SEALED
