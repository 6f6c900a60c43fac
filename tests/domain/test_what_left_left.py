"""8.2, 9.3: what left, left: it is in the record, whatever became of its matter while it was on its way."""

from datetime import date

import pytest

from domain.case.notices import Proof, RecordHandOverDeferred, RecordHandOverUncertain, RecordNoticeLeft, StartHandOver
from domain.case.state import Outcome
from domain.case.verdict import Answer
from domain.names import THE_SYSTEM, CaseId, NoticeId
from domain.refusal import AlreadySo
from tests.clauses import clause
from tests.domain.cast import GWEN, READ_AND_FILE, WRITING_ONLY
from tests.domain.story import Story, a_story


def taken_by_the_server(story: Story, case: CaseId, notice: NoticeId) -> None:
    taken = RecordNoticeLeft(notice=notice, proof=Proof.MAIL_SERVER_ACCEPTED, on=story.today)
    story.do(case, taken, THE_SYSTEM)


def on_its_way(story: Story, case: CaseId) -> NoticeId:
    """Its first letter has been printed, and is being handed to the mail server."""
    notice = story.print_(case)
    story.do(case, StartHandOver(notice=notice), THE_SYSTEM)
    return notice


def quashed_meanwhile() -> tuple[Story, CaseId, NoticeId]:
    story = a_story("2026-11-23")
    case = story.a_restriction(posted=False)
    story.appeal(case)
    story.assign(case)
    notice = on_its_way(story, case)
    story.decide_appeal(case, Outcome.QUASH)
    return story, case, notice


@clause("8.2", "8.6")
def test_a_letter_that_the_server_takes_as_its_decision_is_quashed_has_left_and_begins_nothing() -> None:
    story, case, notice = quashed_meanwhile()
    taken_by_the_server(story, case, notice)
    assert story.case(case).notice(notice).left_at == story.now
    assert story.ask().answer is Answer.ALLOW
    assert [str(n.kind) for n in story.owed(case)] == ["appeal-outcome"], "it tells the customer"
    with pytest.raises(AlreadySo):
        taken_by_the_server(story, case, notice)


@clause("8.2", "8.6")
@pytest.mark.parametrize("result", [RecordHandOverUncertain, RecordHandOverDeferred])
def test_what_became_of_such_a_hand_over_is_recorded_too(result: type) -> None:
    story, case, notice = quashed_meanwhile()
    story.do(case, result(notice=notice), THE_SYSTEM)
    held = story.case(case).notice(notice)
    assert (held.handing_over, held.uncertain) == (False, result is RecordHandOverUncertain)
    with pytest.raises(AlreadySo):
        story.do(case, result(notice=notice), THE_SYSTEM)


@clause("8.2")
def test_a_needless_letter_is_neither_printed_nor_handed_over() -> None:
    story, case, notice = quashed_meanwhile()
    story.do(case, RecordHandOverDeferred(notice=notice), THE_SYSTEM)
    with pytest.raises(AlreadySo):
        story.do(case, StartHandOver(notice=notice), THE_SYSTEM)


@clause("8.2", "9.2", "9.3")
def test_a_letter_that_the_server_takes_over_midnight_as_its_restriction_lapses_has_left_and_the_lapse_is_told() -> (
    None
):
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 24), posted=False)
    story.on("2026-11-24 23:59")
    notice = on_its_way(story, case)
    story.until("2026-11-25 00:01", posting=False)
    assert story.told(case) == ["decision", "change:lapsed"], "the customer may have had the letter"
    taken = RecordNoticeLeft(notice=notice, proof=Proof.MAIL_SERVER_ACCEPTED, on=date(2026, 11, 24))
    story.do(case, taken, THE_SYSTEM)
    assert story.ask().answer is Answer.ALLOW
    assert story.decision(case).appeal_by == date(2026, 12, 8), "with the letter came the right to appeal"


@clause("8.2", "9.3")
@pytest.mark.parametrize("how", ["lifted", "lapsed"])
def test_a_posting_typed_in_after_the_end_is_recorded_and_then_the_end_is_told(how: str) -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(expires_on=date(2026, 11, 24), posted=False)
    notice = story.print_(case)
    if how == "lifted":
        story.lift(case)
    story.until("2026-11-25 09:00", posting=False)
    assert story.told(case) == ["decision"], "nobody had been told of its beginning"
    assert story.case(case).closed
    story.do(case, RecordNoticeLeft(notice=notice, proof=Proof.POSTING_RECORDED, on=date(2026, 11, 23)), GWEN)
    assert story.told(case) == ["decision", f"change:{how}"]
    assert not story.case(case).closed, "a window runs"
    story.until("2026-12-07 12:00")
    story.appeal(case)
    assert story.last_appeal(case).in_time


@clause("8.2")
def test_a_needless_letter_that_left_after_its_case_has_closed_reopens_nothing() -> None:
    story, case, notice = quashed_meanwhile()
    story.until("2026-11-24")
    assert story.case(case).closed
    story.do(case, RecordNoticeLeft(notice=notice, proof=Proof.POSTING_RECORDED, on=date(2026, 11, 23)), GWEN)
    assert story.case(case).closed
    assert story.case(case).notice(notice).left_at is not None


@clause("8.2", "9.3")
def test_a_letter_given_way_to_another_that_left_all_the_same_has_its_right_to_appeal() -> None:
    story = a_story("2026-11-23")
    case = story.a_restriction(measures=(WRITING_ONLY, READ_AND_FILE), posted=False)
    notice = story.print_(case)
    story.vary(case, safety_reason="Danger.", measures=(WRITING_ONLY,), expires_on=story.decision(case).lapses_on)
    assert story.case(case).notice(notice).needless
    story.do(case, RecordNoticeLeft(notice=notice, proof=Proof.HANDED_OVER, on=story.today), GWEN)
    assert story.case(case).decisions[0].appeal_by == date(2026, 12, 7)
    assert story.decision(case).ended is None
