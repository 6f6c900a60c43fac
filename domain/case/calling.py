"""What is asked and recorded of a verbal appeal's call: arranged, missed, its points taken down, given up (8.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from domain.case.appealing import AppealedBy, AppealEvent, Ground
from domain.case.hearing import ReadBack, WhyMissed, WhyNoCall
from domain.event import Command
from domain.names import SEALED, AppealId, NoticeId, Personal, PersonalList, StaffId


@dataclass(frozen=True, kw_only=True)
class ArrangeAppealCall(Command):
    """Arrange the call: who phones whom, and when (`at`, aware UTC). Again, with a reason, to rearrange it."""

    appeal: AppealId
    at: datetime
    caller: StaffId
    with_whom: AppealedBy = AppealedBy.CUSTOMER
    reason: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class RecordAppealCallMissed(Command):
    """The call that was arranged did not bring the points down."""

    appeal: AppealId
    missed: WhyMissed
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class TakeDownAppealPoints(Command):
    """The call was held: the points, as written down and read back, and what the customer said to them."""

    appeal: AppealId
    held_on: date
    grounds: tuple[Ground, ...] = ()
    points: PersonalList
    read_back: ReadBack
    read_back_by: StaffId
    other_ground: Personal | None = None
    corrections: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class GiveUpAppealCall(Command):
    """Go on without the call: the customer cannot be reached, or no longer wants it."""

    appeal: AppealId
    why: WhyNoCall
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class CallEvent(AppealEvent):
    """What every event of a call names."""

    clause: ClassVar[str] = "8.3"


@dataclass(frozen=True, kw_only=True)
class AppealCallArranged(CallEvent):
    """A call was arranged for a moment (`call_at`, UTC); `again`: in place of another, or after one that was missed."""

    call_at: datetime
    caller: StaffId
    with_whom: AppealedBy
    arranged_by: StaffId
    arranged_on: date
    again: bool
    reason: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class AppealCallMissed(CallEvent):
    """A call did not bring the points down; another is to be arranged by `arrange_by`. The review's clock runs on."""

    coded: ClassVar[str | None] = "missed"
    missed: WhyMissed
    arrange_by: date
    recorded_by: StaffId
    reason: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class AppealPointsTakenDown(CallEvent):
    """The call was held. The points were written down and read back; `numbers` are those they bear in the appeal."""

    happened: ClassVar[str | None] = "held_on"
    coded: ClassVar[str | None] = "read_back"
    held_on: date
    grounds: tuple[Ground, ...]
    numbers: tuple[int, ...]
    read_back: ReadBack
    read_back_by: StaffId
    taken_down_by: StaffId
    points: PersonalList = SEALED
    other_ground: Personal | None = SEALED
    corrections: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class AppealCallGivenUp(CallEvent):
    """The appeal is reviewed without a call. Where the customer was not reached (`tried` times), they are told so."""

    coded: ClassVar[str | None] = "why"
    why: WhyNoCall
    tried: int
    given_up_by: StaffId
    notice: NoticeId | None
    notice_leave_by: date
    reason: Personal = SEALED
