"""Every check, in the policy's order, over every case of a record."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from domain.invariants import appealing, dates, deciding, keeping, recording, telling
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
    appealing.in_time_is_in_time,
    appealing.reviewers_independent,
    appealing.reviewers_are_managers,
    appealing.one_appeal_for_a_decision,
    appealing.no_harsher,
    appealing.quashed_is_as_if_never_made,
    telling.outcomes_told,
    telling.changes_told,
    keeping.closed_with_nothing_pending,
    deciding.never_by_time,
    deciding.never_back_dated,
    dates.our_deadlines_are_the_figures,
    dates.warnings_last_as_long_as_they_may,
    dates.nothing_moves_for_the_worse,
    dates.facts_keep_their_days,
)
IN_THE_END = (  # what nobody did may still be done within a grace
    appealing.overdue_reviews_rest,
    keeping.no_restriction_outlives_its_last_day,
    keeping.missed_deadlines_escalate,
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
    world, count = world_of(facts, now), Reckoning(book)
    found = [breach for case in world.cases.values() for check in CHECKS for breach in check(world, case, count)] + [
        breach
        for case in world.cases.values()
        for check_in_the_end in IN_THE_END
        for breach in check_in_the_end(world, case, count, grace)
    ]
    found += recording.incidents(world, count)
    return sorted(found, key=lambda breach: (breach.position, breach.clause, breach.what))
