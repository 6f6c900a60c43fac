"""The manager's decision: to restrict, to continue or vary a restriction, or to do nothing (5.2, 6, 7.2, 7.3, 9.2)."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from domain.calendar import Counts, local_day, months_after
from domain.case.referral import CaseEvent, check_basis, check_not_a_party, notice_leave_by
from domain.case.state import Case, Decision, next_notice
from domain.case.verdict import end_of, is_not_harsher, leaves_an_ordinary_route
from domain.event import Command, Event
from domain.incident import Incident
from domain.measures import NEEDS_WORDS, Measure, MeasureKind, check_measures
from domain.names import SEALED, DecisionId, IncidentId, NoticeId, Personal, PersonalList, Role, StaffId
from domain.policy import PolicyBook
from domain.refusal import Conflict, Refused
from domain.staff import DIRECTORY, Directory
from domain.streams import Given


class Characteristic(StrEnum):
    """Whether a protected characteristic is known or suspected; 3.1."""

    KNOWN = "known"
    SUSPECTED = "suspected"
    NONE_KNOWN = "none-known"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a manager decides and has considered: asked for in a command, and so recorded in the event.

    `measure_words` says, in the order of `measures`, what a measure means in words; `why_not_lesser` why each of
    `lesser` would not do. One of `expires_on` (the last day in force) and `review_on` is given.
    """

    measures: tuple[Measure, ...]
    basis: tuple[IncidentId, ...]
    expires_on: date | None = None
    review_on: date | None = None
    ends_all_contact: bool = False
    agreed_by: StaffId | None = None
    lesser: tuple[MeasureKind, ...]
    characteristic: Characteristic
    measure_words: PersonalList = SEALED
    reasons: Personal = SEALED
    circumstances: Personal = SEALED
    seriousness: Personal = SEALED
    why_not_lesser: PersonalList = SEALED
    adjustments_considered: Personal = SEALED
    adjustments_made: Personal = SEALED
    why_still: Personal = SEALED
    customer_side: Personal | None = SEALED
    our_handling: Personal | None = SEALED
    extreme_reason: Personal | None = SEALED
    safety_reason: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class Restrict(Terms, Command):
    """Restrict contact."""


@dataclass(frozen=True, kw_only=True)
class ContinueRestriction(Terms, Command):
    """Continue at a review: a new decision, with its own reasons and its own right to appeal (9.2)."""


@dataclass(frozen=True, kw_only=True)
class VaryRestriction(Terms, Command):
    """Vary, at a review or before: a new decision (9.2, 9.3)."""


@dataclass(frozen=True, kw_only=True)
class DecideNoAction(Command):
    """Decide not to restrict."""

    reasons: Personal


@dataclass(frozen=True, kw_only=True)
class Decided(Terms, CaseEvent):
    """What every decision about a restriction records beside its terms. `safety`: it could not wait for its notice."""

    decision: DecisionId
    notice: NoticeId
    notice_leave_by: date
    decided_by: StaffId
    decided_at: datetime
    decided_on: date
    lapses_on: date
    review_opens_on: date
    violent: bool
    extreme: bool
    safety: bool
    calendar: str


@dataclass(frozen=True, kw_only=True)
class RestrictionImposed(Decided):
    """A manager restricted contact."""


@dataclass(frozen=True, kw_only=True)
class RestrictionContinued(Decided):
    """A manager continued a restriction; `follows` is the decision it takes over from."""

    clause: ClassVar[str] = "9.2"
    follows: DecisionId


@dataclass(frozen=True, kw_only=True)
class RestrictionVaried(Decided):
    """A manager varied a restriction. `at_once`: it is nowhere harsher, and so does not wait for its notice."""

    clause: ClassVar[str] = "9.3"
    follows: DecisionId
    at_once: bool


@dataclass(frozen=True, kw_only=True)
class NoActionDecided(CaseEvent):
    """A manager decided not to restrict."""

    decided_by: StaffId
    decided_on: date
    reasons: Personal = SEALED


def restrict(case: Case, command: Restrict, given: Given) -> tuple[Event, ...]:
    """Decide to restrict. Raises Refused, NotFound; Conflict where another manager was first."""
    if case.current:
        raise Conflict("a decision has been made in this case", version=case.version)
    basis = check_basis(case, command.basis, given, field="basis")
    _check_warned(case, basis, given)
    return (RestrictionImposed(**_decided(case, command, basis, given)),)


def continue_(case: Case, command: ContinueRestriction, given: Given) -> tuple[Event, ...]:
    """Continue at a review. Raises Refused, NotFound."""
    current = _current(case)
    if not current.review_opened:
        raise Refused("9.2", "a restriction is continued at its review", accepted=f"from {current.review_opens_on}")
    basis = check_basis(case, command.basis, given, field="basis")
    return (RestrictionContinued(**_decided(case, command, basis, given), follows=current.id),)


def vary(case: Case, command: VaryRestriction, given: Given) -> tuple[Event, ...]:
    """Vary: at a review as is right, before it only so that nothing is harsher. Raises Refused, NotFound."""
    current = _current(case)
    basis = check_basis(case, command.basis, given, field="basis")
    not_harsher = is_not_harsher(command.measures, lapses_on(case, command, given), current)
    if not current.review_opened and not not_harsher:
        raise Refused(
            "9.2", "before its review a restriction can only be eased", accepted=f"from {current.review_opens_on}"
        )
    return (RestrictionVaried(**_decided(case, command, basis, given), follows=current.id, at_once=not_harsher),)


def no_action(case: Case, command: DecideNoAction, given: Given) -> tuple[Event, ...]:
    """Decide not to restrict. Raises Refused; Conflict where another manager was first."""
    if case.current or case.closed:
        raise Conflict("a decision has been made in this case", version=case.version)
    check_not_a_party(case.incidents, given)
    if not command.reasons:
        raise Refused("7.2", "a decision has reasons", field="reasons")
    today = local_day(given.as_of)
    return (
        NoActionDecided(
            case=case.id, customer=case.customer, decided_by=given.by.id, decided_on=today, reasons=command.reasons
        ),
    )


def _current(case: Case) -> Decision:
    if case.current is None:
        raise Refused("9.2", "no restriction stands in this case")
    return case.current


def _decided(case: Case, terms: Terms, basis: tuple[Incident, ...], given: Given) -> dict[str, Any]:
    check_not_a_party(terms.basis, given)
    check_measures(terms.measures)
    _check_words(terms)
    _check_considered(terms, basis)
    _check_duration(case, terms, given)
    _check_route(case, terms, given)
    today = local_day(given.as_of)
    return {
        **{f.name: getattr(terms, f.name) for f in fields(Terms)},
        "case": case.id,
        "customer": case.customer,
        "decision": DecisionId(f"decision/{len(case.decisions) + 1}"),
        "notice": next_notice(case),
        "notice_leave_by": notice_leave_by(case, given),
        "decided_by": given.by.id,
        "decided_at": given.as_of,
        "decided_on": today,
        "lapses_on": lapses_on(case, terms, given),
        "review_opens_on": review_opens_on(case, today, terms.expires_on or terms.review_on or today, given.book),
        "violent": any(incident.is_violent for incident in basis),
        "extreme": any(measure.is_extreme for measure in terms.measures),
        "safety": bool(terms.safety_reason),
        "calendar": given.book.calendar.version,
    }


def _check_warned(case: Case, basis: tuple[Incident, ...], given: Given) -> None:
    """A warning with its chance comes first, wherever possible (7.2)."""
    if case.warning_dispensed_with:
        return
    today = local_day(given.as_of)
    cases = [case, *(other for other in given.of_kind("case").values() if other.customer == case.customer)]
    for warning in (warning for each in cases for warning in each.warnings):
        counts = warning.left_at and warning.counts_until and today <= warning.counts_until
        if counts and any(warning.left_at <= incident.happened_at for incident in basis):
            return
    raise Refused(
        "7.2",
        "a warning with a chance to change comes before a decision",
        field="basis",
        accepted="an incident after a warning that still counts, or a recorded reason why no warning was possible",
    )


def _check_words(terms: Terms) -> None:
    words = terms.measure_words if isinstance(terms.measure_words, tuple) else ()
    for number, measure in enumerate(terms.measures):
        if measure.kind in NEEDS_WORDS and not (number < len(words) and words[number]):
            raise Refused("6.1", f"the measure {measure.kind} is described", field=f"measure_words.{number}")


def _check_considered(terms: Terms, basis: tuple[Incident, ...]) -> None:
    asked = {
        "reasons": ("2.4", "the decision has reasons"),
        "circumstances": ("5.2", "the customer's circumstances are considered"),
        "seriousness": ("5.2", "the seriousness of the customer's own issue is considered"),
        "adjustments_considered": ("3.1", "which reasonable adjustments were considered is said"),
        "adjustments_made": ("3.1", "which adjustments were made is said"),
        "why_still": ("3.1", "why restricting is still needed is said"),
    }
    for name, (clause, reason) in asked.items():
        if not getattr(terms, name):
            raise Refused(clause, reason, field=name)
    why = terms.why_not_lesser if isinstance(terms.why_not_lesser, tuple) else ()
    if not terms.lesser or len(why) != len(terms.lesser) or not all(why):
        raise Refused("5.2", "the lesser measures considered, and why each would not do, are named", field="lesser")
    if any(measure.is_extreme for measure in terms.measures) and not terms.extreme_reason:
        raise Refused("6.1", "an extreme measure has its own justification", field="extreme_reason")
    if any(incident.outside_steps for incident in basis) and not terms.our_handling:
        raise Refused("5.4-5.6", "our own handling was outside the steps and is weighed", field="our_handling")


def _check_duration(case: Case, terms: Terms, given: Given) -> None:
    today = local_day(given.as_of)
    if (terms.expires_on is None) == (terms.review_on is None):
        raise Refused(
            "7.3", "a restriction has an expiry date or a review date", field="expires_on", accepted="one of the two"
        )
    name = "expires_on" if terms.expires_on else "review_on"
    end = terms.expires_on or terms.review_on
    if end is None or end <= today:
        raise Refused("7.3", "a restriction ends after the day it is decided", field=name, accepted=f"after {today}")
    limit = months_after(today, given.book.version(case.policy).figures.agreement_beyond_months)
    if end > limit and not _agreed(terms, given):
        raise Refused(
            "7.2",
            "so long a restriction needs a Head of Service's agreement",
            field="agreed_by",
            accepted=f"a Head of Service or Director, or a date up to {limit}",
        )


def _agreed(terms: Terms, given: Given) -> bool:
    senior = (Role.HEAD_OF_SERVICE, Role.DIRECTOR)
    if given.by.has(*senior):
        return True
    directory: Directory = given.others.get(DIRECTORY) or Directory()
    return terms.agreed_by is not None and any(terms.agreed_by in directory.holders(role) for role in senior)


def _check_route(case: Case, terms: Terms, given: Given) -> None:
    """With everything in force, an ordinary route stays open, unless the decision says that it ends all contact."""
    if terms.ends_all_contact:
        return
    standing = [
        measure
        for other in given.of_kind("case").values()
        if other.id != case.id
        for decision in other.decisions
        if decision.ended is None and given.as_of < end_of(decision)
        for measure in decision.measures
    ]
    if not leaves_an_ordinary_route([*terms.measures, *standing]):
        raise Refused(
            "6.1",
            "with everything in force this leaves the customer no ordinary route",
            field="ends_all_contact",
            accepted="measures that leave a route, or a decision that says it ends all contact",
        )


def lapses_on(case: Case, terms: Terms, given: Given) -> date:
    """Return the last day in force if nobody decides: the expiry date, or days after a review date missed (9.2)."""
    if terms.review_on is None:
        return terms.expires_on or local_day(given.as_of)
    after = given.book.version(case.policy).figures.review_missed_lapses_wd
    return given.book.calendar.working_days_after(terms.review_on, after, Counts.AGAINST_US)


def review_opens_on(case: Case, start: date, end: date, book: PolicyBook) -> date:
    """Return the day a review opens: 20 working days before the end, or half-way in a term under twice that (9.2)."""
    before = book.version(case.policy).figures.review_opens_before_wd
    term = book.calendar.working_days_between(start, end)
    if term >= 2 * before:
        return book.calendar.working_days_before(end, before)
    return book.calendar.working_days_after(start, term // 2, Counts.AGAINST_US)
