"""A warning of which nothing is left is taken back, and the customer who was warned is told (1.3, 4.1, 7.2, 9.3).

Whoever follows the record finds it: its records are not one person's after all, or no conduct that it was about counts
any more. It counted for nothing from that moment on, told or not (`considering.check_warned`); taken back, it does not
come to count again, whatever is linked or found later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from domain.calendar import local_day
from domain.case.appealing import CaseReopened
from domain.case.basis import records_of
from domain.case.deadlines import notice_leave_by
from domain.case.notice import NoticeKind, next_notice
from domain.case.parts import needless, owing, with_warning
from domain.case.quashing import warning_counts
from domain.case.referral import CaseEvent
from domain.case.saying import without_what_is_so_no_longer
from domain.case.state import Case, Warned
from domain.event import Command, Event
from domain.linking import needs_of_the_person
from domain.names import NoticeId, WarningId
from domain.refusal import AlreadySo, NotFound
from domain.streams import Given, Needs


class WhyWithdrawn(StrEnum):
    """Why nothing is left of a warning."""

    UNLINKED = "unlinked"  # 1.3: it rests on what somebody else did
    RECORDED_IN_ERROR = "recorded-in-error"  # 9.1
    NOT_UNACCEPTABLE = "not-unacceptable"  # 4.1, 8.6


@dataclass(frozen=True, kw_only=True)
class WithdrawWarning(Command):
    """Whoever follows the record found that nothing may be left of a warning."""

    warning: WarningId


@dataclass(frozen=True, kw_only=True)
class WarningWithdrawn(CaseEvent):
    """A warning was taken back. `notice` tells whoever may have been warned; None: its letter never left."""

    clause: ClassVar[str] = "7.2"
    coded: ClassVar[str | None] = "why"
    warning: WarningId
    why: WhyWithdrawn
    withdrawn_at: datetime
    notice: NoticeId | None
    notice_leave_by: date | None


def needs(case: Case, command: WithdrawWarning, others: Mapping[str, Any]) -> Needs:
    """What the warning was about, and the person's records and cases."""
    about = {incident for warning in case.warnings if warning.id == command.warning for incident in warning.incidents}
    return needs_of_the_person(case.customer, others) | Needs(streams=frozenset(about))


def withdraw(case: Case, command: WithdrawWarning, given: Given) -> tuple[Event, ...]:
    """Take a warning back. Raises NotFound; AlreadySo where it stands, is taken back, or counts no longer anyhow."""
    warning = next((w for w in case.warnings if w.id == command.warning), None)
    if warning is None:
        raise NotFound(command.warning)
    why = why_withdrawn(case, warning, given)
    if warning.withdrawn_at or why is None or (warning.counts_until or date.max) < local_day(given.as_of):
        raise AlreadySo
    notice = case.notice(warning.notice)
    reached = bool(notice.left_at) or notice.may_be_out
    reopened = (CaseReopened(case=case.id, customer=case.customer),) if case.closed and reached else ()
    return (
        *reopened,
        WarningWithdrawn(
            case=case.id,
            customer=case.customer,
            warning=warning.id,
            why=why,
            withdrawn_at=given.as_of,
            notice=next_notice(case) if reached else None,
            notice_leave_by=notice_leave_by(case, given) if reached else None,
        ),
    )


def why_withdrawn(case: Case, warning: Warned, given: Given) -> WhyWithdrawn | None:
    """Return why nothing is left of a warning; None where it stands."""
    if not records_of(case.customer, given).issuperset(warning.rests_on):
        return WhyWithdrawn.UNLINKED
    if warning_counts(warning, [case, *given.of_kind("case").values()], given.others):
        return None
    about = [given.others[name] for name in warning.incidents if given.others.get(name) is not None]
    return WhyWithdrawn.RECORDED_IN_ERROR if any(one.retracted for one in about) else WhyWithdrawn.NOT_UNACCEPTABLE


def withdrawn(case: Case, event: WarningWithdrawn) -> Case:
    """Fold it: no time to change runs, no letter tells of it, and whoever was warned is told."""
    case = needless(case, case.warning(event.warning).notice)
    case = with_warning(case, event.warning, withdrawn_at=event.withdrawn_at, period_ended=True)
    if event.notice:
        case = owing(case, event, NoticeKind.WARNING_WITHDRAWN, event.warning)
    return without_what_is_so_no_longer(case)
