"""Employees are told: targets and named contacts, of every start, change and end of a restriction (2.1)."""

from datetime import date

import pytest

from domain.case.duties import Act, DutyKind, agenda
from domain.case.employees import Occasion, Reached
from domain.case.state import Outcome
from domain.case.steps import EndAnnounced
from domain.case.telling import EmployeeReached, EmployeesTold, RecordEmployeeReached, TellEmployees, told_to
from domain.names import THE_SYSTEM, CaseId, StaffId, TellingId
from domain.policy_changes import POLICY
from domain.policy_words import ProclaimBankHoliday
from domain.refusal import AlreadySo, NotAllowed, NotFound
from domain.staff import DIRECTORY, RemoveStaffMember
from tests.clauses import clause
from tests.domain.cast import (
    ASHA,
    BRYN,
    CARYS,
    DELYTH,
    EMRYS,
    FFION,
    GWEN,
    IOLO,
    NAMED_ONLY,
    READ_AND_FILE,
    WRITING_ONLY,
    an_entry,
)
from tests.domain.lives_policy import MEGAN
from tests.domain.story import Story, a_story


def told(story: Story, case: CaseId) -> list[tuple[str, set[StaffId]]]:
    events = [event for event in story.streams[case] if isinstance(event, EmployeesTold)]
    return [(event.what.value, set(event.people)) for event in events]


@clause("2.1")
def test_who_suffered_an_incident_is_told_when_the_restriction_starts_changes_and_ends() -> None:
    story = a_story("2026-09-01")
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE), expires_on=date(2026, 11, 27))
    story.suspend(case)
    story.post_all(case)
    story.resume(case)
    story.post_all(case)
    story.lift(case)
    story.post_all(case)
    whom = {ASHA.id}
    assert told(story, case) == [("started", whom), ("suspended", whom), ("resumed", whom), ("lifted", whom)]


@clause("2.1")
def test_the_named_contact_and_who_stands_in_are_told_with_them() -> None:
    story = a_story()
    case = story.a_restriction(measures=(NAMED_ONLY,))
    assert told(story, case) == [("started", {ASHA.id, FFION.id, IOLO.id})]


@clause("2.1")
def test_who_is_the_named_contact_no_longer_hears_of_the_change_too() -> None:
    story = a_story()
    case = story.a_restriction(measures=(NAMED_ONLY, READ_AND_FILE))
    story.vary(case, measures=(READ_AND_FILE,), expires_on=story.decision(case).lapses_on)
    assert told(story, case)[-1] == ("varied", {ASHA.id, FFION.id, IOLO.id})


@clause("2.1", "8.5")
def test_who_only_reported_or_saw_an_incident_is_not_told() -> None:
    story = a_story()
    incident = story.an_assessed_incident(ASHA, targets=(FFION.id,), witnesses=(CARYS.id,))
    case = story.refer(incident)
    story.dispense(case)
    story.restrict(case)
    story.post_all(case)
    assert told(story, case) == [("started", {FFION.id})]


@clause("2.1", "8.2")
@pytest.mark.parametrize(("safety", "before"), [(None, []), ("A threat to come round.", [("started", {ASHA.id})])])
def test_a_start_is_told_when_it_restricts_with_its_letter_or_at_once_for_safety(
    safety: str | None, before: list[tuple[str, set[StaffId]]]
) -> None:
    story = a_story()
    case = story.a_restriction(posted=False, safety_reason=safety)
    assert told(story, case) == before
    story.post_all(case)
    assert told(story, case) == [("started", {ASHA.id})]


@clause("2.1")
def test_of_what_never_restricted_anybody_nobody_is_told() -> None:
    story = a_story()
    case = story.a_restriction(posted=False)
    story.lift(case)
    story.until("2027-03-01")
    assert told(story, case) == []


@clause("2.1", "8.6")
def test_everybody_who_was_told_is_told_again_where_it_is_quashed() -> None:
    story = a_story()
    case = story.a_restriction(measures=(NAMED_ONLY,))
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.QUASH)
    assert told(story, case)[-1] == ("quashed", {ASHA.id, FFION.id, IOLO.id})


@clause("2.1", "8.6")
def test_what_an_appeal_eases_is_told() -> None:
    story = a_story()
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE))
    story.an_appeal_under_review(case)
    story.decide_appeal(case, Outcome.VARY, measures=(WRITING_ONLY,))
    assert told(story, case)[-1] == ("varied-on-appeal", {ASHA.id})


@clause("2.1", "9.2")
def test_a_continuation_is_told_as_such_and_the_one_before_not_as_ended() -> None:
    story = a_story("2026-09-01")
    case = story.a_restriction()
    story.until("2026-11-09")
    story.continue_(case)
    story.post_all(case)
    assert [what for what, _ in told(story, case)] == ["started", "continued"]


@clause("2.1")
def test_the_end_of_a_timed_one_is_told_five_working_days_ahead_and_when_it_comes() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 9, 4))
    story.until("2026-08-26 23:59")
    assert [what for what, _ in told(story, case)] == ["started"]
    story.until("2026-08-27 00:01")  # over the bank holiday on 31 August
    assert told(story, case)[-1] == ("ends-soon", {ASHA.id})
    story.until("2026-09-05")
    assert told(story, case)[-1] == ("lapsed", {ASHA.id})


@clause("2.1", "9.2")
def test_ahead_of_an_end_for_threats_those_above_are_told_each_time_and_the_target_once() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 9, 4), violent=True)
    story.until("2026-09-04")
    above = {DELYTH.id, EMRYS.id}
    assert told(story, case)[1:] == [("ends-soon", above), ("ends-soon", above | {ASHA.id}), ("ends-soon", above)]
    story.until("2026-09-05")
    assert told(story, case)[-1] == ("lapsed", {ASHA.id})


@clause("2.1", "9.2")
def test_an_end_is_announced_once_though_a_new_holiday_moves_the_day() -> None:
    story = a_story("2026-05-29")
    case = story.a_restriction(expires_on=date(2026, 9, 4))
    story.until("2026-08-28")
    holiday = ProclaimBankHoliday(day=date(2026, 9, 2), name="A new holiday", source="The Gazette.")
    story.do(POLICY, holiday, MEGAN)
    story.until("2026-09-05")
    announced = [event for event in story.streams[case] if isinstance(event, EndAnnounced)]
    assert [event.ahead_wd for event in announced] == [5]


@clause("2.1")
def test_who_has_left_is_not_told_and_where_nobody_is_left_that_is_recorded() -> None:
    story = a_story()
    case = story.a_restriction(posted=False)
    story.do(DIRECTORY, RemoveStaffMember(staff=ASHA.id), GWEN)
    story.post_all(case)
    assert told(story, case) == [("started", set())]
    assert not story.case(case).tellings[-1].is_outstanding


@clause("2.1")
def test_until_they_are_told_governance_is_reminded_and_the_line_above_and_the_case_stays_open() -> None:
    story = a_story("2026-09-01")
    story.telling = False
    case = story.a_restriction(expires_on=date(2026, 10, 30))
    (duty,) = [d for d in agenda(story.case(case), story.book) if d.kind is DutyKind.TELL_EMPLOYEES]
    assert (duty.about, duty.due_on, duty.owner.value, duty.clause) == (
        "telling/1",
        date(2026, 9, 2),
        "governance",
        "2.1",
    )
    assert story.tries(case, DutyKind.TELL_EMPLOYEES, Act.ESCALATE) == "not yet"
    story.until("2027-02-01")
    assert story.case(case).escalated[duty.name] == 3
    assert not story.case(case).closed
    story.tell_all()
    story.until("2027-02-02")
    assert story.case(case).closed


@clause("2.1")
def test_each_is_told_once_and_what_became_of_an_e_mail_is_recorded_once() -> None:
    story = a_story()
    story.telling = False
    case = story.a_restriction()
    tell = TellEmployees(telling=TellingId("telling/1"))
    with pytest.raises(NotFound):
        story.do(
            case, RecordEmployeeReached(telling=tell.telling, person=ASHA.id, reached=Reached.E_MAILED), THE_SYSTEM
        )
    story.do(case, tell, THE_SYSTEM)
    with pytest.raises(AlreadySo):
        story.do(case, tell, THE_SYSTEM)
    refused = RecordEmployeeReached(telling=tell.telling, person=ASHA.id, reached=Reached.REFUSED)
    story.do(case, refused, THE_SYSTEM)
    with pytest.raises(AlreadySo):
        story.do(case, refused, THE_SYSTEM)
    with pytest.raises(NotFound):
        story.do(case, TellEmployees(telling=TellingId("telling/2")), THE_SYSTEM)
    assert [type(event) for event in story.streams[case][-2:]] == [EmployeesTold, EmployeeReached]


@clause("2.1")
def test_only_the_process_says_who_was_told() -> None:
    story = a_story()
    case = story.a_restriction()
    with pytest.raises(NotAllowed):
        story.do(case, TellEmployees(telling=TellingId("telling/1")), BRYN)


@clause("2.1")
def test_what_somebody_was_told_is_their_own_list() -> None:
    story = a_story()
    case = story.a_restriction(measures=(NAMED_ONLY,))
    story.do(DIRECTORY, an_entry(FFION, team="repairs"), GWEN)
    assert [telling.what for telling in told_to(story.case(case), FFION.id)] == [Occasion.STARTED]
    assert list(told_to(story.case(case), CARYS.id)) == []
