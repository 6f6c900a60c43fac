"""The contact log over HTTP, and the verdict that counts from it."""

import asyncio
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from api.schemas.contacts import NewContact, Retraction, TriageCorrection
from domain.calendar import LONDON, months_after
from domain.contact import CorrectTriage, RecordContact, RetractContact
from tests.api.bodies import a_customer, a_moment_ago
from tests.api.callers import Desk
from tests.api.people import staff, uuid
from tests.api.stories import Story, a_restriction

GENERAL = {"purpose": "general", "done": "answered"}
LIMITED = [{"kind": "contact-frequency", "times": 2, "per": "month"}]


def a_contact(customer: str, *matters: dict[str, str], **changes: Any) -> dict[str, Any]:
    return {
        "customer": customer,
        "channel": "telephone",
        "happened_at": a_moment_ago(microseconds=1),
        "matters": list(matters) or [GENERAL],
    } | changes


async def a_caller(desk: Desk) -> str:
    return str((await desk.post("asha", "/customers", a_customer()))["id"])


async def ask(desk: Desk, customer: str, by: str = "asha", **asked: str) -> Any:
    given = {"channel": "telephone", "purpose": "general"} | asked
    return await desk.get(by, f"/customers/{customer}/verdict?" + "&".join(f"{k}={v}" for k, v in given.items()))


@pytest.mark.clause("1.4", "6.1", "9.1")
async def test_a_contact_is_recorded_with_what_the_verdict_said_and_read_back(desk: Desk) -> None:
    story = await a_restriction(desk)
    body = a_contact(story.customer, {"purpose": "general", "done": "route-told"}, note="Told to write.")
    recorded = await desk.ask("asha", "POST", "/contacts", body)
    assert recorded.status_code == 201, recorded.text
    receipt = recorded.json()
    assert receipt["events"] == ["ContactRecorded"]
    assert recorded.headers["location"] == f"/v1/contacts/{receipt['id']}"
    read = await desk.get("ben", f"/contacts/{receipt['id']}")
    assert read == {
        "id": receipt["id"],
        "customer": story.customer,
        "channel": "telephone",
        "happened_at": read["happened_at"],
        "staff": uuid("asha"),
        "by_representative": False,
        "by_us": False,
        "matters": [
            {
                "purpose": "general",
                "triage": "neither",
                "done": "route-told",
                "said": {
                    "answer": "refuse",
                    "clause": "6.1",
                    "route": "method",
                    "case": story.case,
                    "decision": 1,
                    "event": read["matters"][0]["said"]["event"],
                },
                "departs": None,
                "raises": None,
            }
        ],
        "recorded_by": uuid("asha"),
        "counts": False,
        "departs": False,
        "retracted": False,
        "referrals": [],
    }


@pytest.mark.clause("1.6", "10.1")
async def test_a_statutory_matter_that_was_filed_is_refused_with_its_field(desk: Desk) -> None:
    customer = await a_caller(desk)
    matter = {"purpose": "disrepair", "done": "filed"}
    problem = await desk.refused("asha", "POST", "/contacts", a_contact(customer, matter, note="Damp."))
    assert (problem["status"], problem["clause"], problem["field"]) == (422, "1.6", "matters.0.done")
    problem = await desk.refused("asha", "POST", "/contacts", a_contact(customer, matter | {"done": "answered"}))
    assert (problem["clause"], problem["field"]) == ("1.6", "note")


@pytest.mark.clause("9.1")
async def test_what_was_noted_is_read_apart_and_reading_it_is_recorded(desk: Desk) -> None:
    contact = (await desk.post("asha", "/contacts", a_contact(await a_caller(desk), note="Quite upset.")))["id"]
    assert "Quite upset" not in str(await desk.get("ben", f"/contacts/{contact}"))
    account = await desk.get("iwan", f"/contacts/{contact}/note")
    assert account["told"][0]["texts"] == {"note": "Quite upset."}
    record = Story(desk).parts.record
    assert (await record.load(f"reading/{contact}")).state.readers == {staff("iwan")}


@pytest.mark.clause("6.1")
async def test_how_often_is_counted_from_the_record_and_not_from_what_is_asked(desk: Desk) -> None:
    story = await a_restriction(desk, measures=LIMITED)
    for answer in ("allow", "allow", "refuse"):
        verdict = await ask(desk, story.customer)
        assert verdict["answer"] == answer
        await desk.post("asha", "/contacts", a_contact(story.customer))
    assert verdict["route"] == {
        "kind": "next-period",
        "method": None,
        "staff": None,
        "stand_in": None,
        "per": "month",
    }
    assert "this month" in verdict["say"]
    next_month = months_after(datetime.now(UTC).astimezone(LONDON).date().replace(day=1), 1)
    assert (await ask(desk, story.customer, at=f"{next_month}T12:00:00Z"))["answer"] == "allow"
    assert (await ask(desk, story.customer, purpose="disrepair"))["answer"] == "allow"
    told = await desk.ask("asha", "GET", f"/customers/{story.customer}/verdict?channel=writing&purpose=general&today=0")
    assert told.status_code == 422, "the caller's own count is not taken"


@pytest.mark.clause("6.1", "9.1")
async def test_a_verdict_says_what_it_rests_on_and_a_sentence_to_read_aloud(desk: Desk) -> None:
    story = await a_restriction(desk)
    verdict = await ask(desk, story.customer)
    part = verdict["parts"][0]
    assert verdict["rests_on"] == {"case": story.case, "decision": 1, "event": part["event"]}
    assert verdict["say"] == "I cannot take this now. You may contact us in writing, by letter."
    assert "abusive" not in str(verdict), "no account is told"
    open_ = await ask(desk, story.customer, purpose="safeguarding")
    assert (open_["answer"], open_["clause"], open_["rests_on"]) == ("allow", "1.6", None)


@pytest.mark.clause("6.1")
async def test_of_a_customer_whom_nobody_knows_the_verdict_says_so(desk: Desk) -> None:
    path = f"/customers/{uuid4()}/verdict?channel=telephone&purpose=general"
    problem = await desk.refused("asha", "GET", path)
    assert (problem["status"], problem["type"], problem["field"]) == (404, "/problems/not-found", "path.customer")


@pytest.mark.clause("6.1")
async def test_a_verdict_of_an_unrestricted_customer_has_no_parts(desk: Desk) -> None:
    verdict = await ask(desk, await a_caller(desk))
    assert (verdict["answer"], verdict["clause"], verdict["parts"]) == ("allow", "2.2", [])
    assert (verdict["rests_on"], verdict["next_change"]) == (None, None)


@pytest.mark.clause("6.1")
async def test_an_instant_before_the_restriction_answers_what_was_so_then(desk: Desk) -> None:
    story = await a_restriction(desk)
    past = (datetime.now(UTC) - timedelta(days=1)).isoformat().replace("+00:00", "Z")
    verdict = await ask(desk, story.customer, at=past)
    assert verdict["answer"] == "allow"
    decision = (await desk.get("carys", story.path))["decisions"][0]
    assert verdict["next_change"] == decision["in_force_from"]


@pytest.mark.clause("6.1")
async def test_the_verdict_is_never_older_than_an_action_that_was_answered(desk: Desk) -> None:
    story = await a_restriction(desk)
    for number in range(3):
        assert (await ask(desk, story.customer))["answer"] == "refuse", number
        await story.tell("carys", "/decisions/1/suspend", {"reasons": "New information."})
        assert (await ask(desk, story.customer))["answer"] == "allow", number
        await story.tell("carys", "/decisions/1/resume", {"reasons": "It was nothing."})
        case = await desk.get("carys", story.path)
        await story.letter_leaves(case["notices"][-1]["id"])


@pytest.mark.clause("6.1", "reading.md, Never: edited history")
async def test_a_triage_is_corrected_on_the_version_that_was_read(desk: Desk) -> None:
    customer = await a_caller(desk)
    contact = (await desk.post("asha", "/contacts", a_contact(customer)))["id"]
    path = f"/contacts/{contact}/triage"
    body = {"matters": [{"purpose": "data-subject-request", "done": "referred"}], "reason": "He asks for his file."}
    assert (await desk.refused("ben", "POST", path, body))["status"] == 428
    assert (await desk.refused("ben", "POST", path, body, read=9))["status"] == 412
    assert (await desk.post("ben", path, body, read=1))["events"] == ["TriageCorrected", "ReferralOpened"]
    read = await desk.get("ben", f"/contacts/{contact}")
    assert (read["matters"][0]["raises"], read["counts"]) == ("subject-access", False)
    referral = await desk.get("gareth", f"/referrals/{read['referrals'][0]}")
    assert (referral["kind"], referral["about"]) == ("subject-access", f"contact/{contact}")
    told = (await desk.get("iwan", f"/contacts/{contact}/note"))["told"]
    assert [each["told_by"] for each in told] == ["TriageCorrected"]
    assert (await desk.refused("ben", "POST", path, body, read=2))["field"] == "matters"


@pytest.mark.clause("6.1")
async def test_a_contact_that_was_somebody_elses_is_taken_back_and_stays_in_the_log(desk: Desk) -> None:
    customer = await a_caller(desk)
    contact = (await desk.post("asha", "/contacts", a_contact(customer)))["id"]
    path = f"/contacts/{contact}/retraction"
    await desk.post("asha", path, {"reason": "Her brother called."}, read=1)
    log = await desk.get("asha", f"/customers/{customer}/contacts")
    assert [(each["id"], each["retracted"]) for each in log["contacts"]] == [(contact, True)]
    assert log["by_channel"] == {}
    problem = await desk.refused("asha", "POST", path, {"reason": "Again."}, read=2)
    assert problem["status"] == 409


@pytest.mark.clause("4.8", "6.1")
async def test_the_contact_log_is_read_newest_first_in_parts_and_counted(desk: Desk) -> None:
    customer = await a_caller(desk)
    last_month = datetime.now(UTC).astimezone(LONDON).date().replace(day=1) - timedelta(days=1)
    ids = []
    for happened_at, channel in (
        (f"{last_month}T09:00:00Z", "telephone"),
        (f"{last_month}T10:00:00Z", "writing"),
        (a_moment_ago(seconds=2), "telephone"),
    ):
        body = a_contact(customer, happened_at=happened_at, channel=channel)
        ids.append((await desk.post("asha", "/contacts", body))["id"])
    path = f"/customers/{customer}/contacts"
    assert [each["id"] for each in (await desk.get("asha", path))["contacts"]] == ids[2:], "this month's"
    whole = f"{path}?since={last_month}"
    assert (await desk.get("iwan", whole))["by_channel"] == {"telephone": 2, "writing": 1}
    found, after = [], ""
    while True:
        part = await desk.get("asha", f"{whole}&limit=1{after}")
        found += [each["id"] for each in part["contacts"]]
        if part["next_after"] is None:
            break
        after = f"&after={part['next_after']}"
    assert found == ids[::-1]
    for wrong in (f"{path}?since=2999-01-01", f"{path}?since=2001-01-01", f"{path}?after=W10="):
        assert (await desk.refused("asha", "GET", wrong))["status"] == 422


@pytest.mark.clause("9.1")
async def test_what_was_handled_otherwise_than_the_verdict_said_is_found(desk: Desk) -> None:
    story = await a_restriction(desk)
    await desk.post("asha", "/contacts", a_contact(story.customer, {"purpose": "general", "done": "route-told"}))
    answered = (await desk.post("asha", "/contacts", a_contact(story.customer)))["id"]
    log = await desk.get("carys", f"/customers/{story.customer}/contacts?only_departing=true")
    (only,) = log["contacts"]
    assert (only["id"], only["matters"][0]["departs"]) == (answered, "more-open")
    assert log["by_channel"] == {"telephone": 2}


async def test_a_body_can_say_all_that_its_command_can() -> None:
    for body, command in (
        (NewContact, RecordContact),
        (TriageCorrection, CorrectTriage),
        (Retraction, RetractContact),
    ):
        assert {field.name for field in fields(command)} == set(body.model_fields)


@pytest.mark.clause("1.3", "6.1")
async def test_who_is_named_in_a_contact_is_known(desk: Desk) -> None:
    problem = await desk.refused("asha", "POST", "/contacts", a_contact(str(uuid4())))
    assert (problem["status"], problem["field"]) == (404, "customer")
    problem = await desk.refused("asha", "POST", "/contacts", a_contact(await a_caller(desk), staff=str(uuid4())))
    assert (problem["status"], problem["field"]) == (422, "staff")


@pytest.mark.clause("6.1")
async def test_of_several_contacts_recorded_at_once_no_more_are_allowed_than_were_agreed(desk: Desk) -> None:
    story = await a_restriction(desk, measures=LIMITED)
    at_one_moment = a_contact(story.customer)
    receipts = await asyncio.gather(*(desk.post("asha", "/contacts", at_one_moment) for _ in range(6)))
    contacts = [await desk.get("asha", f"/contacts/{receipt['id']}") for receipt in receipts]
    said = [contact["matters"][0]["said"]["answer"] for contact in contacts]
    assert sorted(said) == ["allow", "allow", *["refuse"] * 4]
