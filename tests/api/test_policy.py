"""The policy over HTTP: what is in force, what the administrator proclaims, and why a date is the date."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from domain.calendar import Calendar, Counts, local_day
from domain.policy_changes import POLICY
from tests.api.bodies import terms
from tests.api.callers import Desk
from tests.api.conftest import BOOK, a_record, an_app, put_in_order
from tests.api.stories import a_case_to_decide, a_restriction
from tests.clauses import clause
from tests.record.servers import Server, a_place

WEDDING = {"name": "A royal wedding", "source": "Royal Proclamation"}


@pytest.fixture
async def desk(server: Server, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Desk]:
    """A desk at an API of its own: what is proclaimed here is no other test's."""
    record = a_record(await a_place(server))
    app = an_app(record, tmp_path_factory.mktemp("vault"))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api.test")
    async with app.router.lifespan_context(app), put_in_order(app), client:
        yield Desk(client)


def a_working_day(after: date, number: int) -> str:
    calendar: Calendar = BOOK.calendar
    return calendar.working_days_after(after, number, Counts.FOR_THE_CUSTOMER).isoformat()


async def today(desk: Desk) -> date:
    return date.fromisoformat((await desk.get("huw", "/policy"))["on"])


@clause("11.1")
async def test_the_policy_in_force_is_shown_with_clauses_calendar_organisation_and_equality_assessment(
    desk: Desk,
) -> None:
    answer = await desk.ask("asha", "GET", "/policy")
    shown = answer.json()
    assert answer.headers["etag"] == '"1"'
    assert {f["name"]: (f["value"], f["clause"]) for f in shown["figures"]}["appeal_window_wd"] == (10, "8.2")
    assert shown["organisation"]["equality_assessment"] == "EIA-2026-04"
    assert shown["organisation"]["out_of_hours"]
    assert (shown["calendar"]["version"], shown["calendar"]["known_to"]) == (BOOK.calendar.version, "2030-12-31")
    christmas = [day for day in shown["calendar"]["bank_holidays"] if day["day"] == "2027-12-25"]
    assert christmas == [{"day": "2027-12-25", "name": "Christmas Day", "proclaimed_on": None}]


@clause("reading.md, Time")
async def test_what_is_proclaimed_is_in_force_at_once_and_shown_with_its_day(desk: Desk) -> None:
    day = a_working_day(await today(desk), 5)
    receipt = await desk.post("huw", "/policy/bank-holidays", {"day": day, **WEDDING})
    assert receipt["events"] == ["BankHolidayProclaimed"]
    shown = await desk.get("asha", "/policy")
    entry = {"day": day, "name": "A royal wedding", "proclaimed_on": shown["on"]}
    assert entry in shown["calendar"]["bank_holidays"]
    assert shown["words"] == receipt["version"] == 2
    problem = await desk.refused("huw", "POST", "/policy/bank-holidays", {"day": day, **WEDDING})
    assert problem["type"] == "/problems/conflict"
    await desk.post("huw", f"/policy/bank-holidays/{day}/withdrawal", {"source": "Royal Proclamation"})
    shown = await desk.get("asha", "/policy")
    assert entry not in shown["calendar"]["bank_holidays"]
    assert [kept["day"] for kept in shown["calendar"]["withdrawn"]] == [day]
    other = a_working_day(await today(desk), 7)
    await desk.post("huw", "/policy/closure-days", {"day": other, "name": "Snow"})
    await desk.post("huw", "/policy/known-days", {"known_to": "2031-12-31", "source": "gov.uk"})
    calendar = (await desk.get("asha", "/policy"))["calendar"]
    assert {"day": other, "name": "Snow", "proclaimed_on": None} in calendar["closure_days"]
    assert (calendar["known_to"], calendar["version"]) == ("2031-12-31", f"{BOOK.calendar.version}+4")


@clause("reading.md, Never: a figure in code")
async def test_a_figure_changes_on_the_version_that_was_read_and_is_shown_on_its_days(desk: Desk) -> None:
    effective = (await today(desk) + timedelta(days=30)).isoformat()
    body = {"figure": "appeal_window_wd", "values": [15], "effective": effective, "reason": "The Board."}
    assert (await desk.refused("huw", "POST", "/policy/figures", body))["status"] == 428
    assert (await desk.refused("huw", "POST", "/policy/figures", body, read=7))["status"] == 412
    await desk.post("huw", "/policy/figures", body, read=1)
    for on, window, version in ((None, 10, "2026-01"), (effective, 15, effective)):
        shown = await desk.get("asha", "/policy" + (f"?on={on}" if on else ""))
        assert {f["name"]: f["value"] for f in shown["figures"]}["appeal_window_wd"] == window
        assert shown["version"] == version
    assert [v["version"] for v in shown["versions"]] == ["2026-01", effective]
    problem = await desk.refused("huw", "POST", "/policy/figures", body | {"figure": "none"}, read=2)
    assert (problem["clause"], problem["field"]) == ("reading.md, Never", "figure")
    assert "appeal_window_wd" in problem["accepted"]


@clause("reading.md, Who")
async def test_only_the_policy_administrator_proclaims(desk: Desk) -> None:
    for somebody in ("asha", "carys", "ffion", "gareth", "iwan"):
        problem = await desk.refused(somebody, "POST", "/policy/bank-holidays", {"day": "2027-06-18", **WEDDING})
        assert (problem["status"], problem["needed"]) == (403, ["policy-administrator"])


@clause("8.2", "reading.md, Time")
async def test_why_this_date_is_answered_day_by_day_with_figure_clause_and_versions(desk: Desk) -> None:
    story = await a_restriction(desk)
    case = await desk.get("asha", story.path)
    told = case["decisions"][0]["appeal_by"]
    await desk.post("huw", "/policy/bank-holidays", {"day": told, **WEDDING})
    shown = await desk.get("asha", f"{story.path}/why/end-appeal-window")
    assert shown["said"] == "An appeal is in time for 10 working days after its notice left."
    (why,) = shown["dates"]
    (reckoning,) = why["reckonings"]
    later = BOOK.calendar.working_days_after(date.fromisoformat(told), 1, Counts.FOR_THE_CUSTOMER).isoformat()
    assert (why["fixed"], why["day"], reckoning["gives"]) == (told, later, later)
    assert (reckoning["figure"], reckoning["value"], reckoning["clause"]) == ("appeal_window_wd", 10, "8.2")
    assert (reckoning["policy"], reckoning["calendar"]) == ("2026-01", f"{BOOK.calendar.version}+1")
    days = {day["day"]: day for day in reckoning["days"]}
    assert days[told] == {"day": told, "kind": "bank-holiday", "count": None, "name": "A royal wedding"}
    assert days[later]["count"] == 10
    assert [day["count"] for day in reckoning["days"] if day["count"]] == list(range(1, 11))
    assert (await desk.refused("asha", "GET", f"{story.path}/why/review-appeal"))["status"] == 404
    assert (await desk.refused("asha", "GET", f"{story.path}/why/anything"))["status"] == 422


@clause("reading.md, Time")
async def test_the_queue_and_the_cases_dates_show_a_proclamation_without_being_made_anew(desk: Desk) -> None:
    story = await a_restriction(desk)

    async def window() -> Any:
        return next(d for d in (await desk.get("asha", story.path))["next_dates"] if d["kind"] == "end-appeal-window")

    before = await window()
    receipt = await desk.post("huw", "/policy/bank-holidays", {"day": before["due_on"], **WEDDING})
    after = await window()
    assert after["due_on"] > before["due_on"]
    await desk.get("asha", "/queue", Evenhand_Position=str(receipt["position"]))  # it has come so far
    parts = desk.client._transport.app.state.parts  # type: ignore[attr-defined]
    rows = await parts.record.database.fetch(
        "select due_on from views.duty where stream = $1 and kind = 'end-appeal-window'", f"case/{story.case}"
    )
    assert [row["due_on"].isoformat() for row in rows] == [after["due_on"]]


@clause("8.2", "reading.md, Time")
async def test_a_decision_that_races_a_proclamation_is_made_by_the_policy_as_it_then_stands(desk: Desk) -> None:
    app: FastAPI = desk.client._transport.app  # type: ignore[attr-defined]
    story = await a_case_to_decide(desk)
    await story.tell("carys", "/decisions", terms(*story.incidents))
    record = app.state.parts.record
    day = local_day(await record.now())
    stale = record.book()
    now = record.book.now

    async def hears_of_nothing() -> Any:
        return stale

    record.book.now = hears_of_nothing
    await asyncio.sleep(0.1)
    tenth = a_working_day(day, 10)
    await desk.post("huw", "/policy/bank-holidays", {"day": tenth, **WEDDING})
    assert record.book() == stale
    record.book.now = now
    await story.letter_leaves(1)
    decision = (await desk.get("asha", story.path))["decisions"][0]
    assert decision["appeal_by"] > tenth
    calendars = {entry.type: entry.meta.calendar for entry in await record.history(f"case/{story.case}")}
    assert calendars["NoticePrepared"] == f"{BOOK.calendar.version}+1"
    assert (await record.load(POLICY)).version == 2
