"""Cases as far as a test needs them, told to the API by the people who would tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import uuid4

from api.parts import Parts
from domain.calendar import local_day
from domain.case.employees import Reached
from domain.case.entering import RecordEntered, next_entry
from domain.case.notices import PrepareNotice
from domain.case.telling import RecordEmployeeReached, TellEmployees, next_telling
from domain.event import Command
from domain.names import THE_SYSTEM, Means, NoticeId, named
from tests.api.bodies import a_customer, an_appeal, an_assessment, an_incident, terms
from tests.api.callers import Desk

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass
class Story:
    """A case in the making. `asha` reports and refers, `carys` decides, `dafydd` may review."""

    desk: Desk
    customer: str = ""
    incidents: list[str] = field(default_factory=list)
    case: str = ""

    @property
    def path(self) -> str:
        return f"/cases/{self.case}"

    @property
    def parts(self) -> Parts:
        parts: Parts = self.desk.client._transport.app.state.parts  # type: ignore[attr-defined]
        return parts

    async def version(self) -> int:
        return int((await self.desk.get("asha", self.path))["version"])

    async def tell(self, name: str, path: str, body: Any) -> Any:
        """Make a change on the version that stands."""
        return await self.desk.post(name, f"{self.path}{path}", body, read=await self.version())

    async def has_an_incident(self, **changes: Any) -> str:
        body = an_incident(self.customer, **changes)
        incident: str = (await self.desk.post("asha", "/incidents", body))["id"]
        await self.desk.post("carys", f"/incidents/{incident}/assessments", an_assessment())
        self.incidents.append(incident)
        return incident

    async def letter_leaves(self, number: int) -> None:
        """Print a letter as the process does, and let the print house say that it was posted."""
        record = self.parts.record
        case = named("case", self.case)  # type: ignore[arg-type]
        document = await self.parts.vault.put(b"%PDF-1.7 letter", [f"customer/{self.customer}"])
        prepare = PrepareNotice(notice=NoticeId(f"notice/{number}"), document=document, means=Means.POST)
        await record.act(case, prepare, by=THE_SYSTEM, command_id=uuid4())
        today = local_day(await record.now()).isoformat()
        path = f"{self.path}/notices/{number}/left"
        await self.desk.post("print-house", path, {"proof": "posting-recorded", "on": today})

    async def is_entered(self) -> None:
        """Let the housing management system take what is outstanding."""
        case = named("case", self.case)  # type: ignore[arg-type]
        while entry := next_entry((await self.parts.record.load(case)).state):
            command = RecordEntered(entry=entry.id, reference=f"H-{entry.id}")
            await self.parts.record.act(case, command, by=THE_SYSTEM, command_id=uuid4())

    async def is_told(self) -> None:
        """Let employees be told, and e-mailed, whatever they are to be told."""
        case = named("case", self.case)  # type: ignore[arg-type]
        record = self.parts.record
        while telling := next_telling((await record.load(case)).state):
            commands: list[Command] = [
                RecordEmployeeReached(telling=telling.id, person=person, reached=Reached.E_MAILED)
                for person in telling.to_be_mailed
            ]
            for command in commands or [TellEmployees(telling=telling.id)]:
                await record.act(case, command, by=THE_SYSTEM, command_id=uuid4())


async def a_referred_case(desk: Desk, incident: Mapping[str, Any] = NOTHING) -> Story:
    story = Story(desk)
    story.customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    await story.has_an_incident(**incident)
    body = {"customer": story.customer, "incidents": story.incidents, "reason": "Abuse on the phone."}
    story.case = (await desk.post("asha", "/cases", body))["id"]
    return story


async def a_case_to_decide(desk: Desk, incident: Mapping[str, Any] = NOTHING) -> Story:
    story = await a_referred_case(desk, incident)
    body = {"reason": "danger-to-somebody", "explanation": "A threat to come round."}
    await story.tell("carys", "/warning-dispensation", body)
    return story


async def a_restriction(
    desk: Desk, *, entered: bool = True, told: bool = True, incident: Mapping[str, Any] = NOTHING, **changes: Any
) -> Story:
    story = await a_case_to_decide(desk, incident)
    await story.tell("carys", "/decisions", terms(*story.incidents, **changes))
    await story.letter_leaves(1)
    if entered:
        await story.is_entered()
    if told:
        await story.is_told()
    return story


async def an_appealed_restriction(desk: Desk) -> Story:
    story = await a_restriction(desk)
    await story.tell("asha", "/appeals", an_appeal())
    return story
