"""Every combination of the measures of 6.1, each kind in and out: what is refused, and what stays open in the rest."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.decider import decide, needs
from domain.case.deciding import Deciding, Restrict
from domain.case.verdict import STATUTORY, Answer, Asked, RouteKind, verdict
from domain.contradictions import check_measures, contradiction
from domain.measures import ACTS, NEEDS_WORDS, Authority, Measure, MeasureKind, Per
from domain.names import CaseId, Channel, CustomerId, RepresentativeId
from domain.refusal import Refused
from domain.streams import Given
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, FFION, STAND_IN
from tests.domain.desk import COMMAND_IDS
from tests.domain.story import Story, a_story
from tests.domain.test_together import restricted

K = MeasureKind
DAY = date(2026, 11, 20)
REPRESENTATIVE = RepresentativeId("representative/1")
# Each kind with its particulars, in every form that the policy gives it.
FORMS: dict[MeasureKind, tuple[Measure, ...]] = {
    K.ONE_METHOD_ONLY: tuple(Measure(kind=K.ONE_METHOD_ONLY, method=channel) for channel in Channel),
    K.CONTACT_FREQUENCY: (
        Measure(kind=K.CONTACT_FREQUENCY, times=2, per=Per.WEEK),
        Measure(kind=K.CONTACT_FREQUENCY, times=1, per=Per.MONTH, method=Channel.WRITING),
        Measure(kind=K.CONTACT_FREQUENCY, times=1, per=Per.DAY, method=Channel.TELEPHONE),
    ),
    K.NAMED_STAFF_ONLY: (
        Measure(kind=K.NAMED_STAFF_ONLY, staff=FFION.id, stand_in=STAND_IN),
        Measure(kind=K.NAMED_STAFF_ONLY, staff=ASHA.id, stand_in=BRYN.id),
    ),
    K.THROUGH_REPRESENTATIVE: (Measure(kind=K.THROUGH_REPRESENTATIVE, representative=REPRESENTATIVE),),
    K.RETURN_DOCUMENTS: (Measure(kind=K.RETURN_DOCUMENTS), Measure(kind=K.RETURN_DOCUMENTS, extreme=True)),
    K.READ_AND_FILE: (Measure(kind=K.READ_AND_FILE),),
    K.SUSPEND_COMPLAINT: (
        Measure(kind=K.SUSPEND_COMPLAINT, reference="C-1"),
        Measure(kind=K.SUSPEND_COMPLAINT, reference="C-1", extreme=True),
    ),
    K.END_COMPLAINT: (
        Measure(kind=K.END_COMPLAINT, reference="C-2"),
        Measure(kind=K.END_COMPLAINT, reference="C-2", extreme=True),
    ),
    K.OTHER: (Measure(kind=K.OTHER),),
    K.END_ALL_CONTACT: (Measure(kind=K.END_ALL_CONTACT),),
    K.POLICE_REPORT: (Measure(kind=K.POLICE_REPORT, authority=Authority.POLICE, reference="P-1", acted_on=DAY),),
    K.TENANCY_SANCTION: (Measure(kind=K.TENANCY_SANCTION, procedure="ASB-4.2", reference="T-1"),),
    K.OMBUDSMAN_REFERRAL: (Measure(kind=K.OMBUDSMAN_REFERRAL, reference="C-3", exhausted=True, final_answer_on=DAY),),
}
ABOUT_CONTACT = (
    *(K.ONE_METHOD_ONLY, K.CONTACT_FREQUENCY, K.NAMED_STAFF_ONLY, K.THROUGH_REPRESENTATIVE),
    *(K.READ_AND_FILE, K.OTHER, K.END_ALL_CONTACT, K.END_COMPLAINT),
)
ANY_FORM = [measure for forms in FORMS.values() for measure in forms]
NEEDS_NO_MEETING = frozenset(Channel) - {Channel.FACE_TO_FACE}
EVERY_QUESTION = tuple(product(Channel, sorted(STATUTORY)))


def subsets(forms: Sequence[Measure]) -> Iterable[tuple[Measure, ...]]:
    """Every combination of some measures, the empty one left out."""
    return (some for size in range(1, len(forms) + 1) for some in combinations(forms, size))


def with_form(number: int) -> tuple[Measure, ...]:
    """One form of each kind; a higher number takes further ones, so that every form comes up."""
    return tuple(forms[number % len(forms)] for forms in FORMS.values())


def against_itself(measures: Sequence[Measure]) -> bool:
    return any(CONTRADICTS[pair] for pair in combinations(measures, 2))


CONTRADICTS = {(one, other): contradiction(one, other) is not None for one, other in product(ANY_FORM, ANY_FORM)}


def refused(measures: tuple[Measure, ...]) -> bool:
    try:
        check_measures(measures)
    except Refused:
        return True
    return False


def is_open(*restrictions: Sequence[Measure]) -> None:
    """Check that whatever is in force, each statutory matter is taken by each channel, and a usable route is named."""
    cases = [restricted(number, measures) for number, measures in enumerate(restrictions)]
    moment = cases[0].decisions[0].decided_at
    for channel, purpose in EVERY_QUESTION:
        said = verdict(cases, Asked(channel=channel, purpose=purpose), moment)
        assert said.answer is Answer.ALLOW, (restrictions, channel, purpose)
        assert said.clause == "1.6"
        assert said.route is not None
        assert said.route.kind is RouteKind.ANY
        assert said.route.method in NEEDS_NO_MEETING
        assert (said.route.staff, said.route.per) == (None, None)
        assert {part.answer for part in said.parts} <= {Answer.ALLOW}


@clause("6.1")
def test_there_are_eleven_measures_and_each_of_their_forms_is_combined() -> None:
    assert set(FORMS) == set(MeasureKind)
    policys = {"complaint" if k in {K.SUSPEND_COMPLAINT, K.END_COMPLAINT} else k for k in FORMS} - {K.END_ALL_CONTACT}
    assert len(policys) == 11  # ending all contact is the extreme form of any other action
    assert {form for n in range(6) for form in with_form(n)} == set(ANY_FORM)


@clause("6.1")
@pytest.mark.parametrize("number", range(2))
def test_of_all_combinations_those_that_contradict_themselves_are_refused_both_ways(number: int) -> None:
    permitted = 0
    for measures in subsets(with_form(number)):
        for ordered in (measures, measures[::-1]):
            assert refused(ordered) is against_itself(measures), ordered
        permitted += not against_itself(measures)
    assert permitted > 500


@clause("1.6", "6.2")
@pytest.mark.parametrize("number", range(6))
def test_in_every_permitted_combination_every_statutory_matter_is_taken_by_every_channel(number: int) -> None:
    # What is no measure about contact says nothing of a contact; each is there once, and all of them together.
    forms = with_form(number)
    about = [measure for measure in forms if measure.kind in ABOUT_CONTACT]
    rest = [measure for measure in forms if measure.kind not in ABOUT_CONTACT]
    for measures in subsets(about):
        if not against_itself(measures):
            is_open(measures)
            is_open([*measures, *(m for m in rest if not any(CONTRADICTS[m, other] for other in measures))])


@clause("1.6", "6.2")
def test_under_two_restrictions_at_once_every_statutory_matter_is_taken_by_every_channel() -> None:
    for one, other in product(ANY_FORM, ANY_FORM):
        is_open([one], [other])


@clause("1.6", "6.2")
@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_however_many_measures_two_restrictions_hold_every_statutory_matter_is_taken(data: Any) -> None:
    sets = st.lists(st.sampled_from(ANY_FORM), min_size=1, max_size=8, unique=True)
    is_open(*(data.draw(sets) for _ in range(data.draw(st.integers(1, 3)))))


def what_is_said(measures: Sequence[Measure]) -> dict[str, Any]:
    """What is said of measures beside their particulars, where nothing is left out."""
    return {
        "measure_words": tuple("As said." if m.kind in NEEDS_WORDS else "" for m in measures),
        "why_extreme": tuple("Nothing less will do." if m.is_extreme else "" for m in measures),
        "ends_all_contact": any(m.kind is K.END_ALL_CONTACT for m in measures),
    }


class Decisions:
    """What the real rules say to any combination, of a case that is to be decided; nothing is written."""

    def __init__(self, *elsewhere: Measure) -> None:
        self.story: Story = a_story()
        representative = self.story.a_representative()
        self._with_somebody = {REPRESENTATIVE: representative}
        if elsewhere:
            self.story.a_restriction(measures=self._named(elsewhere), **what_is_said(elsewhere))
        self.case: CaseId = self.story.a_case_to_decide()
        self._terms = self.story.terms(Restrict, self.case)
        self._given: Given | None = None

    def refused(self, measures: Sequence[Measure], **said: Any) -> str | None:
        """Return the field of the refusal, or None where the decision would be made."""
        whole: dict[str, Any] = {**what_is_said(measures), "measures": self._named(measures), **said}
        command = replace(self._terms, **whole)
        try:
            decide(self.story.case(self.case), command, self._what_is_so(command))
        except Refused as no:
            return no.field if no.clause == "6.1" else f"{no.clause} {no.field}"
        return None

    def _named(self, measures: Sequence[Measure]) -> tuple[Measure, ...]:
        return tuple(
            replace(m, representative=self._with_somebody[m.representative]) if m.representative else m
            for m in measures
        )

    def _what_is_so(self, command: Deciding) -> Given:
        """What the rules look at, read once with everybody whom a measure may name."""
        if self._given is None:
            story, case = self.story, self.story.case(self.case)
            asked, others = needs(case, command, {}), dict[str, Any]()
            for _ in range(4):
                tagged = [stream for tag in asked.tags for stream in story.tags[tag]]
                streams = (*asked.streams, *tagged, *self._with_somebody.values())
                others = {stream: story.states.get(stream) for stream in streams}
                asked |= needs(case, command, others)
            self._given = Given(
                stream=self.case,  # type: ignore[arg-type]
                as_of=story.now,
                by=BRYN,
                book=story.book,
                command_id=COMMAND_IDS,
                others=others,
            )
        return self._given


def leaves_a_way(measures: Sequence[Measure]) -> bool:
    """A second reckoning of whether an ordinary matter can be brought, from what each measure says to the customer."""
    if any(measure.kind is K.END_ALL_CONTACT for measure in measures):
        return False
    methods = {m.method for m in measures if m.kind is K.ONE_METHOD_ONLY}
    named = [{m.staff, m.stand_in} for m in measures if m.kind is K.NAMED_STAFF_ONLY]
    return len(methods) <= 1 and (not named or bool(set.intersection(*named)))


@clause("6.1", "7.2")
@pytest.mark.parametrize("number", range(3))
def test_of_all_combinations_a_decision_is_made_on_those_that_last_and_do_not_contradict_themselves(
    number: int,
) -> None:
    decisions = Decisions()
    for measures in subsets(with_form(number)):
        field = decisions.refused(measures)
        if all(measure.kind in ACTS for measure in measures):
            assert field == "measures", measures
        elif against_itself(measures):
            assert field is not None, measures
            assert field.startswith("measures."), measures
        else:
            assert field is None, measures


@clause("6.1")
@pytest.mark.parametrize("number", range(2))
def test_of_all_combinations_an_extreme_measure_without_its_own_justification_is_refused(number: int) -> None:
    decisions = Decisions()
    for measures in subsets(with_form(number)):
        lasts = any(measure.kind not in ACTS for measure in measures)
        extreme = [n for n, measure in enumerate(measures) if measure.is_extreme]
        if lasts and extreme and not against_itself(measures):
            others = tuple("Of another." if n != extreme[-1] else " " for n in range(len(measures)))
            assert decisions.refused(measures, why_extreme=others) == f"why_extreme.{extreme[-1]}", measures


@clause("6.1")
@pytest.mark.parametrize("number", range(2))
def test_ending_all_contact_is_named_and_said(number: int) -> None:
    decisions = Decisions()
    for measures in subsets(with_form(number)):
        lasts = any(measure.kind not in ACTS for measure in measures)
        if lasts and not against_itself(measures):
            ends = any(measure.kind is K.END_ALL_CONTACT for measure in measures)
            field = decisions.refused(measures, ends_all_contact=not ends)
            assert field == "ends_all_contact", measures


BESIDE = [
    *((form,) for form in ANY_FORM if form.kind in ABOUT_CONTACT and form.kind is not K.END_ALL_CONTACT),
    (FORMS[K.ONE_METHOD_ONLY][2], FORMS[K.NAMED_STAFF_ONLY][0]),
    (FORMS[K.NAMED_STAFF_ONLY][1], FORMS[K.READ_AND_FILE][0]),
]


@clause("6.1")
@pytest.mark.parametrize(
    "elsewhere", BESIDE, ids=lambda some: "+".join(f"{m.kind}-{m.method or m.staff}" for m in some)
)
def test_with_everything_in_force_an_ordinary_route_is_left_or_the_decision_ends_all_contact(
    elsewhere: tuple[Measure, ...],
) -> None:
    decisions = Decisions(*elsewhere)
    telling = (K.ONE_METHOD_ONLY, K.NAMED_STAFF_ONLY, K.THROUGH_REPRESENTATIVE, K.READ_AND_FILE, K.END_COMPLAINT)
    for chosen in product(*((None, *FORMS[kind]) for kind in telling)):
        measures = [measure for measure in chosen if measure is not None]
        if not measures or against_itself(measures):
            continue
        field = decisions.refused(measures)
        assert field == (None if leaves_a_way([*measures, *elsewhere]) else "ends_all_contact"), measures
    assert decisions.refused(FORMS[K.END_ALL_CONTACT]) is None


@clause("6.1")
@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(ANY_FORM), min_size=1, max_size=6, unique_by=lambda m: m.kind))
def test_what_was_decided_for_one_customer_closes_nothing_to_another(measures: list[Measure]) -> None:
    if against_itself(measures) or all(m.kind in ACTS for m in measures):
        return
    decisions = Decisions(FORMS[K.ONE_METHOD_ONLY][2])
    story = decisions.story
    assert CustomerId(story.customer) == story.case(decisions.case).customer
    story.customer = story.a_customer()
    story.until_moment(story.now + timedelta(minutes=1))
    other = story.a_case_to_decide()
    named = tuple(replace(m, representative=None) if m.representative else m for m in measures)
    story.restrict(other, measures=named, **what_is_said(measures))
