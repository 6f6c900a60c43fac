"""Referrals over HTTP: raised with an incident or alone, in a queue, read, answered, told in a letter."""

from typing import Any
from uuid import uuid4

import pytest

from domain.calendar import local_day
from domain.case.notices import PrepareNotice
from domain.names import THE_SYSTEM, Means, NoticeId, StreamId
from tests.api.bodies import a_customer, an_assessment, an_incident
from tests.api.callers import Desk
from tests.api.people import uuid


async def an_incident_with(desk: Desk, **changes: Any) -> tuple[str, str]:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    return customer, (await desk.post("asha", "/incidents", an_incident(customer, **changes)))["id"]


async def the_referral(desk: Desk, incident: str) -> dict[str, Any]:
    (referral,) = (await desk.get("asha", f"/incidents/{incident}"))["referrals"]
    found: dict[str, Any] = await desk.get("asha", f"/referrals/{referral}")
    return found


@pytest.mark.clause("4.5", "5.9")
async def test_a_subject_access_request_in_an_abusive_email_is_in_governances_queue(desk: Desk) -> None:
    _, incident = await an_incident_with(desk, channel="digital", raises=["subject-access"])
    referral = await the_referral(desk, incident)
    assert (referral["kind"], referral["about"], referral["outcome"]) == (
        "subject-access",
        f"incident/{incident}",
        None,
    )
    assert referral["next_dates"][0]["clause"] == "4.5"
    queue = await desk.get("gareth", "/queue?limit=200")
    (row,) = [duty for duty in queue["duties"] if duty["referral"] == referral["id"]]
    assert (row["kind"], row["case"], row["letter"], row["owner"]) == ("answer-referral", None, None, "governance")
    answer = {"outcome": "provided", "reasons": "What he asked for was sent.", "reference": "DP-2026-14"}
    refusal = await desk.refused("carys", "POST", f"/referrals/{referral['id']}/answer", answer, read=1)
    assert (refusal["status"], refusal["clause"], refusal["needed"]) == (403, "4.5", ["governance"])
    await desk.post("gareth", f"/referrals/{referral['id']}/answer", answer, read=1)
    assert (await the_referral(desk, incident))["outcome"] == "provided"
    queue = await desk.get("gareth", "/queue?limit=200")
    assert not [duty for duty in queue["duties"] if duty["referral"] == referral["id"]]


@pytest.mark.clause("4.5", "reading.md, Time")
async def test_why_a_referral_is_due_on_its_day_is_answered_from_each_day_it_was_said_to_have_come(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    request = {
        "customer": customer,
        "referral_kind": "subject-access",
        "received_on": "2026-10-30",
        "concern": "He asks what we hold about him.",
    }
    referral = (await desk.post("asha", "/referrals", request))["id"]
    await desk.post(
        "asha", f"/referrals/{referral}/corrections", {"reason": "Misread.", "received_on": "2026-10-15"}, read=1
    )
    answer = await desk.get("gareth", f"/referrals/{referral}/why/answer-referral")
    assert "subject access request within 1 calendar month" in answer["said"]
    (date,) = answer["dates"]
    assert (date["day"], date["clause"], date["provisional"]) == ("2026-11-15", "4.5", False)
    assert [reckoning["gives"] for reckoning in date["reckonings"]] == ["2026-11-30", "2026-11-15"]
    assert (await desk.refused("gareth", "GET", f"/referrals/{referral}/why/engage-unanswered"))["status"] == 404
    police = dict(request, referral_kind="police", received_on="2026-11-20", concern="He named a day.")
    referral = (await desk.post("asha", "/referrals", police))["id"]
    (date,) = (await desk.get("gareth", f"/referrals/{referral}/why/answer-referral"))["dates"]
    days = date["reckonings"][0]["days"]
    assert [(day["day"], day["kind"], day["count"]) for day in days] == [
        ("2026-11-21", "weekend", None),
        ("2026-11-22", "weekend", None),
        ("2026-11-23", "working-day", 1),
    ]


@pytest.mark.clause("3.2")
async def test_any_employee_refers_a_concern_about_risk(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    body = {
        "customer": customer,
        "referral_kind": "vulnerability-indicator",
        "received_on": "2026-01-05",
        "concern": "He said that he has not eaten for days.",
    }
    receipt = await desk.post("ben", "/referrals", body)
    assert receipt["events"] == ["ReferralOpened"]
    account = await desk.get("carys", f"/referrals/{receipt['id']}/narrative")
    assert account["told"][0]["texts"]["concern"] == body["concern"]
    assigned = await desk.ask("carys", "PUT", f"/referrals/{receipt['id']}/person", {"person": uuid("dafydd")})
    assert assigned.status_code == 200, assigned.text
    assert (await desk.get("ben", f"/referrals/{receipt['id']}"))["person"] == uuid("dafydd")


@pytest.mark.parametrize("about", ["staff", "customer", "referral"])
async def test_a_referral_is_about_an_incident_a_contact_or_a_case(desk: Desk, about: str) -> None:
    body = {
        "customer": str(uuid4()),
        "referral_kind": "police",
        "received_on": "2026-01-05",
        "concern": "Why.",
        "about": f"{about}/{uuid4()}",
    }
    refusal = await desk.refused("asha", "POST", "/referrals", body)
    assert (refusal["type"], refusal["field"]) == ("/problems/invalid", "about")
    assert "case, contact, incident" in refusal["errors"][0]["accepted"]


@pytest.mark.clause("8.5")
async def test_whoever_reads_a_referral_has_read_of_the_incident_it_is_about(desk: Desk) -> None:
    _, incident = await an_incident_with(desk, criteria=["threats"])
    referral = await the_referral(desk, incident)
    await desk.get("dafydd", f"/referrals/{referral['id']}/narrative")
    record = desk.client._transport.app.state.parts.record  # type: ignore[attr-defined]
    reading = (await record.load(f"reading/{incident}")).state
    assert f"staff/{uuid('dafydd')}" in reading.readers


@pytest.mark.clause("5.6")
async def test_an_incident_of_violence_is_closed_after_the_police_decision(desk: Desk) -> None:
    _, incident = await an_incident_with(desk, criteria=["threats"])
    await desk.post("carys", f"/incidents/{incident}/assessments", an_assessment(criteria=["threats"]))
    refusal = await desk.refused("carys", "POST", f"/incidents/{incident}/closing")
    assert (refusal["status"], refusal["clause"]) == (422, "5.6")
    referral = await the_referral(desk, incident)
    reported = {
        "outcome": "reported",
        "reasons": "He named a day.",
        "reference": "CAD-0417",
        "authority": "police",
    }
    await desk.post("carys", f"/referrals/{referral['id']}/answer", reported, read=referral["version"])
    second = await desk.refused("dafydd", "POST", f"/referrals/{referral['id']}/answer", reported, read=1)
    assert second["status"] == 409, "of two managers at once, the second is told"
    await desk.post("carys", f"/incidents/{incident}/closing", None)
    assert (await desk.get("asha", f"/incidents/{incident}"))["closed"]


@pytest.mark.clause("5.12")
async def test_advice_goes_out_in_a_letter_of_its_own(desk: Desk) -> None:
    customer, incident = await an_incident_with(desk)
    await desk.post("carys", f"/incidents/{incident}/assessments", an_assessment())
    advice = {"why": "You swore at her.", "what_must_change": "Please do not."}
    receipt = await desk.post("carys", f"/incidents/{incident}/advice", advice)
    assert receipt["events"] == ["CustomerAdvised", "LetterOwed"]
    path = f"/letters/{incident}"
    letter = await desk.get("ben", path)
    assert (letter["about"], letter["notices"][0]["kind"]) == (f"incident/{incident}", "advice")
    queue = await desk.get("gareth", "/queue?limit=200")
    assert [duty["kind"] for duty in queue["duties"] if duty["letter"] == incident] == ["send-notice"]
    unprinted = await desk.ask("ben", "GET", f"{path}/notices/1/letter")
    assert unprinted.status_code == 404
    parts = desk.client._transport.app.state.parts  # type: ignore[attr-defined]
    document = await parts.vault.put(b"%PDF-1.7 letter", [f"customer/{customer}"])
    prepare = PrepareNotice(notice=NoticeId("notice/1"), document=document, means=Means.POST)
    await parts.record.act(StreamId(f"letter/{incident}"), prepare, by=THE_SYSTEM, command_id=uuid4())
    printed = await desk.ask("ben", "GET", f"{path}/notices/1/letter")
    assert printed.content == b"%PDF-1.7 letter"
    today = local_day(await parts.record.now()).isoformat()
    left = {"proof": "posting-recorded", "on": today}
    await desk.post("print-house", f"{path}/notices/1/left", left)
    assert (await desk.get("ben", path))["notices"][0]["left_at"] is not None
    await desk.post("gareth", f"{path}/notices/1/failed", {"failure": "returned-by-post"})
    assert len((await desk.get("ben", path))["notices"]) == 2


@pytest.mark.clause("10.1")
async def test_a_prohibited_customers_new_matter_is_decided_by_a_head_of_service_and_answered(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    body = {
        "customer": customer,
        "referral_kind": "subsequent-contact",
        "received_on": "2026-01-05",
        "concern": "The boiler is out.",
    }
    referral = (await desk.post("asha", "/referrals", body))["id"]
    answer = {"outcome": "engage", "reasons": "It is winter.", "to_customer": "We will come on Tuesday."}
    assert (await desk.refused("dafydd", "POST", f"/referrals/{referral}/answer", answer, read=1))["status"] == 403
    receipt = await desk.post("eleri", f"/referrals/{referral}/answer", answer, read=1)
    assert receipt["events"] == ["ReferralAnswered", "LetterOwed"]
    assert (await desk.get("eleri", f"/letters/{referral}"))["notices"][0]["kind"] == "contact-answered"
