"""Authority to act for a customer: what is asked about it, and what became of it (6.1, 8.3)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from domain.event import Command, Event
from domain.names import (
    SEALED,
    CustomerId,
    Personal,
    PersonalList,
    RepresentativeId,
    StaffId,
)


class Relation(StrEnum):
    """What a representative is to the customer; the first three are the policy's own examples (6.1)."""

    FAMILY_MEMBER = "family-member"
    FRIEND = "friend"
    SUPPORT_WORKER = "support-worker"
    ADVOCATE = "advocate"
    SOLICITOR = "solicitor"
    ATTORNEY_OR_DEPUTY = "attorney-or-deputy"
    ELECTED_MEMBER = "elected-member"
    OTHER = "other"


class AuthorityEnd(StrEnum):
    """Why somebody no longer acts for a customer."""

    REPRESENTATIVE_WITHDREW = "representative-withdrew"
    CUSTOMER_WITHDREW = "customer-withdrew"
    CANNOT_ACT = "cannot-act"


@dataclass(frozen=True, kw_only=True)
class EnterRepresentative(Command):
    """Enter who acts for a customer. `until` is the last day of the authority; None: until it is ended.

    `record` is the representative's own record, where they are a customer too.
    """

    customer: CustomerId
    relation: Relation
    since: date
    until: date | None = None
    record: CustomerId | None = None
    name: Personal
    phones: PersonalList = ()
    emails: PersonalList = ()
    address: PersonalList = ()
    authority: Personal


@dataclass(frozen=True, kw_only=True)
class EndAuthority(Command):
    """Somebody no longer acts for a customer. `on` is the day on which they said so, or it became known."""

    why: AuthorityEnd
    on: date
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class ExtendAuthority(Command):
    """An authority for a time goes on for longer: until a later day, or (None) until it is ended."""

    until: date | None
    authority: Personal


@dataclass(frozen=True, kw_only=True)
class ShortenAuthority(Command):
    """An authority will end sooner than was known: on a day that is still to come, or today."""

    until: date
    reason: Personal


@dataclass(frozen=True, kw_only=True)
class CorrectRepresentative(Command):
    """Correct who somebody is, or how they are reached: whatever is given replaces what was said."""

    reason: Personal
    relation: Relation | None = None
    name: Personal | None = None
    phones: PersonalList | None = None
    emails: PersonalList | None = None
    address: PersonalList | None = None


@dataclass(frozen=True)
class CorrectedDetail:
    """What a correction corrects: a detail of a representative, and the version of the event that said it."""

    what: str
    version: int


@dataclass(frozen=True, kw_only=True)
class RepresentativeEvent(Event):
    """What every event of a representative names."""

    kind: ClassVar[str] = "representative"
    clause: ClassVar[str] = "6.1"
    tagged: ClassVar[tuple[str, ...]] = ("customer",)
    concerns: ClassVar[tuple[str, ...]] = ("customer", "representative")
    representative: RepresentativeId
    customer: CustomerId


@dataclass(frozen=True, kw_only=True)
class RepresentativeEntered(RepresentativeEvent):
    """Somebody acts for a customer. `authority` says in words what shows that they may."""

    relation: Relation
    since: date
    until: date | None
    record: CustomerId | None
    entered_by: StaffId
    name: Personal = SEALED
    phones: PersonalList = SEALED
    emails: PersonalList = SEALED
    address: PersonalList = SEALED
    authority: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class AuthorityExtended(RepresentativeEvent):
    """Their authority goes on beyond the day that was known. `authority` says in words what shows that."""

    until: date | None
    was: date
    extended_by: StaffId
    authority: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class AuthorityShortened(RepresentativeEvent):
    """Their authority ends on an earlier day than was known, or on a day where none was."""

    until: date
    was: date | None
    shortened_by: StaffId
    reason: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class RepresentativeCorrected(RepresentativeEvent):
    """Details of a representative were corrected; `corrects` says which, by which events. None: unchanged."""

    clause: ClassVar[str] = "9.1"
    corrects: tuple[CorrectedDetail, ...]
    relation: Relation | None
    corrected_by: StaffId
    reason: Personal = SEALED
    name: Personal | None = SEALED
    phones: PersonalList | None = SEALED
    emails: PersonalList | None = SEALED
    address: PersonalList | None = SEALED


@dataclass(frozen=True, kw_only=True)
class AuthorityEnded(RepresentativeEvent):
    """They no longer do, from the moment that this was recorded."""

    coded: ClassVar[str | None] = "why"
    happened: ClassVar[str | None] = "ended_on"
    why: AuthorityEnd
    ended_on: date
    ended_at: datetime
    recorded_by: StaffId
    reason: Personal = SEALED
