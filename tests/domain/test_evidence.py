from dataclasses import replace
from typing import Any

import pytest

from domain.criteria import PERSISTENCE, Criterion
from domain.evidence import ContactCount, Evidence, EvidenceWithdrawn
from domain.incident import IncidentAssessed
from domain.names import Channel
from domain.refusal import NotFound
from tests.clauses import clause
from tests.domain.cast import CARYS
from tests.domain.desk import BOOK
from tests.domain.incidents import a_count, a_day, add_evidence, refused_twice, withdraw
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

VOLUME, DURATION, DISPROPORTION = (
    Criterion.PERSISTENCE_VOLUME,
    Criterion.PERSISTENCE_DURATION,
    Criterion.PERSISTENCE_DISPROPORTION,
)
REFUSAL = (Criterion.REFUSAL_TO_COOPERATE,)


def assess(story: Story, incident: Any, *criteria: Criterion, **said: Any) -> IncidentAssessed:
    given = {"disproportion": "Nine calls about a tile.", "why_reasonable": "The leak could not be found without it."}
    assessed = story.assess(incident, criteria=criteria, **{**given, **said})[-1]
    assert isinstance(assessed, IncidentAssessed)
    return assessed


# unreasonable persistence


@clause("4.9")
@pytest.mark.parametrize("criterion", sorted(PERSISTENCE))
def test_persistence_is_found_only_on_contacts_that_were_counted(criterion: Criterion) -> None:
    story = a_story()
    incident = story.an_incident(criteria=(criterion,))
    with refused("4.9", "evidence.contact_counts"):
        assess(story, incident, criterion)
    counted = (a_count("2026-11-02", "2026-11-20", 60, channel=Channel.TELEPHONE, minutes=900),)
    add_evidence(story, incident, contact_counts=counted)
    assert assess(story, incident, criterion).contact_counts == counted


@clause("4.8", "4.9", "4.10")
@pytest.mark.parametrize(
    ("count", "fits"),
    [
        (a_count("2026-11-20", "2026-11-20", 1), {DISPROPORTION}),
        (a_count("2026-11-20", "2026-11-20", 2), {VOLUME, DISPROPORTION}),
        (a_count("2026-11-20", "2026-11-20", 40), {VOLUME, DISPROPORTION}),
        (a_count("2026-11-20", "2026-11-20", 1, minutes=180), {DURATION, DISPROPORTION}),
        (a_count("2026-11-19", "2026-11-20", 1), {DURATION, DISPROPORTION}),
        (a_count("2021-01-01", "2026-11-20", 700), {VOLUME, DURATION, DISPROPORTION}),
    ],
)
def test_volume_duration_and_disproportion_each_need_what_fits(count: ContactCount, fits: set[Criterion]) -> None:
    for criterion in PERSISTENCE:
        story = a_story()
        incident = story.an_incident(criteria=(criterion,), evidence=Evidence(contact_counts=(count,)))
        if criterion in fits:
            assess(story, incident, criterion)
            continue
        with refused("4.8", "evidence.contact_counts"):
            assess(story, incident, criterion)


@clause("4.9")
def test_contacts_may_be_counted_when_recording_afterwards_or_in_the_assessment_itself() -> None:
    story = a_story()
    by_phone = a_count("2026-11-02", "2026-11-20", 60, channel=Channel.TELEPHONE)
    in_all = a_count("2026-11-02", "2026-11-20", 85)
    earlier = a_count("2026-10-01", "2026-10-31", 31)
    incident = story.an_incident(criteria=(VOLUME,), evidence=Evidence(contact_counts=(by_phone,)))
    add_evidence(story, incident, contact_counts=(in_all,))
    assessed = assess(story, incident, VOLUME, evidence=Evidence(contact_counts=(earlier,)))
    assert assessed.contact_counts == (by_phone, in_all, earlier)
    assert story.states[incident].evidence.contact_counts == (by_phone, in_all, earlier)


@clause("4.8")
@pytest.mark.parametrize(
    ("count", "field"),
    [
        (a_count("2026-11-20", "2026-11-19", 5), "last_day"),
        (a_count("2026-11-20", "2026-11-24", 5), "last_day"),
        (a_count("2026-11-20", "2026-11-20", 0), "contacts"),
        (a_count("2026-11-20", "2026-11-20", -1), "contacts"),
        (a_count("2026-11-20", "2026-11-20", 5, minutes=0), "minutes"),
    ],
)
def test_contacts_are_counted_over_days_that_have_come_and_in_whole_numbers(count: ContactCount, field: str) -> None:
    story = a_story()
    with refused("4.8", f"evidence.contact_counts.0.{field}"):
        story.an_incident(evidence=Evidence(contact_counts=(count,)))
    story.an_incident(evidence=Evidence(contact_counts=(a_count("2026-11-23", "2026-11-23", 1, minutes=1),)))


@clause("4.8")
def test_a_period_is_counted_once_for_a_channel() -> None:
    story = a_story()
    count = a_count("2026-11-02", "2026-11-20", 60)
    incident = story.an_incident(evidence=Evidence(contact_counts=(count,)))
    with refused("4.8", "evidence.contact_counts.1"):
        add_evidence(
            story, incident, contact_counts=(replace(count, channel=Channel.DIGITAL), replace(count, contacts=9))
        )
    withdraw(story, incident, 2)
    add_evidence(story, incident, contact_counts=(replace(count, contacts=9),))
    assert [c.contacts for c in story.states[incident].evidence.contact_counts] == [9]


@clause("9.1", "reading.md, Never: edited history")
def test_evidence_that_was_wrong_is_withdrawn_by_an_event_that_says_which_and_why() -> None:
    story = a_story()
    incident = story.an_incident(
        criteria=(VOLUME,), evidence=Evidence(contact_counts=(a_count("2026-11-02", "2026-11-20", 60),))
    )
    with refused("9.1", "reason"):
        withdraw(story, incident, 2, reason=" ")
    (withdrawn,) = withdraw(story, incident, 2)
    assert isinstance(withdrawn, EvidenceWithdrawn)
    assert withdrawn.corrects == 2
    with refused("4.9", "evidence.contact_counts"):
        assess(story, incident, VOLUME)
    for version in (1, 2, 3, 4):
        with pytest.raises(NotFound):
            withdraw(story, incident, version)


@clause("2.3")
def test_withdrawing_what_it_rested_on_does_not_change_what_a_manager_found() -> None:
    story = a_story()
    counted = Evidence(contact_counts=(a_count("2026-11-02", "2026-11-20", 60),))
    incident = story.an_incident(criteria=(VOLUME,), evidence=counted)
    assess(story, incident, VOLUME)
    withdraw(story, incident, 2)
    assert story.states[incident].counts
    with refused("4.9", "evidence.contact_counts"):
        assess(story, incident, VOLUME, by=CARYS, anew=True)


@clause("9.1")
def test_evidence_says_something() -> None:
    story = a_story()
    incident = story.an_incident()
    with refused("9.1", "evidence"):
        add_evidence(story, incident)


# refusal to cooperate


@clause("4.12")
@pytest.mark.parametrize(
    ("days", "enough"), [((), False), (("05",), False), (("05", "12"), True), (("05", "05"), True)]
)
def test_one_refusal_is_not_enough_the_refusals_recorded_decide(days: tuple[str, ...], enough: bool) -> None:
    story = a_story()
    refusals = tuple(a_day(f"2026-11-{day}") for day in days)
    incident = story.an_incident(criteria=REFUSAL, evidence=refused_twice(refusals=refusals))
    if not enough:
        with refused("4.12", "evidence.refusals"):
            assess(story, incident, *REFUSAL)
        return
    assert len(assess(story, incident, *REFUSAL).refusals) == 2


@clause("4.12")
def test_how_many_refusals_are_repeated_is_a_figure_of_the_policy() -> None:
    (policy,) = BOOK.policies
    thrice = replace(policy, figures=replace(policy.figures, refusals_repeated=3))
    story = a_story(book=replace(BOOK, policies=(thrice,)))
    incident = story.an_incident(criteria=REFUSAL, evidence=refused_twice())
    with refused("4.12", "evidence.refusals"):
        assess(story, incident, *REFUSAL)
    add_evidence(story, incident, refusals=(a_day("2026-11-20"),))
    assess(story, incident, *REFUSAL)


@clause("4.11", "4.12")
def test_a_refusal_is_of_what_had_been_asked() -> None:
    story = a_story()
    incident = story.an_incident(criteria=REFUSAL)
    with refused("4.12", "evidence.refusals.0.day"):
        add_evidence(story, incident, refusals=(a_day("2026-11-02"),))
    add_evidence(story, incident, requests_made=(a_day("2026-11-02", "Which rooms are damp?"),))
    with refused("4.12", "evidence.refusals.1.day"):
        add_evidence(story, incident, refusals=(a_day("2026-11-02"), a_day("2026-11-01")))
    add_evidence(story, incident, refusals=(a_day("2026-11-02"),))


@clause("4.13")
def test_a_genuine_difficulty_has_been_asked_about() -> None:
    story = a_story()
    incident = story.an_incident(criteria=REFUSAL, evidence=refused_twice(difficulty=None))
    with refused("4.13", "evidence.difficulty"):
        assess(story, incident, *REFUSAL)
    assess(story, incident, *REFUSAL, evidence=Evidence(difficulty=a_day("2026-11-23", "None, when asked.")))


@clause("4.11", "4.12", "4.13")
@pytest.mark.parametrize(
    ("number", "name", "field"),
    [
        ("4.11", "requests_made", "evidence.requests_made.0"),
        ("4.12", "refusals", "evidence.refusals.0"),
        ("4.13", "difficulty", "evidence.difficulty"),
    ],
)
def test_each_request_refusal_and_answer_has_its_day_which_has_come_and_its_words(
    number: str, name: str, field: str
) -> None:
    story = a_story()
    for told_on, wrong in ((a_day("2026-11-24"), "day"), (a_day("2026-11-23", " "), "words")):
        told: Any = told_on if name == "difficulty" else (told_on,)
        with refused(number, f"{field}.{wrong}"):
            story.an_incident(evidence=refused_twice(**{name: told}))
    today = (a_day("2026-11-23"),)
    story.an_incident(evidence=Evidence(requests_made=today, refusals=today, difficulty=today[0]))


@clause("4.12", "4.9")
def test_an_assessment_that_finds_neither_rests_on_no_counts_and_no_refusals() -> None:
    story = a_story()
    evidence = refused_twice(contact_counts=(a_count("2026-11-02", "2026-11-20", 60),))
    incident = story.an_incident(evidence=evidence)
    assessed = assess(story, incident, Criterion.SWEARING)
    assert (assessed.contact_counts, assessed.refusals) == ((), ())
