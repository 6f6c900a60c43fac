"""Conduct and how it is managed, as the policy tells it: sections 4 and 5; and that a restriction is one person's."""

from typing import Any

import pytest

from domain.case.stage import Stage
from domain.case.telling import EmployeesTold
from domain.case.verdict import Answer, Purpose
from domain.criteria import CLAUSES, Criterion
from domain.handling import CORRESPONDENCE
from domain.incident import Assessment
from domain.incident import Purpose as ComplaintPurpose
from domain.measures import MeasureKind
from domain.names import Channel, IncidentId
from domain.owed import stage_of
from domain.triage import Done, Matter
from tests.clauses import clause
from tests.domain.cast import DELYTH, EMRYS, READ_AND_FILE
from tests.domain.contacts import a_contact
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

ABUSE = tuple(criterion for criterion, number in CLAUSES.items() if number == "4.3")
EXAMPLES = tuple(criterion for criterion, number in CLAUSES.items() if number == "4.7")
WRITTEN = sorted(CORRESPONDENCE)
NOT_UNACCEPTABLE, UNACCEPTABLE = Assessment.NOT_UNACCEPTABLE, Assessment.UNACCEPTABLE


def found(story: Story, assessment: Assessment = UNACCEPTABLE, **said: Any) -> IncidentId:
    """An incident, and what was found of it."""
    recorded = {name: said.pop(name) for name in ("channel", "steps", "happened_at") if name in said}
    incident = story.an_incident(criteria=said.get("criteria", (Criterion.SWEARING,)), **recorded)
    story.assess(incident, assessment=assessment, **said)
    return incident


# 4.2: frustration, and where it turns into aggression or abuse


@clause("4.2", "4.1")
def test_frustration_about_an_unresolved_complaint_is_unacceptable_only_where_it_turns_into_abuse() -> None:
    story = a_story()
    frustrated = story.an_incident(criteria=(Criterion.OFFENSIVE_REMARKS,))
    with refused("2.3", "criteria"):
        story.assess(frustrated, criteria=(), circumstances="The complaint has waited since June.")
    story.assess(frustrated, assessment=NOT_UNACCEPTABLE, criteria=(), circumstances="Waited since June.")
    abusive = found(story, criteria=(Criterion.PERSONAL_ABUSE,), circumstances="Waited since June.")
    assert (story.states[frustrated].counts, story.states[abusive].counts) == (False, True)


@clause("4.2", "7.2")
def test_nobody_is_warned_or_restricted_for_frustration_alone() -> None:
    story = a_story()
    frustrated = found(story, NOT_UNACCEPTABLE)
    case = story.refer(frustrated)
    with refused("4.1", "incidents.0"):
        story.warn(case)
    story.dispense(case)
    with refused("4.1", "basis.0"):
        story.restrict(case)
    turned = found(story, criteria=(Criterion.THREATS,))
    story.add(case, turned)
    story.restrict(case, basis=(turned,))
    assert story.decision(case).basis == (turned,)


# 4.3: violence, aggression and verbal abuse


@clause("4.3", "1.4")
@pytest.mark.parametrize("criterion", ABUSE)
@pytest.mark.parametrize("channel", Channel)
def test_abuse_is_not_tolerated_whether_spoken_written_or_via_social_media(
    channel: Channel, criterion: Criterion
) -> None:
    story = a_story()
    incident = found(story, channel=channel, criteria=(criterion,))
    case = story.refer(incident)
    story.dispense(case)
    given: dict[str, Any] = {} if channel in {Channel.TELEPHONE, Channel.OTHER} else {"our_handling": "Weighed."}
    story.restrict(case, **given)
    assert story.decision(case).basis == (incident,)


@clause("4.3", "9.2")
@pytest.mark.parametrize(
    ("criterion", "announced"),
    [(Criterion.VIOLENCE, True), (Criterion.THREATS, True), (Criterion.PERSONAL_ABUSE, False)],
)
def test_violence_and_threats_are_told_apart_from_other_abuse_until_the_restriction_ends(
    criterion: Criterion, announced: bool
) -> None:
    story = a_story()
    case = story.a_case_to_decide(criteria=(criterion,))
    story.restrict(case)
    story.until("2027-03-01")
    told = {who for event in story.streams[case] if isinstance(event, EmployeesTold) for who in event.people}
    assert ({DELYTH.id, EMRYS.id} <= told) is announced, "Head of Service and Director"


# 4.6: it depends on the circumstances and the seriousness


@clause("4.6")
def test_the_same_words_are_unacceptable_in_one_case_and_not_in_another_by_what_surrounds_them() -> None:
    story = a_story()
    shouted = found(story, circumstances="About a parking space.", seriousness="A parking space.")
    cried = found(story, NOT_UNACCEPTABLE, circumstances="The ceiling came down.", seriousness="No roof tonight.")
    assert (story.states[shouted].counts, story.states[cried].counts) == (True, False)
    weighed = [event for name in (shouted, cried) for event in story.streams[name] if event.TOPIC == "IncidentAssessed"]
    assert [getattr(event, "seriousness", None) for event in weighed] == ["A parking space.", "No roof tonight."]


@clause("4.6", "4.7")
@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("missing", ["circumstances", "seriousness"])
def test_a_listed_example_alone_is_not_enough(example: Criterion, missing: str) -> None:
    story = a_story()
    other = "What it was." if example is Criterion.OTHER_UNREASONABLE_DEMAND else None
    incident = story.an_incident(criteria=(example,), other_criterion=other)
    for nothing in (None, "", " "):
        said: dict[str, Any] = {missing: nothing}
        with refused("4.6", missing):
            story.assess(incident, **said)
    assert not story.states[incident].counts
    story.assess(incident)
    assert story.states[incident].counts


# 4.14: the complaints process


@clause("4.14", "2.2")
@pytest.mark.parametrize("channel", Channel)
def test_a_customer_has_the_right_to_complain_by_any_means_and_no_misconduct_comes_of_it(channel: Channel) -> None:
    story = a_story()
    for _ in range(5):
        a_contact(story, Matter(Purpose.NEW_COMPLAINT, Done.ANSWERED), channel=channel)
    assert story.ask(channel=channel, purpose=Purpose.NEW_COMPLAINT).answer is Answer.ALLOW
    assert [stream for stream in story.states if stream.startswith("incident/")] == []


@clause("4.14", "4.1")
def test_repeated_complaints_that_harass_nobody_and_block_nothing_are_not_unacceptable() -> None:
    story = a_story()
    misuse = (Criterion.COMPLAINTS_PROCESS_MISUSE,)
    shown: dict[str, Any] = {"criteria": misuse, "purpose_shown": "Four complaints about one decision, each refused."}
    repeated = story.an_incident(criteria=misuse)
    with refused("4.14", "purpose"):
        story.assess(repeated, **shown)
    story.assess(repeated, assessment=NOT_UNACCEPTABLE, criteria=misuse)
    assert not story.states[repeated].counts
    assert story.states[found(story, purpose=ComplaintPurpose.TO_BLOCK_A_DECISION, **shown)].counts


# 5.2: proportionate, and the minimum


@clause("5.2")
@pytest.mark.parametrize(
    ("why", "enough"),
    [((), False), (("Each call was abusive.",), False), (("Each call was abusive.", "So were the letters."), True)],
)
def test_each_lesser_measure_is_considered_with_why_it_would_not_do(why: tuple[str, ...], enough: bool) -> None:
    story = a_story()
    case = story.a_case_to_decide()
    lesser = (MeasureKind.CONTACT_FREQUENCY, MeasureKind.NAMED_STAFF_ONLY)
    if enough:
        story.restrict(case, lesser=lesser, why_not_lesser=why)
        assert story.decision(case).measures
    else:
        with refused("5.2", "lesser"):
            story.restrict(case, lesser=lesser, why_not_lesser=why)


@clause("5.2", "9.2")
@pytest.mark.parametrize("missing", ["circumstances", "seriousness"])
def test_the_needs_of_the_individual_are_taken_into_account_again_whenever_it_is_decided_anew(missing: str) -> None:
    story = a_story()
    case = story.a_restriction(measures=(READ_AND_FILE,))
    story.until("2027-02-01")
    said: dict[str, Any] = {missing: " "}
    for decides in (story.continue_, story.vary):
        with refused("5.2", missing):
            decides(case, measures=(READ_AND_FILE,), **said)
    story.continue_(case, measures=(READ_AND_FILE,))
    assert len(story.case(case).decisions) == 2


# 5.7: instances that continue


@clause("5.7", "7.2")
def test_multiple_instances_that_continue_after_a_warning_may_be_restricted_and_a_first_one_is_not() -> None:
    story = a_story()
    case = story.refer(found(story))
    with refused("7.2", "basis"):
        story.restrict(case)
    story.warn(case)
    story.until("2026-12-01")
    again = found(story)
    story.add(case, again)
    story.restrict(case, basis=(again,))
    assert story.events(case)[-1] == "RestrictionImposed"


@clause("5.7", "7.2")
def test_behaviour_that_does_not_continue_leads_to_no_permanent_restriction() -> None:
    story = a_story()
    case = story.refer(found(story))
    story.warn(case)
    story.until("2027-02-01")
    assert story.case(case).decisions == ()
    assert stage_of(story.case(case), story.book) is Stage.CLOSED
    assert story.ask().answer is Answer.ALLOW
