"""A Head of Service agrees to a term beyond the policy's maximum: an act of their own, before it is decided (7.2)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from domain.calendar import local_day
from domain.case.basis import check_not_a_party
from domain.case.parts import involving
from domain.case.referral import CaseEvent
from domain.case.state import Agreement, Case, Involvement
from domain.event import Command, Event
from domain.frozen import changed
from domain.names import SEALED, Personal, StaffId, is_said
from domain.refusal import Refused
from domain.streams import Given


@dataclass(frozen=True, kw_only=True)
class AgreeToLongTerm(Command):
    """Agree that the next decision in a case may last, or be reviewed, up to a day beyond the maximum."""

    until: date
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class LongTermAgreed(CaseEvent):
    """A Head of Service or Director agreed to a term up to a day. It holds for the next decision and no other."""

    clause: ClassVar[str] = "7.2"
    agreed_by: StaffId
    until: date
    reason: Personal = SEALED


def agree(case: Case, command: AgreeToLongTerm, given: Given) -> tuple[Event, ...]:
    """Agree to a long term. Raises Refused (7.2); that it takes a Head of Service or Director, permissions say."""
    check_not_a_party(case.incidents, given)
    today = local_day(given.as_of)
    if command.until <= today:
        raise Refused("7.2", "what is agreed to lies ahead", field="until", accepted=f"after {today}")
    if not is_said(command.reason):
        raise Refused("7.2", "why so long is needed is said", field="reason", accepted="the reason, in words")
    return (
        LongTermAgreed(
            case=case.id,
            customer=case.customer,
            agreed_by=given.by.id,
            until=command.until,
            reason=command.reason,
        ),
    )


def agreed(case: Case, event: LongTermAgreed) -> Case:
    """It waits for the decision. They have been consulted, whatever is decided (8.5)."""
    case = changed(case, agreements=(*case.agreements, Agreement(event.agreed_by, event.until)))
    return involving(case, event.agreed_by, Involvement.CONSULTEE)
