"""What is asked and recorded of a referral: opened, given to somebody, answered, engaged by default."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.event import Command, Event
from domain.measures import Authority
from domain.names import SEALED, CustomerId, Personal, ReferralId, StaffId, StreamId
from domain.referral.kinds import Outcome, ReferralKind


@dataclass(frozen=True, kw_only=True)
class OpenReferral(Command):
    """Refer something about a customer. `received_on`: the local day on which what is referred came in.

    `about` is the incident, contact or case that gives cause for it; None: nothing recorded does.
    """

    customer: CustomerId
    referral_kind: ReferralKind
    received_on: date
    about: StreamId | None = None
    concern: Personal


@dataclass(frozen=True, kw_only=True)
class AssignReferral(Command):
    """Give a referral to somebody by name."""

    person: StaffId


@dataclass(frozen=True, kw_only=True)
class AnswerReferral(Command):
    """Say what comes of a referral, and why.

    `reference` is ours or the authority's; `authority` to whom it was reported; `exhausted_on` the day of our final
    answer to the complaint; `to_customer` what the customer is told, where the customer is written to.
    """

    outcome: Outcome
    reasons: Personal
    reference: str | None = None
    authority: Authority | None = None
    exhausted_on: date | None = None
    to_customer: Personal | None = None


class ReferralStatement(StrEnum):
    """What was said of a referral that can be corrected."""

    RECEIVED_ON = "received-on"
    REFERENCE = "reference"


@dataclass(frozen=True)
class CorrectedPart:
    """What a correction corrects: a statement, and the version of the event that made it."""

    what: ReferralStatement
    version: int


@dataclass(frozen=True, kw_only=True)
class CorrectReferral(Command):
    """Say on which day it came in after all, or where it is to be found again. None: unchanged."""

    reason: Personal
    received_on: date | None = None
    reference: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReferralEvent(Event):
    """What every event of a referral names."""

    kind: ClassVar[str] = "referral"
    clause: ClassVar[str] = "6.1"
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    referral: ReferralId
    customer: CustomerId


@dataclass(frozen=True, kw_only=True)
class ReferralOpened(ReferralEvent):
    """Something was referred. `due_on` is the last day to answer; `policy` the version of the figures it keeps.

    `concern` is None where the incident's own account says it.
    """

    founds: ClassVar[str | None] = "referral"
    tagged: ClassVar[tuple[str, ...]] = ("customer", "about")
    happened: ClassVar[str | None] = "received_on"
    coded: ClassVar[str | None] = "referral_kind"
    referral_kind: ReferralKind
    about: StreamId | None
    received_on: date
    opened_by: StaffId
    due_on: date
    policy: str
    calendar: str
    concern: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class ReferralAssigned(ReferralEvent):
    """It was given to somebody by name. Its clock goes on."""

    person: StaffId
    assigned_by: StaffId


@dataclass(frozen=True, kw_only=True)
class ReferralAnswered(ReferralEvent):
    """Somebody said what comes of it."""

    coded: ClassVar[str | None] = "outcome"
    outcome: Outcome
    answered_by: StaffId
    answered_on: date
    reference: str | None
    authority: Authority | None
    exhausted_on: date | None
    reasons: Personal = SEALED
    to_customer: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class EngagedUnanswered(ReferralEvent):
    """Nobody decided in time whether to engage, and so we do (10.1, *Never* the customer's loss)."""

    clause: ClassVar[str] = "10.1"
    engaged_on: date


@dataclass(frozen=True, kw_only=True)
class ReferralFellAway(ReferralEvent):
    """The contact that gave cause for it was taken back, and nobody answered in time: there is nobody to engage with.

    Nobody is written to: whoever had brought something has a contact, and a referral, of their own.
    """

    clause: ClassVar[str] = "10.1"
    fell_away_on: date


@dataclass(frozen=True, kw_only=True)
class ReferralCorrected(ReferralEvent):
    """What was said of it was corrected; `corrects` says what, by which events. None: unchanged.

    `due_on` is the last day to answer as it is from now on.
    """

    clause: ClassVar[str] = "9.1"
    corrects: tuple[CorrectedPart, ...]
    received_on: date | None
    reference: str | None
    due_on: date
    corrected_by: StaffId
    reason: Personal = SEALED
