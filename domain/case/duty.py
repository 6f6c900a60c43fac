"""One thing that the organisation owes: what, about what, by when, by whom, and under which clause."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.names import Role, StaffId


class DutyKind(StrEnum):
    """What is owed."""

    DECIDE = "decide"  # 7.2
    CLOSE_UNDECIDED = "close-undecided"  # 7.2
    END_WARNING_PERIOD = "end-warning-period"  # 7.2
    TELL_LATER_PERIOD = "tell-later-period"  # 7.2
    SEND_NOTICE = "send-notice"  # 7.3
    TELL_LATER_DATE = "tell-later-date"  # 8.2
    END_APPEAL_WINDOW = "end-appeal-window"  # 8.2
    JUDGE_LATE_APPEAL = "judge-late-appeal"  # 8.2
    ARRANGE_CALL = "arrange-call"  # 8.3
    HOLD_CALL = "hold-call"  # 8.3
    ASSIGN_REVIEWER = "assign-reviewer"  # 8.5
    REVIEW_APPEAL = "review-appeal"  # 8.5
    SUSPEND_FOR_OVERDUE_REVIEW = "suspend-for-overdue-review"  # 8.6
    ASK_DIRECTOR = "ask-director"  # 8.6
    OPEN_REVIEW = "open-review"  # 9.2
    RECONSIDER = "reconsider"  # 9.2
    ALERT_BEFORE_END = "alert-before-end"  # 2.1, 9.2
    LAPSE = "lapse"  # 9.2
    ENTER_IN_HOUSING_SYSTEM = "enter-in-housing-system"  # 9.1
    PROPOSE_EARLY_REVIEW = "propose-early-review"  # 9.2
    ANSWER_EARLY_REVIEW_REQUEST = "answer-early-review-request"  # 9.2
    OPEN_UNANSWERED_EARLY_REVIEW = "open-unanswered-early-review"  # 9.2
    CONCLUDE_EARLY_REVIEW = "conclude-early-review"  # 9.2
    SUSPEND_FOR_OVERDUE_EARLY_REVIEW = "suspend-for-overdue-early-review"  # 9.2
    LOOK_AT_NEW_INCIDENT = "look-at-new-incident"  # 9.2
    SUSPEND_AS_UNLINKED = "suspend-as-unlinked"  # reading.md, One person, two records
    DECIDE_AFTER_UNLINKING = "decide-after-unlinking"  # reading.md, One person, two records
    RECORD_REPRESENTATIVE_GONE = "record-representative-gone"  # 6.1
    VARY_WITHOUT_REPRESENTATIVE = "vary-without-representative"  # 6.1
    RECORD_NO_ROUTE = "record-no-route"  # 6.1
    RECORD_ROUTE_AGAIN = "record-route-again"  # 6.1
    LEAVE_A_ROUTE = "leave-a-route"  # 6.1
    TELL_EMPLOYEES = "tell-employees"  # 2.1
    CLOSE_CASE = "close-case"
    ANSWER_REFERRAL = "answer-referral"  # 3.2, 4.5, 5.6, 6.1, 10.1
    ENGAGE_UNANSWERED = "engage-unanswered"  # 10.1


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One thing owed: `about` what, in which `part` of the process, by whom, and by the end of which day.

    `at` (UTC) is when the process acts, for its own duties; for a person's duty it is the end of the day it is due.
    """

    kind: DutyKind
    about: str
    part: str  # "restriction", or the notice or appeal whose own workflow waits for it
    at: datetime
    due_on: date
    clause: str
    owner: Role
    person: StaffId | None = None

    @property
    def name(self) -> str:
        """Its name in the case: another date makes it another duty."""
        return f"{self.kind}:{self.about}:{self.due_on}"


def own(kind: DutyKind, about: str, at: datetime, due_on: date, clause: str, part: str = "restriction") -> Duty:
    """Return a duty of the process itself."""
    return Duty(kind=kind, about=about, part=part, at=at, due_on=due_on, clause=clause, owner=Role.SYSTEM)
