"""From what is recorded to what a letter says. Nobody is named but whom a measure names (reading.md, *Never*)."""

from datetime import date, timedelta

from activities.moved import date_moved, period_moved
from activities.standing import limited_at_all, once_left, start_of, while_reviewed
from activities.terms import fixed, incidents_of, terms_of
from activities.told import Told, words
from domain.calendar import Counts, local_day, months_after
from domain.case.appealing import AppealJoined, AppealReceived, AppealRefusedLate, Ground, How
from domain.case.deciding import Decided
from domain.case.ending import RestrictionLifted, RestrictionResumed, RestrictionSuspended
from domain.case.force import heir
from domain.case.notices import told_dates
from domain.case.referral import NoWarningReason, WarningDispensedWith, WarningIssued
from domain.case.reviewing import AppealDecided, DecisionQuashed
from domain.case.state import Decision as Made
from domain.case.state import NoticeKind, Outcome
from domain.case.steps import AppealDateMoved, RestrictionLapsed, WarningPeriodMoved
from domain.names import Language, Means
from letters.letter import (
    Addressee,
    AppealAcknowledged,
    AppealOutcome,
    AppealOutOfTime,
    Decision,
    Lapsed,
    Letter,
    Lifted,
    Matter,
    Meanwhile,
    Resumed,
    Suspended,
    WarningTold,
)
from letters.told import AppealRight

TO_A_STRANGER = {Language.ENGLISH: "Customer", Language.WELSH: "Gwsmer"}  # a person not yet identified has no name


def means_of(told: Told) -> Means:
    """Return how a letter goes: as the customer prefers, and by post where that has failed (7.3, 8.2)."""
    preferred = told.customer.means
    return Means.POST if told.notice.by_post and preferred is not Means.LARGE_PRINT else preferred


def letter_of(told: Told) -> Letter:
    """Return the letter as it is right today. Raises Refused where a text has been erased."""
    means, details = means_of(told), told.details
    language = told.customer.language
    address = details.address if isinstance(details.address, tuple) and means is not Means.EMAIL else ()
    return Letter(
        organisation=told.given.book.organisation_on(local_day(told.given.as_of)),
        addressee=Addressee(name=words(details.name) if details.name else TO_A_STRANGER[language], lines=address),
        reference=reference_of(told),
        printed=local_day(told.given.as_of),
        language=language,
        matter=matter_of(told),
        large_print=means is Means.LARGE_PRINT,
        limited=limited_at_all(told),
        known_to=told.given.book.calendar.known_to,
    )


def reference_of(told: Told) -> str:
    """Return what customer and staff call the letter: the case's pseudonym, shortened, and the letter's number."""
    pseudonym, number = told.case.id.partition("/")[2], told.notice.id.partition("/")[2]
    return f"{pseudonym[:8].upper()}-{number}"


def matter_of(told: Told) -> Matter:  # noqa: C901, PLR0911 - a line a kind of letter
    """Return what a letter is about, by the event that made it owed."""
    match told.because:
        case WarningIssued():
            return _warning(told, told.because)
        case Decided():
            return _decision(told, told.because)
        case AppealReceived():
            return _acknowledged(told, told.because)
        case AppealRefusedLate():
            return _out_of_time(told, told.because)
        case AppealDecided():
            return _outcome(told, told.because)
        case RestrictionLifted():
            decision = told.case.decision(told.because.decision)
            reason = words(told.because.reasons)
            return Lifted(decision_day=decision.decided_on, decided=local_day(told.because.lifted_at), reason=reason)
        case RestrictionLapsed():
            decision = told.case.decision(told.because.decision)
            reconsidered = decision.left_to_lapse or any(d.follows == decision.id for d in told.case.decisions)
            missed = decision.review_on is not None and not reconsidered
            return Lapsed(decision_day=decision.decided_on, last_day=told.because.last_day, review_missed=missed)
        case RestrictionSuspended():
            return _suspended(told, told.because)
        case RestrictionResumed():
            decision = heir(told.case, told.case.decision(told.because.decision))
            return Resumed(
                decision_day=decision.decided_on,
                day=local_day(told.given.as_of),
                terms=terms_of(told, decision),
                waits=once_left(told, decision) is Meanwhile.NOT_NOW,
                reason=words(told.because.reasons),
            )
        case AppealDateMoved():
            return date_moved(told, told.because)
        case WarningPeriodMoved():
            return period_moved(told, told.because)
    raise TypeError(type(told.because).__name__)  # its texts are open, and an error is logged


def _warning(told: Told, event: WarningIssued) -> WarningTold:
    dates = told_dates(told.case, told.notice, told.given)
    return WarningTold(
        incidents=incidents_of(told, event.incidents),
        why=words(event.reasons),
        change=words(event.what_must_change),
        period_ends=fixed(dates["period_ends"]),
        counts_until=fixed(dates["counts_until"]),
    )


def _decision(told: Told, event: Decided) -> Decision:
    figures = told.given.book.version(told.case.policy).figures
    decision = told.case.decision(event.decision)
    warned = _warned_on(told, decision)
    before = told.events[: told.events.index(event)]
    dispensed = next((e for e in reversed(before) if isinstance(e, WarningDispensedWith)), None)
    unwarned = dispensed if dispensed and warned is None else None
    other = unwarned if unwarned and unwarned.reason is NoWarningReason.OTHER else None
    return Decision(
        kind=decision.kind,
        decided=decision.decided_on,
        terms=terms_of(told, decision),
        reasons=words(event.reasons),
        incidents=incidents_of(told, decision.basis),
        appeal=AppealRight(
            last_day=fixed(told_dates(told.case, told.notice, told.given)["appeal_by"]),
            window_wd=figures.appeal_window_wd,
            review_wd=figures.appeal_review_wd,
            outcome_wd=figures.outcome_notice_wd,
        ),
        safety=words(event.safety_reason) if decision.safety else None,
        start=start_of(told, decision),
        warned_on=warned[0] if warned else None,
        warned_back=bool(warned and warned[1]),
        unwarned=unwarned.reason if unwarned else None,
        unwarned_words=words(other.explanation) if other else None,
        lesser="\n".join(event.why_not_lesser) if isinstance(event.why_not_lesser, tuple) else None,
        circumstances=f"{words(event.circumstances)}\n{words(event.adjustments_made)}",
        previous=told.case.decision(decision.follows).decided_on if decision.follows else None,
    )


def _warned_on(told: Told, decision: Made) -> tuple[date, bool] | None:
    """Return the day of the newest warning that counted when a decision was made, in whichever case it stands (7.2).

    And whether its letter has come back since: that the decision was made on it stays true.
    """
    found = []
    for case in told.others:
        months = told.given.book.version(case.policy).figures.warning_counts_months
        for notice in case.notices:
            if notice.kind is not NoticeKind.WARNING or not notice.left_at or notice.left_at > decision.decided_at:
                continue
            if notice.failed_at and notice.failed_at <= decision.decided_at:
                continue
            day = notice.printed_on or local_day(notice.left_at)
            if decision.decided_on <= months_after(day, months):
                found.append((day, notice.failed_at is not None))
    return max(found, default=None)


def _acknowledged(told: Told, event: AppealReceived) -> AppealAcknowledged:
    figures, calendar = told.given.book.version(told.case.policy).figures, told.given.book.calendar
    appeal = told.case.appeal(event.appeal)
    decision = told.case.decision(event.decision)
    verbal = event.how is How.VERBALLY
    call_by = calendar.working_days_after(event.received_on, figures.verbal_appeal_call_wd, Counts.AGAINST_US)
    return AppealAcknowledged(
        decision_day=decision.decided_on,
        received=event.received_on,
        decide_by=appeal.review_by,
        outcome_wd=figures.outcome_notice_wd,
        meanwhile=while_reviewed(told, decision, appeal.id),
        call_by=call_by if verbal else None,
        admitted_late=bool(appeal.admitted) and not appeal.in_time,
        undecided=appeal.admitted is None,
    )


def _out_of_time(told: Told, event: AppealRefusedLate) -> AppealOutOfTime:
    calendar = told.given.book.calendar
    received = _received(told, event.appeal)
    decision = told.case.decision(received.decision)
    last_day = fixed(received.last_day)
    left = _left_on(told, decision, last_day)
    window = [left + timedelta(days=n) for n in range(1, (last_day - left).days + 1)]
    return AppealOutOfTime(
        decision_day=decision.decided_on,
        left=left,
        window_wd=told.given.book.version(told.case.policy).figures.appeal_window_wd,
        not_counted=tuple(day for day in window if day in calendar.bank_holidays | calendar.closures | calendar.kept),
        last_day=last_day,
        received=received.received_on,
        reason=words(event.reason),
        now=once_left(told, decision),
    )


def _left_on(told: Told, decision: Made, last_day: date) -> date:
    """Return the day from which a window was counted; its notice may have come back, and another one left, since."""
    letters = [n for n in told.case.notices if n.kind is NoticeKind.DECISION and n.about == decision.id]
    return max(day for n in letters if n.left_at and (day := local_day(n.left_at)) < last_day)


def _outcome(told: Told, event: AppealDecided) -> AppealOutcome:
    appeal = told.case.appeal(event.appeal)
    decision = told.case.decision(appeal.decision)
    now = heir(told.case, decision)
    standing = once_left(told, decision)
    over = isinstance(event, DecisionQuashed) or standing is Meanwhile.ENDED
    return AppealOutcome(
        outcome=appeal.outcome or Outcome.UPHOLD,
        decision_day=decision.decided_on,
        received=appeal.received_on,
        decided=event.decided_on,
        reasons=words(event.reasons),
        grounds=_grounds(told, event.appeal),
        terms=None if over else terms_of(told, now),
        now=standing,
    )


def _grounds(told: Told, appeal: str) -> tuple[Ground, ...]:
    """Return the grounds of every letter of an appeal, each once, in the order in which they came (8.4, 8.6)."""
    letters = [e for e in told.events if isinstance(e, AppealReceived | AppealJoined) and e.appeal == appeal]
    return tuple(dict.fromkeys(ground for letter in letters for ground in letter.grounds))


def _received(told: Told, appeal: str) -> AppealReceived:
    return next(e for e in told.events if isinstance(e, AppealReceived) and e.appeal == appeal)


def _suspended(told: Told, event: RestrictionSuspended) -> Suspended:
    return Suspended(
        decision_day=told.case.decision(event.decision).decided_on,
        day=local_day(event.suspended_at),
        because=event.reason,
        until_appeal=event.appeal is not None,
        reason=words(event.reasons) if event.reasons is not None else None,
    )
