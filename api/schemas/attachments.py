"""Attachments, as they are listed and described; the files themselves are no JSON."""

from datetime import datetime

from pydantic import Field

from api.schemas.words import Body, Id, MaybeNumber, Shown, example
from domain.attachment import ErasureGround, MediaType


class Attachment(Shown):
    """An attachment in codes: what it is called is read apart, and reading it is recorded."""

    id: Id
    appeal: MaybeNumber = Field(description="The appeal of the case that it belongs to, if one.")
    media_type: MediaType = Field(description="Found from the content.")
    size: int = Field(description="Bytes of the file.")
    document: str = Field(description="SHA-256 of the encrypted bytes as they are stored.")
    attached_by: Id
    attached_at: datetime
    erased: bool


class Attachments(Shown):
    """What is attached to an incident or a case, oldest first."""

    attachments: tuple[Attachment, ...]


class Description(Shown):
    """What its sender called an attachment; null where it is erased."""

    id: Id
    name: str | None
    description: str | None
    erased: bool


class Erasure(Body):
    """Why an attachment is erased for ever."""

    model_config = example(ground="attached-by-mistake")

    ground: ErasureGround
