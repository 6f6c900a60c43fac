from typing import Any

import pytest

from domain.case.independence import candidates, needs_for_independence
from domain.case.state import Involvement, Outcome
from domain.names import CaseId, Role, StaffId, same_id
from domain.people import NameWitnesses
from domain.refusal import Conflict, NotAllowed, NotFound
from domain.staff import DIRECTORY
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, EMRYS, FFION, GWEN, OUTSIDER, an_entry, someone
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

NIA = someone("Nia", Role.MANAGER)


def reasons(story: Story, case: CaseId, who: StaffId) -> set[Involvement]:
    others: dict[str, Any] = {s: story.states.get(s) for s in needs_for_independence(story.case(case), {}).streams}
    judged = candidates(story.case(case), story.last_appeal(case), story.states[DIRECTORY], others)
    return set(next(c.reasons for c in judged if c.staff == who))


def a_story_with_nia() -> Story:
    story = a_story()
    story.do(DIRECTORY, an_entry(NIA), GWEN)
    return story


def as_decider(story: Story) -> CaseId:
    case = story.a_case_to_decide()
    story.restrict(case, by=NIA)
    return case


def as_reporter(story: Story) -> CaseId:
    return restricted(story, story.refer(story.an_assessed_incident(by=ASHA, reporter=NIA.id)))


def as_target(story: Story) -> CaseId:
    return restricted(story, story.refer(story.an_assessed_incident(by=ASHA, targets=(NIA.id,))))


def as_witness(story: Story) -> CaseId:
    return restricted(story, story.refer(story.an_assessed_incident(by=ASHA, witnesses=(NIA.id,))))


def as_witness_named_later(story: Story) -> CaseId:
    incident = story.an_assessed_incident()
    story.do(same_id("people", incident), NameWitnesses(witnesses=(NIA.id,)), ASHA)
    return restricted(story, story.refer(incident))


def as_warner(story: Story) -> CaseId:
    case = story.a_referred_case()
    story.warn(case, by=NIA)
    story.post_all(case)
    story.add(case, story.an_assessed_incident(happened_at=story.now))
    story.restrict(case)
    return case


def as_who_dispensed_with_a_warning(story: Story) -> CaseId:
    case = story.a_referred_case()
    story.dispense(case, by=NIA)
    story.restrict(case)
    return case


def as_referrer(story: Story) -> CaseId:
    return restricted(story, story.refer(story.an_assessed_incident(), by=NIA))


def as_who_added_an_incident(story: Story) -> CaseId:
    case = story.a_referred_case()
    story.add(case, story.an_assessed_incident(), by=NIA)
    return restricted(story, case)


def as_assessor(story: Story) -> CaseId:
    incident = story.an_incident()
    story.assess(incident, by=NIA)
    return restricted(story, story.refer(incident))


def as_consultee(story: Story) -> CaseId:
    head = someone("Nia", Role.HEAD_OF_SERVICE)
    story.do(DIRECTORY, an_entry(head), GWEN)
    case = story.a_case_to_decide()
    story.restrict(case, expires_on=story.today.replace(year=story.today.year + 2), agreed_by=NIA.id)
    return case


def as_reader_of_an_incident(story: Story) -> CaseId:
    case = story.a_restriction()
    story.reads(story.case(case).incidents[0], by=NIA)
    return case


def as_reader_of_the_case(story: Story) -> CaseId:
    case = story.a_restriction()
    story.reads(case, by=NIA)
    return case


def as_who_wrote_the_account_for_another(story: Story) -> CaseId:
    return restricted(story, story.refer(story.an_assessed_incident(by=NIA, reporter=ASHA.id, targets=())))


def restricted(story: Story, case: CaseId) -> CaseId:
    story.dispense(case)
    story.restrict(case)
    return case


@clause("8.5")
@pytest.mark.parametrize(
    ("part", "how"),
    [
        (as_decider, Involvement.DECIDER),
        (as_reporter, Involvement.REPORTER),
        (as_target, Involvement.TARGET),
        (as_witness, Involvement.WITNESS),
        (as_witness_named_later, Involvement.WITNESS),
        (as_warner, Involvement.WARNER),
        (as_who_dispensed_with_a_warning, Involvement.WARNER),
        (as_referrer, Involvement.REFERRER),
        (as_who_added_an_incident, Involvement.REFERRER),
        (as_assessor, Involvement.ASSESSOR),
        (as_consultee, Involvement.CONSULTEE),
        (as_reader_of_an_incident, Involvement.READER),
        (as_reader_of_the_case, Involvement.READER),
        (as_who_wrote_the_account_for_another, Involvement.READER),
    ],
)
def test_whoever_took_part_is_not_independent_and_is_told_why(part: Any, how: Involvement) -> None:
    story = a_story_with_nia()
    case = part(story)
    story.appeal(case)
    assert reasons(story, case, NIA.id) == {how}
    with refused("8.5", "reviewer"):
        story.assign(case, NIA)
    assert reasons(story, case, EMRYS.id) == set()
    story.assign(case, EMRYS)


@clause("8.5")
def test_a_reviewer_before_in_the_case_is_a_party_to_it() -> None:
    story = a_story_with_nia()
    case = story.a_restriction()
    story.appeal(case)
    story.assign(case, NIA)
    story.assign(case, CARYS, reason="Nia is away.")
    assert reasons(story, case, NIA.id) == {Involvement.REVIEWER_BEFORE}
    story.decide_appeal(case, Outcome.UPHOLD)
    story.until("2027-02-01")
    story.continue_(case)
    story.appeal(case, decision="decision/2")
    assert reasons(story, case, CARYS.id) == {Involvement.REVIEWER_BEFORE}


@clause("8.5")
def test_who_has_no_part_is_eligible_and_is_shown_so() -> None:
    story = a_story_with_nia()
    case = story.a_restriction()
    story.appeal(case)
    others: dict[str, Any] = {s: story.states.get(s) for s in needs_for_independence(story.case(case), {}).streams}
    judged = candidates(story.case(case), story.last_appeal(case), story.states[DIRECTORY], others)
    assert [c.staff for c in judged if c.may_review] == [CARYS.id, DELYTH.id, EMRYS.id, NIA.id]
    assert [c.staff for c in judged if not c.may_review] == [BRYN.id]


@clause("8.5")
def test_a_reviewer_is_a_manager_who_is_here() -> None:
    story = a_story()
    case = story.a_restriction()
    story.appeal(case)
    with refused("8.5", "reviewer"):
        story.assign(case, FFION)
    with pytest.raises(NotFound):
        story.assign(case, OUTSIDER)


@clause("8.5")
def test_reading_the_account_after_being_assigned_is_the_reviewers_work() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.reads(story.case(case).incidents[0], by=CARYS)
    story.reads(case, by=CARYS)
    story.decide_appeal(case, Outcome.UPHOLD)


@clause("8.5")
def test_the_reviewer_declares_it_and_nobody_else_decides() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    with refused("8.5", "declares_no_involvement"):
        story.decide_appeal(case, Outcome.UPHOLD, declares_no_involvement=False)
    with pytest.raises(NotAllowed):
        story.decide_appeal(case, Outcome.UPHOLD, by=DELYTH)
    with refused("8.6", "reasons"):
        story.decide_appeal(case, Outcome.UPHOLD, reasons=" ")


@clause("8.5")
def test_a_part_that_comes_to_light_later_stops_the_reviewer_and_another_is_assigned_with_a_reason() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.do(same_id("people", story.case(case).incidents[0]), NameWitnesses(witnesses=(CARYS.id,)), ASHA)
    with refused("8.5"):
        story.decide_appeal(case, Outcome.UPHOLD)
    with refused("8.5", "reason"):
        story.assign(case, DELYTH, by=EMRYS)
    story.assign(case, DELYTH, by=EMRYS, reason="Carys was a witness.")
    story.decide_appeal(case, Outcome.UPHOLD, by=DELYTH)


@clause("8.5")
def test_an_outside_manager_who_has_had_to_do_with_it_is_no_more_independent_than_others() -> None:
    story = a_story()
    case = story.a_restriction()
    for manager in (BRYN, CARYS, DELYTH, EMRYS):
        story.reads(case, by=manager)
    story.appeal(case)
    story.reads(case, by=OUTSIDER)
    with refused("8.5", "reviewer"):
        story.assign(case, OUTSIDER, by=EMRYS, reason="Nobody else is left.")


@clause("8.5")
def test_if_nobody_is_eligible_a_director_assigns_an_outside_manager_with_the_reason_and_the_clock_runs() -> None:
    story = a_story()
    case = story.a_restriction()
    for manager in (BRYN, CARYS, DELYTH, EMRYS):
        story.reads(case, by=manager)
    story.appeal(case)
    review_by = story.last_appeal(case).review_by
    with pytest.raises(NotAllowed):
        story.assign(case, OUTSIDER, by=DELYTH, reason="Nobody else.")
    with refused("8.5", "reason"):
        story.assign(case, OUTSIDER, by=EMRYS)
    with refused("8.5", "reviewer"):
        story.assign(case, BRYN, by=EMRYS, reason="Nobody else.")
    story.assign(case, OUTSIDER, by=EMRYS, reason="Nobody else.")
    appeal = story.last_appeal(case)
    assert (appeal.outside, appeal.reviewer, appeal.review_by) == (True, OUTSIDER.id, review_by)
    story.do(DIRECTORY, an_entry(OUTSIDER), GWEN)
    story.decide_appeal(case, Outcome.UPHOLD, by=OUTSIDER)


@clause("8.5")
def test_the_same_reviewer_is_not_assigned_twice() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    with pytest.raises(Conflict):
        story.assign(case, CARYS, reason="Again.")
