"""What is owed of early reviews, and of what the customer did since the decision (9.2)."""

from collections.abc import Iterator
from datetime import date

from domain.calendar import Counts, ends, starts
from domain.case.duty import Duty, DutyKind, own
from domain.case.early_reviews import good_since, proposed_after, under_way
from domain.case.ending import is_suspended
from domain.case.looking_again import EarlyReview
from domain.case.state import Case, Decision
from domain.names import Role, StaffId
from domain.policy import PolicyBook

# The manager is reminded, once, on the day; nobody is forced, since a new incident changes nothing by itself.
REMINDED_ONLY = frozenset({DutyKind.LOOK_AT_NEW_INCIDENT})


def owed_early(case: Case, book: PolicyBook) -> Iterator[Duty]:
    """Yield what is owed about the decision that stands, apart from its review and its end."""
    decision = case.current
    if decision is None:
        return
    for new in case.new_incidents:
        if not new.seen:
            yield _by_a_manager(DutyKind.LOOK_AT_NEW_INCIDENT, new.incident, new.look_by, decision.by)
    early = under_way(case, decision)
    if early is not None:
        yield from _under_way(case, decision, early, book)
    else:
        yield from _proposal(case, decision, book)


def _proposal(case: Case, decision: Decision, book: PolicyBook) -> Iterator[Duty]:
    """An early review is proposed after good conduct, unless the review opens by then, or its end has been decided."""
    if decision.review_opened or decision.left_to_lapse:
        return
    day = proposed_after(case, good_since(case, decision), book)
    if ends(day) < starts(decision.review_opens_on):
        yield own(DutyKind.PROPOSE_EARLY_REVIEW, decision.id, ends(day), day, "9.2")


def _under_way(case: Case, decision: Decision, early: EarlyReview, book: PolicyBook) -> Iterator[Duty]:
    """*Never* the customer's loss: unanswered, a review opens; not concluded, the restriction rests; 9.2."""
    figures, began = book.version(case.policy).figures, early.began_on
    if early.conclude_by is not None:
        yield _by_a_manager(DutyKind.CONCLUDE_EARLY_REVIEW, early.id, early.conclude_by, decision.by)
        if not decision.violent and not is_suspended(decision):
            overdue = figures.early_review_overdue_suspends_wd
            day = book.calendar.working_days_after(early.conclude_by, overdue, Counts.AGAINST_US, since=began)
            yield own(DutyKind.SUSPEND_FOR_OVERDUE_EARLY_REVIEW, early.id, ends(day), day, "9.2")
    elif early.answer_by is not None:
        yield _by_a_manager(DutyKind.ANSWER_EARLY_REVIEW_REQUEST, early.id, early.answer_by, decision.by)
        unanswered = figures.early_review_opens_unanswered_wd
        day = book.calendar.working_days_after(early.answer_by, unanswered, Counts.AGAINST_US, since=began)
        yield own(DutyKind.OPEN_UNANSWERED_EARLY_REVIEW, early.id, ends(day), day, "9.2")


def _by_a_manager(kind: DutyKind, about: str, day: date, person: StaffId) -> Duty:
    return Duty(
        kind=kind,
        about=about,
        part="restriction",
        at=ends(day),
        due_on=day,
        clause="9.2",
        owner=Role.MANAGER,
        person=person,
    )
