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
    DutyKind.ARRANGE_CALL: "The call of a verbal appeal is arranged within {verbal_appeal_call_wd} working days of the "
    "request, or of the call that was missed.",
    DutyKind.HOLD_CALL: "The call is arranged for this day.",
    DutyKind.ASSIGN_REVIEWER: "A reviewer is assigned within {reviewer_assigned_within_wd} working days of receipt.",
    DutyKind.REVIEW_APPEAL: "An appeal is reviewed within {appeal_review_wd} working days of receipt.",
    DutyKind.SUSPEND_FOR_OVERDUE_REVIEW: "Where its review is {suspend_overdue_review_wd} working days overdue, a "
    "restriction rests until the outcome.",
    DutyKind.ASK_DIRECTOR: "Where its basis is violence or threats, the Director is asked daily instead.",
    DutyKind.OPEN_REVIEW: "A review opens {review_opens_before_wd} working days before the date, or half-way in a "
    "shorter term.",
    DutyKind.RECONSIDER: "A restriction is reconsidered by its expiry date or review date.",
    DutyKind.ALERT_BEFORE_END: "The end of a restriction is announced ahead to whom it concerns; of one for violence "
    "or threats also to Head of Service and Director.",
    DutyKind.LAPSE: "With no recorded decision it lapses: on its expiry date, or {review_missed_lapses_wd} working "
    "days after a review date that was missed.",
    DutyKind.ENTER_IN_HOUSING_SYSTEM: "A change of a restriction is entered in the housing management system within "
    "{housing_entry_within_wd} working day.",
    DutyKind.TELL_EMPLOYEES: "Whoever suffered what a restriction rests on, or is named as the contact, is told of its "
    "start, change or end within {employees_told_within_wd} working day.",
    DutyKind.ANSWER_REFERRAL: "A referral is answered in the time of its kind, counted from the day it came in: a "
    "subject access request within {subject_access_months} calendar month, a decision about the police within "
    "{police_decision_wd} working day, a vulnerability indicator within {vulnerability_wd}, a new matter of a "
    "prohibited customer within {subsequent_contact_wd}, the way to the Ombudsman within {ombudsman_wd}, anti-social "
    "behaviour within {anti_social_behaviour_wd}.",
    DutyKind.ENGAGE_UNANSWERED: "With no decision {subsequent_contact_engage_wd} working days later, we engage.",
    DutyKind.PROPOSE_EARLY_REVIEW: "After {good_conduct_months} months of good conduct, counted from the decision or "
    "from the last incident found unacceptable, an early review is proposed.",
    DutyKind.ANSWER_EARLY_REVIEW_REQUEST: "A request for an early review is answered within {early_review_answer_wd} "
    "working days of its receipt.",
    DutyKind.OPEN_UNANSWERED_EARLY_REVIEW: "Unanswered {early_review_opens_unanswered_wd} working days after that, the "
    "early review opens by itself.",
    DutyKind.CONCLUDE_EARLY_REVIEW: "An early review is concluded within {early_review_conclude_wd} working days, or "
    "by the date of the restriction.",
    DutyKind.SUSPEND_FOR_OVERDUE_EARLY_REVIEW: "Where it is {early_review_overdue_suspends_wd} working days overdue, "
    "the restriction rests until it is concluded.",
    DutyKind.LOOK_AT_NEW_INCIDENT: "A new incident is looked at within {look_at_incident_wd} working days; it changes "
    "nothing by itself.",
    DutyKind.SUSPEND_AS_UNLINKED: "What stands on the incidents of a record since unlinked rests from then on.",
    DutyKind.DECIDE_AFTER_UNLINKING: "Whether a restriction stands without the incidents of a record that was unlinked "
    "is decided within {decided_after_unlinking_within_wd} working days.",
    DutyKind.RECORD_REPRESENTATIVE_GONE: "Once a representative no longer acts, the customer contacts us directly.",
    DutyKind.VARY_WITHOUT_REPRESENTATIVE: "A measure whose representative no longer acts is varied within "
    "{varied_without_representative_within_wd} working days.",
    DutyKind.RECORD_NO_ROUTE: "Restrictions of linked records that together leave no ordinary route are told of at "
    "once.",
    DutyKind.RECORD_ROUTE_AGAIN: "Once the restrictions of linked records leave an ordinary route again, it is noted.",
    DutyKind.LEAVE_A_ROUTE: "Where linked records leave no ordinary route together, a manager sees to one within "
    "{route_left_again_within_wd} working days.",
    DutyKind.CLOSE_CASE: "Nothing is in force or pending in the case.",
}


def why(duty: Duty, figures: Figures) -> str:
    """Return the sentence."""
    return _WHY[duty.kind].format(**vars(figures))


def sentence(name: str, figures: Figures) -> str | None:
    """Return the sentence for a kind of duty, or None for a date that is no duty's."""
    return _WHY[DutyKind(name)].format(**vars(figures)) if name in set(DutyKind) else None
