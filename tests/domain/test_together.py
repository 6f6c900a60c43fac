"""Restrictions of linked records together: each binds, unless together they leave no way; then the more open (6.1)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.comparing import everything_that_can_be_asked, leaves_an_ordinary_route
from domain.case.state import Case, Decision, DecisionKind
from domain.case.together import leave_no_route_together, read_together, verdict_together
from domain.case.verdict import STATUTORY, Answer, Asked, Purpose, SoFar, verdict
from domain.measures import Measure, MeasureKind, Per
from domain.names import CaseId, Channel, CustomerId, DecisionId, NoticeId, StaffId
from tests.clauses import clause
from tests.domain.cast import ASHA, BRYN, DIGITAL_ONLY, FFION, IOLO, NAMED_ONLY, NO_CONTACT, READ_AND_FILE, WRITING_ONLY

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PHONE_ONLY = Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.TELEPHONE)
OTHER_NAMED = Measure(kind=MeasureKind.NAMED_STAFF_ONLY, staff=ASHA.id, stand_in=IOLO.id)
THROUGH = Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE)
WEEKLY = Measure(kind=MeasureKind.CONTACT_FREQUENCY, times=2, per=Per.WEEK)
ENDED = Measure(kind=MeasureKind.END_COMPLAINT, reference="C-1", extreme=True)
OTHER = Measure(kind=MeasureKind.OTHER)
ALL = (WRITING_ONLY, DIGITAL_ONLY, PHONE_ONLY, NAMED_ONLY, OTHER_NAMED, THROUGH, WEEKLY, READ_AND_FILE, ENDED, OTHER)
SETS = st.lists(st.sampled_from(ALL), min_size=1, max_size=3, unique=True).filter(leaves_an_ordinary_route)


def restricted(number: int, measures: Sequence[Measure]) -> Case:
    """A case about a record of its own, whose decision is in force."""
    decision = Decision(
        id=DecisionId("decision/1"),
        kind=DecisionKind.RESTRICT,
        version=2,
        notice=NoticeId("notice/1"),
        by=BRYN.id,
        decided_at=NOW,
        decided_on=NOW.date(),
        measures=tuple(measures),
        basis=(),
        violent=False,
        ends_all_contact=False,
        safety=False,
        expires_on=date(2027, 2, 1),
        review_on=None,
        lapses_on=date(2027, 2, 1),
        review_opens_on=date(2027, 1, 4),
        in_force_from=NOW,
    )
    case = Case(
        id=CaseId(f"case/{number}"),
        customer=CustomerId(f"customer/{number}"),
        policy="2026-01",
        referred_on=NOW.date(),
        incidents=(),
    )
    return replace(case, decisions=(decision,))


def everything(sets: Sequence[Sequence[Measure]]) -> list[Asked]:
    return list(everything_that_can_be_asked([measure for measures in sets for measure in measures]))


@clause("6.1", "1.3")
@settings(deadline=None, max_examples=60)
@given(sets=st.lists(SETS, min_size=2, max_size=3), offset=st.integers(0, 10))
def test_linked_records_that_each_leave_a_route_leave_one_together(sets: list[list[Measure]], offset: int) -> None:
    cases = [restricted(number, measures) for number, measures in enumerate(sets)]
    conflict = leave_no_route_together({case.customer: case.decisions[0].measures for case in cases})
    for asked in everything(sets)[offset::11]:
        each = [verdict([case], asked, NOW).answer for case in cases]
        whole = verdict(cases, asked, NOW).answer
        together = verdict_together(cases, asked, NOW).answer
        # Never more open than what some record says by itself, never harsher than all of them at once.
        assert min(each) <= together <= whole == max(each)
        assert conflict or together == whole
        if len(cases) == 2 and conflict:
            assert together == min(each)
    fresh = (asked for asked in everything(sets) if asked.so_far == SoFar())
    assert any(verdict_together(cases, asked, NOW).answer in {Answer.ALLOW, Answer.REFER} for asked in fresh)


@clause("6.1")
@settings(deadline=None, max_examples=40)
@given(sets=st.lists(SETS, min_size=2, max_size=4))
def test_as_many_records_are_read_together_as_leave_a_route(sets: list[list[Measure]]) -> None:
    by_record = {CustomerId(f"customer/{number}"): measures for number, measures in enumerate(sets)}
    ways = read_together(by_record)
    assert set().union(*ways) == set(by_record)
    for way in ways:
        assert leaves_an_ordinary_route([m for record in way for m in by_record[record]])
        for record in set(by_record) - way:
            assert not leaves_an_ordinary_route([m for each in (*way, record) for m in by_record[each]])


@clause("1.6", "6.2")
@settings(deadline=None, max_examples=40)
@given(sets=st.lists(SETS, min_size=2, max_size=3), purpose=st.sampled_from(sorted(STATUTORY)))
def test_statutory_matters_stay_open_however_many_records_are_linked(
    sets: list[list[Measure]], purpose: Purpose
) -> None:
    cases = [restricted(number, measures) for number, measures in enumerate([*sets, [NO_CONTACT]])]
    for channel in Channel:
        asked = Asked(channel=channel, purpose=purpose)
        assert verdict_together(cases, asked, NOW).answer is Answer.ALLOW


@clause("6.1")
def test_of_three_records_the_one_that_fits_with_either_binds_beside_the_more_open() -> None:
    cases = [restricted(n, [m]) for n, m in enumerate((WRITING_ONLY, PHONE_ONLY, NAMED_ONLY))]

    def answer(channel: Channel, staff: StaffId | None = None) -> Answer:
        asked = Asked(channel=channel, purpose=Purpose.GENERAL, staff=staff)
        return verdict_together(cases, asked, NOW).answer

    assert answer(Channel.TELEPHONE, FFION.id) is Answer.ALLOW
    assert answer(Channel.TELEPHONE) is Answer.REFER
    assert answer(Channel.DIGITAL, FFION.id) is Answer.REFUSE


@clause("6.1")
@pytest.mark.parametrize("other", [WRITING_ONLY, READ_AND_FILE, NAMED_ONLY])
def test_what_ends_all_contact_is_not_opened_by_what_a_linked_record_says(other: Measure) -> None:
    cases = [restricted(0, [NO_CONTACT]), restricted(1, [other])]
    for asked in everything([[NO_CONTACT], [other]]):
        assert verdict_together(cases, asked, NOW).answer == verdict(cases, asked, NOW).answer


@clause("6.1")
def test_every_part_is_shown_also_of_what_gives_way() -> None:
    cases = [restricted(0, [WRITING_ONLY]), restricted(1, [PHONE_ONLY])]
    asked = everything([[WRITING_ONLY]])[0]
    assert {part.case for part in verdict_together(cases, asked, NOW).parts} == {case.id for case in cases}
