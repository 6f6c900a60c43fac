"""Small changes of a case's state that several events share: of one decision, notice or appeal; owing; involving."""

from collections.abc import Callable
from typing import Any

from domain.case.notice import Change, Notice, NoticeKind
from domain.case.state import Case, Hold, Involvement
from domain.frozen import changed
from domain.names import AppealId, DecisionId, NoticeId, StaffId


def with_decision(case: Case, name: DecisionId, **fields: Any) -> Case:
    """Change one decision."""
    return changed(case, decisions=tuple(changed(d, **fields) if d.id == name else d for d in case.decisions))


def with_notice(case: Case, name: NoticeId, **fields: Any) -> Case:
    """Change one notice."""
    return changed(case, notices=tuple(changed(n, **fields) if n.id == name else n for n in case.notices))


def with_appeal(case: Case, name: AppealId, **fields: Any) -> Case:
    """Change one appeal."""
    return changed(case, appeals=tuple(changed(a, **fields) if a.id == name else a for a in case.appeals))


def with_warning(case: Case, name: str, **fields: Any) -> Case:
    """Change one warning."""
    return changed(case, warnings=tuple(changed(w, **fields) if w.id == name else w for w in case.warnings))


def with_holds(case: Case, change: Callable[[Hold], Hold]) -> Case:
    """Change the holds of every decision."""
    if not any(d.holds for d in case.decisions):
        return case
    return changed(case, decisions=tuple(changed(d, holds=tuple(change(h) for h in d.holds)) for d in case.decisions))


def with_hold(case: Case, name: DecisionId, hold: Hold) -> Case:
    """Let a decision rest."""
    return with_decision(case, name, holds=(*case.decision(name).holds, hold))


def owing(case: Case, event: Any, kind: NoticeKind, about: str, change: Change | None = None) -> Case:
    """Owe the notice that an event names."""
    notice = Notice(id=event.notice, kind=kind, about=about, change=change, leave_by=event.notice_leave_by)
    return changed(case, notices=(*case.notices, notice))


def needless(case: Case, name: NoticeId) -> Case:
    """Owe a notice no longer, if it was."""
    return with_notice(case, name, needless=True) if case.notice(name).is_owed else case


def involving(case: Case, staff: StaffId, how: Involvement) -> Case:
    """Remember how somebody took part (8.5)."""
    return case if (staff, how) in case.involved else changed(case, involved=(*case.involved, (staff, how)))
