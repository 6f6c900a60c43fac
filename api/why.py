"""Why this date? A sentence for each kind of duty, with the figures that the case keeps."""

from domain.case.duties import Duty, DutyKind
from domain.policy import Figures

_WHY: dict[DutyKind, str] = {
    DutyKind.DECIDE: "A referred case is decided within {decide_within_wd} working days.",
    DutyKind.CLOSE_UNDECIDED: "Undecided {close_undecided_after_wd} working days after that, it closes without action.",
    DutyKind.END_WARNING_PERIOD: "A warning gives {warning_period_wd} working days to change, from the day it left.",
    DutyKind.TELL_LATER_PERIOD: "The time to change is longer than was told: the customer is told it afresh.",
    DutyKind.SEND_NOTICE: "A notice leaves within {notice_leaves_within_wd} working days; an outcome's within "
    "{outcome_notice_wd}.",
    DutyKind.TELL_LATER_DATE: "The last day to appeal is later than was told: the customer is told it afresh.",
    DutyKind.END_APPEAL_WINDOW: "An appeal is in time for {appeal_window_wd} working days after its notice left.",
    DutyKind.JUDGE_LATE_APPEAL: "A late appeal is let in or refused by the day on which it would be reviewed.",
    DutyKind.ASSIGN_REVIEWER: "A reviewer is assigned within {reviewer_assigned_within_wd} working days of receipt.",
    DutyKind.REVIEW_APPEAL: "An appeal is reviewed within {appeal_review_wd} working days of receipt.",
    DutyKind.SUSPEND_FOR_OVERDUE_REVIEW: "Where its review is {suspend_overdue_review_wd} working days overdue, a "
    "restriction rests until the outcome.",
    DutyKind.ASK_DIRECTOR: "Where its basis is violence or threats, the Director is asked daily instead.",
    DutyKind.OPEN_REVIEW: "A review opens {review_opens_before_wd} working days before the date, or half-way in a "
    "shorter term.",
    DutyKind.RECONSIDER: "A restriction is reconsidered by its expiry date or review date.",
    DutyKind.ALERT_BEFORE_END: "The end of a restriction for violence or threats is announced ahead.",
    DutyKind.LAPSE: "With no recorded decision it lapses: on its expiry date, or {review_missed_lapses_wd} working "
    "days after a review date that was missed.",
    DutyKind.CLOSE_CASE: "Nothing is in force or pending in the case.",
}


def why(duty: Duty, figures: Figures) -> str:
    """Return the sentence."""
    return _WHY[duty.kind].format(**vars(figures))


def sentence(name: str, figures: Figures) -> str | None:
    """Return the sentence for a kind of duty, or None for a date that is no duty's."""
    return _WHY[DutyKind(name)].format(**vars(figures)) if name in set(DutyKind) else None
