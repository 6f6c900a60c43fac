"""How early reviews and new incidents make a case's state. Nothing is judged here."""

from collections.abc import Callable
from typing import Any

from domain.case.deciding import RestrictionContinued, RestrictionVaried
from domain.case.early import (
    EarlyReviewOpened,
    EarlyReviewProposed,
    EarlyReviewRefused,
    EarlyReviewRequested,
    EarlyReviewRequestJoined,
)
from domain.case.ending import RestrictionLeftToLapse, RestrictionLifted
from domain.case.looking_again import EarlyAnswer, EarlyReview, NewIncident, WhyEarly
from domain.case.new_incidents import IncidentLinked, NewIncidentSeen
from domain.case.notice import NoticeKind
from domain.case.parts import involving, owing
from domain.case.referral import IncidentAdded
from domain.case.saying import without_what_is_so_no_longer
from domain.case.state import Case, Involvement
from domain.event import Event
from domain.frozen import changed
from domain.incident import Assessment
from domain.names import EarlyReviewId, IncidentId


def proposed(case: Case, event: EarlyReviewProposed) -> Case:
    """The process proposed one: it is open."""
    early = EarlyReview(
        id=event.early_review,
        decision=event.decision,
        why=WhyEarly.GOOD_CONDUCT,
        began_on=event.proposed_on,
        conclude_by=event.conclude_by,
    )
    return changed(case, early_reviews=(*case.early_reviews, early))


def requested(case: Case, event: EarlyReviewRequested) -> Case:
    """Somebody asked for one: an answer is owed."""
    early = EarlyReview(
        id=event.early_review,
        decision=event.decision,
        why=WhyEarly.ASKED_FOR,
        began_on=event.received_on,
        answer_by=event.answer_by,
    )
    return changed(case, early_reviews=(*case.early_reviews, early))


def joined(case: Case, event: EarlyReviewRequestJoined) -> Case:
    """A further request; where a review is open, that is told."""
    return owing(case, event, NoticeKind.EARLY_REVIEW, event.decision) if event.notice else case


def opened(case: Case, event: EarlyReviewOpened) -> Case:
    """It is looked at."""
    case = _with(case, event.early_review, conclude_by=event.conclude_by)
    return owing(case, event, NoticeKind.EARLY_REVIEW, event.decision)


def refused(case: Case, event: EarlyReviewRefused) -> Case:
    """It is not looked at before the date."""
    case = _with(case, event.early_review, answer=EarlyAnswer.REFUSED)
    case = involving(case, event.refused_by, Involvement.DECIDER)
    return owing(case, event, NoticeKind.EARLY_REVIEW, event.decision)


def linked(case: Case, event: IncidentLinked) -> Case:
    """An incident is known as it is; what is not unacceptable, and nothing rests on, is nothing to look at (4.1).

    Nor is what was taken back: it is nothing new any more (9.1).
    """
    rested_on = event.incident in {name for decision in case.decisions for name in decision.basis}
    new = NewIncident(
        incident=event.incident,
        happened_on=event.happened_on,
        assessment=event.assessment,
        look_by=event.look_by,
        recorded_of=event.recorded_of or event.customer,
        seen=event.assessment is Assessment.NOT_UNACCEPTABLE and not rested_on,
    )
    others = tuple(known for known in case.new_incidents if known.incident != event.incident)
    return changed(case, new_incidents=others if event.retracted else (*others, new))


def settled(case: Case, event: Event) -> Case:
    """What any event settles of this: a decision concludes an early review, an end ends it, a basis has been seen."""
    match event:
        case RestrictionContinued() | RestrictionVaried():
            continued = isinstance(event, RestrictionContinued)
            answer = EarlyAnswer.CONTINUED if continued else EarlyAnswer.VARIED
            case = _concluded(case, event.follows, answer)
            case = _seen(case, *event.basis)
            return without_what_is_so_no_longer(case)
        case RestrictionLifted():
            return _concluded(case, event.decision, EarlyAnswer.LIFTED)
        case RestrictionLeftToLapse():
            return _concluded(case, event.decision, EarlyAnswer.LEFT_TO_LAPSE)
        case IncidentAdded():
            return _seen(case, event.incident)
    for early in case.early_reviews:
        if early.is_under_way and case.decision(early.decision).ended is not None:
            case = _with(case, early.id, answer=EarlyAnswer.ENDED)
    return case


def _concluded(case: Case, decision: str, answer: EarlyAnswer) -> Case:
    for early in case.early_reviews:
        if early.is_under_way and early.decision == decision:
            case = _with(case, early.id, answer=answer)
    return case


def _seen(case: Case, *incidents: IncidentId) -> Case:
    if not any(new.incident in incidents and not new.seen for new in case.new_incidents):
        return case
    seen = tuple(changed(n, seen=True) if n.incident in incidents else n for n in case.new_incidents)
    return changed(case, new_incidents=seen)


def _with(case: Case, name: EarlyReviewId, **fields: Any) -> Case:
    reviews = tuple(changed(e, **fields) if e.id == name else e for e in case.early_reviews)
    return changed(case, early_reviews=reviews)


APPLY: dict[type[Event], Callable[[Case, Any], Case]] = {
    EarlyReviewProposed: proposed,
    EarlyReviewRequested: requested,
    EarlyReviewRequestJoined: joined,
    EarlyReviewOpened: opened,
    EarlyReviewRefused: refused,
    IncidentLinked: linked,
    NewIncidentSeen: lambda case, event: _seen(case, event.incident),
}
