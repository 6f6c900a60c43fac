"""Who may ask for what: the one table. That it takes a manager stands here; which manager may, a rule says."""

from enum import StrEnum

from domain.case import appealing, deciding, ending, notices, referral, reviewing, steps
from domain.customer import ChangeContactDetails, EnterCustomer, PreferMeans
from domain.event import Command
from domain.incident import AssessIncident, CorrectIncident, RecordIncident
from domain.names import Actor, Role
from domain.people import NameWitnesses, ReadNarrative
from domain.policy_changes import (
    ChangeFigure,
    DeclareClosureDay,
    ExtendKnownDays,
    ProclaimBankHoliday,
    WithdrawBankHoliday,
)
from domain.refusal import NotAllowed
from domain.staff import EnterStaffMember, RemoveStaffMember


class Reading(StrEnum):
    """What can be looked at without changing anything."""

    CUSTOMER = "customer"
    FIND_CUSTOMER = "find-customer"
    INCIDENT = "incident"
    CASE = "case"
    HISTORY = "history"
    VERDICT = "verdict"
    QUEUE = "queue"
    DIRECTORY = "directory"
    REVIEWERS = "reviewers"
    LETTER = "letter"
    PEOPLE = "people"
    POLICY = "policy"


MANAGERS = frozenset({Role.MANAGER, Role.HEAD_OF_SERVICE, Role.DIRECTOR})
EMPLOYEES = MANAGERS | {Role.STAFF, Role.GOVERNANCE}
NOTICES = frozenset({Role.SYSTEM, Role.SERVICE, Role.GOVERNANCE}) | MANAGERS
THE_PROCESS = frozenset({Role.SYSTEM})
ADMINISTRATORS = frozenset({Role.POLICY_ADMINISTRATOR})

# What is asked for → the clause, and whose roles admit it.
MAY: dict[type[Command] | Reading, tuple[str, frozenset[Role]]] = {
    EnterCustomer: ("1.3", EMPLOYEES),
    ChangeContactDetails: ("1.3", EMPLOYEES),
    PreferMeans: ("7.3", EMPLOYEES),
    RecordIncident: ("7.1", EMPLOYEES),
    CorrectIncident: ("9.1", EMPLOYEES),
    NameWitnesses: ("9.1", EMPLOYEES),
    AssessIncident: ("2.3", MANAGERS),
    ReadNarrative: ("8.5", EMPLOYEES | {Role.AUDITOR}),
    referral.ReferCase: ("5.7", EMPLOYEES),
    referral.AddIncident: ("5.7", EMPLOYEES),
    referral.IssueWarning: ("7.2", MANAGERS),
    referral.DispenseWithWarning: ("7.2", MANAGERS),
    deciding.Restrict: ("7.2", MANAGERS),
    deciding.ContinueRestriction: ("9.2", MANAGERS),
    deciding.VaryRestriction: ("9.2", MANAGERS),
    deciding.DecideNoAction: ("7.2", MANAGERS),
    notices.PrepareNotice: ("7.3", NOTICES),
    notices.StartHandOver: ("7.3", THE_PROCESS),
    notices.RecordHandOverUncertain: ("7.3", THE_PROCESS),
    notices.RecordHandOverDeferred: ("7.3", THE_PROCESS),
    notices.RecordNoticeLeft: ("8.2", NOTICES),
    notices.RecordNoticeFailed: ("8.2", NOTICES),
    appealing.ReceiveAppeal: ("8.2", EMPLOYEES),
    appealing.AdmitLateAppeal: ("8.2", MANAGERS),
    appealing.RefuseLateAppeal: ("8.2", MANAGERS),
    appealing.WithdrawAppeal: ("8.6", EMPLOYEES),
    reviewing.AssignReviewer: ("8.5", MANAGERS | {Role.GOVERNANCE}),
    reviewing.DecideAppeal: ("8.5", MANAGERS),
    ending.LiftRestriction: ("9.2", MANAGERS),
    ending.LeaveToLapse: ("9.2", MANAGERS),
    ending.SuspendRestriction: ("8.6", MANAGERS),
    ending.ResumeRestriction: ("8.6", MANAGERS),
    steps.TakeStep: ("9.2", THE_PROCESS),
    EnterStaffMember: ("reading.md, Who", frozenset({Role.GOVERNANCE, Role.SYSTEM})),
    RemoveStaffMember: ("reading.md, Who", frozenset({Role.GOVERNANCE, Role.SYSTEM})),
    ProclaimBankHoliday: ("reading.md, Time", ADMINISTRATORS),
    WithdrawBankHoliday: ("reading.md, Time", ADMINISTRATORS),
    DeclareClosureDay: ("reading.md, Time", ADMINISTRATORS),
    ExtendKnownDays: ("reading.md, Time", ADMINISTRATORS),
    ChangeFigure: ("reading.md, Never", ADMINISTRATORS),
    Reading.CUSTOMER: ("2.2", EMPLOYEES | {Role.AUDITOR}),
    Reading.FIND_CUSTOMER: ("2.2", EMPLOYEES),
    Reading.INCIDENT: ("9.1", EMPLOYEES | {Role.AUDITOR}),
    Reading.CASE: ("9.1", EMPLOYEES | {Role.AUDITOR}),
    Reading.HISTORY: ("9.1", MANAGERS | {Role.AUDITOR, Role.GOVERNANCE}),
    Reading.VERDICT: ("6.1", EMPLOYEES | {Role.SERVICE}),
    Reading.QUEUE: ("7.2", EMPLOYEES),
    Reading.DIRECTORY: ("reading.md, Who", frozenset(Role) - {Role.SERVICE, Role.SYSTEM}),
    Reading.REVIEWERS: ("8.5", MANAGERS | {Role.GOVERNANCE, Role.AUDITOR}),
    Reading.LETTER: ("7.3", EMPLOYEES | {Role.AUDITOR, Role.SERVICE}),
    Reading.POLICY: ("11.1", frozenset(Role) - {Role.SYSTEM}),
    Reading.PEOPLE: ("8.5", MANAGERS | {Role.AUDITOR, Role.GOVERNANCE}),
}


def check(what: type[Command] | Reading, actor: Actor) -> None:
    """Check that an actor's roles admit what is asked. Raises NotAllowed; KeyError for what is not in the table."""
    clause, roles = MAY[what]
    if not actor.has(*roles):
        raise NotAllowed(clause, "your role does not admit this", frozenset(str(role) for role in roles))
