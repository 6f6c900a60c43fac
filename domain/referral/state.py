"""A referral as its events have left it, and what it owes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.calendar import Counts, ends
from domain.case.duties import Duty, DutyKind, Timer, timers_for
from domain.case.steps import DutyEscalated, DutyReminded
from domain.event import Event
from domain.frozen import changed
from domain.measures import Authority
from domain.names import CustomerId, ReferralId, Role, StaffId, StreamId
from domain.policy import PolicyBook
from domain.referral.kinds import Outcome, ReferralKind
from domain.referral.said import (
    CorrectedPart,
    EngagedUnanswered,
    ReferralAnswered,
    ReferralAssigned,
    ReferralCorrected,
    ReferralFellAway,
    ReferralOpened,
    ReferralStatement,
)
from domain.referral.sorts import SORTS, Sort

PART = "referral"  # of the process: a referral has but one


@dataclass(frozen=True, kw_only=True)
class Referral:
    """One referral. `outcome` is None while it is open."""

    id: ReferralId
    customer: CustomerId
    kind: ReferralKind
    about: StreamId | None
    received_on: date
    due_on: date
    policy: str
    opened_by: StaffId
    version: int = 1
    person: StaffId | None = None
    outcome: Outcome | None = None
    answered_on: date | None = None
    reference: str | None = None
    authority: Authority | None = None
    exhausted_on: date | None = None
    said: tuple[CorrectedPart, ...] = ()  # each statement that can be corrected, and who said it last
    reminded: frozenset[str] = frozenset()
    escalated: Mapping[str, int] = field(default_factory=dict)

    @property
    def since(self) -> date:
        """The day from which its time runs."""
        return self.received_on

    @property
    def sort(self) -> Sort:
        """What its kind asks."""
        return SORTS[self.kind]

    @property
    def closed(self) -> bool:
        """Whether it has been answered."""
        return self.outcome is not None


def fold(referral: Referral | None, event: Event) -> Referral:
    """Apply an event."""
    if isinstance(event, ReferralOpened):
        return Referral(
            id=event.referral,
            customer=event.customer,
            kind=event.referral_kind,
            about=event.about,
            received_on=event.received_on,
            due_on=event.due_on,
            policy=event.policy,
            opened_by=event.opened_by,
            said=(CorrectedPart(ReferralStatement.RECEIVED_ON, 1),),
        )
    if referral is None:
        raise TypeError(event)
    referral = changed(referral, version=referral.version + 1)
    return _APPLIED[type(event)](referral, event)


def _answered(referral: Referral, event: ReferralAnswered) -> Referral:
    found_at = (CorrectedPart(ReferralStatement.REFERENCE, referral.version),) if event.reference else ()
    return changed(
        referral,
        outcome=event.outcome,
        answered_on=event.answered_on,
        reference=event.reference,
        authority=event.authority,
        exhausted_on=event.exhausted_on,
        said=referral.said + found_at,
    )


def _corrected(referral: Referral, event: ReferralCorrected) -> Referral:
    what = {part.what for part in event.corrects}
    return changed(
        referral,
        received_on=event.received_on or referral.received_on,
        reference=event.reference or referral.reference,
        due_on=event.due_on,
        said=(
            *(part for part in referral.said if part.what not in what),
            *(CorrectedPart(part.what, referral.version) for part in event.corrects),
        ),
    )


_APPLIED: dict[type[Event], Callable[[Referral, Any], Referral]] = {
    ReferralAssigned: lambda referral, event: changed(referral, person=event.person),
    ReferralAnswered: _answered,
    ReferralCorrected: _corrected,
    EngagedUnanswered: lambda referral, event: changed(referral, outcome=Outcome.ENGAGE, answered_on=event.engaged_on),
    ReferralFellAway: lambda referral, event: changed(
        referral, outcome=Outcome.NOT_ONE, answered_on=event.fell_away_on
    ),
    DutyReminded: lambda referral, event: changed(referral, reminded=referral.reminded | {event.name}),
    DutyEscalated: lambda referral, event: changed(referral, escalated={**referral.escalated, event.name: event.level}),
}


def agenda(referral: Referral, book: PolicyBook) -> tuple[Duty, ...]:
    """Return what is owed: an answer, by its day; for a subsequent contact, in the end that we engage (10.1)."""
    return () if referral.closed else tuple(_owed(referral, book))


def timers(referral: Referral, book: PolicyBook) -> tuple[Timer, ...]:
    """Return every moment at which the process acts about it, soonest first."""
    return timers_for(agenda(referral, book), referral, book)


def _owed(referral: Referral, book: PolicyBook) -> Iterator[Duty]:
    """Yield the answer that is owed by its day, and after it that we engage (4.5, 10.1)."""
    yield Duty(
        kind=DutyKind.ANSWER_REFERRAL,
        about=referral.id,
        part=PART,
        at=ends(referral.due_on),
        due_on=referral.due_on,
        clause=referral.sort.clause,
        owner=referral.sort.owner,
        person=referral.person,
    )
    if referral.kind is ReferralKind.SUBSEQUENT_CONTACT:
        after = book.version(referral.policy).figures.subsequent_contact_engage_wd
        day = book.calendar.working_days_after(referral.due_on, after, Counts.AGAINST_US, since=referral.since)
        yield Duty(
            kind=DutyKind.ENGAGE_UNANSWERED,
            about=referral.id,
            part=PART,
            at=ends(day),
            due_on=day,
            clause="10.1",
            owner=Role.SYSTEM,
        )
