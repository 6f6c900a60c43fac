"""A draft can be saved and finished later; of two managers at once one wins, and the other is told (7.2)."""

from dataclasses import fields
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest

from domain.case.deciding import Terms
from domain.case.independence import candidates, needs_for_independence
from domain.case.state import Involvement
from domain.drafting import Drafted, DraftSaved, Unfinished, decided_from
from domain.measures import Measure, MeasureKind
from domain.names import Actor, Channel, IncidentId, RepresentativeId, Sealed, StaffId, same_id
from domain.refusal import Conflict, NotAllowed, NotFound
from domain.staff import DIRECTORY
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, CARYS, DELYTH, GWEN, NO_CONTACT, READ_AND_FILE, WRITING_ONLY
from tests.domain.drafts import (
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


# who has known of it


def involved(story: Story, case: Any, who: Actor) -> set[Involvement]:
    appeal = story.last_appeal(case)
    tagged = [stream for tag in (case, *story.case(case).incidents) for stream in story.tags[tag]]
    others = {stream: story.states.get(stream) for stream in tagged}
    others |= {s: story.states.get(s) for s in needs_for_independence(story.case(case), others).streams}
    judged = candidates(story.case(case), appeal, story.states[DIRECTORY], others)
    return set(next(each.reasons for each in judged if each.staff == who.id))
