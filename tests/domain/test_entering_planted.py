"""For every check of entries and attachments a planted bug, and the breach that is found in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from domain.attachment import AttachmentErased, EraseAttachment, ErasureGround, FileAttached
from domain.case.duties import DutyKind
from domain.case.entering import HousingSystemEntered, LeaveOutOfHousingSystem, LeftOutOfHousingSystem
from domain.case.entry import EntryChange
from domain.case.notice import NoticeKind
from domain.case.notices import NoticeFailed
from domain.case.state import Outcome
from domain.case.steps import CaseClosed, DutyEscalated
from domain.incident import IncidentRecorded
from domain.invariants import Fact, breaches
from domain.names import CustomerId, Role
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, GWEN
from tests.domain.doctors import (
    Doctor,
    a_quashed_continuation,
    a_variation_on_appeal,
    a_whole_life,
    both,
    changing,
    without,
)
from tests.domain.story import Story, a_story
from tests.domain.test_attachments import attach


def left_out() -> Story:
    story = a_story("2026-09-01")
    story.entering = False
    case = story.a_restriction()
    for entry in story.case(case).entries:
        story.do(case, LeaveOutOfHousingSystem(entry=entry.id, reason="Not a tenant."), GWEN)
    story.entering = True
    return story.until("2027-03-01")


def attached() -> Story:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    attach(story, case, by=ASHA)
    second = attach(story, story.case(case).incidents[0], by=DELYTH)
    story.do(second, EraseAttachment(ground=ErasureGround.RETENTION_ENDED), GWEN)
    story.appeal(case)
    story.assign(case, CARYS)
    return story


def entering(which: int, **fields: Any) -> Doctor:
    return changing(HousingSystemEntered, which, **fields)


def without_entry(change: EntryChange) -> Doctor:
    return lambda record: [fact for fact in record if getattr(fact.event, "change", None) is not change]


def never_entered(record: list[Fact]) -> list[Fact]:
    """Nothing was entered, nobody was told, and so nothing closed."""
    entry = DutyKind.ENTER_IN_HOUSING_SYSTEM
    told = [f for f in record if isinstance(f.event, DutyEscalated) and f.event.duty is entry]
    kept = [fact for fact in record if fact not in told]
    return without(HousingSystemEntered, CaseClosed)(kept)


def the_second_first(record: list[Fact]) -> list[Fact]:
    one, two = [fact for fact in record if isinstance(fact.event, HousingSystemEntered)][:2]
    swapped = {one.position: replace(one, event=two.event), two.position: replace(two, event=one.event)}
    return [swapped.get(fact.position, fact) for fact in record]


BY_BRYN = {"actor": BRYN.id, "roles": BRYN.roles}
PLANTED: Sequence[tuple[str, Callable[[], Story], Doctor]] = [
    ("imposed of decision/1 was not entered", a_whole_life, never_entered),
    ("in-force of decision/1 was not entered", a_whole_life, never_entered),
    ("lapsed of decision/1 was not entered", a_whole_life, never_entered),
    ("varied-on-appeal of decision/1 was not entered", a_variation_on_appeal, never_entered),
    ("continued of decision/2 was not entered", a_quashed_continuation, never_entered),
    ("quashed of decision/2 was not entered", a_quashed_continuation, never_entered),
    ("closed before imposed", a_whole_life, without_entry(EntryChange.IMPOSED)),
    ("closed before in-force", a_whole_life, without_entry(EntryChange.IN_FORCE)),
    ("closed before lapsed", a_whole_life, without_entry(EntryChange.LAPSED)),
    ("closed before quashed", a_quashed_continuation, without_entry(EntryChange.QUASHED)),
    ("closed before lapsed", a_whole_life, entering(-1, change=EntryChange.LIFTED)),
    ("entry/1 was made twice", a_whole_life, entering(1, entry="entry/1")),
    ("after a later one", a_whole_life, the_second_first),
    ("of a decision that had not been made", a_whole_life, entering(0, decision="decision/9")),
    ("was not made as it says", a_whole_life, entering(0, by_hand=True)),
    ("was not made as it says", a_whole_life, entering(0, envelope=BY_BRYN)),
    ("left out by somebody who may not", left_out, changing(LeftOutOfHousingSystem, envelope=BY_BRYN)),
    ("an incident that had not been recorded", attached, without(IncidentRecorded)),
    ("a case that had not been referred", attached, changing(FileAttached, envelope={"position": 0})),
    ("in another's name", attached, changing(FileAttached, attached_by=BRYN.id)),
    ("holds nothing", attached, changing(FileAttached, size=0)),
    ("for another customer", attached, changing(FileAttached, customer=CustomerId("customer/x"))),
    ("by somebody who may not", attached, changing(AttachmentErased, envelope={"roles": frozenset({Role.STAFF})})),
    ("other bytes than were attached", attached, changing(AttachmentErased, document="1" * 64)),
    (
        "taken part, or had read",
        attached,
        both(changing(FileAttached, attached_by=CARYS.id, envelope={"actor": CARYS.id})),
    ),
]


@clause("9.1", "8.5", "8.6")
@pytest.mark.parametrize(("what", "life", "doctor"), PLANTED, ids=[f"{n}-{row[0]}" for n, row in enumerate(PLANTED)])
def test_a_planted_bug_is_found(what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    story = life()
    assert breaches(story.record, story.book, now=story.now) == []
    found = breaches(doctor(story.record), story.book, now=story.now)
    assert any(what in breach.what for breach in found), found


@clause("9.1")
def test_entries_that_were_late_but_told_of_are_no_breach() -> None:
    story = a_story("2026-09-01")
    story.entering = False
    story.a_restriction()
    story.until("2026-10-01")
    assert breaches(story.record, story.book, now=story.now) == []
    silent = [fact for fact in story.record if not isinstance(fact.event, DutyEscalated)]
    assert {breach.clause for breach in breaches(silent, story.book, now=story.now)} == {"9.1"}


@clause("8.2", "9.2")
def test_a_letter_that_comes_back_after_a_case_closed_and_need_not_go_again_reopens_nothing() -> None:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.appeal(case)
    story.post_all(case)
    story.assign(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    story.until("2027-03-01")
    acknowledged = next(n for n in story.case(case).notices if n.kind is NoticeKind.APPEAL_ACKNOWLEDGED)
    (event,) = story.bounce(case, acknowledged.id)
    assert isinstance(event, NoticeFailed)
    assert event.again is None
    assert story.case(case).closed
    assert breaches(story.record, story.book, now=story.now) == []
