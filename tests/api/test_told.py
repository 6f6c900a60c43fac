"""What employees were told over HTTP: their own list, and what a case and Governance's queue show of it (2.1)."""

import pytest

from tests.api.callers import Desk
from tests.api.people import uuid
from tests.api.stories import a_restriction
from tests.clauses import clause


@clause("2.1")
async def test_the_target_finds_the_start_in_their_own_list_and_nobody_else_does(desk: Desk) -> None:
    story = await a_restriction(desk, incident={"targets": [uuid("asha")]})
    (row, *_) = (await desk.get("asha", "/told"))["told"]
    assert (row["case"], row["customer"], row["what"], row["e_mail"]) == (
        story.case,
        story.customer,
        "started",
        "e-mailed",
    )
    assert row["last_day"] == (await desk.get("asha", story.path))["decisions"][0]["lapses_on"]
    for other in ("ben", "carys", "gareth"):
        assert story.case not in {row["case"] for row in (await desk.get(other, "/told"))["told"]}


@clause("2.1")
async def test_until_they_are_told_the_case_and_governances_queue_show_it(desk: Desk) -> None:
    story = await a_restriction(desk, incident={"targets": [uuid("asha")]}, told=False)
    case = await desk.get("carys", story.path)
    assert [(t["what"], t["is_outstanding"]) for t in case["tellings"]] == [("started", True)]
    (owed,) = [each for each in case["next_dates"] if each["kind"] == "tell-employees"]
    assert (owed["owner"], owed["clause"], owed["about"]) == ("governance", "2.1", "telling/1")
    assert "within 1 working day" in owed["why"]
    (why,) = (await desk.get("carys", f"{story.path}/why/tell-employees"))["dates"]
    assert (why["day"], why["reckonings"][0]["figure"]) == (owed["due_on"], "employees_told_within_wd")
    queue = await desk.get("gareth", "/queue?limit=200")
    assert "telling/1" in {row["about"] for row in queue["duties"] if row["case"] == story.case}
    assert story.case not in {row["case"] for row in (await desk.get("asha", "/told"))["told"]}


@clause("2.1", "8.5")
async def test_a_case_names_nobody_who_was_told(desk: Desk) -> None:
    story = await a_restriction(desk, incident={"targets": [uuid("asha")]})
    case = await desk.get("ben", story.path)
    assert all("people" not in telling for telling in case["tellings"])
    assert uuid("asha") not in str(case["tellings"])


@clause("2.1")
async def test_a_long_list_is_read_part_by_part(desk: Desk) -> None:
    for _ in range(3):
        await a_restriction(desk, incident={"targets": [uuid("asha")]})
    whole = (await desk.get("asha", "/told?limit=200"))["told"]
    parts, after = [], ""
    while True:
        page = await desk.get("asha", f"/told?limit=2{after}")
        parts += page["told"]
        if page["next_after"] is None:
            break
        after = f"&after={page['next_after']}"
    assert parts == whole
    assert len(whole) >= 3


@clause("2.1")
@pytest.mark.parametrize("who", ["iwan", "print-house"])
async def test_who_is_no_employee_has_no_such_list(desk: Desk, who: str) -> None:
    assert (await desk.refused(who, "GET", "/told"))["status"] == 403
