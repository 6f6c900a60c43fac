"""Builders of what is told of an incident beside its account: handling, evidence, corrections."""

from datetime import date, timedelta
from typing import Any

from domain.criteria import Criterion
from domain.event import Event
from domain.evidence import AddEvidence, ContactCount, DayTold, Evidence, WithdrawEvidence
from domain.handled import NoteHandling, RecordHandling
from domain.handling import Handling, Shortfall, StepKind, shortfalls
from domain.incident import CorrectIncident
from domain.names import Actor, Channel, IncidentId, same_id
from domain.people import CorrectPeople
from tests.domain.cast import ASHA, BRYN, steps
from tests.domain.desk import at
from tests.domain.story import Story


def outside(story: Story, incident: IncidentId) -> tuple[Shortfall, ...]:
    return tuple(story.states[incident].outside)


def handle(story: Story, incident: IncidentId, *kinds: StepKind, by: Actor = ASHA, **said: Any) -> tuple[Event, ...]:
    """Tell of steps that were taken just now."""
    taken = steps(*kinds, since=story.now - timedelta(minutes=len(kinds)), by=by)
    return story.do(incident, RecordHandling(**{"steps": taken, **said}), by)


def note(story: Story, incident: IncidentId, by: Actor = BRYN, what: str = "Talked it over.") -> tuple[Event, ...]:
    return story.do(incident, NoteHandling(what_follows=what), by)


def correct(story: Story, incident: IncidentId, by: Actor = ASHA, **said: Any) -> tuple[Event, ...]:
    return story.do(incident, CorrectIncident(**{"reason": "Misheard.", **said}), by)


def correct_people(story: Story, incident: IncidentId, by: Actor = ASHA, **said: Any) -> tuple[Event, ...]:
    return story.do(same_id("people", incident), CorrectPeople(**{"reason": "Mixed up.", **said}), by)


def a_day(text: str, words: str = "So it was.") -> DayTold:
    return DayTold(date.fromisoformat(text), words)


def a_count(first: str, last: str, contacts: int, **said: Any) -> ContactCount:
    return ContactCount(date.fromisoformat(first), date.fromisoformat(last), contacts, **said)


def refused_twice(**said: Any) -> Evidence:
    given: dict[str, Any] = {
        "requests_made": (a_day("2026-11-02", "Which rooms are damp?"),),
        "refusals": (a_day("2026-11-05", "Would not say."), a_day("2026-11-12", "Hung up.")),
        "difficulty": a_day("2026-11-16", "None, when asked."),
    }
    return Evidence(**{**given, **said})


def add_evidence(story: Story, incident: IncidentId, by: Actor = ASHA, **said: Any) -> tuple[Event, ...]:
    return story.do(incident, AddEvidence(evidence=Evidence(**said)), by)


def withdraw(
    story: Story, incident: IncidentId, version: int, by: Actor = ASHA, reason: str = "Another's calls."
) -> tuple[Event, ...]:
    return story.do(incident, WithdrawEvidence(version=version, reason=reason), by)


def judged(channel: Channel, *taken: StepKind, criteria: Any = (Criterion.SWEARING,), **said: Any) -> set[Shortfall]:
    """Where handling by these steps, taken in this order, falls outside those of the channel."""
    told = steps(*taken, since=at("2026-11-23 09:00"))
    return set(shortfalls(Handling(channel=channel, criteria=criteria, steps=told, **said)))
