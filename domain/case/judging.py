"""The rules of an independent review: who reviews an appeal, and what comes of it (8.5, 8.6)."""

from typing import Any

from domain.calendar import Counts, local_day
from domain.case.considering import review_opens_on
from domain.case.force import stands
from domain.case.independence import candidates, involvement
from domain.case.notice import next_notice
from domain.case.phoning import check_heard
from domain.case.quashing import check_findings
from domain.case.receiving import find_appeal
from domain.case.reviewing import (
    AssignReviewer,
    DecideAppeal,
    DecisionQuashed,
    DecisionUpheld,
    DecisionVaried,
    ReviewerAssigned,
)
from domain.case.state import Appeal, Case, End, Outcome
from domain.case.varying import check_variation, goes_on_as
from domain.event import Event
from domain.names import AppealId, Role, StaffId, is_said
from domain.refusal import Conflict, NotAllowed, NotFound, Refused
from domain.staff import DIRECTORY, Directory
from domain.streams import Given


def assign(case: Case, command: AssignReviewer, given: Given) -> tuple[Event, ...]:
    """Assign a reviewer. Raises Refused (8.5), NotFound, NotAllowed, Conflict."""
    appeal = _admitted(case, command.appeal)
    if appeal.reviewer == command.reviewer:
        raise Conflict("this reviewer has been assigned", version=case.version)
    outside = _check_may_review(case, appeal, command.reviewer, given)
    if (outside or appeal.reviewer) and not is_said(command.reason):
        raise Refused(
            "8.5", "why this reviewer is assigned is recorded", field="reason", accepted="the reason, in words"
        )
    return (
        ReviewerAssigned(
            case=case.id,
            customer=case.customer,
            appeal=appeal.id,
            reviewer=command.reviewer,
            assigned_by=given.by.id,
            assigned_at=given.as_of,
            outside=outside,
            reason=command.reason,
        ),
    )


def _check_may_review(case: Case, appeal: Appeal, reviewer: StaffId, given: Given) -> bool:
    """Check that somebody may review; return whether they come from outside. Raises Refused, NotFound, NotAllowed.

    Somebody from outside is not in the directory yet: whoever is in it as a manager is judged like everybody.
    """
    directory: Directory = given.others.get(DIRECTORY) or Directory()
    judged = {c.staff: c.may_review for c in candidates(case, appeal, directory, given.others)}
    eligible = [staff for staff, may_review in judged.items() if may_review]
    accepted = ", ".join(eligible) or "an outside manager, assigned by a Director"
    if reasons := involvement(reviewer, case, appeal, given.others):
        raise Refused("8.5", f"the reviewer was involved: {', '.join(reasons)}", field="reviewer", accepted=accepted)
    if reviewer in judged:
        return False
    if reviewer in directory.members:
        raise Refused("8.5", "an appeal is considered by a manager", field="reviewer", accepted=accepted)
    if eligible:
        raise NotFound(reviewer)
    if not given.by.has(Role.DIRECTOR):
        raise NotAllowed("8.5", "nobody is eligible: a Director assigns", frozenset({Role.DIRECTOR}))
    return True


def decide_appeal(case: Case, command: DecideAppeal, given: Given) -> tuple[Event, ...]:
    """Quash, vary or uphold. Raises Refused (8.5, 8.6), NotFound, NotAllowed, Conflict."""
    appeal = _admitted(case, command.appeal)
    _check_independent_still(case, appeal, command, given)
    check_heard(appeal)
    if not is_said(command.reasons):
        raise Refused("8.6", "an outcome has reasons", field="reasons", accepted="the reasons, in words")
    if command.outcome is not Outcome.VARY and (command.measures or command.last_day):
        raise Refused("8.6", "measures are given to vary only", field="measures", accepted="none")
    decision = goes_on_as(case, appeal, given)
    appealed = case.decision(appeal.decision)
    if appealed.ended is End.QUASHED and command.outcome is not Outcome.QUASH:
        raise Refused(
            "8.6",
            "the decision has been quashed with the one that it rested on: the appeal is answered so",
            field="outcome",
            accepted=Outcome.QUASH.value,
        )
    check_findings(case, appealed, decision, command, given)
    said = _said(case, appeal, command, given)
    match command.outcome:
        case Outcome.QUASH:
            return (DecisionQuashed(**said),)
        case Outcome.UPHOLD:
            return (DecisionUpheld(**said),)
        case Outcome.VARY:
            last_day = check_variation(case, decision, command, given)
            opens = decision.review_opens_on
            if last_day != decision.lapses_on:
                opens = review_opens_on(case, local_day(given.as_of), last_day, given.book)
            return (
                DecisionVaried(
                    **{**said, "decision": decision.id},
                    measures=command.measures,
                    last_day=last_day,
                    review_opens_on=opens,
                    finding_only=not stands(decision, given.as_of),
                    measure_words=command.measure_words,
                    characteristic=command.characteristic,
                    adjustments_considered=command.adjustments_considered,
                    adjustments_made=command.adjustments_made,
                    why_still=command.why_still,
                ),
            )


def _check_independent_still(case: Case, appeal: Appeal, command: DecideAppeal, given: Given) -> None:
    if given.by.id != appeal.reviewer:
        raise NotAllowed("8.5", "only the reviewer assigned decides the appeal")
    if not command.declares_no_involvement:
        raise Refused(
            "8.5",
            "the reviewer declares to have had no part",
            field="declares_no_involvement",
            accepted="true, where it is so",
        )
    directory: Directory = given.others.get(DIRECTORY) or Directory()
    me = next((c for c in candidates(case, appeal, directory, given.others) if c.staff == given.by.id), None)
    if me is None and not appeal.outside:
        raise Refused("8.5", "an appeal is considered by a manager", accepted="another reviewer is assigned")
    if me and not me.may_review:
        why = ", ".join(me.reasons)
        raise Refused("8.5", f"a part in it has come to light since: {why}", accepted="another reviewer is assigned")


def _said(case: Case, appeal: Appeal, command: DecideAppeal, given: Given) -> dict[str, Any]:
    today = local_day(given.as_of)
    tell_within = given.book.version(case.policy).figures.outcome_notice_wd
    return {
        "case": case.id,
        "customer": case.customer,
        "appeal": appeal.id,
        "decision": appeal.decision,
        "decided_by": given.by.id,
        "decided_at": given.as_of,
        "decided_on": today,
        "notice": next_notice(case),
        "notice_leave_by": given.book.calendar.working_days_after(today, tell_within, Counts.AGAINST_US),
        "not_unacceptable": command.not_unacceptable,
        "reasons": command.reasons,
    }


def _admitted(case: Case, name: AppealId) -> Appeal:
    appeal = find_appeal(case, name)
    if not appeal.is_open:
        raise Conflict("this appeal is no longer open", version=case.version)
    if not appeal.admitted:
        raise Conflict("this appeal is out of time and has not been let in", version=case.version)
    return appeal
