"""Who may review an appeal: a manager with no direct knowledge of or involvement in the decision (8.5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.attachment import Attachment
from domain.case.state import Appeal, Case, Involvement
from domain.drafting import Draft
from domain.incident import Incident
from domain.names import StaffId, kind_of, same_id
from domain.people import People, Reading
from domain.staff import DIRECTORY, Directory
from domain.streams import Needs


@dataclass(frozen=True)
class Candidate:
    """One manager, and every reason why they are not independent; none: they are."""

    staff: StaffId
    reasons: tuple[Involvement, ...]

    @property
    def may_review(self) -> bool:
        """Whether they had no direct knowledge or involvement."""
        return not self.reasons


def needs_for_independence(case: Case, others: Mapping[str, Any]) -> Needs:
    """The directory, each incident, and the people and the readers of the case, of each incident and of each draft."""
    named = (same_id(kind, name) for name in case.incidents for kind in ("incident", "people", "reading"))
    drafts = (same_id("reading", name) for name in others if kind_of(name) == "draft")
    streams = frozenset({*named, *drafts, same_id("reading", case.id), DIRECTORY})
    return Needs(streams=streams, tags=frozenset({case.id, *case.incidents}))  # their attachments, and drafts


def candidates(case: Case, appeal: Appeal, directory: Directory, others: Mapping[str, Any]) -> tuple[Candidate, ...]:
    """Judge every manager in the directory, person by person, in the order in which they were entered."""
    involved = _involved(case, appeal, others)
    return tuple(
        Candidate(member.id, tuple(sorted(involved.get(member.id, ()))))
        for member in directory.members.values()
        if member.is_manager
    )


def involvement(staff: StaffId, case: Case, appeal: Appeal, others: Mapping[str, Any]) -> tuple[Involvement, ...]:
    """Return every reason why somebody, known to the directory or not, is not independent; none: they are."""
    return tuple(sorted(_involved(case, appeal, others).get(staff, ())))


def _involved(case: Case, appeal: Appeal, others: Mapping[str, Any]) -> dict[StaffId, set[Involvement]]:
    involved: dict[StaffId, set[Involvement]] = {}
    for staff, how in (
        *case.involved,
        *_in_the_incidents(case, others),
        *_by_reading(case, appeal, others),
        *_by_attaching(others),
        *_by_drafting(others),
    ):
        involved.setdefault(staff, set()).add(how)
    return involved


def _in_the_incidents(case: Case, others: Mapping[str, Any]) -> Iterator[tuple[StaffId, Involvement]]:
    """Who was there, who assessed it, and who wrote its account or a correction of it, and so knows it."""
    for name in case.incidents:
        incident: Incident | None = others.get(name)
        if incident:
            yield from ((assessor, Involvement.ASSESSOR) for assessor in incident.assessed_by)
            yield from ((step.by, Involvement.HANDLER) for step in incident.steps)
            yield from ((writer, Involvement.READER) for writer in incident.corrected_by | incident.told_by)
        people: People | None = others.get(same_id("people", name))
        if people:
            yield people.reporter, Involvement.REPORTER
            yield from ((corrector, Involvement.READER) for corrector in people.corrected_by)
            yield from ((target, Involvement.TARGET) for target in people.targets)
            yield from ((witness, Involvement.WITNESS) for witness in people.witnesses)
            if people.recorded_by != people.reporter:
                yield people.recorded_by, Involvement.READER


def _by_reading(case: Case, appeal: Appeal, others: Mapping[str, Any]) -> Iterator[tuple[StaffId, Involvement]]:
    """Who read an account. The reviewer already assigned reads because reviewing asks it of them."""
    for read in (case.id, *case.incidents):
        reading: Reading | None = others.get(same_id("reading", read))
        for reader in reading.readers if reading else ():
            if reader != appeal.reviewer:
                yield reader, Involvement.READER


def _by_attaching(others: Mapping[str, Any]) -> Iterator[tuple[StaffId, Involvement]]:
    """Who attached a file to the case or to one of its incidents knows what it shows."""
    for attachment in others.values():
        if isinstance(attachment, Attachment):
            yield attachment.attached_by, Involvement.READER


def _by_drafting(others: Mapping[str, Any]) -> Iterator[tuple[StaffId, Involvement]]:
    """Who drafted a decision in the case, or read such a draft, has known of it, also where it was discarded."""
    for name, draft in others.items():
        if isinstance(draft, Draft):
            yield draft.drafted_by, Involvement.DRAFTER
            reading: Reading | None = others.get(same_id("reading", name))
            yield from ((reader, Involvement.READER) for reader in (reading.readers if reading else ()))
