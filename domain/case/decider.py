"""A case's decider: which rule answers which command, and what it must know of other streams."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from domain.adjustments import AdjustmentMade, AdjustmentWithdrawn
from domain.attachment import FileAttached
from domain.authority import AuthorityEnded, AuthorityExtended, AuthorityShortened, RepresentativeEntered
from domain.case import (
    agreeing,
    appealing,
    calling,
    conflicts,
    deciding,
    early,
    early_reviews,
    ending,
    entering,
    judging,
    new_incidents,
    notices,
    phoning,
    receiving,
    referral,
    referring,
    restricting,
    reviewing,
    scoping,
    sending,
    steps,
    telling,
    withdrawing,
)
from domain.case.around import needs_around, seen
from domain.case.duties import DutyKind
from domain.case.fold import EVENTS, fold
from domain.case.following import FOLLOWING
from domain.case.independence import needs_for_independence
from domain.case.state import Case
from domain.customer import CustomerEntered
from domain.drafting import DRAFT_DECIDER
from domain.event import Command, Event
from domain.handled import HandlingFoundOutsideSteps, HandlingFoundWithinSteps, HandlingRecorded
from domain.incident import IncidentAssessed, IncidentCorrected
from domain.linking import CustomersLinked, CustomersUnlinked, needs_of_the_person
from domain.names import IncidentId, same_id
from domain.people import NarrativeRead, PeopleCorrected, PeopleNamed, WitnessesNamed
from domain.refusal import Conflict, NoError, NotFound
from domain.retraction import IncidentRetracted
from domain.staff import DIRECTORY, StaffMemberEntered, StaffMemberLeft
from domain.streams import Decider, Given, Needs

Rule = Callable[[Any, Any, Given], tuple[Event, ...]]
RULES: dict[type[Command], Rule] = {
    referral.ReferCase: referring.refer,
    referral.AddIncident: referring.add_incident,
    referral.IssueWarning: referring.warn,
    referral.DispenseWithWarning: referring.dispense,
    deciding.Restrict: restricting.restrict,
    deciding.ContinueRestriction: restricting.continue_,
    deciding.VaryRestriction: restricting.vary,
    deciding.DecideNoAction: restricting.no_action,
    agreeing.AgreeToLongTerm: agreeing.agree,
    notices.PrepareNotice: sending.prepare,
    notices.StartHandOver: sending.start_hand_over,
    notices.RecordHandOverUncertain: sending.uncertain,
    notices.RecordHandOverDeferred: sending.deferred,
    notices.RecordNoticeLeft: sending.left,
    notices.RecordNoticeFailed: sending.failed,
    appealing.ReceiveAppeal: receiving.receive,
    appealing.AdmitLateAppeal: receiving.admit,
    appealing.RefuseLateAppeal: receiving.refuse,
    appealing.WithdrawAppeal: receiving.withdraw,
    calling.ArrangeAppealCall: phoning.arrange,
    calling.RecordAppealCallMissed: phoning.missed,
    calling.TakeDownAppealPoints: phoning.take_down,
    calling.GiveUpAppealCall: phoning.give_up,
    scoping.MarkPointOutOfScope: scoping.mark_out,
    scoping.MarkPointInScope: scoping.mark_in,
    conflicts.DeclareConflict: conflicts.declare,
    reviewing.AssignReviewer: judging.assign,
    reviewing.DecideAppeal: judging.decide_appeal,
    ending.LiftRestriction: ending.lift,
    ending.LeaveToLapse: ending.leave_to_lapse,
    ending.SuspendRestriction: ending.suspend,
    ending.ResumeRestriction: ending.resume,
    entering.RecordEntered: entering.entered,
    entering.RecordNotTaken: entering.not_taken,
    entering.LeaveOutOfHousingSystem: entering.leave_out,
    early.RequestEarlyReview: early_reviews.request,
    early.OpenEarlyReview: early_reviews.open_,
    early.RefuseEarlyReview: early_reviews.refuse,
    new_incidents.LinkIncident: new_incidents.link,
    new_incidents.SeeNewIncident: new_incidents.see,
    telling.TellEmployees: telling.tell,
    telling.RecordEmployeeReached: telling.reached,
    steps.TakeStep: steps.take,
    withdrawing.WithdrawWarning: withdrawing.withdraw,
}
ALSO_WHEN_CLOSED: frozenset[type[Command]] = frozenset(
    {
        appealing.ReceiveAppeal,
        notices.RecordNoticeLeft,
        notices.RecordHandOverUncertain,
        notices.RecordHandOverDeferred,
        notices.RecordNoticeFailed,
        steps.TakeStep,
        withdrawing.WithdrawWarning,
    }
)
JUDGES_CONDUCT = (
    referral.IssueWarning,
    referral.DispenseWithWarning,
    deciding.Terms,
    deciding.DecideNoAction,
    agreeing.AgreeToLongTerm,
    ending.ResumeRestriction,
    early.RefuseEarlyReview,
)
NAMES_STAFF = (calling.ArrangeAppealCall, calling.TakeDownAppealPoints, conflicts.DeclareConflict)
SEES_AROUND = (deciding.Terms, ending.ResumeRestriction, reviewing.DecideAppeal)
NEWER_OF: frozenset[type[Event]] = frozenset(
    {
        CustomerEntered,
        FileAttached,
        IncidentAssessed,
        IncidentCorrected,
        IncidentRetracted,
        PeopleNamed,
        PeopleCorrected,
        HandlingRecorded,
        HandlingFoundOutsideSteps,
        HandlingFoundWithinSteps,
        WitnessesNamed,
        NarrativeRead,
        StaffMemberEntered,
        StaffMemberLeft,
        CustomersLinked,
        CustomersUnlinked,
        RepresentativeEntered,
        AuthorityEnded,
        AuthorityExtended,
        AuthorityShortened,
        AdjustmentMade,
        AdjustmentWithdrawn,
        *DRAFT_DECIDER.events,
        *EVENTS,
    }
)


def needs(case: Case | None, command: Command, others: Mapping[str, Any]) -> Needs:  # noqa: PLR0911 - one a need
    """Say what a command's rule looks at beside the case."""
    if isinstance(command, referral.ReferCase):
        named = Needs(streams=frozenset({command.customer, *command.incidents}), types=NEWER_OF)
        return named | needs_of_the_person(command.customer, others)
    if case is None:
        return Needs()
    if isinstance(command, referral.AddIncident | new_incidents.LinkIncident):
        named = Needs(streams=frozenset({command.incident}), types=NEWER_OF)
        return named | needs_of_the_person(case.customer, others)
    if isinstance(command, JUDGES_CONDUCT):
        people = (same_id("people", incident) for incident in case.incidents)
        draft = getattr(command, "draft", None)
        drafted = {draft} if draft else set()
        everything = Needs(
            streams=frozenset({*case.incidents, *people, DIRECTORY, *drafted, *_warned_about(others)}), types=NEWER_OF
        )
        return everything | needs_of_the_person(case.customer, others) | _around(case, command, others)
    if isinstance(command, steps.TakeStep) and command.duty is DutyKind.PROPOSE_EARLY_REVIEW:
        return needs_of_the_person(case.customer, others) | _around(case, command, others) | Needs(types=NEWER_OF)
    if isinstance(command, reviewing.AssignReviewer | reviewing.DecideAppeal):
        return needs_for_independence(case, others) | Needs(types=NEWER_OF) | _around(case, command, others)
    if isinstance(command, withdrawing.WithdrawWarning):
        return withdrawing.needs(case, command, others) | Needs(types=NEWER_OF)
    if isinstance(command, telling.TellEmployees):
        return Needs(streams=telling.streams_of_the_concerned(case), types=NEWER_OF)
    if isinstance(command, NAMES_STAFF):
        return Needs(streams=frozenset({DIRECTORY}), types=NEWER_OF)
    return _around(case, command, others)


def _warned_about(others: Mapping[str, Any]) -> set[IncidentId]:
    """Return what the customer was warned about in any case: a warning counts while that does (4.1, 7.2)."""
    cases = (state for state in others.values() if isinstance(state, Case))
    return {incident for case in cases for warning in case.warnings for incident in warning.incidents}


def _around(case: Case, command: Command, others: Mapping[str, Any]) -> Needs:
    """What other streams say of a case, where a command's rule looks at it; and who is to act for the customer."""
    if not _is_seen(command):
        return Needs()
    named = (m.representative for m in getattr(command, "measures", ()) if m.representative is not None)
    acting = Needs(streams=frozenset(named), types=NEWER_OF)
    return needs_around(case, others) | acting


def _is_seen(command: Command) -> bool:
    """Say whether a command's rule takes the case as it is in the light of what other streams say."""
    if isinstance(command, steps.TakeStep):
        return command.duty in FOLLOWING or command.duty is DutyKind.PROPOSE_EARLY_REVIEW
    return isinstance(command, SEES_AROUND)


def decide(case: Case | None, command: Command, given: Given) -> Sequence[Event]:
    """Answer a command by its rule. Raises what the rule raises; NotFound without a case; Conflict on a closed one."""
    if not isinstance(command, referral.ReferCase):
        if case is None:
            raise NotFound(given.stream)
        if case.closed and type(command) not in ALSO_WHEN_CLOSED:
            raise Conflict("this case has closed", version=case.version)
        if _is_seen(command):
            case = seen(case, given.others)
    return RULES[type(command)](case, command, given)


def stands_against(case: Case, command: deciding.Deciding, given: Given) -> Iterator[NoError]:
    """Yield everything for which a decision would be refused as it is, and not the first alone (6, 7.2)."""
    if case.closed:
        yield Conflict("this case has closed", version=case.version)
        return
    yield from restricting.check_decision.each(seen(case, given.others), command, given)


CASE_DECIDER = Decider(kind="case", events=EVENTS, commands=tuple(RULES), fold=fold, decide=decide, needs=needs)
