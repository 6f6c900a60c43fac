"""How an incident was handled and what it rests on, over HTTP: told, flagged, corrected, shown to whom it may be."""

from typing import Any

import pytest

from tests.api.bodies import a_customer, a_moment_ago, an_assessment, an_incident, in_days, refused_twice
from tests.api.callers import Desk
from tests.api.people import uuid


async def recorded(desk: Desk, **changes: Any) -> str:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    incident: str = (await desk.post("asha", "/incidents", an_incident(customer, **changes)))["id"]
    return incident


def a_step(kind: str, minutes: int = 30, **said: Any) -> dict[str, Any]:
    return {"kind": kind, "at": a_moment_ago(minutes=minutes)} | said


@pytest.mark.clause("9.1", "5.4-5.6")
async def test_an_incident_shows_its_handling_with_the_clause_of_what_fell_outside(desk: Desk) -> None:
    steps = [a_step("told-why", 40, words="Please do not swear."), a_step("ended", 30, by=uuid("ben"))]
    incident = await recorded(desk, steps=steps)
    shown = await desk.get("carys", f"/incidents/{incident}")
    assert [(step["kind"], step["by"]) for step in shown["steps"]] == [
        ("told-why", uuid("asha")),
        ("ended", uuid("ben")),
    ]
    assert shown["outside_steps"] is True
    assert shown["outside"] == [
        {"missing": missing, "clause": "5.4-5.6", "can_still_be_done": False}
        for missing in ("no-chance-given", "not-told-it-will-end")
    ]
    account = await desk.get("carys", f"/incidents/{incident}/narrative")
    assert account["told"][0]["texts"]["step_words"] == ["Please do not swear.", ""]


@pytest.mark.clause("8.5", "9.1")
@pytest.mark.parametrize(
    ("name", "sees"), [("asha", False), ("ben", False), ("carys", True), ("iwan", True), ("gareth", True)]
)
async def test_who_handled_and_who_assessed_it_is_shown_to_whoever_may_read_its_people(
    desk: Desk, name: str, sees: bool
) -> None:
    incident = await recorded(desk, steps=[a_step("put-on-hold")])
    await desk.post("carys", f"/incidents/{incident}/assessments", an_assessment())
    answer = await desk.ask(name, "GET", f"/incidents/{incident}")
    shown = answer.json()
    assert [step["by"] for step in shown["steps"]] == [uuid("asha") if sees else None]
    assert shown["assessed_by"] == ([uuid("carys")] if sees else None)
    assert (uuid("asha") in answer.text) is sees


@pytest.mark.clause("5.9")
async def test_advice_sent_afterwards_is_told_and_clears_what_was_not_yet_done(desk: Desk) -> None:
    request = {"holds_legitimate_request": True, "legitimate_request": "When is the repair?"}
    incident = await recorded(desk, channel="digital", **request)
    shown = await desk.get("asha", f"/incidents/{incident}")
    assert [(o["missing"], o["clause"], o["can_still_be_done"]) for o in shown["outside"]] == [
        ("request-not-answered", "5.9", True),
        ("no-advice-given", "5.9", True),
    ]
    body = {"steps": [a_step("request-answered", 20), a_step("advice-sent", 10)]}
    receipt = await desk.post("ben", f"/incidents/{incident}/handling", body)
    assert receipt["events"] == ["HandlingRecorded", "HandlingFoundWithinSteps", "HandlingFoundWithinSteps"]
    shown = await desk.get("carys", f"/incidents/{incident}")
    assert (shown["outside_steps"], shown["outside"]) == (False, [])
    assert [step["by"] for step in shown["steps"]] == [uuid("ben")] * 2


@pytest.mark.clause("5.9", "5.12")
async def test_advice_that_goes_out_from_here_is_not_asked_for_again(desk: Desk) -> None:
    request = {"holds_legitimate_request": True, "legitimate_request": "When is the repair?"}
    incident = await recorded(desk, channel="digital", **request)
    await desk.post("carys", f"/incidents/{incident}/assessments", an_assessment())
    advice = {"why": "You swore at her.", "what_must_change": "Please do not.", "request_answered": True}
    receipt = await desk.post("carys", f"/incidents/{incident}/advice", advice)
    assert receipt["events"] == ["CustomerAdvised", "HandlingFoundWithinSteps", "LetterOwed"]
    shown = await desk.get("carys", f"/incidents/{incident}")
    assert [o["missing"] for o in shown["outside"]] == ["request-not-answered"]


@pytest.mark.clause("7.1")
@pytest.mark.parametrize("name", ["asha", "carys", "eleri", "ffion", "gareth"])
async def test_what_any_employee_does_at_once_is_recorded_and_restricts_nobody(desk: Desk, name: str) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    acted = a_step("acted-at-once", words="Left the flat.", went_on_until=a_moment_ago(minutes=1))
    body = an_incident(customer, channel="face-to-face", steps=[acted])
    incident = (await desk.post(name, "/incidents", body))["id"]
    shown = await desk.get("carys", f"/incidents/{incident}")
    assert [o["missing"] for o in shown["outside"]] == ["outlasted-the-contact"]
    for channel in ("face-to-face", "telephone"):
        verdict = await desk.get("asha", f"/customers/{customer}/verdict?channel={channel}&purpose=general")
        assert verdict["answer"] == "allow"


@pytest.mark.clause("5.3")
async def test_flagged_handling_waits_for_a_manager_who_says_what_follows(desk: Desk) -> None:
    incident = await recorded(desk, steps=[a_step("ended")])
    mine = [row for row in await flagged(desk, "eleri") if row["incident"] == incident]
    assert {(row["missing"], row["clause"], row["person"]) for row in mine} == {
        ("not-told-why", "5.4-5.6", None),
        ("no-chance-given", "5.4-5.6", None),
        ("not-told-it-will-end", "5.4-5.6", None),
    }
    assert incident not in {row["incident"] for row in await flagged(desk, "carys")}
    path = f"/incidents/{incident}/handling-notes"
    problem = await desk.refused("asha", "POST", path, {"what_follows": "Nothing."})
    assert problem["status"] == 403
    await desk.post("carys", path, {"what_follows": "She will be trained."})
    assert incident not in {row["incident"] for row in await flagged(desk, "eleri")}
    shown = await desk.get("carys", f"/incidents/{incident}")
    assert (shown["noted"], shown["outside_steps"]) == (True, True)
    problem = await desk.refused("carys", "POST", path, {"what_follows": "Again."})
    assert problem["status"] == 409


@pytest.mark.clause("5.3")
async def test_the_list_of_flagged_handling_goes_on_where_it_ended(desk: Desk) -> None:
    await recorded(desk, steps=[a_step("ended")])
    whole = await flagged(desk, "eleri")
    assert len(whole) >= 3
    parts, after = [], None
    while True:
        part = await desk.get("eleri", "/queue/handling?limit=2" + (f"&after={after}" if after else ""))
        parts += part["flagged"]
        after = part["next_after"]
        if after is None:
            break
    assert parts == whole
    problem = await desk.refused("eleri", "GET", "/queue/handling?after=nowhere")
    assert (problem["status"], problem["field"]) == (422, "query.after")


async def flagged(desk: Desk, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (await desk.get(name, "/queue/handling?limit=200"))["flagged"]
    return rows


@pytest.mark.clause("4.9", "4.11", "4.12", "4.13")
async def test_evidence_is_added_shown_and_withdrawn(desk: Desk) -> None:
    count = {"first_day": in_days(-20), "last_day": in_days(-1), "contacts": 61, "channel": "telephone", "minutes": 900}
    incident = await recorded(desk, evidence={"contact_counts": [count]})
    await desk.post("ben", f"/incidents/{incident}/evidence", refused_twice())
    pieces = (await desk.get("asha", f"/incidents/{incident}"))["evidence"]
    assert [piece["version"] for piece in pieces] == [2, 3, 4, 5]
    assert pieces[0]["contact_counts"] == [count]
    assert pieces[1]["requests_made"] == [in_days(-21)]
    assert pieces[2]["refusals"] == [in_days(-18), in_days(-11)]
    assert pieces[3]["difficulty_asked_on"] == in_days(-7)
    path, wrong = f"/incidents/{incident}/evidence-withdrawals", {"version": 2, "reason": "Another customer's calls."}
    await desk.post("ben", path, wrong)
    pieces = (await desk.get("asha", f"/incidents/{incident}"))["evidence"]
    assert [piece["version"] for piece in pieces] == [3, 4, 5]
    problem = await desk.refused("ben", "POST", path, wrong)
    assert problem["status"] == 404
    problem = await desk.refused("ben", "POST", f"/incidents/{incident}/evidence", {})
    assert (problem["status"], problem["field"]) == (422, "evidence")


@pytest.mark.clause("9.1", "reading.md, Never: edited history")
async def test_corrections_stack_and_the_history_shows_what_each_corrects(desk: Desk) -> None:
    incident = await recorded(desk)
    path = f"/incidents/{incident}/corrections"
    demand = {"criteria": ["other-unreasonable-demand"], "other_criterion": "Wants a daily report."}
    await desk.post("asha", path, {"reason": "Misheard.", **demand})
    await desk.post("asha", path, {"reason": "Misheard.", "criteria": ["threats"], "steps": [a_step("told-why")]})
    shown = await desk.get("asha", f"/incidents/{incident}")
    assert (shown["criteria"], shown["recorded_criteria"]) == (["threats"], ["threats"])
    assert shown["corrections"] == [
        {"version": 2, "corrects": [{"what": "criteria", "version": 1}]},
        {"version": 3, "corrects": [{"what": "steps", "version": 1}, {"what": "criteria", "version": 2}]},
    ]
    history = await desk.get("carys", f"/incidents/{incident}/history")
    assert [entry["type"] for entry in history["entries"]] == [
        "IncidentRecorded",
        "IncidentCorrected",
        "IncidentCorrected",
    ]
    assert history["entries"][0]["facts"]["criteria"] == ["swearing", "personal-abuse"]
    assert history["entries"][2]["facts"]["corrects"][1] == {"what": "criteria", "version": 2}
    assert history["entries"][1]["texts"] is None
    opened = await desk.get("iwan", f"/incidents/{incident}/history?texts=true&after=1&limit=1")
    assert opened["entries"][0]["texts"]["other_criterion"] == "Wants a daily report."
    assert opened["next_after"] == 2
    assert (await desk.refused("asha", "GET", f"/incidents/{incident}/history"))["status"] == 403


@pytest.mark.clause("9.1", "7.2")
async def test_who_was_there_is_corrected_with_a_reason(desk: Desk) -> None:
    incident = await recorded(desk, targets=[uuid("carys")], other_witnesses=["A neighbour"])
    path = f"/incidents/{incident}/people/corrections"
    body = {"reason": "It was her colleague.", "targets": [uuid("ben")], "other_witnesses": ["A caretaker"]}
    problem = await desk.refused("carys", "POST", path, body)
    assert (problem["status"], problem["clause"]) == (422, "7.2")
    assert (await desk.post("asha", path, body))["events"] == ["PeopleCorrected"]
    people = await desk.get("carys", f"/incidents/{incident}/people")
    assert (people["targets"], people["other_witnesses"]) == ([uuid("ben")], ["A caretaker"])
    await desk.post("carys", f"/incidents/{incident}/assessments", an_assessment())
