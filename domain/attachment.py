"""An attachment: a recording, a letter, a screenshot that belongs to an incident or a case (9.1).

Its bytes lie encrypted in a store beside the record; what stands here says which they are. It goes only by erasure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from domain.case.state import Case
from domain.event import Command, Event
from domain.frozen import changed
from domain.incident import Incident
from domain.names import SEALED, AppealId, AttachmentId, CustomerId, Personal, StaffId, is_said, kind_of
from domain.refusal import Conflict, NotFound, Refused
from domain.streams import Decider, Given, Needs


class MediaType(StrEnum):
    """What a file is, found from its content: nothing that a reader's machine would carry out."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    GIF = "image/gif"
    WEBP = "image/webp"
    HEIC = "image/heic"
    TIFF = "image/tiff"
    MP3 = "audio/mpeg"
    WAV = "audio/wav"
    OGG = "audio/ogg"
    M4A = "audio/mp4"
    AMR = "audio/amr"
    FLAC = "audio/flac"
    MP4 = "video/mp4"
    QUICKTIME = "video/quicktime"
    WEBM = "video/webm"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    TEXT = "text/plain"


@dataclass(frozen=True)
class Limits:
    """What is taken: at most so many bytes, and of which types."""

    largest: int
    types: frozenset[MediaType] = frozenset(MediaType)


class ErasureGround(StrEnum):
    """Why an attachment was erased."""

    RETENTION_ENDED = "retention-ended"
    RIGHT_TO_ERASURE = "right-to-erasure"
    ATTACHED_BY_MISTAKE = "attached-by-mistake"


@dataclass(frozen=True, kw_only=True)
class AttachFile(Command):
    """Attach a file to an incident or a case, or to one appeal of the case.

    `document` is the SHA-256 of its stored, encrypted bytes, by which they are found; `size` that of the file itself.
    """

    about: str
    appeal: AppealId | None = None
    document: str
    size: int
    media_type: MediaType | None  # None: not found out
    name: Personal
    description: Personal | None = None


@dataclass(frozen=True, kw_only=True)
class EraseAttachment(Command):
    """Erase an attachment for ever: its bytes, its name and its description."""

    ground: ErasureGround


@dataclass(frozen=True, kw_only=True)
class FileAttached(Event):
    """A file was attached. `document` proves which bytes: a hash of the file itself could be guessed, this cannot."""

    kind: ClassVar[str] = "attachment"
    clause: ClassVar[str] = "9.1"
    tagged: ClassVar[tuple[str, ...]] = ("about",)
    concerns: ClassVar[tuple[str, ...]] = ("customer",)
    coded: ClassVar[str | None] = "media_type"
    attachment: AttachmentId
    about: str
    appeal: AppealId | None
    customer: CustomerId
    document: str
    size: int
    media_type: MediaType
    attached_by: StaffId
    name: Personal = SEALED
    description: Personal | None = SEALED


@dataclass(frozen=True, kw_only=True)
class AttachmentErased(Event):
    """An attachment was erased: the certificate of it."""

    kind: ClassVar[str] = "attachment"
    clause: ClassVar[str] = "9.1"
    tagged: ClassVar[tuple[str, ...]] = ("about",)
    coded: ClassVar[str | None] = "ground"
    attachment: AttachmentId
    about: str
    document: str
    ground: ErasureGround
    erased_by: StaffId


@dataclass(frozen=True)
class Attachment:
    """What is known of an attachment without opening it."""

    id: AttachmentId
    about: str
    appeal: AppealId | None
    customer: CustomerId
    document: str
    size: int
    media_type: MediaType
    attached_by: StaffId
    erased: bool = False


def check_file(size: int, media_type: MediaType | None, limits: Limits) -> None:
    """Check a file before its bytes are kept. Raises Refused."""
    if size == 0:
        raise Refused("9.1", "an attachment holds something", field="body", accepted="a file that is not empty")
    if size > limits.largest:
        raise Refused("9.1", "the file is too large", field="body", accepted=f"at most {limits.largest} bytes")
    if media_type not in limits.types:
        raise Refused(
            "9.1",
            "by its content this is no file of a kind that is kept",
            field="body",
            accepted=", ".join(sorted(limits.types)),
        )


def fold(attachment: Attachment | None, event: Event) -> Attachment:
    """Apply an event."""
    match event:
        case FileAttached():
            return Attachment(
                event.attachment,
                event.about,
                event.appeal,
                event.customer,
                event.document,
                event.size,
                event.media_type,
                event.attached_by,
            )
        case AttachmentErased() if attachment:
            return changed(attachment, erased=True)
    raise TypeError(event)


def needs(_attachment: Attachment | None, command: Command, _others: Mapping[str, Any]) -> Needs:
    """What it is attached to must be there; that this changes meanwhile does not matter."""
    if isinstance(command, AttachFile):
        return Needs(streams=frozenset({command.about}), types=frozenset({AttachmentErased}))
    return Needs()


def decide(attachment: Attachment | None, command: Command, given: Given) -> tuple[Event, ...]:
    """Decide about an attachment. Raises Refused, NotFound, Conflict."""
    if isinstance(command, AttachFile):
        if attachment is not None:
            raise Conflict("this file has been attached")
        return (_attached(command, given),)
    if attachment is None:
        raise NotFound(given.stream)
    if not isinstance(command, EraseAttachment):
        raise TypeError(command)
    if attachment.erased:
        raise Conflict("this attachment has been erased")
    return (
        AttachmentErased(
            attachment=attachment.id,
            about=attachment.about,
            document=attachment.document,
            ground=command.ground,
            erased_by=given.by.id,
        ),
    )


def _attached(command: AttachFile, given: Given) -> FileAttached:
    belongs_to = given.others.get(command.about)
    if not isinstance(belongs_to, Incident | Case) or kind_of(command.about) not in {"incident", "case"}:
        raise NotFound(command.about)
    if isinstance(belongs_to, Incident) and belongs_to.retracted:
        raise Conflict("this incident has been taken back")
    if command.appeal and command.appeal not in {a.id for a in getattr(belongs_to, "appeals", ())}:
        raise NotFound(command.appeal)
    check_file(command.size, command.media_type, Limits(largest=command.size))  # how much is taken, the edge has said
    if not is_said(command.name):
        raise Refused("9.1", "a file has a name", field="name", accepted="the file's name")
    assert command.media_type is not None  # noqa: S101 - it has been checked
    return FileAttached(
        attachment=AttachmentId(given.stream),
        about=command.about,
        appeal=command.appeal,
        customer=belongs_to.customer,
        document=command.document,
        size=command.size,
        media_type=command.media_type,
        attached_by=given.by.id,
        name=command.name,
        description=command.description,
    )


ATTACHMENT_DECIDER = Decider(
    kind="attachment",
    events=(FileAttached, AttachmentErased),
    commands=(AttachFile, EraseAttachment),
    fold=fold,
    decide=decide,
    needs=needs,
)
