"""One person, two records: linked, read together, unlinked; and what rested on the other then rests (1.3)."""

from datetime import timedelta
from itertools import count, pairwise
from typing import Any

import pytest

from domain.case.duties import Act, DutyKind
from domain.case.verdict import Answer, Purpose
from domain.linking import UnlinkCustomers, links_in, needs_of_the_person, person
from domain.measures import Measure, MeasureKind
from domain.names import CaseId, Channel, CustomerId, LinkId
from domain.refusal import Conflict, NotAllowed, NotFound
from domain.streams import Needs
from tests.clauses import clause
from tests.domain.cast import (
    ASHA,
    BRYN,
    DIGITAL_ONLY,
    GWEN,
    NO_CONTACT,
    READ_AND_FILE,
    WRITING_ONLY,
)
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

NOBODY = CustomerId("customer/00000000-0000-0000-0000-00000000000f")
PHONE_ONLY = Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.TELEPHONE)
LINKING = "reading.md, One person, two records"


def records(story: Story, customer: CustomerId) -> frozenset[CustomerId]:
    return person(customer, links_in(story.states))


def rounds_to_find(story: Story, record: CustomerId) -> int:
    """How often what is needed of a person is asked for, until it asks for nothing new."""
    found: dict[str, Any] = {}
    asked = Needs()
    for number in count():
        needed = needs_of_the_person(record, found)
        if needed == asked:
            assert records(story, record) <= needed.tags
            return number
        asked = needed
        found = {s: story.states[s] for tag in needed.tags for s in story.tags[tag]}
    raise AssertionError


def two_records(start: str = "2026-11-23") -> tuple[Story, CustomerId, LinkId]:
    """A tenant, and a caller not yet identified who turns out to be the tenant."""
    story = a_story(start)
    caller = story.a_customer(identified=False, name=None, description="Calls at night.", address=())
    return story, caller, story.link(story.customer, caller)


def restricted_for_what_the_other_did(*, posted: bool = True) -> tuple[Story, CaseId, LinkId]:
    """The tenant is restricted for what was recorded of the caller alone."""
    story, caller, link = two_records()
    case = story.refer(story.an_assessed_incident(customer=caller))
    story.dispense(case)
    story.restrict(case)
    if posted:
        story.post_all()
    return story, case, link


@clause("1.3")
def test_two_records_are_linked_by_a_manager_or_governance_with_the_reason() -> None:
    story = a_story()
    other = story.a_customer()
    with pytest.raises(NotAllowed):
        story.link(story.customer, other, by=ASHA)
    with refused("1.3", "reason"):
        story.link(story.customer, other, reason=" ")
    with refused("1.3", "other"):
        story.link(other, other)
    with pytest.raises(NotFound):
        story.link(story.customer, NOBODY)
    link = story.link(story.customer, other, by=GWEN)
    assert records(story, other) == {story.customer, other}
    with pytest.raises(Conflict):
        story.link(other, story.customer)
    with pytest.raises(NotAllowed):
        story.unlink(link, by=ASHA)
    with refused("1.3", "reason"):
        story.unlink(link, reason="")
    story.unlink(link)
    assert records(story, other) == {other}
    with pytest.raises(Conflict):
        story.unlink(link)
    assert story.link(other, story.customer) == link


@clause("1.3")
def test_of_a_link_that_was_never_made_there_is_nothing_to_undo() -> None:
    story = a_story()
    with pytest.raises(NotFound):
        story.do("link/00000000-0000-0000-0000-00000000000f", UnlinkCustomers(reason="Why."), BRYN)


@clause("1.3")
@pytest.mark.parametrize("backwards", [False, True])
def test_whoever_is_linked_through_others_is_one_person_however_many_lie_between(backwards: bool) -> None:
    story = a_story()
    chain = [story.customer, *(story.a_customer() for _ in range(11))]
    pairs = list(pairwise(chain))
    links = [story.link(one, other) for one, other in (reversed(pairs) if backwards else pairs)]
    assert records(story, chain[0]) == set(chain)
    for record in chain:
        assert rounds_to_find(story, record) <= 3
    with pytest.raises(Conflict):
        story.link(chain[0], chain[-1])
    story.refer(story.an_assessed_incident(customer=chain[-1]))
    story.unlink(links[5])
    assert chain[-1] not in records(story, chain[0])
    with refused("1.3", "incidents"):
        story.refer(story.an_assessed_incident(customer=chain[-1]))


@clause("1.3")
def test_incidents_are_carried_over_by_a_link_and_are_the_others_own_without_it() -> None:
    story = a_story()
    caller = story.a_customer(identified=False, name=None, description="Calls at night.")
    theirs = story.an_assessed_incident(customer=caller)
    with refused("1.3", "incidents"):
        story.refer(theirs)
    case = story.a_referred_case()
    with refused("1.3", "incidents"):
        story.add(case, theirs)
    link = story.link(story.customer, caller)
    story.add(case, theirs)
    story.dispense(case)
    story.unlink(link)
    with refused("1.3", "basis.1"):
        story.restrict(case)
    with refused("1.3", "incidents.0"):
        story.warn(case, theirs)
    story.link(story.customer, caller)
    story.restrict(case)
    assert story.decision(case).rests_on == (caller,)


@clause("1.3", "7.2")
def test_a_warning_about_one_record_is_a_warning_to_the_person() -> None:
    story = a_story()
    other = story.a_customer()
    warned = story.a_referred_case()
    story.warn(warned)
    story.post_all()
    story.now += timedelta(days=30)
    own = story.customer
    story.customer = other
    case = story.refer(story.an_assessed_incident(customer=other))
    with refused("7.2", "basis"):
        story.restrict(case)
    link = story.link(own, other)
    story.restrict(case)
    assert story.decision(case).rests_on == (own,)
    story.post_all()
    story.unlink(link)
    assert story.ask(of=other).answer is Answer.ALLOW


@clause("7.2", "1.3")
def test_a_warning_for_what_another_did_counts_no_longer_once_they_are_unlinked() -> None:
    story, caller, link = two_records()
    warned = story.refer(story.an_assessed_incident(customer=caller))
    story.warn(warned)
    story.post_all()
    story.now += timedelta(days=30)
    own = story.an_assessed_incident()
    case = story.refer(own)
    story.unlink(link)
    with refused("7.2", "basis"):
        story.restrict(case)
    story.link(story.customer, caller)
    with refused("7.2", "basis"):  # the customer has been told that it counts no longer
        story.restrict(case)


@clause("6.1", "1.3")
def test_the_verdict_is_the_same_of_every_record_of_one_person() -> None:
    story = a_story()
    story.a_restriction()
    other = story.a_customer()
    assert story.ask(of=other).answer is Answer.ALLOW
    link = story.link(other, story.customer)
    assert story.ask(of=other).answer is story.ask(of=story.customer).answer is Answer.REFUSE
    story.unlink(link)
    assert story.ask(of=other).answer is Answer.ALLOW
    assert story.ask(of=story.customer).answer is Answer.REFUSE


@clause("6.1", "1.3")
def test_a_decision_that_with_the_other_records_leaves_no_route_is_refused() -> None:
    story = a_story()
    story.a_restriction(measures=(WRITING_ONLY,))
    own, story.customer = story.customer, story.a_customer()
    case = story.a_case_to_decide()
    story.link(own, story.customer)
    with refused("6.1", "ends_all_contact"):
        story.restrict(case, measures=(DIGITAL_ONLY,))
    story.restrict(case, measures=(READ_AND_FILE,))


@clause("6.1", "1.3")
def test_a_link_that_leaves_no_route_opens_what_either_record_left_open_and_a_manager_is_told() -> None:
    story = a_story()
    first = story.a_restriction(measures=(WRITING_ONLY,))
    own, story.customer = story.customer, story.a_customer()
    second = story.a_restriction(measures=(PHONE_ONLY,))
    link = story.link(own, story.customer)
    assert story.ask(of=own, channel=Channel.TELEPHONE).answer is Answer.ALLOW
    assert story.ask(of=own, channel=Channel.WRITING).answer is Answer.ALLOW
    assert story.ask(of=own, channel=Channel.DIGITAL).answer is Answer.REFUSE
    story.until("2026-11-24")
    for case in (first, second):
        assert story.events(case)[-1] == "NoRouteLeftTogether"
        assert story.tries(case, DutyKind.LEAVE_A_ROUTE, Act.REMIND) == "not yet"
    story.until("2026-12-01")
    assert {"DutyReminded", "DutyEscalated"} <= set(story.events(first))
    story.unlink(link)
    story.until("2026-12-02")
    assert "RouteLeftAgain" in story.events(first)
    assert story.tries(second, DutyKind.LEAVE_A_ROUTE, Act.ESCALATE) == "already so"


@clause("6.1", "1.3")
def test_once_one_of_the_two_is_lifted_nobody_is_asked_for_a_route_any_more() -> None:
    story = a_story()
    first = story.a_restriction(measures=(WRITING_ONLY,))
    own, story.customer = story.customer, story.a_customer()
    second = story.a_restriction(measures=(PHONE_ONLY,))
    story.link(own, story.customer)
    story.until("2026-11-24")
    story.lift(first)
    story.until("2026-11-25")
    assert story.events(second)[-1] == "RouteLeftAgain"
    assert story.ask(of=own, channel=Channel.WRITING).answer is Answer.REFUSE


@clause("6.1")
def test_a_decision_that_ends_all_contact_is_not_opened_by_a_link_to_a_lesser_one() -> None:
    story = a_story()
    story.a_restriction(measures=(NO_CONTACT,), ends_all_contact=True, extreme_reason="Threats.")
    own, story.customer = story.customer, story.a_customer()
    case = story.a_restriction(measures=(PHONE_ONLY,))
    story.link(own, story.customer)
    assert story.ask(of=own).answer is Answer.REFUSE
    assert story.ask(of=own, purpose=Purpose.APPEAL).answer is Answer.ALLOW
    story.until("2026-11-24")
    assert "NoRouteLeftTogether" not in story.events(case)


def restricted_for_what_both_did() -> tuple[Story, CaseId, LinkId]:
    story, caller, link = two_records()
    case = story.refer(story.an_assessed_incident(), story.an_assessed_incident(customer=caller))
    story.dispense(case)
    story.restrict(case)
    story.post_all()
    return story, case, link
