"""How decisions, and what becomes of them, make a case's state. Nothing is judged here."""

from datetime import datetime

from domain.case.deciding import (
    Decided,
    NoActionDecided,
    RestrictionContinued,
    RestrictionImposed,
    RestrictionVaried,
)
from domain.case.ending import (
    EndToBeTold,
    RestrictionLeftToLapse,
    RestrictionLifted,
    RestrictionResumed,
    RestrictionSuspended,
    is_resumable,
)
from domain.case.notice import Change, NoticeKind
from domain.case.parts import involving, needless, owing, with_decision, with_hold
from domain.case.quashing import with_what_rests_on_it
from domain.case.saying import without_what_is_so_no_longer
from domain.case.state import Case, Decision, DecisionKind, End, Hold, HoldReason, Involvement
from domain.case.steps import AppealDateMoved, RestrictionLapsed
from domain.frozen import changed
from domain.names import DecisionId

# What ends with the decision that it is about: a letter that came back, and a basis that a new decision does without.
ITS_OWN = frozenset({HoldReason.NOTICE_FAILED, HoldReason.UNLINKED, HoldReason.EARLY_REVIEW_OVERDUE})
KINDS = {
    RestrictionImposed: DecisionKind.RESTRICT,
    RestrictionContinued: DecisionKind.CONTINUE,
    RestrictionVaried: DecisionKind.VARY,
}


def decided(case: Case, event: Decided) -> Case:
    """A decision stands; it bites at once only where safety could not wait, or where it eases."""
    decision = Decision(
        id=event.decision,
        kind=KINDS[type(event)],
        version=case.version,
        notice=event.notice,
        by=event.decided_by,
        decided_at=event.decided_at,
        decided_on=event.decided_on,
        measures=event.measures,
        basis=event.basis,
        violent=event.violent,
        ends_all_contact=event.ends_all_contact,
        safety=event.safety,
        expires_on=event.expires_on,
        review_on=event.review_on,
        lapses_on=event.lapses_on,
        review_opens_on=event.review_opens_on,
        rests_on=event.rests_on,
        draft=event.draft,
        follows=event.follows if isinstance(event, RestrictionContinued | RestrictionVaried) else None,
    )
    decisions = (*case.decisions, decision)
    case = changed(case, decisions=decisions, decide_by=None, warning_dispensed_with=False, agreements=())
    case = owing(case, event, NoticeKind.DECISION, event.decision)
    if event.safety or (isinstance(event, RestrictionVaried) and event.at_once):
        case = begins(case, decision.id, event.decided_at)
    if event.agreed_by:
        case = involving(case, event.agreed_by, Involvement.CONSULTEE)
    return involving(case, event.decided_by, Involvement.DECIDER)


def no_action(case: Case, event: NoActionDecided) -> Case:
    """Nobody restricts."""
    let_be = case.let_be | frozenset(case.incidents)
    case = changed(
        case,
        decide_by=None,
        no_action=True,
        no_action_by=event.decided_by,
        no_action_at=event.decided_at,
        let_be=let_be,
        warning_dispensed_with=False,
        agreements=(),
    )
    return involving(case, event.decided_by, Involvement.DECIDER)


def begins(case: Case, name: DecisionId, at: datetime) -> Case:
    """Let a decision bite from a moment; all that it follows gives way to it then, and the letters not yet sent."""
    if case.decision(name).in_force_from is None:
        case = with_decision(case, name, in_force_from=at)
    follows = case.decision(name).follows
    while follows is not None:
        before = case.decision(follows)
        if before.ended is None:
            case = _gives_way(case, before, name, at)
        follows = before.follows
    return case


def _gives_way(case: Case, before: Decision, name: DecisionId, at: datetime) -> Case:
    if before.in_force_from is None:
        case = needless(case, before.notice)
    # A new decision concludes an early review: what rested for that one alone rests no longer (9.2).
    holds = tuple(h for h in before.holds if h.until is None and h.reason not in ITS_OWN)
    case = with_decision(case, before.id, ended=End.SUPERSEDED, ended_at=at)
    # What rests goes on resting under a new decision: a hold ends with its outcome, its letter, or its manager.
    return with_decision(case, name, holds=(*holds, *case.decision(name).holds)) if holds else case


def quashed(case: Case, name: DecisionId, at: datetime) -> Case:
    """Undo a decision, and whatever rested on it (8.6)."""
    for undone in with_what_rests_on_it(case, name):
        decision = case.decision(undone)
        if decision.ended is not End.QUASHED:
            ended_at = decision.ended_at or at
            case = with_decision(case, undone, ended=End.QUASHED, ended_at=ended_at, window_closed=True)
            case = needless(case, decision.notice)
    return without_what_is_so_no_longer(case)


def lifted(case: Case, event: RestrictionLifted) -> Case:
    """A person ended it."""
    case = with_decision(case, event.decision, ended=End.LIFTED, ended_at=event.lifted_at)
    case = involving(case, event.lifted_by, Involvement.DECIDER)
    return _told(case, event, Change.LIFTED)


def lapsed(case: Case, event: RestrictionLapsed) -> Case:
    """Time ended it."""
    case = with_decision(case, event.decision, ended=End.LAPSED, ended_at=event.lapsed_at)
    return _told(case, event, Change.LAPSED)


def _told(case: Case, event: RestrictionLifted | RestrictionLapsed, change: Change) -> Case:
    case = without_what_is_so_no_longer(case)
    if event.notice:
        return owing(case, event, NoticeKind.CHANGE, event.decision, change)
    return needless(case, case.decision(event.decision).notice)


def end_to_be_told(case: Case, event: EndToBeTold) -> Case:
    """Its letter had left after all: its end is told."""
    return owing(case, event, NoticeKind.CHANGE, event.decision, Change(event.ended.value))


def date_moved(case: Case, event: AppealDateMoved) -> Case:
    """The last day to appeal is later, and is told afresh."""
    case = with_decision(case, event.decision, appeal_by=event.last_day)
    return owing(case, event, NoticeKind.CHANGE, event.decision, Change.DATE_MOVED)


def left_to_lapse(case: Case, event: RestrictionLeftToLapse) -> Case:
    """A manager reconsidered: it ends on its date."""
    holds = case.decision(event.decision).holds
    if event.notice:
        holds = tuple(changed(h, ends_with=event.notice) if _for_an_early_review(h) else h for h in holds)
    case = with_decision(case, event.decision, left_to_lapse=True, lapses_on=event.last_day, holds=holds)
    case = involving(case, event.decided_by, Involvement.DECIDER)
    return owing(case, event, NoticeKind.CHANGE, event.decision, Change.LEFT_TO_LAPSE) if event.notice else case


def _for_an_early_review(hold: Hold) -> bool:
    return hold.reason is HoldReason.EARLY_REVIEW_OVERDUE and hold.until is None


def suspended(case: Case, event: RestrictionSuspended) -> Case:
    """It rests from now on."""
    case = with_hold(case, event.decision, Hold(event.reason, event.suspended_at, waits_for=event.appeal))
    case = owing(case, event, NoticeKind.CHANGE, event.decision, Change.SUSPENDED)
    by_a_person = event.reason is HoldReason.BY_A_MANAGER
    return involving(case, event.suspended_by, Involvement.DECIDER) if by_a_person else case


def resumed(case: Case, event: RestrictionResumed) -> Case:
    """It bites again once the customer has been told."""
    decision = case.decision(event.decision)
    if any(hold.reason is HoldReason.UNLINKED and is_resumable(hold) for hold in decision.holds):
        case = with_decision(case, event.decision, rests_on=())  # a manager has decided that it stands without
    holds = tuple(changed(h, ends_with=event.notice, waits_for=None) if is_resumable(h) else h for h in decision.holds)
    case = involving(with_decision(case, event.decision, holds=holds), event.resumed_by, Involvement.DECIDER)
    return owing(case, event, NoticeKind.CHANGE, event.decision, Change.RESUMED)
