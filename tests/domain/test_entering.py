"""Where it is decided to restrict, an entry is made in the case file and in the housing system (9.1, 8.6)."""

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
from domain.case.stage import open_parts
from domain.case.state import NotTaken, Outcome
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
def test_a_restriction_is_entered_when_it_is_decided_and_when_it_comes_into_force() -> None:
    story = a_story()
    case = story.a_restriction(posted=False)
    assert owed(story, case) == ["imposed decision/1"]
    story.post_all(case)
    assert owed(story, case) == ["imposed decision/1", "in-force decision/1"]
    entered = [event for event in story.streams[case] if isinstance(event, HousingSystemEntered)]
    assert [(event.change, event.decision) for event in entered] == [
        ("imposed", "decision/1"),
        ("in-force", "decision/1"),
    ]
    assert all(event.reference and not event.by_hand for event in entered)


@clause("9.1", "8.2")
def test_where_safety_cannot_wait_one_entry_says_that_it_is_decided_and_in_force() -> None:
    story = a_story()
    case = story.a_restriction(posted=False, safety_reason="Danger.")
    (entry,) = story.case(case).entries
    assert entry.decision.in_force_from == story.now
    story.post_all(case)
    assert len(story.case(case).entries) == 1


@clause("9.1", "9.2")
@pytest.mark.parametrize(("how", "change"), [("lift", "lifted"), ("lapse", "lapsed")])
def test_the_end_of_a_restriction_is_entered_by_its_cause(how: str, change: str) -> None:
    story = a_story()
    case = story.a_restriction()
    if how == "lift":
        story.lift(case)
    else:
        story.until("2027-03-01")
    assert owed(story, case)[2:] == [f"{change} decision/1"]


@clause("9.1", "8.6")
def test_a_suspension_and_its_end_are_entered_the_latter_when_the_customer_has_been_told() -> None:
    story = a_story()
    case = story.a_restriction()
    story.suspend(case)
    story.post_all(case)
    assert owed(story, case)[2:] == ["suspended decision/1"]
    story.resume(case)
    assert owed(story, case)[2:] == ["suspended decision/1"]
    story.post_all(case)
    assert owed(story, case)[2:] == ["suspended decision/1", "resumed decision/1"]


@clause("9.1", "8.2")
def test_a_letter_that_comes_back_is_entered_as_a_suspension_until_another_leaves() -> None:
    story = a_story()
    case = story.a_restriction()
    story.bounce(case)
    assert owed(story, case)[-1] == "suspended decision/1"
    story.post_all(case)
    assert owed(story, case)[-1] == "resumed decision/1"


@clause("9.1", "9.2")
def test_a_continuation_is_entered_and_the_end_of_what_it_follows() -> None:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.until("2026-11-09")
    story.continue_(case)
    story.post_all(case)
    assert owed(story, case)[2:] == ["continued decision/2", "superseded decision/1", "in-force decision/2"]


@clause("9.1", "9.2")
def test_an_easing_is_entered_at_once_with_the_end_of_what_it_eases() -> None:
    story = a_story()
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.vary(case, expires_on=story.decision(case).lapses_on)
    assert owed(story, case)[2:] == ["superseded decision/1", "varied decision/2"]


@clause("9.1", "9.2")
def test_a_restriction_with_a_review_date_that_is_left_to_lapse_has_its_nearer_last_day_entered() -> None:
    story = a_story("2026-09-01")
    case = story.a_restriction(review_on=date(2026, 11, 30))
    story.until("2026-11-16")
    story.leave_to_lapse(case)
    assert owed(story, case)[2:] == ["dates-moved decision/1"]
    assert story.case(case).entries[-1].decision.lapses_on == date(2026, 11, 30)


@clause("8.6", "9.1")
def test_a_variation_on_appeal_is_entered_with_the_measures_that_are_left() -> None:
    story = a_story()
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,))
    assert owed(story, case)[2:] == ["varied-on-appeal decision/1"]
    assert story.case(case).entries[-1].decision.measures == (WRITING_ONLY,)
    assert story.case(case).entries[0].decision.measures == (WRITING_ONLY, READ_AND_FILE)


@clause("8.6", "9.1")
def test_a_decision_that_is_upheld_changes_nothing_and_owes_no_entry() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.UPHOLD)
    assert owed(story, case) == ["imposed decision/1", "in-force decision/1"]


@clause("8.6", "9.1")
def test_quashing_withdraws_the_entry_and_those_of_what_rested_on_it() -> None:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    story.until("2026-11-09", posting=False)
    story.continue_(case)
    story.decide_appeal(case, Outcome.QUASH)
    assert owed(story, case)[-2:] == ["quashed decision/1", "quashed decision/2"]


@clause("8.6", "9.1")
def test_quashing_after_a_restriction_has_ended_withdraws_its_entry_all_the_same() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 30))
    story.an_appeal_under_review(case)
    story.until("2026-12-02")
    story.decide_appeal(case, Outcome.QUASH)
    assert owed(story, case)[-2:] == ["lapsed decision/1", "quashed decision/1"]


@clause("9.1", "7.2")
def test_a_warning_or_no_action_restricts_nothing_and_owes_no_entry() -> None:
    story = a_story()
    warned, none = story.a_referred_case(), story.a_referred_case()
    story.warn(warned)
    story.no_action(none)
    assert owed(story, warned) == owed(story, none) == []


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
