"""Who acts for a customer: with authority, until it ends; then the customer writes directly (6.1, 8.3)."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.authority import (
    CorrectedDetail,
    CorrectRepresentative,
    Relation,
    RepresentativeCorrected,
)
from domain.case.deciding import Characteristic
from domain.case.duties import Act, DutyKind, agenda
from domain.case.notice import Change
from domain.case.state import Outcome
from domain.case.varying import ASKED_ANEW
from domain.case.verdict import Answer
from domain.contradictions import check_measures
from domain.measures import Measure, MeasureKind
from domain.names import CaseId, Channel, CustomerId, RepresentativeId
from domain.refusal import NotFound
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story
from tests.domain.test_invariants_healthy import no_breach

NOBODY = RepresentativeId("representative/00000000-0000-0000-0000-00000000000f")


def through(representative: RepresentativeId) -> dict[str, Any]:
    measure = Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE, representative=representative)
    return {"measures": (measure,), "measure_words": ("A Sister",)}


def restricted_to_a_sister(**said: Any) -> tuple[Story, CaseId, RepresentativeId]:
    story = a_story()
    sister = story.a_representative(**said)
    return story, story.a_restriction(**through(sister)), sister


@clause("6.1", "1.3")
def test_a_representative_has_a_name_an_authority_and_a_way_to_be_reached() -> None:
    story = a_story()
    blank: dict[str, Any]
    for wrong in ("name", "authority"):
        blank = {wrong: " "}
        with refused("6.1", wrong):
            story.a_representative(**blank)
    with refused("6.1", "phones"):
        story.a_representative(phones=())
    with refused("6.1", "until"):
        story.a_representative(until=story.today - timedelta(days=1))
    story.a_representative(until=story.today)
    with pytest.raises(NotFound):
        story.a_representative(customer=CustomerId("customer/00000000-0000-0000-0000-00000000000f"))


@clause("8.3", "1.3")
def test_a_representative_may_be_a_customer_who_is_restricted_themselves_but_is_somebody_else() -> None:
    story = a_story()
    with refused("6.1", "record"):
        story.a_representative(record=story.customer)
    sister = story.a_customer(name="A Sister")
    own, story.customer = story.customer, sister
    story.a_restriction(measures=(WRITING_ONLY,))
    story.customer = own
    acting = story.a_representative(record=sister)
    story.a_restriction(**through(acting))
    assert story.ask(of=own, by_representative=True).answer is Answer.ALLOW
    story.link(own, story.a_customer())
    with refused("6.1", "record"):
        story.a_representative(record=story.customer)


@clause("6.1")
def test_contact_goes_through_somebody_who_has_authority_for_this_customer() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    with refused("6.1", "measures.0.representative"):
        check_measures((Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE),))
    with pytest.raises(NotFound):
        story.restrict(case, **through(NOBODY))
    with pytest.raises(NotFound):
        story.restrict(case, **through(story.a_representative(customer=story.a_customer())))
    with refused("6.1", "measures.0.representative"):
        story.restrict(case, **through(story.a_representative(since=story.today + timedelta(days=1))))
    gone = story.a_representative()
    story.ends_authority(gone)
    with refused("6.1", "measures.0.representative"):
        story.restrict(case, **through(gone))
    story.restrict(case, **through(story.a_representative(until=story.today)))


@clause("6.1", "1.3")
def test_whoever_acts_for_a_linked_record_acts_for_the_person() -> None:
    story = a_story()
    other = story.a_customer()
    sister = story.a_representative(customer=other)
    story.link(story.customer, other)
    story.a_restriction(**through(sister))
    assert story.ask(of=other).answer is Answer.REFUSE


@clause("1.3", "6.1")
def test_nobody_goes_through_who_acts_for_a_stranger_once_the_records_are_unlinked() -> None:
    story = a_story()
    other = story.a_customer(name="The same tenant")
    link = story.link(story.customer, other)
    sister = story.a_representative(customer=other)
    case = story.a_restriction(**through(sister))
    assert story.ask().answer is Answer.REFUSE
    story.now += timedelta(hours=1)
    story.unlink(link)
    assert story.ask().answer is Answer.ALLOW
    story.until_moment(story.now)
    assert story.told(case)[-1] == "change:representative-gone"
    assert DutyKind.VARY_WITHOUT_REPRESENTATIVE in {duty.kind for duty in agenda(story.case(case), story.book)}
    story.until("2027-03-01")
    no_breach(story)


@clause("1.3", "6.1")
def test_a_link_that_was_undone_elsewhere_frees_nobody() -> None:
    story = a_story()
    third = story.a_customer(name="Somebody else")
    link = story.link(story.customer, third)
    sister = story.a_representative()
    case = story.a_restriction(**through(sister))
    story.unlink(link)
    story.until_moment(story.now)
    assert story.ask().answer is Answer.REFUSE
    assert "RepresentativeNoLongerActs" not in story.events(case)
    no_breach(story)


@clause("6.1")
def test_a_customer_whose_representative_withdraws_is_free_at_once() -> None:
    story, case, sister = restricted_to_a_sister()
    assert story.ask().answer is Answer.REFUSE
    story.now += timedelta(hours=1)
    story.ends_authority(sister)
    assert story.ask().answer is Answer.ALLOW
    assert "RepresentativeNoLongerActs" not in story.events(case)
    story.until_moment(story.now)
    assert story.events(case).count("RepresentativeNoLongerActs") == 1
    assert story.told(case)[-1] == f"change:{Change.REPRESENTATIVE_GONE}"
    assert story.ask(channel=Channel.WRITING).answer is Answer.ALLOW


@clause("9.1", "6.1", "Never")
def test_a_correction_of_a_representative_says_what_it_corrects_and_why() -> None:
    story = a_story()
    sister = story.a_representative()
    with refused("9.1", "reason"):
        story.do(sister, CorrectRepresentative(reason=" ", name="Mair Lewis"), ASHA)
    with refused("9.1", "name"):
        story.do(sister, CorrectRepresentative(reason="Misheard."), ASHA)
    with refused("6.1", "name"):
        story.do(sister, CorrectRepresentative(reason="Misheard.", name=" "), ASHA)
    with refused("6.1", "phones"):
        story.do(sister, CorrectRepresentative(reason="Gone.", phones=(), emails=(), address=()), ASHA)
    story.do(sister, CorrectRepresentative(reason="Misheard.", name="Mair Lewis", relation=Relation.ADVOCATE), ASHA)
    (again,) = story.do(sister, CorrectRepresentative(reason="A digit.", name="Mair Lewys", phones=("1",)), ASHA)
    assert isinstance(again, RepresentativeCorrected)
    assert set(again.corrects) == {CorrectedDetail("name", 2), CorrectedDetail("phones", 1)}
    assert story.states[sister].relation is Relation.ADVOCATE


@clause("6.1")
def test_what_else_a_decision_says_goes_on_when_the_representative_is_gone() -> None:
    story = a_story()
    sister = story.a_representative()
    said = through(sister)
    story.a_restriction(measures=(*said["measures"], WRITING_ONLY), measure_words=("A Sister", ""))
    story.ends_authority(sister)
    assert story.ask(channel=Channel.TELEPHONE).answer is Answer.REFUSE
    assert story.ask(channel=Channel.WRITING).answer is Answer.ALLOW


@clause("6.1", "9.3")
def test_a_manager_varies_the_measure_in_five_working_days_or_is_reminded_and_escalated() -> None:
    story, case, sister = restricted_to_a_sister()
    story.ends_authority(sister)
    story.until("2026-11-24")
    assert story.tries(case, DutyKind.VARY_WITHOUT_REPRESENTATIVE, Act.ESCALATE) == "not yet"
    (duty, *_) = [t.duty for _, t in story.all_timers() if t.duty.kind is DutyKind.VARY_WITHOUT_REPRESENTATIVE]
    assert (duty.due_on.isoformat(), duty.person) == ("2026-11-30", BRYN.id)
    story.until("2026-12-01")
    assert story.events(case)[-1] == "DutyEscalated"


@clause("6.1", "9.3")
def test_another_representative_binds_once_the_customer_has_been_told_and_not_before() -> None:
    story, case, sister = restricted_to_a_sister()
    story.ends_authority(sister)
    story.until("2026-11-24")
    end = story.decision(case).expires_on
    story.vary(case, expires_on=end, **through(story.a_representative(name="A Brother")))
    assert story.ask().answer is Answer.ALLOW
    story.post_all()
    assert story.ask().answer is Answer.REFUSE
    assert story.tries(case, DutyKind.VARY_WITHOUT_REPRESENTATIVE, Act.ESCALATE) == "already so"


@clause("9.3")
def test_of_a_restriction_that_the_customer_never_met_nobody_is_told_that_the_representative_is_gone() -> None:
    story = a_story()
    sister = story.a_representative()
    case = story.a_restriction(posted=False, **through(sister))
    story.ends_authority(sister)
    story.until_moment(story.now, posting=False)
    assert "RepresentativeNoLongerActs" in story.events(case)
    assert story.told(case) == ["decision"]


@clause("6.1", "8.6")
def test_on_appeal_nobody_who_writes_directly_is_sent_through_somebody_else_again() -> None:
    story, case, sister = restricted_to_a_sister()
    story.ends_authority(sister)
    story.until("2026-11-24")
    story.an_appeal_under_review(case)
    brother = story.a_representative(name="A Brother")
    asked: dict[str, Any] = {"characteristic": Characteristic.NONE_KNOWN, **dict.fromkeys(ASKED_ANEW, "Asked.")}
    with refused("8.6", "measures"):
        story.decide_appeal(case, Outcome.VARY, **asked, **through(brother))
    story.decide_appeal(case, Outcome.VARY, last_day=date(2027, 1, 8), **asked, **through(sister))
    story.until("2026-12-10")
    assert story.ask().answer is Answer.ALLOW
