"""A change is done once under its key, however often it is sent."""

import asyncio

from tests.api.bodies import a_customer, an_incident
from tests.api.callers import Desk
from tests.api.stories import a_referred_case


async def test_a_repeated_change_is_answered_again(desk: Desk) -> None:
    first = await desk.ask("asha", "POST", "/customers", a_customer(), Idempotency_Key="once")
    again = await desk.ask("asha", "POST", "/customers", a_customer(), Idempotency_Key="once")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert {name: first.headers[name] for name in ("location", "etag", "evenhand-position")} == {
        name: again.headers[name] for name in ("location", "etag", "evenhand-position")
    }


async def test_it_is_the_first_answer_though_things_have_moved_on(desk: Desk) -> None:
    story = await a_referred_case(desk)
    body = {"incident": await story.has_an_incident()}
    read = await story.version()
    path = f"{story.path}/incidents"
    first = await desk.ask("asha", "POST", path, body, read=read, Idempotency_Key="moved-on")
    await story.tell("asha", "/incidents", {"incident": await story.has_an_incident()})
    again = await desk.ask("asha", "POST", path, body, read=read, Idempotency_Key="moved-on")
    assert again.json() == first.json()


async def test_a_key_used_for_another_request_is_refused(desk: Desk) -> None:
    await desk.ask("asha", "POST", "/customers", a_customer(), Idempotency_Key="mine")
    other = await desk.refused("asha", "POST", "/customers", a_customer(name="Somebody Else"), Idempotency_Key="mine")
    assert (other["status"], other["type"]) == (422, "/problems/idempotency-key-reused")
    assert (other["field"], bool(other["accepted"])) == ("idempotency-key", True)


async def test_a_key_is_its_callers_and_its_routes_own(desk: Desk) -> None:
    ids = set()
    for name in ("asha", "ben"):
        customer = await desk.ask(
            "asha" if name == "asha" else "ben", "POST", "/customers", a_customer(), Idempotency_Key="k"
        )
        incident = await desk.ask(name, "POST", "/incidents", an_incident(customer.json()["id"]), Idempotency_Key="k")
        assert (customer.status_code, incident.status_code) == (201, 201)
        ids |= {customer.json()["id"], incident.json()["id"]}
    assert len(ids) == 4


async def test_the_same_change_sent_at_the_same_moment_is_done_once(desk: Desk) -> None:
    sent = [desk.ask("asha", "POST", "/customers", a_customer(), Idempotency_Key="race") for _ in range(8)]
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
