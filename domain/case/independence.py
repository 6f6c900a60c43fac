"""Who may review an appeal: a manager with no direct knowledge of or involvement in the decision (8.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.case.state import Appeal, Case, Involvement
from domain.incident import Incident
from domain.names import StaffId, same_id
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


def needs_for_independence(case: Case) -> Needs:
    """The directory, each incident, and the people and the readers of the case and of each incident."""
    others = (same_id(kind, name) for name in case.incidents for kind in ("incident", "people", "reading"))
    return Needs(streams=frozenset({*others, same_id("reading", case.id), DIRECTORY}))


def candidates(case: Case, appeal: Appeal, directory: Directory, others: Mapping[str, Any]) -> tuple[Candidate, ...]:
    """Judge every manager in the directory, person by person, in the order in which they were entered."""
    involved = _involved(case, appeal, others)
    return tuple(
        Candidate(member.id, tuple(sorted(involved.get(member.id, ()))))
        for member in directory.members.values()
        if member.is_manager
    )


def _involved(case: Case, appeal: Appeal, others: Mapping[str, Any]) -> dict[StaffId, set[Involvement]]:
    """Who took part how. The reviewer already assigned is not counted as involved by what reviewing asks of them."""
    involved: dict[StaffId, set[Involvement]] = {}
    for staff, how in case.involved:
        involved.setdefault(staff, set()).add(how)
    for incident in case.incidents:
        assessed: Incident | None = others.get(incident)
        for assessor in assessed.assessed_by if assessed else ():
            involved.setdefault(assessor, set()).add(Involvement.ASSESSOR)
        people: People | None = others.get(same_id("people", incident))
        if people:
            involved.setdefault(people.reporter, set()).add(Involvement.REPORTER)
            for target in people.targets:
                involved.setdefault(target, set()).add(Involvement.TARGET)
            for witness in people.witnesses:
                involved.setdefault(witness, set()).add(Involvement.WITNESS)
    for read in (case.id, *case.incidents):
        reading: Reading | None = others.get(same_id("reading", read))
        for reader in reading.readers if reading else ():
            if reader != appeal.reviewer:
                involved.setdefault(reader, set()).add(Involvement.READER)
    return involved
