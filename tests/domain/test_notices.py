from datetime import date

import pytest

from domain.case.duties import Act, DutyKind
from domain.case.notices import PrepareNotice, Proof, RecordHandOverUncertain, RecordNoticeLeft, StartHandOver
from domain.case.verdict import Answer
from domain.names import THE_SYSTEM, Means, NoticeId
from domain.refusal import AlreadySo, Conflict, NotAllowed, NotFound
from tests.clauses import clause
from tests.domain.cast import DIGITAL_ONLY, GWEN, WRITING_ONLY
from tests.domain.refusing import refused
from tests.domain.story import Story, a_story

FIRST = NoticeId("notice/1")


def posted(on: date, notice: NoticeId = FIRST) -> RecordNoticeLeft:
    return RecordNoticeLeft(notice=notice, proof=Proof.POSTING_RECORDED, on=on)


@clause("8.2")
def test_a_restriction_bites_from_the_moment_its_notice_has_left() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False)
    assert story.ask().answer is Answer.ALLOW
    story.on("2026-11-24 15:00").post(case)
    assert story.ask("2026-11-24 14:59").answer is Answer.ALLOW
    assert story.ask("2026-11-24 15:00").answer is Answer.REFUSE


@clause("8.2")
def test_where_safety_cannot_wait_it_bites_at_once() -> None:
    story = a_story("2026-11-23")
    story.a_restriction(posted=False, safety_reason="He is on his way.")
    assert story.ask().answer is Answer.REFUSE


@clause("8.1", "8.2")
@pytest.mark.parametrize(
    ("left", "last_day"),
    [
        ("2026-11-23", date(2026, 12, 7)),
        ("2026-11-24", date(2026, 12, 8)),
        ("2026-12-18", date(2027, 1, 11)),  # two bank holidays in lieu, New Year's Day, and our closure days
        ("2026-11-28", date(2026, 12, 11)),  # a Saturday
    ],
)
def test_the_last_day_to_appeal_is_ten_working_days_after_the_notice_left(left: str, last_day: date) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False)
    story.on(left).post(case)
    assert story.decision(case).appeal_by == last_day


@clause("8.2")
def test_the_dates_a_letter_tells_are_fixed_as_it_is_handed_over_and_it_is_printed_anew_the_next_day() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False)
    story.print_(case)
    story.on("2026-11-24")
    with refused("8.2", "on"):
        story.do(case, posted(story.today), GWEN)
    with refused("8.2", "on"):
        story.do(case, StartHandOver(notice=FIRST), THE_SYSTEM)
    story.print_(case)
    story.do(case, posted(story.today), GWEN)
    assert story.decision(case).appeal_by == date(2026, 12, 8)


@clause("8.2")
def test_a_letter_that_nobody_printed_does_not_leave_nor_one_from_tomorrow() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False)
    with refused("8.2", "on"):
        story.do(case, posted(story.today), GWEN)
    story.print_(case)
    with refused("8.2", "on"):
        story.do(case, posted(date(2026, 11, 24)), GWEN)


@clause("8.2", "reading.md, Time")
def test_a_posting_typed_in_days_later_takes_nothing_from_the_customer() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False)
    story.print_(case)
    story.on("2026-11-25").do(case, posted(date(2026, 11, 23)), GWEN)
    assert story.ask("2026-11-24").answer is Answer.ALLOW
    assert story.decision(case).appeal_by == date(2026, 12, 7)
    assert story.on("2026-12-20").appeal(case, "2026-12-09")[0].in_time  # type: ignore[attr-defined]


@clause("8.2", "reading.md, Time")
def test_a_posting_typed_in_the_next_morning_is_of_the_letter_that_went_though_it_was_printed_anew_since() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False)
    story.print_(case)
    story.on("2026-11-24").print_(case)
    with refused("8.2", "on"):
        story.do(case, posted(date(2026, 11, 22)), GWEN)
    story.do(case, posted(date(2026, 11, 23)), GWEN)
    assert story.decision(case).appeal_by == date(2026, 12, 7)
    assert story.decision(case).notice_left_on == date(2026, 11, 24)


@clause("8.2")
def test_only_the_process_knows_what_the_mail_server_answered() -> None:
    story = a_story()
    case = story.a_restriction(posted=False)
    story.print_(case)
    with pytest.raises(NotAllowed):
        story.do(case, RecordNoticeLeft(notice=FIRST, proof=Proof.MAIL_SERVER_ACCEPTED, on=story.today), GWEN)


@clause("7.3")
def test_a_letter_is_handed_over_once_and_again_only_where_the_result_is_not_known() -> None:
    story = a_story()
    case = story.a_restriction(posted=False)
    story.print_(case)
    story.do(case, StartHandOver(notice=FIRST), THE_SYSTEM)
    with pytest.raises(Conflict):
        story.do(case, StartHandOver(notice=FIRST), THE_SYSTEM)
    story.do(case, RecordHandOverUncertain(notice=FIRST), THE_SYSTEM)
    assert story.case(case).notice(FIRST).uncertain
    with pytest.raises(AlreadySo):
        story.do(case, RecordHandOverUncertain(notice=FIRST), THE_SYSTEM)
    story.do(case, StartHandOver(notice=FIRST), THE_SYSTEM)
    story.do(case, RecordNoticeLeft(notice=FIRST, proof=Proof.MAIL_SERVER_ACCEPTED, on=story.today), THE_SYSTEM)
    with pytest.raises(AlreadySo):
        story.do(case, StartHandOver(notice=FIRST), THE_SYSTEM)
    with pytest.raises(NotFound):
        story.print_(case, NoticeId("notice/9"))


@clause("8.2")
def test_a_bounce_rewrites_nothing_past_and_from_its_recording_the_restriction_rests() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-11-26 09:00").bounce(case)
    assert story.ask("2026-11-26 08:59").answer is Answer.REFUSE
    assert story.ask("2026-11-26 09:00").answer is Answer.ALLOW
    again = story.owed(case)[0]
    assert (again.id, again.kind, again.by_post) == ("notice/2", "decision", True)
    story.on("2026-11-30 12:00").post(case)
    assert story.ask("2026-11-30 11:59").answer is Answer.ALLOW
    assert story.ask("2026-11-30 12:00").answer is Answer.REFUSE


@clause("8.2")
def test_after_a_bounce_the_window_is_void_until_another_notice_leaves_and_then_whole_again() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction()
    story.on("2026-12-08").bounce(case)
    assert story.decision(case).appeal_by is None
    assert story.tries(case, DutyKind.END_APPEAL_WINDOW) == "already so"
    story.on("2026-12-09").post(case)
    assert story.decision(case).appeal_by == date(2026, 12, 23)


@clause("8.2")
def test_where_safety_was_recorded_a_bounce_does_not_stop_it_but_its_window_is_void() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(safety_reason="He is on his way.")
    story.on("2026-11-26").bounce(case)
    assert story.ask().answer is Answer.REFUSE
    assert story.decision(case).appeal_by is None


@clause("8.2")
def test_a_bounce_is_recorded_once_and_a_letter_still_here_does_not_come_back() -> None:
    story = a_story()
    case = story.a_restriction(posted=False)
    with pytest.raises(AlreadySo):
        story.bounce(case)
    story.post(case)
    story.bounce(case, FIRST)
    with pytest.raises(AlreadySo):
        story.bounce(case, FIRST)
    with pytest.raises(NotFound):
        story.bounce(case, NoticeId("notice/9"))


@clause("8.2")
def test_a_letter_the_server_refused_is_owed_still_and_may_yet_come_back_by_post() -> None:
    story = a_story()
    case = story.a_restriction(posted=False)
    story.print_(case)
    story.do(case, StartHandOver(notice=FIRST), THE_SYSTEM)
    story.bounce(case, FIRST)
    assert [n.id for n in story.owed(case)] == [FIRST]
    story.post(case, FIRST)
    assert story.ask().answer is Answer.REFUSE
    story.bounce(case, FIRST)
    assert story.ask().answer is Answer.ALLOW


@clause("8.2")
def test_a_notice_that_comes_back_after_the_case_has_closed_reopens_it() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 12, 1))
    story.until("2027-01-15")
    assert story.case(case).closed
    story.bounce(case, FIRST)
    assert story.events(case)[-2:] == ["CaseReopened", "NoticeFailed"]
    story.post_all(case)
    assert story.decision(case).appeal_by == date(2027, 1, 29)


@clause("9.2")
def test_an_unsent_notice_never_blocks_a_lapse_and_then_nothing_is_owed_of_it() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False, expires_on=date(2026, 11, 27))
    story.until("2026-11-28 00:01", posting=False)
    assert "RestrictionLapsed" in story.events(case)
    assert story.owed(case) == []
    assert story.case(case).closed


@clause("7.3")
def test_a_notice_that_does_not_leave_is_escalated_up_the_line() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False)
    story.until("2026-11-25 23:59", posting=False)
    assert story.tries(case, DutyKind.SEND_NOTICE, Act.ESCALATE) == "not yet"
    story.until("2026-12-10 00:01", posting=False)
    assert escalations(story, "send-notice:notice/1:2026-11-25") == ["line-manager", "head-of-service", "director"]


@clause("8.2", "9.2")
def test_an_easing_before_the_first_letter_has_left_waits_for_its_own() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False, measures=(WRITING_ONLY, DIGITAL_ONLY)[:1])
    story.vary(case, measures=(WRITING_ONLY,), expires_on=date(2026, 12, 31))
    assert story.ask().answer is Answer.ALLOW
    story.post(case, story.decision(case).notice)
    assert story.ask().answer is Answer.REFUSE
    assert story.owed(case) == []


def escalations(story: Story, name: str) -> list[str]:
    return [e.to for fact in story.record if (e := fact.event).TOPIC == "DutyEscalated" and e.name == name]  # type: ignore[attr-defined]


@clause("7.3")
def test_a_letter_that_is_to_go_another_way_is_recorded_so_though_its_words_are_the_same() -> None:
    story = a_story()
    case = story.a_restriction(posted=False)
    notice = story.print_(case)
    document = story.case(case).notice(notice).document
    assert document is not None
    with pytest.raises(AlreadySo):
        story.do(case, PrepareNotice(notice=notice, document=document, means=Means.POST), THE_SYSTEM)
    story.do(case, PrepareNotice(notice=notice, document=document, means=Means.READ_BY_PHONE), THE_SYSTEM)
    assert story.case(case).notice(notice).means is Means.READ_BY_PHONE
