"""What must be so of a case, whatever died on the way."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from email.message import EmailMessage

from domain.case.state import Case
from record.entry import Receipt, Recorded

THE_WHOLE_CASE = [
    "CaseReferred",
    "WarningIssued",
    "NoticeLeft",
    "IncidentAdded",
    "RestrictionImposed",
    "NoticeLeft",
    "WarningPeriodEnded",
    "AppealReceived",
    "NoticeLeft",
    "ReviewerAssigned",
    "DecisionVaried",
    "NoticeLeft",
    "AppealWindowEnded",
    "ReviewOpened",
    "RestrictionLapsed",
    "NoticeLeft",
    "CaseClosed",
]
ON_THE_WAY = {
    "NoticePrepared",
    "NoticeHandOverStarted",
    "NoticeHandOverUncertain",
    "NoticeHandOverDeferred",
    "HousingSystemEntered",
    "HousingSystemDidNotTake",
    "EmployeesTold",
    "EmployeeReached",
    "EndAnnounced",
    "DutyReminded",
    "DutyEscalated",
}


def milestones(history: Iterable[Recorded]) -> list[str]:
    """What happened, without what letters and duties go through on the way."""
    return [entry.type for entry in history if entry.type not in ON_THE_WAY]


def acknowledged_actions_are_recorded_once(history: Sequence[Recorded], acknowledged: Iterable[Receipt]) -> None:
    commands = Counter(entry.command_id for entry in history if entry.ordinal == 1)
    assert set(commands.values()) <= {1}
    types = {entry.position: entry.type for entry in history}
    for receipt in acknowledged:
        assert types.get(receipt.position) == receipt.events[-1]


def letters_went_once(case: Case, mails: Iterable[EmailMessage]) -> None:
    """No letter went twice, but one that the record calls uncertain; that one under one Message-ID."""
    sent = Counter(str(mail["Message-ID"]) for mail in mails)
    owed = {f"<{case.id.partition('/')[2]}.{n.id.replace('/', '.')}@example.org>": n for n in case.notices}
    assert sent.keys() == owed.keys()
    assert all(count == 1 or owed[message_id].uncertain for message_id, count in sent.items())


async def eventually(so: Callable[[], Awaitable[bool]], seconds: float = 20) -> None:
    """Wait until something is so. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not await so():  # noqa: ASYNC110 - it becomes so in another process
            await asyncio.sleep(0.05)
