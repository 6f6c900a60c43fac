"""A draft can be saved and finished later; of two managers at once one wins, and the other is told (7.2)."""

from dataclasses import fields
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest

from domain.case.deciding import Characteristic, Restrict, Terms
from domain.case.independence import candidates, needs_for_independence
from domain.case.state import Involvement, Outcome
from domain.drafting import Drafted, DraftSaved, Unfinished, check_may_open, decided_from, decided_meanwhile
from domain.measures import Measure, MeasureKind
from domain.names import Actor, Channel, DraftId, IncidentId, RepresentativeId, Sealed, StaffId, same_id
from domain.people import ReadNarrative
from domain.refusal import ChangedMeanwhile, Conflict, NotAllowed, NotFound
from domain.staff import DIRECTORY
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, GWEN, NO_CONTACT, READ_AND_FILE, WRITING_ONLY
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
from tests.domain.story import Story, a_story

# what a draft is


@clause("7.2")
def test_a_draft_says_whatever_a_decision_says() -> None:
    not_said = {"draft"}  # it is a decision that says of which draft it was made
    assert {f.name for f in fields(Unfinished)} == {f.name for f in fields(Terms)} - not_said
    assert {f.name for f in fields(Unfinished)} <= {f.name for f in fields(DraftSaved)}


@clause("reading.md, Never")
def test_everything_that_a_draft_says_is_sealed() -> None:
    kinds = get_type_hints(DraftSaved)
    for term in fields(Unfinished):
        assert Sealed in get_args(kinds[term.name]), term.name


@clause("7.2")
def test_a_draft_can_be_saved_unfinished_and_finished_later() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    draft = drafts(story, case, reasons="Three abusive calls.")
    story.until("2026-11-25")
    saves(story, draft, **whole(story, case, reasons=says(story, draft).reasons))
    assert missing(story, draft) == ()
    makes(story, draft)
    made = story.decision(case)
    assert (made.draft, made.by, made.decided_on.isoformat()) == (draft, BRYN.id, "2026-11-25")
    assert decided_from(story.case(case), draft) == made


@clause("7.2")
def test_a_draft_may_say_what_would_be_refused() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    past = story.today - timedelta(days=3)
    wrong: dict[str, Any] = {
        "measures": (WRITING_ONLY, NO_CONTACT, Measure(kind=MeasureKind.ONE_METHOD_ONLY)),
        "basis": (IncidentId("incident/00000000-0000-0000-0000-00000000000f"),),
        "expires_on": past,
        "review_on": past,
        "reasons": " ",
    }
    draft = drafts(story, case, **wrong)
    assert says(story, draft) == Unfinished(**wrong)


@clause("7.2")
def test_a_draft_binds_nobody_and_changes_nothing_in_its_case() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    before, asked = story.case(case), story.ask()
    draft = drafts_a_whole_one(story, case)
    saves(story, draft, reasons="Otherwise.")
    discards(story, draft)
    assert story.case(case) == before
    assert story.ask() == asked


@clause("7.2")
def test_a_case_that_nobody_decides_closes_whatever_was_drafted() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    draft = drafts_a_whole_one(story, case)
    story.until("2027-03-01")
    assert story.case(case).closed
    with pytest.raises(Conflict):
        makes(story, draft)
    with pytest.raises(Conflict):
        saves(story, draft)
    with pytest.raises(Conflict):
        drafts(story, case)
    discards(story, draft)


@clause("7.2")
def test_only_a_manager_drafts_and_only_in_a_case_that_is_there() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    for nobody in (ASHA, GWEN):
        with pytest.raises(NotAllowed):
            drafts(story, case, by=nobody)
    with pytest.raises(NotFound):
        drafts(story, same_id("case", "case/00000000-0000-0000-0000-00000000000f"))  # type: ignore[arg-type]
    drafts(story, case, by=DELYTH)


@clause("7.2")
def test_nobody_changes_discards_or_decides_on_the_draft_of_another() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    draft = drafts_a_whole_one(story, case, by=BRYN)
    for act in (saves, discards, makes):
        with refused("7.2"):
            act(story, draft, by=CARYS)
    saves(story, draft, **whole(story, case))
    makes(story, draft)


@clause("7.2")
def test_a_discarded_draft_is_neither_changed_nor_made_nor_discarded_again() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    draft = drafts_a_whole_one(story, case)
    discards(story, draft)
    for act in (saves, discards, makes):
        with pytest.raises(Conflict):
            act(story, draft)
    assert the_draft(story, draft).discarded_at == story.now
    makes(story, drafts_a_whole_one(story, case))


@clause("7.2")
def test_a_draft_of_which_the_decision_was_made_is_left_as_it_was() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    draft = drafts_a_whole_one(story, case)
    makes(story, draft)
    for act in (saves, discards, makes):
        with pytest.raises(Conflict):
            act(story, draft)


@clause("7.2")
def test_a_draft_of_a_variation_is_made_once_although_it_could_be_varied_again() -> None:
    story = a_story()
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    eased = whole(story, case, Drafted.VARY, expires_on=story.decision(case).lapses_on)
    draft = drafts(story, case, what=Drafted.VARY, **eased)
    makes(story, draft)
    with pytest.raises(Conflict) as told:
        makes(story, draft)
    assert told.value.by == BRYN.id
    assert len(story.case(case).decisions) == 2


# what is missing


@clause("7.2")
def test_everything_that_is_missing_is_told_at_once_each_with_its_clause_and_field() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    told = {finding.field: finding.clause for finding in missing(story, drafts(story, case))}
    assert told == {
        "characteristic": "3.1",
        "basis": "2.4",
        "measures": "6.1",
        "reasons": "2.4",
        "circumstances": "5.2",
        "seriousness": "5.2",
        "adjustments_considered": "3.1",
        "adjustments_made": "3.1",
        "why_still": "3.1",
        "lesser": "5.2",
        "adjustments_asked_on": "3.1",
        "expires_on": "7.3",
    }
    assert all(finding.accepted for finding in missing(story, drafts(story, case)))


@clause("7.2", "6.1")
def test_what_is_wrong_is_told_at_once_too() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    nobody, none = StaffId("staff/00000000-0000-0000-0000-00000000000f"), RepresentativeId("representative/1")
    unknown = IncidentId("incident/00000000-0000-0000-0000-00000000000f")
    draft = drafts_a_whole_one(
        story,
        case,
        measures=(
            WRITING_ONLY,
            Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.TELEPHONE),
            Measure(kind=MeasureKind.NAMED_STAFF_ONLY, staff=nobody, stand_in=ASHA.id),
            Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE, representative=none),
            Measure(kind=MeasureKind.OTHER),
            Measure(kind=MeasureKind.RETURN_DOCUMENTS, extreme=True),
            Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=2),
        ),
        measure_words=("", "", "", "A sister.", "", "All of them.", ""),
        basis=(unknown, *story.case(case).incidents),
        expires_on=story.today + timedelta(days=800),
    )
    assert fields_missing(story, draft) == [
        *("basis.0", "measures.6.per", "measures.1", "measures.2.staff", "measures.3.representative"),
        *("measure_words.4", "why_extreme.5", "agreed_by"),
    ]
    with pytest.raises(NotFound):
        makes(story, draft)


COMPLETE = [f.name for f in fields(Unfinished) if f.name not in {"review_on", "agreed_by", "ends_all_contact"}]
NEEDED = (
    *("measures", "basis", "expires_on", "lesser", "characteristic", "adjustments_asked_on", "reasons"),
    *("circumstances", "seriousness", "why_not_lesser", "adjustments_considered", "adjustments_made", "why_still"),
)


@clause("7.2")
@pytest.mark.parametrize("left_out", COMPLETE)
def test_what_a_draft_is_told_to_lack_the_decision_is_refused_for(left_out: str) -> None:
    story = a_story()
    case = story.a_case_to_decide()
    empty = getattr(Unfinished(), left_out)
    draft = drafts(story, case, **{**whole(story, case), left_out: empty})
    found = missing(story, draft)
    assert bool(found) is (left_out in NEEDED)
    if left_out == "characteristic":
        assert [each.field for each in found] == [left_out]  # asked for before the command can be made
    elif found:
        with refused(found[0].clause, found[0].field):
            makes(story, draft)
    else:
        makes(story, draft)


@clause("7.2")
def test_a_draft_is_told_what_the_case_lacks() -> None:
    story = a_story()
    case = story.a_referred_case()
    draft = drafts_a_whole_one(story, case)
    assert [(each.clause, each.field) for each in missing(story, draft)] == [("7.2", "basis")]
    story.dispense(case)
    assert missing(story, draft) == ()


@clause("7.2")
def test_a_manager_who_reported_it_is_told_so_before_they_decide() -> None:
    story = a_story()
    incident = story.an_incident(by=CARYS)
    story.assess(incident)
    case = story.refer(incident)
    story.dispense(case)
    draft = drafts_a_whole_one(story, case, by=CARYS)
    assert [each.reason for each in missing(story, draft, by=CARYS)] == [
        "the manager did not suffer or report what is decided on"
    ]
    assert missing(story, drafts_a_whole_one(story, case, by=BRYN)) == ()


@clause("6.1")
def test_a_draft_that_leaves_no_ordinary_route_is_told_so() -> None:
    story = a_story()
    story.a_restriction(measures=(WRITING_ONLY,))
    case = story.a_case_to_decide()
    phone = Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.TELEPHONE)
    assert fields_missing(story, drafts_a_whole_one(story, case, measures=(phone,))) == ["ends_all_contact"]
    # Measures that are not whole yet leave no route or many: that is not told before they are.
    halfway = (Measure(kind=MeasureKind.ONE_METHOD_ONLY),)
    assert fields_missing(story, drafts_a_whole_one(story, case, measures=halfway)) == ["measures.0.method"]


# 3.1 afresh


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


# two at once


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


# who has known of it


def involved(story: Story, case: Any, who: Actor) -> set[Involvement]:
    appeal = story.last_appeal(case)
    tagged = [stream for tag in (case, *story.case(case).incidents) for stream in story.tags[tag]]
    others = {stream: story.states.get(stream) for stream in tagged}
    others |= {s: story.states.get(s) for s in needs_for_independence(story.case(case), others).streams}
    judged = candidates(story.case(case), appeal, story.states[DIRECTORY], others)
    return set(next(each.reasons for each in judged if each.staff == who.id))


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
