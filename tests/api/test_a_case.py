"""The good path of every operation on a case, as far as real time lets it go."""

from typing import Any

import pytest

from tests.api.bodies import a_customer, an_incident, in_days, terms
from tests.api.callers import Desk
from tests.api.people import uuid
from tests.api.stories import a_case_to_decide, a_referred_case, a_restriction, an_appealed_restriction


@pytest.mark.clause("7.2")
async def test_a_case_is_referred_and_says_what_is_owed_and_why(desk: Desk) -> None:
    story = await a_referred_case(desk)
    case = await desk.get("ben", story.path)
    assert case["stage"] == "manager-decision"
    assert case["incidents"] == story.incidents
    owed = case["next_dates"][0]
    assert (owed["kind"], owed["owner"], owed["clause"]) == ("decide", "manager", "7.2")
    assert owed["why"] == "A referred case is decided within 20 working days."
    incident = await desk.get("ben", f"/incidents/{story.incidents[0]}")
    assert incident["cases"] == [story.case]
    assert incident["assessment"] == "unacceptable"


@pytest.mark.clause("7.2")
async def test_a_manager_warns_and_a_further_incident_makes_a_decision_due(desk: Desk) -> None:
    story = await a_referred_case(desk)
    warning = {"incidents": story.incidents, "reasons": "Two calls.", "what_must_change": "No swearing."}
    assert (await story.tell("carys", "/warnings", warning))["events"] == ["WarningIssued"]
    await story.letter_leaves(1)
    case = await desk.get("carys", story.path)
    assert case["stage"] == "warning-period"
    assert case["warnings"][0]["period_ends"] is not None
    further = await story.has_an_incident(happened_at=case["notices"][0]["left_at"])
    receipt = await story.tell("asha", "/incidents", {"incident": further})
    assert receipt["events"] == ["IncidentAdded"]
    assert (await desk.get("carys", story.path))["stage"] == "manager-decision"


@pytest.mark.clause("6.1", "8.2")
async def test_a_decision_bites_once_its_notice_has_left(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    ask = f"/customers/{story.customer}/verdict?channel=telephone&purpose=general"
    await story.tell("carys", "/decisions", terms(*story.incidents))
    assert (await desk.get("asha", ask))["answer"] == "allow"
    await story.letter_leaves(1)
    verdict = await desk.get("asha", ask)
    assert (verdict["answer"], verdict["clause"]) == ("refuse", "6.1")
    assert verdict["route"]["method"] == "writing"
    part = verdict["parts"][0]
    history = await desk.get("carys", f"{story.path}/history?after={part['event'] - 1}&limit=1")
    assert history["entries"][0]["type"] == "RestrictionImposed"
    assert verdict["next_change"] is not None
    emergency = ask.replace("general", "emergency-or-safety")
    assert (await desk.get("asha", emergency))["answer"] == "allow"


@pytest.mark.clause("8.5", "8.6")
async def test_an_appeal_is_reviewed_by_somebody_who_had_no_part(desk: Desk) -> None:
    story = await an_appealed_restriction(desk)
    judged = await desk.get("eleri", f"{story.path}/appeals/1/candidates")
    by_staff = {each["staff"]: each for each in judged["candidates"]}
    assert by_staff[uuid("dafydd")] == {"staff": uuid("dafydd"), "may_review": True, "reasons": []}
    assert set(by_staff[uuid("carys")]["reasons"]) >= {"decider", "assessor"}
    path = f"{story.path}/appeals/1/reviewer"
    body, read = {"reviewer": uuid("dafydd")}, await story.version()
    assigned = await desk.ask("eleri", "PUT", path, body, read=read)
    assert assigned.json()["events"] == ["ReviewerAssigned"]
    outcome = {
        "outcome": "vary",
        "reasons": "Too long.",
        "declares_no_involvement": True,
        "measures": [{"kind": "one-method-only", "method": "writing"}],
        "last_day": in_days(60),
        "characteristic": "none-known",
        "adjustments_considered": "Large print.",
        "adjustments_made": "None were needed.",
        "why_still": "The calls went on.",
    }
    assert (await story.tell("dafydd", "/appeals/1/outcome", outcome))["events"] == ["DecisionVaried"]
    appeal = (await desk.get("asha", story.path))["appeals"][0]
    assert (appeal["outcome"], appeal["is_open"]) == ("vary", False)


@pytest.mark.clause("8.6")
async def test_an_appeal_is_withdrawn(desk: Desk) -> None:
    story = await an_appealed_restriction(desk)
    receipt = await story.tell("asha", "/appeals/1/withdrawal", {"reason": "The customer rang."})
    assert receipt["events"] == ["AppealWithdrawn"]


@pytest.mark.clause("8.6", "9.3")
async def test_a_restriction_is_suspended_and_resumed(desk: Desk) -> None:
    story = await a_restriction(desk)
    ask = f"/customers/{story.customer}/verdict?channel=telephone&purpose=general"
    suspended = await story.tell("carys", "/decisions/1/suspend", {"reasons": "New information."})
    assert suspended["events"] == ["RestrictionSuspended"]
    assert (await desk.get("asha", ask))["answer"] == "allow"
    resumed = await story.tell("carys", "/decisions/1/resume", {"reasons": "It was nothing."})
    assert resumed["events"] == ["RestrictionResumed"]


@pytest.mark.clause("9.2")
@pytest.mark.parametrize(
    ("path", "event"), [("lift", "RestrictionLifted"), ("leave-to-lapse", "RestrictionLeftToLapse")]
)
async def test_a_restriction_is_ended_by_a_manager(desk: Desk, path: str, event: str) -> None:
    story = await a_restriction(desk)
    receipt = await story.tell("carys", f"/decisions/1/{path}", {"reasons": "Calm contact."})
    assert receipt["events"] == [event]


@pytest.mark.clause("9.2")
async def test_a_restriction_is_eased_before_its_review(desk: Desk) -> None:
    story = await a_restriction(desk)
    eased = terms(*story.incidents, measures=[{"kind": "read-and-file"}], review_on=in_days(60), lesser=["other"])
    harsher = await desk.refused("carys", "POST", f"{story.path}/variations", eased, read=await story.version())
    assert harsher["clause"] == "9.2"
    same = terms(*story.incidents, review_on=in_days(60))
    assert (await story.tell("carys", "/variations", same))["events"] == ["RestrictionVaried"]


@pytest.mark.clause("9.2")
async def test_a_restriction_is_not_continued_before_its_review(desk: Desk) -> None:
    story = await a_restriction(desk)
    refused = await desk.refused(
        "carys", "POST", f"{story.path}/continuations", terms(*story.incidents), read=await story.version()
    )
    assert (refused["type"], refused["clause"]) == ("/problems/refused", "9.2")
    assert refused["accepted"].startswith("from ")


@pytest.mark.clause("7.2")
async def test_a_manager_decides_to_do_nothing(desk: Desk) -> None:
    story = await a_referred_case(desk)
    assert (await story.tell("carys", "/no-action", {"reasons": "Understandable."}))["events"] == ["NoActionDecided"]


@pytest.mark.clause("8.2")
async def test_a_letter_that_comes_back_stops_the_restriction(desk: Desk) -> None:
    story = await a_restriction(desk)
    letter = await desk.ask("asha", "GET", f"{story.path}/notices/1/letter")
    assert (letter.headers["content-type"], letter.content) == ("application/pdf", b"%PDF-1.7 letter")
    receipt = await story.tell("gareth", "/notices/1/failed", {"failure": "returned-by-post"})
    assert receipt["events"] == ["NoticeFailed"]
    ask = f"/customers/{story.customer}/verdict?channel=telephone&purpose=general"
    assert (await desk.get("asha", ask))["answer"] == "allow"
    owed = (await desk.get("asha", story.path))["notices"][-1]
    assert (owed["id"], owed["left_at"]) == (2, None)


@pytest.mark.clause("8.5")
async def test_that_somebody_read_a_letter_is_recorded_but_not_that_it_was_printed(desk: Desk) -> None:
    story = await a_restriction(desk)
    path = f"{story.path}/notices/1/letter"
    for reader in ("print-house", "dafydd"):
        assert (await desk.ask(reader, "GET", path)).status_code == 200
    reading = (await story.parts.record.load(f"reading/{story.case}")).state
    assert len(reading.readers) == 1
    assert (await story.parts.record.load(f"reading/{story.case}")).version == 1


@pytest.mark.clause("9.1")
async def test_an_incident_is_corrected_and_the_first_version_stays(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    incident = (await desk.post("asha", "/incidents", an_incident(customer)))["id"]
    correction: dict[str, Any] = {"reason": "It was by e-mail.", "channel": "digital", "narrative": "Wrote abuse."}
    correction["holds_legitimate_request"] = False
    receipt = await desk.post("asha", f"/incidents/{incident}/corrections", correction)
    assert receipt["events"] == ["IncidentCorrected"]
    assert (await desk.get("ben", f"/incidents/{incident}"))["channel"] == "digital"
    told = (await desk.get("iwan", f"/incidents/{incident}/narrative"))["told"]
    assert [each["texts"]["narrative"] for each in told] == ["Shouted at the adviser.", "Wrote abuse."]


@pytest.mark.clause("7.3")
async def test_a_customer_changes_how_they_are_reached(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    details = {"name": "Gwen Prys", "emails": ["new@example.org"], "address": ["2 Stryd Fawr"]}
    assert (await desk.ask("asha", "PUT", f"/customers/{customer}/contact-details", details, read=1)).status_code == 200
    means = {"means": "email", "language": "cy"}
    assert (await desk.ask("asha", "PUT", f"/customers/{customer}/means", means)).status_code == 200
    read = await desk.get("asha", f"/customers/{customer}")
    assert (read["emails"], read["phones"], read["means"], read["language"]) == (["new@example.org"], [], "email", "cy")


@pytest.mark.clause("8.5")
async def test_a_cases_account_is_read_in_words_and_the_reading_recorded(desk: Desk) -> None:
    story = await an_appealed_restriction(desk)
    told = (await desk.get("dafydd", f"{story.path}/narrative"))["told"]
    assert [(each["told_by"], next(iter(each["texts"].values()))) for each in told if "points" in each["texts"]] == [
        ("AppealReceived", ["One bad day."])
    ]
    assert told[0]["texts"] == {"reason": "Abuse on the phone."}
    judged = await desk.get("eleri", f"{story.path}/appeals/1/candidates")
    assert {"staff": uuid("dafydd"), "may_review": False, "reasons": ["reader"]} in judged["candidates"]
