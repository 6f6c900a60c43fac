"""What is asked weeks later: a late appeal, a review. The record's clock is moved; tokens live by the world's."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest

from domain.case.duties import Act, DutyKind
from domain.case.steps import TakeStep
from domain.names import THE_SYSTEM, StreamId, named
from domain.staff import DIRECTORY, RemoveStaffMember
from tests.api.bodies import an_appeal, in_days, terms
from tests.api.callers import Desk
from tests.api.conftest import a_record, an_app
from tests.api.people import entries, staff, uuid
from tests.api.stories import Story, a_referred_case, a_restriction
from tests.record.servers import Place, Server, a_place

LATER = 45  # days


@pytest.fixture
async def elsewhere(server: Server) -> Place:
    """A record of its own: its clock is nobody else's."""
    return await a_place(server)


@pytest.fixture
async def its_desk(elsewhere: Place, tmp_path: Path) -> AsyncIterator[Desk]:
    record = a_record(elsewhere)
    app = an_app(record, tmp_path)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test") as client,
    ):
        for entry in await entries(record.keys):
            await record.act(DIRECTORY, entry, by=THE_SYSTEM, command_id=uuid4())
        yield Desk(client)


@pytest.fixture
async def restricted(elsewhere: Place, its_desk: Desk) -> Story:
    """A restriction with a review in 60 days, decided 45 days ago."""
    story = await a_restriction(its_desk, review_on=in_days(60))
    owner = await asyncpg.connect(elsewhere.owner)
    await owner.fetchval("select record.set_clock_ahead(make_interval(days => $1))", LATER)
    await owner.close()
    return story


@pytest.mark.clause("9.2")
async def test_a_restriction_is_continued_at_its_review(restricted: Story) -> None:
    opens = TakeStep(duty=DutyKind.OPEN_REVIEW, about="decision/1", act=Act.PERFORM)
    case = named("case", restricted.case)  # type: ignore[arg-type]
    await restricted.parts.record.act(case, opens, by=THE_SYSTEM, command_id=uuid4())
    body = terms(*restricted.incidents, review_on=in_days(LATER + 60), adjustments_asked_on=in_days(LATER))
    receipt = await restricted.tell("carys", "/continuations", body)
    assert receipt["events"] == ["RestrictionContinued"]
    newest = (await restricted.desk.get("asha", restricted.path))["decisions"][-1]
    assert (newest["id"], newest["kind"], newest["follows"]) == (2, "continue", 1)


@pytest.mark.clause("8.2")
@pytest.mark.parametrize(
    ("path", "event", "admitted"),
    [("admission", "AppealAdmittedLate", True), ("refusal", "AppealRefusedLate", False)],
)
async def test_a_late_appeal_is_let_in_or_refused(restricted: Story, path: str, event: str, admitted: bool) -> None:
    await restricted.tell("asha", "/appeals", an_appeal(received_on=in_days(LATER - 1)))
    late = (await restricted.desk.get("asha", restricted.path))["appeals"][0]
    assert (late["in_time"], late["admitted"]) == (False, None)
    receipt = await restricted.tell("dafydd", f"/appeals/1/{path}", {"reason": "She was in hospital."})
    assert receipt["events"] == [event]
    assert (await restricted.desk.get("asha", restricted.path))["appeals"][0]["admitted"] is admitted


@pytest.mark.clause("8.2")
async def test_a_letter_received_in_time_is_in_time_whenever_it_is_typed_in(restricted: Story) -> None:
    await restricted.tell("asha", "/appeals", an_appeal(received_on=in_days(3)))
    assert (await restricted.desk.get("asha", restricted.path))["appeals"][0]["in_time"] is True


@pytest.mark.clause("6.1")
async def test_the_verdict_is_asked_of_an_instant(restricted: Story) -> None:
    ask = f"/customers/{restricted.customer}/verdict?channel=telephone&purpose=general"
    assert (await restricted.desk.get("asha", ask))["answer"] == "refuse"
    for days, answer in ((-1, "allow"), (30, "refuse"), (200, "allow")):
        at = f"{in_days(days)}T12:00:00Z"
        assert (await restricted.desk.get("asha", f"{ask}&at={at}"))["answer"] == answer, days


@pytest.mark.clause("reading.md, Who", "7.2")
async def test_what_is_escalated_comes_to_the_work_of_those_above(elsewhere: Place, its_desk: Desk) -> None:
    story = await a_referred_case(its_desk)
    parts = story.parts

    async def work(name: str) -> list[tuple[str, int]]:
        await parts.views.prepare()
        await parts.views.catch_up()
        rows = (await its_desk.get(name, "/queue"))["duties"]
        return [(row["kind"], row["escalated"]) for row in rows if row["case"] == story.case]

    assert await work("carys") == [("decide", 0)]
    assert await work("eleri") == []
    owner = await asyncpg.connect(elsewhere.owner)
    await owner.fetchval("select record.set_clock_ahead(make_interval(days => $1))", LATER - 12)
    await owner.close()
    escalate = TakeStep(duty=DutyKind.DECIDE, about=f"case/{story.case}", act=Act.ESCALATE)
    await parts.record.act(StreamId(f"case/{story.case}"), escalate, by=THE_SYSTEM, command_id=uuid4())
    assert await work("eleri") == [("decide", 1)], "a role's duty goes to the Head of Service at once"
    assert await work("ffion") == [], "and to the Director only where it goes on"


@pytest.mark.clause("reading.md, Who", "8.5")
async def test_what_fell_to_somebody_who_has_left_falls_to_their_role(its_desk: Desk) -> None:
    story = await a_restriction(its_desk)
    await story.tell("asha", "/appeals", an_appeal())
    path = f"{story.path}/appeals/1/reviewer"
    await its_desk.ask("eleri", "PUT", path, {"reviewer": uuid("dafydd")}, read=await story.version())
    parts = story.parts
    await parts.views.prepare()

    async def owes(name: str) -> bool:
        await parts.views.catch_up()
        rows = (await its_desk.get(name, "/queue"))["duties"]
        return "review-appeal" in [row["kind"] for row in rows if row["case"] == story.case]

    assert [await owes("dafydd"), await owes("carys")] == [True, False]
    await parts.record.act(DIRECTORY, RemoveStaffMember(staff=staff("dafydd")), by=THE_SYSTEM, command_id=uuid4())
    assert await owes("carys")
