"""For every check of persons a planted bug, and the breach that is found in it (1.3, 6.1)."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

from domain.authority import (
    AuthorityEnded,
    AuthorityShortened,
    CorrectRepresentative,
    RepresentativeCorrected,
    RepresentativeEntered,
    ShortenAuthority,
)
from domain.case.deciding import RestrictionImposed
from domain.case.ending import RestrictionSuspended
from domain.case.following import NoRouteLeftTogether, RepresentativeNoLongerActs
from domain.case.new_incidents import IncidentLinked
from domain.case.referral import WarningIssued
from domain.case.state import HoldReason
from domain.case.steps import DutyEscalated, DutyReminded
from domain.invariants import breaches
from domain.linking import CustomersLinked, CustomersUnlinked
from domain.measures import Measure, MeasureKind
from domain.names import CaseId, Channel, LinkId, Role
from tests.clauses import clause
from tests.domain.cast import ASHA, CARYS, WRITING_ONLY
from tests.domain.contacts import a_contact
from tests.domain.doctors import Doctor, changing, without
from tests.domain.story import Story, a_story

PHONE_ONLY = Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.TELEPHONE)
NOBODY = {"roles": frozenset({Role.STAFF})}


def restricted_for_another() -> tuple[Story, CaseId, LinkId]:
    story = a_story()
    caller = story.a_customer(identified=False, name=None, description="Calls at night.")
    link = story.link(story.customer, caller)
    case = story.refer(story.an_assessed_incident(customer=caller))
    story.dispense(case)
    story.restrict(case)
    story.post_all()
    return story, case, link


def linked_still() -> Story:
    story, _, _ = restricted_for_another()
    return story.until("2026-12-01")


def warned_of_another() -> Story:
    story = a_story()
    caller = story.a_customer()
    link = story.link(story.customer, caller)
    case = story.refer(story.an_assessed_incident(customer=caller))
    story.warn(case)
    story.post_all()
    story.unlink(link)
    return story.until("2026-12-01")


def unlinked() -> Story:
    story, _, link = restricted_for_another()
    story.now += timedelta(hours=1)
    story.unlink(link)
    return story.until("2026-12-20")


def suspended_by_a_manager() -> Story:
    story, case, _ = restricted_for_another()
    story.suspend(case)
    return story.until("2026-12-01")


def through_a_sister() -> Story:
    story = a_story()
    story.a_restriction(measures=(Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE),), measure_words=("A Sister",))
    return story.until("2026-12-01")


def a_sister_who_is_gone() -> Story:
    story = through_a_sister()
    (sister,) = [stream for stream in story.states if stream.startswith("representative/")]
    story.ends_authority(sister)  # type: ignore[arg-type]
    return story.until("2026-12-20")


def without_a_route() -> Story:
    story = a_story()
    story.a_restriction(measures=(WRITING_ONLY,))
    own, story.customer = story.customer, story.a_customer()
    story.a_restriction(measures=(PHONE_ONLY,))
    story.link(own, story.customer)
    story.now += timedelta(hours=1)
    a_contact(story, channel=Channel.WRITING)
    return story.until("2026-12-20")


def an_incident_of_another_record() -> Story:
    story = a_story()
    story.a_restriction(expires_on=date(2027, 6, 30))
    other = story.a_customer()
    story.link(story.customer, other)
    story.until("2026-12-01")
    story.assess(story.an_incident(customer=other))
    return story.until("2026-12-20")


def an_incident_that_was_somebody_elses() -> Story:
    story = a_story()
    story.a_restriction(expires_on=date(2027, 6, 30))
    other = story.a_customer()
    link = story.link(story.customer, other)
    story.until("2026-12-01")
    story.an_incident(customer=other)
    story.until("2026-12-03")
    story.unlink(link)
    return story.until("2027-03-01")


HEALTHY = (
    an_incident_that_was_somebody_elses,
    an_incident_of_another_record,
    linked_still,
    warned_of_another,
    unlinked,
    suspended_by_a_manager,
    through_a_sister,
    a_sister_who_is_gone,
)


def a_sister_corrected() -> Story:
    story = a_story("2026-11-23")
    sister = story.a_representative()
    story.do(sister, CorrectRepresentative(reason="Misheard.", name="Mair Lewis"), ASHA)
    story.do(sister, ShortenAuthority(until=date(2026, 12, 24), reason="She moves away."), ASHA)
    return story


PLANTED: Sequence[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("1.3", "somebody who may not", linked_still, changing(CustomersLinked, envelope=NOBODY)),
    ("1.3", "somebody who may not", linked_still, changing(CustomersLinked, linked_by=CARYS.id)),
    ("1.3", "somebody who may not", unlinked, changing(CustomersUnlinked, unlinked_by=CARYS.id)),
    ("1.3", "every record of the person", linked_still, changing(CustomersLinked, records=())),
    ("1.3", "what somebody else did", linked_still, without(CustomersLinked)),
    ("1.3", "on whose records", linked_still, changing(RestrictionImposed, rests_on=())),
    ("1.3", "on whose records", warned_of_another, changing(WarningIssued, rests_on=())),
    ("1.3", "somebody else's incidents", unlinked, without(RestrictionSuspended)),
    ("8.6", "may not", unlinked, changing(RestrictionSuspended, envelope=NOBODY)),
    ("1.3", "nobody else's record", unlinked, without(CustomersUnlinked)),
    ("1.3", "nobody else's record", suspended_by_a_manager, changing(RestrictionSuspended, reason=HoldReason.UNLINKED)),
    ("1.3", "decide-after-unlinking", unlinked, without(DutyEscalated)),
    ("6.1", "without authority", through_a_sister, without(RepresentativeEntered)),
    (
        "6.1",
        "without authority",
        through_a_sister,
        changing(RepresentativeEntered, since=date(2026, 11, 24)),
    ),
    ("6.1", "the case does not know", a_sister_who_is_gone, without(RepresentativeNoLongerActs)),
    ("6.1", "who acts", a_sister_who_is_gone, without(AuthorityEnded)),
    ("6.1", "vary-without-representative", a_sister_who_is_gone, without(DutyEscalated)),
    ("9.2", "nobody was reminded", an_incident_of_another_record, without(DutyReminded)),
    ("9.2", "was not linked", an_incident_of_another_record, without(IncidentLinked)),
    (
        "reading.md, Never",
        "says nothing it corrects",
        a_sister_corrected,
        changing(RepresentativeCorrected, corrects=()),
    ),
    ("6.1", "that had passed", a_sister_corrected, changing(AuthorityShortened, until=date(2026, 1, 1))),
    ("6.1", "leave-a-route", without_a_route, without(DutyEscalated)),
    ("6.1", "the verdict said allow", without_a_route, without(CustomersLinked)),
]


@clause("1.3", "6.1")
@pytest.mark.parametrize("life", [*HEALTHY, without_a_route])
def test_in_a_healthy_life_nothing_is_found(life: Callable[[], Story]) -> None:
    story = life()
    assert breaches(story.record, story.book, now=story.now) == []


@clause("1.3", "6.1")
@pytest.mark.parametrize(("found_by", "what", "life", "doctor"), PLANTED)
def test_what_is_planted_is_found(found_by: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    story = life()
    found = breaches(doctor(story.record), story.book, now=story.now)
    assert any(b.clause == found_by and what in b.what for b in found), found


@clause("6.1")
def test_both_records_of_a_conflict_are_told_of_it() -> None:
    story = without_a_route()
    assert sum(isinstance(fact.event, NoRouteLeftTogether) for fact in story.record) == 2
