"""A holiday that is proclaimed gives a customer time and never us: of everything that is owed, kind by kind (Time)."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest

from domain.authority import AuthorityEnd
from domain.calendar import local_day
from domain.case.duties import DutyKind, timers_for
from domain.case.state import Case
from domain.case.why import why
from domain.measures import Measure, MeasureKind
from domain.names import Channel
from domain.owed import Owes, agenda
from domain.reckoning import Why
from domain.referral.kinds import ReferralKind
from domain.referral.state import Referral
from domain.referral.why import why as why_of_referral
from tests.clauses import clause
from tests.domain.cast import NO_CONTACT, WRITING_ONLY
from tests.domain.story import Story, a_story
from tests.domain.test_files_read import starts, with_days
from tests.domain.test_policy_changes import proclaimed, withdrawn
from tests.domain.test_referrals import refer

THEIRS = frozenset({DutyKind.END_APPEAL_WINDOW, DutyKind.END_WARNING_PERIOD})
# Owed because of the change itself: the customer's later day is told.
TOLD_AFRESH = frozenset({DutyKind.TELL_LATER_DATE, DutyKind.TELL_LATER_PERIOD})


def referred(story: Story) -> None:
    story.a_referred_case()


def warned(story: Story) -> None:
    case = story.a_referred_case()
    story.warn(case)
    story.post_all(case)


def undecided(story: Story) -> None:
    story.a_case_to_decide()
    story.until("2026-12-30")


def decided(story: Story) -> None:
    story.entering = story.telling = False
    story.a_restriction(violent=True, expires_on=date(2027, 2, 26))


def with_a_review_date(story: Story) -> None:
    story.a_restriction(review_on=date(2027, 1, 29))
    story.until("2027-01-04")


def appealed(story: Story) -> None:
    case = story.a_restriction()
    story.appeal(case)


def appealed_by_phone(story: Story) -> None:
    case = story.a_restriction(violent=True)
    story.a_verbal_appeal(case)


def appealed_late(story: Story) -> None:
    case = story.a_restriction()
    story.until("2026-12-15")
    story.appeal(case)


def asked_early(story: Story) -> None:
    case = story.a_restriction(expires_on=date(2027, 5, 28))
    story.ask_early(case)


def opened_early(story: Story) -> None:
    asked_early(story)
    (case,) = (stream for stream in story.states if stream.startswith("case/"))
    story.open_early(case)  # type: ignore[arg-type]


def good_conduct(story: Story) -> None:
    story.a_restriction(expires_on=date(2027, 10, 29))


def a_new_incident(story: Story) -> None:
    story.a_restriction()
    story.an_incident()
    story.until("2026-11-23 11:00")


def every_referral(story: Story) -> None:
    story.a_restriction(measures=(NO_CONTACT,), ends_all_contact=True, extreme_reason="Threats.")
    for kind in ReferralKind:
        refer(story, kind)


def unlinked(story: Story) -> None:
    other = story.a_customer()
    link = story.link(story.customer, other)
    incident = story.an_assessed_incident(customer=other)
    case = story.refer(incident, story.an_assessed_incident())
    story.dispense(case)
    story.restrict(case)
    story.post_all(case)
    story.unlink(link)
    story.until("2026-11-23 11:00")


def a_representative_gone(story: Story) -> None:
    representative = story.a_representative()
    through = Measure(kind=MeasureKind.THROUGH_REPRESENTATIVE, representative=representative)
    story.a_restriction(measures=(through,), measure_words=("A sister.",))
    story.ends_authority(representative, why=AuthorityEnd.REPRESENTATIVE_WITHDREW)
    story.until("2026-11-23 11:00")


def a_call_arranged(story: Story) -> None:
    case = story.a_restriction(violent=True)
    story.a_verbal_appeal(case)
    story.arrange_call(case, timedelta(days=3))


def no_route_together(story: Story) -> None:
    own, other = story.customer, story.a_customer()
    story.a_restriction(measures=(WRITING_ONLY,))
    story.customer = other
    by_phone = Measure(kind=MeasureKind.ONE_METHOD_ONLY, method=Channel.TELEPHONE)
    story.a_restriction(measures=(by_phone,))
    story.link(own, other)
    story.until("2026-11-24")


LIVES: tuple[Callable[[Story], None], ...] = (
    referred,
    warned,
    undecided,
    decided,
    with_a_review_date,
    appealed,
    appealed_by_phone,
    appealed_late,
    asked_early,
    opened_early,
    good_conduct,
    a_new_incident,
    every_referral,
    unlinked,
    a_representative_gone,
    a_call_arranged,
    no_route_together,
)
SELDOM = {
    DutyKind.CLOSE_CASE: "due at once",
    DutyKind.SUSPEND_AS_UNLINKED: "due at once",
    DutyKind.RECORD_REPRESENTATIVE_GONE: "due at once",
    DutyKind.RECORD_NO_ROUTE: "due at once",
    DutyKind.RECORD_ROUTE_AGAIN: "due at once",
}


def owed(story: Story) -> Iterator[tuple[str, DutyKind, str, date]]:
    for stream, state in list(story.states.items()):
        if isinstance(state, Owes):
            for duty in agenda(story.as_seen(state), story.book):
                yield stream, duty.kind, duty.about, duty.due_on


def escalations(story: Story) -> dict[tuple[str, str, str], date]:
    owing = [(s, story.as_seen(state)) for s, state in story.states.items() if isinstance(state, Owes)]
    acts = [(s, t) for s, state in owing for t in timers_for(agenda(state, story.book), state, story.book)]
    return {(s, t.duty.kind, t.act + t.duty.about): t.at.date() for s, t in acts if t.duty.kind not in THEIRS}


def proclaims_many(story: Story) -> None:
    """Every second working day of the next three months is proclaimed a holiday."""
    story.now += timedelta(days=1)
    for n in range(1, 90, 2):
        day = story.today + timedelta(days=n)
        if day.isoweekday() <= 5 and day not in story.book.calendar.bank_holidays:
            proclaimed(story, day.isoformat())


def adds_many_to_the_files(story: Story) -> None:
    """Every second working day of the next three months stands in the files that a process starts with."""
    story.now += timedelta(days=1)
    days = (story.today + timedelta(days=n) for n in range(1, 90, 2))
    more = [str(day) for day in days if day.isoweekday() <= 5 and day not in story.book.calendar.bank_holidays]
    starts(story, with_days(*more, closures=tuple(more)))


def withdraws_many(story: Story) -> None:
    """Every bank holiday of the next three months is called off."""
    story.now += timedelta(days=1)
    for day in sorted(story.book.calendar.bank_holidays):
        if story.today < day < story.today + timedelta(days=90):
            withdrawn(story, str(day))


@clause("Time")
@pytest.mark.parametrize("change", [proclaims_many, adds_many_to_the_files], ids=["proclaimed", "in the files"])
@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_our_deadlines_never_move_later_and_a_customers_never_earlier(
    life: Callable[[Story], None], change: Callable[[Story], None]
) -> None:
    story = a_story("2026-11-23")
    starts(story)
    life(story)
    before = {(stream, kind, about): day for stream, kind, about, day in owed(story)}
    acts = escalations(story)
    change(story)
    after = {(stream, kind, about): day for stream, kind, about, day in owed(story) if kind not in TOLD_AFRESH}
    assert after.keys() == before.keys()
    for name, day in after.items():
        assert day >= before[name] if name[1] in THEIRS else day <= before[name], name
    for act, day in escalations(story).items():
        assert act not in acts or day <= acts[act], act


AHEAD_OF_A_DATE = frozenset({DutyKind.OPEN_REVIEW, DutyKind.ALERT_BEFORE_END})


@clause("Time")
@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_a_holiday_that_is_called_off_moves_nothing_but_what_lies_so_many_working_days_ahead_of_a_date(
    life: Callable[[Story], None],
) -> None:
    story = a_story("2026-11-20")
    starts(story)
    proclaims_many(story)
    story.on("2026-11-23")
    life(story)
    before = {(stream, kind, about): day for stream, kind, about, day in owed(story)}
    withdraws_many(story)
    after = {(stream, kind, about): day for stream, kind, about, day in owed(story) if kind not in TOLD_AFRESH}
    assert after.keys() == before.keys()
    for name, day in after.items():
        assert day == before[name] or (name[1] in AHEAD_OF_A_DATE and day > before[name]), name


@clause("Time")
def test_every_kind_of_duty_is_among_those_lives() -> None:
    kinds = set()
    for life in LIVES:
        story = a_story("2026-11-23")
        life(story)
        kinds |= {kind for _, kind, _, _ in owed(story)}
    assert set(DutyKind) - kinds - TOLD_AFRESH == set(SELDOM)


CHOSEN = frozenset(
    {
        *(DutyKind.RECONSIDER, DutyKind.HOLD_CALL, DutyKind.CLOSE_CASE),  # a day that somebody chose, or at once
        *(DutyKind.SUSPEND_AS_UNLINKED, DutyKind.RECORD_REPRESENTATIVE_GONE),
        *(DutyKind.RECORD_NO_ROUTE, DutyKind.RECORD_ROUTE_AGAIN),
    }
)


@clause("Time")
@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_every_date_of_a_case_is_reckoned_day_by_day_unless_somebody_chose_it(life: Callable[[Story], None]) -> None:
    story = a_story("2026-11-23")
    life(story)
    for stream, kind, about, day in owed(story):
        state = story.as_seen(story.states[stream])
        if isinstance(state, Referral):
            events = [f.event for f in story.record if f.stream == stream]
            assert [(w.about, w.day) for w in why_of_referral(kind, state, events, story.book)] == [(about, day)]
            assert all(day in {r.gives for r in w.reckonings} for w in why_of_referral(kind, state, events, story.book))
        if not isinstance(state, Case):
            continue
        history = [(local_day(f.recorded_at), f.event) for f in story.record if f.stream == stream]
        found = [each for each in why(kind, state, history, story.book) if (each.about, each.day) == (about, day)]
        assert found, (kind, about)
        expires = kind is DutyKind.LAPSE and state.decision(about).expires_on == day  # a day that a manager chose
        assert kind in CHOSEN or expires or found[0].reckonings, (kind, about)
        assert not found[0].reckonings or _ends_there(found[0]) or found[0].fixed == day, (kind, found[0])


def _ends_there(answer: Why) -> bool:
    return any(answer.day in {reckoning.gives, reckoning.after} for reckoning in answer.reckonings)
