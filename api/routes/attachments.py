"""Attachments: files sent as they are, listed in codes, given back to be saved and never to be shown in place (9.1)."""

from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import StreamingResponse

from api.accounts import is_erased
from api.change import AnyChange, Change
from api.look import Look, Looking
from api.operation import change, file_change, reading
from api.problems import No
from api.schemas.attachments import Attachment, Attachments, Description, Erasure
from api.schemas.receipts import Receipt
from api.schemas.words import (
    LONGEST_LINE,
    AppealNumber,
    AttachmentRef,
    CaseRef,
    IncidentRef,
    in_words,
    pseudonym,
    shown,
)
from domain.attachment import AttachFile, EraseAttachment, FileAttached, check_file
from domain.attachment import Attachment as Folded
from domain.names import AppealId, StreamId
from domain.people import ReadNarrative
from domain.permissions import Reading, check
from domain.refusal import NotFound
from record.attachments import TooLarge
from record.vault import Erased

router = APIRouter(tags=["attachments"])
Incident = Annotated[IncidentRef, Path(description="The incident.")]
Case = Annotated[CaseRef, Path(description="The case.")]
Which = Annotated[AttachmentRef, Path(description="The attachment.")]
OCTETS = "application/octet-stream"
LONGEST_DESCRIPTION = 2_000
_WRITTEN = r"^([!-$&-~ ]|%[0-9A-Fa-f]{2})+$"
_IN_WORDS = "text, with what is not ASCII and the sign % percent-encoded as UTF-8"


def _header(name: str, said: str, longest: int, like: str) -> Any:
    written = in_words(_WRITTEN, _IN_WORDS)
    return Header(alias=name, description=said, max_length=longest * 9, pattern=written, examples=[like])


Name = Annotated[
    str, _header("Evenhand-File-Name", "The file's name, percent-encoded UTF-8.", LONGEST_LINE, "call%202026-11-20.mp3")
]
Words = Annotated[
    str | None,
    _header("Evenhand-Description", "What it shows, percent-encoded UTF-8.", LONGEST_DESCRIPTION, "The%20whole%20call"),
]


class File(StreamingResponse):
    """A file, as it was attached."""

    media_type = OCTETS


@router.post("/v1/incidents/{incident}/attachments", **file_change(AttachFile, "Attach a file to an incident"))
async def attach_to_incident(incident: Incident, name: Name, asked: AnyChange, description: Words = None) -> Receipt:
    """Attach a recording, a letter, a screenshot: the request's body is the file itself.

    What it is is found from its content, whatever it is called. It is encrypted and stored, and then recorded.
    """
    return await _attach(asked, incident, name, description)


@router.post("/v1/cases/{case}/attachments", **file_change(AttachFile, "Attach a file to a case"))
async def attach_to_case(
    case: Case,
    name: Name,
    asked: AnyChange,
    description: Words = None,
    appeal: Annotated[AppealNumber | None, Query(description="The appeal that it belongs to.", examples=[1])] = None,
) -> Receipt:
    """Attach a file to a case, also to one that has closed: an appeal's letter, for instance."""
    return await _attach(asked, case, name, description, appeal)


@router.get("/v1/incidents/{incident}/attachments", **reading(Reading.ATTACHMENTS, "List an incident's attachments"))
async def of_incident(incident: Incident, look: Looking) -> Attachments:
    """List what is attached to an incident, in codes."""
    return await _attached(look, incident)


@router.get("/v1/cases/{case}/attachments", **reading(Reading.ATTACHMENTS, "List a case's attachments"))
async def of_case(case: Case, look: Looking) -> Attachments:
    """List what is attached to a case, in codes. Those of its incidents are listed with them."""
    return await _attached(look, case)


@router.get(
    "/v1/attachments/{attachment}/description", **reading(Reading.ATTACHMENT, "Read what an attachment is called")
)
async def read_description(attachment: Which, look: Looking) -> Description:
    """Read its name and its description. That you read it is recorded first (8.5)."""
    state = await _opens(look, attachment)
    event = await _first(look, attachment)
    texts = {"name": event.name, "description": event.description}
    return Description(id=state.id, erased=is_erased(texts), **{name: shown(text) for name, text in texts.items()})


@router.get(
    "/v1/attachments/{attachment}",
    response_class=File,
    **reading(Reading.ATTACHMENT, "Read an attachment", also=("erased",), media=OCTETS),
)
async def read(attachment: Which, look: Looking) -> File:
    """Get the file, to be saved. That you read it is recorded first: whoever has is not independent (8.5)."""
    state = await _opens(look, attachment)
    if state.erased:
        raise Erased(attachment)
    called = quote(shown((await _first(look, attachment)).name), safe="")
    pieces = await look.parts.attachments.opened(state.document)
    headers = {
        **look.response.headers,
        "Content-Length": str(state.size),
        "Content-Disposition": f"attachment; filename=\"{pseudonym(attachment)}\"; filename*=UTF-8''{called}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Evenhand-Media-Type": state.media_type.value,
    }
    return File(pieces, headers=headers)


@router.post("/v1/attachments/{attachment}/erasure", **change(EraseAttachment, "Erase an attachment for ever"))
async def erase(attachment: Which, body: Erasure, asked: AnyChange) -> Receipt:
    """Erase its bytes, its name and its description. What is left is a certificate that it was there and is gone."""
    entries = await asked.parts.record.history(attachment)
    if not entries:
        raise NotFound(attachment)
    first = entries[0].event
    assert isinstance(first, FileAttached)  # noqa: S101 - it begins so
    receipt = await asked.erasing(attachment, EraseAttachment(**body.said()), positions=[entries[0].position])
    await asked.parts.attachments.erase(first.document)
    return receipt


async def _attach(
    asked: Change, about: str, name: str, description: str | None, appeal: AppealId | None = None
) -> Receipt:
    kind = asked.request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != OCTETS:
        raise No("not-octets", "the body is of another kind", accepted=OCTETS)
    texts = {"name": _text(name, "evenhand-file-name", LONGEST_LINE)}
    if description is not None:
        texts["description"] = _text(description, "evenhand-description", LONGEST_DESCRIPTION)
    store = asked.parts.attachments
    loaded = await asked.parts.record.load(about)
    if loaded.state is None:
        raise NotFound(about)
    attachment = asked.founds("attachment")
    try:
        async with store.received(asked.request.stream(), attachment, [loaded.state.customer]) as received:
            check_file(received.size, received.media_type, store.limits)
            command = AttachFile(
                about=about,
                appeal=appeal,
                document=await store.keep(received),
                size=received.size,
                media_type=received.media_type,
                **texts,
            )
    except TooLarge:
        raise No(
            "too-large", "the file was not read to its end", accepted=f"at most {store.limits.largest} bytes"
        ) from None
    return await asked.founding("attachment", command)


def _text(written: str, field: str, longest: int) -> str:
    """Decode a header's text. Raises No."""
    try:
        text = unquote(written, errors="strict").strip()
    except UnicodeDecodeError:
        text = ""
    if not text or len(text) > longest or not text.isprintable():
        accepted = f"a line of up to {longest} characters, percent-encoded as UTF-8"
        raise No("bad-header", f"the header {field} is not as expected", field=field, accepted=accepted)
    return text


async def _attached(look: Look, stream: str) -> Attachments:
    tagged = await look.with_tagged(stream)
    own = tagged[StreamId(stream)].state
    found = [loaded.state for loaded in tagged.values() if isinstance(loaded.state, Folded)]
    for incident in getattr(own, "incidents", ()):
        more = await look.parts.record.load_tagged(incident)
        found += [loaded.state for loaded in more.values() if isinstance(loaded.state, Folded)]
    rows = []
    for attachment in found:
        first = (await look.parts.record.history(attachment.id))[0]
        rows.append(Attachment.model_validate(vars(attachment) | {"attached_at": first.recorded_at}))
    return Attachments(attachments=tuple(sorted(rows, key=lambda row: row.attached_at)))


async def _opens(look: Look, attachment: str) -> Folded:
    """Record that somebody opens an attachment, as a reading of what it belongs to. Raises NotFound."""
    check(ReadNarrative, look.by)
    state: Folded = (await look.at(attachment)).state
    await look.records_reading(state.about)
    return state


async def _first(look: Look, attachment: str) -> FileAttached:
    entries = await look.parts.record.history(attachment)
    event = (await look.parts.record.open(entries[:1]))[0]
    assert isinstance(event, FileAttached)  # noqa: S101 - it begins so
    return event
