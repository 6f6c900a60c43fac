"""An incident is decided on once: in one open case at a time, and by one decision to restrict (7.2)."""

from collections.abc import Iterator

from domain.case.state import Case, End
from domain.names import IncidentId
from domain.refusal import Check, NoError, Refused
from domain.streams import Given


def check_in_no_other_case(incident: IncidentId, given: Given, field: str) -> None:
    """Check that an incident does not wait to be decided on in another case. Raises Refused (7.2)."""
    for other in given.of_kind("case").values():
        if other.id != given.stream and not other.closed and incident in other.incidents:
            raise Refused(
                "7.2",
                "an incident is decided on in one case at a time",
                field=field,
                accepted=f"the case in which it stands: {other.id}",
            )


@Check
def check_not_decided_elsewhere(case: Case, basis: tuple[IncidentId, ...], given: Given) -> Iterator[NoError]:
    """Check that no decision of another case rests on what this one is to rest on. Raises Refused (7.2).

    What was quashed is as if never made (8.6).
    """
    for other in given.of_kind("case").values():
        rested_on = _rested_on(other) if other.id != case.id else frozenset()
        for number, incident in enumerate(basis):
            if incident in rested_on:
                yield Refused(
                    "7.2",
                    "no two decisions of different cases rest on one incident",
                    field=f"basis.{number}",
                    accepted=f"incidents that no other decision rests on: this one was decided on in {other.id}",
                )


@Check
def check_something_new(case: Case, basis: tuple[IncidentId, ...]) -> Iterator[NoError]:
    """Check that a new restriction in a case rests on more than was decided on in it before. Raises Refused (7.2)."""
    before = _rested_on(case) | case.let_be
    if all(incident in before for incident in basis):
        yield Refused(
            "7.2",
            "what was decided on before is not decided on again by itself",
            field="basis",
            accepted="at least one incident that no earlier decision in the case was about",
        )


def _rested_on(case: Case) -> frozenset[IncidentId]:
    made = (decision for decision in case.decisions if decision.ended is not End.QUASHED)
    return frozenset(incident for decision in made for incident in decision.basis)
