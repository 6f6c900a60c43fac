"""One person over HTTP: identified, linked and unlinked, adjusted for, represented."""

from typing import Any
from uuid import uuid4

import pytest

from tests.api.bodies import a_customer, an_assessment, an_incident, in_days, terms
from tests.api.callers import Desk
from tests.api.stories import Story, a_restriction
from tests.api.test_contacts import a_contact


async def entered(desk: Desk, **changes: Any) -> str:
    found: str = (await desk.post("asha", "/customers", a_customer(**changes)))["id"]
    return found


@pytest.mark.clause("1.3")
async def test_somebody_described_is_later_known_by_name(desk: Desk) -> None:
    customer = await entered(desk, identified=False, name=None, description="A man with a dog.", tenancy_number=None)
    body = {"customer_kind": "tenant", "name": "Ifan Rees", "phones": ["01792 000333"], "address": ["2 Heol Fawr"]}
    receipt = await desk.post("asha", f"/customers/{customer}/identification", body, read=1)
    assert receipt["events"] == ["CustomerIdentified"]
    shown = await desk.get("ben", f"/customers/{customer}")
    assert (shown["identified"], shown["name"], shown["description"]) == (True, "Ifan Rees", "A man with a dog.")
    found = await desk.post("ben", "/customers/search", {"by": "name", "text": "Ifan"})
    assert [each["id"] for each in found["customers"]] == [customer]


@pytest.mark.clause("1.3")
async def test_two_records_of_one_person_are_linked_and_can_be_unlinked(desk: Desk) -> None:
    one, other = await entered(desk), await entered(desk, name="G. Prys")
    same = {"other": other, "reason": "The same date of birth."}
    assert (await desk.refused("asha", "POST", f"/customers/{one}/links", same))["status"] == 403
    assert (await desk.post("carys", f"/customers/{one}/links", same))["events"] == ["CustomersLinked"]
    assert (await desk.get("ben", f"/customers/{other}"))["linked"] == [one]
    again = await desk.refused("carys", "POST", f"/customers/{other}/links", {"other": one, "reason": "Again."})
    assert again["status"] == 409
    undone = await desk.post("carys", f"/customers/{other}/links/{one}/undoing", {"reason": "It was her sister."})
    assert undone["events"] == ["CustomersUnlinked"]
    assert (await desk.get("ben", f"/customers/{one}"))["linked"] == []


@pytest.mark.clause("3.1")
async def test_an_adjustment_in_place_is_shown_to_every_employee_until_it_is_withdrawn(desk: Desk) -> None:
    customer = await entered(desk)
    what = {"what": "Calls in the afternoon only.", "since": "2026-01-05"}
    await desk.post("asha", f"/customers/{customer}/adjustments", what)
    (shown,) = (await desk.get("ben", f"/customers/{customer}"))["adjustments"]
    assert (shown["id"], shown["what"]) == (1, "Calls in the afternoon only.")
    await desk.post("carys", f"/customers/{customer}/adjustments/1/withdrawal", {"reason": "She asked for it."})
    assert (await desk.get("ben", f"/customers/{customer}"))["adjustments"] == []


@pytest.mark.clause("6.1")
async def test_an_authority_for_a_time_is_extended_on_what_was_read(desk: Desk) -> None:
    sister: dict[str, Any] = {
        "customer": await entered(desk),
        "relation": "friend",
        "since": "2026-01-05",
        "until": in_days(30),
    }
    sister |= {"name": "Mair Lewis", "phones": ["01792 000222"], "authority": "A letter that she signed."}
    acting = (await desk.post("asha", "/representatives", sister))["id"]
    body = {"until": in_days(60), "authority": "A new letter."}
    receipt = await desk.post("asha", f"/representatives/{acting}/extension", body, read=1)
    assert receipt["events"] == ["AuthorityExtended"]
    assert (await desk.get("ben", f"/representatives/{acting}"))["until"] == body["until"]


@pytest.mark.clause("6.1", "9.1")
async def test_who_acts_is_corrected_and_their_authority_ends_sooner_on_what_was_read(desk: Desk) -> None:
    sister: dict[str, Any] = {"customer": await entered(desk), "relation": "friend", "since": "2026-01-05"}
    sister |= {"name": "Mair Lewis", "phones": ["01792 000222"], "authority": "A letter that she signed."}
    acting = (await desk.post("asha", "/representatives", sister))["id"]
    path = f"/representatives/{acting}"
    correction = {"reason": "A digit was wrong.", "phones": ["01792 000223"], "relation": "advocate"}
    assert (await desk.refused("asha", "POST", f"{path}/corrections", correction))["status"] == 428
    receipt = await desk.post("asha", f"{path}/corrections", correction, read=1)
    assert receipt["events"] == ["RepresentativeCorrected"]
    shown = await desk.get("ben", path)
    assert (shown["name"], shown["phones"], shown["relation"]) == ("Mair Lewis", ["01792 000223"], "advocate")
    until = in_days(20)
    await desk.post("asha", f"{path}/shortening", {"until": until, "reason": "She moves away."}, read=2)
    assert (await desk.get("ben", path))["until"] == until


@pytest.mark.clause("6.1", "8.3")
async def test_a_representative_acts_until_their_authority_ends(desk: Desk) -> None:
    customer = await entered(desk)
    body = {
        "customer": customer,
        "relation": "friend",
        "since": "2026-01-05",
        "name": "Mair Lewis",
        "phones": ["01792 000222"],
        "authority": "A letter that she signed.",
    }
    acting = (await desk.post("asha", "/representatives", body))["id"]
    shown = await desk.get("ben", f"/representatives/{acting}")
    assert (shown["acts"], shown["name"], shown["authority"]) == (True, "Mair Lewis", "A letter that she signed.")
    assert (await desk.get("ben", f"/customers/{customer}"))["representatives"] == [acting]
    no_last_day = {"authority": "A new letter."}
    problem = await desk.refused("asha", "POST", f"/representatives/{acting}/extension", no_last_day, read=1)
    assert problem["status"] == 409
    ending = {"why": "representative-withdrew", "on": "2026-01-06", "reason": "She has moved away."}
    await desk.post("asha", f"/representatives/{acting}/ending", ending)
    assert not (await desk.get("ben", f"/representatives/{acting}"))["acts"]


async def linked(desk: Desk, one: str, other: str) -> None:
    await desk.post("carys", f"/customers/{one}/links", {"other": other, "reason": "The same date of birth."})


@pytest.mark.clause("1.3")
async def test_every_record_of_a_person_shows_what_is_recorded_of_any_and_search_finds_both(desk: Desk) -> None:
    story = await a_restriction(desk)
    other = await entered(desk, name="Unheard Of")
    await linked(desk, story.customer, other)
    shown = await desk.get("ben", f"/customers/{other}")
    assert (shown["incidents"], shown["cases"]) == (story.incidents, [story.case])
    assert shown["links"] == [{"customer": story.customer, "other": other}]
    found = await desk.post("ben", "/customers/search", {"by": "name", "text": "unheard of"})
    assert [(each["id"], each["linked"]) for each in found["customers"]] == [(other, [story.customer])]
    register = await desk.get("ben", f"/register?customer={other}")
    assert [row["case"] for row in register["restrictions"]] == [story.case]


@pytest.mark.clause("1.3", "6.1")
async def test_the_verdict_reads_every_record_and_what_rested_on_another_rests_at_once(desk: Desk) -> None:
    story = await a_restriction(desk)
    other = await entered(desk, name="Unheard Of")
    ask = "/verdict?channel=telephone&purpose=general"
    assert (await desk.get("ben", f"/customers/{other}{ask}"))["answer"] == "allow"
    await linked(desk, story.customer, other)
    assert (await desk.get("ben", f"/customers/{other}{ask}"))["answer"] == "refuse"
    further = (await desk.post("asha", "/incidents", an_incident(other)))["id"]
    await desk.post("carys", f"/incidents/{further}/assessments", an_assessment())
    body = {"customer": story.customer, "incidents": [further], "reason": "Again."}
    case = (await desk.post("asha", "/cases", body))["id"]
    why = {"reason": "danger-to-somebody", "explanation": "A threat."}
    await desk.post("carys", f"/cases/{case}/warning-dispensation", why, read=1)
    measures = [{"kind": "read-and-file"}]
    await desk.post("carys", f"/cases/{case}/decisions", terms(further, measures=measures, safety_reason="So."), read=2)
    write = "/verdict?channel=writing&purpose=general"
    assert (await desk.get("ben", f"/customers/{story.customer}{write}"))["answer"] == "read-and-file"
    await desk.post("carys", f"/customers/{other}/links/{story.customer}/undoing", {"reason": "Her sister."})
    assert (await desk.get("ben", f"/customers/{story.customer}{write}"))["answer"] == "allow"
    assert (await desk.get("ben", f"/customers/{other}{ask}"))["answer"] == "allow"
    dates = {date["kind"] for date in (await desk.get("ben", f"/cases/{case}"))["next_dates"]}
    assert "suspend-as-unlinked" in dates


@pytest.mark.clause("3.1")
async def test_the_verdict_shows_an_employee_what_is_adjusted_and_a_machine_outside_nothing(desk: Desk) -> None:
    customer, other = await entered(desk), await entered(desk)
    await linked(desk, customer, other)
    what = {"what": "Calls in the afternoon only.", "since": "2026-01-05"}
    await desk.post("asha", f"/customers/{other}/adjustments", what)
    ask = f"/customers/{customer}/verdict?channel=telephone&purpose=general"
    (shown,) = (await desk.get("ben", ask))["adjustments"]
    assert (shown["customer"], shown["what"]) == (other, "Calls in the afternoon only.")
    assert (await desk.get("print-house", ask))["adjustments"] == []


@pytest.mark.clause("1.3", "6.1")
async def test_of_somebody_whom_the_record_does_not_know_the_verdict_says_so(desk: Desk) -> None:
    problem = await desk.refused("ben", "GET", f"/customers/{uuid4()}/verdict?channel=telephone&purpose=general")
    assert (problem["status"], problem["type"]) == (404, "/problems/not-found")
    assert problem["field"] == "path.customer"
    assert "nothing in the record restricts contact" in problem["detail"]


@pytest.mark.clause("1.3", "6.1")
async def test_nobody_goes_through_who_acts_for_a_stranger(desk: Desk) -> None:
    one, other = await entered(desk), await entered(desk, name="Unheard Of")
    await linked(desk, one, other)
    sister: dict[str, Any] = {"customer": other, "relation": "friend", "since": "2026-01-05", "name": "Mair Lewis"}
    sister |= {"phones": ["01792 000222"], "authority": "A letter that she signed."}
    acting = (await desk.post("asha", "/representatives", sister))["id"]
    through = [{"kind": "through-representative", "representative": acting}]
    incident = (await desk.post("asha", "/incidents", an_incident(one)))["id"]
    await desk.post("carys", f"/incidents/{incident}/assessments", an_assessment())
    body = {"customer": one, "incidents": [incident], "reason": "Again."}
    case = (await desk.post("asha", "/cases", body))["id"]
    why = {"reason": "danger-to-somebody", "explanation": "A threat."}
    await desk.post("carys", f"/cases/{case}/warning-dispensation", why, read=1)
    said = terms(incident, measures=through, measure_words=["Her sister."], safety_reason="So.")
    await desk.post("carys", f"/cases/{case}/decisions", said, read=2)
    ask = f"/customers/{one}/verdict?channel=telephone&purpose=general"
    assert (await desk.get("ben", ask))["answer"] == "refuse"
    await desk.post("carys", f"/customers/{other}/links/{one}/undoing", {"reason": "Her sister."})
    assert (await desk.get("ben", ask))["answer"] == "allow"
    dates = {date["kind"] for date in (await desk.get("ben", f"/cases/{case}"))["next_dates"]}
    assert "record-representative-gone" in dates


@pytest.mark.clause("1.3", "4.8")
async def test_the_contacts_of_every_record_are_counted_together(desk: Desk) -> None:
    customer, other = await entered(desk), await entered(desk)
    for who in (customer, other):
        await desk.post("asha", "/contacts", a_contact(who))
    assert len((await desk.get("ben", f"/customers/{customer}/contacts"))["contacts"]) == 1
    await linked(desk, customer, other)
    assert len((await desk.get("ben", f"/customers/{customer}/contacts"))["contacts"]) == 2


@pytest.mark.clause("1.3", "7.3")
async def test_why_a_case_owes_what_an_unlinking_brought_is_told_before_the_process_has_acted(desk: Desk) -> None:
    story, other = await restricted_for_what_another_did(desk)
    await desk.post("carys", f"/customers/{other}/links/{story.customer}/undoing", {"reason": "Her sister."})
    shown = await desk.get("ben", story.path)
    assert "suspend-as-unlinked" in {date["kind"] for date in shown["next_dates"]}
    told = await desk.get("ben", f"{story.path}/why/suspend-as-unlinked")
    assert told["said"] == "What stands on the incidents of a record since unlinked rests from then on."
    assert [(each["about"], each["clause"]) for each in told["dates"]] == [("decision/1", "1.3")]


@pytest.mark.clause("1.3", "9.1")
async def test_a_customers_page_says_of_which_record_each_incident_and_case_is(desk: Desk) -> None:
    story, other = await restricted_for_what_another_did(desk)
    for record in (story.customer, other):
        shown = await desk.get("ben", f"/customers/{record}")
        assert {each["about"]: each["customer"] for each in shown["whose"]} == {
            story.case: story.customer,
            **dict.fromkeys(shown["incidents"], other),
        }
    await desk.post("carys", f"/customers/{other}/links/{story.customer}/undoing", {"reason": "Her sister."})
    apart = await desk.get("ben", f"/customers/{story.customer}")
    assert (apart["incidents"], apart["cases"]) == ([], [story.case])
    assert apart["whose"] == [{"about": story.case, "customer": story.customer}]


async def restricted_for_what_another_did(desk: Desk) -> tuple[Story, str]:
    """A case about one record that rests on an incident of another, linked one."""
    story, other = Story(desk), await entered(desk, name="Unheard Of")
    story.customer = await entered(desk)
    await linked(desk, story.customer, other)
    further = (await desk.post("asha", "/incidents", an_incident(other)))["id"]
    await desk.post("carys", f"/incidents/{further}/assessments", an_assessment())
    body = {"customer": story.customer, "incidents": [further], "reason": "Again."}
    story.case = (await desk.post("asha", "/cases", body))["id"]
    why = {"reason": "danger-to-somebody", "explanation": "A threat."}
    await story.tell("carys", "/warning-dispensation", why)
    await story.tell("carys", "/decisions", terms(further, safety_reason="So."))
    return story, other
