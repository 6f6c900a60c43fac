"""Whether incidents were recorded, flagged, assessed and corrected as the policy asks (2.3, 4, 5, 9.1, *Never*)."""

from collections.abc import Iterator

from domain.criteria import Criterion
from domain.evidence import EvidenceWithdrawn
from domain.handled import HandlingFoundOutsideSteps, HandlingFoundWithinSteps
from domain.incident import IncidentAssessed, IncidentCorrected, IncidentRecorded
from domain.invariants.account import Told
from domain.invariants.assessing import assessed
from domain.invariants.deciding import breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.handling import CLAUSE
from domain.invariants.handling import outside as expected
from domain.invariants.history import World
from domain.invariants.reckoning import Reckoning
from domain.people import PeopleCorrected

Flag = tuple[Fact, HandlingFoundOutsideSteps | HandlingFoundWithinSteps]


def incidents(world: World, count: Reckoning) -> Iterator[Breach]:
    """Check every incident of a record, whether or not it came into a case."""
    for stream, facts in world.others.items():
        if stream.startswith("incident/"):
            yield from _incident(world, facts, count)
        for fact in facts:
            if isinstance(fact.event, PeopleCorrected):
                versions = [corrected.version for corrected in fact.event.corrects]
                if not versions or not all(1 <= version < fact.version for version in versions):
                    yield breach("reading.md, Never", "a correction of people does not say what it corrects", fact)


def _incident(world: World, facts: list[Fact], count: Reckoning) -> Iterator[Breach]:
    told = Told()
    commands: list[tuple[Fact, list[Flag]]] = []
    for fact in facts:  # flags stand behind the fact that called for them
        if isinstance(fact.event, HandlingFoundOutsideSteps | HandlingFoundWithinSteps) and commands:
            commands[-1][1].append((fact, fact.event))
        else:
            commands.append((fact, []))
    for first, flags in commands:
        told.hear(first)
        yield from _kept(world, told, first, count)
        for flag, event in flags:
            told.hear(flag)
            if event.outside != CLAUSE[event.missing]:
                yield breach("9.1", "handling is flagged under another clause than its own", flag)
        outside = set(expected(told))
        for missed in sorted(outside - told.flagged):
            yield breach(CLAUSE[missed], f"{missed} is not flagged", first)
        for idle in sorted(told.flagged - outside):
            yield breach("9.1", f"{idle} is flagged for nothing", first)


def _kept(world: World, told: Told, fact: Fact, count: Reckoning) -> Iterator[Breach]:
    event = fact.event
    match event:
        case IncidentRecorded() | IncidentCorrected():
            if event.happened_at is not None and event.happened_at > fact.recorded_at:
                yield breach("9.1", "an incident that had not happened", fact)
            yield from _named(event.criteria, fact)
        case IncidentAssessed():
            yield from assessed(world, told, fact, event, count)
    if any(step.at > fact.recorded_at for step in getattr(event, "steps", None) or ()):
        yield breach("9.1", "a step that had not been taken", fact)
    if isinstance(event, IncidentCorrected):
        versions = [corrected.version for corrected in event.corrects]
        if not versions or not all(1 <= version < fact.version for version in versions):
            yield breach("reading.md, Never", "a correction does not say what it corrects", fact)
    if isinstance(event, EvidenceWithdrawn) and not 1 <= event.corrects < fact.version:
        yield breach("reading.md, Never", "a withdrawal does not say what it corrects", fact)


def _named(criteria: tuple[Criterion, ...] | None, fact: Fact) -> Iterator[Breach]:
    if criteria is not None and not criteria:
        yield breach("2.3", "an incident without a criterion", fact)
    if criteria is not None and len(set(criteria)) != len(criteria):
        yield breach("2.3", "a criterion is named twice", fact)
