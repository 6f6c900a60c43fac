"""A term beyond the maximum needs a Head of Service's agreement: their own act, for one decision, up to a day (7.2)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from domain.case.agreeing import AgreeToLongTerm, LongTermAgreed
from domain.case.deciding import ContinueRestriction, RestrictionImposed
from domain.case.reviewing import ReviewerAssigned
from domain.case.state import Involvement, Outcome
from domain.names import Actor, CaseId
from domain.refusal import Conflict, NotAllowed
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, EMRYS, GWEN
from tests.domain.doctors import Doctor, Record, changing, finds, without
from tests.domain.drafts import drafts_a_whole_one, fields_missing, makes
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

END = date(2027, 12, 1)  # beyond twelve months from 23 November 2026


def agrees(story: Story, case: CaseId, by: Actor = DELYTH, until: date = END, reason: str = "Two years of it.") -> None:
    story.do(case, AgreeToLongTerm(until=until, reason=reason), by)


def decides(story: Story, case: CaseId, agreed_by: Actor | None = DELYTH) -> None:
    """Decide as Bryn does, who says that somebody has agreed."""
    agreed = agreed_by.id if agreed_by else None
    makes(story, drafts_a_whole_one(story, case, expires_on=END, agreed_by=agreed))


@clause("7.2")
def test_a_head_of_service_agrees_by_an_act_of_their_own_and_is_not_merely_named() -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    with refused("7.2", "agreed_by"):
        decides(story, case)
    agrees(story, case)
    decides(story, case)
    assert story.decision(case).expires_on == END


@clause("7.2")
@pytest.mark.parametrize(("until", "allowed"), [(END, True), (date(2027, 11, 30), False)])
def test_what_was_agreed_to_ends_on_its_day(until: date, allowed: bool) -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    agrees(story, case, until=until)
    draft = drafts_a_whole_one(story, case, expires_on=END, agreed_by=DELYTH.id)
    assert fields_missing(story, draft) == ([] if allowed else ["agreed_by"])


@clause("7.2")
def test_who_has_agreed_is_who_is_said_to_have() -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    agrees(story, case, by=EMRYS)
    for nobody in (None, DELYTH, CARYS):
        with refused("7.2", "agreed_by"):
            decides(story, case, agreed_by=nobody)
    decides(story, case, agreed_by=EMRYS)


@clause("7.2")
@pytest.mark.parametrize("nobody", [ASHA, BRYN, CARYS, GWEN])
def test_nobody_below_a_head_of_service_agrees(nobody: Actor) -> None:
    story = a_story()
    with pytest.raises(NotAllowed):
        agrees(story, story.a_case_to_decide(), by=nobody)


@clause("7.2", "9.2")
def test_it_holds_for_one_decision_and_a_continuation_is_agreed_to_anew() -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    agrees(story, case, until=date(2029, 1, 1))
    decides(story, case)
    story.post_all(case)
    story.until("2027-11-15")
    said = {"expires_on": date(2028, 12, 1), "agreed_by": DELYTH.id}
    assert story.case(case).agreements == ()
    with refused("7.2", "agreed_by"):
        story.do(case, story.terms(ContinueRestriction, case, **said), BRYN)
    agrees(story, case, until=date(2028, 12, 1))
    story.do(case, story.terms(ContinueRestriction, case, **said), BRYN)


@clause("7.2")
def test_after_a_decision_to_do_nothing_an_earlier_agreement_is_over() -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    agrees(story, case)
    story.no_action(case)
    assert story.case(case).agreements == ()


@clause("7.2")
def test_who_suffered_or_reported_it_agrees_to_nothing() -> None:
    story = a_story("2026-11-23")
    incident = story.an_assessed_incident(by=DELYTH)
    case = story.refer(incident)
    story.dispense(case)
    with refused("7.2"):
        agrees(story, case)
    agrees(story, case, by=EMRYS)


@clause("7.2")
def test_an_agreement_has_its_reason_and_lies_ahead() -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    with refused("7.2", "reason"):
        agrees(story, case, reason=" ")
    with refused("7.2", "until"):
        agrees(story, case, until=story.today)
    story.until("2027-03-01")
    assert story.case(case).closed
    with pytest.raises(Conflict):
        agrees(story, case)


@clause("8.5")
def test_who_agreed_has_been_consulted_and_reviews_nothing_whatever_was_decided() -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    agrees(story, case)
    story.restrict(case)
    assert (DELYTH.id, Involvement.CONSULTEE) in story.case(case).involved
    story.post_all(case)
    story.appeal(case)
    with refused("8.5", "reviewer"):
        story.assign(case, DELYTH, by=EMRYS)


def a_long_term() -> Story:
    """Agreed to, decided, reviewed by somebody else and upheld."""
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    agrees(story, case)
    decides(story, case)
    story.post_all(case)
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    return story.until("2026-12-20")


def agreed_only_afterwards(record: Record) -> Record:
    agreed = next(fact for fact in record if isinstance(fact.event, LongTermAgreed))
    rest = [fact for fact in record if fact is not agreed]
    return [*rest, replace(agreed, position=rest[-1].position + 1, recorded_at=rest[-1].recorded_at)]


SHORTER = date(2027, 11, 30)
PLANTED: Sequence[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("7.2", "no Head of Service agreed to", a_long_term, without(LongTermAgreed)),
    ("7.2", "no Head of Service agreed to", a_long_term, agreed_only_afterwards),
    ("7.2", "no Head of Service agreed to", a_long_term, changing(LongTermAgreed, until=SHORTER)),
    ("7.2", "no Head of Service agreed to", a_long_term, changing(LongTermAgreed, envelope={"roles": BRYN.roles})),
    ("7.2", "no Head of Service agreed to", a_long_term, changing(LongTermAgreed, envelope={"actor": BRYN.id})),
    ("7.2", "no Head of Service agreed to", a_long_term, changing(RestrictionImposed, agreed_by=EMRYS.id)),
    ("8.5", "had taken part", a_long_term, changing(ReviewerAssigned, reviewer=DELYTH.id)),
]


@clause("7.2", "8.5")
@pytest.mark.parametrize(("number", "what", "life", "doctor"), PLANTED)
def test_a_planted_bug_is_found(number: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    finds(life(), doctor, number, what)
