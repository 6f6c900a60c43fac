"""An entry that is outstanding: to whom it is shown, by when, and who may settle it (9.1)."""

from datetime import date

import pytest

from domain.case.duties import Act, DutyKind, agenda
from domain.case.entering import (
    HousingSystemDidNotTake,
    HousingSystemEntered,
    LeaveOutOfHousingSystem,
    LeftOutOfHousingSystem,
    RecordEntered,
    RecordNotTaken,
    next_entry,
)
from domain.case.entry import NotTaken
from domain.case.stage import open_parts
from domain.case.state import Outcome
from domain.names import THE_SYSTEM, CaseId, EntryId, Role
from domain.refusal import AlreadySo, Conflict, NotAllowed, NotFound
from tests.clauses import clause
from tests.domain.cast import BRYN, GWEN, READ_AND_FILE, WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

FIRST = EntryId("entry/1")


def a_story_while_nobody_enters(now: str = "2026-11-23") -> Story:
    story = a_story(now)
    story.entering = False
    return story


def owed(story: Story, case: CaseId) -> list[str]:
    """The entries of a case, in order: "imposed decision/1"."""
    return [f"{entry.change} {entry.decision.id}" for entry in story.case(case).entries]


def enter(story: Story, case: CaseId, entry: EntryId = FIRST, reference: str = "H-1") -> None:
    story.do(case, RecordEntered(entry=entry, reference=reference), THE_SYSTEM)


def enter_all(story: Story, case: CaseId) -> None:
    while entry := next_entry(story.case(case)):
        enter(story, case, entry.id)


@clause("9.1")
@pytest.mark.parametrize(("decided", "due"), [("2026-11-23", "2026-11-24"), ("2026-12-24", "2026-12-29")])
def test_an_entry_is_made_by_the_next_working_day_and_is_shown_to_governance_until_then(decided: str, due: str) -> None:
    story = a_story_while_nobody_enters(decided)
    case = story.a_restriction(posted=False)
    (duty,) = [d for d in agenda(story.case(case), story.book) if d.kind is DutyKind.ENTER_IN_HOUSING_SYSTEM]
    assert (duty.due_on.isoformat(), duty.owner, duty.clause, duty.about) == (due, Role.GOVERNANCE, "9.1", FIRST)
    assert "entries" in open_parts(story.case(case), story.book)
    enter(story, case)
    assert "entries" not in open_parts(story.case(case), story.book)


@clause("9.1", "reading.md, Never")
def test_an_entry_that_is_outstanding_is_reminded_of_on_its_day_and_escalated_after_it() -> None:
    story = a_story_while_nobody_enters()
    case = story.a_restriction(posted=False)
    kind = DutyKind.ENTER_IN_HOUSING_SYSTEM
    assert story.on("2026-11-23 23:59").tries(case, kind, Act.REMIND) == "not yet"
    assert story.on("2026-11-24 00:00").tries(case, kind, Act.REMIND) == "done"
    assert story.on("2026-11-24 23:59").tries(case, kind, Act.ESCALATE) == "not yet"
    assert story.on("2026-11-25 00:00").tries(case, kind, Act.ESCALATE) == "done"
    enter(story, case)
    assert story.on("2026-12-10").tries(case, kind, Act.ESCALATE) == "already so"


@clause("9.1", "9.2")
def test_a_case_does_not_close_while_an_entry_is_outstanding_and_closes_once_it_is_made() -> None:
    story = a_story_while_nobody_enters()
    case = story.a_restriction()
    story.until("2027-06-01")
    assert not story.case(case).closed
    assert {duty.kind for duty in agenda(story.case(case), story.book)} == {DutyKind.ENTER_IN_HOUSING_SYSTEM}
    enter_all(story, case)
    story.until("2027-06-02")
    assert story.case(case).closed


@clause("9.1")
def test_a_dead_housing_system_keeps_no_case_open_for_ever_as_people_enter_by_hand_or_leave_it_out() -> None:
    story = a_story_while_nobody_enters()
    case = story.a_restriction()
    story.until("2027-06-01")
    by_hand = RecordEntered(entry=FIRST, reference="typed in")
    with pytest.raises(NotAllowed):
        story.do(case, by_hand, BRYN)
    (event,) = story.do(case, by_hand, GWEN)
    assert isinstance(event, HousingSystemEntered)
    assert (event.by_hand, event.entered_by) == (True, GWEN.id)
    for entry in story.case(case).entries[1:]:
        (event,) = story.do(case, LeaveOutOfHousingSystem(entry=entry.id, reason="Not a tenant."), GWEN)
        assert isinstance(event, LeftOutOfHousingSystem)
    story.until("2027-06-02")
    assert story.case(case).closed


@clause("9.1")
def test_an_entry_left_out_has_a_reason_and_one_that_is_made_can_be_found_again() -> None:
    story = a_story_while_nobody_enters()
    case = story.a_restriction(posted=False)
    with refused("9.1", "reason"):
        story.do(case, LeaveOutOfHousingSystem(entry=FIRST, reason=" "), GWEN)
    with refused("9.1", "reference"):
        enter(story, case, reference=" ")
    with pytest.raises(NotFound):
        enter(story, case, EntryId("entry/2"))


@clause("9.1")
def test_the_process_enters_in_order_and_each_entry_once() -> None:
    story = a_story_while_nobody_enters()
    case = story.a_restriction()
    with pytest.raises(Conflict):
        enter(story, case, EntryId("entry/2"))
    enter(story, case)
    with pytest.raises(AlreadySo):
        enter(story, case)
    enter(story, case, EntryId("entry/2"))


@clause("9.1")
def test_why_an_entry_is_outstanding_is_recorded_once_for_each_reason() -> None:
    story = a_story_while_nobody_enters()
    case = story.a_restriction(posted=False)
    told = [(NotTaken.NOT_CONFIGURED, None), (NotTaken.AWAY, None), (NotTaken.REFUSED, 404), (NotTaken.REFUSED, 422)]
    for why, status in told:
        command = RecordNotTaken(entry=FIRST, why=why, status=status)
        (event,) = story.do(case, command, THE_SYSTEM)
        assert isinstance(event, HousingSystemDidNotTake)
        with pytest.raises(AlreadySo):
            story.do(case, command, THE_SYSTEM)
        (entry,) = story.case(case).entries
        assert (entry.not_taken, entry.status, entry.is_outstanding) == (why, status, True)
    enter(story, case)
    with pytest.raises(AlreadySo):
        story.do(case, command, THE_SYSTEM)


@clause("9.1", "8.6")
def test_every_entry_is_outstanding_by_itself_and_says_how_it_was_then() -> None:
    story = a_story_while_nobody_enters()
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.an_appeal_under_review(case)
    story.on("2026-11-24").decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,))
    story.on("2026-11-25").lift(case)
    assert owed(story, case) == [
        "imposed decision/1",
        "in-force decision/1",
        "varied-on-appeal decision/1",
        "lifted decision/1",
    ]
    entries = story.case(case).entries
    assert [len(entry.decision.measures) for entry in entries] == [2, 2, 1, 1]
    assert [entry.on.isoformat() for entry in entries] == ["2026-11-23", "2026-11-23", "2026-11-24", "2026-11-25"]
    assert [entry.decision.ended for entry in entries] == [None, None, None, "lifted"]


@clause("9.1")
def test_two_restrictions_of_one_customer_are_entered_each_in_its_own_case() -> None:
    story = a_story()
    first, second = story.a_restriction(), story.a_restriction(measures=(READ_AND_FILE,))
    assert owed(story, first) == owed(story, second) == ["imposed decision/1", "in-force decision/1"]


@clause("9.1", "8.2")
def test_a_reopened_case_goes_on_with_the_next_entry() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 30))
    story.until("2027-01-15")
    assert story.case(case).closed
    story.appeal(case, "2026-12-01")
    story.assign(case)
    story.decide_appeal(case, Outcome.QUASH)
    assert owed(story, case)[-1] == "quashed decision/1"
    assert story.case(case).entries[-1].id == EntryId(f"entry/{len(story.case(case).entries)}")
