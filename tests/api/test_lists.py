"""Lists: the queue, the register, the history and finding people; in parts, and never behind what was acknowledged."""

import json
from base64 import urlsafe_b64encode
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI

from record.login import login_of
from record.store import Record
from tests.api.bodies import a_customer
from tests.api.callers import Desk
from tests.api.people import uuid
from tests.api.stories import a_case_to_decide, a_referred_case, a_restriction, an_appealed_restriction


async def everything(desk: Desk, name: str, path: str, what: str, limit: int) -> list[Any]:
    """Read a list in parts, and check that each is no longer than asked."""
    rows: list[Any] = []
    after: Any = None
    while True:
        part = await desk.get(
            name, f"{path}{'&' if '?' in path else '?'}limit={limit}" + (f"&after={after}" if after else "")
        )
        assert len(part[what]) <= limit
        rows += part[what]
        after = part.get("next_after")
        if after is None:
            return rows


async def seen(desk: Desk, name: str, path: str, position: int) -> Any:
    answer = await desk.ask(name, "GET", path, Evenhand_Position=str(position))
    assert answer.status_code == 200, answer.text
    assert int(answer.headers["evenhand-position"]) >= position
    return answer.json()


@pytest.mark.clause("7.2")
async def test_my_work_shows_a_case_as_soon_as_it_is_referred(desk: Desk) -> None:
    story = await a_referred_case(desk)
    position = (await story.parts.record.load(f"case/{story.case}")).head
    await seen(desk, "carys", "/queue?limit=1", position)
    rows = await everything(desk, "carys", "/queue", "duties", 50)
    mine = [row for row in rows if row["case"] == story.case]
    assert [(row["kind"], row["owner"], row["person"], row["stage"]) for row in mine] == [
        ("decide", "manager", None, "manager-decision")
    ]
    assert mine[0]["customer"] == story.customer
    assert not [row for row in await everything(desk, "asha", "/queue", "duties", 50) if row["case"] == story.case]


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("/register", ["case/1", 10**30]),
        ("/register", ["case/1", -1]),
        ("/register", ["\0", 1]),
        ("/register", ["\ud800", 1]),
        ("/queue", ["2026-11-23", "\0", "decide", "case/1"]),
    ],
)
async def test_a_place_that_nobody_wrote_is_told_so(desk: Desk, path: str, row: list[Any]) -> None:
    after = urlsafe_b64encode(json.dumps(row).encode()).decode()
    problem = await desk.refused("carys", "GET", f"{path}?after={after}")
    assert (problem["status"], problem["field"]) == (422, "query.after")


async def test_a_queue_in_parts_is_the_whole_queue(desk: Desk) -> None:
    for _ in range(4):
        story = await a_referred_case(desk)
    position = (await story.parts.record.load(f"case/{story.case}")).head
    await seen(desk, "carys", "/queue", position)
    whole = await everything(desk, "carys", "/queue", "duties", 200)
    assert len(whole) >= 4
    assert await everything(desk, "carys", "/queue", "duties", 1) == whole
    assert [row["due_on"] for row in whole] == sorted(row["due_on"] for row in whole)
    assert await desk.get("carys", "/queue?due_by=2020-01-01") | {"position": 0} == {
        "duties": [],
        "next_after": None,
        "position": 0,
    }


@pytest.mark.clause("8.5")
async def test_a_review_falls_to_its_reviewer_by_name(desk: Desk) -> None:
    story = await an_appealed_restriction(desk)
    read = await story.version()
    answer = await desk.ask("eleri", "PUT", f"{story.path}/appeals/1/reviewer", {"reviewer": uuid("dafydd")}, read=read)
    position = answer.json()["position"]
    for path in ("/queue", f"/queue?person={uuid('dafydd')}", "/queue?team=housing"):
        await seen(desk, "dafydd", path, position)
        rows = await everything(desk, "dafydd", path, "duties", 50)
        mine = [row for row in rows if row["case"] == story.case and row["kind"] == "review-appeal"]
        assert [row["person"] for row in mine] == [uuid("dafydd")], path
    for path in ("/queue?role=staff", "/queue?team=repairs"):
        rows = await everything(desk, "dafydd", path, "duties", 50)
        assert not [row for row in rows if row["case"] == story.case and row["kind"] == "review-appeal"], path


async def test_my_work_is_also_that_of_whom_i_stand_in_for(desk: Desk) -> None:
    story = await an_appealed_restriction(desk)
    path, read = f"{story.path}/appeals/1/reviewer", await story.version()
    position = (await desk.ask("ffion", "PUT", path, {"reviewer": uuid("eleri")}, read=read)).json()["position"]
    await seen(desk, "dafydd", "/queue", position)
    for name, theirs in (("eleri", True), ("dafydd", True), ("carys", False)):
        rows = await everything(desk, name, "/queue", "duties", 50)
        found = [row for row in rows if (row["case"], row["person"]) == (story.case, uuid("eleri"))]
        assert bool(found) is theirs, name


async def test_the_register_shows_what_stands_and_not_what_has_ended(desk: Desk) -> None:
    story = await a_restriction(desk)
    path = f"/register?customer={story.customer}"
    position = (await story.parts.record.load(f"case/{story.case}")).head
    row = (await seen(desk, "iwan", path, position))["restrictions"][0]
    assert (row["case"], row["decision"], row["measures"], row["on_hold"]) == (
        story.case,
        1,
        ["one-method-only"],
        False,
    )
    suspended = await story.tell("carys", "/decisions/1/suspend", {"reasons": "New information."})
    assert (await seen(desk, "iwan", path, suspended["position"]))["restrictions"][0]["on_hold"] is True
    lifted = await story.tell("carys", "/decisions/1/lift", {"reasons": "Calm contact."})
    assert (await seen(desk, "iwan", path, lifted["position"]))["restrictions"] == []


async def test_a_register_in_parts_is_the_whole_register(desk: Desk) -> None:
    for _ in range(2):
        story = await a_case_to_decide(desk)
        await story.tell("carys", "/no-action", {"reasons": "Understandable."})
        story = await a_restriction(desk)
    position = (await story.parts.record.load(f"case/{story.case}")).head
    await seen(desk, "iwan", "/register", position)
    whole = await everything(desk, "iwan", "/register", "restrictions", 200)
    assert await everything(desk, "iwan", "/register", "restrictions", 1) == whole


async def test_a_queue_made_anew_is_the_same_queue(desk: Desk) -> None:
    story = await an_appealed_restriction(desk)
    position = (await story.parts.record.load(f"case/{story.case}")).head
    before = await seen(desk, "carys", "/queue?limit=200", position)
    register = await desk.get("carys", "/register?limit=200")
    await story.parts.views.rebuild("queue")
    assert (await seen(desk, "carys", "/queue?limit=200", position))["duties"] == before["duties"]
    assert (await desk.get("carys", "/register?limit=200"))["restrictions"] == register["restrictions"]


async def test_a_list_that_is_behind_says_how_far_it_is(desk: Desk) -> None:
    answer = await desk.ask("carys", "GET", "/queue", Evenhand_Position=str(10**9))
    assert answer.status_code == 200
    assert answer.json()["position"] < 10**9
    assert int(answer.headers["evenhand-position"]) == answer.json()["position"]


@pytest.mark.parametrize(
    ("by", "text"),
    [
        ("name", "siân o'neill"),
        ("name", "O’Neill"),
        ("phone", "+44 1792 555777"),
        ("email", "Sian@Example.org"),
        ("tenancy-number", "t 90001"),
    ],
)
async def test_a_customer_is_found_as_soon_as_they_are_entered(desk: Desk, by: str, text: str) -> None:
    body = a_customer(
        name="Siân O'Neill", phones=["(01792) 555777"], emails=["sian@example.org"], tenancy_number="T-90001"
    )
    entered = await desk.post("asha", "/customers", body)
    found = await desk.ask(
        "ben", "POST", "/customers/search", {"by": by, "text": text}, Evenhand_Position=str(entered["position"])
    )
    assert found.status_code == 200, found.text
    assert found.json()["position"] >= entered["position"]
    match = [each for each in found.json()["customers"] if each["id"] == entered["id"]]
    assert match == [
        {"id": entered["id"], "customer_kind": "tenant", "identified": True, "name": "Siân O'Neill", "linked": []}
    ]


async def test_what_was_acknowledged_is_shown_also_to_whoever_names_no_position(desk: Desk) -> None:
    for number in range(10):
        name = f"Newest {uuid4()}"
        await desk.post("asha", "/customers", a_customer(name=name))
        found = await desk.post("ben", "/customers/search", {"by": "name", "text": name})
        assert [each["name"] for each in found["customers"]] == [name], number
    story = await a_referred_case(desk)
    rows = await everything(desk, "carys", "/queue", "duties", 200)
    assert story.case in [row["case"] for row in rows]


async def test_all_who_share_a_name_are_found_in_parts(desk: Desk) -> None:
    entered = {(await desk.post("asha", "/customers", a_customer(name="Rhydderch Puw")))["id"] for _ in range(45)}
    parts, after = [], None
    while True:
        part = await desk.post("ben", "/customers/search", {"by": "name", "text": "Rhydderch", "after": after})
        parts.append([each["id"] for each in part["customers"]])
        if (after := part["next_after"]) is None:
            break
    assert [len(part) for part in parts] == [20, 20, 5]
    assert {each for part in parts for each in part} == entered


async def test_nobody_is_found_by_what_was_said_of_nobody(desk: Desk) -> None:
    assert (await desk.post("ben", "/customers/search", {"by": "name", "text": "…"}))["customers"] == []


@pytest.mark.clause("9.1")
async def test_a_history_in_parts_is_the_whole_history(desk: Desk) -> None:
    story = await a_restriction(desk)
    whole = await everything(desk, "iwan", f"{story.path}/history", "entries", 200)
    assert [entry["version"] for entry in whole] == list(range(1, len(whole) + 1))
    assert await everything(desk, "iwan", f"{story.path}/history", "entries", 2) == whole
    first = whole[0]
    assert (first["type"], first["actor"], first["roles"], first["clause"]) == (
        "CaseReferred",
        uuid("asha"),
        ["staff"],
        "7.2",
    )
    assert first["facts"]["customer"] == f"customer/{story.customer}"
    assert {entry["texts"] is None for entry in whole} == {True}


@pytest.mark.clause("8.5")
async def test_a_history_with_its_texts_is_a_reading(desk: Desk) -> None:
    story = await an_appealed_restriction(desk)
    with_texts = await everything(desk, "dafydd", f"{story.path}/history?texts=true", "entries", 200)
    decision = next(entry for entry in with_texts if entry["type"] == "RestrictionImposed")
    assert decision["texts"]["reasons"] == "Three abusive calls."
    assert decision["texts"]["customer_side"] is None
    assert not decision["erased"]
    judged = await desk.get("eleri", f"{story.path}/appeals/1/candidates")
    dafydd = next(each for each in judged["candidates"] if each["staff"] == uuid("dafydd"))
    assert dafydd["reasons"] == ["reader"]


async def directory_version(desk: Desk) -> int:
    return int((await desk.ask("asha", "GET", "/staff")).headers["etag"].strip('"'))


async def test_the_directory_is_kept_by_governance(desk: Desk) -> None:
    new = "00000000-0000-4000-8000-000000000001"
    entry = {
        "subject": "jac",
        "roles": ["staff", "auditor"],
        "team": "housing",
        "name": "Jac",
        "line_manager": uuid("carys"),
    }
    read = await directory_version(desk)
    assert (await desk.ask("gareth", "PUT", f"/staff/{new}", entry, read=read)).json()["events"] == [
        "StaffMemberEntered"
    ]
    listed = {each["id"]: each for each in (await desk.get("asha", "/staff"))["staff"]}
    assert (listed[new]["name"], listed[new]["here"], listed[new]["line_manager"]) == ("Jac", True, uuid("carys"))
    await desk.get("jac", "/register")
    taken = await desk.refused("gareth", "PUT", f"/staff/{uuid('ben')}", entry, read=read + 1)
    assert (taken["status"], taken["field"]) == (422, "subject")
    assert (await desk.ask("gareth", "DELETE", f"/staff/{new}")).json()["events"] == ["StaffMemberLeft"]
    assert (await desk.refused("jac", "GET", "/register"))["type"] == "/problems/stranger"


@pytest.mark.clause("reading.md, Who")
async def test_what_somebody_signs_in_under_stands_in_no_event_in_clear(desk: Desk, app: FastAPI) -> None:
    """An issuer's name for somebody is often their e-mail address, and an event is for ever."""
    new, subject = "00000000-0000-4000-8000-000000000002", "kai.price@homes.example"
    entry = {"subject": subject, "roles": ["auditor"], "team": "audit", "name": "Kai Price"}
    await desk.ask("gareth", "PUT", f"/staff/{new}", entry, read=await directory_version(desk))
    listed = {each["id"]: each for each in (await desk.get("asha", "/staff"))["staff"]}
    assert listed[new]["subject"] == subject
    record: Record = app.state.parts.record
    said = b"".join(bytes(row["facts"]) for row in await record.database.fetch("select facts from record.event"))
    assert new.encode() in said
    assert b"kai" not in said.lower()
    login = await login_of(record.keys, subject)
    assert login.encode() in said
    assert login != await login_of(record.keys, "kai.pryce@homes.example")
    assert (await desk.ask("gareth", "DELETE", f"/staff/{new}")).status_code == 200
