"""For every check of incidents a planted bug: a history doctored in one point, and the breach that is found in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.criteria import Criterion
from domain.evidence import (
    ContactsCounted,
    CooperationAsked,
    CooperationRefused,
    DifficultyAskedAbout,
    Evidence,
    EvidenceWithdrawn,
)
from domain.handled import HandlingFoundOutsideSteps, HandlingFoundWithinSteps, HandlingRecorded
from domain.handling import StepKind
from domain.incident import IncidentAssessed, IncidentCorrected, IncidentRecorded, Purpose
from domain.invariants import breaches
from domain.names import Channel, IncidentId, Role
from domain.people import PeopleCorrected, PeopleNamed
from tests.clauses import clause
from tests.domain.cast import BRYN, CARYS, IOLO, THE_WHOLE_LADDER, steps
from tests.domain.desk import at
from tests.domain.doctors import Doctor, changing, without
from tests.domain.incidents import (
    a_count,
    a_day,
    add_evidence,
    correct,
    correct_people,
    handle,
    refused_twice,
    withdraw,
)
from tests.domain.story import Story, a_story

CALL = at("2026-11-23 09:00")
LATER = at("2026-11-23 10:30")
REFUSAL, THREATS = Criterion.REFUSAL_TO_COOPERATE, Criterion.THREATS


def a_call() -> Story:
    """Ended without the last step; the step was told of, and the account corrected."""
    story = a_story()
    incident = story.an_incident(happened_at=CALL, steps=steps(*THE_WHOLE_LADDER[:2], StepKind.ENDED, since=CALL))
    handle(story, incident, steps=steps(StepKind.TOLD_IT_WILL_END, since=CALL + timedelta(seconds=90)))
    correct(story, incident, narrative="It was worse.")
    correct_people(story, incident, targets=(IOLO.id,))
    story.assess(incident)
    return story


def ladder(*kinds: StepKind) -> dict[str, Any]:
    return {"steps": tuple(step.step for step in steps(*kinds, since=CALL))}


def a_letter(**said: Any) -> Story:
    story = a_story()
    given = {"holds_legitimate_request": True, "legitimate_request": "A key."}
    incident = story.an_incident(channel=Channel.WRITING, **{**given, **said})
    handle(story, incident, StepKind.REQUEST_ANSWERED, StepKind.ADVICE_SENT, StepKind.NOT_ACCEPTED)
    return story


def a_visit() -> Story:
    story = a_story()
    safe = steps(StepKind.JUDGED_SAFE_TO_CHALLENGE, StepKind.CHALLENGED, since=CALL)
    story.an_incident(channel=Channel.FACE_TO_FACE, steps=safe)
    return story


def found(*criteria: Criterion, **said: Any) -> Story:
    story = a_story()
    incident: IncidentId = story.an_incident(criteria=criteria)
    add_evidence(story, incident, contact_counts=(a_count("2026-11-02", "2026-11-20", 60, minutes=900),))
    words = {
        "disproportion": "Of it.",
        "why_reasonable": "It was.",
        "evidence_considered": "None.",
        "purpose_shown": "It.",
    }
    given = {"evidence": refused_twice(), "evidence_sought": True, "purpose": Purpose.TO_HARASS}
    story.assess(incident, **{**words, **given, **said})
    return story


def persistence() -> Story:
    return found(Criterion.PERSISTENCE_VOLUME, Criterion.PERSISTENCE_DURATION, Criterion.PERSISTENCE_DISPROPORTION)


def refusal() -> Story:
    return found(REFUSAL)


def a_withdrawal() -> Story:
    story = a_story()
    incident = story.an_incident(evidence=Evidence(contact_counts=(a_count("2026-11-02", "2026-11-20", 60),)))
    withdraw(story, incident, 2)
    return story


def outlasting(record: Any) -> Any:
    """Let the hanging up go on for an hour."""
    first = next(fact for fact in record if isinstance(fact.event, IncidentRecorded))
    longer = tuple(replace(step, went_on_until=LATER) for step in first.event.steps)
    return changing(IncidentRecorded, steps=longer)(record)


def in_the_future(record: Any) -> Any:
    first = next(fact for fact in record if isinstance(fact.event, IncidentRecorded))
    return changing(IncidentRecorded, steps=(replace(first.event.steps[0], at=LATER), *first.event.steps[1:]))(record)


UNREAD: dict[str, Any] = {"holds_legitimate_request": None}
ONE_CONTACT: dict[str, Any] = {"counts": (a_count("2026-11-02", "2026-11-20", 1),)}
ONE_DAY: dict[str, Any] = {"counts": (a_count("2026-11-20", "2026-11-20", 60),)}
NOBODY: dict[str, Any] = {"roles": frozenset({Role.STAFF})}
PLANTED: Sequence[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("2.3", "without a criterion", a_call, changing(IncidentRecorded, criteria=())),
    ("2.3", "named twice", a_call, changing(IncidentRecorded, criteria=(THREATS, THREATS))),
    ("2.3", "by no criterion", a_call, changing(IncidentAssessed, criteria=())),
    ("2.3", "by one twice", a_call, changing(IncidentAssessed, criteria=(THREATS, THREATS))),
    ("2.3", "by no manager", a_call, changing(IncidentAssessed, envelope=NOBODY)),
    ("2.3", "another's name", a_call, changing(IncidentAssessed, assessed_by=CARYS.id)),
    ("7.2", "the assessor suffered", a_call, changing(PeopleNamed, reporter=BRYN.id)),
    ("7.2", "the assessor suffered", a_call, changing(PeopleCorrected, targets=(BRYN.id,))),
    ("9.1", "had not happened", a_call, changing(IncidentRecorded, happened_at=LATER)),
    ("9.1", "had not happened", a_call, changing(IncidentCorrected, happened_at=LATER)),
    ("9.1", "had not been taken", a_call, in_the_future),
    ("7.1", "outlasted-the-contact is not flagged", a_call, outlasting),
    ("reading.md, Never", "what it corrects", a_call, changing(IncidentCorrected, corrects=())),
    ("reading.md, Never", "correction of people", a_call, changing(PeopleCorrected, corrects=())),
    ("reading.md, Never", "a withdrawal does not say", a_withdrawal, changing(EvidenceWithdrawn, corrects=0)),
    ("5.4-5.6", "not-told-it-will-end is not flagged", a_call, without(HandlingFoundOutsideSteps)),
    ("9.1", "not-told-it-will-end is flagged for nothing", a_call, without(HandlingFoundWithinSteps)),
    ("9.1", "another clause", a_call, changing(HandlingFoundOutsideSteps, outside="5.9")),
    ("5.4-5.6", "not-told-why is not flagged", a_call, changing(IncidentRecorded, **ladder(StepKind.ENDED))),
    ("5.4-5.6", "no-chance-given is not flagged", a_call, changing(IncidentRecorded, **ladder(StepKind.ENDED))),
    ("9.1", "flagged for nothing", a_call, changing(IncidentRecorded, extreme=True)),
    (
        "5.9",
        "request-not-looked-for is not flagged",
        a_letter,
        changing(IncidentRecorded, **UNREAD),
    ),
    ("5.9", "request-not-answered is not flagged", a_letter, without(HandlingFoundOutsideSteps)),
    ("5.9", "no-advice-given is not flagged", a_letter, changing(HandlingRecorded, steps=())),
    ("5.11", "not-declined is not flagged", a_letter, changing(IncidentRecorded, criteria=(THREATS,))),
    ("5.13", "safety-not-judged is not flagged", a_visit, changing(IncidentRecorded, **ladder(StepKind.CHALLENGED))),
    (
        "5.13",
        "challenged-though-unsafe is not flagged",
        a_visit,
        changing(
            IncidentRecorded,
            **ladder(StepKind.NOT_SAFE_TO_CHALLENGE, StepKind.CHALLENGED, StepKind.WRITTEN_TO),
        ),
    ),
    (
        "5.14",
        "neither-written-to-nor-police is not flagged",
        a_visit,
        changing(IncidentRecorded, **ladder(StepKind.NOT_SAFE_TO_CHALLENGE)),
    ),
    ("4.9", "not counted", persistence, without(ContactsCounted)),
    ("4.9", "not counted", persistence, changing(IncidentAssessed, contact_counts=())),
    ("4.8", "a volume of one", persistence, changing(ContactsCounted, **ONE_CONTACT)),
    ("4.8", "nobody measured", persistence, changing(ContactsCounted, **ONE_DAY)),
    ("4.12", "not repeated", refusal, without(CooperationAsked)),
    ("4.12", "not repeated", refusal, changing(CooperationRefused, days=(a_day("2026-11-05").day,))),
    ("4.12", "not repeated", refusal, changing(IncidentAssessed, refusals=())),
    ("4.13", "a difficulty", refusal, without(DifficultyAskedAbout)),
    (
        "4.4",
        "evidence was asked for",
        lambda: found(Criterion.SERIOUS_ALLEGATIONS_WITHOUT_EVIDENCE),
        changing(IncidentAssessed, evidence_sought=None),
    ),
    (
        "4.14",
        "without their purpose",
        lambda: found(Criterion.COMPLAINTS_PROCESS_MISUSE),
        changing(IncidentAssessed, purpose=None),
    ),
]


@clause("2.3", "4.9", "4.12", "4.13", "5.4-5.6", "5.9", "5.11", "5.13", "5.14", "7.1", "9.1")
@pytest.mark.parametrize(
    ("number", "what", "life", "doctor"), PLANTED, ids=[f"{n}-{row[1]}" for n, row in enumerate(PLANTED)]
)
def test_a_planted_bug_is_found(number: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    story = life()
    assert breaches(story.record, story.book, now=story.now) == []
    told = breaches(doctor(story.record), story.book, now=story.now)
    assert any(breach.clause == number and what in breach.what for breach in told), told


@clause("9.1")
def test_an_incident_that_never_came_into_a_case_is_checked_too() -> None:
    story = a_call()
    assert not [stream for stream in story.streams if stream.startswith("case/")]
    assert breaches(without(HandlingFoundOutsideSteps)(story.record), story.book, now=story.now)
