"""What a review undoes: the one place that says so. Quashed, a decision is as if it had never been made (8.6).

Undone with it are every decision that rested on it; the letters not yet sent about them, and what rested or was to be
reviewed; and, where the review found conduct not unacceptable, that conduct as history: for a warning, a decision or
good conduct it counts nowhere, in whichever case of the customer. Whoever keeps something outside the case because of a
decision (the housing system, employees who were told) undoes it for each of `with_what_rests_on_it` as
`DecisionQuashed` names the first of them. Letters: the outcome's tells the customer.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from domain.case.reviewing import DecideAppeal
from domain.case.state import Case, Decision, Outcome, Warned
from domain.incident import Incident
from domain.names import DecisionId, IncidentId
from domain.refusal import Refused
from domain.streams import Given


def with_what_rests_on_it(case: Case, decision: DecisionId) -> Iterator[DecisionId]:
    """Yield a decision, and every continuation or variation that rests on it, the oldest first (8.6)."""
    yield decision
    for later in case.decisions:
        if later.follows == decision:
            yield from with_what_rests_on_it(case, later.id)


def counts(incident: Incident, cases: Iterable[Case]) -> bool:
    """Say whether conduct counts against a customer: assessed unacceptable (4.1), and not found otherwise on appeal."""
    return incident.counts and not any(incident.id in case.not_unacceptable for case in cases)


def warning_counts(warning: Warned, cases: Collection[Case], others: Mapping[str, Any]) -> bool:
    """Say whether anything is left of what a warning was about: conduct that counts still (4.1, 7.2, 8.6, 9.1)."""
    known = [others.get(name) for name in warning.incidents]
    return any(counts(incident, cases) for incident in known if incident is not None)


def _counts_still(name: IncidentId, given: Given) -> bool:
    incident: Incident | None = given.others.get(name)
    return incident is None or incident.counts


def check_findings(case: Case, decision: Decision, stands_as: Decision, command: DecideAppeal, given: Given) -> None:
    """Check what a review finds of the conduct that a decision rests on. Raises Refused (4.1, 8.6).

    `stands_as` is the decision in which it now goes on. Where nothing is left of what it rests on, it is quashed: found
    so by this review or another, or since assessed anew or taken back.
    """
    for number, incident in enumerate(command.not_unacceptable):
        if incident not in decision.basis:
            raise Refused(
                "8.6",
                "a review finds about the conduct that the decision rests on",
                field=f"not_unacceptable.{number}",
                accepted=", ".join(decision.basis),
            )
    found = case.not_unacceptable | set(command.not_unacceptable)
    left = [name for name in stands_as.basis if name not in found and _counts_still(name, given)]
    if command.outcome is not Outcome.QUASH and not left:
        raise Refused(
            "8.6",
            "a decision that no unacceptable conduct is left for is quashed",
            field="outcome",
            accepted=Outcome.QUASH.value,
        )
