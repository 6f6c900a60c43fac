"""For every check of how decisions were drafted a planted bug, and the breach that is found in it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest

from domain.case.deciding import RestrictionImposed, RestrictionVaried
from domain.case.reviewing import DecisionUpheld, ReviewerAssigned
from domain.case.state import Outcome
from domain.drafting import DraftDiscarded, Drafted, DraftSaved
from domain.names import CaseId, CustomerId, DraftId, same_id
from domain.people import NarrativeRead, ReadNarrative
from tests.clauses import clause
from tests.domain.cast import ASHA, CARYS, DELYTH, READ_AND_FILE, WRITING_ONLY
from tests.domain.doctors import Doctor, Record, changing, finds, without
from tests.domain.drafts import discards, drafts, drafts_a_whole_one, makes, saves, says, whole
from tests.domain.story import Story, a_story


def a_decision_that_was_drafted() -> Story:
    """Drafted, saved again the next day, made; another manager's draft discarded; a third read; appealed; upheld."""
    story = a_story("2026-09-01")
    case = story.a_case_to_decide()
    draft = drafts(story, case, reasons="So far.")
    other = drafts(story, case, by=CARYS, reasons="Perhaps.")
    story.until("2026-09-02 12:00")
    saves(story, draft, **whole(story, case, measures=(WRITING_ONLY, READ_AND_FILE)))
    story.do(same_id("reading", other), ReadNarrative(about=other), ASHA)
    makes(story, draft)
    discards(story, other, by=CARYS)
    story.post_all(case)
    story.appeal(case)
    story.assign(case, DELYTH)
    story.decide_appeal(case, Outcome.UPHOLD, by=DELYTH)
    eased = whole(story, case, Drafted.VARY, expires_on=story.decision(case).lapses_on)
    makes(story, drafts(story, case, what=Drafted.VARY, **eased))
    return story.until("2027-03-01")


def a_draft_in_a_case_that_closed() -> Story:
    story = a_story("2026-09-01")
    case = story.a_case_to_decide()
    draft = drafts_a_whole_one(story, case)
    story.no_action(case)
    story.until("2026-09-20")
    assert story.case(case).closed
    assert says(story, draft)
    return story


def saved_after_it_closed(record: Record) -> Record:
    saved = next(fact for fact in record if isinstance(fact.event, DraftSaved))
    last = record[-1]
    again = replace(saved, position=last.position + 1, recorded_at=last.recorded_at, version=2)
    return [*record, again]


def saved_again_after_it_was_discarded(record: Record) -> Record:
    discarded = next(fact for fact in record if isinstance(fact.event, DraftDiscarded))
    saved = next(f for f in record if isinstance(f.event, DraftSaved) and f.stream == discarded.stream)
    later = [fact for fact in record if fact.position > discarded.position]
    again = replace(saved, position=discarded.position, recorded_at=discarded.recorded_at, version=3)
    return [*(fact for fact in record if fact not in later), again, *later]


def by_who_is_no_manager(record: Record) -> Record:
    return [replace(f, roles=ASHA.roles) if isinstance(f.event, DraftSaved) else f for f in record]


def read_by_the_reviewer(record: Record) -> Record:
    return [
        replace(f, event=replace(f.event, reader=DELYTH.id)) if isinstance(f.event, NarrativeRead) else f
        for f in record
    ]


def made_twice(record: Record) -> Record:
    first = next(f.event for f in record if isinstance(f.event, RestrictionImposed))
    return [
        replace(f, event=replace(f.event, draft=first.draft)) if isinstance(f.event, RestrictionVaried) else f
        for f in record
    ]


LATER = date(2026, 9, 3)
OTHER = CustomerId("customer/00000000-0000-0000-0000-00000000000f")
PLANTED: Sequence[tuple[str, str, Callable[[], Story], Doctor]] = [
    ("7.2", "in another's name", a_decision_that_was_drafted, changing(DraftSaved, 1, drafted_by=DELYTH.id)),
    ("7.2", "in another's name", a_decision_that_was_drafted, changing(DraftDiscarded, envelope={"actor": ASHA.id})),
    ("7.2", "no manager", a_decision_that_was_drafted, by_who_is_no_manager),
    ("7.2", "sealed for another customer", a_decision_that_was_drafted, changing(DraftSaved, customer=OTHER)),
    ("7.2", "after it had been discarded", a_decision_that_was_drafted, saved_again_after_it_was_discarded),
    ("7.2", "case that had closed", a_draft_in_a_case_that_closed, saved_after_it_closed),
    ("7.2", "that was not there", a_decision_that_was_drafted, without(DraftSaved)),
    (
        "7.2",
        "that was not there",
        a_decision_that_was_drafted,
        changing(RestrictionImposed, draft=DraftId("draft/00000000-0000-0000-0000-00000000000f")),
    ),
    ("7.2", "that was not there", a_decision_that_was_drafted, changing(DraftSaved, 3, case=CaseId("case/1"))),
    ("7.2", "made of another's draft", a_decision_that_was_drafted, changing(RestrictionImposed, decided_by=CARYS.id)),
    ("7.2", "of another one", a_decision_that_was_drafted, changing(DraftSaved, 2, what=Drafted.VARY)),
    ("7.2", "decision had been made of it", a_decision_that_was_drafted, made_twice),
    (
        "3.1",
        "when the draft was written",
        a_decision_that_was_drafted,
        changing(RestrictionImposed, adjustments_asked_on=LATER),
    ),
    ("8.5", "was assigned", a_decision_that_was_drafted, changing(ReviewerAssigned, reviewer=CARYS.id)),
    ("8.5", "was assigned", a_decision_that_was_drafted, read_by_the_reviewer),
    ("8.5", "decided by somebody who had taken part", a_decision_that_was_drafted, read_by_the_reviewer),
    ("8.5", "decided by somebody", a_decision_that_was_drafted, changing(DecisionUpheld, decided_by=CARYS.id)),
]


@clause("3.1", "7.2", "8.5")
@pytest.mark.parametrize(("number", "what", "life", "doctor"), PLANTED)
def test_a_planted_bug_is_found(number: str, what: str, life: Callable[[], Story], doctor: Doctor) -> None:
    finds(life(), doctor, number, what)
