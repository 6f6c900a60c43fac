"""From what is recorded to what a letter says. Nobody is named but whom a measure names (reading.md, *Never*)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from activities import apart, appeals, early
from activities.moved import date_moved, period_moved
from activities.standing import limited_at_all, once_left, start_of
from activities.terms import fixed, incidents_of, terms_of
from activities.told import Told, ToldApart, ToldOfCase, words
from domain.calendar import local_day, months_after
from domain.case.appealing import AppealReceived, AppealRefusedLate
from domain.case.calling import AppealCallGivenUp
from domain.case.deciding import Decided
from domain.case.early import EarlyReviewOpened, EarlyReviewRefused, EarlyReviewRequestJoined
from domain.case.ending import (
    EndToBeTold,
    RestrictionLeftToLapse,
    RestrictionLifted,
    RestrictionResumed,
    RestrictionSuspended,
)
from domain.case.following import RepresentativeNoLongerActs
from domain.case.force import heir
from domain.case.notice import NoticeKind
from domain.case.notices import told_dates
from domain.case.referral import NoWarningReason, WarningDispensedWith, WarningIssued
from domain.case.reviewing import AppealDecided
from domain.case.state import Decision as Made
from domain.case.steps import AppealDateMoved, RestrictionLapsed, WarningPeriodMoved
from domain.case.withdrawing import WarningWithdrawn
from domain.event import Event
from domain.names import Language, Means
from letters.letter import (
    Addressee,
    Decision,
    Lapsed,
    Letter,
    Matter,
    RepresentativeGone,
    Resumed,
    Suspended,
    WarningTakenBack,
    WarningTold,
)
from letters.told import AppealRight, Meanwhile

TO_A_STRANGER = {Language.ENGLISH: "Customer", Language.WELSH: "Gwsmer"}  # a person not yet identified has no name


def means_of(told: Told) -> Means:
    """Return how a letter goes: as the customer prefers, and by post where that has failed (7.3, 8.2)."""
    preferred = told.customer.means
    return Means.POST if told.notice.by_post and preferred is not Means.LARGE_PRINT else preferred


def letter_of(told: ToldOfCase | ToldApart) -> Letter:
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
        matter=apart.matter_of(told) if isinstance(told, ToldApart) else matter_of(told),
        large_print=means is Means.LARGE_PRINT,
        limited=limited_at_all(told),
        known_to=told.given.book.calendar.known_to,
    )


def reference_of(told: Told) -> str:
    """Return what customer and staff call the letter: its stream's pseudonym, shortened, and its number in that."""
    return f"{shortened(told.given.stream)}-{told.notice.id.partition('/')[2]}"


def shortened(stream: str) -> str:
    """Return what people call a case, or a letter outside one: the beginning of its pseudonym."""
    return stream.partition("/")[2][:8].upper()


def matter_of(told: ToldOfCase) -> Matter:
    """Return what a letter is about, by the event that made it owed."""
    if isinstance(told.because, EndToBeTold):
        return matter_of(replace(told, because=_end_of(told, told.because)))
    for kind, tells in _MATTERS.items():
        if isinstance(told.because, kind):
            return tells(told, told.because)
    raise TypeError(type(told.because).__name__)  # its texts are open, and an error is logged


def _warning(told: ToldOfCase, event: WarningIssued) -> WarningTold:
    dates = told_dates(told.case, told.notice, told.given)
    return WarningTold(
        incidents=incidents_of(told, event.incidents),
        why=words(event.reasons),
        change=words(event.what_must_change),
        period_ends=fixed(dates["period_ends"]),
        counts_until=fixed(dates["counts_until"]),
    )


def _warning_taken_back(told: ToldOfCase, event: WarningWithdrawn) -> WarningTakenBack:
    letters = [n for n in told.case.notices if n.kind is NoticeKind.WARNING and n.about == event.warning]
    days = [notice.printed_on for notice in letters if notice.printed_on]
    return WarningTakenBack(warned=fixed(days[-1] if days else None), why=event.why)


def _decision(told: ToldOfCase, event: Decided) -> Decision:
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


def _warned_on(told: ToldOfCase, decision: Made) -> tuple[date, bool] | None:
    """Return the day of the newest warning that counted when a decision was made, in whichever case it stands (7.2).

    And whether its letter has come back since: that the decision was made on it stays true.
    """
    found = []
    for case in told.cases:
        months = told.given.book.version(case.policy).figures.warning_counts_months
        for notice in case.notices:
            if notice.kind is not NoticeKind.WARNING or not notice.left_at or notice.left_at > decision.decided_at:
                continue
            if notice.failed_at and notice.failed_at <= decision.decided_at:
                continue
            if (gone := case.warning(notice.about).withdrawn_at) and gone <= decision.decided_at:
                continue
            day = notice.printed_on or local_day(notice.left_at)
            if decision.decided_on <= months_after(day, months):
                found.append((day, notice.failed_at is not None))
    return max(found, default=None)


def _end_of(told: ToldOfCase, event: EndToBeTold) -> Event:
    """Return what ended a restriction whose letter turned out to have left."""
    ends = (RestrictionLifted, RestrictionLapsed)
    return next(e for e in told.events if isinstance(e, ends) and e.decision == event.decision)


def _suspended(told: ToldOfCase, event: RestrictionSuspended) -> Suspended:
    return Suspended(
        decision_day=told.case.decision(event.decision).decided_on,
        day=local_day(event.suspended_at),
        because=event.reason,
        until_appeal=event.appeal is not None,
        reason=words(event.reasons) if event.reasons is not None else None,
    )


def _lapsed(told: ToldOfCase, event: RestrictionLapsed) -> Lapsed:
    decision = told.case.decision(event.decision)
    reconsidered = decision.left_to_lapse or any(d.follows == decision.id for d in told.case.decisions)
    missed = decision.review_on is not None and not reconsidered
    return Lapsed(decision_day=decision.decided_on, last_day=event.last_day, review_missed=missed)


def _representative_gone(told: ToldOfCase, event: RepresentativeNoLongerActs) -> RepresentativeGone:
    return RepresentativeGone(decision_day=told.case.decision(event.decision).decided_on)


def _resumed(told: ToldOfCase, event: RestrictionResumed) -> Resumed:
    decision = heir(told.case, told.case.decision(event.decision))
    return Resumed(
        decision_day=decision.decided_on,
        day=local_day(told.given.as_of),
        terms=terms_of(told, decision),
        waits=once_left(told, decision) is Meanwhile.NOT_NOW,
        reason=words(event.reasons),
    )


_MATTERS: dict[type[Event], Callable[[ToldOfCase, Any], Matter]] = {
    WarningIssued: _warning,
    WarningWithdrawn: _warning_taken_back,
    Decided: _decision,
    AppealReceived: appeals.acknowledged,
    AppealCallGivenUp: appeals.not_reached,
    AppealRefusedLate: appeals.out_of_time,
    AppealDecided: appeals.outcome,
    RestrictionLifted: early.lifted,
    RestrictionLeftToLapse: early.left_to_lapse,
    EarlyReviewOpened: early.answered,
    EarlyReviewRefused: early.answered,
    EarlyReviewRequestJoined: early.answered,
    RestrictionLapsed: _lapsed,
    RestrictionSuspended: _suspended,
    RestrictionResumed: _resumed,
    RepresentativeNoLongerActs: _representative_gone,
    AppealDateMoved: date_moved,
    WarningPeriodMoved: period_moved,
}
