"""The independent review of an appeal: assigned, decided, told (8.5, 8.6)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from domain.calendar import Counts, local_day
from domain.case.appealing import AppealEvent
from domain.case.comparing import is_not_harsher
from domain.case.considering import check_named, check_words, review_opens_on
from domain.case.force import heir, stands
from domain.case.independence import candidates
from domain.case.receiving import find_appeal
from domain.case.state import Appeal, Case, Decision, Outcome, next_notice
from domain.contradictions import check_measures
from domain.event import Command, Event
from domain.measures import Measure
from domain.names import SEALED, AppealId, DecisionId, NoticeId, Personal, PersonalList, Role, StaffId, is_said
from domain.refusal import Conflict, NotAllowed, NotFound, Refused
from domain.staff import DIRECTORY, Directory
from domain.streams import Given


@dataclass(frozen=True, kw_only=True)
class AssignReviewer(Command):
    """Give an appeal to a reviewer; again, with a reason, where a conflict is found later."""

    appeal: AppealId
    reviewer: StaffId
    reason: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class DecideAppeal(Command):
    """The reviewer's decision. `measures` and `last_day` are given to vary, and only then."""

    appeal: AppealId
    outcome: Outcome
    reasons: Personal
    declares_no_involvement: bool
    measures: tuple[Measure, ...] = ()
    measure_words: PersonalList = ()
    last_day: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReviewerAssigned(AppealEvent):
    """A reviewer was assigned. `outside`: nobody was eligible, and a Director chose, with the reason."""

    clause: ClassVar[str] = "8.5"
    reviewer: StaffId
    assigned_by: StaffId
    assigned_at: datetime
    outside: bool
    reason: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class AppealDecided(AppealEvent):
    """What every outcome of a review records. The customer is told by `notice_leave_by`."""

    clause: ClassVar[str] = "8.6"
    decision: DecisionId
    decided_by: StaffId
    decided_at: datetime
    decided_on: date
    notice: NoticeId
    notice_leave_by: date
    reasons: Personal = SEALED


@dataclass(frozen=True, kw_only=True)
class DecisionQuashed(AppealDecided):
    """The decision is as if never made."""


@dataclass(frozen=True, kw_only=True)
class DecisionVaried(AppealDecided):
    """It stands with other measures, or a nearer end. `finding_only`: the restriction had ended.

    `decision` is the one that is varied: what has since superseded the decision appealed against, where that goes on.
    """

    measures: tuple[Measure, ...]
    last_day: date
    review_opens_on: date
    finding_only: bool
    measure_words: PersonalList = SEALED


@dataclass(frozen=True, kw_only=True)
class DecisionUpheld(AppealDecided):
    """The decision stands; the appellant did not succeed."""


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
    judged = {c.staff: c for c in candidates(case, appeal, directory, given.others)}
    eligible = [c.staff for c in judged.values() if c.may_review]
    accepted = ", ".join(eligible) or "an outside manager, assigned by a Director"
    if reviewer in judged:
        if not judged[reviewer].may_review:
            why = ", ".join(judged[reviewer].reasons)
            raise Refused("8.5", f"the reviewer was involved: {why}", field="reviewer", accepted=accepted)
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
    if not is_said(command.reasons):
        raise Refused("8.6", "an outcome has reasons", field="reasons", accepted="the reasons, in words")
    if command.outcome is not Outcome.VARY and (command.measures or command.last_day):
        raise Refused("8.6", "measures are given to vary only", field="measures", accepted="none")
    said = _said(case, appeal, command, given)
    match command.outcome:
        case Outcome.QUASH:
            return (DecisionQuashed(**said),)
        case Outcome.UPHOLD:
            return (DecisionUpheld(**said),)
        case Outcome.VARY:
            decision = _goes_on_as(case, appeal, given)
            last_day = _check_variation(decision, command, given)
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
        "reasons": command.reasons,
    }


def _admitted(case: Case, name: AppealId) -> Appeal:
    appeal = find_appeal(case, name)
    if not appeal.is_open:
        raise Conflict("this appeal is no longer open", version=case.version)
    if not appeal.admitted:
        raise Conflict("this appeal is out of time and has not been let in", version=case.version)
    return appeal


def _goes_on_as(case: Case, appeal: Appeal, given: Given) -> Decision:
    """Return what an appeal can still vary: the decision appealed against, or the one in which it now goes on."""
    decision = case.decision(appeal.decision)
    now = heir(case, decision)
    return now if stands(now, given.as_of) else decision


def _check_variation(decision: Decision, command: DecideAppeal, given: Given) -> date:
    check_measures(command.measures)
    check_named(command.measures, given, standing=decision.measures)
    check_words(command.measures, command.measure_words)
    last_day = command.last_day or decision.lapses_on
    if stands(decision, given.as_of) and last_day < local_day(given.as_of):
        raise Refused(
            "8.6", "a last day lies ahead: nothing is back-dated", field="last_day", accepted="today or later"
        )
    told = decision.expires_on or decision.review_on or decision.lapses_on
    if command.last_day and command.last_day > told:
        raise Refused(
            "8.6",
            "a variation on appeal puts no later end in the place of the date that was told",
            field="last_day",
            accepted=f"a day up to {told}; none, where the date is to stay",
        )
    if not is_not_harsher(command.measures, last_day, decision):
        raise Refused(
            "8.6",
            "a variation on appeal is nowhere harsher than the decision, and ends no later",
            field="measures",
            accepted=f"measures at every point as open, and a last day up to {decision.lapses_on}",
        )
    return last_day
