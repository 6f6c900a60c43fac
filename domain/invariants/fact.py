"""What a checker reads, and what it says: recorded facts in order, and breaches of the policy among them."""

from dataclasses import dataclass
from datetime import datetime

from domain.event import Event
from domain.names import Role, StaffId, StreamId


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One event of the record with its envelope, as the checker reads it.

    `recorded_at` is aware UTC. `roles` are those that the actor held when it was recorded.
    """

    position: int
    recorded_at: datetime
    stream: StreamId
    version: int
    actor: StaffId
    roles: frozenset[Role]
    event: Event


@dataclass(frozen=True, kw_only=True)
class Breach:
    """Something that the policy does not allow, found in the record: `what` in a sentence, and where."""

    clause: str
    what: str
    stream: StreamId
    position: int
