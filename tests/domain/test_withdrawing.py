"""A warning of which nothing is left is taken back, and whoever was warned is told (1.3, 4.1, 7.2, 9.3)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.case.notice import NoticeKind
from domain.case.state import Outcome
from domain.case.withdrawing import WarningWithdrawn, WithdrawWarning
from domain.incident import Assessment, IncidentAssessed
from domain.invariants import breaches
from domain.linking import CustomersUnlinked
from domain.names import THE_SYSTEM, CaseId, IncidentId, NoticeId, WarningId
from domain.refusal import AlreadySo, NotAllowed, NotFound
from domain.retraction import IncidentRetracted
from tests.clauses import clause
from tests.domain.cast import BRYN
from tests.domain.doctors import Doctor, Record, changing, finds, without
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story
from tests.domain.test_linking import two_records
from tests.domain.test_retracting import retract

FIRST = WithdrawWarning(warning=WarningId("warning/1"))


def otherwise(story: Story, incident: IncidentId) -> None:
    story.assess(incident, assessment=Assessment.NOT_UNACCEPTABLE, criteria=(), anew=True, reasons="The recording.")


def warned(story: Story, *, told: bool = True) -> tuple[CaseId, IncidentId]:
    incident = story.an_assessed_incident()
    case = story.refer(incident)
    story.warn(case)
    if told:
        story.post_all()
    return case, incident


def withdrawn(story: Story, case: CaseId) -> list[WarningWithdrawn]:
    return [event for event in story.streams[case] if isinstance(event, WarningWithdrawn)]


@clause("4.1", "7.2", "9.3")
@pytest.mark.parametrize(("because", "why"), [(otherwise, "not-unacceptable"), (retract, "recorded-in-error")])
def test_a_warning_about_what_counts_no_longer_is_taken_back_with_a_letter(
    because: Callable[[Story, IncidentId], object], why: str
) -> None:
    story = a_story("2026-11-23")
    case, incident = warned(story)
    story.now += timedelta(days=2)
    because(story, incident)
    (event,) = withdrawn(story, case)
    assert (event.why, event.notice) == (why, "notice/2")
    assert story.case(case).notices[-1].kind is NoticeKind.WARNING_WITHDRAWN
    story.until("2026-11-30")
    assert story.case(case).notices[-1].left_at
    assert "WarningPeriodEnded" not in story.events(case)
    assert story.case(case).closed


@clause("1.3", "7.2", "9.3")
def test_a_warning_that_rests_on_a_record_since_unlinked_is_taken_back_also_in_part() -> None:
    story, caller, link = two_records()
    theirs, own = story.an_assessed_incident(customer=caller), story.an_assessed_incident()
    case = story.refer(theirs, own)
    story.warn(case, theirs, own)
    story.post_all()
    story.unlink(link)
    (event,) = withdrawn(story, case)
    assert event.why == "unlinked"
    later = story.an_assessed_incident()
    story.add(case, later)
    with refused("7.2", "basis"):
        story.restrict(case, basis=(later,))


@clause("4.1", "7.2")
def test_while_anything_of_it_counts_the_warning_stands() -> None:
    story = a_story("2026-11-23")
    first, second = story.an_assessed_incident(), story.an_assessed_incident()
    case = story.refer(first, second)
    story.warn(case, first, second)
    story.post_all()
    retract(story, first)
    assert withdrawn(story, case) == []
    otherwise(story, second)
    assert len(withdrawn(story, case)) == 1


@clause("8.6", "7.2", "9.3")
def test_what_a_review_found_not_unacceptable_takes_the_warning_about_it_with_it() -> None:
    story = a_story("2026-11-23")
    case, first = warned(story)
    story.until("2026-11-25")
    story.add(case, later := story.an_assessed_incident())
    story.restrict(case, basis=(first, later))
    story.post_all(case)
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.QUASH, not_unacceptable=(first,))
    assert [event.why for event in withdrawn(story, case)] == ["not-unacceptable"]


@clause("7.2", "9.3")
def test_a_warning_whose_letter_has_not_left_does_not_go_and_nobody_is_told() -> None:
    story = a_story("2026-11-23")
    case, incident = warned(story, told=False)
    retract(story, incident)
    (event,) = withdrawn(story, case)
    assert (event.notice, event.notice_leave_by) == (None, None)
    story.until("2026-12-10")
    assert "NoticePrepared" not in story.events(case)
    assert story.case(case).closed


@clause("7.2", "8.2")
def test_a_warning_that_comes_back_after_it_was_taken_back_does_not_go_again() -> None:
    story = a_story("2026-11-23")
    case, incident = warned(story)
    retract(story, incident)
    story.bounce(case, NoticeId("notice/1"))
    assert len(story.case(case).notices) == 2
    story.post_all()
    story.bounce(case, NoticeId("notice/2"))
    assert [notice.kind for notice in story.case(case).notices][2:] == [NoticeKind.WARNING_WITHDRAWN]


@clause("7.2", "9.3")
def test_a_case_that_had_closed_is_opened_for_the_letter_and_closes_again() -> None:
    story = a_story("2026-11-23")
    case, incident = warned(story)
    story.until("2027-01-20")
    assert story.case(case).closed
    retract(story, incident)
    assert story.events(case)[-2:] == ["CaseReopened", "WarningWithdrawn"]
    story.until("2027-02-01")
    assert story.case(case).closed
    assert breaches(story.record, story.book, now=story.now) == []


@clause("7.2")
def test_of_a_warning_that_counts_no_longer_anyhow_nobody_is_told() -> None:
    story = a_story("2026-11-23")
    case, incident = warned(story)
    last = story.case(case).warnings[0].counts_until
    assert last is not None
    story.until(str(last + timedelta(days=1)))
    retract(story, incident)
    assert withdrawn(story, case) == []


@clause("7.2", "Never")
def test_nobody_but_the_process_takes_back_and_only_what_nothing_is_left_of() -> None:
    story = a_story("2026-11-23")
    case, incident = warned(story)
    with pytest.raises(NotAllowed):
        story.do(case, FIRST, BRYN)
    with pytest.raises(AlreadySo):
        story.do(case, FIRST, THE_SYSTEM)
    with pytest.raises(NotFound):
        story.do(case, WithdrawWarning(warning=WarningId("warning/2")), THE_SYSTEM)
    retract(story, incident)
    with pytest.raises(AlreadySo):
        story.do(case, FIRST, THE_SYSTEM)


def taken_back() -> Story:
    story = a_story("2026-11-23")
    _, incident = warned(story)
    otherwise(story, incident)
    return story.until("2026-12-10")


def unlinked() -> Story:
    story, caller, link = two_records()
    case = story.refer(story.an_assessed_incident(customer=caller))
    story.warn(case)
    story.post_all()
    story.unlink(link)
    return story.until_moment(story.now + timedelta(days=10))


def told_twice(record: Record) -> Record:
    return [*record, *[fact for fact in record if isinstance(fact.event, WarningWithdrawn)]]


def as_it_was(record: Record) -> Record:
    return [f for f in record if not (isinstance(f.event, IncidentAssessed) and f.event.anew)]


PLANTED: list[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("7.2", "by somebody who may not", taken_back, changing(WarningWithdrawn, envelope={"roles": BRYN.roles})),
    ("7.2", "taken back twice", taken_back, told_twice),
    ("7.2", "taken back that stood", taken_back, as_it_was),
    ("7.2", "taken back that stood", unlinked, without(CustomersUnlinked)),
    ("9.3", "and is not told", taken_back, changing(WarningWithdrawn, notice=None)),
    ("4.1", "was not taken back", taken_back, without(WarningWithdrawn)),
    ("4.1", "was not taken back", unlinked, without(WarningWithdrawn, IncidentRetracted)),
]


@pytest.mark.parametrize(
    ("number", "what", "life", "doctor"), PLANTED, ids=[f"{n}-{row[1]}" for n, row in enumerate(PLANTED)]
)
def test_a_planted_bug_is_found(number: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    finds(life(), doctor, number, what)
