"""Whether every attachment that the record cites is there, with the bytes that it cites."""

from dataclasses import dataclass, field
from datetime import timedelta

from domain.attachment import FileAttached
from record.attachments import Attachments
from record.errors import Unavailable
from record.store import Record
from record.verify import Finding

SETTLED = timedelta(hours=1)  # what was stored since may be of a request that is still on its way
_ATTACHED = "select position, facts from record.event where type = $1 order by position"
_ERASED = "select position from record.erasure"


@dataclass
class Attached:
    """What was found: how many attachments lie there as recorded, what is wrong, and what no event cites."""

    there: int = 0
    erased: int = 0
    unclaimed: int = 0
    findings: list[Finding] = field(default_factory=list)


async def check_attachments(record: Record, attachments: Attachments) -> Attached:
    """Look at every attachment. One whose erasure was certified need not be there. Raises Unavailable (the record)."""
    found = Attached()
    erased = {row["position"] for row in await record.database.fetch(_ERASED)}
    cited: set[str] = set()
    for row in await record.database.fetch(_ATTACHED, FileAttached.TOPIC):
        event = record.codec.event(FileAttached.TOPIC, FileAttached.class_version, row["facts"])
        assert isinstance(event, FileAttached)  # noqa: S101 - its topic says so
        if row["position"] in erased:
            found.erased += 1
            continue
        cited.add(event.document)
        try:
            wrong = await attachments.wrong_with(event.document)
        except Unavailable as away:
            wrong = str(away)
        if wrong:
            found.findings.append(Finding(row["position"], f"of {event.attachment} {wrong}"))
        else:
            found.there += 1
    try:
        found.unclaimed = await attachments.unclaimed(frozenset(cited), await record.now() - SETTLED)
    except Unavailable as away:
        if cited:
            found.findings.append(Finding(0, str(away)))
    return found
