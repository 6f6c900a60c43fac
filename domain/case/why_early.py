"""Why the dates of early reviews fall where they do (9.2)."""

from collections.abc import Callable, Iterator

from domain.calendar import Counts
from domain.case.asking import Asking
from domain.case.duties import DutyKind, agenda
from domain.case.early import EarlyReviewOpened, EarlyReviewProposed
from domain.case.early_reviews import good_since
from domain.case.looking_again import EarlyReview
from domain.names import EarlyReviewId
from domain.reckoning import Reckoning, Why


def of_early_reviews(reckoned: Callable[[Asking, EarlyReview], Reckoning | None]) -> Callable[[Asking], Iterator[Why]]:
    """Of each early review under way: how the day of the duty asked about is reckoned."""

    def each(asked: Asking) -> Iterator[Why]:
        early = {early.id: early for early in asked.case.early_reviews}
        for duty in agenda(asked.case, asked.book):
            if duty.kind == asked.name and (reckoning := reckoned(asked, early[EarlyReviewId(duty.about)])):
                yield asked.told(duty.about, duty.due_on, None, "9.2", [reckoning])

    return each


def answered(asked: Asking, early: EarlyReview) -> Reckoning:
    """From the day on which the request came in."""
    return asked.own.after("early_review_answer_wd", early.began_on, Counts.AGAINST_US)


def opens_unanswered(asked: Asking, early: EarlyReview) -> Reckoning | None:
    """From the day by which it was to be answered."""
    figure, since = "early_review_opens_unanswered_wd", early.began_on
    return asked.own.after(figure, early.answer_by, Counts.AGAINST_US, since=since) if early.answer_by else None


def concluded(asked: Asking, early: EarlyReview) -> Reckoning | None:
    """From the day on which it was opened or proposed; the restriction's own date may come before."""
    events = asked.recorded((EarlyReviewOpened, EarlyReviewProposed), early_review=early.id)
    opened = [day for day, _ in events]
    return asked.own.after("early_review_conclude_wd", opened[-1], Counts.AGAINST_US) if opened else None


def suspends_early(asked: Asking, early: EarlyReview) -> Reckoning | None:
    """From the day by which it was to be concluded."""
    figure, since = "early_review_overdue_suspends_wd", early.began_on
    return asked.own.after(figure, early.conclude_by, Counts.AGAINST_US, since=since) if early.conclude_by else None


def proposed(asked: Asking) -> Iterator[Why]:
    """From the day since which conduct has been good."""
    for duty in agenda(asked.case, asked.book):
        if duty.kind is DutyKind.PROPOSE_EARLY_REVIEW:
            since = good_since(asked.case, asked.case.decision(duty.about))
            reckoning = asked.own.months("good_conduct_months", since)
            yield asked.told(duty.about, duty.due_on, None, "9.2", [reckoning])
