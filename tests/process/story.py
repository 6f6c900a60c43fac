"""Stories told through the one door of the record: staff, a customer, incidents and what followed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

from domain.calendar import LONDON, local_day
from domain.case.appealing import AdmitLateAppeal, Ground, ReceiveAppeal, RefuseLateAppeal
from domain.case.deciding import Characteristic, ContinueRestriction, Restrict
from domain.case.notice import Notice
from domain.case.notices import Failure, Proof, RecordNoticeFailed, RecordNoticeLeft
from domain.case.referral import AddIncident, DispenseWithWarning, IssueWarning, NoWarningReason, ReferCase
from domain.case.reviewing import AssignReviewer, DecideAppeal
from domain.case.state import Case, Outcome
from domain.criteria import Criterion
from domain.customer import CustomerKind, EnterCustomer
from domain.event import Command
from domain.incident import AssessIncident, Assessment, RecordIncident
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
    Means,
    NoticeId,
    Role,
    StaffId,
    StreamId,
    named,
)
from domain.staff import DIRECTORY, EnterStaffMember
from record.entry import Receipt
from record.store import Record

NAMES = UUID("3c1fb1b7-8d2b-4b5e-8d36-6c1f3b0d7a10")


def someone(name: str, *roles: Role) -> Actor:
    return Actor(StaffId(named("staff", uuid5(NAMES, name))), frozenset(roles))


ASHA = someone("Asha", Role.STAFF)  # answers the phone: reports
BRYN = someone("Bryn", Role.MANAGER)  # decides
CARYS = someone("Carys", Role.MANAGER)  # reviews
DELYTH = someone("Delyth", Role.HEAD_OF_SERVICE)
GWEN = someone("Gwen", Role.GOVERNANCE)  # posts letters
MEGAN = someone("Megan", Role.POLICY_ADMINISTRATOR)
WRITING_ONLY = Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.WRITING)
TWICE_A_WEEK = Measure(kind=MeasureKind.READ_AND_FILE)


def at(text: str) -> datetime:
    """A local moment, "2026-11-23 10:00", or the tenth hour of a day."""
    moment = datetime.fromisoformat(text if ":" in text else f"{text} 10:00")
    return moment.replace(tzinfo=LONDON).astimezone(UTC)


class Story:
    """What people do, on the record. Whatever the sentence does not say has been done properly."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.customer = CustomerId(named("customer", uuid4()))
        self.case_id = CaseId(named("case", uuid4()))
        self.stages: list[str] = []

    async def act(self, stream: str, command: Command, by: Actor) -> Receipt:
        return await self.record.act(StreamId(stream), command, by=by, command_id=uuid4())

    async def today(self) -> date:
        return local_day(await self.record.now())

    async def case(self) -> Case:
        state = (await self.record.load(self.case_id)).state
        assert isinstance(state, Case)
        return state

    async def events(self) -> list[str]:
        return [entry.type for entry in await self.record.history(self.case_id)]

    async def begins(self, means: Means = Means.EMAIL) -> None:
        for person in (ASHA, BRYN, CARYS, DELYTH, GWEN):
            entry = EnterStaffMember(
                staff=person.id,
                login=person.id,
                roles=person.roles,
                team="homes",
                name="A Name",
                email="a@example.org",
            )
            await self.act(DIRECTORY, entry, THE_SYSTEM)
        await self.enters_a_customer(means)

    async def enters_a_customer(self, means: Means = Means.EMAIL) -> None:
        entered = EnterCustomer(
            customer_kind=CustomerKind.TENANT,
            identified=True,
            name="Siân Ŵyn",
            emails=("sian@example.net",),
            address=("12 Heol y Llan", "Ynys-ddu"),
            means=means,
        )
        await self.act(self.customer, entered, ASHA)

    async def an_incident(self, *, assessed: bool = True, violent: bool = False) -> IncidentId:
        incident = IncidentId(named("incident", uuid4()))
        criteria = (Criterion.THREATS,) if violent else (Criterion.SWEARING,)
        recorded = RecordIncident(
            customer=self.customer,
            channel=Channel.TELEPHONE,
            criteria=criteria,
            happened_at=await self.record.now() - timedelta(seconds=1),
            narrative="What happened.",
            reporter=ASHA.id,
            targets=(ASHA.id,),
        )
        await self.act(incident, recorded, ASHA)
        if assessed:
            found = AssessIncident(
                assessment=Assessment.UNACCEPTABLE,
                criteria=criteria,
                impact="The call taker was shaken.",
                circumstances="A long wait for a repair.",
                seriousness="The repair matters.",
            )
            await self.act(incident, found, BRYN)
        return incident

    async def refers(self, *incidents: IncidentId) -> None:
        await self.act(
            self.case_id, ReferCase(customer=self.customer, incidents=incidents, reason="It happens again."), ASHA
        )

    async def adds(self, incident: IncidentId) -> Receipt:
        return await self.act(self.case_id, AddIncident(incident=incident), ASHA)

    async def warns(self) -> None:
        incidents = (await self.case()).incidents
        warning = IssueWarning(incidents=incidents, reasons="Two calls.", what_must_change="Speak calmly.")
        await self.act(self.case_id, warning, BRYN)

    async def restricts(self, *, days: int = 90, **said: Any) -> None:
        await self.act(self.case_id, await self._terms(Restrict, days, **said), BRYN)

    async def continues(self, *, days: int = 90, **said: Any) -> None:
        await self.act(self.case_id, await self._terms(ContinueRestriction, days, **said), BRYN)

    async def _terms(self, kind: Any, days: int, **said: Any) -> Any:
        given: dict[str, Any] = {
            "measures": (WRITING_ONLY, TWICE_A_WEEK),
            "basis": (await self.case()).incidents,
            "lesser": (MeasureKind.CONTACT_FREQUENCY,),
            "why_not_lesser": ("Each call was abusive.",),
            "characteristic": Characteristic.NONE_KNOWN,
            "measure_words": (),
            "reasons": "Three abusive calls.",
            "circumstances": "Lives alone.",
            "seriousness": "A leak, since mended.",
            "adjustments_considered": "A quieter line.",
            "adjustments_made": "Calls were offered in the morning.",
            "why_still": "The calls went on.",
            "customer_side": None,
            "our_handling": None,
            "safety_reason": None,
            "adjustments_asked_on": await self.today(),
        }
        if "review_on" not in said:
            given["expires_on"] = await self.today() + timedelta(days=days)
        return kind(**{**given, **said})

    async def a_restriction(self, *, violent: bool = False, **said: Any) -> None:
        """A restriction without a warning, decided now."""
        await self.refers(await self.an_incident(violent=violent))
        why = NoWarningReason.VIOLENCE_OR_THREATS
        await self.act(self.case_id, DispenseWithWarning(reason=why, explanation="A threat."), BRYN)
        await self.restricts(**said)

    async def appeals(self, received: date | None = None) -> None:
        appeal = ReceiveAppeal(
            decision=DecisionId("decision/1"),
            received_on=received or await self.today(),
            grounds=(Ground.DISPROPORTIONATE,),
            points=("It is too much.",),
        )
        await self.act(self.case_id, appeal, ASHA)

    async def admits(self) -> None:
        await self.act(self.case_id, AdmitLateAppeal(appeal=AppealId("appeal/1"), reason="In hospital."), DELYTH)

    async def refuses(self) -> None:
        await self.act(self.case_id, RefuseLateAppeal(appeal=AppealId("appeal/1"), reason="Months late."), DELYTH)

    async def assigns(self) -> None:
        await self.act(self.case_id, AssignReviewer(appeal=AppealId("appeal/1"), reviewer=CARYS.id), DELYTH)

    async def reviews(self, outcome: Outcome, **said: Any) -> None:
        if outcome is Outcome.VARY:
            asked = dict.fromkeys(("adjustments_considered", "adjustments_made", "why_still"), "Asked anew.")
            said = {"characteristic": Characteristic.NONE_KNOWN, **asked, **said}
        decided = DecideAppeal(
            appeal=AppealId("appeal/1"),
            outcome=outcome,
            reasons="What the reviewer found.",
            declares_no_involvement=True,
            **said,
        )
        await self.act(self.case_id, decided, CARYS)

    async def posts(self, notice: Notice, proof: Proof = Proof.POSTING_RECORDED) -> None:
        assert notice.printed_on is not None
        await self.act(self.case_id, RecordNoticeLeft(notice=notice.id, proof=proof, on=notice.printed_on), GWEN)

    async def bounces(self, notice: str) -> None:
        failed = RecordNoticeFailed(notice=NoticeId(notice), failure=Failure.BOUNCED)
        await self.act(self.case_id, failed, GWEN)

    async def owed(self) -> list[Notice]:
        return [notice for notice in (await self.case()).notices if notice.is_owed]
