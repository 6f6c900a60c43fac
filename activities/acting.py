"""Acting on the record for a workflow: each command once, however often the activity that sends it is tried."""

import asyncio
from uuid import UUID, uuid5

import structlog

from activities.messages import Part
from domain.event import Command
from domain.names import THE_SYSTEM, StreamId
from record.entry import Receipt
from record.errors import Unavailable
from record.store import Record

NAMESPACE = UUID("6f0f7a0c-1b4e-5d0e-9a51-5f2f1c9d4e07")  # of the command ids that the process makes
LONGEST_PAUSE = 5.0  # seconds
log = structlog.get_logger()


def command_id(case: str, command: str) -> UUID:
    """Return the id of a command of the process: the same step at the same version is the same command."""
    return uuid5(NAMESPACE, f"{case} {command}")


async def act(record: Record, part: Part, name: str, command: Command) -> Receipt:
    """Act as the process; `name` is the command's in its stream. Raises what `Record.act` raises."""
    return await record.act(
        StreamId(part.case),
        command,
        by=THE_SYSTEM,
        command_id=command_id(part.case, name),
        causation=part.workflow_id,
    )


async def surely(record: Record, part: Part, name: str, command: Command) -> Receipt:
    """Record what another server answered, however long the database is away: only we know it.

    Raises what `Record.act` raises, but for Unavailable.
    """
    pause = 0.2
    while True:
        try:
            return await act(record, part, name, command)
        except Unavailable:
            log.warning("process.result_waits", case=part.case, part=part.name, command=type(command).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
