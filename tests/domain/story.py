"""Builders whose calls read aloud: a story of staff, a customer, incidents and what followed, told at a desk."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid5

from domain.authority import AuthorityEnd, EndAuthority, EnterRepresentative, Relation
from domain.case.agreeing import AgreeToLongTerm
from domain.case.appealing import AdmitLateAppeal, Ground, How, ReceiveAppeal, RefuseLateAppeal, WithdrawAppeal
from domain.case.deciding import (
    Characteristic,
    ContinueRestriction,
    DecideNoAction,
    Deciding,
    Restrict,
    VaryRestriction,
)
from domain.case.early import AskedBy, OpenEarlyReview, RefuseEarlyReview, RequestEarlyReview
from domain.case.ending import LeaveToLapse, LiftRestriction, ResumeRestriction, SuspendRestriction
from domain.case.new_incidents import SeeNewIncident
from domain.case.referral import AddIncident, DispenseWithWarning, IssueWarning, NoWarningReason, ReferCase
from domain.case.reviewing import AssignReviewer, DecideAppeal
from domain.case.state import Outcome
from domain.criteria import Criterion
from domain.customer import CustomerKind, EnterCustomer
from domain.event import Event
from domain.handling import CORRESPONDENCE
from domain.incident import AssessIncident, Assessment, RecordIncident
from domain.linking import LinkCustomers, UnlinkCustomers, link_of
from domain.measures import Measure, MeasureKind
from domain.names import (
    THE_SYSTEM,
    Actor,
    AppealId,
    CaseId,
    Channel,
    CustomerId,
    DecisionId,
    IncidentId,
    LinkId,
    RepresentativeId,
    Role,
    StreamId,
    named,
    same_id,
)
from domain.people import ReadNarrative
from domain.policy import PolicyBook
from domain.refusal import NoError
from domain.staff import DIRECTORY
from tests.domain.cast import (
    ASHA,
    BRYN,
    CARYS,
    DELYTH,
    EVERYBODY,
    NAMES,
    WRITING_ONLY,
    an_entry,
)
from tests.domain.desk import BOOK, at
from tests.domain.hearing import Hearing


class Story(Hearing):
    """A desk at which whatever the sentence does not say has been done properly."""

    def __init__(self, now: datetime, book: PolicyBook = BOOK) -> None:
        super().__init__(now, book)
        self.count = 0
        for person in EVERYBODY:
            self.do(DIRECTORY, an_entry(person), THE_SYSTEM)
        self.customer = self.a_customer()

    def a_customer(self, **said: Any) -> CustomerId:
        given = {"customer_kind": CustomerKind.TENANT, "identified": True, "name": "A Tenant", "address": ("1 Road",)}
        stream = self._new("customer")
        self.do(stream, EnterCustomer(**{**given, **said}), ASHA)
        return CustomerId(stream)

    def a_representative(self, by: Actor = ASHA, **said: Any) -> RepresentativeId:
        given: dict[str, Any] = {
            "customer": self.customer,
            "relation": Relation.FAMILY_MEMBER,
            "since": self.today,
            "name": "A Sister",
            "phones": ("029 2000 0002",),
            "authority": "A letter signed by both.",
        }
        stream = self._new("representative")
        self.do(stream, EnterRepresentative(**{**given, **said}), by)
        return RepresentativeId(stream)

    def ends_authority(self, representative: RepresentativeId, **said: Any) -> tuple[Event, ...]:
        given = {"why": AuthorityEnd.REPRESENTATIVE_WITHDREW, "on": self.today, "reason": "Moved away."}
        return self.do(representative, EndAuthority(**{**given, **said}), ASHA)

    def link(self, one: CustomerId, other: CustomerId, by: Actor = BRYN, reason: str = "The same.") -> LinkId:
        stream = link_of(one, other)
        self.do(stream, LinkCustomers(customer=one, other=other, reason=reason), by)
        return LinkId(stream)

    def unlink(self, link: LinkId, by: Actor = BRYN, reason: str = "Her neighbour.") -> tuple[Event, ...]:
        return self.do(link, UnlinkCustomers(reason=reason), by)

    def reads(self, about: str, by: Actor) -> None:
        self.do(same_id("reading", about), ReadNarrative(about=about), by)

    def an_incident(self, by: Actor = ASHA, **said: Any) -> IncidentId:
        given = {
            "customer": self.customer,
            "channel": Channel.TELEPHONE,
            "criteria": (Criterion.SWEARING,),
            "happened_at": self.now - timedelta(minutes=30),
            "narrative": "What happened.",
            "reporter": by.id,
            "targets": (by.id,),
        }
        if said.get("channel") in CORRESPONDENCE:
            given["holds_legitimate_request"] = False
        stream = self._new("incident")
        self.do(stream, RecordIncident(**{**given, **said}), by)
        return IncidentId(stream)

    def assess(self, incident: IncidentId, by: Actor = BRYN, **said: Any) -> tuple[Event, ...]:
        state = self.states[incident]
        given = {
            "assessment": Assessment.UNACCEPTABLE,
            "criteria": state.recorded_criteria,
            "impact": "The call taker was shaken.",
            "circumstances": "A long wait for a repair.",
            "seriousness": "The repair matters.",
            "reasons": "What it rests on.",
        }
        return self.do(incident, AssessIncident(**{**given, **said}), by)

    def an_assessed_incident(self, by: Actor = ASHA, **said: Any) -> IncidentId:
        incident = self.an_incident(by, **said)
        self.assess(incident)
        return incident

    def refer(self, *incidents: IncidentId, by: Actor = ASHA) -> CaseId:
        stream = self._new("case")
        self.do(stream, ReferCase(customer=self.customer, incidents=incidents, reason="It happens again."), by)
        return CaseId(stream)

    def add(self, case: CaseId, incident: IncidentId, by: Actor = ASHA) -> tuple[Event, ...]:
        return self.do(case, AddIncident(incident=incident), by)

    def warn(self, case: CaseId, *incidents: IncidentId, by: Actor = BRYN) -> tuple[Event, ...]:
        named_ones = incidents or self.case(case).incidents[-1:]
        command = IssueWarning(incidents=named_ones, reasons="Why.", what_must_change="Speak calmly.")
        return self.do(case, command, by)

    def dispense(self, case: CaseId, by: Actor = BRYN, explanation: str = "A threat.") -> tuple[Event, ...]:
        command = DispenseWithWarning(reason=NoWarningReason.VIOLENCE_OR_THREATS, explanation=explanation)
        return self.do(case, command, by)

    def a_referred_case(self, **said: Any) -> CaseId:
        return self.refer(self.an_assessed_incident(**said))

    def a_case_to_decide(self, **said: Any) -> CaseId:
        """A case in which a warning was not possible, so that a decision may be made today."""
        case = self.a_referred_case(**said)
        self.dispense(case)
        return case

    def restrict(self, case: CaseId, by: Actor = BRYN, **said: Any) -> tuple[Event, ...]:
        return self.do(case, self._agreed(self.terms(Restrict, case, **said), case), by)

    def continue_(self, case: CaseId, by: Actor = BRYN, **said: Any) -> tuple[Event, ...]:
        return self.do(case, self._agreed(self.terms(ContinueRestriction, case, **said), case), by)

    def vary(self, case: CaseId, by: Actor = BRYN, **said: Any) -> tuple[Event, ...]:
        return self.do(case, self._agreed(self.terms(VaryRestriction, case, **said), case), by)

    def no_action(self, case: CaseId, by: Actor = BRYN, reasons: str = "It was one bad day.") -> tuple[Event, ...]:
        return self.do(case, DecideNoAction(reasons=reasons), by)

    def terms(self, kind: type[Deciding], case: CaseId, **said: Any) -> Deciding:
        """A decision in which everything was considered; `expires_on` is ninety days on, unless a date is said."""
        given: dict[str, Any] = {
            "measures": (WRITING_ONLY,),
            "basis": self.case(case).incidents,
            "lesser": (MeasureKind.CONTACT_FREQUENCY,),
            "why_not_lesser": ("Each call was abusive.",),
            "characteristic": Characteristic.NONE_KNOWN,
            "reasons": "Three abusive calls.",
            "circumstances": "Lives alone.",
            "seriousness": "A leak, since mended.",
            "adjustments_considered": "A quieter line.",
            "adjustments_made": "Calls were offered in the morning.",
            "why_still": "The calls went on.",
        }
        if not {"expires_on", "review_on"} & said.keys():
            given["expires_on"] = self.today + timedelta(days=90)
        given["adjustments_asked_on"] = self.today
        if "extreme_reason" in said:  # the same of each
            said["why_extreme"] = (said.pop("extreme_reason"),) * len(said.get("measures", given["measures"]))
        given |= said
        given["measures"] = tuple(self._with_somebody(measure) for measure in given["measures"])
        return kind(**given)

    def _agreed(self, terms: Deciding, case: CaseId) -> Deciding:
        """Whoever is said to have agreed to a long term has, if they may."""
        member = self.states[DIRECTORY].members.get(terms.agreed_by)
        if member and member.roles & {Role.HEAD_OF_SERVICE, Role.DIRECTOR}:
            until = terms.expires_on or terms.review_on or self.today
            with suppress(NoError):
                self.do(case, AgreeToLongTerm(until=until, reason="So long."), Actor(member.id, member.roles))
        return terms

    def _with_somebody(self, measure: Measure) -> Measure:
        """Contact goes through somebody who acts for the customer, unless the sentence says through whom."""
        if measure.kind is not MeasureKind.THROUGH_REPRESENTATIVE or measure.representative:
            return measure
        return replace(measure, representative=self.a_representative())

    def a_restriction(self, *, decided: str | None = None, posted: bool = True, **said: Any) -> CaseId:
        """A restriction for swearing, decided now or on a day; its notice leaves at once."""
        if decided:
            self.on(decided)
        violent = said.pop("violent", False)
        criteria = (Criterion.THREATS,) if violent else (Criterion.SWEARING,)
        case = self.a_case_to_decide(criteria=criteria)
        self.restrict(case, **said)
        if posted:
            self.post_all(case)
        return case

    def appeal(
        self,
        case: CaseId,
        received: str | None = None,
        by: Actor = ASHA,
        decision: str = "decision/1",
        **said: Any,
    ) -> tuple[Event, ...]:
        given: dict[str, Any] = {
            "decision": DecisionId(decision),
            "received_on": date.fromisoformat(received) if received else self.today,
            "grounds": (Ground.DISPROPORTIONATE,),
            "points": ("It is too much.",),
        }
        return self.do(case, ReceiveAppeal(**{**given, **said}), by)

    def admit(self, case: CaseId, by: Actor = DELYTH, reason: str = "Was in hospital.") -> tuple[Event, ...]:
        return self.do(case, AdmitLateAppeal(appeal=self.last_appeal(case).id, reason=reason), by)

    def refuse(self, case: CaseId, by: Actor = DELYTH, reason: str = "Three months late.") -> tuple[Event, ...]:
        return self.do(case, RefuseLateAppeal(appeal=self.last_appeal(case).id, reason=reason), by)

    def withdraw(self, case: CaseId) -> tuple[Event, ...]:
        return self.do(case, WithdrawAppeal(appeal=self.last_appeal(case).id, reason="Asked to."), ASHA)

    def assign(
        self, case: CaseId, reviewer: Actor = CARYS, by: Actor = DELYTH, reason: str | None = None
    ) -> tuple[Event, ...]:
        command = AssignReviewer(appeal=self.last_appeal(case).id, reviewer=reviewer.id, reason=reason)
        return self.do(case, command, by)

    def decide_appeal(self, case: CaseId, outcome: Outcome, by: Actor = CARYS, **said: Any) -> tuple[Event, ...]:
        given = {
            "appeal": self.last_appeal(case).id,
            "outcome": outcome,
            "reasons": "What the reviewer found.",
            "declares_no_involvement": True,
        }
        if outcome is Outcome.VARY:
            given |= {
                "characteristic": Characteristic.NONE_KNOWN,
                "adjustments_considered": "A quieter line.",
                "adjustments_made": "Calls were offered in the morning.",
                "why_still": "The calls went on.",
            }
        return self.do(case, DecideAppeal(**{**given, **said}), by)

    def an_appeal_under_review(self, case: CaseId, received: str | None = None) -> AppealId:
        self.appeal(case, received)
        self.assign(case)
        return self.last_appeal(case).id

    def a_verbal_appeal(self, case: CaseId, received: str | None = None, **said: Any) -> tuple[Event, ...]:
        """Asked for by phone; grounds and points are left to the call."""
        return self.appeal(case, received, **{"how": How.VERBALLY, "grounds": (), "points": (), **said})

    def lift(self, case: CaseId, decision: str = "decision/1", reasons: str = "Calm since.") -> tuple[Event, ...]:
        return self.do(case, LiftRestriction(decision=DecisionId(decision), reasons=reasons), BRYN)

    def leave_to_lapse(self, case: CaseId, decision: str = "decision/1") -> tuple[Event, ...]:
        return self.do(case, LeaveToLapse(decision=DecisionId(decision), reasons="No need."), BRYN)

    def suspend(self, case: CaseId, decision: str = "decision/1", *, for_appeal: bool = False) -> tuple[Event, ...]:
        appeal = self.last_appeal(case).id if for_appeal else None
        command = SuspendRestriction(decision=DecisionId(decision), reasons="Meanwhile.", appeal=appeal)
        return self.do(case, command, DELYTH)

    def resume(self, case: CaseId, decision: str = "decision/1", *, by: Actor = DELYTH) -> tuple[Event, ...]:
        return self.do(case, ResumeRestriction(decision=DecisionId(decision), reasons="Again."), by)

    def ask_early(
        self, case: CaseId, received: str | None = None, by: Actor = ASHA, asked_by: AskedBy = AskedBy.CUSTOMER
    ) -> tuple[Event, ...]:
        day = date.fromisoformat(received) if received else self.today
        command = RequestEarlyReview(received_on=day, how=Channel.TELEPHONE, asked_by=asked_by, points="I am calm now.")
        return self.do(case, command, by)

    def open_early(self, case: CaseId, by: Actor = BRYN) -> tuple[Event, ...]:
        return self.do(case, OpenEarlyReview(early_review=self.case(case).early_reviews[-1].id), by)

    def refuse_early(self, case: CaseId, by: Actor = BRYN, reasons: str = "It is too soon.") -> tuple[Event, ...]:
        command = RefuseEarlyReview(early_review=self.case(case).early_reviews[-1].id, reasons=reasons)
        return self.do(case, command, by)

    def see(self, case: CaseId, incident: IncidentId, by: Actor = BRYN) -> tuple[Event, ...]:
        return self.do(case, SeeNewIncident(incident=incident), by)

    def _new(self, kind: str) -> StreamId:
        self.count += 1
        return named(kind, uuid5(NAMES, f"{kind} {self.count}"))


def a_story(now: str = "2026-11-23", book: PolicyBook = BOOK) -> Story:
    """Begin on Monday 23 November 2026, at ten, unless another day is said."""
    return Story(at(now), book)
