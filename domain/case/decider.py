"""A case's decider: which rule answers which command, and what it must know of other streams."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.case import (
    appealing,
    deciding,
    ending,
    notices,
    receiving,
    referral,
    referring,
    restricting,
    reviewing,
    sending,
    steps,
)
from domain.case.fold import EVENTS, fold
from domain.case.independence import needs_for_independence
from domain.case.state import Case
from domain.customer import CustomerEntered
from domain.event import Command, Event
from domain.incident import IncidentAssessed, IncidentCorrected
from domain.names import same_id
from domain.people import NarrativeRead, PeopleNamed, WitnessesNamed
from domain.refusal import Conflict, NotFound
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
    reviewing.AssignReviewer: reviewing.assign,
    reviewing.DecideAppeal: reviewing.decide_appeal,
    ending.LiftRestriction: ending.lift,
    ending.LeaveToLapse: ending.leave_to_lapse,
    ending.SuspendRestriction: ending.suspend,
    ending.ResumeRestriction: ending.resume,
    steps.TakeStep: steps.take,
}
ALSO_WHEN_CLOSED: frozenset[type[Command]] = frozenset(
    {appealing.ReceiveAppeal, notices.RecordNoticeFailed, steps.TakeStep}
)
JUDGES_CONDUCT = (
    referral.IssueWarning,
    referral.DispenseWithWarning,
    deciding.Terms,
    deciding.DecideNoAction,
    ending.ResumeRestriction,
)
NEWER_OF: frozenset[type[Event]] = frozenset(
    {
        CustomerEntered,
        IncidentAssessed,
        IncidentCorrected,
        PeopleNamed,
        WitnessesNamed,
        NarrativeRead,
        StaffMemberEntered,
        StaffMemberLeft,
        *EVENTS,
    }
)


def needs(case: Case | None, command: Command, _others: Mapping[str, Any]) -> Needs:
    """Say what a command's rule looks at beside the case."""
    if isinstance(command, referral.ReferCase):
        named = frozenset({command.customer, *command.incidents})
        return Needs(streams=named, tags=frozenset({command.customer}), types=NEWER_OF)
    if case is None:
        return Needs()
    if isinstance(command, referral.AddIncident):
        return Needs(streams=frozenset({command.incident}), tags=frozenset({case.customer}), types=NEWER_OF)
    if isinstance(command, JUDGES_CONDUCT):
        people = (same_id("people", incident) for incident in case.incidents)
        everything = Needs(streams=frozenset({*case.incidents, *people, DIRECTORY}), types=NEWER_OF)
        return everything | Needs(tags=frozenset({case.customer}))
    if isinstance(command, reviewing.AssignReviewer | reviewing.DecideAppeal):
        return needs_for_independence(case) | Needs(types=NEWER_OF)
    return Needs()


def decide(case: Case | None, command: Command, given: Given) -> Sequence[Event]:
    """Answer a command by its rule. Raises what the rule raises; NotFound without a case; Conflict on a closed one."""
    if not isinstance(command, referral.ReferCase):
        if case is None:
            raise NotFound(given.stream)
        if case.closed and type(command) not in ALSO_WHEN_CLOSED:
            raise Conflict("this case has closed", version=case.version)
    return RULES[type(command)](case, command, given)


CASE_DECIDER = Decider(kind="case", events=EVENTS, commands=tuple(RULES), fold=fold, decide=decide, needs=needs)
