"""Whether attachments belong to something, hold something, and go by erasure alone (9.1)."""

from collections.abc import Iterator

from domain.attachment import AttachmentErased, FileAttached
from domain.incident import IncidentRecorded
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.history import CaseHistory, World
from domain.invariants.reckoning import Reckoning
from domain.names import Role


def attached_to_what_is_there(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """9.1: a file is attached to a case or an incident that had been recorded, under its sender's own name."""
    for fact, event in _attached(world, case):
        if event.about != case.stream and not world.known(event.about, IncidentRecorded, fact.position):
            yield breach("9.1", "a file was attached to an incident that had not been recorded", fact)
        if event.about == case.stream and fact.position < case.facts[0].position:
            yield breach("9.1", "a file was attached to a case that had not been referred", fact)
        if event.attached_by != fact.actor:
            yield breach("9.1", "a file was attached in another's name", fact)
        if event.size < 1:
            yield breach("9.1", "an attachment holds nothing", fact)
        if event.customer != case.opening.customer:
            yield breach("9.1", "an attachment is sealed for another customer", fact)


def erased_by_governance_alone(world: World, case: CaseHistory, _count: Reckoning) -> Iterator[Breach]:
    """9.1: an attachment goes by Governance's certificate, which names the bytes that were attached."""
    for first, attached in _attached(world, case):
        for fact in world.others[first.stream]:
            if isinstance(fact.event, AttachmentErased):
                if Role.GOVERNANCE not in fact.roles:
                    yield breach("9.1", "an attachment was erased by somebody who may not", fact)
                if fact.event.document != attached.document:
                    yield breach("9.1", "a certificate names other bytes than were attached", fact)


def _attached(world: World, case: CaseHistory) -> Iterator[tuple[Fact, FileAttached]]:
    """Yield the attachments of a case and of the incidents that it was referred with."""
    for about in dict.fromkeys((case.stream, *case.opening.incidents)):
        for fact in world.attached.get(about, ()):
            if isinstance(fact.event, FileAttached):
                yield fact, fact.event
