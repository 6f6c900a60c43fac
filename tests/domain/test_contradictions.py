"""Measures are combined freely, and contradictory ones refused: every pair of kinds, both ways (6.1)."""

from datetime import date
from itertools import combinations_with_replacement, product

import pytest

from domain.contradictions import check_measures, contradiction
from domain.measures import Authority, Measure, MeasureKind, Per
from domain.names import Channel, RepresentativeId
from domain.refusal import Refused
from tests.clauses import clause
from tests.domain.cast import ASHA, CARYS, DIGITAL_ONLY, NAMED_ONLY, NO_CONTACT, READ_AND_FILE, WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import a_story

K = MeasureKind
PHONE_ONLY = Measure(kind=K.ONE_METHOD_ONLY, method=Channel.TELEPHONE)
MEETINGS_ONLY = Measure(kind=K.ONE_METHOD_ONLY, method=Channel.FACE_TO_FACE)
WEEKLY = Measure(kind=K.CONTACT_FREQUENCY, times=2, per=Per.WEEK)
LETTERS_WEEKLY = Measure(kind=K.CONTACT_FREQUENCY, times=1, per=Per.WEEK, method=Channel.WRITING)
CALLS_DAILY = Measure(kind=K.CONTACT_FREQUENCY, times=1, per=Per.DAY, method=Channel.TELEPHONE)
OTHERS_ONLY = Measure(kind=K.NAMED_STAFF_ONLY, staff=ASHA.id, stand_in=CARYS.id)
REPRESENTED = Measure(kind=K.THROUGH_REPRESENTATIVE, representative=RepresentativeId("representative/1"))
RETURNED = Measure(kind=K.RETURN_DOCUMENTS)
DESTROYED = Measure(kind=K.RETURN_DOCUMENTS, extreme=True)
SUSPENDED = Measure(kind=K.SUSPEND_COMPLAINT, reference="C-1")
SUSPENDED_ALL = Measure(kind=K.SUSPEND_COMPLAINT, reference="C-1", extreme=True)
SUSPENDED_TOO = Measure(kind=K.SUSPEND_COMPLAINT, reference="C-2")
ENDED = Measure(kind=K.END_COMPLAINT, reference="C-1")
ENDED_ALL = Measure(kind=K.END_COMPLAINT, reference="C-1", extreme=True)
ENDED_TOO = Measure(kind=K.END_COMPLAINT, reference="C-2")
OTHER = Measure(kind=K.OTHER)
DAY = date(2026, 11, 20)
REPORT = Measure(kind=K.POLICE_REPORT, authority=Authority.POLICE, reference="P-1", acted_on=DAY)
REPORT_TOO = Measure(kind=K.POLICE_REPORT, authority=Authority.SOCIAL_SERVICES, reference="P-1", acted_on=DAY)
SANCTION = Measure(kind=K.TENANCY_SANCTION, procedure="ASB-4.2", reference="T-1")
SANCTION_TOO = Measure(kind=K.TENANCY_SANCTION, procedure="ASB-4.2", reference="T-2")
EXHAUSTED = Measure(kind=K.OMBUDSMAN_REFERRAL, reference="C-1", exhausted=True, final_answer_on=DAY)
EXHAUSTED_TOO = Measure(kind=K.OMBUDSMAN_REFERRAL, reference="C-2", exhausted=True, final_answer_on=DAY)

ALL = (
    *(WRITING_ONLY, DIGITAL_ONLY, PHONE_ONLY, MEETINGS_ONLY, WEEKLY, LETTERS_WEEKLY, CALLS_DAILY),
    *(NAMED_ONLY, OTHERS_ONLY, REPRESENTED, RETURNED, DESTROYED, READ_AND_FILE),
    *(SUSPENDED, SUSPENDED_ALL, SUSPENDED_TOO, ENDED, ENDED_ALL, ENDED_TOO, OTHER, NO_CONTACT),
    *(REPORT, REPORT_TOO, SANCTION, SANCTION_TOO, EXHAUSTED, EXHAUSTED_TOO),
)
METHODS = (WRITING_ONLY, DIGITAL_ONLY, PHONE_ONLY, MEETINGS_ONLY)
ABOUT_CONTACT = (
    *METHODS,
    *(WEEKLY, LETTERS_WEEKLY, CALLS_DAILY, NAMED_ONLY, OTHERS_ONLY, REPRESENTED, READ_AND_FILE),
)
# Every pair that contradicts, each with itself apart; whatever is not here goes together.
AGAINST: set[frozenset[Measure]] = {
    *(frozenset(pair) for pair in product(METHODS, METHODS)),
    *(frozenset({method, CALLS_DAILY}) for method in (WRITING_ONLY, DIGITAL_ONLY, MEETINGS_ONLY)),
    *(frozenset({method, LETTERS_WEEKLY}) for method in (DIGITAL_ONLY, PHONE_ONLY, MEETINGS_ONLY)),
    frozenset({READ_AND_FILE, PHONE_ONLY}),
    frozenset({READ_AND_FILE, MEETINGS_ONLY}),
    *(frozenset({NO_CONTACT, measure}) for measure in ABOUT_CONTACT),
    frozenset({NAMED_ONLY, OTHERS_ONLY}),
    frozenset({RETURNED, DESTROYED}),
    frozenset({READ_AND_FILE, SUSPENDED_ALL}),
    frozenset({READ_AND_FILE, ENDED_ALL}),
    frozenset({SUSPENDED, SUSPENDED_ALL}),
    frozenset({ENDED, ENDED_ALL}),
    *(frozenset(pair) for pair in product((SUSPENDED, SUSPENDED_ALL), (ENDED, ENDED_ALL))),
    frozenset({SUSPENDED_TOO, ENDED_TOO}),
    *(frozenset({suspended, EXHAUSTED}) for suspended in (SUSPENDED, SUSPENDED_ALL)),
    frozenset({SUSPENDED_TOO, EXHAUSTED_TOO}),
    *(frozenset({measure}) for measure in ALL if measure is not OTHER),  # the same twice
}


@clause("6.1")
def test_the_table_knows_every_kind_with_every_kind() -> None:
    pairs = {frozenset({one.kind, other.kind}) for one, other in combinations_with_replacement(ALL, 2)}
    assert pairs == {frozenset(pair) for pair in combinations_with_replacement(MeasureKind, 2)}
    assert len(pairs) == 91


@clause("6.1")
@pytest.mark.parametrize("one", ALL, ids=lambda m: f"{m.kind}{'-extreme' * m.extreme}-{m.method or m.reference}")
def test_measures_are_combined_freely_and_contradictory_ones_are_refused(one: Measure) -> None:
    for other in ALL:
        against = frozenset({one, other}) in AGAINST
        for pair in ((one, other), (other, one)):
            assert (contradiction(*pair) is not None) is against, pair
            if not against:
                check_measures(pair)
                continue
            with refused("6.1", "measures.1"):
                check_measures(pair)


@clause("6.1")
def test_a_refusal_says_which_measures_contradict_and_why() -> None:
    with pytest.raises(Refused) as no:
        check_measures((REPORT, PHONE_ONLY, WEEKLY, READ_AND_FILE))
    assert no.value.reason == (
        "the measures 1 (one-method-only) and 3 (read-and-file) contradict each other:"
        " what is read and filed is written, and the only method is spoken"
    )
    assert no.value.accepted == "one of the two: one-method-only, or read-and-file"


@clause("6.1")
def test_one_method_only_by_phone_is_refused_together_with_what_closes_the_phone() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    for closes in (WRITING_ONLY, LETTERS_WEEKLY, READ_AND_FILE, NO_CONTACT):
        with refused("6.1", "measures.1"):
            story.restrict(case, measures=(PHONE_ONLY, closes), ends_all_contact=closes is NO_CONTACT)
    story.restrict(case, measures=(PHONE_ONLY, CALLS_DAILY, NAMED_ONLY))


def often(times: int, per: Per, method: Channel | None = None) -> Measure:
    return Measure(kind=K.CONTACT_FREQUENCY, times=times, per=per, method=method)


@clause("6.1")
@pytest.mark.parametrize(
    ("one", "other", "against"),
    [
        (often(3, Per.DAY), often(3, Per.WEEK), False),
        (often(4, Per.DAY), often(3, Per.WEEK), True),
        (often(4, Per.DAY), often(3, Per.MONTH), True),
        (often(2, Per.WEEK, Channel.TELEPHONE), often(2, Per.WEEK), False),
        (often(3, Per.WEEK, Channel.TELEPHONE), often(2, Per.WEEK), True),
        (often(3, Per.DAY, Channel.TELEPHONE), often(2, Per.MONTH), True),
        (often(1, Per.DAY), often(2, Per.DAY), True),  # two limits for the same contacts
        (often(9, Per.DAY, Channel.TELEPHONE), often(2, Per.DAY, Channel.WRITING), False),
        (often(9, Per.DAY), often(2, Per.DAY, Channel.WRITING), False),
        (often(9, Per.WEEK), often(2, Per.MONTH), False),  # a week lies in two months
    ],
)
def test_a_limit_that_lies_within_another_is_no_greater(one: Measure, other: Measure, against: bool) -> None:
    for pair in ((one, other), (other, one)):
        assert (contradiction(*pair) is not None) is against


@clause("6.1")
def test_two_other_actions_go_together_and_the_same_one_twice_does_not() -> None:
    story = a_story()
    case = story.a_case_to_decide()
    with refused("6.1", "measures.1"):
        story.restrict(case, measures=(OTHER, OTHER), measure_words=("No visits.", "No visits."))
    story.restrict(case, measures=(OTHER, OTHER), measure_words=("No visits.", "Calls are recorded."))
