"""A referral is corrected over HTTP, and read again: its day, its reference, its history."""

from typing import Any

import pytest

from tests.api.bodies import a_customer, a_moment_ago, an_incident, in_days
from tests.api.callers import Desk
from tests.api.people import uuid


async def refer(desk: Desk, **said: Any) -> dict[str, Any]:
    customer = said.pop("customer", None) or (await desk.post("asha", "/customers", a_customer()))["id"]
    body = {"customer": customer, "referral_kind": "subject-access", "received_on": in_days(-1), "concern": "His file."}
    referral = (await desk.post("asha", "/referrals", body | said))["id"]
    found: dict[str, Any] = await desk.get("asha", f"/referrals/{referral}")
    return found


@pytest.mark.clause("4.5", "9.1")
async def test_the_day_of_receipt_is_corrected_by_whoever_finds_out(desk: Desk) -> None:
    before = await refer(desk)
    path = f"/referrals/{before['id']}"
    body = {"reason": "It lay in the post room.", "received_on": in_days(-12)}
    assert (await desk.refused("asha", "POST", f"{path}/corrections", body))["status"] == 428
    receipt = await desk.post("asha", f"{path}/corrections", body, read=before["version"])
    assert receipt["events"] == ["ReferralCorrected"]
    after = await desk.get("gareth", path)
    assert after["received_on"] == in_days(-12)
    assert after["due_on"] < before["due_on"]
    assert after["next_dates"][0]["due_on"] == after["due_on"], "why this date, reckons from the corrected day"
    late = await desk.refused("ben", "POST", f"{path}/corrections", body, read=before["version"])
    assert late["status"] == 412


@pytest.mark.clause("5.6", "9.1", "reading.md, Never: edited history")
async def test_the_reference_of_a_report_is_read_and_a_wrong_one_corrected(desk: Desk) -> None:
    before = await refer(desk, referral_kind="police")
    path = f"/referrals/{before['id']}"
    assert (before["reference"], before["authority"]) == (None, None)
    answer = {"outcome": "reported", "reasons": "He named a day.", "reference": "CAD-71", "authority": "police"}
    await desk.post("carys", f"{path}/answer", answer, read=before["version"])
    after = await desk.get("asha", path)
    assert (after["reference"], after["authority"]) == ("CAD-71", "police")
    body = {"reason": "Figures turned round.", "reference": "CAD-17"}
    problem = await desk.refused("asha", "POST", f"{path}/corrections", body, read=after["version"])
    assert (problem["status"], problem["clause"]) == (403, "5.6")
    await desk.post("dafydd", f"{path}/corrections", body, read=after["version"])
    assert (await desk.get("asha", path))["reference"] == "CAD-17"
    history = await desk.get("iwan", f"{path}/history")
    assert [entry["type"] for entry in history["entries"]] == [
        "ReferralOpened",
        "ReferralAnswered",
        "ReferralCorrected",
    ]
    assert history["entries"][1]["facts"]["reference"] == "CAD-71", "what was said first stays said"
    assert history["entries"][2]["facts"]["corrects"] == [{"what": "reference", "version": 2}]


@pytest.mark.clause("8.5")
async def test_whoever_opens_the_texts_of_a_referrals_history_has_read_of_its_incident(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    incident = (await desk.post("asha", "/incidents", an_incident(customer)))["id"]
    referral = await refer(desk, customer=customer, referral_kind="police", about=f"incident/{incident}")
    assert (await desk.refused("asha", "GET", f"/referrals/{referral['id']}/history"))["status"] == 403
    history = await desk.get("dafydd", f"/referrals/{referral['id']}/history?texts=true")
    assert history["entries"][0]["texts"]["concern"] == "His file."
    record = desk.client._transport.app.state.parts.record  # type: ignore[attr-defined]
    assert f"staff/{uuid('dafydd')}" in (await record.load(f"reading/{incident}")).state.readers


@pytest.mark.clause("4.5", "5.9")
async def test_a_request_found_later_in_a_message_runs_from_the_day_of_the_message(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    body = an_incident(customer, channel="digital", happened_at=a_moment_ago(days=20))
    incident = (await desk.post("asha", "/incidents", body))["id"]
    found = {
        "customer": customer,
        "referral_kind": "subject-access",
        "about": f"incident/{incident}",
        "concern": "Read again: it asks for his file.",
    }
    problem = await desk.refused("asha", "POST", "/referrals", found | {"received_on": in_days(0)})
    assert (problem["clause"], problem["field"]) == ("4.5", "received_on")
    await desk.post("asha", "/referrals", found | {"received_on": in_days(-21)})


@pytest.mark.clause("4.5", "5.9")
async def test_a_message_that_came_earlier_takes_its_request_back_with_it(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    body = an_incident(customer, channel="digital", raises=["subject-access"])
    incident = (await desk.post("asha", "/incidents", body))["id"]
    came = {"reason": "It came before.", "happened_at": a_moment_ago(days=20)}
    receipt = await desk.post("asha", f"/incidents/{incident}/corrections", came)
    assert receipt["events"] == ["IncidentCorrected", "ReferralOpened"]
    referrals = (await desk.get("asha", f"/incidents/{incident}"))["referrals"]
    days = sorted([(await desk.get("gareth", f"/referrals/{r}"))["due_on"] for r in referrals])
    assert len(days) == 2
    assert days[0] < in_days(15)


@pytest.mark.clause("4.5", "1.3")
async def test_what_was_referred_is_found_from_the_customer_also_where_nothing_recorded_gave_cause(desk: Desk) -> None:
    alone = await refer(desk)
    customer = await desk.get("gareth", f"/customers/{alone['customer']}")
    assert customer["referrals"] == [alone["id"]]
    other = (await desk.post("asha", "/customers", a_customer()))["id"]
    await desk.post("carys", f"/customers/{other}/links", {"other": alone["customer"], "reason": "The same person."})
    linked = await desk.get("gareth", f"/customers/{other}")
    assert linked["referrals"] == [alone["id"]]
    assert linked["whose"] == [{"about": alone["id"], "customer": alone["customer"]}]


@pytest.mark.clause("10.1")
async def test_whoever_never_brought_a_matter_is_not_written_to_about_it(desk: Desk) -> None:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    body = {
        "customer": customer,
        "channel": "telephone",
        "happened_at": a_moment_ago(hours=1),
        "matters": [{"purpose": "new-issue", "done": "referred"}],
    }
    contact = (await desk.post("asha", "/contacts", body))["id"]
    cause = {"customer": customer, "referral_kind": "subsequent-contact", "about": f"contact/{contact}"}
    referral = await refer(desk, **cause)
    await desk.post("asha", f"/contacts/{contact}/retraction", {"reason": "It was her brother."}, read=1)
    path, answer = f"/referrals/{referral['id']}/answer", {"outcome": "not-one", "reasons": "Her brother's call."}
    letter = await desk.refused("eleri", "POST", path, answer | {"to_customer": "We will look."}, read=1)
    assert (letter["clause"], letter["field"]) == ("10.1", "to_customer")
    assert (await desk.post("eleri", path, answer, read=1))["events"] == ["ReferralAnswered"]
    assert (await desk.ask("eleri", "GET", f"/letters/{referral['id']}")).status_code == 404
