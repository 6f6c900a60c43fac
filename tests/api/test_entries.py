"""What of a case is entered in the housing management system, and what people may say of it (9.1)."""

import pytest

from tests.api.callers import Desk
from tests.api.stories import a_restriction
from tests.clauses import clause


@clause("9.1")
async def test_a_case_and_governances_queue_show_what_is_outstanding(desk: Desk) -> None:
    story = await a_restriction(desk, entered=False)
    case = await desk.get("asha", story.path)
    assert [(e["id"], e["change"], e["decision"], e["is_outstanding"]) for e in case["entries"]] == [
        (1, "imposed", 1, True),
        (2, "in-force", 1, True),
    ]
    (first, _) = [each for each in case["next_dates"] if each["kind"] == "enter-in-housing-system"]
    assert (first["owner"], first["clause"], first["about"]) == ("governance", "9.1", "entry/1")
    assert "within 1 working day" in first["why"]
    queue = await desk.get("gareth", "/queue?limit=200")
    mine = [row["about"] for row in queue["duties"] if row["case"] == story.case]
    assert {"entry/1", "entry/2"} <= set(mine)


@clause("9.1")
async def test_governance_records_what_was_entered_by_hand_and_the_housing_systems_account_its_own(desk: Desk) -> None:
    story = await a_restriction(desk, entered=False)
    body = {"reference": "H-000417"}
    assert (await desk.refused("carys", "POST", f"{story.path}/entries/1/entered", body))["status"] == 403
    await desk.post("gareth", f"{story.path}/entries/1/entered", body)
    await desk.post("print-house", f"{story.path}/entries/2/entered", {"reference": "H-000418"})
    entries = (await desk.get("asha", story.path))["entries"]
    assert [(entry["reference"], entry["is_outstanding"]) for entry in entries] == [
        ("H-000417", False),
        ("H-000418", False),
    ]
    again = await desk.refused("gareth", "POST", f"{story.path}/entries/1/entered", body)
    assert (again["status"], again["type"]) == (409, "/problems/already-so")
    assert (await desk.refused("gareth", "POST", f"{story.path}/entries/3/entered", body))["status"] == 404


@clause("9.1")
async def test_an_entry_is_left_out_with_a_reason_that_is_kept_sealed(desk: Desk) -> None:
    story = await a_restriction(desk, entered=False)
    path = f"{story.path}/entries/1/left-out"
    assert (await desk.refused("gareth", "POST", path, {"reason": " "}))["status"] == 422
    await desk.post("gareth", path, {"reason": "Not a tenant of ours."})
    (first, _) = (await desk.get("asha", story.path))["entries"]
    assert (first["left_out"], first["is_outstanding"]) == (True, False)
    history = await desk.get("gareth", f"{story.path}/history?limit=200")
    (left_out,) = [entry for entry in history["entries"] if entry["type"] == "LeftOutOfHousingSystem"]
    assert "tenant" not in str(left_out)


@pytest.mark.parametrize("reference", ["", " H", "H\n1", "x" * 101, "Ŵ"])
async def test_a_reference_is_a_line_of_printable_ascii(desk: Desk, reference: str) -> None:
    story = await a_restriction(desk, entered=False)
    told = await desk.refused("gareth", "POST", f"{story.path}/entries/1/entered", {"reference": reference})
    assert (told["status"], told["field"]) == (422, "reference")
