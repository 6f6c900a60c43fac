from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.calendar import ends
from domain.criteria import Criterion
from domain.measures import Authority, Measure, MeasureKind, Per
from domain.names import Channel
from domain.staff import DIRECTORY, RemoveStaffMember
from tests.clauses import clause
from tests.domain.cast import (
    ASHA,
    CARYS,
    DIGITAL_ONLY,
    GWEN,
    NAMED_ONLY,
    NO_CONTACT,
    OUTSIDER,
    READ_AND_FILE,
    STAND_IN,
    WRITING_ONLY,
)
from tests.domain.desk import at
from tests.domain.refusing import refused
from tests.domain.story import a_story

OTHER = Measure(kind=MeasureKind.OTHER)
REPORT = Measure(
    kind=MeasureKind.POLICE_REPORT, authority=Authority.POLICE, reference="P-1", acted_on=date(2026, 11, 23)
)
EXHAUSTED = Measure(
    kind=MeasureKind.OMBUDSMAN_REFERRAL, reference="C-1", exhausted=True, final_answer_on=date(2026, 11, 23)
)
REPRESENTATIVE = Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE)


@clause("6.1")
@pytest.mark.parametrize(
    "extreme",
    [
        Measure(kind=MeasureKind.RETURN_DOCUMENTS, extreme=True),
        Measure(kind=MeasureKind.END_COMPLAINT, reference="C-1", extreme=True),
        NO_CONTACT,
    ],
)
def test_an_extreme_measure_has_its_own_justification(extreme: Measure) -> None:
    story = a_story()
    case = story.a_case_to_decide()
    ends_all = extreme is NO_CONTACT
    said: dict[str, Any] = {"measures": (extreme,), "measure_words": ("Plans.",), "ends_all_contact": ends_all}
    with refused("6.1", "why_extreme.0"):
        story.restrict(case, **said)
    story.restrict(case, **said, why_extreme=("Nothing else helped.",))


@clause("6.1")
def test_two_extreme_measures_have_a_justification_each() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    ended = Measure(kind=MeasureKind.END_COMPLAINT, reference="C-1", extreme=True)
    destroyed = Measure(kind=MeasureKind.RETURN_DOCUMENTS, extreme=True)
    said: dict[str, Any] = {"measures": (ended, WRITING_ONLY, destroyed), "measure_words": ("", "", "Plans.")}
    with refused("6.1", "why_extreme.2"):
        story.restrict(case, **said, why_extreme=("The sixth complaint.",))
    with refused("6.1", "why_extreme.0"):
        story.restrict(case, **said, why_extreme=("", "", "Forty boxes."))
    story.restrict(case, **said, why_extreme=("The sixth complaint.", "", "Forty boxes."))
    (event,) = [e for e in story.streams[case] if e.TOPIC == "RestrictionImposed"]
    assert getattr(event, "why_extreme", None) == ("The sixth complaint.", "", "Forty boxes.")


@clause("6.1")
@pytest.mark.parametrize(
    "measure",
    [
        OTHER,
        REPRESENTATIVE,
        Measure(kind=MeasureKind.RETURN_DOCUMENTS),
        Measure(kind=MeasureKind.TENANCY_SANCTION, procedure="ASB-4.2", reference="T-1"),
        replace(REPORT, authority=Authority.OTHER),
    ],
)
def test_a_measure_that_is_nothing_without_words_is_described(measure: Measure) -> None:
    story = a_story()
    case = story.a_case_to_decide()
    both = (measure, READ_AND_FILE)
    with refused("6.1", "measure_words.0"):
        story.restrict(case, measures=both)
    story.restrict(case, measures=both, measure_words=("As described.",))


@clause("6.1")
def test_reporting_and_referring_are_acts_and_restrict_nothing() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    with refused("6.1", "measures"):
        story.restrict(case, measures=(REPORT,))
    story.restrict(case, measures=(WRITING_ONLY, REPORT))


@clause("6.1")
@pytest.mark.parametrize(
    ("measures", "field"),
    [
        ((Measure(kind=MeasureKind.ONE_METHOD_ONLY),), "measures.0.method"),
        ((Measure(kind=MeasureKind.READ_AND_FILE, method=Channel.WRITING),), "measures.0.method"),
        ((Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=1),), "measures.0.per"),
        ((Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=0, per=Per.DAY),), "measures.0.times"),
        ((Measure(kind=MeasureKind.NAMED_STAFF_ONLY, staff=STAND_IN, stand_in=STAND_IN),), "measures.0.stand_in"),
        ((Measure(kind=MeasureKind.READ_AND_FILE, extreme=True),), "measures.0.extreme"),
        ((WRITING_ONLY, DIGITAL_ONLY), "measures.1"),
        ((NO_CONTACT, WRITING_ONLY), "measures.1"),
        ((replace(REPORT, authority=None),), "measures.0.authority"),
        ((replace(REPORT, acted_on=None),), "measures.0.acted_on"),
        ((replace(REPORT, acted_on=date(2026, 11, 24)),), "measures.0.acted_on"),
        ((Measure(kind=MeasureKind.TENANCY_SANCTION, reference="T-1"),), "measures.0.procedure"),
        ((replace(EXHAUSTED, exhausted=False),), "measures.0.exhausted"),
        ((replace(EXHAUSTED, final_answer_on=None),), "measures.0.final_answer_on"),
        ((replace(EXHAUSTED, final_answer_on=date(2026, 11, 24)),), "measures.0.final_answer_on"),
        ((replace(READ_AND_FILE, exhausted=True),), "measures.0.exhausted"),
        (
            (
                WRITING_ONLY,
                Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=1, per=Per.WEEK, method=Channel.TELEPHONE),
            ),
            "measures.1",
        ),
    ],
)
def test_each_measure_has_its_own_particulars_and_together_they_are_possible(
    measures: tuple[Measure, ...], field: str
) -> None:
    story = a_story()
    with refused("6.1", field):
        story.restrict(story.a_case_to_decide(), measures=measures)


@clause("6.1")
def test_a_decision_that_leaves_no_ordinary_route_is_refused_unless_it_says_that_it_ends_all_contact() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    with refused("6.1", "ends_all_contact"):
        story.restrict(case, measures=(NO_CONTACT,), extreme_reason="Threats to kill.")
    with refused("6.1", "why_extreme.0"):
        story.restrict(case, measures=(NO_CONTACT,), ends_all_contact=True)
    with refused("6.1", "ends_all_contact"):
        story.restrict(case, measures=(WRITING_ONLY,), ends_all_contact=True)
    story.restrict(case, measures=(NO_CONTACT,), ends_all_contact=True, extreme_reason="Threats to kill.")


@clause("6.1")
def test_everything_else_in_force_is_counted_when_looking_for_an_ordinary_route() -> None:
    story = a_story()
    first = story.a_restriction(measures=(WRITING_ONLY,))
    second = story.a_case_to_decide()
    with refused("6.1", "ends_all_contact"):
        story.restrict(second, measures=(DIGITAL_ONLY,))
    story.lift(first)
    story.restrict(second, measures=(DIGITAL_ONLY,))


@clause("6.1")
def test_a_restriction_that_has_run_out_closes_no_route_even_if_no_timer_has_fired() -> None:
    story = a_story("2026-11-23")
    story.a_restriction(measures=(WRITING_ONLY,), expires_on=date(2026, 11, 30))
    second = story.a_case_to_decide()
    with refused("6.1", "ends_all_contact"):
        story.on("2026-11-30 23:59").restrict(second, measures=(DIGITAL_ONLY,))
    story.on("2026-12-01 00:00").restrict(second, measures=(DIGITAL_ONLY,))


@clause("6.1")
@pytest.mark.parametrize(
    "measure",
    [
        WRITING_ONLY,
        NAMED_ONLY,
        READ_AND_FILE,
        OTHER,
        REPRESENTATIVE,
        Measure(kind=MeasureKind.RETURN_DOCUMENTS),
        Measure(kind=MeasureKind.SUSPEND_COMPLAINT, reference="C-1"),
        Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=1, per=Per.MONTH),
    ],
)
def test_each_measure_short_of_ending_all_contact_leaves_an_ordinary_route(measure: Measure) -> None:
    story = a_story()
    story.restrict(story.a_case_to_decide(), measures=(measure,), measure_words=("In words.",))


@clause("6.1")
def test_being_sent_round_between_two_named_people_is_no_route() -> None:
    story = a_story()
    story.a_restriction(measures=(NAMED_ONLY,))
    another = Measure(kind=MeasureKind.NAMED_STAFF_ONLY, staff=ASHA.id, stand_in=CARYS.id)
    with refused("6.1", "ends_all_contact"):
        story.restrict(story.a_case_to_decide(), measures=(another,))


@clause("6.1")
def test_a_named_contact_and_the_stand_in_work_here() -> None:
    story = a_story()
    stranger = replace(NAMED_ONLY, staff=OUTSIDER.id)
    with refused("6.1", "measures.0.staff"):
        story.restrict(story.a_case_to_decide(), measures=(stranger,))
    story.do(DIRECTORY, RemoveStaffMember(staff=STAND_IN), GWEN)
    with refused("6.1", "measures.0.stand_in"):
        story.restrict(story.a_case_to_decide(), measures=(NAMED_ONLY,))


@clause("9.2")
@pytest.mark.parametrize(
    ("violent", "criteria"), [(True, Criterion.THREATS), (True, Criterion.VIOLENCE), (False, Criterion.SWEARING)]
)
def test_a_decision_knows_whether_its_basis_is_violence_or_threats(violent: bool, criteria: Criterion) -> None:
    story = a_story()
    case = story.a_case_to_decide(criteria=(criteria,))
    story.restrict(case)
    assert story.decision(case).violent is violent


@clause("9.2")
def test_the_last_day_of_a_fixed_term_is_its_expiry_date_and_of_a_review_date_ten_working_days_after() -> None:
    story = a_story("2026-11-23")
    fixed = story.a_restriction(expires_on=date(2027, 2, 26))
    reviewed = story.a_restriction(review_on=date(2027, 2, 26))
    assert story.decision(fixed).lapses_on == date(2027, 2, 26)
    assert story.decision(reviewed).lapses_on == date(2027, 3, 12)
    assert ends(date(2027, 2, 26)) == at("2027-02-27 00:00")


@clause("7.3", "8.1")
def test_a_decision_owes_its_notice_within_two_working_days() -> None:
    story = a_story("2026-11-27")
    case = story.a_restriction(posted=False)
    (notice,) = story.owed(case)
    assert (notice.kind, notice.leave_by) == ("decision", date(2026, 12, 1))
