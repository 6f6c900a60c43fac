"""The rules of early reviews (9.2): when one is proposed, who may ask for one, how it is answered and concluded.

What the policy leaves open is read so:

- *Three months of good conduct* are over at the end of the corresponding day, counted from the later of the decision
  that stands and the last day on which the customer did something that was found unacceptable (when it happened, not
  when it was judged). Upset calls, referrals, incidents not yet judged and *not unacceptable* reset nothing.
- *How the date is known.* The agenda is a function of the case alone. So each incident about the customer is linked
  into the cases in which a restriction stands (`new_incidents`), by whoever follows the record. That may lag; therefore
  the step that proposes reads the customer's incidents themselves, and where the case did not know one, records that
  instead of proposing: the date moves, and no proposal rests on what a message had not yet brought.
- An early review, once open, is concluded by a decision: to continue (a new decision with its own right to appeal,
  nowhere harsher and no longer), to vary, to lift, or to let it lapse on its date. After a continuation or variation
  the three months begin anew.
- *Nobody answers.* A request that nobody answered escalates, and ten working days later the review opens by itself. An
  open one that nobody concluded escalates, and ten working days later the restriction rests until somebody does, except
  where its basis is violence or threats: then the line is told up to the Director, and it keeps to its own date.
"""

from datetime import date

from domain.calendar import Counts, local_day, months_after
from domain.case.basis import check_not_a_party
from domain.case.comparing import is_not_harsher
from domain.case.deadlines import notice_leave_by
from domain.case.early import (
    EarlyReviewOpened,
    EarlyReviewProposed,
    EarlyReviewRefused,
    EarlyReviewRequested,
    EarlyReviewRequestJoined,
    OpenEarlyReview,
    RefuseEarlyReview,
    RequestEarlyReview,
)
from domain.case.force import standing
from domain.case.looking_again import EarlyReview
from domain.case.new_incidents import not_known
from domain.case.notice import next_notice
from domain.case.state import Case, Decision, HoldReason
from domain.event import Event
from domain.incident import Incident
from domain.linking import links_in, person
from domain.measures import Measure
from domain.names import EarlyReviewId, is_said
from domain.policy import PolicyBook
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Given


def good_since(case: Case, decision: Decision) -> date:
    """Return the day after which the customer's conduct has been good, as far as the case knows (9.2)."""
    return max([decision.decided_on, *(new.happened_on for new in case.new_incidents if new.counts)])


def proposed_after(case: Case, since: date, book: PolicyBook) -> date:
    """Return the day at whose end conduct has been good for long enough (9.2)."""
    return months_after(since, book.version(case.policy).figures.good_conduct_months)


def under_way(case: Case, decision: Decision) -> EarlyReview | None:
    """Return the early review of a decision in which something is owed."""
    return next((e for e in case.early_reviews if e.decision == decision.id and e.is_under_way), None)


def rests_for_an_early_review(decision: Decision) -> bool:
    """Say whether a restriction rests because its early review is overdue."""
    return any(h.until is None and h.reason is HoldReason.EARLY_REVIEW_OVERDUE for h in decision.holds)


def propose(case: Case, decision: Decision, given: Given) -> tuple[Event, ...]:
    """Propose an early review; or record the incident after which conduct has not been good for long enough."""
    records = person(case.customer, links_in(given.others))
    told: list[Incident] = list(given.of_kind("incident").values())
    incidents = [incident for incident in told if incident.customer in records]
    since = good_since(case, decision)
    later = [incident for incident in incidents if incident.counts and local_day(incident.happened_at) > since]
    if unknown := tuple(event for incident in later for event in not_known(case, incident, given)):
        return unknown
    today = local_day(given.as_of)
    return (
        EarlyReviewProposed(
            case=case.id,
            customer=case.customer,
            decision=decision.id,
            early_review=_next(case),
            good_since=since,
            proposed_on=today,
            conclude_by=conclude_by(case, decision, given),
        ),
    )


def request(case: Case, command: RequestEarlyReview, given: Given) -> tuple[Event, ...]:
    """Ask for an early review: always possible; a further request joins what is under way. Raises Refused, Conflict."""
    decision = standing(case, given.as_of)
    if decision is None:
        raise Conflict("no restriction stands in this case", version=case.version)
    today = local_day(given.as_of)
    if not decision.decided_on <= command.received_on <= today:
        raise Refused(
            "9.2",
            "a request comes after the decision, and is not of a day to come",
            field="received_on",
            accepted=f"from {decision.decided_on} to {today}",
        )
    early = under_way(case, decision)
    review_is_open = decision.review_opened or today >= decision.review_opens_on
    if early or review_is_open:
        return (_joined(case, command, decision, early, given),)
    within = given.book.version(case.policy).figures.early_review_answer_wd
    return (
        EarlyReviewRequested(
            case=case.id,
            customer=case.customer,
            decision=decision.id,
            early_review=_next(case),
            received_on=command.received_on,
            how=command.how,
            asked_by=command.asked_by,
            recorded_by=given.by.id,
            answer_by=given.book.calendar.working_days_after(command.received_on, within, Counts.AGAINST_US),
            calendar=given.book.calendar.version,
            points=command.points,
        ),
    )


def _joined(
    case: Case, command: RequestEarlyReview, decision: Decision, early: EarlyReview | None, given: Given
) -> EarlyReviewRequestJoined:
    is_open = early is None or early.is_open
    by_the_review = decision.expires_on or decision.review_on or decision.lapses_on
    decide_by = (early.conclude_by if early else by_the_review) if is_open else None
    return EarlyReviewRequestJoined(
        case=case.id,
        customer=case.customer,
        decision=decision.id,
        early_review=early.id if early else None,
        received_on=command.received_on,
        how=command.how,
        asked_by=command.asked_by,
        recorded_by=given.by.id,
        decide_by=decide_by,
        notice=next_notice(case) if is_open else None,
        notice_leave_by=notice_leave_by(case, given) if is_open else None,
        points=command.points,
    )


def open_(case: Case, command: OpenEarlyReview, given: Given) -> tuple[Event, ...]:
    """Answer a request with yes. Raises NotFound, Conflict."""
    early, decision = _asked(case, command.early_review, given)
    return (opened(case, early, decision, given),)


def opened(case: Case, early: EarlyReview, decision: Decision, given: Given) -> EarlyReviewOpened:
    """Return the event that opens an early review that was asked for."""
    return EarlyReviewOpened(
        case=case.id,
        customer=case.customer,
        decision=decision.id,
        early_review=early.id,
        opened_by=given.by.id,
        opened_on=local_day(given.as_of),
        conclude_by=conclude_by(case, decision, given),
        notice=next_notice(case),
        notice_leave_by=notice_leave_by(case, given),
    )


def refuse(case: Case, command: RefuseEarlyReview, given: Given) -> tuple[Event, ...]:
    """Answer a request with no. Raises Refused, NotFound, Conflict.

    It weighs on the customer, and so is as little as the decision for whoever suffered or reported it (7.2).
    """
    early, decision = _asked(case, command.early_review, given)
    if not is_said(command.reasons):
        raise Refused("9.2", "a refusal has reasons", field="reasons", accepted="the reasons, in words")
    check_not_a_party(case.incidents, given)
    return (
        EarlyReviewRefused(
            case=case.id,
            customer=case.customer,
            decision=decision.id,
            early_review=early.id,
            refused_by=given.by.id,
            refused_on=local_day(given.as_of),
            notice=next_notice(case),
            notice_leave_by=notice_leave_by(case, given),
            reasons=command.reasons,
        ),
    )


def conclude_by(case: Case, decision: Decision, given: Given) -> date:
    """Return the day by which an early review that opens now is concluded: as long as a review has, or its date."""
    within = given.book.version(case.policy).figures.early_review_conclude_wd
    day = given.book.calendar.working_days_after(local_day(given.as_of), within, Counts.AGAINST_US)
    return min(day, decision.expires_on or decision.review_on or decision.lapses_on)


def check_continues_no_further(decision: Decision, measures: tuple[Measure, ...], told: date, lapses_on: date) -> None:
    """Before its review has opened a restriction goes on no harsher and no longer than it was. Raises Refused (9.2)."""
    date_told = decision.expires_on or decision.review_on or decision.lapses_on
    if told > date_told or not is_not_harsher(measures, lapses_on, decision):
        raise Refused(
            "9.2",
            "at an early review a restriction goes on nowhere harsher and no longer",
            field="measures",
            accepted=f"nothing harsher, to {date_told} at the latest, or from {decision.review_opens_on}",
        )


def _asked(case: Case, name: EarlyReviewId, given: Given) -> tuple[EarlyReview, Decision]:
    early = next((e for e in case.early_reviews if e.id == name), None)
    if early is None:
        raise NotFound(name)
    decision = standing(case, given.as_of)
    if not early.is_asked or decision is None or decision.id != early.decision:
        raise Conflict("this request has been answered, or what it was about has ended", version=case.version)
    return early, decision


def _next(case: Case) -> EarlyReviewId:
    return EarlyReviewId(f"early-review/{len(case.early_reviews) + 1}")
