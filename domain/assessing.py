"""The rules of assessing an incident: whether it was unacceptable, by which criteria, by whom and why (2.3, 4, 7.2)."""

from domain.case.basis import standing_on
from domain.criteria import PERSISTENCE, Criterion, check_criteria, check_described, check_named_once
from domain.event import Event
from domain.evidence import Kept, kept
from domain.evidencing import check_shown, told
from domain.incident import AssessIncident, Assessment, Incident, IncidentAssessed
from domain.names import IncidentId, is_said, same_id
from domain.people import People
from domain.refusal import Conflict, Refused
from domain.streams import Given

# What a criterion asks of an assessment that finds it: the field, what the policy says, what is accepted.
ASKED: dict[Criterion, tuple[tuple[str, str, str], ...]] = {
    Criterion.SERIOUS_ALLEGATIONS_WITHOUT_EVIDENCE: (
        (
            "evidence_considered",
            "whether there was evidence was considered",
            "what was asked for or put forward, in words",
        ),
    ),
    Criterion.PERSISTENCE_DISPROPORTION: (
        (
            "disproportion",
            "the contact is set against the issue at hand",
            "why it was grossly disproportionate, in words",
        ),
    ),
    Criterion.REFUSAL_TO_COOPERATE: (
        ("why_reasonable", "what was refused had been reasonable to ask", "why the requests were reasonable, in words"),
    ),
    Criterion.COMPLAINTS_PROCESS_MISUSE: (
        ("purpose_shown", "what the repeated complaints were for is said", "what shows the purpose, in words"),
    ),
}


# What every assessment weighs, with the clause that asks for it.
WEIGHED: dict[str, str] = {"impact": "4.1", "circumstances": "4.6", "seriousness": "4.6"}


def assess(incident: Incident, command: AssessIncident, given: Given) -> tuple[Event, ...]:
    """Say whether it was unacceptable. Raises Refused (2.3, 4.1-4.14, 7.2), Conflict."""
    people: People | None = given.others.get(same_id("people", incident.id))
    if people and given.by.id in people.parties:
        raise Refused("7.2", "whoever suffered or reported an incident does not assess it", accepted="another manager")
    settled = incident.assessment not in {None, Assessment.NEEDS_INFORMATION}
    if settled and not command.anew:
        raise Conflict(
            "this incident has been assessed: whoever assesses it anew names the version that they have read"
        )
    if incident.counts and command.assessment is not Assessment.UNACCEPTABLE:
        _check_nothing_stands_on_it_alone(incident, given)
    evidence = told(incident.id, incident.customer, command.evidence, given, before=incident.evidence)
    shown = incident.evidence
    for number, event in enumerate(evidence, incident.events + 1):
        shown = kept(shown, number, event)
    check_named_once(command.criteria)
    check_described(command.criteria, command.other_criterion)
    if command.assessment is Assessment.UNACCEPTABLE:
        _check_found(incident, command, shown, given)
    _check_weighed(command, anew=settled)
    found = command.criteria if command.assessment is Assessment.UNACCEPTABLE else ()
    return (
        *evidence,
        IncidentAssessed(
            incident=incident.id,
            customer=incident.customer,
            assessment=command.assessment,
            criteria=command.criteria,
            assessed_by=given.by.id,
            anew=settled,
            contact_counts=shown.contact_counts if not PERSISTENCE.isdisjoint(found) else (),
            refusals=shown.refusals if Criterion.REFUSAL_TO_COOPERATE in found else (),
            evidence_sought=command.evidence_sought,
            purpose=command.purpose,
            impact=command.impact,
            circumstances=command.circumstances,
            seriousness=command.seriousness,
            reasons=command.reasons,
            other_criterion=command.other_criterion,
            evidence_considered=command.evidence_considered,
            disproportion=command.disproportion,
            why_reasonable=command.why_reasonable,
            purpose_shown=command.purpose_shown,
        ),
    )


def _check_nothing_stands_on_it_alone(incident: Incident, given: Given) -> None:
    """What counts for nothing restricts nobody (4.1): a restriction that nothing is left for is lifted first."""

    def counts(name: IncidentId) -> bool:
        other: Incident | None = given.others.get(name)
        return name != incident.id and (other is None or other.counts)

    resting = [d.id for d in standing_on(incident.id, given) if not any(counts(name) for name in d.basis)]
    if resting:
        raise Conflict(
            f"a restriction that stands rests on nothing else ({', '.join(resting)}): first that is lifted, or varied"
            " to rest on something else"
        )


def _check_weighed(command: AssessIncident, *, anew: bool) -> None:
    """4.1, 4.6: the impact, the circumstances and the seriousness; and why nothing is found yet, or found anew."""
    for name, clause in WEIGHED.items():
        if not is_said(getattr(command, name)):
            raise Refused(
                clause,
                "a listed example alone is not enough: the assessment says this too",
                field=name,
                accepted="this, in words",
            )
    if command.assessment is Assessment.NEEDS_INFORMATION and not is_said(command.reasons):
        raise Refused(
            "2.3", "what must be known first is said", field="reasons", accepted="what information is needed, in words"
        )
    if anew and not is_said(command.reasons):
        raise Refused("2.3", "why it is assessed anew is said", field="reasons", accepted="the reasons, in words")


def _check_found(incident: Incident, command: AssessIncident, shown: Kept, given: Given) -> None:
    """4.2: no frustration is found unacceptable by itself; a criterion is met, and what that criterion asks is said."""
    described = Criterion.OTHER_UNREASONABLE_DEMAND in incident.recorded_criteria
    check_criteria(command.criteria, command.other_criterion, described=described)
    check_shown(command.criteria, shown, given)
    if Criterion.SERIOUS_ALLEGATIONS_WITHOUT_EVIDENCE in command.criteria and command.evidence_sought is None:
        raise Refused(
            "4.4",
            "whether evidence was asked for is said",
            field="evidence_sought",
            accepted="true, where the customer was asked for it; false, where not",
        )
    if Criterion.COMPLAINTS_PROCESS_MISUSE in command.criteria and command.purpose is None:
        raise Refused(
            "4.14",
            "repeated complaints are unreasonable by their purpose alone",
            field="purpose",
            accepted="to harass, or to block a legitimate aim or decision",
        )
    for criterion in command.criteria:
        for name, reason, accepted in ASKED.get(criterion, ()):
            if not is_said(getattr(command, name)):
                raise Refused(criterion.clause, reason, field=name, accepted=accepted)
