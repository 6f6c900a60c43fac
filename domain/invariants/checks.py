"""Every check, in the policy's order, over every case of a record."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from domain.invariants import (
    appealing,
    attaching,
    contacting,
    dates,
    deciding,
    drafting,
    early,
    employees,
    entering,
    hearing,
    keeping,
    persons,
    proclaiming,
    recording,
    referrals_corrected,
    referring,
    retracting,
    telling,
    withdrawing,
)
from domain.invariants.fact import Breach, Fact
from domain.invariants.history import world_of
from domain.invariants.reckoning import Reckoning
from domain.policy import PolicyBook

CHECKS = (
    telling.every_decision_owes_its_notice,
    deciding.basis_counted,
    deciding.by_a_manager,
    deciding.not_a_party,
    deciding.warned_first,
    deciding.long_terms_agreed,
    deciding.has_an_end,
    telling.window_long_enough,
    telling.printed_that_day,
    telling.window_whole,
    deciding.at_once_only_to_ease,
    drafting.drafts_are_their_managers,
    drafting.decided_on_what_was_drafted,
    appealing.in_time_is_in_time,
    appealing.reviewers_independent,
    appealing.reviewers_are_managers,
    appealing.one_appeal_for_a_decision,
    appealing.no_harsher,
    appealing.quashed_is_as_if_never_made,
    hearing.a_call_is_promised_in_time,
    hearing.heard_before_decided,
    hearing.points_are_the_reviewers_to_judge,
    hearing.adjustments_asked_anew,
    hearing.found_otherwise_counts_for_nothing,
    hearing.quashed_is_answered_so,
    hearing.nothing_left_is_quashed,
    telling.outcomes_told,
    telling.changes_told,
    keeping.closed_with_nothing_pending,
    deciding.never_by_time,
    deciding.never_back_dated,
    dates.our_deadlines_are_the_figures,
    dates.warnings_last_as_long_as_they_may,
    dates.nothing_moves_for_the_worse,
    dates.facts_keep_their_days,
    proclaiming.nothing_told_moves_earlier,
    entering.entered_once_in_order,
    entering.entered_by_whom_it_may,
    entering.closed_with_everything_entered,
    employees.those_concerned_are_told,
    employees.closed_with_everybody_told,
    employees.ends_are_announced,
    attaching.attached_to_what_is_there,
    attaching.erased_by_governance_alone,
    early.proposed_after_good_conduct,
    early.continued_early_no_further,
    early.requests_are_answered_in_time,
    early.only_what_is_overdue_rests,
    persons.of_one_person,
    persons.only_what_came_apart_rests,
    persons.through_whom_it_may,
    withdrawing.warnings_are_withdrawn_as_they_may,
)
IN_THE_END = (  # what nobody did may still be done within a grace
    appealing.overdue_reviews_rest,
    keeping.no_restriction_outlives_its_last_day,
    keeping.missed_deadlines_escalate,
    proclaiming.later_days_are_told,
    entering.changes_are_entered,
    employees.employees_are_told,
    early.good_conduct_is_seen,
    early.overdue_early_reviews_end_well,
    early.new_incidents_are_shown,
    early.what_was_taken_back_is_nothing_new,
    persons.unlinked_lets_rest,
    persons.gone_is_seen,
    persons.missed_around_escalates,
    withdrawing.warnings_fall_with_what_they_rest_on,
)
OUTSIDE_CASES = (  # over the whole record, each knowing the grace
    contacting.every_contact,
    persons.links_are_made_openly,
    persons.representatives_are_corrected_openly,
    retracting.taken_back_as_it_may,
    retracting.nothing_rests_on_what_was_taken_back,
    retracting.nobody_stays_restricted_for_nothing,
    retracting.letters_are_taken_back,
    referring.violence_asks_about_the_police,
    referring.closed_after_the_police_decision,
    referring.referrals_have_their_time,
    referrals_corrected.referrals_are_corrected_as_they_may,
    referrals_corrected.requests_run_from_the_day_of_their_message,
    referring.referrals_are_answered_by_whom_they_fall_to,
    referring.customers_are_answered,
    referring.referrals_missed_escalate,
)
A_DAY = timedelta(days=1)


def breaches(
    facts: Iterable[Fact], book: PolicyBook, *, now: datetime | None = None, grace: timedelta = A_DAY
) -> list[Breach]:
    """Return every breach of the policy that a record shows; `facts` in the order of their positions.

    `now` (aware UTC) is the moment up to which it is judged: the last fact's, unless another is given. `grace` is how
    long the process may have been down before what it did not do counts as missed.
    """
    facts = list(facts)
    if not facts:
        return []
    world, count = world_of(facts, now), Reckoning(book, facts)
    found: list[Breach] = []
    for case in world.cases.values():
        first = case.facts[0]
        found += [b for check in CHECKS for b in _to_the_end(first, check, world, case, count)]
        found += [b for check in IN_THE_END for b in _to_the_end(first, check, world, case, count, grace)]
    found += [b for check in OUTSIDE_CASES for b in _to_the_end(facts[0], check, world, count, grace)]
    found += _to_the_end(facts[0], proclaiming.proclaimed_as_it_may, world)
    found += _to_the_end(facts[0], recording.incidents, world, count)
    return sorted(found, key=lambda breach: (breach.position, breach.clause, breach.what))


def _to_the_end(first: Fact, check: Callable[..., Iterator[Breach]], *given: object) -> Iterator[Breach]:
    """Check; what a check cannot read because something is missing is a breach too, and keeps no other check from it.

    Nothing is said of what it stumbled over but the kind of mistake: an event's text does not belong in a list.
    """
    try:
        yield from check(*given)
    except (LookupError, TypeError, AttributeError, RuntimeError) as error:
        what = f"{check.__name__} could not read this to its end ({type(error).__name__}): something is missing"
        yield Breach(clause="9.1", what=what, stream=first.stream, position=first.position)
