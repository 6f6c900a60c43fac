"""What the letters about looking again say: answers to requests, and that a restriction is left to lapse (9.2, 9.3)."""

from datetime import date

from activities.standing import once_left
from activities.terms import terms_of
from activities.told import ToldOfCase, words
from domain.calendar import local_day
from domain.case.early import EarlyReviewOpened, EarlyReviewRefused, EarlyReviewRequestJoined
from domain.case.ending import RestrictionLeftToLapse, RestrictionLifted
from domain.case.looking_again import EarlyAnswer, WhyEarly
from domain.names import SYSTEM
from letters.letter import EarlyReviewAnswered, LeftToLapse, Lifted

Answer = EarlyReviewOpened | EarlyReviewRefused | EarlyReviewRequestJoined


def answered(told: ToldOfCase, event: Answer) -> EarlyReviewAnswered:
    """Return what a letter that answers a request says."""
    decision = told.case.decision(event.decision)
    asked = event.received_on if isinstance(event, EarlyReviewRequestJoined) else _asked_on(told, event.early_review)
    decide_by = None
    if isinstance(event, EarlyReviewRequestJoined):
        decide_by = event.decide_by
    elif isinstance(event, EarlyReviewOpened):
        decide_by = event.conclude_by
    return EarlyReviewAnswered(
        decision_day=decision.decided_on,
        asked=asked,
        terms=terms_of(told, decision),
        decide_by=decide_by,
        at_its_review=isinstance(event, EarlyReviewRequestJoined) and event.early_review is None,
        unanswered=isinstance(event, EarlyReviewOpened) and event.opened_by == SYSTEM,
        reason=words(event.reasons) if isinstance(event, EarlyReviewRefused) else None,
        now=once_left(told, decision),
    )


def _asked_on(told: ToldOfCase, early_review: str) -> date:
    return next(early.began_on for early in told.case.early_reviews if early.id == early_review)


def lifted(told: ToldOfCase, event: RestrictionLifted) -> Lifted:
    """Return what a letter says of a restriction that a manager lifted; an early review may have led to it."""
    concluded = [e for e in told.case.early_reviews if e.decision == event.decision and e.answer is EarlyAnswer.LIFTED]
    return Lifted(
        decision_day=told.case.decision(event.decision).decided_on,
        decided=local_day(event.lifted_at),
        good_conduct=any(early.why is WhyEarly.GOOD_CONDUCT for early in concluded),
        asked=next((early.began_on for early in concluded if early.why is WhyEarly.ASKED_FOR), None),
        reason=words(event.reasons),
    )


def left_to_lapse(told: ToldOfCase, event: RestrictionLeftToLapse) -> LeftToLapse:
    """Return what a letter says of a restriction that a manager leaves to lapse."""
    decision = told.case.decision(event.decision)
    return LeftToLapse(
        decision_day=decision.decided_on,
        decided=event.decided_on,
        last_day=event.last_day,
        review_day=decision.review_on,
        terms=terms_of(told, decision),
        reason=words(event.reasons),
        now=once_left(told, decision),
    )
