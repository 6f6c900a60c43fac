"""The manager's decision: to restrict, to continue or vary a restriction, or to do nothing (6, 7.2, 7.3, 9.2)."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from typing import Any

from domain.adjustments import in_place
from domain.calendar import ends, local_day
from domain.case.basis import basis_in, check_may_count, check_not_a_party, other_records, records_of
from domain.case.comparing import is_not_harsher
from domain.case.considering import (
    check_asked_afresh,
    check_considered,
    check_duration,
    check_extremes,
    check_named,
    check_representatives,
    check_route,
    check_warned,
    check_words,
    lapses_on,
    review_opens_on,
)
from domain.case.deadlines import closes_undecided_on, notice_leave_by
from domain.case.deciding import (
    ContinueRestriction,
    DecideNoAction,
    Deciding,
    InPlace,
    NoActionDecided,
    Restrict,
    RestrictionContinued,
    RestrictionImposed,
    RestrictionVaried,
    Terms,
    VaryRestriction,
)
from domain.case.drafted import check_from_draft
from domain.case.early_reviews import check_continues_no_further
from domain.case.force import standing
from domain.case.notice import next_notice
from domain.case.once import check_not_decided_elsewhere, check_something_new
from domain.case.state import Case, Decision, HoldReason
from domain.contradictions import check_measures
from domain.event import Event
from domain.incident import Incident
from domain.measures import check_lie_behind, lasting
from domain.names import CustomerId, DecisionId, StaffId, is_said
from domain.refusal import Check, Conflict, NoError, Refused
from domain.streams import Given


def restrict(case: Case, command: Restrict, given: Given) -> tuple[Event, ...]:
    """Decide to restrict. Raises Refused, NotFound; Conflict where another manager was first."""
    check_decision(case, command, given)
    warned_of = check_warned(case, basis_in(command.basis, given), given)
    return (RestrictionImposed(**_decided(case, command, given, warned_of)),)


def continue_(case: Case, command: ContinueRestriction, given: Given) -> tuple[Event, ...]:
    """Continue at a review; at an early one no further than before. Raises Refused, NotFound, Conflict."""
    check_decision(case, command, given)
    follows = _current(case, given).id
    return (RestrictionContinued(**_decided(case, command, given), follows=follows),)


def vary(case: Case, command: VaryRestriction, given: Given) -> tuple[Event, ...]:
    """Vary: at a review as is right, before it only so that nothing is harsher. Raises Refused, NotFound, Conflict."""
    check_decision(case, command, given)
    current = _current(case, given)
    not_harsher = is_not_harsher(command.measures, lapses_on(case, command, given), current)
    at_once = not_harsher and _was_told(current)
    return (RestrictionVaried(**_decided(case, command, given), follows=current.id, at_once=at_once),)


@Check
def check_decision(case: Case, command: Deciding, given: Given) -> Iterator[NoError]:
    """Check everything that a decision about a restriction must be. Raises Refused, NotFound, Conflict (6, 7.2, 9.2).

    Where something is missing, what rests on it is not looked at: it would be found wanting for that alone.
    """
    yield from check_from_draft.each(case, command, given)
    match command:
        case Restrict():
            yield from _check_owed.each(case, given)
        case ContinueRestriction():
            yield from _check_at_its_review.each(case, command, given)
    wrong_basis = list(check_may_count.each(case, command.basis, given, "basis"))
    yield from wrong_basis
    basis = basis_in(command.basis, given)
    if isinstance(command, Restrict) and not wrong_basis:
        yield from check_something_new.each(case, command.basis)
        yield from _found(lambda: check_warned(case, basis, given))
    measures_are_whole = not [*check_measures.each(command.measures)]
    if isinstance(command, VaryRestriction):
        yield from _check_eased.each(case, command, given, measures_are_whole=measures_are_whole)
    yield from _check_terms.each(case, command, basis, given, measures_are_whole=measures_are_whole)


def _found(rule: Callable[[], object]) -> Iterator[NoError]:
    """Yield what a rule that answers refuses."""
    try:
        rule()
    except NoError as no:
        yield no


@Check
def _check_at_its_review(case: Case, command: ContinueRestriction, given: Given) -> Iterator[NoError]:
    current = standing(case, given.as_of)
    if current is None:
        yield _nothing_stands(case)
    elif not is_at_its_review(current, given):
        if any(e.decision == current.id and e.is_open for e in case.early_reviews):
            told = command.expires_on or command.review_on or local_day(given.as_of)
            ends_on = lapses_on(case, command, given)
            yield from _found(lambda: check_continues_no_further(current, command.measures, told, ends_on))
        else:
            yield Refused("9.2", "a restriction is continued at its review", accepted=f"from {current.review_opens_on}")


@Check
def _check_eased(case: Case, command: VaryRestriction, given: Given, *, measures_are_whole: bool) -> Iterator[NoError]:
    current = standing(case, given.as_of)
    if current is None:
        yield _nothing_stands(case)
        return
    has_an_end = command.expires_on or command.review_on
    if is_at_its_review(current, given) or not (measures_are_whole and has_an_end):
        return
    if not is_not_harsher(command.measures, lapses_on(case, command, given), current):
        yield Refused(
            "9.2",
            "before its review a restriction can only be eased",
            field="measures",
            accepted=f"nothing harsher and no later end, or from {current.review_opens_on}",
        )


def no_action(case: Case, command: DecideNoAction, given: Given) -> tuple[Event, ...]:
    """Decide not to restrict. Raises Refused; Conflict where another manager was first."""
    _check_owed(case, given)
    check_not_a_party(case.incidents, given)
    if not is_said(command.reasons):
        raise Refused("7.2", "a decision has reasons", field="reasons", accepted="the reasons, in words")
    today = local_day(given.as_of)
    return (
        NoActionDecided(
            case=case.id,
            customer=case.customer,
            decided_by=given.by.id,
            decided_at=given.as_of,
            decided_on=today,
            reasons=command.reasons,
        ),
    )


def is_at_its_review(decision: Decision, given: Given) -> bool:
    """Say whether a decision's review has opened: recorded as open, or its day has come (9.2)."""
    return decision.review_opened or local_day(given.as_of) >= decision.review_opens_on


def _was_told(decision: Decision) -> bool:
    """Say whether the customer has been told of a decision as it now bites, or safety could not wait for that (8.2).

    Who was told that it rests, or that they may write directly, is told before anything else applies (9.3).
    """
    if decision.freed_at is not None or any(
        h.reason is HoldReason.UNLINKED and h.until is None for h in decision.holds
    ):
        return False
    resting = {HoldReason.NOTICE_FAILED, HoldReason.EARLY_REVIEW_OVERDUE}
    void = any(hold.reason in resting and hold.until is None for hold in decision.holds)
    return decision.in_force_from is not None and not void


@Check
def _check_owed(case: Case, given: Given) -> Iterator[NoError]:
    """Something has been brought to be decided, nobody has decided it, and the time for it is not over (7.2)."""
    if standing(case, given.as_of) or (case.decide_by is None and (case.decisions or case.no_action)):
        by, on = first_decided(case)
        yield Conflict("a decision has been made in this case", version=case.version, by=by, on=on)
    elif case.decide_by is None:
        yield Refused(
            "7.2",
            "the customer was warned, and has the chance to change",
            accepted="a further incident brought into the case",
        )
    elif given.as_of >= ends(closes_undecided_on(case, case.decide_by, given.book)):
        yield Refused("7.2", "the time to decide is over: the case closes without action", accepted="a new referral")


def first_decided(case: Case) -> tuple[StaffId | None, date | None]:
    """Return who decided in a case last, and on which day; None: nobody has."""
    made = [(decision.decided_at, decision.by) for decision in case.decisions[-1:]]
    if case.no_action_at and case.no_action_by:
        made.append((case.no_action_at, case.no_action_by))
    if not made:
        return None, None
    at, by = max(made)
    return by, local_day(at)


def _current(case: Case, given: Given) -> Decision:
    current = standing(case, given.as_of)
    if current is None:
        raise _nothing_stands(case)
    return current


def _nothing_stands(case: Case) -> Conflict:
    return Conflict("no restriction stands in this case", version=case.version)


@Check
def _check_terms(
    case: Case, terms: Deciding, basis: tuple[Incident, ...], given: Given, *, measures_are_whole: bool
) -> Iterator[NoError]:
    yield from check_not_a_party.each(terms.basis, given)
    yield from check_not_decided_elsewhere.each(case, terms.basis, given)
    yield from check_measures.each(terms.measures)
    yield from check_lie_behind.each(terms.measures, local_day(given.as_of))
    if terms.measures and not lasting(terms.measures):
        yield Refused(
            "6.1",
            "reporting and referring are acts, and restrict nothing",
            field="measures",
            accepted="at least one measure that lasts",
        )
    yield from check_named.each(terms.measures, given)
    yield from check_representatives.each(case, terms.measures, given)
    yield from check_words.each(terms.measures, terms.measure_words)
    yield from check_extremes.each(terms)
    yield from check_considered.each(terms, basis)
    yield from check_asked_afresh.each(case, terms, given)
    yield from check_duration.each(case, terms, given)
    if measures_are_whole:
        yield from check_route.each(case, terms, given)


def _decided(case: Case, terms: Terms, given: Given, warned_of: frozenset[CustomerId] = frozenset()) -> dict[str, Any]:
    """*Never* back-dating: return what a decision is, made on the day and at the moment of recording."""
    basis = basis_in(terms.basis, given)
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
        "safety": is_said(terms.safety_reason),
        "calendar": given.book.calendar.version,
        "rests_on": tuple(sorted({*other_records(case, basis), *warned_of} - {case.customer})),
        "adjusted": _adjusted(case, given),
    }


def _adjusted(case: Case, given: Given) -> tuple[InPlace, ...]:
    """Return the adjustments in place for the person as the decision is made (3.1)."""
    today, records = local_day(given.as_of), records_of(case.customer, given)
    known = {record: given.others.get(record) for record in sorted(records)}
    return tuple(
        InPlace(record, adjustment.id)
        for record, customer in known.items()
        if customer is not None
        for adjustment in in_place(customer.adjustments, today)
    )
