"""Files over HTTP: sent as they are, listed in codes, given back to be saved, gone by erasure alone (9.1)."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from api.routes import attachments as routes
from tests.api.bodies import a_customer, an_appeal, an_incident
from tests.api.callers import Desk
from tests.api.people import uuid
from tests.api.stories import Story, a_referred_case, a_restriction
from tests.clauses import clause

CALL = b"ID3\x03\x00\x00\x00\x00\x00\x00" + bytes(range(256)) * 3000
LETTER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + b"a letter" * 100


async def send(desk: Desk, path: str, file: Any = CALL, by: str = "asha", **headers: Any) -> httpx.Response:
    given = {
        "Content-Type": "application/octet-stream",
        "Evenhand-File-Name": "call%20%C5%B5.mp3",
        "Idempotency-Key": str(uuid4()),
    }
    sent = desk.headers(by) | given | {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {name: value for name, value in sent.items() if value is not None}
    return await desk.client.post(f"/v1{path}", content=file, headers=sent)


async def attached(desk: Desk, path: str, file: Any = CALL, **headers: Any) -> str:
    answer = await send(desk, path, file, **headers)
    assert answer.status_code == 201, answer.text
    attachment: str = answer.json()["id"]
    assert answer.headers["location"] == f"/v1/attachments/{attachment}"
    return attachment


async def incident_of(desk: Desk) -> str:
    customer = (await desk.post("asha", "/customers", a_customer()))["id"]
    return f"/incidents/{(await desk.post('asha', '/incidents', an_incident(customer)))['id']}"


async def readers(desk: Desk, story: Story) -> dict[str, Any]:
    found = await desk.get("eleri", f"{story.path}/appeals/1/candidates")
    return {each["staff"]: each["reasons"] for each in found["candidates"]}


@clause("9.1")
async def test_a_recording_is_attached_listed_in_codes_and_given_back_to_be_saved(desk: Desk) -> None:
    incident = await incident_of(desk)
    attachment = await attached(desk, f"{incident}/attachments", Evenhand_Description="The%20whole%20call")
    (row,) = (await desk.get("ben", f"{incident}/attachments"))["attachments"]
    assert (row["id"], row["media_type"], row["size"], row["appeal"]) == (attachment, "audio/mpeg", len(CALL), None)
    assert (row["attached_by"], row["erased"]) == (uuid("asha"), False)
    assert "call" not in str(row)
    answer = await desk.ask("ben", "GET", f"/attachments/{attachment}")
    assert answer.content == CALL
    assert answer.headers["content-length"] == str(len(CALL))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["evenhand-media-type"] == "audio/mpeg"
    assert answer.headers["content-disposition"] == (
        f"attachment; filename=\"{attachment}\"; filename*=UTF-8''call%20%C5%B5.mp3"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    described = await desk.get("ben", f"/attachments/{attachment}/description")
    assert (described["name"], described["description"]) == ("call ŵ.mp3", "The whole call")


@clause("8.5")
@pytest.mark.parametrize("how", ["", "/description"])
async def test_that_somebody_read_an_attachment_is_recorded_as_a_reading_of_its_incident(desk: Desk, how: str) -> None:
    story = await a_restriction(desk)
    attachment = await attached(desk, f"/incidents/{story.incidents[0]}/attachments")
    await story.tell("asha", "/appeals", an_appeal())
    assert (await readers(desk, story))[uuid("dafydd")] == []
    await desk.ask("dafydd", "GET", f"/attachments/{attachment}{how}")
    assert (await readers(desk, story))[uuid("dafydd")] == ["reader"]


@clause("8.5")
async def test_whoever_attached_a_file_to_an_incident_is_not_independent(desk: Desk) -> None:
    story = await a_restriction(desk)
    await story.tell("asha", "/appeals", an_appeal())
    await attached(desk, f"/incidents/{story.incidents[0]}/attachments", by="dafydd")
    assert (await readers(desk, story))[uuid("dafydd")] == ["reader"]


@clause("9.1")
async def test_a_case_lists_its_own_attachments_and_its_incidents(desk: Desk) -> None:
    story = await a_restriction(desk)
    await story.tell("asha", "/appeals", an_appeal())
    first = await attached(desk, f"/incidents/{story.incidents[0]}/attachments")
    second = await attached(desk, f"{story.path}/attachments?appeal=1", LETTER)
    found = (await desk.get("asha", f"{story.path}/attachments"))["attachments"]
    assert [(row["id"], row["appeal"]) for row in found] == [(first, None), (second, 1)]
    assert (await send(desk, f"{story.path}/attachments?appeal=2", LETTER)).status_code == 404


@clause("9.1")
async def test_a_file_sent_again_under_its_key_is_attached_once(desk: Desk) -> None:
    incident = await incident_of(desk)
    key = str(uuid4())
    first = await send(desk, f"{incident}/attachments", Idempotency_Key=key)
    again = await send(desk, f"{incident}/attachments", Idempotency_Key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotency-replayed"] == "true"
    assert first.json()["id"] == again.json()["id"]
    assert len((await desk.get("asha", f"{incident}/attachments"))["attachments"]) == 1
    other = await send(desk, f"{incident}/attachments", LETTER, Idempotency_Key=key)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    back = await desk.ask("asha", "GET", f"/attachments/{first.json()['id']}")
    assert back.content == CALL


@clause("9.1")
@pytest.mark.parametrize(
    ("file", "headers", "status", "problem", "field"),
    [
        (b"", {}, 422, "refused", "body"),
        (b"MZ\x90\x00" + bytes(100), {}, 422, "refused", "body"),
        (b"<html><script>", {}, 422, "refused", "body"),
        (CALL, {"Content_Type": "audio/mpeg"}, 415, "not-octets", None),
        (CALL, {"Content_Type": "multipart/form-data; boundary=x"}, 415, "not-octets", None),
        (CALL, {"Evenhand_File_Name": None}, 400, "bad-header", "evenhand-file-name"),
        (CALL, {"Evenhand_File_Name": "%20"}, 400, "bad-header", "evenhand-file-name"),
        (CALL, {"Evenhand_File_Name": "%FF"}, 400, "bad-header", "evenhand-file-name"),
        (CALL, {"Evenhand_File_Name": "a%0Ab"}, 400, "bad-header", "evenhand-file-name"),
        (CALL, {"Evenhand_File_Name": "a" * 201}, 400, "bad-header", "evenhand-file-name"),
        (CALL, {"Evenhand_Description": "%00"}, 400, "bad-header", "evenhand-description"),
        (CALL, {"Idempotency_Key": None}, 400, "idempotency-key-missing", "idempotency-key"),
    ],
)
async def test_what_is_not_taken_is_told_why_and_leaves_nothing(
    desk: Desk, file: bytes, headers: dict[str, Any], status: int, problem: str, field: str | None
) -> None:
    incident = await incident_of(desk)
    answer = await send(desk, f"{incident}/attachments", file, **headers)
    told = answer.json()
    assert (answer.status_code, told["type"], told.get("field")) == (status, f"/problems/{problem}", field), told
    assert told["accepted"]
    assert (await desk.get("asha", f"{incident}/attachments"))["attachments"] == []


@clause("9.1")
async def test_a_file_that_is_too_large_is_refused_and_not_read_to_its_end(desk: Desk, app: FastAPI) -> None:
    incident = await incident_of(desk)
    limit = app.state.parts.attachments.limits.largest
    sent = 0

    async def large() -> Any:
        nonlocal sent
        while sent < 4 * limit:
            sent += 1_000_000
            yield LETTER[:9] + bytes(999_991)

    answer = await send(desk, f"{incident}/attachments", large())
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    assert str(limit) in answer.json()["accepted"]
    largest = await send(desk, f"{incident}/attachments", LETTER[:9] + bytes(limit - 9))
    assert largest.status_code == 201


async def test_a_stranger_sends_nothing(desk: Desk, app: FastAPI) -> None:
    incident = await incident_of(desk)
    before = set(_stored(app))
    assert (await send(desk, f"{incident}/attachments", Authorization=None)).status_code == 401
    assert (await send(desk, f"{incident}/attachments", by="print-house")).status_code == 403
    assert (await send(desk, f"/incidents/{uuid4()}/attachments")).status_code == 404
    assert set(_stored(app)) == before


@clause("9.1", "reading.md, Never")
async def test_an_attachment_goes_only_by_erasure_and_leaves_its_certificate(desk: Desk, app: FastAPI) -> None:
    story = await a_referred_case(desk)
    attachment = await attached(desk, f"{story.path}/attachments", LETTER, Evenhand_Description="A%20letter")
    (row,) = (await desk.get("asha", f"{story.path}/attachments"))["attachments"]
    assert row["document"] in _stored(app)
    body = {"ground": "attached-by-mistake"}
    path = f"/attachments/{attachment}/erasure"
    assert (await desk.refused("carys", "POST", path, body))["status"] == 403
    key = str(uuid4())
    for _ in range(2):
        answer = await desk.ask("gareth", "POST", path, body, Idempotency_Key=key)
        assert answer.status_code == 200, answer.text
    assert row["document"] not in _stored(app)
    assert (await desk.refused("gareth", "GET", f"/attachments/{attachment}"))["status"] == 410
    described = await desk.get("gareth", f"/attachments/{attachment}/description")
    assert (described["name"], described["description"], described["erased"]) == (None, None, True)
    (left,) = (await desk.get("asha", f"{story.path}/attachments"))["attachments"]
    assert (left["id"], left["erased"]) == (attachment, True)
    assert (await desk.refused("gareth", "POST", f"/attachments/{uuid4()}/erasure", body))["status"] == 404


async def test_bytes_are_stored_before_the_event_that_cites_them(
    desk: Desk, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    incident = await incident_of(desk)
    before = set(_stored(app))

    class GoneError(Exception): ...

    def killed(**_: Any) -> None:
        raise GoneError

    monkeypatch.setattr(routes, "AttachFile", killed)
    assert (await send(desk, f"{incident}/attachments")).status_code == 500
    assert len(set(_stored(app)) - before) == 1
    assert (await desk.get("asha", f"{incident}/attachments"))["attachments"] == []


def _stored(app: FastAPI) -> list[str]:
    folder: Path = app.state.parts.attachments.shelf._folder
    return [path.name for path in folder.glob("??/*")]
