"""How letters on their way make a case's state. Nothing is judged here."""

from domain.calendar import local_day
from domain.case.fold_decisions import begins
from domain.case.force import heir
from domain.case.notice import Notice, NoticeKind, Printing
from domain.case.notices import NoticeFailed, NoticeLeft, NoticePrepared
from domain.case.parts import owing, with_decision, with_hold, with_holds, with_notice, with_warning
from domain.case.saying import without_what_is_so_no_longer
from domain.case.state import Case, Hold, HoldReason
from domain.case.steps import WarningPeriodMoved
from domain.frozen import changed
from domain.names import DecisionId, NoticeId


def printed(notice: Notice, event: NoticePrepared) -> Notice:
    """A letter is printed, and good for that day."""
    printing = Printing(
        on=event.printed_on,
        document=event.document,
        means=event.means,
        appeal_by=event.appeal_by,
        period_ends=event.period_ends,
        counts_until=event.counts_until,
    )
    before = tuple(p for p in notice.printings if p.on != printing.on)
    return changed(notice, printings=(*before, printing))


def gone(notice: Notice, event: NoticeLeft) -> Notice:
    """A letter left, as it was printed for that day."""
    that_left = tuple(p for p in notice.printings if p.on == event.left_on)
    return changed(notice, left_at=event.left_at, handing_over=False, failed_at=None, printings=that_left)


def lost(notice: Notice, event: NoticeFailed) -> tuple[Notice, ...]:
    """A letter did not arrive; return it, and the one that is owed in its place, where one is."""
    notice = changed(notice, failed_at=event.failed_at, handing_over=False, printings=(), by_post=True)
    if event.again is None:
        return (notice,)
    again = Notice(
        id=event.again,
        kind=notice.kind,
        about=notice.about,
        change=notice.change,
        leave_by=event.again_leave_by,
        by_post=True,
    )
    return notice, again


def prepared(case: Case, event: NoticePrepared) -> Case:
    """A letter of the case is printed."""
    return with_notice(case, event.notice, **vars(printed(case.notice(event.notice), event)))


def left(case: Case, event: NoticeLeft) -> Case:
    """A letter left: what it tells begins, and what waited for it ends."""
    case = with_notice(case, event.notice, **vars(gone(case.notice(event.notice), event)))
    notice = case.notice(event.notice)
    if notice.kind is NoticeKind.WARNING:
        told = {"period_ends": event.period_ends, "counts_until": event.counts_until}
        case = with_warning(case, notice.about, left_at=event.left_at, **told)
    if notice.kind is NoticeKind.DECISION:
        name = DecisionId(notice.about)
        left_on = max(event.left_on, local_day(event.left_at))
        case = with_decision(case, name, notice_left_on=left_on, appeal_by=event.appeal_by)
        if case.decision(name).ended is None:
            case = begins(case, name, event.left_at)

    def ended(hold: Hold) -> Hold:
        over = hold.ends_with == event.notice and hold.until is None
        return changed(hold, until=event.left_at) if over else hold

    return without_what_is_so_no_longer(with_holds(case, ended))


def period_moved(case: Case, event: WarningPeriodMoved) -> Case:
    """The time that a warning gives is longer, and is told afresh."""
    case = with_warning(case, event.warning, period_ends=event.period_ends)
    return owing(case, event, NoticeKind.WARNING_PERIOD, event.warning)


def failed(case: Case, event: NoticeFailed) -> Case:
    """A letter did not arrive. If it had left, it is owed again, and from now on what it began rests (8.2)."""
    notice = case.notice(event.notice)
    came_back, *again_owed = lost(notice, event)
    case = with_notice(case, event.notice, **vars(came_back))
    if not again_owed:
        return case
    again = again_owed[0]
    case = changed(case, notices=(*case.notices, again))
    rests = Hold(HoldReason.NOTICE_FAILED, event.failed_at, ends_with=again.id)
    if notice.kind is NoticeKind.WARNING:
        void = {"left_at": None, "period_ends": None, "counts_until": None, "period_ended": False}
        return without_what_is_so_no_longer(with_warning(case, notice.about, notice=again.id, **void))
    if notice.kind is NoticeKind.DECISION:
        return without_what_is_so_no_longer(_window_void(case, DecisionId(notice.about), again.id, rests))
    for decision in case.decisions:
        if any(hold.ends_with == notice.id and hold.until for hold in decision.holds):
            case = with_hold(case, decision.id, rests)
    return case


def _window_void(case: Case, name: DecisionId, again: NoticeId, rests: Hold) -> Case:
    """No window runs until another notice leaves; the restriction rests until then, unless safety was recorded.

    So does what has eased it since, until its own letter leaves: it bit at once because the customer had been told.
    """
    case = with_decision(case, name, notice=again, notice_left_on=None, appeal_by=None, window_closed=False)
    if case.decision(name).safety:
        return case
    case = with_hold(case, name, rests)
    now = heir(case, case.decision(name))
    if now.follows != name or now.notice_left_on is not None or now.safety:
        return case
    return with_hold(case, now.id, changed(rests, ends_with=now.notice))
