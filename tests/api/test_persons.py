"""One person over HTTP: identified, linked and unlinked, adjusted for, represented."""

from typing import Any

import pytest

from tests.api.bodies import a_customer
from tests.api.callers import Desk


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
    ending = {"why": "representative-withdrew", "on": "2026-01-06", "reason": "She has moved away."}
    await desk.post("asha", f"/representatives/{acting}/ending", ending)
    assert not (await desk.get("ben", f"/representatives/{acting}"))["acts"]
