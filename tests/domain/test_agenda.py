"""What is owed, in which order, and who hears of it when it is not done."""

from datetime import date, timedelta

import pytest

from domain.calendar import ends, starts
from domain.case.duties import Act, DutyKind, agenda, timers
from domain.case.steps import TakeStep
from domain.names import Actor, CaseId, Role
from domain.permissions import MAY, Reading, check
from domain.refusal import NotAllowed, NotYet
from tests.clauses import clause
from tests.domain.cast import BRYN, CARYS, someone
from tests.domain.desk import BOOK, at
from tests.domain.story import Story, a_story


def owed(story: Story, case: CaseId) -> list[tuple[str, date, str]]:
    return [(d.kind.value, d.due_on, d.clause) for d in agenda(story.case(case), BOOK)]


@clause("7.2")
def test_after_a_referral_a_decision_is_owed_and_without_one_the_case_closes() -> None:
    story = a_story("2026-11-23")
    case = story.a_referred_case()
    assert owed(story, case) == [
        ("decide", date(2026, 12, 21), "7.2"),
        ("close-undecided", date(2027, 1, 7), "7.2"),
    ]


@clause("7.3", "8.2", "8.5", "9.2")
def test_parallel_clocks_are_several_duties_soonest_first() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 12, 4), violent=True)
    story.appeal(case)
    assert [kind for kind, _, _ in owed(story, case)] == [
        "assign-reviewer",
        "send-notice",
        "alert-before-end",  # five working days before; the tenth was before the decision
        "open-review",
        "alert-before-end",
        "lapse",
        "end-appeal-window",
        "review-appeal",
        "ask-director",
    ]
    moments = [duty.at for duty in agenda(story.case(case), BOOK)]
    assert moments == sorted(moments)


@clause("9.2")
def test_a_lapse_at_midnight_comes_before_the_escalation_of_its_missed_reconsideration() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 8, 28))
    story.until("2026-08-28 23:59")
    first = timers(story.case(case), BOOK)[0]
    assert (first.duty.kind, first.act, first.at) == (DutyKind.LAPSE, Act.PERFORM, at("2026-08-29 00:00"))
    story.until("2026-08-29 00:01")
    assert "DutyEscalated" not in story.events(case)


@clause("7.2")
def test_whoever_owes_it_is_reminded_two_working_days_before_and_once() -> None:
    story = a_story("2026-11-23")
    case = story.a_referred_case()
    reminder = next(t for t in timers(story.case(case), BOOK) if t.act is Act.REMIND)
    assert reminder.at == starts(date(2026, 12, 17))
    story.until("2026-12-17 00:01")
    assert story.events(case)[-1] == "DutyReminded"
    assert story.tries(case, DutyKind.DECIDE, Act.REMIND) == "already so"


@clause("reading.md, Who")
def test_a_missed_duty_goes_to_the_line_manager_then_the_head_of_service_then_the_director() -> None:
    story = a_story("2026-11-02")
    case = story.a_restriction(expires_on=date(2027, 6, 30))
    story.an_appeal_under_review(case)  # owed by 16 November
    story.until("2026-12-31")
    told = [
        (fact.event.to, fact.event.level, fact.recorded_at)  # type: ignore[attr-defined]
        for fact in story.record
        if fact.event.TOPIC == "DutyEscalated" and fact.event.duty is DutyKind.REVIEW_APPEAL  # type: ignore[attr-defined]
    ]
    assert [(to, level) for to, level, _ in told] == [("line-manager", 1), ("head-of-service", 2), ("director", 3)]
    days = (date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 30))
    for day, (_, _, moment) in zip(days, told, strict=True):
        assert ends(day) <= moment < ends(day) + timedelta(seconds=1)


@clause("reading.md, Who")
def test_a_duty_names_whose_it_is() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 8, 28))
    story.an_appeal_under_review(case)
    story.until("2026-08-03", posting=False)
    people = {duty.kind: duty.person for duty in agenda(story.case(case), BOOK)}
    assert people[DutyKind.REVIEW_APPEAL] == CARYS.id
    assert people[DutyKind.RECONSIDER] == BRYN.id


@clause("reading.md, Never: a timer that worsens")
def test_a_step_before_its_moment_is_told_when_and_one_no_longer_owed_that_it_is_so() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 12, 11))
    with pytest.raises(NotYet) as early:
        story.step(case, DutyKind.LAPSE)
    assert early.value.at == ends(date(2026, 12, 11))
    assert story.tries(case, DutyKind.SUSPEND_FOR_OVERDUE_REVIEW) == "already so"


@clause("reading.md, Never: a timer that worsens")
def test_time_acts_only_through_the_process_and_the_process_only_as_time() -> None:
    step = MAY[TakeStep]
    assert step[1] == {Role.SYSTEM}
    imposing = [what for what, (_, roles) in MAY.items() if Role.SYSTEM in roles]
    assert not {what.__name__ for what in imposing if isinstance(what, type)} & {
        "Restrict",
        "ContinueRestriction",
        "VaryRestriction",
        "ResumeRestriction",
        "RefuseLateAppeal",
        "DecideAppeal",
    }


@clause("7.2")
@pytest.mark.parametrize("role", sorted(Role))
def test_every_command_admits_some_roles_and_refuses_the_others(role: Role) -> None:
    actor: Actor = someone("Somebody", role)
    for what, (clause_number, roles) in MAY.items():
        if role in roles:
            check(what, actor)
        else:
            with pytest.raises(NotAllowed) as no:
                check(what, actor)
            assert no.value.clause == clause_number
            assert no.value.needed == {str(needed) for needed in roles}


@clause("2.2")
def test_an_auditor_looks_at_everything_recorded_and_changes_nothing() -> None:
    auditor = someone("Auditor", Role.AUDITOR)
    for what in (Reading.CASE, Reading.HISTORY, Reading.INCIDENT, Reading.LETTER, Reading.PEOPLE):
        check(what, auditor)
    commands = [what for what in MAY if isinstance(what, type)]
    refused = 0
    for command in commands:
        try:
            check(command, auditor)
        except NotAllowed:
            refused += 1
    assert refused == len(commands) - 1  # that an account was read is recorded of auditors too


@clause("7.2")
def test_a_person_may_hold_several_roles() -> None:
    story = a_story()
    several = someone("Sian", Role.STAFF, Role.MANAGER)
    case = story.a_case_to_decide()
    story.restrict(case, by=several)
    assert story.decision(case).by == several.id
