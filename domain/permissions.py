"""Who may ask for what: the one table. That it takes a manager stands here; which manager may, a rule says."""

from enum import StrEnum

from domain.adjustments import MakeAdjustment, WithdrawAdjustment
from domain.attachment import AttachFile, EraseAttachment
from domain.authority import (
    CorrectRepresentative,
    EndAuthority,
    EnterRepresentative,
    ExtendAuthority,
    ShortenAuthority,
)
from domain.case import (
    agreeing,
    appealing,
    calling,
    conflicts,
    deciding,
    early,
    ending,
    entering,
    new_incidents,
    notices,
    referral,
    reviewing,
    scoping,
    steps,
    telling,
    withdrawing,
)
from domain.conclusion import AdviseCustomer, CloseIncident
from domain.contact import CorrectTriage, RecordContact, RetractContact
from domain.customer import ChangeContactDetails, EnterCustomer, IdentifyCustomer, PreferMeans
from domain.drafting import BeginDraft, ChangeDraft, DiscardDraft
from domain.event import Command
from domain.evidence import AddEvidence, WithdrawEvidence
from domain.files_read import ReadPolicyFiles
from domain.handled import NoteHandling, RecordHandling
from domain.incident import AssessIncident, CorrectIncident, RecordIncident
from domain.letter import TakeBackLetter
from domain.linking import LinkCustomers, UnlinkCustomers
from domain.names import Actor, Role
from domain.people import CorrectPeople, NameWitnesses, ReadNarrative
from domain.policy_words import (
    ChangeFigure,
    DeclareClosureDay,
    ExtendKnownDays,
    ProclaimBankHoliday,
    WithdrawBankHoliday,
)
from domain.referral.said import AnswerReferral, AssignReferral, CorrectReferral, OpenReferral
from domain.refusal import NotAllowed
from domain.retraction import RetractIncident
from domain.staff import EnterStaffMember, RemoveStaffMember


class Reading(StrEnum):
    """What can be looked at without changing anything."""

    CUSTOMER = "customer"
    FIND_CUSTOMER = "find-customer"
    INCIDENT = "incident"
    CASE = "case"
    DRAFT = "draft"
    DRAFTS = "drafts"
    MY_DRAFTS = "my-drafts"
    HISTORY = "history"
    VERDICT = "verdict"
    QUEUE = "queue"
    DIRECTORY = "directory"
    REVIEWERS = "reviewers"
    LETTER = "letter"
    PEOPLE = "people"
    ATTACHMENTS = "attachments"
    ATTACHMENT = "attachment"
    CONTACT = "contact"
    REFERRAL = "referral"
    MISSED = "missed"
    TOLD = "told"
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
    IdentifyCustomer: ("1.3", EMPLOYEES),
    LinkCustomers: ("1.3", MANAGERS | {Role.GOVERNANCE}),
    UnlinkCustomers: ("1.3", MANAGERS | {Role.GOVERNANCE}),
    MakeAdjustment: ("3.1", EMPLOYEES),
    WithdrawAdjustment: ("3.1", MANAGERS),
    EnterRepresentative: ("6.1", EMPLOYEES),
    ExtendAuthority: ("6.1", EMPLOYEES),
    ShortenAuthority: ("6.1", EMPLOYEES),
    EndAuthority: ("6.1", EMPLOYEES),
    CorrectRepresentative: ("9.1", EMPLOYEES),
    RecordIncident: ("7.1", EMPLOYEES),
    CorrectIncident: ("9.1", EMPLOYEES),
    RetractIncident: ("9.1", EMPLOYEES),
    NameWitnesses: ("9.1", EMPLOYEES),
    RecordContact: ("6.1", EMPLOYEES),
    CorrectTriage: ("6.1", EMPLOYEES),
    RetractContact: ("6.1", EMPLOYEES),
    CorrectPeople: ("9.1", EMPLOYEES),
    RecordHandling: ("9.1", EMPLOYEES),
    NoteHandling: ("5.3", MANAGERS),
    AddEvidence: ("4.9", EMPLOYEES),
    WithdrawEvidence: ("9.1", EMPLOYEES),
    AssessIncident: ("2.3", MANAGERS),
    AttachFile: ("9.1", EMPLOYEES),
    EraseAttachment: ("9.1", frozenset({Role.GOVERNANCE})),
    AdviseCustomer: ("5.12", MANAGERS),
    CloseIncident: ("5.6", MANAGERS),
    ReadNarrative: ("8.5", EMPLOYEES | {Role.AUDITOR}),
    referral.ReferCase: ("5.7", EMPLOYEES),
    referral.AddIncident: ("5.7", EMPLOYEES),
    referral.IssueWarning: ("7.2", MANAGERS),
    referral.DispenseWithWarning: ("7.2", MANAGERS),
    deciding.Restrict: ("7.2", MANAGERS),
    deciding.ContinueRestriction: ("9.2", MANAGERS),
    deciding.VaryRestriction: ("9.2", MANAGERS),
    deciding.DecideNoAction: ("7.2", MANAGERS),
    agreeing.AgreeToLongTerm: ("7.2", frozenset({Role.HEAD_OF_SERVICE, Role.DIRECTOR})),
    BeginDraft: ("7.2", MANAGERS),
    ChangeDraft: ("7.2", MANAGERS),
    DiscardDraft: ("7.2", MANAGERS),
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
    calling.ArrangeAppealCall: ("8.3", EMPLOYEES),
    calling.RecordAppealCallMissed: ("8.3", EMPLOYEES),
    calling.TakeDownAppealPoints: ("8.3", EMPLOYEES),
    calling.GiveUpAppealCall: ("8.3", EMPLOYEES),
    scoping.MarkPointOutOfScope: ("8.3", MANAGERS),
    scoping.MarkPointInScope: ("8.3", MANAGERS),
    conflicts.DeclareConflict: ("8.5", EMPLOYEES),
    reviewing.AssignReviewer: ("8.5", MANAGERS | {Role.GOVERNANCE}),
    reviewing.DecideAppeal: ("8.5", MANAGERS),
    ending.LiftRestriction: ("9.2", MANAGERS),
    ending.LeaveToLapse: ("9.2", MANAGERS),
    ending.SuspendRestriction: ("8.6", MANAGERS),
    ending.ResumeRestriction: ("8.6", MANAGERS),
    entering.RecordEntered: ("9.1", frozenset({Role.SYSTEM, Role.SERVICE, Role.GOVERNANCE})),
    entering.RecordNotTaken: ("9.1", THE_PROCESS),
    entering.LeaveOutOfHousingSystem: ("9.1", frozenset({Role.GOVERNANCE})),
    early.RequestEarlyReview: ("9.2", EMPLOYEES),
    early.OpenEarlyReview: ("9.2", MANAGERS),
    early.RefuseEarlyReview: ("9.2", MANAGERS),
    new_incidents.LinkIncident: ("9.2", THE_PROCESS),
    new_incidents.SeeNewIncident: ("9.2", MANAGERS),
    withdrawing.WithdrawWarning: ("7.2", THE_PROCESS),
    telling.TellEmployees: ("2.1", THE_PROCESS),
    telling.RecordEmployeeReached: ("2.1", THE_PROCESS),
    steps.TakeStep: ("9.2", THE_PROCESS),
    TakeBackLetter: ("9.3", THE_PROCESS),
    OpenReferral: ("6.1", EMPLOYEES),
    AssignReferral: ("6.1", MANAGERS | {Role.GOVERNANCE}),
    AnswerReferral: ("6.1", MANAGERS | {Role.GOVERNANCE}),
    CorrectReferral: ("9.1", EMPLOYEES),
    EnterStaffMember: ("reading.md, Who", frozenset({Role.GOVERNANCE, Role.SYSTEM})),
    RemoveStaffMember: ("reading.md, Who", frozenset({Role.GOVERNANCE, Role.SYSTEM})),
    ReadPolicyFiles: ("reading.md, Time", THE_PROCESS),
    ProclaimBankHoliday: ("reading.md, Time", ADMINISTRATORS),
    WithdrawBankHoliday: ("reading.md, Time", ADMINISTRATORS),
    DeclareClosureDay: ("reading.md, Time", ADMINISTRATORS),
    ExtendKnownDays: ("reading.md, Time", ADMINISTRATORS),
    ChangeFigure: ("reading.md, Never", ADMINISTRATORS),
    Reading.CUSTOMER: ("2.2", EMPLOYEES | {Role.AUDITOR}),
    Reading.FIND_CUSTOMER: ("2.2", EMPLOYEES),
    Reading.INCIDENT: ("9.1", EMPLOYEES | {Role.AUDITOR}),
    Reading.ATTACHMENTS: ("9.1", EMPLOYEES | {Role.AUDITOR}),
    Reading.ATTACHMENT: ("9.1", EMPLOYEES | {Role.AUDITOR}),
    Reading.CASE: ("9.1", EMPLOYEES | {Role.AUDITOR}),
    Reading.DRAFT: ("7.2", MANAGERS | {Role.AUDITOR, Role.GOVERNANCE}),
    Reading.DRAFTS: ("7.2", MANAGERS | {Role.AUDITOR, Role.GOVERNANCE}),
    Reading.MY_DRAFTS: ("7.2", MANAGERS),
    Reading.HISTORY: ("9.1", MANAGERS | {Role.AUDITOR, Role.GOVERNANCE}),
    Reading.CONTACT: ("6.1", EMPLOYEES | {Role.AUDITOR}),
    Reading.VERDICT: ("6.1", EMPLOYEES | {Role.SERVICE}),
    Reading.QUEUE: ("7.2", EMPLOYEES),
    Reading.DIRECTORY: ("reading.md, Who", frozenset(Role) - {Role.SERVICE, Role.SYSTEM}),
    Reading.REVIEWERS: ("8.5", MANAGERS | {Role.GOVERNANCE, Role.AUDITOR}),
    Reading.LETTER: ("7.3", EMPLOYEES | {Role.AUDITOR, Role.SERVICE}),
    Reading.REFERRAL: ("6.1", EMPLOYEES | {Role.AUDITOR}),
    Reading.POLICY: ("11.1", frozenset(Role) - {Role.SYSTEM}),
    Reading.PEOPLE: ("8.5", MANAGERS | {Role.AUDITOR, Role.GOVERNANCE}),
    Reading.TOLD: ("2.1", EMPLOYEES),
    Reading.MISSED: ("8.5", frozenset({Role.HEAD_OF_SERVICE, Role.DIRECTOR, Role.GOVERNANCE, Role.AUDITOR})),
}


def check(what: type[Command] | Reading, actor: Actor) -> None:
    """Check that an actor's roles admit what is asked. Raises NotAllowed; KeyError for what is not in the table."""
    clause, roles = MAY[what]
    if not actor.has(*roles):
        raise NotAllowed(clause, "your role does not admit this", frozenset(str(role) for role in roles))
