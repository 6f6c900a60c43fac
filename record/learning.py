"""Letting the record know what the policy's files hold, as a process starts (*Time*, *Never* back-dating)."""

from contextlib import suppress
from uuid import uuid4

import structlog

from domain.files_read import reading_of
from domain.names import THE_SYSTEM
from domain.policy_changes import POLICY
from domain.refusal import AlreadySo, Refused
from record.store import Record

log = structlog.get_logger()


class FilesContradict(Exception):  # noqa: N818
    """The policy's files would make what has begun another; told in a line for each point."""

    def __init__(self, no: Refused) -> None:
        super().__init__("\n".join(f"Cannot start: {line}" for line in no.reason.splitlines()))


async def learn_files(record: Record) -> None:
    """Record what is new in the files that this process has read; of several processes one does.

    Raises FilesContradict, Unavailable.
    """
    try:
        with suppress(AlreadySo):
            receipt = await record.act(POLICY, reading_of(record.book.files()), by=THE_SYSTEM, command_id=uuid4())
            log.info("policy.files_read", version=receipt.version)
            await record.book.now()
    except Refused as no:
        raise FilesContradict(no) from None
