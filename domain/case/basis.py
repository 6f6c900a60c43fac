"""What a warning or a decision rests on, and who may not judge it (2.3, 2.4, 4.1, 7.2)."""

from collections.abc import Iterator

from domain.case.force import stands
from domain.case.quashing import counts
from domain.case.state import Case, Decision
from domain.incident import Incident
from domain.linking import links_in, person
from domain.names import CustomerId, IncidentId, StaffId, same_id
from domain.people import People
from domain.refusal import Check, NoError, NotFound, Refused
from domain.streams import Given


def check_basis(case: Case, incidents: tuple[IncidentId, ...], given: Given, field: str) -> tuple[Incident, ...]:
    """Check that what counts against a customer was assessed unacceptable and is of this case; return it. 2.3, 4.1.

    An incident of another record counts while the two are linked (1.3).
    """
    check_may_count(case, incidents, given, field)
    return basis_in(incidents, given)


def basis_in(incidents: tuple[IncidentId, ...], given: Given) -> tuple[Incident, ...]:
    """Return those of some incidents that are there."""
    return tuple(given.others[name] for name in incidents if given.others.get(name) is not None)


@Check
def check_may_count(case: Case, incidents: tuple[IncidentId, ...], given: Given, field: str) -> Iterator[NoError]:
    """Check that some incidents may count against a customer. Raises Refused (1.3, 2.4, 4.1, 8.6), NotFound."""
    if not incidents:
        yield Refused(
            "2.4",
            "a decision rests on at least one incident",
            field=field,
            accepted="incidents of this case that were assessed as unacceptable",
        )
    if len(set(incidents)) != len(incidents):
        yield Refused("2.4", "an incident is named once", field=field, accepted="each incident once")
    for number, name in enumerate(incidents):
        yield from _check_counts.each(case, name, given, f"{field}.{number}")


@Check
def _check_counts(case: Case, name: IncidentId, given: Given, field: str) -> Iterator[NoError]:
    incident: Incident | None = given.others.get(name)
    if incident is None:
        yield NotFound(name)
    elif name not in case.incidents:
        yield Refused(
            "2.4",
            "an incident it rests on is in the case",
            field=field,
            accepted="an incident that has been brought into the case",
        )
    elif incident.customer not in records_of(case.customer, given):
        yield Refused(
            "1.3",
            "an incident of a record that is no longer linked is somebody else's",
            field=field,
            accepted="an incident of this person",
        )
    elif not incident.counts:
        yield Refused(
            "4.1",
            "only conduct assessed as unacceptable counts",
            field=field,
            accepted="an incident assessed as unacceptable",
        )
    elif not counts(incident, [case, *given.of_kind("case").values()]):
        yield Refused(
            "8.6",
            "what a review found not unacceptable counts for nothing",
            field=field,
            accepted="an incident that no review has found otherwise",
        )


def standing_on(incident: IncidentId, given: Given) -> Iterator[Decision]:
    """Yield the decisions that have not ended and rest on an incident, in whichever case."""
    cases: list[Case] = list(given.of_kind("case").values())
    for case in cases:
        yield from (d for d in case.decisions if incident in d.basis and stands(d, given.as_of))


def records_of(customer: CustomerId, given: Given) -> frozenset[CustomerId]:
    """Return every record of the person of whom one is given, as links now stand (1.3)."""
    return person(customer, links_in(given.others))


def other_records(case: Case, basis: tuple[Incident, ...]) -> tuple[CustomerId, ...]:
    """Return the records other than the case's own whose incidents are among these."""
    return tuple(sorted({incident.customer for incident in basis} - {case.customer}))


@Check
def check_not_a_party(
    incidents: tuple[IncidentId, ...], given: Given, *, who: StaffId | None = None, field: str | None = None
) -> Iterator[NoError]:
    """Check that who decides (or agrees: `who`) did not suffer or report what it rests on. Raises Refused (7.2)."""
    for incident in incidents:
        people: People | None = given.others.get(same_id("people", incident))
        if people and (who or given.by.id) in people.parties:
            yield Refused(
                "7.2",
                "the manager did not suffer or report what is decided on",
                field=field,
                accepted="another manager",
            )
            return
