"""Whether an assessment was a manager's, and what it found rests on what was recorded (2.3, 4, 7.2)."""

from collections.abc import Iterator
from datetime import timedelta

from domain.criteria import Criterion
from domain.evidence import CooperationAsked, CooperationRefused, DifficultyAskedAbout
from domain.incident import Assessment, IncidentAssessed
from domain.invariants.account import Told
from domain.invariants.deciding import MANAGERS, breach
from domain.invariants.fact import Breach, Fact
from domain.invariants.history import World
from domain.invariants.reckoning import Reckoning, day_of

PERSISTENT = {Criterion.PERSISTENCE_VOLUME, Criterion.PERSISTENCE_DURATION, Criterion.PERSISTENCE_DISPROPORTION}


def assessed(world: World, told: Told, fact: Fact, event: IncidentAssessed, count: Reckoning) -> Iterator[Breach]:
    """Check one assessment against what was told until then."""
    if not MANAGERS & fact.roles or event.assessed_by != fact.actor:
        yield breach("2.3", "an assessment by no manager, or in another's name", fact)
    if event.assessed_by in world.parties(event.incident, fact.position):
        yield breach("7.2", "the assessor suffered or reported it", fact)
    if event.assessment is not Assessment.UNACCEPTABLE:
        return
    if not event.criteria or len(set(event.criteria)) != len(event.criteria):
        yield breach("2.3", "conduct found unacceptable by no criterion, or by one twice", fact)
    if PERSISTENT & set(event.criteria):
        yield from _persistent(told, fact, event)
    if Criterion.REFUSAL_TO_COOPERATE in event.criteria:
        yield from _refused(told, fact, event, count)
    if Criterion.SERIOUS_ALLEGATIONS_WITHOUT_EVIDENCE in event.criteria and event.evidence_sought is None:
        yield breach("4.4", "nobody said whether evidence was asked for", fact)
    if Criterion.COMPLAINTS_PROCESS_MISUSE in event.criteria and event.purpose is None:
        yield breach("4.14", "complaints found unreasonable without their purpose", fact)


def _persistent(told: Told, fact: Fact, event: IncidentAssessed) -> Iterator[Breach]:
    counts = told.counts()
    if not counts or list(event.contact_counts) != counts:
        yield breach("4.9", "persistence found on contacts that were not counted", fact)
    if Criterion.PERSISTENCE_VOLUME in event.criteria and not any(c.contacts > 1 for c in counts):
        yield breach("4.8", "a volume of one contact", fact)
    measured = any(c.minutes or c.last_day - c.first_day >= timedelta(days=1) for c in counts)
    if Criterion.PERSISTENCE_DURATION in event.criteria and not measured:
        yield breach("4.8", "a duration that nobody measured", fact)


def _refused(told: Told, fact: Fact, event: IncidentAssessed, count: Reckoning) -> Iterator[Breach]:
    asked, refused = told.days(CooperationAsked), told.days(CooperationRefused)
    figures = count.figures(count.in_effect(day_of(fact.recorded_at)))
    after = [day for day in refused if asked and day >= min(asked)]
    if len(after) < figures.refusals_repeated or sorted(event.refusals) != sorted(refused):
        yield breach("4.12", "a refusal to cooperate that was not repeated", fact)
    if not any(isinstance(piece, DifficultyAskedAbout) for piece in told.pieces.values()):
        yield breach("4.13", "nobody asked about a difficulty", fact)
