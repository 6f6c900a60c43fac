"""Drafts that become decisions, two managers at once, and who has known of a draft (3.1, 7.2, 8.5)."""

from datetime import timedelta

import pytest

from domain.case.deciding import Characteristic, Restrict
from domain.case.state import Involvement, Outcome
from domain.drafting import Drafted, Unfinished, check_may_open, decided_meanwhile
from domain.measures import Measure, MeasureKind
from domain.names import DraftId, same_id
from domain.people import ReadNarrative
from domain.refusal import ChangedMeanwhile, Conflict, NotFound
from tests.clauses import clause
from tests.domain.cast import BRYN, CARYS, DELYTH, READ_AND_FILE, WRITING_ONLY
from tests.domain.drafts import (
    command_of,
    discards,
    drafts,
    drafts_a_whole_one,
    fields_missing,
    makes,
    missing,
    saves,
    says,
    the_draft,
    whole,
)
from tests.domain.refusing import refused
from tests.domain.story import a_story
from tests.domain.test_drafts import involved


@clause("3.1")
def test_a_draft_takes_nothing_over_from_an_earlier_decision() -> None:
    story = a_story()
    case = story.a_restriction()
    story.until("2027-02-01")
    draft = drafts(story, case, what=Drafted.CONTINUE)
    assert says(story, draft) == Unfinished()
    asked_again = {"characteristic", "adjustments_considered", "adjustments_made", "why_still", "adjustments_asked_on"}
    assert asked_again <= set(fields_missing(story, draft))


@clause("3.1")
def test_what_was_asked_for_an_earlier_decision_is_not_answered_by_an_old_draft() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    mine = drafts_a_whole_one(story, case, by=CARYS)
    story.restrict(case, by=BRYN)
    story.post_all(case)
    story.until("2027-02-01")
    saves(story, mine, by=CARYS, what=Drafted.CONTINUE, **vars(says(story, mine)))
    later = {**vars(says(story, mine)), "expires_on": story.today + timedelta(days=60)}
    saves(story, mine, by=CARYS, what=Drafted.CONTINUE, **later)
    assert fields_missing(story, mine, by=CARYS) == ["adjustments_asked_on"]
    saves(story, mine, by=CARYS, what=Drafted.CONTINUE, **{**later, "adjustments_asked_on": story.today})
    makes(story, mine, by=CARYS)
    assert story.decision(case).draft == mine


@clause("3.1")
@pytest.mark.parametrize(("asked", "found"), [("2026-11-23", []), ("2026-11-24", ["adjustments_asked_on"])])
def test_what_a_draft_says_was_asked_had_been_asked_by_the_day_it_was_saved(asked: str, found: list[str]) -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    day = story.today.fromisoformat(asked)
    draft = drafts_a_whole_one(story, case, adjustments_asked_on=day)
    story.until("2026-11-24 12:00")
    assert fields_missing(story, draft) == found
    if found:
        with refused("3.1", "adjustments_asked_on"):
            makes(story, draft)
        saves(story, draft, **vars(says(story, draft)))
    makes(story, draft)


@clause("6.1")
def test_a_report_that_lay_ahead_when_the_draft_was_saved_is_not_one_that_was_made() -> None:
    story = a_story("2026-11-23")
    case = story.a_case_to_decide()
    report = Measure(
        kind=MeasureKind.OMBUDSMAN_REFERRAL,
        reference="C-1",
        exhausted=True,
        final_answer_on=story.today + timedelta(days=1),
    )
    draft = drafts_a_whole_one(story, case, measures=(WRITING_ONLY, report))
    story.until("2026-11-24 12:00")
    with refused("6.1", "measures.1.final_answer_on"):
        makes(story, draft)
    saves(story, draft, **vars(says(story, draft)))
    makes(story, draft)


@clause("7.2")
def test_of_two_managers_who_draft_at_once_one_wins_and_the_other_is_told_who_decided_and_when() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    mine, theirs = drafts_a_whole_one(story, case, by=BRYN), drafts_a_whole_one(story, case, by=CARYS)
    makes(story, mine)
    before = len(story.record)
    with pytest.raises(Conflict) as told:
        makes(story, theirs, by=CARYS)
    assert (told.value.by, told.value.on) == (BRYN.id, story.today)
    assert len(story.record) == before
    assert says(story, theirs).reasons == "Three abusive calls."  # nothing of it is lost
    assert decided_meanwhile(story.case(case), theirs, the_draft(story, theirs)) == (BRYN.id, story.today)
    assert decided_meanwhile(story.case(case), mine, the_draft(story, mine)) is None
    (finding,) = [each for each in missing(story, theirs, by=CARYS) if each.field is None]
    assert finding.reason == f"a decision has been made in this case: by {BRYN.id}, on {story.today}"


@clause("7.2")
def test_who_decided_to_do_nothing_is_told_too() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    draft = drafts_a_whole_one(story, case, by=CARYS)
    story.no_action(case, by=BRYN)
    with pytest.raises(Conflict) as told:
        makes(story, draft, by=CARYS)
    assert (told.value.by, told.value.on) == (BRYN.id, story.today)
    assert decided_meanwhile(story.case(case), draft, the_draft(story, draft)) == (BRYN.id, story.today)
    later = drafts(story, story.a_case_to_decide(), by=CARYS)
    assert decided_meanwhile(story.case(the_draft(story, later).case), later, the_draft(story, later)) is None


@clause("7.2")
def test_a_draft_that_came_second_can_become_a_variation() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    draft = drafts_a_whole_one(story, case, by=CARYS)
    story.restrict(case, by=BRYN, measures=(WRITING_ONLY, READ_AND_FILE))
    story.post_all(case)
    story.until("2026-11-24 12:00")
    eased = whole(story, case, Drafted.VARY, expires_on=story.decision(case).lapses_on)
    saves(story, draft, by=CARYS, what=Drafted.VARY, **eased)
    makes(story, draft, by=CARYS)
    assert [type(event).__name__ for event in story.streams[case] if getattr(event, "draft", None)] == [
        "RestrictionVaried"
    ]


@clause("7.2")
def test_a_draft_is_made_as_it_was_read_and_into_what_it_is_of() -> None:
    story = a_story()
    case, other = story.a_case_to_decide(), story.a_case_to_decide()
    draft = drafts_a_whole_one(story, case)
    read = the_draft(story, draft).version
    saves(story, draft, **whole(story, case, reasons="In another window."))
    with pytest.raises(ChangedMeanwhile):
        makes(story, draft, draft_version=read)
    with pytest.raises(NotFound):
        story.do(other, command_of(story, draft), BRYN)
    saves(story, draft, what=Drafted.VARY, **whole(story, case))
    with refused("7.2", "what"):
        restrict = {**vars(command_of(story, draft))}
        story.do(case, Restrict(**restrict), BRYN)


@clause("9.2")
def test_a_continuation_is_drafted_before_its_review_opens_and_made_when_it_has() -> None:
    story = a_story()
    case = story.a_restriction()
    draft = drafts_a_whole_one(story, case, what=Drafted.CONTINUE)
    assert "a restriction is continued at its review" in [each.reason for each in missing(story, draft)]
    story.until("2027-02-01")
    again = whole(story, case, Drafted.CONTINUE)
    saves(story, draft, what=Drafted.CONTINUE, **again)
    assert missing(story, draft) == ()
    makes(story, draft)


@clause("8.5")
@pytest.mark.parametrize("discarded", [True, False])
def test_who_drafted_a_decision_does_not_review_it(discarded: bool) -> None:
    story = a_story()
    case = story.a_case_to_decide()
    draft = drafts(story, case, by=CARYS, reasons="Perhaps.")
    if discarded:
        discards(story, draft, by=CARYS)
    story.restrict(case, by=BRYN)
    story.post_all(case)
    story.appeal(case)
    assert involved(story, case, CARYS) == {Involvement.DRAFTER}
    with refused("8.5", "reviewer"):
        story.assign(case, CARYS)
    assert involved(story, case, DELYTH) == set()
    story.assign(case, DELYTH, by=DELYTH)


@clause("8.5")
def test_who_read_a_draft_does_not_review_the_decision() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    draft = drafts(story, case, by=BRYN, reasons="Perhaps.")
    story.do(same_id("reading", draft), ReadNarrative(about=draft), CARYS)
    story.restrict(case, by=BRYN)
    story.post_all(case)
    story.appeal(case)
    assert involved(story, case, CARYS) == {Involvement.READER}
    with refused("8.5", "reviewer"):
        story.assign(case, CARYS)


@clause("8.5")
def test_a_reviewer_who_has_meanwhile_drafted_in_the_case_does_not_decide_the_appeal() -> None:
    story = a_story()
    case = story.a_restriction()
    story.an_appeal_under_review(case)
    drafts(story, case, by=CARYS, what=Drafted.VARY, reasons="I would ease it.")
    with refused("8.5"):
        story.decide_appeal(case, Outcome.UPHOLD, by=CARYS)


@clause("8.5")
def test_who_reviews_an_appeal_is_not_shown_the_drafts_of_what_it_is_against() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    draft = drafts_a_whole_one(story, case)
    makes(story, draft)
    story.post_all(case)
    check_may_open(the_draft(story, draft), story.case(case), CARYS)
    story.an_appeal_under_review(case)
    with refused("8.5"):
        check_may_open(the_draft(story, draft), story.case(case), CARYS)
    check_may_open(the_draft(story, draft), story.case(case), DELYTH)
    story.decide_appeal(case, Outcome.UPHOLD)
    check_may_open(the_draft(story, draft), story.case(case), CARYS)


@clause("7.2")
def test_who_drafted_when_is_kept() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    first = story.now
    draft = drafts(story, case)
    story.until("2026-11-24 12:00")
    saves(story, draft, characteristic=Characteristic.SUSPECTED)
    kept = the_draft(story, draft)
    assert (kept.drafted_by, kept.begun_at, kept.saved_at) == (BRYN.id, first, story.now)
    assert DraftId(draft) in story.tags[case]
    assert DraftId(draft) in story.tags[BRYN.id]
