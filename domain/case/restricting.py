"""The manager's decision: to restrict, to continue or vary a restriction, or to do nothing (6, 7.2, 7.3, 9.2)."""

from dataclasses import fields
from typing import Any

from domain.adjustments import in_place
from domain.calendar import ends, local_day
from domain.case.basis import check_basis, check_not_a_party, other_records, records_of
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
    InPlace,
    NoActionDecided,
    Restrict,
    RestrictionContinued,
    RestrictionImposed,
    RestrictionVaried,
    Terms,
    VaryRestriction,
)
from domain.case.early_reviews import check_continues_no_further
from domain.case.force import standing
from domain.case.once import check_not_decided_elsewhere, check_something_new
from domain.case.state import Case, Decision, HoldReason, next_notice
from domain.contradictions import check_measures
from domain.event import Event
from domain.incident import Incident
from domain.measures import check_lie_behind, lasting
from domain.names import CustomerId, DecisionId, is_said
from domain.refusal import Conflict, Refused
from domain.streams import Given


def restrict(case: Case, command: Restrict, given: Given) -> tuple[Event, ...]:
    """Decide to restrict. Raises Refused, NotFound; Conflict where another manager was first."""
    _check_owed(case, given)
    basis = check_basis(case, command.basis, given, field="basis")
    check_something_new(case, command.basis)
    warned_of = check_warned(case, basis, given)
    return (RestrictionImposed(**_decided(case, command, basis, given, warned_of)),)


def continue_(case: Case, command: ContinueRestriction, given: Given) -> tuple[Event, ...]:
    """Continue at a review; at an early one no further than before. Raises Refused, NotFound, Conflict."""
    current = _current(case, given)
    is_early = any(e.decision == current.id and e.is_open for e in case.early_reviews)
    if is_early and not is_at_its_review(current, given):
        told = command.expires_on or command.review_on or local_day(given.as_of)
        check_continues_no_further(current, command.measures, told, lapses_on(case, command, given))
    elif not is_at_its_review(current, given):
        raise Refused("9.2", "a restriction is continued at its review", accepted=f"from {current.review_opens_on}")
    basis = check_basis(case, command.basis, given, field="basis")
    return (RestrictionContinued(**_decided(case, command, basis, given), follows=current.id),)


def vary(case: Case, command: VaryRestriction, given: Given) -> tuple[Event, ...]:
    """Vary: at a review as is right, before it only so that nothing is harsher. Raises Refused, NotFound, Conflict."""
    current = _current(case, given)
    basis = check_basis(case, command.basis, given, field="basis")
    not_harsher = is_not_harsher(command.measures, lapses_on(case, command, given), current)
    if not not_harsher and not is_at_its_review(current, given):
        raise Refused(
            "9.2",
            "before its review a restriction can only be eased",
            field="measures",
            accepted=f"nothing harsher and no later end, or from {current.review_opens_on}",
        )
    at_once = not_harsher and _was_told(current)
    return (RestrictionVaried(**_decided(case, command, basis, given), follows=current.id, at_once=at_once),)


def no_action(case: Case, command: DecideNoAction, given: Given) -> tuple[Event, ...]:
    """Decide not to restrict. Raises Refused; Conflict where another manager was first."""
    _check_owed(case, given)
    check_not_a_party(case.incidents, given)
    if not is_said(command.reasons):
        raise Refused("7.2", "a decision has reasons", field="reasons", accepted="the reasons, in words")
    today = local_day(given.as_of)
    return (
        NoActionDecided(
            case=case.id, customer=case.customer, decided_by=given.by.id, decided_on=today, reasons=command.reasons
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


def _check_owed(case: Case, given: Given) -> None:
    """Something has been brought to be decided, nobody has decided it, and the time for it is not over (7.2)."""
    if standing(case, given.as_of) or (case.decide_by is None and (case.decisions or case.no_action)):
        raise Conflict("a decision has been made in this case", version=case.version)
    if case.decide_by is None:
        raise Refused(
            "7.2",
            "the customer was warned, and has the chance to change",
            accepted="a further incident brought into the case",
        )
    if given.as_of >= ends(closes_undecided_on(case, case.decide_by, given.book)):
        raise Refused("7.2", "the time to decide is over: the case closes without action", accepted="a new referral")


def _current(case: Case, given: Given) -> Decision:
    current = standing(case, given.as_of)
    if current is None:
        raise Conflict("no restriction stands in this case", version=case.version)
    return current


def _decided(
    case: Case,
    terms: Terms,
    basis: tuple[Incident, ...],
    given: Given,
    warned_of: frozenset[CustomerId] = frozenset(),
) -> dict[str, Any]:
    """*Never* back-dating: check a decision, and return what it is, made on the day and at the moment of recording."""
    check_not_a_party(terms.basis, given)
    check_not_decided_elsewhere(case, terms.basis, given)
    check_measures(terms.measures)
    check_lie_behind(terms.measures, local_day(given.as_of))
    if not lasting(terms.measures):
        raise Refused(
            "6.1",
            "reporting and referring are acts, and restrict nothing",
            field="measures",
            accepted="at least one measure that lasts",
        )
    check_named(terms.measures, given)
    check_representatives(case, terms.measures, given)
    check_words(terms.measures, terms.measure_words)
    check_extremes(terms)
    check_considered(terms, basis)
    check_asked_afresh(case, terms, given)
    check_duration(case, terms, given)
    check_route(case, terms, given)
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
