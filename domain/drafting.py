"""A decision in the making: saved unfinished, found again, changed, and made or discarded (7.2; docs/adr/0016).

A draft is no part of its case: it binds nobody, starts no clock and ends none. What it says is personal text as a
whole, measures and dates too, for a measure that was only thought of is nobody's fact. Whoever drafted or read one has
known of the decision, and does not review it (8.5).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from domain.calendar import local_day
from domain.case.deciding import (
    Characteristic,
    ContinueRestriction,
    Deciding,
    Restrict,
    VaryRestriction,
)
from domain.case.state import Case, Decision
from domain.event import Command, Event
from domain.frozen import changed
from domain.measures import Measure, MeasureKind
from domain.names import (
    SEALED,
    Actor,
    CaseId,
    CustomerId,
    IncidentId,
    Personal,
    PersonalList,
    Sealed,
    StaffId,
)
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Decider, Given, Needs


class Drafted(StrEnum):
    """Which decision a draft is of."""

    RESTRICT = "restrict"
    CONTINUE = "continue"
    VARY = "vary"


COMMANDS: dict[Drafted, type[Deciding]] = {
    Drafted.RESTRICT: Restrict,
    Drafted.CONTINUE: ContinueRestriction,
    Drafted.VARY: VaryRestriction,
}


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """What a manager has written of a decision so far: any of its terms, None or empty where there is nothing yet."""

    measures: tuple[Measure, ...] = ()
    basis: tuple[IncidentId, ...] = ()
    expires_on: date | None = None
    review_on: date | None = None
    ends_all_contact: bool = False
    agreed_by: StaffId | None = None
    lesser: tuple[MeasureKind, ...] = ()
    characteristic: Characteristic | None = None
    adjustments_asked_on: date | None = None
    measure_words: tuple[str, ...] = ()
    reasons: str | None = None
    circumstances: str | None = None
    seriousness: str | None = None
    why_not_lesser: tuple[str, ...] = ()
    adjustments_considered: str | None = None
    adjustments_made: str | None = None
    why_still: str | None = None
    customer_side: str | None = None
    our_handling: str | None = None
    why_extreme: tuple[str, ...] = ()
    safety_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class BeginDraft(Command):
    """Begin to write a decision. Nothing is taken over from an earlier one: 3.1 is asked afresh."""

    case: CaseId
    what: Drafted
    says: Unfinished


@dataclass(frozen=True, kw_only=True)
class ChangeDraft(Command):
    """Write it anew: all of it, as it now is."""

    what: Drafted
    says: Unfinished


@dataclass(frozen=True, kw_only=True)
class DiscardDraft(Command):
    """Make no decision of it."""


@dataclass(frozen=True, kw_only=True)
class DraftEvent(Event):
    """What every event of a draft names. It is found by its case and by its drafter."""

    kind: ClassVar[str] = "draft"
    clause: ClassVar[str] = "7.2"
    tagged: ClassVar[tuple[str, ...]] = ("case", "drafted_by")
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    case: CaseId
    customer: CustomerId
    drafted_by: StaffId


@dataclass(frozen=True, kw_only=True)
class DraftSaved(DraftEvent):
    """A manager saved a decision that is not made. Every term of it is sealed; the fields are those of `Unfinished`."""

    what: Drafted
    saved_at: datetime
    measures: tuple[Measure, ...] | Sealed = SEALED
    basis: tuple[IncidentId, ...] | Sealed = SEALED
    expires_on: date | Sealed | None = SEALED
    review_on: date | Sealed | None = SEALED
    ends_all_contact: bool | Sealed = SEALED
    agreed_by: StaffId | Sealed | None = SEALED
    lesser: tuple[MeasureKind, ...] | Sealed = SEALED
    characteristic: Characteristic | Sealed | None = SEALED
    adjustments_asked_on: date | Sealed | None = SEALED
    measure_words: PersonalList = SEALED
    reasons: Personal | None = SEALED
    circumstances: Personal | None = SEALED
    seriousness: Personal | None = SEALED
    why_not_lesser: PersonalList = SEALED
    adjustments_considered: Personal | None = SEALED
    adjustments_made: Personal | None = SEALED
    why_still: Personal | None = SEALED
    customer_side: Personal | None = SEALED
    our_handling: Personal | None = SEALED
    why_extreme: PersonalList = SEALED
    safety_reason: Personal | None = SEALED

    def says(self) -> Unfinished | None:
        """Return what was opened of it; None: it is sealed, or erased."""
        said = {f.name: getattr(self, f.name) for f in fields(Unfinished)}
        return None if any(isinstance(value, Sealed) for value in said.values()) else Unfinished(**said)


@dataclass(frozen=True, kw_only=True)
class DraftDiscarded(DraftEvent):
    """Its drafter makes no decision of it. What it said stays, sealed: an auditor may ask."""

    discarded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A draft as its events have left it: who, when, of what. What it says is not here."""

    case: CaseId
    customer: CustomerId
    drafted_by: StaffId
    what: Drafted
    saved: tuple[datetime, ...]  # each time, oldest first
    version: int = 1
    discarded_at: datetime | None = None

    @property
    def begun_at(self) -> datetime:
        """When it was saved first."""
        return self.saved[0]

    @property
    def saved_at(self) -> datetime:
        """When it was saved last."""
        return self.saved[-1]


def decided_from(case: Case, draft: str) -> Decision | None:
    """Return the decision that was made of a draft, where one was."""
    return next((decision for decision in case.decisions if decision.draft == draft), None)


def decided_meanwhile(case: Case, name: str, draft: Draft) -> tuple[StaffId, date] | None:
    """Return who has decided otherwise in the case since a draft of a decision was begun, and on which day."""
    others = [d for d in case.decisions if d.draft != name and d.decided_at >= draft.begun_at]
    if others:
        return others[-1].by, others[-1].decided_on
    if case.no_action_by and case.no_action_at and case.no_action_at >= draft.begun_at:
        return case.no_action_by, local_day(case.no_action_at)
    return None


def check_may_open(draft: Draft, case: Case, reader: Actor) -> None:
    """Check that somebody may read a draft: not who reviews an appeal in its case. Raises Refused (8.5).

    They have no direct knowledge of how the decision came about, and would have.
    """
    reviews = any(appeal.is_open and appeal.reviewer == reader.id for appeal in case.appeals)
    if reviews and reader.id != draft.drafted_by:
        raise Refused(
            "8.5",
            "who reviews an appeal does not read the drafts of what it is against",
            accepted="the decision and its reasons, which are in the case",
        )


def fold_draft(draft: Draft | None, event: Event) -> Draft:
    """Apply an event."""
    match event:
        case DraftSaved() if draft is None:
            return Draft(
                case=event.case,
                customer=event.customer,
                drafted_by=event.drafted_by,
                what=event.what,
                saved=(event.saved_at,),
            )
        case DraftSaved() if draft:
            return changed(draft, what=event.what, saved=(*draft.saved, event.saved_at), version=draft.version + 1)
        case DraftDiscarded() if draft:
            return changed(draft, discarded_at=event.discarded_at, version=draft.version + 1)
    raise TypeError(event)


def decide_draft(draft: Draft | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Decide about a draft. Raises NotFound, Refused, Conflict (7.2)."""
    match command:
        case BeginDraft() if draft is not None:
            raise Conflict("this draft has been begun", version=draft.version)
        case BeginDraft():
            return (_saved(_open_case(command.case, given), command, given),)
        case ChangeDraft():
            mine = _check_mine_and_open(draft, given)
            return (_saved(_open_case(mine.case, given), command, given),)
        case DiscardDraft():
            return (_discarded(_check_mine_and_open(draft, given), given),)
    raise TypeError(command)


def _open_case(name: CaseId, given: Given) -> Case:
    case: Case | None = given.others.get(name)
    if case is None:
        raise NotFound(name)
    if case.closed:
        raise Conflict("this case has closed: nothing is decided in it", version=case.version)
    return case


def _check_mine_and_open(draft: Draft | None, given: Given) -> Draft:
    if draft is None:
        raise NotFound(given.stream)
    if draft.drafted_by != given.by.id:
        raise Refused("7.2", "a draft is changed by whoever writes it, and nobody else", accepted="a draft of your own")
    if draft.discarded_at:
        raise Conflict("this draft has been discarded", version=draft.version)
    case: Case | None = given.others.get(draft.case)
    if case and (made := decided_from(case, given.stream)):
        raise Conflict(
            "the decision has been made of this draft", version=draft.version, by=made.by, on=made.decided_on
        )
    return draft


def _saved(case: Case, command: BeginDraft | ChangeDraft, given: Given) -> DraftSaved:
    return DraftSaved(
        case=case.id,
        customer=case.customer,
        drafted_by=given.by.id,
        what=command.what,
        saved_at=given.as_of,
        **vars(command.says),
    )


def _discarded(draft: Draft, given: Given) -> DraftDiscarded:
    return DraftDiscarded(
        case=draft.case, customer=draft.customer, drafted_by=draft.drafted_by, discarded_at=given.as_of
    )


def _needs(draft: Draft | None, command: Command, _others: Mapping[str, Any]) -> Needs:
    """The case, which may close, or be decided in from this very draft."""
    case = draft.case if draft else getattr(command, "case", None)
    return Needs(streams=frozenset({case} if case else ()))


DRAFT_DECIDER = Decider(
    kind="draft",
    events=(DraftSaved, DraftDiscarded),
    commands=(BeginDraft, ChangeDraft, DiscardDraft),
    fold=fold_draft,
    decide=decide_draft,
    needs=_needs,
)
