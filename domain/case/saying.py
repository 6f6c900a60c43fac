"""Whether a letter still says what is so; one that does not is owed no longer, nor sent again (8.2, 8.6, 9.3)."""

from domain.case.ending import is_suspended
from domain.case.force import heir
from domain.case.notice import Change, Notice, NoticeKind
from domain.case.parts import needless
from domain.case.state import Case, Decision, End, HoldReason


def without_what_is_so_no_longer(case: Case) -> Case:
    """Owe no letter any longer that would tell the customer what has ceased to be so before it left."""
    for notice in case.notices:
        if notice.is_owed and not _is_to_be_said(case, notice):
            case = needless(case, notice.id)
    return case


def goes_again(case: Case, notice: Notice) -> bool:
    """Say whether a letter that came back is to be sent again: what it says is still so."""
    if notice.change is Change.RESUMED:
        now = heir(case, case.decision(notice.about))
        others = [h for h in now.holds if h.until is None and h.reason is not HoldReason.NOTICE_FAILED]
        return now.ended is None and not any(hold.ends_with != notice.id for hold in others)
    if notice.kind is NoticeKind.WARNING_PERIOD and case.warning(notice.about).period_ended:
        return False
    if notice.change is Change.DATE_MOVED and case.decision(notice.about).window_closed:
        return False
    return _is_to_be_said(case, notice)


def _is_to_be_said(case: Case, notice: Notice) -> bool:
    match notice.kind:
        case NoticeKind.DECISION:
            # Lifted, lapsed or replaced, it is told all the same: with it comes the right to appeal (8.1).
            return case.decision(notice.about).ended is not End.QUASHED
        case NoticeKind.WARNING | NoticeKind.WARNING_PERIOD:
            warning = case.warning(notice.about)
            told = notice.kind is NoticeKind.WARNING or warning.left_at is not None
            return told and warning.withdrawn_at is None
        case NoticeKind.APPEAL_ACKNOWLEDGED | NoticeKind.APPEAL_NOT_REACHED:
            appeal = case.appeal(notice.about)
            given_up = appeal.call is not None and appeal.call.given_up is not None
            return appeal.is_open and (given_up or notice.kind is NoticeKind.APPEAL_ACKNOWLEDGED)
        case NoticeKind.CHANGE:
            return _change_is_so(case, notice)
        case NoticeKind.EARLY_REVIEW:
            # Once it has ended or been decided anew, the letter about that is the answer.
            return _stands_undecided(case, case.decision(notice.about))
    return True


def _stands_undecided(case: Case, decision: Decision) -> bool:
    anew = any(later.follows == decision.id and later.ended is None for later in case.decisions)
    return decision.ended is None and not anew


def _change_is_so(case: Case, notice: Notice) -> bool:
    decision = case.decision(notice.about)
    now = heir(case, decision)
    match notice.change:
        case Change.SUSPENDED:
            return now.ended is not End.QUASHED and is_suspended(now)
        case Change.RESUMED:
            return now.ended is None
        case Change.LEFT_TO_LAPSE:
            # Once it has ended, that is told; once it has been decided anew, it does not end so.
            return _stands_undecided(case, decision)
        case Change.REPRESENTATIVE_GONE:
            return now.ended is None and now.freed_recorded
        case Change.DATE_MOVED:
            return decision.ended is not End.QUASHED and decision.notice_left_on is not None
    return True
