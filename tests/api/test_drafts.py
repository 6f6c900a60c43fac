"""Drafts of decisions over HTTP: saved, found again, looked over, made or discarded; two managers at once (7.2)."""

import asyncio
from typing import Any

import pytest

from domain.calendar import local_day
from tests.api.bodies import in_days, terms
from tests.api.callers import Desk
from tests.api.people import uuid
from tests.api.stories import Story, a_case_to_decide, a_restriction


def whole(story: Story, **changes: Any) -> dict[str, Any]:
    return {"what": "restrict", **terms(*story.incidents), **changes}


async def begins(desk: Desk, story: Story, name: str = "carys", **says: Any) -> str:
    """Begin a draft, and return where it is."""
    answer = await desk.ask(name, "POST", f"{story.path}/drafts", says)
    assert answer.status_code == 201, answer.text
    assert answer.json()["events"] == ["DraftSaved"]
    return str(answer.headers["Location"]).removeprefix("/v1")


async def today(story: Story) -> str:
    return local_day(await story.parts.record.now()).isoformat()


async def makes(
    desk: Desk, draft: str, name: str = "carys", *, case: int | None = None, read: int | None = None
) -> Any:
    shown = await desk.get(name, draft)
    body = {"case_version": case or shown["case_version"]}
    return await desk.ask(name, "POST", f"{draft}/decision", body, read=read or shown["version"])


@pytest.mark.clause("7.2")
async def test_an_unfinished_decision_is_saved_found_again_finished_and_made(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    draft = await begins(desk, story, reasons="Three abusive calls.")
    mine = [row["id"] for row in (await desk.get("carys", "/drafts"))["drafts"]]
    assert draft.removeprefix("/drafts/") in mine
    shown = await desk.get("carys", draft)
    assert shown["says"]["reasons"] == "Three abusive calls."
    fields = {finding["field"]: finding["clause"] for finding in shown["findings"]}
    assert (fields["measures"], fields["characteristic"], fields["expires_on"]) == ("6.1", "3.1", "7.3")
    saved = await desk.ask("carys", "PUT", draft, whole(story, customer_side="She was afraid."), read=shown["version"])
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"2"')
    again = await desk.get("carys", draft)
    assert (again["findings"], again["says"]["customer_side"]) == ([], "She was afraid.")
    made = await makes(desk, draft)
    assert made.json()["events"] == ["RestrictionImposed"]
    (decision,) = (await desk.get("carys", story.path))["decisions"]
    assert (decision["by"], f"/drafts/{decision['draft']}") == (uuid("carys"), draft)
    done = await desk.get("carys", draft)
    assert (done["decision"], done["findings"]) == (1, None)
    mine = [row["id"] for row in (await desk.get("carys", "/drafts"))["drafts"]]
    assert draft.removeprefix("/drafts/") not in mine


@pytest.mark.clause("7.2")
async def test_what_was_read_of_a_draft_is_sent_back_as_it_is(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    measures = [{"kind": "contact-frequency", "times": 2, "per": "week"}, {"kind": "other"}]
    draft = await begins(desk, story, **whole(story, measures=measures, measure_words=["", "No visits."]))
    shown = await desk.get("carys", draft)
    says = {**shown["says"], "what": shown["what"]}
    assert (await desk.ask("carys", "PUT", draft, says, read=1)).status_code == 200
    assert (await desk.get("carys", draft))["says"] == shown["says"]


@pytest.mark.clause("7.2")
async def test_a_draft_is_saved_with_what_would_be_refused_and_not_with_what_is_no_term(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    wrong = [{"kind": "one-method-only"}, {"kind": "end-all-contact"}]
    draft = await begins(desk, story, measures=wrong, expires_on="2020-01-01", review_on="2020-01-01", reasons=" ")
    fields = [finding["field"] for finding in (await desk.get("carys", draft))["findings"]]
    assert {"measures.0.method", "why_extreme.1", "expires_on", "reasons"} <= set(fields)
    path = f"{story.path}/drafts"
    for no_term in ({"reason": "Why."}, {"measures": [{"kind": "shouting-back"}]}, {"expires_on": "soon"}):
        assert (await desk.refused("carys", "POST", path, no_term))["status"] == 422


@pytest.mark.clause("7.2")
async def test_what_stands_in_a_draft_is_refused_as_it_would_be_in_a_decision(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    draft = await begins(desk, story, **whole(story, seriousness=""))
    (finding,) = (await desk.get("carys", draft))["findings"]
    refused = (await makes(desk, draft)).json()
    assert (refused["status"], refused["clause"], refused["field"]) == (422, "5.2", "seriousness")
    assert (finding["clause"], finding["field"], finding["accepted"]) == ("5.2", "seriousness", refused["accepted"])
    unanswered = await begins(desk, story, **whole(story, characteristic=None))
    refused = (await makes(desk, unanswered)).json()
    assert (refused["clause"], refused["field"]) == ("3.1", "characteristic")


@pytest.mark.clause("7.2")
async def test_of_two_managers_with_drafts_one_wins_and_the_other_is_told_who_decided_and_when(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    first = await begins(desk, story, "carys", **whole(story))
    second = await begins(desk, story, "dafydd", **whole(story, reasons="My own reasons."))
    read = await story.version()
    assert (await makes(desk, first)).status_code == 200
    for case in (read, read + 1):  # having read the case before, or after
        told = (await makes(desk, second, "dafydd", case=case)).json()
        assert (told["status"], told["type"]) == (409, "/problems/conflict")
        assert (told["by"], told["on"]) == (uuid("carys"), await today(story))
    kept = await desk.get("dafydd", second)
    assert kept["says"]["reasons"] == "My own reasons."
    assert kept["decided_meanwhile"] == {"by": uuid("carys"), "on": await today(story)}
    assert kept["findings"][0]["reason"] == (
        f"a decision has been made in this case: by {uuid('carys')}, on {await today(story)}"
    )
    rows = (await desk.get("iwan", f"{story.path}/drafts"))["drafts"]
    assert [(row["drafted_by"], row["decision"]) for row in rows] == [(uuid("carys"), 1), (uuid("dafydd"), None)]


@pytest.mark.clause("7.2")
async def test_of_two_drafts_made_at_the_same_moment_one_becomes_the_decision(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    names = ("carys", "dafydd", "eleri")
    drafts = {name: await begins(desk, story, name, **whole(story)) for name in names}
    read = await story.version()
    sent = [
        desk.ask(name, "POST", f"{draft}/decision", {"case_version": read}, read=1) for name, draft in drafts.items()
    ]
    assert sorted(answer.status_code for answer in await asyncio.gather(*sent)) == [200, 409, 409]
    assert len((await desk.get("asha", story.path))["decisions"]) == 1


@pytest.mark.clause("7.2")
async def test_a_case_that_changed_otherwise_is_read_before_it_is_decided(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    draft = await begins(desk, story, **whole(story))
    read = await story.version()
    await story.tell("asha", "/incidents", {"incident": await story.has_an_incident()})
    told = (await makes(desk, draft, case=read)).json()
    assert (told["status"], told["type"], told["field"]) == (412, "/problems/changed-meanwhile", "case_version")
    assert told["version"] == read + 1
    assert (await makes(desk, draft)).status_code == 200


@pytest.mark.clause("7.2")
async def test_a_draft_saved_in_another_window_is_read_before_it_is_saved_or_made(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    draft = await begins(desk, story, **whole(story))
    assert (await desk.ask("carys", "PUT", draft, whole(story, reasons="Newer."), read=1)).status_code == 200
    stale = await desk.refused("carys", "PUT", draft, whole(story), read=1)
    assert (stale["status"], stale["type"], stale["version"]) == (412, "/problems/changed-meanwhile", 2)
    told = (await makes(desk, draft, read=1)).json()
    assert (told["status"], told["version"]) == (412, 2)
    missing = await desk.refused("carys", "PUT", draft, whole(story))
    assert missing["status"] == 428


@pytest.mark.clause("7.2")
async def test_a_decision_made_of_a_draft_is_made_once_however_often_it_is_sent(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    draft = await begins(desk, story, **whole(story))
    body, key = {"case_version": await story.version()}, {"Idempotency_Key": "once"}
    first = await desk.ask("carys", "POST", f"{draft}/decision", body, read=1, **key)
    second = await desk.ask("carys", "POST", f"{draft}/decision", body, read=1, **key)
    assert (first.status_code, second.status_code) == (200, 200)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert len((await desk.get("asha", story.path))["decisions"]) == 1


@pytest.mark.clause("7.2")
async def test_a_discarded_draft_stays_in_the_record_and_is_made_no_more(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    draft = await begins(desk, story, **whole(story))
    assert (await desk.post("carys", f"{draft}/discard", {}, read=1))["events"] == ["DraftDiscarded"]
    assert (await makes(desk, draft)).status_code == 409
    (row,) = (await desk.get("iwan", f"{story.path}/drafts"))["drafts"]
    assert (row["drafted_by"], row["discarded_at"] is not None) == (uuid("carys"), True)
    assert (await desk.get("iwan", draft))["says"]["reasons"] == "Three abusive calls."


@pytest.mark.clause("7.2")
async def test_a_draft_is_its_drafters_and_others_see_that_it_is_there(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    draft = await begins(desk, story, **whole(story))
    for act, body in (("PUT", whole(story)), ("POST", {"case_version": await story.version()}), ("POST", {})):
        where = {"PUT": draft}.get(act, f"{draft}/decision" if body else f"{draft}/discard")
        refused = await desk.refused("dafydd", act, where, body, read=1)
        assert (refused["status"], refused["clause"]) == (422, "7.2")
    assert (await desk.get("dafydd", draft))["findings"] is None
    (row,) = (await desk.get("dafydd", f"{story.path}/drafts"))["drafts"]
    assert "says" not in row
    assert draft.removeprefix("/drafts/") not in str(await desk.get("dafydd", "/drafts"))
    for nobody in ("asha", "print-house", "huw"):
        assert (await desk.refused(nobody, "GET", draft))["status"] == 403
        assert (await desk.refused(nobody, "GET", f"{story.path}/drafts"))["status"] == 403


@pytest.mark.clause("8.5")
async def test_who_drafted_and_who_read_a_draft_may_not_review_and_listing_it_is_no_reading(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    await begins(desk, story, "dafydd", reasons="Perhaps.")
    draft = await begins(desk, story, "carys", **whole(story))
    await desk.get("ffion", f"{story.path}/drafts")
    await desk.get("eleri", draft)
    assert (await makes(desk, draft)).status_code == 200
    await story.letter_leaves(1)
    appeal = {"decision": 1, "received_on": await today(story), "grounds": ["disproportionate"], "points": ["Why?"]}
    await story.tell("asha", "/appeals", appeal)
    rows = (await desk.get("gareth", f"{story.path}/appeals/1/candidates"))["candidates"]
    reasons = {row["staff"]: set(row["reasons"]) for row in rows}
    assert reasons[uuid("dafydd")] == {"drafter"}
    assert reasons[uuid("eleri")] == {"reader"}
    assert {"drafter", "decider"} <= reasons[uuid("carys")]
    assert reasons[uuid("ffion")] == set()
    refused = await desk.refused(
        "gareth", "PUT", f"{story.path}/appeals/1/reviewer", {"reviewer": uuid("dafydd")}, read=await story.version()
    )
    assert (refused["status"], refused["clause"]) == (422, "8.5")
    reviewer = {"reviewer": uuid("ffion")}
    assert (
        await desk.ask("gareth", "PUT", f"{story.path}/appeals/1/reviewer", reviewer, read=await story.version())
    ).status_code == 200
    shut = await desk.refused("ffion", "GET", draft)
    assert (shut["status"], shut["clause"]) == (422, "8.5")


@pytest.mark.clause("3.1")
async def test_a_draft_of_a_continuation_is_filled_with_nothing_of_the_decision_before(desk: Desk) -> None:
    story = await a_restriction(desk)
    draft = await begins(desk, story, what="continue")
    shown = await desk.get("carys", draft)
    assert not any(shown["says"][name] for name in shown["says"])
    fields = {finding["field"] for finding in shown["findings"]}
    assert {"characteristic", "adjustments_considered", "adjustments_made", "why_still"} <= fields


@pytest.mark.clause("9.2")
async def test_a_variation_is_drafted_and_made(desk: Desk) -> None:
    story = await a_restriction(
        desk, measures=[{"kind": "one-method-only", "method": "writing"}, {"kind": "read-and-file"}]
    )
    until = (await desk.get("asha", story.path))["decisions"][0]["review_on"]
    draft = await begins(desk, story, what="vary", **terms(*story.incidents, review_on=until))
    assert (await desk.get("carys", draft))["findings"] == []
    assert (await makes(desk, draft)).json()["events"] == ["RestrictionVaried"]


@pytest.mark.clause("7.2")
async def test_a_draft_of_what_is_not_there_is_not_found(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    nowhere = "853ab1e3-581c-54c8-969b-9be18c5c367a"
    for method, path, body in (
        ("POST", f"/cases/{nowhere}/drafts", {}),
        ("GET", f"/cases/{nowhere}/drafts", None),
        ("GET", f"/drafts/{nowhere}", None),
        ("PUT", f"/drafts/{nowhere}", {}),
        ("POST", f"/drafts/{nowhere}/discard", {}),
        ("POST", f"/drafts/{nowhere}/decision", {"case_version": 1}),
    ):
        read = 0 if path.startswith("/drafts") else None
        problem = await desk.refused("carys", method, path, body, read=read)
        assert problem["status"] == 404, path
    draft = await begins(desk, story, **whole(story, basis=[nowhere]), expires_on=in_days(30))
    found = (await desk.get("carys", draft))["findings"]
    assert [(each["clause"], each["field"]) for each in found][:1] == [("7.2", "basis.0")]


@pytest.mark.clause("7.2")
async def test_a_draft_of_a_long_term_waits_for_a_head_of_services_agreement(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    long = {"review_on": None, "expires_on": in_days(500), "agreed_by": uuid("eleri")}
    draft = await begins(desk, story, **whole(story, **long))
    (finding,) = (await desk.get("carys", draft))["findings"]
    assert (finding["clause"], finding["field"]) == ("7.2", "agreed_by")
    path, body = f"{story.path}/term-agreements", {"until": in_days(500), "reason": "Three years of it."}
    denied = await desk.refused("carys", "POST", path, body)
    assert (denied["status"], denied["needed"]) == (403, ["director", "head-of-service"])
    past = await desk.refused("eleri", "POST", path, {**body, "until": in_days(-1)})
    assert (past["status"], past["field"]) == (422, "until")
    assert (await desk.post("eleri", path, body))["events"] == ["LongTermAgreed"]
    agreements = (await desk.get("asha", story.path))["agreements"]
    assert agreements == [{"by": uuid("eleri"), "until": in_days(500)}]
    assert (await desk.get("carys", draft))["findings"] == []
    assert (await makes(desk, draft)).status_code == 200
    assert (await desk.get("asha", story.path))["agreements"] == []


@pytest.mark.clause("7.2")
async def test_a_draft_whose_words_are_erased_is_shown_as_such_and_made_no_more(desk: Desk) -> None:
    story = await a_case_to_decide(desk)
    draft = await begins(desk, story, **whole(story))
    keys = story.parts.record.keys
    of_the_customer = [key for key, _ in await keys.concerning(f"customer/{story.customer}")]
    await keys.destroy(of_the_customer, by=f"staff/{uuid('gareth')}")
    shown = await desk.get("carys", draft)
    assert (shown["says"], shown["findings"], shown["drafted_by"]) == (None, None, uuid("carys"))
    gone = (await makes(desk, draft)).json()
    assert (gone["status"], gone["type"]) == (410, "/problems/erased")
